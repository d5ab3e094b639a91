/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/signal/action.c - sigaction flags: masks, nesting, NODEFER, RESETHAND; sigaction's own
 * results */
#include "harness.h"

static volatile sig_atomic_t depth, max_depth, calls, order[8], norder;

static void nest(int sig)
{
	depth++;
	calls++;
	if (depth > max_depth)
		max_depth = depth;
	if (calls < 4)
		raise(sig);
	depth--;
}

static void set(int sig, void (*fn)(int), int flags, int mask_sig)
{
	struct sigaction sa = {.sa_handler = fn, .sa_flags = flags};

	sigemptyset(&sa.sa_mask);
	if (mask_sig)
		sigaddset(&sa.sa_mask, mask_sig);
	REQUIRE_OK(sigaction(sig, &sa, NULL));
}

TEST(a_signal_is_blocked_in_its_own_handler)
{
	set(SIGUSR1, nest, 0, 0);
	raise(SIGUSR1);
	CHECK_EQ(calls, 4);
	CHECK_EQ(max_depth, 1);
}

TEST(nodefer_nests)
{
	set(SIGUSR1, nest, SA_NODEFER, 0);
	raise(SIGUSR1);
	CHECK_EQ(calls, 4);
	CHECK_EQ(max_depth, 4);
}

static void note(int sig)
{
	order[norder++] = sig;
}

static void raise_usr2_inside(int sig)
{
	raise(SIGUSR2);
	order[norder++] = sig;
}

TEST(mask_defers_until_return)
{
	set(SIGUSR2, note, 0, 0);
	set(SIGUSR1, raise_usr2_inside, 0, SIGUSR2);
	raise(SIGUSR1);
	CHECK_EQ(norder, 2);
	CHECK_EQ(order[0], SIGUSR1);
	CHECK_EQ(order[1], SIGUSR2);
	set(SIGUSR1, raise_usr2_inside, 0, 0);
	norder = 0;
	raise(SIGUSR1);
	CHECK_EQ(order[0], SIGUSR2); /* without the mask it comes at once */
	CHECK_EQ(order[1], SIGUSR1);
}

static sigset_t mask_in_handler;

static void read_mask(int sig)
{
	(void)sig;
	sigprocmask(SIG_BLOCK, NULL, &mask_in_handler);
}

TEST(mask_in_handler_is_union_and_is_restored)
{
	sigset_t s, after;

	sigemptyset(&s);
	sigaddset(&s, SIGHUP);
	sigprocmask(SIG_SETMASK, &s, NULL);
	set(SIGUSR1, read_mask, 0, SIGUSR2);
	raise(SIGUSR1);
	CHECK_EQ(sigismember(&mask_in_handler, SIGHUP), 1);
	CHECK_EQ(sigismember(&mask_in_handler, SIGUSR1), 1);
	CHECK_EQ(sigismember(&mask_in_handler, SIGUSR2), 1);
	CHECK_EQ(sigismember(&mask_in_handler, SIGTERM), 0);
	sigprocmask(SIG_BLOCK, NULL, &after);
	CHECK_EQ(sigismember(&after, SIGHUP), 1);
	CHECK_EQ(sigismember(&after, SIGUSR1), 0);
	CHECK_EQ(sigismember(&after, SIGUSR2), 0);
}

TEST(resethand)
{
	struct sigaction sa;
	int st;

	set(SIGUSR1, note, SA_RESETHAND, 0);
	raise(SIGUSR1);
	CHECK_EQ(norder, 1);
	CHECK_OK(sigaction(SIGUSR1, NULL, &sa));
	CHECK(sa.sa_handler == SIG_DFL);
	CHILD (st) {
		raise(SIGUSR1);
	}
	CHECK_KILLED(st, SIGUSR1);
}

TEST(old_action_comes_back_exactly)
{
	struct sigaction sa = {.sa_handler = note, .sa_flags = SA_RESTART | SA_NODEFER}, old;

	sigemptyset(&sa.sa_mask);
	sigaddset(&sa.sa_mask, SIGHUP);
	sigaddset(&sa.sa_mask, 64);
	CHECK_OK(sigaction(SIGUSR1, &sa, &old));
	CHECK(old.sa_handler == SIG_DFL);
	CHECK_OK(sigaction(SIGUSR1, NULL, &old));
	CHECK(old.sa_handler == note);
	CHECK_EQ(old.sa_flags & ~0x04000000 /* SA_RESTORER */, SA_RESTART | SA_NODEFER);
	CHECK_EQ(sigismember(&old.sa_mask, SIGHUP), 1);
	CHECK_EQ(sigismember(&old.sa_mask, 64), 1);
	CHECK_EQ(sigismember(&old.sa_mask, SIGINT), 0);
}

TEST(errors)
{
	struct sigaction sa = {.sa_handler = note};
	unsigned long k[4] = {0};

	CHECK_ERRNO(sigaction(SIGKILL, &sa, NULL), EINVAL);
	CHECK_ERRNO(sigaction(SIGSTOP, &sa, NULL), EINVAL);
	CHECK_OK(sigaction(SIGKILL, NULL, &sa));
	CHECK_ERRNO(sigaction(0, NULL, &sa), EINVAL);
	CHECK_ERRNO(sigaction(65, NULL, &sa), EINVAL);
	CHECK_ERRNO(syscall(SYS_rt_sigaction, SIGUSR1, NULL, k, 4), EINVAL);
	CHECK_ERRNO(syscall(SYS_rt_sigprocmask, SIG_BLOCK, k, NULL, 16), EINVAL);
	CHECK_ERRNO(syscall(SYS_rt_sigprocmask, 77, k, NULL, 8), EINVAL);
	CHECK_OK(syscall(SYS_rt_sigprocmask, 77, NULL, k, 8)); /* how is not looked at */
}

TEST(kill_and_stop_cannot_be_blocked)
{
	sigset_t s, got;

	sigfillset(&s);
	CHECK_OK(sigprocmask(SIG_SETMASK, &s, NULL));
	CHECK_OK(sigprocmask(SIG_BLOCK, NULL, &got));
	CHECK_EQ(sigismember(&got, SIGKILL), 0);
	CHECK_EQ(sigismember(&got, SIGSTOP), 0);
	CHECK_EQ(sigismember(&got, SIGTERM), 1);
}

TEST(setting_ignore_discards_what_is_pending)
{
	sigset_t s, pending;

	sigemptyset(&s);
	sigaddset(&s, SIGUSR1);
	sigprocmask(SIG_BLOCK, &s, NULL);
	raise(SIGUSR1);
	signal(SIGUSR1, SIG_IGN);
	CHECK_OK(sigpending(&pending));
	CHECK_EQ(sigismember(&pending, SIGUSR1), 0);
	signal(SIGUSR1, SIG_DFL);
	sigprocmask(SIG_UNBLOCK, &s, NULL); /* nothing happens */
}

TEST(default_ignored_signals)
{
	raise(SIGCHLD);
	raise(SIGURG);
	raise(SIGWINCH);
	raise(SIGCONT);
}

TEST(a_thousand_handlers)
{
	set(SIGUSR1, nest, 0, 0);
	calls = 10;
	for (int i = 0; i < 1000; i++)
		raise(SIGUSR1);
	CHECK_EQ(calls, 1010);
}
