/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/procfs/self.c - /proc/<pid>: status, stat, statm, cmdline, environ, links, fd, task */
#include "harness.h"

#include <dirent.h>
#include <pthread.h>

static char *slurp_pid(pid_t pid, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	return test_slurp(path);
}

static const char *link_of(const char *path)
{
	static char to[PATH_MAX];
	ssize_t n = readlink(path, to, sizeof(to) - 1);

	if (n < 0)
		test_fail(__FILE__, __LINE__, "readlink %s: %s", path, test_errno_name(errno));
	to[n < 0 ? 0 : n] = 0;
	return to;
}

TEST(self_and_thread_self)
{
	char want[64];

	CHECK_EQ(atoi(link_of("/proc/self")), getpid());
	snprintf(want, sizeof(want), "%d/task/%d", getpid(), gettid());
	CHECK_STR(link_of("/proc/thread-self"), want);
}

TEST(status_fields)
{
	static const char *const re[] = {"^Name:\t[^\n]+$",
					 "^Umask:\t0022$",
					 "^State:\tR \\(running\\)$",
					 "^Tgid:\t[0-9]+$",
					 "^Pid:\t[0-9]+$",
					 "^PPid:\t[0-9]+$",
					 "^TracerPid:\t0$",
					 "^Uid:\t[0-9]+\t[0-9]+\t[0-9]+\t[0-9]+$",
					 "^Gid:\t[0-9]+\t[0-9]+\t[0-9]+\t[0-9]+$",
					 "^FDSize:\t[0-9]+$",
					 "^Groups:\t[0-9 ]*$",
					 "^VmPeak:\t *[0-9]+ kB$",
					 "^VmSize:\t *[0-9]+ kB$",
					 "^VmLck:\t *0 kB$",
					 "^VmHWM:\t *[0-9]+ kB$",
					 "^VmRSS:\t *[0-9]+ kB$",
					 "^RssAnon:\t *[0-9]+ kB$",
					 "^RssFile:\t *[0-9]+ kB$",
					 "^RssShmem:\t *[0-9]+ kB$",
					 "^VmData:\t *[0-9]+ kB$",
					 "^VmStk:\t *[0-9]+ kB$",
					 "^VmExe:\t *[0-9]+ kB$",
					 "^VmLib:\t *[0-9]+ kB$",
					 "^VmPTE:\t *[0-9]+ kB$",
					 "^VmSwap:\t *[0-9]+ kB$",
					 "^Threads:\t1$",
					 "^SigQ:\t[0-9]+/[0-9]+$",
					 "^SigPnd:\t[0-9a-f]{16}$",
					 "^ShdPnd:\t[0-9a-f]{16}$",
					 "^SigBlk:\t[0-9a-f]{16}$",
					 "^SigIgn:\t[0-9a-f]{16}$",
					 "^SigCgt:\t[0-9a-f]{16}$",
					 "^CapInh:\t[0-9a-f]{16}$",
					 "^CapPrm:\t[0-9a-f]{16}$",
					 "^CapEff:\t[0-9a-f]{16}$",
					 "^CapBnd:\t[0-9a-f]{16}$",
					 "^NoNewPrivs:\t0$",
					 "^Cpus_allowed:\t[0-9a-f,]+$",
					 "^Cpus_allowed_list:\t[0-9,-]+$",
					 "^voluntary_ctxt_switches:\t[0-9]+$",
					 "^nonvoluntary_ctxt_switches:\t[0-9]+$"};
	char *s = test_slurp("/proc/self/status");

	for (size_t i = 0; i < ARRAY_LEN(re); i++)
		if (!test_match(s, re[i]))
			test_fail(__FILE__, __LINE__, "no line matches /%s/", re[i]);
}

TEST(status_values)
{
	const char *f = "/proc/self/status";
	sigset_t set;
	char *s;

	CHECK_EQ(test_field(f, "Pid"), getpid());
	CHECK_EQ(test_field(f, "Tgid"), getpid());
	CHECK_EQ(test_field(f, "PPid"), getppid());
	CHECK_LE(test_field(f, "VmRSS"), test_field(f, "VmSize"));
	CHECK_LE(test_field(f, "VmSize"), test_field(f, "VmPeak"));
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, 40);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGUSR1);
	signal(SIGHUP, SIG_IGN);
	signal(SIGTERM, (void (*)(int))abort);
	s = test_slurp(f);
	CHECK_MATCH(s, "^SigBlk:\t0000008000000200$");
	CHECK_MATCH(s, "^SigPnd:\t0000000000000200$");
	CHECK_MATCH(s, "^SigIgn:\t[0-9a-f]{15}[13579bdf]$");
	CHECK_MATCH(s, "^SigCgt:\t[0-9a-f]{12}[4-7c-f][0-9a-f]{3}$");
}

TEST(sizes_grow_with_use)
{
	const char *f = "/proc/self/status";
	long size = test_field(f, "VmSize"), rss = test_field(f, "RssAnon");
	char *p = test_map(2048);

	CHECK_GE(test_field(f, "VmSize"), size + 8192);
	memset(p, 1, 2048 * PAGE);
	CHECK_GE(test_field(f, "RssAnon"), rss + 8192 - 1024); /* counted in batches */
	munmap(p, 2048 * PAGE);
	CHECK_LE(test_field(f, "VmSize"), size + 1024);
}

TEST(stat_has_52_fields)
{
	char *s = test_slurp("/proc/self/stat"), *p = strrchr(s, ')') + 2;
	long long v[64] = {0}; /* v[k] is field k of proc(5), from 4 on */
	int n = 3;

	CHECK_EQ(atoi(s), getpid());
	CHECK_EQ(*p, 'R');
	for (char *t = strtok(p + 2, " \n"); t && n < 63; t = strtok(NULL, " \n"))
		v[++n] = strtoll(t, NULL, 10);
	CHECK_EQ(n, 52);
	CHECK_EQ(v[4], getppid());
	CHECK_EQ(v[5], getpgrp());
	CHECK_EQ(v[6], getsid(0));
	CHECK_EQ(v[20], 1); /* threads */
	CHECK_GT(v[23], 0); /* size of the address space */
	CHECK_GT(v[24], 0); /* resident pages */
	CHECK_EQ(v[38], SIGCHLD);
}

TEST(statm_agrees)
{
	long size, rss, shared, text, lib, data, dt;

	REQUIRE(sscanf(test_slurp("/proc/self/statm"), "%ld %ld %ld %ld %ld %ld %ld", &size, &rss,
		       &shared, &text, &lib, &data, &dt) == 7);
	CHECK(rss <= size && shared <= rss);
	CHECK_EQ(lib, 0);
	CHECK_EQ(dt, 0);
	CHECK_GT(text, 0);
}

REEXEC(strings)
{
	char want[PATH_MAX], *s = test_slurp("/proc/self/cmdline");
	int n = snprintf(want, sizeof(want), "%s%c--as%cstrings%ca b%c", test_self(), 0, 0, 0, 0);
	char *e = test_slurp("/proc/self/environ");

	return (memcmp(s, want, n) ? 1 : 0) | (memcmp(e, "A=1\0B=two", 10) ? 2 : 0) |
	       (strcmp(test_slurp("/proc/self/comm"), "procfs-self\n") ? 4 : 0);
}

TEST(cmdline_environ_comm)
{
	char *env[] = {(char *)"A=1", (char *)"B=two", NULL};
	int st;

	CHILD (st) {
		execve(test_self(), test_reexec_argv("strings", "a b", NULL), env);
	}
	CHECK_EXITED(st, 0);
}

TEST(links)
{
	CHECK_STR(link_of("/proc/self/exe"), test_self());
	CHECK_STR(link_of("/proc/self/cwd"), test_dir());
	CHECK_STR(link_of("/proc/self/root"), "/");
	REQUIRE_OK(chdir("/"));
	CHECK_STR(link_of("/proc/self/cwd"), "/");
}

TEST(fd_directory)
{
	char path[64];
	struct stat sb;
	int fd;
	DIR *d;
	int n = 0;

	test_write_file("f", "abc");
	fd = REQUIRE_OK(open("f", O_RDONLY));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	CHECK_MATCH(link_of(path), "/f$");
	CHECK_OK(lstat(path, &sb));
	CHECK_EQ(sb.st_mode, S_IFLNK | 0500); /* what the descriptor may: read */
	CHECK_OK(stat(path, &sb));
	CHECK_EQ(sb.st_size, 3);
	CHECK_OK(open(path, O_RDONLY)); /* opens the file anew */
	REQUIRE((d = opendir("/proc/self/fd")) != NULL);
	for (struct dirent *e; (e = readdir(d));)
		n += e->d_name[0] != '.';
	CHECK_EQ(n, 6); /* 0 1 2, two of the file, the directory */
	CHECK_ERRNO(open("/proc/self/fd/999", O_RDONLY), ENOENT);
}

static void *park(void *arg)
{
	sync_wait(arg);
	return NULL;
}

TEST(task_directory)
{
	struct sync go;
	pthread_t t[2];
	DIR *d;
	int n = 0, self = 0;

	sync_init(&go);
	for (int i = 0; i < 2; i++)
		REQUIRE(pthread_create(&t[i], NULL, park, &go) == 0);
	REQUIRE((d = opendir("/proc/self/task")) != NULL);
	for (struct dirent *e; (e = readdir(d));)
		if (e->d_name[0] != '.') {
			char path[300];

			n++;
			self |= atoi(e->d_name) == getpid();
			snprintf(path, sizeof(path), "/proc/self/task/%s/status", e->d_name);
			CHECK_EQ(test_field(path, "Tgid"), getpid());
			CHECK_EQ(test_field(path, "Pid"), atoi(e->d_name));
		}
	CHECK_EQ(n, 3);
	CHECK(self);
	sync_post(&go);
	sync_post(&go);
	pthread_join(t[0], NULL);
	pthread_join(t[1], NULL);
}

TEST(states_of_another_process)
{
	struct sync s;
	pid_t pid;

	sync_init(&s);
	CHILD_PID (pid) {
		sync_wait(&s);
	}
	test_wait_state(pid, 'S');
	CHECK_MATCH(slurp_pid(pid, "status"), "^State:\tS \\(sleeping\\)$");
	kill(pid, SIGSTOP);
	test_wait_state(pid, 'T');
	CHECK_MATCH(slurp_pid(pid, "status"), "^State:\tT \\(stopped\\)$");
	kill(pid, SIGCONT);
	sync_post(&s);
	test_wait_state(pid, 'Z');
	CHECK_MATCH(slurp_pid(pid, "status"), "^State:\tZ \\(zombie\\)$");
	CHECK_STR(slurp_pid(pid, "cmdline"), ""); /* it has no memory any more */
	CHECK_STR(slurp_pid(pid, "maps"), "");
	test_wait(pid);
	char path[64];
	snprintf(path, sizeof(path), "/proc/%d", pid);
	CHECK_ERRNO(access(path, F_OK), ENOENT);
}

TEST(an_open_file_of_a_dead_process)
{
	struct sync s;
	char path[64], b[64];
	pid_t pid;
	int fd;

	sync_init(&s);
	CHILD_PID (pid) {
		sync_wait(&s);
	}
	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	fd = REQUIRE_OK(open(path, O_RDONLY));
	sync_post(&s);
	test_wait(pid);
	CHECK_ERRNO(read(fd, b, sizeof(b)), ESRCH);
}

TEST(others_are_private)
{
	int st;
	char path[64];

	test_need_root();
	snprintf(path, sizeof(path), "/proc/%d/environ", getpid());
	CHILD (st) {
		test_become(1000, 1000);
		CHECK_ERRNO(open(path, O_RDONLY), EACCES);
		snprintf(path, sizeof(path), "/proc/%d/exe", getppid());
		char b[8];
		CHECK_ERRNO(readlink(path, b, 8), EACCES);
		snprintf(path, sizeof(path), "/proc/%d/status", getppid());
		CHECK_OK(open(path, O_RDONLY));
	}
	CHECK_EXITED(st, 0);
}

TEST(small_reads_give_the_same_text)
{
	char *whole = test_slurp("/proc/self/limits"), b[8192];
	int fd = REQUIRE_OK(open("/proc/self/limits", O_RDONLY)), len = 0, n;

	while ((n = (int)read(fd, b + len, 7)) > 0)
		len += n;
	b[len] = 0;
	CHECK_STR(b, whole);
	CHECK_EQ(pread(fd, b, 10, 5), 10);
	CHECK_MEM(b, whole + 5, 10);
	CHECK_EQ(lseek(fd, 0, SEEK_SET), 0);
	CHECK_EQ(read(fd, b, 5), 5);
	CHECK_MEM(b, whole, 5);
}

TEST(mounts_format)
{
	CHECK_MATCH(test_slurp("/proc/self/mounts"), "^[^ ]+ /proc proc (rw|ro)[^ ]* 0 0$");
	CHECK_MATCH(test_slurp("/proc/self/mountinfo"),
		    "^[0-9]+ [0-9]+ [0-9]+:[0-9]+ / /proc [^ ]+ .*- proc [^ ]+ [^ ]+$");
	CHECK_STR(link_of("/proc/mounts"), "self/mounts");
}

/* The number after @name in the part of smaps that begins with the mapping of @addr, or -1. */
static long smaps_value(const char *text, const void *addr, const char *name)
{
	char start[32];
	const char *at;

	snprintf(start, sizeof(start), "%08lx-", (unsigned long)addr);
	at = strstr(text, start);
	at = at ? strstr(at, name) : NULL;
	return at ? strtol(at + strlen(name), NULL, 10) : -1;
}

TEST(smaps_counts_pages)
{
	char *p = mmap(NULL, 16 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *m = p + 4 * PAGE, *text; /* guards around: nothing merges with it */
	int st;

	REQUIRE(p != MAP_FAILED);
	REQUIRE_OK(mprotect(m, 8 * PAGE, PROT_READ | PROT_WRITE));
	memset(m, 1, 3 * PAGE);
	text = test_slurp("/proc/self/smaps");
	CHECK_EQ(smaps_value(text, m, "\nSize:"), 32);
	CHECK_EQ(smaps_value(text, m, "\nRss:"), 12);
	CHECK_EQ(smaps_value(text, m, "\nPss:"), 12);
	CHECK_EQ(smaps_value(text, m, "\nPrivate_Dirty:"), 12);
	CHECK_EQ(smaps_value(text, m, "\nAnonymous:"), 12);
	CHECK_EQ(smaps_value(text, p, "\nRss:"), 0);
	CHECK_MATCH(text, "^VmFlags: rd wr mr mw me ");
	CHILD (st) {
		text = test_slurp("/proc/self/smaps");
		CHECK_EQ(smaps_value(text, m, "\nPss:"), 6); /* half of it is our parent's */
		CHECK_EQ(smaps_value(text, m, "\nShared_Dirty:"), 12);
	}
	CHECK_EXITED(st, 0);
}
