/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/process/clone3.c - clone3(2): fork, threads, set_tid, argument checks */
#include "harness.h"

#include <linux/sched.h>

static long do_clone3(struct clone_args *a, size_t size)
{
	return syscall(SYS_clone3, a, size);
}

TEST(plain_fork)
{
	struct clone_args a = {.exit_signal = SIGCHLD};
	long pid = do_clone3(&a, sizeof(a));

	if (pid == 0)
		_exit(6);
	REQUIRE(pid > 0);
	CHECK_EXITED(test_wait((pid_t)pid), 6);
}

TEST(first_published_size_works)
{
	struct clone_args a = {.exit_signal = SIGCHLD};
	long pid = do_clone3(&a, CLONE_ARGS_SIZE_VER0);

	if (pid == 0)
		_exit(0);
	REQUIRE(pid > 0);
	CHECK_EXITED(test_wait((pid_t)pid), 0);
}

TEST(tid_addresses)
{
	volatile pid_t *t = REQUIRE_OK(
		mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
	struct clone_args a = {.flags = CLONE_PARENT_SETTID | CLONE_CHILD_SETTID,
			       .parent_tid = (uintptr_t)&t[0],
			       .child_tid = (uintptr_t)&t[1],
			       .exit_signal = SIGCHLD};
	long pid = do_clone3(&a, sizeof(a));

	if (pid == 0)
		_exit(t[1] == getpid() ? 0 : 1);
	REQUIRE(pid > 0);
	CHECK_EQ(t[0], pid);
	CHECK_EXITED(test_wait((pid_t)pid), 0);
	CHECK_EQ(t[1], pid);
}

TEST(set_tid_chooses_the_pid)
{
	pid_t want = 0;
	long pid = -1;

	test_need_root();
	for (int i = 0; i < 20 && pid < 0; i++) {
		struct clone_args a = {
			.exit_signal = SIGCHLD, .set_tid = (uintptr_t)&want, .set_tid_size = 1};
		int st;

		want = test_fork();
		if (want == 0)
			_exit(0);
		st = test_wait(want); /* now that number is free */
		CHECK_EXITED(st, 0);
		pid = do_clone3(&a, sizeof(a));
		if (pid == 0)
			_exit(getpid() == want ? 0 : 1);
		if (pid < 0 && errno == EPERM)
			SKIP("no privilege for set_tid here");
		if (pid < 0)
			CHECK_EQ(errno, EEXIST);
	}
	CHECK_EQ(pid, want);
	CHECK_EXITED(test_wait((pid_t)pid), 0);
}

TEST(set_tid_errors)
{
	pid_t mine[2] = {getpid(), 0}, zero = 0, minus = -1;
	struct clone_args a = {
		.exit_signal = SIGCHLD, .set_tid = (uintptr_t)mine, .set_tid_size = 1};

	test_need_root();
	CHECK_ERRNO(do_clone3(&a, sizeof(a)), EEXIST);
	a.set_tid = (uintptr_t)&zero;
	CHECK_ERRNO(do_clone3(&a, sizeof(a)), EINVAL);
	a.set_tid = (uintptr_t)&minus;
	CHECK_ERRNO(do_clone3(&a, sizeof(a)), EINVAL);
	a.set_tid = 0;
	CHECK_ERRNO(do_clone3(&a, sizeof(a)), EINVAL); /* size without an array */
	a.set_tid = (uintptr_t)mine;
	a.set_tid_size = 0;
	CHECK_ERRNO(do_clone3(&a, sizeof(a)), EINVAL);
	a.set_tid_size = 33; /* more levels than can be */
	CHECK_ERRNO(do_clone3(&a, sizeof(a)), EINVAL);
}

TEST(argument_checks)
{
	struct clone_args a = {.exit_signal = SIGCHLD};
	struct {
		struct clone_args a;
		char more[64];
	} big = {.a = {.exit_signal = SIGCHLD}};
	long pid;

	CHECK_ERRNO(do_clone3(&a, 32), EINVAL);	     /* smaller than the first version */
	CHECK_ERRNO(do_clone3(&a, PAGE + 8), E2BIG); /* larger than a page */
	CHECK_ERRNO(do_clone3(KERNEL_ADDR, sizeof(a)), EFAULT);
	a.exit_signal = 300;
	CHECK_ERRNO(do_clone3(&a, sizeof(a)), EINVAL);
	a.exit_signal = 100; /* no such signal */
	CHECK_ERRNO(do_clone3(&a, sizeof(a)), EINVAL);
	a = (struct clone_args){.exit_signal = SIGCHLD, .flags = 0xff};
	CHECK_ERRNO(do_clone3(&a, sizeof(a)), EINVAL); /* the signal is not in the flags */
	a = (struct clone_args){.exit_signal = SIGCHLD, .flags = 1ULL << 60};
	CHECK_ERRNO(do_clone3(&a, sizeof(a)), EINVAL);
	a = (struct clone_args){.exit_signal = SIGCHLD, .stack = 0x1000};
	CHECK_ERRNO(do_clone3(&a, sizeof(a)), EINVAL); /* stack without a size */
	a = (struct clone_args){.exit_signal = SIGCHLD, .stack_size = 0x1000};
	CHECK_ERRNO(do_clone3(&a, sizeof(a)), EINVAL);
	a = (struct clone_args){.flags = CLONE_THREAD | CLONE_SIGHAND | CLONE_VM,
				.exit_signal = SIGCHLD};
	CHECK_ERRNO(do_clone3(&a, sizeof(a)), EINVAL); /* threads have no exit signal */
	big.more[10] = 1;
	CHECK_ERRNO(do_clone3(&big.a, sizeof(big)), E2BIG); /* unknown field in use */
	big.more[10] = 0;
	pid = do_clone3(&big.a, sizeof(big));
	if (pid == 0)
		_exit(0);
	CHECK_GT(pid, 0); /* unknown fields that are zero do no harm */
	CHECK_EXITED(test_wait((pid_t)pid), 0);
}

TEST(clear_sighand)
{
	struct clone_args a = {.flags = CLONE_CLEAR_SIGHAND, .exit_signal = SIGCHLD};
	struct sigaction sa;
	long pid;

	signal(SIGUSR1, (void (*)(int))test_leave);
	signal(SIGUSR2, SIG_IGN);
	pid = do_clone3(&a, sizeof(a));
	if (pid == 0) {
		CHECK_OK(sigaction(SIGUSR1, NULL, &sa));
		CHECK(sa.sa_handler == SIG_DFL);
		CHECK_OK(sigaction(SIGUSR2, NULL, &sa));
		CHECK(sa.sa_handler == SIG_IGN);
		test_leave();
	}
	CHECK_GT(pid, 0);
	CHECK_EXITED(test_wait((pid_t)pid), 0);
}
