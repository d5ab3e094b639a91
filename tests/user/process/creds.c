/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/process/creds.c - user and group ids, and what losing root forbids */
#include "harness.h"

#include <grp.h>
#include <sys/fsuid.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/resource.h>

static void check_uids(uid_t r, uid_t e, uid_t s)
{
	uid_t a, b, c;

	CHECK_OK(getresuid(&a, &b, &c));
	CHECK_EQ(a, r);
	CHECK_EQ(b, e);
	CHECK_EQ(c, s);
	CHECK_EQ(getuid(), r);
	CHECK_EQ(geteuid(), e);
}

TEST(setuid_as_root_sets_all_three)
{
	int st;

	test_need_root();
	CHILD (st) {
		CHECK_OK(setgid(1234));
		CHECK_OK(setuid(1000));
		check_uids(1000, 1000, 1000);
		CHECK_EQ(getgid(), 1234);
		CHECK_EQ(getegid(), 1234);
		CHECK_ERRNO(setuid(0), EPERM);
		CHECK_ERRNO(setgid(0), EPERM);
		CHECK_OK(setuid(1000));
	}
	CHECK_EXITED(st, 0);
}

TEST(saved_uid_lets_one_go_back)
{
	int st;

	test_need_root();
	CHILD (st) {
		CHECK_OK(setresuid(1000, 1001, 0));
		check_uids(1000, 1001, 0);
		CHECK_OK(seteuid(1000));
		check_uids(1000, 1000, 0);
		CHECK_ERRNO(setresuid(5, -1, -1), EPERM);
		CHECK_OK(seteuid(0)); /* root again */
		CHECK_OK(setresuid(5, 6, 7));
		check_uids(5, 6, 7);
		CHECK_OK(setresuid(7, 5, 6)); /* any of the three */
		check_uids(7, 5, 6);
		CHECK_OK(setresuid(-1, -1, -1)); /* changes nothing */
		check_uids(7, 5, 6);
		CHECK_ERRNO(setresuid(8, -1, -1), EPERM);
	}
	CHECK_EXITED(st, 0);
}

TEST(setreuid_rules)
{
	int st;

	test_need_root();
	CHILD (st) {
		CHECK_OK(setreuid(1000, 1001));
		check_uids(1000, 1001, 1001);	/* saved follows the new effective */
		CHECK_OK(setreuid(1001, 1000)); /* swap */
		check_uids(1001, 1000, 1000);
		CHECK_ERRNO(setreuid(0, -1), EPERM);
		CHECK_ERRNO(setreuid(-1, 0), EPERM);
	}
	CHECK_EXITED(st, 0);
}

TEST(groups)
{
	gid_t want[] = {10, 20, 30}, got[32];
	int st;

	test_need_root();
	CHILD (st) {
		CHECK_OK(setgroups(3, want));
		CHECK_EQ(getgroups(0, NULL), 3);
		CHECK_EQ(getgroups(32, got), 3);
		CHECK_MEM(got, want, sizeof(want));
		CHECK_ERRNO(getgroups(2, got), EINVAL);
		CHECK_ERRNO(getgroups(-1, got), EINVAL);
		CHECK_ERRNO(syscall(SYS_getgroups, 3, KERNEL_ADDR), EFAULT);
		CHECK_ERRNO(syscall(SYS_setgroups, 3, KERNEL_ADDR), EFAULT);
		CHECK_ERRNO(syscall(SYS_setgroups, 65537, want), EINVAL);
		CHECK_OK(setuid(1000));
		CHECK_ERRNO(setgroups(0, NULL), EPERM);
		CHECK_EQ(getgroups(32, got), 3);
	}
	CHECK_EXITED(st, 0);
}

TEST(invalid_ids)
{
	test_need_root();
	CHECK_ERRNO(syscall(SYS_setuid, -1), EINVAL);
	CHECK_ERRNO(syscall(SYS_setgid, -1), EINVAL);
}

TEST(what_root_may_and_others_not)
{
	int st;

	test_need_root();
	REQUIRE_OK(mkdir("d", 0777));
	REQUIRE_OK(chmod("d", 0777));
	CHILD (st) {
		test_become(1000, 1000);
		CHECK_ERRNO(chroot("."), EPERM);
		CHECK_ERRNO(mount("none", "d", "tmpfs", 0, NULL), EPERM);
		CHECK_ERRNO(umount("/proc"), EPERM);
		CHECK_ERRNO(sethostname("x", 1), EPERM);
		CHECK_ERRNO(syscall(SYS_reboot, 0xfee1dead, 672274793, 0x4321fedc, NULL), EPERM);
		CHECK_ERRNO(mknod("d/dev", S_IFCHR | 0600, 0x103), EPERM);
		CHECK_OK(mknod("d/fifo", S_IFIFO | 0600, 0));
		CHECK_ERRNO(kill(1, SIGTERM), EPERM);
		CHECK_ERRNO(kill(1, 0), EPERM);
		CHECK_OK(setpriority(PRIO_PROCESS, 0, 19)); /* from whatever the tests run at */
		CHECK_ERRNO(setpriority(PRIO_PROCESS, 0, 18), EACCES);
		CHECK_ERRNO(nice(-1), EPERM);
		CHECK_ERRNO(clock_settime(CLOCK_REALTIME, &(struct timespec){1, 0}), EPERM);
		CHECK_ERRNO(chown("d", 1000, 1000), EPERM);
	}
	CHECK_EXITED(st, 0);
}

TEST(signals_between_users)
{
	struct sync ready;
	pid_t pid;
	int st;

	test_need_root();
	sync_init(&ready);
	CHILD_PID (pid) {
		test_become(1000, 1000);
		sync_post(&ready);
		for (;;)
			pause();
	}
	sync_wait(&ready);
	CHILD (st) {
		test_become(2000, 2000);
		CHECK_ERRNO(kill(pid, SIGTERM), EPERM);
		CHECK_ERRNO(syscall(SYS_tgkill, pid, pid, SIGTERM), EPERM);
	}
	CHECK_EXITED(st, 0);
	CHILD (st) {
		CHECK_OK(setresuid(1000, 2000, 2000)); /* the real id counts */
		CHECK_OK(kill(pid, SIGTERM));
	}
	CHECK_EXITED(st, 0);
	CHECK_KILLED(test_wait(pid), SIGTERM);
}

TEST(fsuid_follows_the_effective_id)
{
	int st;

	test_need_root();
	test_write_file("secret", "x");
	REQUIRE_OK(chmod("secret", 0600));
	CHILD (st) {
		CHECK_EQ(setfsuid(1000), 0); /* returns the old one */
		CHECK_EQ(setfsuid(-1), 1000);
		CHECK_ERRNO(open("secret", O_RDONLY), EACCES);
		CHECK_EQ(setfsgid(-1), getegid());
		CHECK_EQ(geteuid(), 0);
		CHECK_OK(seteuid(0));
		CHECK_OK(open("secret", O_RDONLY));
	}
	CHECK_EXITED(st, 0);
}

REEXEC(print_ids)
{
	uid_t u[6];

	getresuid(&u[0], &u[1], &u[2]);
	getresgid(&u[3], &u[4], &u[5]);
	return write(1, u, sizeof(u)) == sizeof(u) ? 0 : 1;
}

TEST(set_user_id_executables)
{
	uid_t u[6];
	int p[2], st, in, out;
	char buf[65536];
	ssize_t n;

	test_need_root();
	in = REQUIRE_OK(open(test_self(), O_RDONLY));
	out = REQUIRE_OK(open("suid", O_WRONLY | O_CREAT, 0755));
	while ((n = read(in, buf, sizeof(buf))) > 0)
		CHECK_EQ(write(out, buf, n), n);
	REQUIRE_OK(fchown(out, 3000, 4000));
	REQUIRE_OK(fchmod(out, 06755));
	close(out);
	REQUIRE_OK(pipe(p));
	CHILD (st) {
		char **argv = test_reexec_argv("print_ids", NULL);

		dup2(p[1], 1);
		test_become(1000, 1000);
		execv("./suid", argv);
	}
	CHECK_EXITED(st, 0);
	REQUIRE(read(p[0], u, sizeof(u)) == sizeof(u));
	if (u[1] == 1000)
		SKIP("scratch file system is mounted nosuid");
	CHECK_EQ(u[0], 1000);
	CHECK_EQ(u[1], 3000);
	CHECK_EQ(u[2], 3000);
	CHECK_EQ(u[3], 1000);
	CHECK_EQ(u[4], 4000);
	CHECK_EQ(u[5], 4000);
}

TEST(status_file_shows_them)
{
	int st;

	test_need_root();
	CHILD (st) {
		gid_t g[] = {7, 8};
		char *s;

		CHECK_OK(setgroups(2, g));
		CHECK_OK(setresgid(1, 2, 3));
		CHECK_OK(setresuid(4, 5, 0));
		s = test_slurp("/proc/self/status");
		CHECK_MATCH(s, "^Uid:\t4\t5\t0\t5$");
		CHECK_MATCH(s, "^Gid:\t1\t2\t3\t2$");
		CHECK_MATCH(s, "^Groups:\t7 8 $");
	}
	CHECK_EXITED(st, 0);
}
