/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/process/fork.c - fork(2) and vfork(2): what is inherited, what is not */
#include "harness.h"

#include <sys/resource.h>
#include <sys/time.h>
#include <sys/times.h>

TEST(pids)
{
	pid_t me = getpid(), pid;
	int st, p[2];
	pid_t seen[2];

	REQUIRE_OK(pipe(p));
	CHILD_PID (pid) {
		seen[0] = getpid();
		seen[1] = getppid();
		CHECK_EQ(write(p[1], seen, sizeof(seen)), sizeof(seen));
		CHECK_EQ(gettid(), getpid());
	}
	REQUIRE(read(p[0], seen, sizeof(seen)) == sizeof(seen));
	CHECK_EQ(seen[0], pid);
	CHECK_EQ(seen[1], me);
	CHECK_NE(pid, me);
	st = test_wait(pid);
	CHECK_EXITED(st, 0);
}

TEST(inherited)
{
	struct rlimit rl;
	sigset_t set, got;
	pid_t pg = getpgrp(), sid = getsid(0);
	char cwd[PATH_MAX], here[PATH_MAX];
	int st;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGUSR1, SIG_IGN);
	umask(0037);
	REQUIRE_OK(getrlimit(RLIMIT_NOFILE, &rl));
	rl.rlim_cur = 77;
	REQUIRE_OK(setrlimit(RLIMIT_NOFILE, &rl));
	REQUIRE(getcwd(cwd, sizeof(cwd)) != NULL);
	CHILD (st) {
		CHECK_EQ(getpgrp(), pg);
		CHECK_EQ(getsid(0), sid);
		CHECK_EQ(umask(0), 0037);
		CHECK_OK(getrlimit(RLIMIT_NOFILE, &rl));
		CHECK_EQ(rl.rlim_cur, 77);
		CHECK_OK(sigprocmask(SIG_BLOCK, NULL, &got));
		CHECK_EQ(sigismember(&got, SIGUSR2), 1);
		CHECK(signal(SIGUSR1, SIG_DFL) == SIG_IGN);
		CHECK(getcwd(here, sizeof(here)) != NULL);
		CHECK_STR(here, cwd);
	}
	CHECK_EXITED(st, 0);
	CHECK_EQ(umask(022), 0037); /* the child's change did not come back */
}

TEST(not_inherited)
{
	struct itimerval it = {{0, 0}, {1000, 0}}, got;
	sigset_t set;
	struct tms t;
	int st;

	REQUIRE_OK(setitimer(ITIMER_REAL, &it, NULL));
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGUSR1);
	CHILD (st) {
		CHECK_OK(getitimer(ITIMER_REAL, &got));
		CHECK_EQ(got.it_value.tv_sec, 0);
		CHECK_EQ(alarm(0), 0);
		CHECK_OK(sigpending(&set));
		CHECK_EQ(sigismember(&set, SIGUSR1), 0);
		times(&t);
		CHECK_EQ(t.tms_cutime, 0);
	}
	CHECK_EXITED(st, 0);
	CHECK_GT(alarm(0), 900);
}

TEST(descriptors_share_the_file_offset)
{
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600)), st;

	CHILD (st) {
		CHECK_EQ(write(fd, "12345", 5), 5);
		close(fd);
	}
	CHECK_EXITED(st, 0);
	CHECK_EQ(lseek(fd, 0, SEEK_CUR), 5);
	CHECK_EQ(write(fd, "6", 1), 1); /* the child's close was its own */
}

TEST(chdir_of_the_child_is_its_own)
{
	char a[PATH_MAX], b[PATH_MAX];
	int st;

	REQUIRE(getcwd(a, sizeof(a)) != NULL);
	CHILD (st) {
		CHECK_OK(chdir("/"));
	}
	CHECK_EXITED(st, 0);
	CHECK(getcwd(b, sizeof(b)) != NULL);
	CHECK_STR(a, b);
}

TEST(five_hundred_children)
{
	for (int i = 0; i < 500; i++) {
		int st;

		CHILD (st) {
			_exit(i & 0x7f);
		}
		CHECK_EXITED(st, i & 0x7f);
	}
}

TEST(a_hundred_at_once)
{
	pid_t pid[100];
	struct sync go;

	sync_init(&go);
	for (int i = 0; i < 100; i++) {
		CHILD_PID (pid[i]) {
			sync_wait(&go);
			_exit(i);
		}
	}
	for (int i = 0; i < 100; i++)
		sync_post(&go);
	for (int i = 99; i >= 0; i--)
		CHECK_EXITED(test_wait(pid[i]), i);
	CHECK_ERRNO(wait(NULL), ECHILD);
}

TEST(process_limit_gives_eagain)
{
	int st;

	CHILD (st) {
		struct rlimit rl = {0, 0};

		test_become(54321, 54321);
		CHECK_OK(setrlimit(RLIMIT_NPROC, &rl));
		CHECK_ERRNO(syscall(SYS_fork), EAGAIN);
	}
	CHECK_EXITED(st, 0);
}

TEST(vfork_shares_memory_and_waits)
{
	static volatile int shared;
	int st;
	pid_t pid = vfork();

	if (pid == 0) {
		shared = 17;
		_exit(4);
	}
	CHECK_EQ(shared, 17); /* the parent runs only after the child is done */
	CHECK_GT(pid, 0);
	REQUIRE(waitpid(pid, &st, 0) == pid);
	CHECK_EXITED(st, 4);
}

REEXEC(sleepy)
{
	char c;

	return read(0, &c, 1) == 0 ? 9 : 1; /* until the other end is closed */
}

TEST(vfork_returns_at_exec)
{
	char **argv = test_reexec_argv("sleepy", NULL);
	int p[2], st;
	pid_t pid;

	REQUIRE_OK(pipe2(p, O_CLOEXEC));
	pid = vfork();
	if (pid == 0) {
		dup2(p[0], 0);
		execv(argv[0], argv);
		_exit(99);
	}
	CHECK_EQ(waitpid(pid, &st, WNOHANG), 0); /* it runs, and we too */
	close(p[0]);
	close(p[1]);
	REQUIRE(waitpid(pid, &st, 0) == pid);
	CHECK_EXITED(st, 9);
}

TEST(vfork_child_killed_releases_the_parent)
{
	int st;
	pid_t pid;

	test_no_core();
	pid = vfork();
	if (pid == 0) {
		kill(getpid(), SIGKILL);
		_exit(0);
	}
	REQUIRE(waitpid(pid, &st, 0) == pid);
	CHECK_KILLED(st, SIGKILL);
}
