/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/process/exit.c - exit codes, exit_group with threads, what the end of a process
 * releases */
#include "harness.h"

#include <pthread.h>

TEST(codes_are_cut_to_a_byte)
{
	static const int codes[] = {0, 1, 127, 128, 255, 256, 257, -1, 0x1234};
	int st;

	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		CHILD (st) {
			syscall(SYS_exit_group, codes[i]);
		}
		CHECK_EXITED(st, codes[i] & 0xff);
		CHILD (st) {
			syscall(SYS_exit, codes[i]);
		}
		CHECK_EXITED(st, codes[i] & 0xff);
	}
}

static void *forever(void *arg)
{
	for (;;)
		pause();
	return arg;
}

static void *spin(void *arg)
{
	for (;;)
		__asm__ volatile("pause");
	return arg;
}

static void *group_exit(void *arg)
{
	syscall(SYS_exit_group, 33);
	return arg;
}

static void start(void *(*fn)(void *))
{
	pthread_t t;

	REQUIRE(pthread_create(&t, NULL, fn, NULL) == 0);
}

TEST(exit_group_ends_all_threads)
{
	int st;

	CHILD (st) {
		for (int i = 0; i < 4; i++)
			start(forever);
		start(spin);
		_exit(12);
	}
	CHECK_EXITED(st, 12);
	CHILD (st) {
		start(spin);
		start(forever);
		start(group_exit);
		pause();
	}
	CHECK_EXITED(st, 33);
}

static void *end_later(void *arg)
{
	/* Kernels differ on whose code counts, so both give the same. */
	test_wait_task_state(getpid(), getpid(), 'Z');
	syscall(SYS_exit, 5);
	return arg;
}

TEST(the_process_lives_until_its_last_thread_ends)
{
	int st;

	CHILD (st) {
		start(end_later);
		syscall(SYS_exit, 5); /* only the leader */
	}
	CHECK_EXITED(st, 5);
}

TEST(a_fatal_signal_ends_all_threads)
{
	pid_t pid;

	test_no_core();
	CHILD_PID (pid) {
		start(spin);
		start(forever);
		pause();
	}
	kill(pid, SIGTERM);
	CHECK_KILLED(test_wait(pid), SIGTERM);
	CHILD_PID (pid) {
		start(spin);
		start(spin);
		spin(NULL);
	}
	kill(pid, SIGKILL);
	CHECK_KILLED(test_wait(pid), SIGKILL);
}

TEST(descriptors_are_closed)
{
	int p[2], st;
	char c;

	REQUIRE_OK(pipe(p));
	CHILD (st) {
		CHECK_EQ(write(p[1], "x", 1), 1);
	}
	CHECK_EXITED(st, 0);
	close(p[1]);
	CHECK_EQ(read(p[0], &c, 1), 1);
	CHECK_EQ(read(p[0], &c, 1), 0); /* end of file: nobody holds the other end */
}

TEST(locks_are_released)
{
	struct flock fl = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600)), st;

	CHILD (st) {
		CHECK_OK(fcntl(fd, F_SETLK, &fl));
	}
	CHECK_EXITED(st, 0);
	CHECK_OK(fcntl(fd, F_SETLK, &fl));
}

TEST(zombie_keeps_its_pid_until_waited_for)
{
	pid_t pid;

	CHILD_PID (pid) {
		_exit(3);
	}
	test_wait_state(pid, 'Z');
	CHECK_OK(kill(pid, 0)); /* still there */
	CHECK_EXITED(test_wait(pid), 3);
	CHECK_ERRNO(kill(pid, 0), ESRCH);
}

TEST(ignored_sigchld_leaves_no_zombie)
{
	pid_t pid;
	int st;

	signal(SIGCHLD, SIG_IGN);
	CHILD_PID (pid) {
		_exit(3);
	}
	CHECK_ERRNO(waitpid(pid, &st, 0), ECHILD); /* waits for the end all the same */
	CHECK_ERRNO(kill(pid, 0), ESRCH);
}

TEST(nocldwait)
{
	struct sigaction sa = {.sa_handler = SIG_DFL, .sa_flags = SA_NOCLDWAIT};

	REQUIRE_OK(sigaction(SIGCHLD, &sa, NULL));
	for (int i = 0; i < 10; i++)
		if (test_fork() == 0)
			_exit(0);
	CHECK_ERRNO(wait(NULL), ECHILD);
}

TEST(killed_by_each_signal)
{
	static const int sigs[] = {SIGHUP,    SIGINT,	 SIGKILL, SIGPIPE, SIGALRM,
				   SIGTERM,   SIGUSR1,	 SIGUSR2, SIGPOLL, SIGPROF,
				   SIGVTALRM, SIGSTKFLT, SIGPWR,  34,	   64};
	int st;

	for (size_t i = 0; i < ARRAY_LEN(sigs); i++) {
		CHILD (st) {
			signal(sigs[i], SIG_DFL);
			syscall(SYS_kill, getpid(), sigs[i]);
		}
		CHECK_EQ(st, sigs[i]); /* no core flag */
	}
}
