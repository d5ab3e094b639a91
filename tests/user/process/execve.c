/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/process/execve.c - execve(2): arguments, environment, what survives and what does not
 */
#include "harness.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/time.h>

extern char **environ;

REEXEC(count)
{
	int env = 0;

	for (char **e = environ; *e; e++)
		env++;
	return argc * 16 + env;
}

TEST(argument_and_environment_counts)
{
	char *env[] = {(char *)"A=1", (char *)"B=2", NULL};
	int st;

	CHILD (st) {
		execve(test_self(), test_reexec_argv("count", "x", "", "z", NULL), env);
	}
	CHECK_EXITED(st, 4 * 16 + 2);
	CHILD (st) {
		execve(test_self(), test_reexec_argv("count", NULL), NULL);
	}
	CHECK_EXITED(st, 1 * 16);
}

REEXEC(content)
{
	return argc == 4 && !strcmp(argv[1], "with space") && !strcmp(argv[2], "") &&
			       strlen(argv[3]) == 100000 && argv[3][99999] == 'y' && !argv[4] &&
			       getenv("KEY") && !strcmp(getenv("KEY"), "value=more")
		       ? 0
		       : 1;
}

TEST(content_arrives_intact)
{
	char *big = malloc(100001);
	char *env[] = {(char *)"KEY=value=more", NULL};
	int st;

	memset(big, 'y', 100000);
	big[100000] = 0;
	CHILD (st) {
		execve(test_self(), test_reexec_argv("content", "with space", "", big, NULL), env);
	}
	CHECK_EXITED(st, 0);
}

REEXEC(state)
{
	sigset_t set;
	struct sigaction sa;
	int bad = 0;

	bad |= getpid() != atoi(argv[1]);
	sigprocmask(SIG_BLOCK, NULL, &set);
	bad |= (!sigismember(&set, SIGUSR2)) << 1; /* the mask stays */
	sigpending(&set);
	bad |= (!sigismember(&set, SIGUSR2)) << 2; /* so does what is pending */
	sigaction(SIGUSR1, NULL, &sa);
	bad |= (sa.sa_handler != SIG_DFL) << 3; /* a handler is reset */
	sigaction(SIGHUP, NULL, &sa);
	bad |= (sa.sa_handler != SIG_IGN) << 4; /* ignored stays ignored */
	bad |= (umask(0) != 0013) << 5;
	bad |= (alarm(0) < 500) << 6; /* the timer runs on */
	return bad;
}

TEST(process_state)
{
	int st;

	CHILD (st) {
		char pid[16];
		sigset_t set;

		snprintf(pid, sizeof(pid), "%d", getpid());
		sigemptyset(&set);
		sigaddset(&set, SIGUSR2);
		sigprocmask(SIG_BLOCK, &set, NULL);
		raise(SIGUSR2);
		signal(SIGUSR1, (void (*)(int))abort);
		signal(SIGHUP, SIG_IGN);
		umask(0013);
		alarm(1000);
		execv(test_self(), test_reexec_argv("state", pid, NULL));
	}
	CHECK_EXITED(st, 0);
}

REEXEC(descriptors)
{
	int open_one = atoi(argv[1]), closed = atoi(argv[2]);

	return (fcntl(open_one, F_GETFD) == 0 && lseek(open_one, 0, SEEK_CUR) == 3 ? 0 : 1) |
	       (fcntl(closed, F_GETFD) == -1 && errno == EBADF ? 0 : 2);
}

TEST(close_on_exec)
{
	int st;

	test_write_file("f", "abcdef");
	CHILD (st) {
		int a = REQUIRE_OK(open("f", O_RDONLY));
		int b = REQUIRE_OK(open("f", O_RDONLY | O_CLOEXEC));
		char s[2][8];

		lseek(a, 3, SEEK_SET);
		CHECK_EQ(fcntl(b, F_GETFD), FD_CLOEXEC);
		snprintf(s[0], 8, "%d", a);
		snprintf(s[1], 8, "%d", b);
		execv(test_self(), test_reexec_argv("descriptors", s[0], s[1], NULL));
	}
	CHECK_EXITED(st, 0);
}

TEST(failed_exec_changes_nothing)
{
	int fd = REQUIRE_OK(open("/dev/null", O_RDONLY | O_CLOEXEC));
	struct sigaction sa;

	signal(SIGUSR1, (void (*)(int))abort);
	CHECK_ERRNO(execve("/nonexistent", test_reexec_argv("count", NULL), environ), ENOENT);
	CHECK_OK(fcntl(fd, F_GETFD));
	CHECK_OK(sigaction(SIGUSR1, NULL, &sa));
	CHECK(sa.sa_handler == (void (*)(int))abort);
}

REEXEC(alone)
{
	return test_field("/proc/self/status", "Threads") == 1 && getpid() == atoi(argv[1]) &&
			       gettid() == getpid()
		       ? 0
		       : 1;
}

static void *spin(void *arg)
{
	for (;;)
		pause();
	return arg;
}

static void *exec_me(void *arg)
{
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", getpid());
	execv(test_self(), test_reexec_argv("alone", pid, NULL));
	return arg;
}

TEST(threads_end_and_the_caller_takes_the_pid)
{
	int st;

	CHILD (st) {
		pthread_t t;

		for (int i = 0; i < 3; i++)
			REQUIRE(pthread_create(&t, NULL, spin, NULL) == 0);
		REQUIRE(pthread_create(&t, NULL, exec_me, NULL) == 0); /* not the leader */
		pause();
	}
	CHECK_EXITED(st, 0);
}

REEXEC(comm)
{
	char *c = test_slurp("/proc/self/comm"), *l = test_slurp("/proc/self/cmdline");

	return strcmp(c, "a-name-that-is-\n") ? 1 : strcmp(l, argv[-2]) ? 2 : 0;
}

TEST(comm_is_the_file_name_cut_to_15)
{
	int st;

	REQUIRE_OK(symlink(test_self(), "a-name-that-is-long"));
	CHILD (st) {
		char **argv = test_reexec_argv("comm", NULL);

		argv[0] = (char *)"zero";
		execv("./a-name-that-is-long", argv);
	}
	CHECK_EXITED(st, 0);
}

TEST(execveat)
{
	int st, fd = REQUIRE_OK(open(test_self(), O_RDONLY | O_CLOEXEC));

	CHILD (st) {
		syscall(SYS_execveat, fd, "", test_reexec_argv("count", NULL), NULL, AT_EMPTY_PATH);
	}
	CHECK_EXITED(st, 16);
	CHECK_ERRNO(syscall(SYS_execveat, fd, "", NULL, NULL, 0), ENOENT);
	CHECK_ERRNO(syscall(SYS_execveat, -1, "x", NULL, NULL, 0), EBADF);
	CHECK_ERRNO(syscall(SYS_execveat, fd, "x", NULL, NULL, 0), ENOTDIR);
	CHECK_ERRNO(syscall(SYS_execveat, AT_FDCWD, test_self(), NULL, NULL, 0x1), EINVAL);
	REQUIRE_OK(symlink(test_self(), "l"));
	CHECK_ERRNO(syscall(SYS_execveat, AT_FDCWD, "l", NULL, NULL, AT_SYMLINK_NOFOLLOW), ELOOP);
}

TEST(fifty_in_a_row)
{
	int st;

	for (int i = 0; i < 50; i++) {
		CHILD (st) {
			execve(test_self(), test_reexec_argv("count", NULL), NULL);
		}
		CHECK_EXITED(st, 16);
	}
}
