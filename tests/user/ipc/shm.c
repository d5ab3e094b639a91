/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/ipc/shm.c - System V shared memory: shmget, shmat, shmdt, shmctl, /proc/sysvipc/shm */
#include <sys/ipc.h>
#include <sys/resource.h>
#include <sys/shm.h>

#include "maps.h"

#define KEY 0x50697468
#ifndef SHM_STAT_ANY
#define SHM_STAT_ANY 15
#endif

static int make(key_t key, size_t size, int flags)
{
	return REQUIRE_OK(shmget(key, size, flags));
}

static struct shmid_ds stat_of(int id)
{
	struct shmid_ds ds = {0};

	CHECK_OK(shmctl(id, IPC_STAT, &ds));
	return ds;
}

TEST(a_segment_is_shared_through_fork)
{
	int id = make(IPC_PRIVATE, 3 * PAGE, 0600), st;
	char *p = REQUIRE_OK(shmat(id, NULL, 0));

	CHECK_EQ(p[0], 0);
	CHECK_EQ(stat_of(id).shm_nattch, 1);
	CHILD (st) {
		CHECK_EQ(stat_of(id).shm_nattch, 2);
		strcpy(p + PAGE, "child");
	}
	CHECK_EXITED(st, 0);
	CHECK_STR(p + PAGE, "child");
	CHECK_EQ(stat_of(id).shm_nattch, 1);
	CHECK_OK(shmdt(p));
	CHECK_ERRNO(shmdt(p), EINVAL);
	CHECK_EQ(stat_of(id).shm_nattch, 0);
	CHECK_OK(shmctl(id, IPC_RMID, NULL));
	CHECK_ERRNO(shmctl(id, IPC_STAT, &(struct shmid_ds){0}), EINVAL);
}

TEST(get_by_key)
{
	int id = make(KEY, 5000, IPC_CREAT | IPC_EXCL | 0640);

	CHECK_EQ(shmget(KEY, 0, 0), id);
	CHECK_EQ(shmget(KEY, 5000, IPC_CREAT), id);
	CHECK_ERRNO(shmget(KEY, 5001, 0), EINVAL);
	CHECK_ERRNO(shmget(KEY, 5000, IPC_CREAT | IPC_EXCL), EEXIST);
	CHECK_ERRNO(shmget(KEY + 1, 5000, 0), ENOENT);
	CHECK_ERRNO(shmget(KEY + 1, 0, IPC_CREAT), EINVAL);
	CHECK_ERRNO(shmget(IPC_PRIVATE, 0, 0), EINVAL);
	CHECK_OK(shmctl(id, IPC_RMID, NULL));
	CHECK_ERRNO(shmget(KEY, 0, 0), ENOENT);
}

TEST(what_stat_says)
{
	time_t before = time(NULL);
	int id = make(KEY, 5000, IPC_CREAT | 0640);
	struct shmid_ds ds = stat_of(id);

	CHECK_EQ(ds.shm_perm.__ipc_perm_key, KEY);
	CHECK_EQ(ds.shm_perm.mode, 0640);
	CHECK_EQ(ds.shm_perm.uid, geteuid());
	CHECK_EQ(ds.shm_perm.cgid, getegid());
	CHECK_EQ(ds.shm_segsz, 5000);
	CHECK_EQ(ds.shm_cpid, getpid());
	CHECK_EQ(ds.shm_lpid, 0);
	CHECK_EQ(ds.shm_atime, 0);
	CHECK_EQ(ds.shm_dtime, 0);
	CHECK_GE(ds.shm_ctime, before);
	void *p = REQUIRE_OK(shmat(id, NULL, 0));
	ds = stat_of(id);
	CHECK_EQ(ds.shm_lpid, getpid());
	CHECK_GE(ds.shm_atime, before);
	CHECK_EQ(ds.shm_dtime, 0);
	CHECK_OK(shmdt(p));
	CHECK_GE(stat_of(id).shm_dtime, before);
	CHECK_ERRNO(shmctl(id, IPC_STAT, (void *)8), EFAULT);
	CHECK_OK(shmctl(id, IPC_RMID, NULL));
}

TEST(removed_but_attached)
{
	int id = make(KEY, PAGE, IPC_CREAT | 0600), id2, st;
	char *p = REQUIRE_OK(shmat(id, NULL, 0)), *q;

	strcpy(p, "still here");
	CHECK_OK(shmctl(id, IPC_RMID, NULL));
	CHECK_EQ(stat_of(id).shm_perm.mode, 01600);
	CHECK_EQ(stat_of(id).shm_perm.__ipc_perm_key, IPC_PRIVATE);
	/* The id works, the key is free. */
	q = REQUIRE_OK(shmat(id, NULL, SHM_RDONLY));
	CHECK_STR(q, "still here");
	CHECK_ERRNO(shmget(KEY, 0, 0), ENOENT);
	id2 = make(KEY, PAGE, IPC_CREAT | 0600);
	CHECK_NE(id2, id);
	CHECK_OK(shmctl(id2, IPC_RMID, NULL));
	CHILD (st)
		CHECK_STR(p, "still here");
	CHECK_EXITED(st, 0);
	CHECK_OK(shmdt(p));
	CHECK_EQ(stat_of(id).shm_nattch, 1);
	CHECK_OK(shmdt(q));
	CHECK_ERRNO(shmat(id, NULL, 0), EINVAL);
}

TEST(an_old_id_is_gone)
{
	int id = make(IPC_PRIVATE, PAGE, 0600), i, other = -1;

	CHECK_OK(shmctl(id, IPC_RMID, NULL));
	/* Until the index is used again. */
	for (i = 0; i < 200 && (other < 0 || other % 32768 != id % 32768); i++) {
		if (other >= 0)
			CHECK_OK(shmctl(other, IPC_RMID, NULL));
		other = make(IPC_PRIVATE, PAGE, 0600);
	}
	REQUIRE(other % 32768 == id % 32768);
	CHECK_EQ(other, id + 32768);
	CHECK_ERRNO(shmat(id, NULL, 0), EINVAL);
	CHECK_ERRNO(shmctl(id, IPC_STAT, &(struct shmid_ds){0}), EINVAL);
	CHECK_OK(shmctl(other, IPC_RMID, NULL));
}

TEST(attach_addresses)
{
	int id = make(IPC_PRIVATE, 2 * PAGE, 0600);
	char *p = test_map(8);

	CHECK_ERRNO(shmat(id, p, 0), EINVAL);
	CHECK_ERRNO(shmat(id, p + 1, SHM_REMAP), EINVAL);
	CHECK_ERRNO(shmat(id, NULL, SHM_REMAP), EINVAL);
	CHECK_ERRNO(shmat(id, (void *)1, SHM_RND | SHM_REMAP), EINVAL);
	CHECK_ERRNO(shmat(-1, NULL, 0), EINVAL);
	CHECK_ERRNO(shmat(0x7fffffff, NULL, 0), EINVAL);
	CHECK_EQ(shmat(id, p, SHM_REMAP), p);
	CHECK_EQ(maps_count(p, 2 * PAGE), 1);
	CHECK_EQ(shmat(id, p + 4 * PAGE + 5, SHM_REMAP | SHM_RND), p + 4 * PAGE);
	*(volatile char *)p = 7;
	CHECK_EQ(((volatile char *)p)[4 * PAGE], 7);
	CHECK_OK(munmap(p + 6 * PAGE, 2 * PAGE));
	CHECK_EQ(shmat(id, p + 6 * PAGE, 0), p + 6 * PAGE);
	CHECK_EQ(stat_of(id).shm_nattch, 3);
	CHECK_ERRNO(shmdt(p + 1), EINVAL);
	/* No beginning of an attachment. */
	CHECK_ERRNO(shmdt(p + PAGE), EINVAL);
	CHECK_OK(shmdt(p));
	CHECK_OK(shmdt(p + 4 * PAGE));
	CHECK_OK(shmdt(p + 6 * PAGE));
	CHECK_EQ(stat_of(id).shm_nattch, 0);
	CHECK_OK(shmctl(id, IPC_RMID, NULL));
}

TEST(pieces_count_and_detach_together)
{
	int id = make(IPC_PRIVATE, 6 * PAGE, 0600);
	char *p = REQUIRE_OK(shmat(id, NULL, 0));

	CHECK_OK(mprotect(p + PAGE, PAGE, PROT_READ));
	CHECK_EQ(maps_count(p, 6 * PAGE), 3);
	CHECK_EQ(stat_of(id).shm_nattch, 3);
	/* Equal again, but a counted mapping does not merge. */
	CHECK_OK(mprotect(p + PAGE, PAGE, PROT_READ | PROT_WRITE));
	CHECK_EQ(maps_count(p, 6 * PAGE), 3);
	CHECK_OK(munmap(p + 3 * PAGE, PAGE));
	CHECK_EQ(stat_of(id).shm_nattch, 4);
	CHECK_OK(shmdt(p));
	CHECK_EQ(maps_count(p, 6 * PAGE), 0);
	CHECK_EQ(stat_of(id).shm_nattch, 0);
	CHECK_OK(shmctl(id, IPC_RMID, NULL));
}

TEST(read_only)
{
	int id = make(IPC_PRIVATE, PAGE, 0600), st;
	char *p = REQUIRE_OK(shmat(id, NULL, SHM_RDONLY));
	struct map_line m;

	test_no_core();
	REQUIRE(maps_find(p, &m));
	CHECK_STR(m.perms, "r--s");
	CHECK_ERRNO(mprotect(p, PAGE, PROT_READ | PROT_WRITE), EACCES);
	CHILD (st)
		*(volatile char *)p = 1;
	CHECK_KILLED(st, SIGSEGV);
	CHECK_OK(shmdt(p));
	p = REQUIRE_OK(shmat(id, NULL, SHM_EXEC));
	REQUIRE(maps_find(p, &m));
	CHECK_STR(m.perms, "rwxs");
	CHECK_OK(shmdt(p));
	CHECK_OK(shmctl(id, IPC_RMID, NULL));
}

TEST(maps_line)
{
	int id = make(KEY, PAGE, IPC_CREAT | 0600);
	char *p = REQUIRE_OK(shmat(id, NULL, 0));
	struct map_line m;

	REQUIRE(maps_find(p, &m));
	CHECK_STR(m.name, "/SYSV50697468 (deleted)");
	CHECK_EQ(m.inode, id);
	CHECK_EQ(m.offset, 0);
	CHECK_STR(m.perms, "rw-s");
	CHECK_OK(shmctl(id, IPC_RMID, NULL));
}

TEST(permissions)
{
	int id = make(KEY, PAGE, IPC_CREAT | 0604), shut = make(KEY + 1, PAGE, IPC_CREAT | 0600),
	    st;
	struct shmid_ds ds;

	test_need_root();
	CHILD (st) {
		test_become(1000, 1000);
		CHECK_ERRNO(shmat(id, NULL, 0), EACCES);
		CHECK_ERRNO(shmat(id, NULL, SHM_RDONLY | SHM_EXEC), EACCES);
		CHECK_OK(shmdt(CHECK_OK(shmat(id, NULL, SHM_RDONLY))));
		CHECK_EQ(shmget(KEY, 0, 0), id);
		CHECK_EQ(shmget(KEY, 0, 0444), id);
		CHECK_ERRNO(shmget(KEY, 0, 0222), EACCES);
		CHECK_OK(shmctl(id, IPC_STAT, &ds));
		CHECK_ERRNO(shmctl(shut, IPC_STAT, &ds), EACCES);
		CHECK_ERRNO(shmctl(shut % 32768, SHM_STAT, &ds), EACCES);
		CHECK_EQ(shmctl(shut % 32768, SHM_STAT_ANY, &ds), shut);
		CHECK_ERRNO(shmctl(id, IPC_SET, &ds), EPERM);
		CHECK_ERRNO(shmctl(id, IPC_RMID, NULL), EPERM);
		CHECK_ERRNO(shmctl(id, SHM_LOCK, NULL), EPERM);
	}
	CHECK_EXITED(st, 0);
	/* A new owner may do all that; the creator still may. */
	ds = stat_of(shut);
	ds.shm_perm.uid = 1000;
	ds.shm_perm.mode = 07640;
	CHECK_OK(shmctl(shut, IPC_SET, &ds));
	CHECK_EQ(stat_of(shut).shm_perm.uid, 1000);
	CHECK_EQ(stat_of(shut).shm_perm.cuid, 0);
	CHECK_EQ(stat_of(shut).shm_perm.mode, 0640);
	ds.shm_perm.uid = -1;
	CHECK_ERRNO(shmctl(shut, IPC_SET, &ds), EINVAL);
	CHILD (st) {
		struct rlimit lim = {2 * PAGE, 2 * PAGE};

		REQUIRE_OK(setrlimit(RLIMIT_MEMLOCK, &lim));
		test_become(1000, 1000);
		CHECK_OK(shmctl(shut, SHM_LOCK, NULL));
		CHECK_EQ(stat_of(shut).shm_perm.mode, 02640);
		int big = make(IPC_PRIVATE, 2 * PAGE, 0600);
		CHECK_ERRNO(shmctl(big, SHM_LOCK, NULL), ENOMEM);
		CHECK_OK(shmctl(shut, SHM_UNLOCK, NULL));
		CHECK_OK(shmctl(big, SHM_LOCK, NULL));
		CHECK_OK(shmctl(big, IPC_RMID, NULL));
		CHECK_OK(shmctl(shut, IPC_RMID, NULL));
	}
	CHECK_EXITED(st, 0);
	CHECK_OK(shmctl(id, IPC_RMID, NULL));
}

TEST(info_and_limits)
{
	struct shminfo lim;
	struct {
		int used_ids;
		unsigned long tot, rss, swp, attempts, successes;
	} use, more;
	int id, max;

	CHECK_GE(shmctl(0, IPC_INFO, (void *)&lim), 0);
	CHECK_EQ(lim.shmmin, 1);
	CHECK_EQ(lim.shmmni, strtoul(test_slurp("/proc/sys/kernel/shmmni"), NULL, 10));
	CHECK_EQ(lim.shmmax, strtoul(test_slurp("/proc/sys/kernel/shmmax"), NULL, 10));
	CHECK_EQ(lim.shmall, strtoul(test_slurp("/proc/sys/kernel/shmall"), NULL, 10));
	CHECK_GE(shmctl(0, SHM_INFO, (void *)&use), 0);
	id = make(IPC_PRIVATE, 10 * PAGE, 0600);
	char *p = REQUIRE_OK(shmat(id, NULL, 0));
	memset(p, 1, 3 * PAGE);
	max = CHECK_OK(shmctl(0, SHM_INFO, (void *)&more));
	CHECK_GE(max, id % 32768);
	CHECK_EQ(more.used_ids, use.used_ids + 1);
	CHECK_EQ(more.tot, use.tot + 10);
	CHECK_EQ(more.rss, use.rss + 3);
	CHECK_EQ(shmctl(id % 32768, SHM_STAT, &(struct shmid_ds){0}), id);
	CHECK_ERRNO(shmctl(-1, SHM_STAT, &(struct shmid_ds){0}), EINVAL);
	CHECK_ERRNO(shmctl(id, 99, NULL), EINVAL);
	CHECK_ERRNO(shmctl(id, -1, NULL), EINVAL);
	CHECK_OK(shmctl(id, IPC_RMID, NULL));
}

TEST(limits_hold)
{
	char *max, *all;

	test_need_root();
	max = test_slurp("/proc/sys/kernel/shmmax");
	all = test_slurp("/proc/sys/kernel/shmall");
	test_write_file("/proc/sys/kernel/shmmax", "8192");
	CHECK_ERRNO(shmget(IPC_PRIVATE, 8193, 0600), EINVAL);
	int id = CHECK_OK(shmget(IPC_PRIVATE, 8192, 0600));
	test_write_file("/proc/sys/kernel/shmmax", max);
	test_write_file("/proc/sys/kernel/shmall", "2");
	CHECK_ERRNO(shmget(IPC_PRIVATE, 1, 0600), ENOSPC);
	test_write_file("/proc/sys/kernel/shmall", all);
	CHECK_OK(shmctl(id, IPC_RMID, NULL));
	CHECK_ERRNO(shmget(IPC_PRIVATE, ~0UL, 0600), EINVAL);
}

TEST(proc_file)
{
	int id = make(KEY, 5000, IPC_CREAT | 0600);
	char *p = REQUIRE_OK(shmat(id, NULL, 0)), *text, want[200], *line;

	p[0] = 1;
	text = test_slurp("/proc/sysvipc/shm");
	CHECK(!strncmp(
		text,
		"       key      shmid perms                  size  cpid  lpid nattch   uid   gid"
		"  cuid  cgid      atime      dtime      ctime                   rss"
		"                  swap\n",
		strcspn(text, "\n") + 1));
	snprintf(want, sizeof(want), "\n%10d %10d   600 %21u %5u %5u  %5u %5u %5u %5u %5u ", KEY,
		 id, 5000, getpid(), getpid(), 1, geteuid(), getegid(), geteuid(), getegid());
	line = strstr(text, want);
	REQUIRE(line);
	CHECK_MATCH(strtok(line + strlen(want), "\n"),
		    "^[0-9 ]{10}          0 [0-9 ]{10} {18}4096 {21}0$");
	CHECK_OK(shmctl(id, IPC_RMID, NULL));
}

REEXEC(attached)
{
	struct shmid_ds ds;

	/* exec detaches. */
	return shmctl(atoi(argv[1]), IPC_STAT, &ds) || ds.shm_nattch != 0;
}

TEST(exec_and_exit_detach)
{
	int id = make(IPC_PRIVATE, PAGE, 0600), st;
	char arg[16];

	snprintf(arg, sizeof(arg), "%d", id);
	CHILD (st) {
		REQUIRE_OK(shmat(id, NULL, 0));
		execv(test_self(), test_reexec_argv("attached", arg, NULL));
		test_fail(__FILE__, __LINE__, "execv");
	}
	CHECK_EXITED(st, 0);
	CHILD (st) {
		REQUIRE_OK(shmat(id, NULL, 0));
		CHECK_OK(shmctl(id, IPC_RMID, NULL));
	}
	CHECK_EXITED(st, 0);
	CHECK_ERRNO(shmctl(id, IPC_STAT, &(struct shmid_ds){0}), EINVAL);
}
