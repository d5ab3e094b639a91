/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/bench/process.c - system call, fork, exec, threads, signals, switches between processes */
#include "bench.h"
#include <linux/futex.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <time.h>

static uint64_t run_null_call(unsigned long n)
{
	uint64_t t = ticks();

	while (n--)
		syscall(SYS_getppid);
	return ticks() - t;
}

/* By way of the C library, so by the vDSO where the kernel has one with a usable clock. */
static uint64_t run_clock_gettime(unsigned long n)
{
	struct timespec ts;
	uint64_t t = ticks();

	while (n--)
		clock_gettime(CLOCK_MONOTONIC, &ts);
	return ticks() - t;
}

/* No fork() of the C library, which has handlers and masks signals: the kernel is measured. */
static uint64_t run_fork_exit(unsigned long n)
{
	uint64_t t = ticks();

	while (n--) {
		pid_t pid = (pid_t)must(syscall(SYS_fork), "fork");

		if (pid == 0)
			syscall(SYS_exit_group, 0);
		must(waitpid(pid, NULL, 0), "wait");
	}
	return ticks() - t;
}

static void grow_by(unsigned long mib)
{
	char *p = map_pages((mib << 20) / PAGE, MAP_PRIVATE, 1);

	for (unsigned long i = 0; i < mib << 20; i += PAGE)
		p[i] = 1;
}

/* Each row runs in a process of its own. */
static void grow_1m(void)
{
	grow_by(1);
}

static void grow(void)
{
	grow_by(16);
}

static void grow_64m(void)
{
	grow_by(64);
}

static void grow_128m(void)
{
	grow_by(128);
}

static void grow_1g(void)
{
	grow_by(1024);
}

static void exec_true(int how)
{
	static char *const argv[] = {"true", NULL}, *const envp[] = {NULL};
	pid_t pid = (pid_t)must(how == SYS_vfork ? vfork() : syscall(SYS_fork), "fork");
	int status;

	if (pid == 0) {
		syscall(SYS_execve, "/bench/true", argv, envp);
		syscall(SYS_exit_group, 127);
	}
	must(waitpid(pid, &status, 0), "wait");
	errno = ENOEXEC;
	if (status)
		fail("exec of /bench/true");
}

static uint64_t run_fork_exec(unsigned long n)
{
	uint64_t t = ticks();

	while (n--)
		exec_true(SYS_fork);
	return ticks() - t;
}

static uint64_t run_vfork_exec(unsigned long n)
{
	uint64_t t = ticks();

	while (n--)
		exec_true(SYS_vfork);
	return ticks() - t;
}

static void *thread_main(void *arg)
{
	return arg;
}

static uint64_t run_thread(unsigned long n)
{
	uint64_t t = ticks();

	while (n--) {
		pthread_t thread;

		errno = pthread_create(&thread, NULL, thread_main, NULL);
		if (!errno)
			errno = pthread_join(thread, NULL);
		if (errno)
			fail("thread");
	}
	return ticks() - t;
}

static volatile sig_atomic_t caught;

static void on_signal(int sig)
{
	(void)sig;
	caught++;
}

/* A signal to oneself: sent, handled, returned from. */
static uint64_t run_signal(unsigned long n)
{
	pid_t pid = getpid();
	uint64_t t;

	signal(SIGUSR1, on_signal);
	caught = 0;
	t = ticks();
	for (unsigned long i = 0; i < n; i++)
		syscall(SYS_kill, pid, SIGUSR1);
	t = ticks() - t;
	if ((unsigned long)caught != n)
		fail("signals were lost");
	return t;
}

static int there[2], back[2];

static void start_echo(void)
{
	char byte;

	must(pipe(there) | pipe(back), "pipe");
	if (must(fork(), "fork") != 0) {
		close(there[0]);
		return;
	}
	close(there[1]); /* so that the end of the parent is the end of the file */
	while (read(there[0], &byte, 1) == 1)
		if (write(back[1], &byte, 1) != 1)
			break;
	_exit(0);
}

/* One byte to another process and back: two writes, two reads, two switches. */
static uint64_t run_pipe(unsigned long n)
{
	char byte = 'x';
	uint64_t t = ticks();

	while (n--)
		if (write(there[1], &byte, 1) != 1 || read(back[0], &byte, 1) != 1)
			fail("pipe");
	return ticks() - t;
}

static volatile int *turn;

static void futex(int op, int value)
{
	syscall(SYS_futex, turn, op, value, NULL, NULL, 0);
}

static void start_partner(void)
{
	turn = (volatile int *)map_pages(1, MAP_SHARED, 1);
	if (must(fork(), "fork") != 0)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* nothing else ends it */
	for (;;) {
		futex(FUTEX_WAIT, 0);
		if (*turn == 1) {
			*turn = 0;
			futex(FUTEX_WAKE, 1);
		}
	}
}

/* A word in shared memory handed to another process and back: two wakes, two waits, two switches.
 */
static uint64_t run_futex(unsigned long n)
{
	uint64_t t = ticks();

	while (n--) {
		*turn = 1;
		futex(FUTEX_WAKE, 1);
		while (*turn == 1)
			futex(FUTEX_WAIT, 1);
	}
	return ticks() - t;
}

const struct row process_rows[] = {
	{"null_call", 20000, run_null_call, NULL},
	{"clock_gettime", 10000, run_clock_gettime, NULL},
	{"fork_exit", 50, run_fork_exit, NULL},
	{"fork_exit_1m", 20, run_fork_exit, grow_1m},
	{"fork_exit_16m", 10, run_fork_exit, grow},
	{"fork_exit_64m", 10, run_fork_exit, grow_64m},
	{"fork_exit_128m", 10, run_fork_exit, grow_128m},
	{"fork_exec_64m", 10, run_fork_exec, grow_64m},
	{"fork_exec", 40, run_fork_exec, NULL},
	{"vfork_exec", 40, run_vfork_exec, NULL},
	{"thread", 50, run_thread, NULL},
	{"signal", 2000, run_signal, NULL},
	{"pipe_round_trip", 1000, run_pipe, start_echo},
	{"futex_round_trip", 1000, run_futex, start_partner},
	{0},
};

/* Only by name: they need a guest with more memory than the others. */
const struct row big_rows[] = {
	{"fork_exit_1g", 2, run_fork_exit, grow_1g},
	{0},
};
