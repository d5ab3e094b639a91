/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/mm/stack.c - stack growth, its limit, MAP_GROWSDOWN, the [stack] line */
#include "fault.h"
#include "maps.h"

#include <alloca.h>
#include <pthread.h>
#include <sys/resource.h>

static __attribute__((noinline)) size_t use_stack(size_t bytes)
{
	volatile char *p = alloca(bytes);

	for (size_t i = bytes; i >= PAGE; i -= PAGE)
		p[i - 1] = (char)i;
	return p[0] + 1;
}

TEST(grows_by_megabytes)
{
	struct map_line before, after;

	REQUIRE(maps_find_name("[stack]", &before));
	CHECK_STR(before.perms, "rw-p");
	use_stack(4 << 20);
	REQUIRE(maps_find_name("[stack]", &after));
	CHECK_EQ(after.end, before.end);
	CHECK_GE(after.end - after.start, 4 << 20);
	CHECK((uintptr_t)&before >= after.start && (uintptr_t)&before < after.end);
}

TEST(far_below_the_pointer_grows_too)
{
	char here;
	uintptr_t below = (uintptr_t)&here - (1 << 20);

	fault_catch();
	/* Linux has had no stack-pointer check since 5.0. */
	CHECK_EQ(fault_write((void *)below), 0);
}

TEST(limit_kills)
{
	struct rlimit rl = {256 << 10, RLIM_INFINITY};
	int st;

	test_no_core();
	REQUIRE_OK(getrlimit(RLIMIT_STACK, &rl));
	rl.rlim_cur = 256 << 10;
	CHILD (st) {
		REQUIRE_OK(setrlimit(RLIMIT_STACK, &rl));
		use_stack(1 << 20);
	}
	CHECK_KILLED(st, SIGSEGV);
	CHILD (st) {
		REQUIRE_OK(setrlimit(RLIMIT_STACK, &rl));
		use_stack(100 << 10);
	}
	CHECK_EXITED(st, 0);
}

static int recurse(volatile int n)
{
	volatile char pad[200];

	pad[0] = n;
	return n ? recurse(n + 1) + pad[0] : 0;
}

TEST(overflow_is_caught_on_an_alternate_stack)
{
	stack_t ss = {.ss_sp = test_map(32), .ss_size = 32 * PAGE};
	struct sigaction sa = {.sa_sigaction = fault_handler, .sa_flags = SA_SIGINFO | SA_ONSTACK};

	REQUIRE_OK(sigaltstack(&ss, NULL));
	REQUIRE_OK(sigaction(SIGSEGV, &sa, NULL));
	if (sigsetjmp(fault_jmp, 1) == 0)
		recurse(1);
	CHECK_EQ(fault_seen.sig, SIGSEGV);
	if (sigsetjmp(fault_jmp, 1) == 0) /* and again */
		recurse(1);
	CHECK_EQ(fault_seen.sig, SIGSEGV);
}

TEST(overflow_without_one_kills)
{
	struct sigaction sa = {.sa_sigaction = fault_handler, .sa_flags = SA_SIGINFO};
	int st;

	test_no_core();
	CHILD (st) {
		sigaction(SIGSEGV, &sa, NULL);
		recurse(1);
	}
	CHECK_KILLED(st, SIGSEGV);
}

TEST(growsdown_mapping_grows)
{
	char *base =
		REQUIRE_OK(mmap(NULL, 2048 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	char *p;

	REQUIRE_OK(munmap(base, 2048 * PAGE));
	p = REQUIRE_OK(mmap(base + 2000 * PAGE, 2 * PAGE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN | MAP_FIXED, -1, 0));
	fault_catch();
	CHECK_EQ(fault_write(p - 1), 0);
	CHECK_EQ(fault_write(p - 3 * PAGE), 0);
	CHECK_EQ(p[-1], 1);
	CHECK_GE(maps_count(p - 3 * PAGE, 5 * PAGE), 1);
}

TEST(growsdown_stops_at_the_guard_gap)
{
	char *base = REQUIRE_OK(mmap(NULL, 2048 * PAGE, PROT_READ | PROT_WRITE,
				     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	char *p = base + 1024 * PAGE;

	/* Below it 100 pages of nothing, less than the gap of 256, then a mapping. */
	REQUIRE_OK(munmap(base + 100 * PAGE, (2048 - 100) * PAGE));
	p = REQUIRE_OK(mmap(base + 200 * PAGE, PAGE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN | MAP_FIXED, -1, 0));
	base[0] = 1;
	fault_catch();
	CHECK_EQ(fault_write(p - 1), SIGSEGV);
}

TEST(stack_is_above_everything_else_mapped)
{
	struct map_line m;
	char *p = test_map(1);

	REQUIRE(maps_find_name("[stack]", &m));
	CHECK_LT((uintptr_t)p, m.start);
}

static void *thread_main(void *arg)
{
	(void)arg;
	return (void *)use_stack(256 << 10);
}

TEST(thread_stacks_work)
{
	pthread_attr_t a;
	pthread_t t[4];

	pthread_attr_init(&a);
	REQUIRE(pthread_attr_setstacksize(&a, 1 << 20) == 0);
	for (int i = 0; i < 4; i++)
		REQUIRE(pthread_create(&t[i], &a, thread_main, NULL) == 0);
	for (int i = 0; i < 4; i++)
		CHECK_EQ(pthread_join(t[i], NULL), 0);
}
