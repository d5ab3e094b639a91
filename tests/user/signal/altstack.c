/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/signal/altstack.c - sigaltstack(2) and SA_ONSTACK */
#include "harness.h"

#define SIZE (16 * PAGE)

static char *area;
static volatile uintptr_t sp_seen;
static stack_t ss_seen;
static int change_errno;

static void on_sig(int sig)
{
	char here;
	stack_t other = {.ss_sp = area, .ss_size = SIZE};

	(void)sig;
	sp_seen = (uintptr_t)&here;
	sigaltstack(NULL, &ss_seen);
	errno = 0;
	change_errno = sigaltstack(&other, NULL) ? errno : 0;
}

static void set(int flags)
{
	struct sigaction sa = {.sa_handler = on_sig, .sa_flags = flags};

	REQUIRE_OK(sigaction(SIGUSR1, &sa, NULL));
}

static int inside(uintptr_t p)
{
	return p >= (uintptr_t)area && p < (uintptr_t)area + SIZE;
}

static void install(void)
{
	stack_t ss = {.ss_sp = area = test_map(16), .ss_size = SIZE};

	REQUIRE_OK(sigaltstack(&ss, NULL));
}

TEST(none_at_first)
{
	stack_t ss;

	REQUIRE_OK(sigaltstack(NULL, &ss));
	CHECK_EQ(ss.ss_flags, SS_DISABLE);
	CHECK_EQ(ss.ss_size, 0);
	CHECK_EQ(ss.ss_sp, NULL);
}

TEST(used_only_with_the_flag)
{
	install();
	set(0);
	raise(SIGUSR1);
	CHECK(!inside(sp_seen));
	set(SA_ONSTACK);
	raise(SIGUSR1);
	CHECK(inside(sp_seen));
	CHECK_EQ(ss_seen.ss_flags, SS_ONSTACK);
	CHECK_EQ(ss_seen.ss_sp, area);
	CHECK_EQ(ss_seen.ss_size, SIZE);
	CHECK_EQ(change_errno, EPERM); /* not while it is in use */
	stack_t ss;
	CHECK_OK(sigaltstack(NULL, &ss));
	CHECK_EQ(ss.ss_flags, 0);
}

static volatile uintptr_t outer_sp, inner_sp;

static void nested(int sig)
{
	char here;

	if (sig == SIGUSR2) {
		inner_sp = (uintptr_t)&here;
		return;
	}
	outer_sp = (uintptr_t)&here;
	raise(SIGUSR2);
}

TEST(a_nested_handler_continues_on_it)
{
	struct sigaction sa = {.sa_handler = nested, .sa_flags = SA_ONSTACK};

	install();
	REQUIRE_OK(sigaction(SIGUSR1, &sa, NULL));
	REQUIRE_OK(sigaction(SIGUSR2, &sa, NULL));
	raise(SIGUSR1);
	CHECK(inside(outer_sp) && inside(inner_sp));
	CHECK_LT(inner_sp, outer_sp); /* below, not from the top again */
}

TEST(errors)
{
	stack_t ss = {.ss_sp = test_map(16), .ss_size = 100};

	CHECK_ERRNO(sigaltstack(&ss, NULL), ENOMEM);
	ss.ss_size = SIZE;
	ss.ss_flags = 0x40;
	CHECK_ERRNO(sigaltstack(&ss, NULL), EINVAL);
	ss.ss_flags = SS_DISABLE;
	CHECK_OK(sigaltstack(&ss, NULL));
	CHECK_OK(sigaltstack(NULL, &ss));
	CHECK_EQ(ss.ss_flags, SS_DISABLE);
}

TEST(autodisarm)
{
	stack_t ss = {.ss_sp = area = test_map(16), .ss_size = SIZE, .ss_flags = (int)(1u << 31)};

	REQUIRE_OK(sigaltstack(&ss, NULL));
	set(SA_ONSTACK);
	raise(SIGUSR1);
	CHECK(inside(sp_seen));
	CHECK_EQ(ss_seen.ss_flags, SS_DISABLE); /* disarmed while the handler runs */
	CHECK_EQ(change_errno, 0);
}

TEST(fork_keeps_exec_drops)
{
	stack_t ss;
	int st;

	install();
	CHILD (st) {
		CHECK_OK(sigaltstack(NULL, &ss));
		CHECK_EQ(ss.ss_sp, area);
		execv(test_self(), test_reexec_argv("show", NULL));
	}
	CHECK_EXITED(st, 0);
}

REEXEC(show)
{
	stack_t ss;

	return sigaltstack(NULL, &ss) == 0 && ss.ss_flags == SS_DISABLE ? 0 : 1;
}

TEST(an_unusable_one_kills)
{
	int st;

	test_no_core();
	CHILD (st) {
		install();
		set(SA_ONSTACK);
		munmap(area, SIZE);
		raise(SIGUSR1); /* the frame cannot be written */
	}
	CHECK_KILLED(st, SIGSEGV);
}
