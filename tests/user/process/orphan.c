/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/process/orphan.c - what becomes of children whose parent ends */
#include "harness.h"

#include <sched.h>
#include <sys/prctl.h>

static pid_t ppid_of(pid_t pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	return (pid_t)test_field(path, "PPid");
}

/* Forks a child that forks a grandchild running @fn and ends at once. */
static pid_t orphan(void (*fn)(struct sync *), struct sync *s)
{
	int p[2], st;
	pid_t pid = 0;

	REQUIRE_OK(pipe(p));
	CHILD (st) {
		pid_t middle = getpid(), g;

		CHILD_PID (g) {
			while (getppid() == middle)
				sched_yield();
			fn(s);
		}
		CHECK_EQ(write(p[1], &g, sizeof(g)), sizeof(g));
	}
	CHECK_EXITED(st, 0);
	REQUIRE(read(p[0], &pid, sizeof(pid)) == sizeof(pid));
	close(p[0]);
	close(p[1]);
	return pid;
}

static void wait_for_go(struct sync *s)
{
	sync_post(&s[0]);
	sync_wait(&s[1]);
}

TEST(orphans_go_to_init_or_the_nearest_reaper)
{
	struct sync s[2];
	pid_t pid, to, up;

	sync_init(&s[0]);
	sync_init(&s[1]);
	pid = orphan(wait_for_go, s);
	sync_wait(&s[0]);
	to = ppid_of(pid);
	for (up = getppid(); up > 1 && up != to; up = ppid_of(up))
		;
	CHECK_EQ(to, up); /* 1, or one of our own ancestors */
	CHECK_ERRNO(waitpid(pid, NULL, WNOHANG), ECHILD);
	sync_post(&s[1]);
}

TEST(a_subreaper_gets_them)
{
	struct sync s[2];
	pid_t pid;
	int on = 0, st;

	sync_init(&s[0]);
	sync_init(&s[1]);
	REQUIRE_OK(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
	CHECK_OK(prctl(PR_GET_CHILD_SUBREAPER, &on, 0, 0, 0));
	CHECK_EQ(on, 1);
	pid = orphan(wait_for_go, s);
	sync_wait(&s[0]);
	CHECK_EQ(ppid_of(pid), getpid());
	sync_post(&s[1]);
	CHECK_EQ(waitpid(pid, &st, 0), pid);
	CHECK_EXITED(st, 0);
}

TEST(subreaper_is_not_inherited)
{
	int st, on = 7;

	REQUIRE_OK(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
	CHILD (st) {
		CHECK_OK(prctl(PR_GET_CHILD_SUBREAPER, &on, 0, 0, 0));
		CHECK_EQ(on, 0);
	}
	CHECK_EXITED(st, 0);
}

TEST(death_signal)
{
	pid_t pid = 0;
	int p[2], st, sig = 0;
	struct sync ready;

	sync_init(&ready);
	REQUIRE_OK(pipe(p));
	REQUIRE_OK(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
	CHILD (st) {
		pid_t g;

		CHILD_PID (g) {
			CHECK_OK(prctl(PR_SET_PDEATHSIG, SIGUSR1, 0, 0, 0));
			CHECK_OK(prctl(PR_GET_PDEATHSIG, &sig, 0, 0, 0));
			CHECK_EQ(sig, SIGUSR1);
			sync_post(&ready);
			for (;;)
				pause();
		}
		CHECK_EQ(write(p[1], &g, sizeof(g)), sizeof(g));
		sync_wait(&ready);
	}
	CHECK_EXITED(st, 0);
	REQUIRE(read(p[0], &pid, sizeof(pid)) == sizeof(pid));
	CHECK_EQ(waitpid(pid, &st, 0), pid);
	CHECK_KILLED(st, SIGUSR1);
	CHECK_ERRNO(prctl(PR_SET_PDEATHSIG, 65, 0, 0, 0), EINVAL);
}

TEST(zombies_of_a_dead_parent_are_reaped)
{
	struct timespec ms = {0, 1000000};
	int p[2], st;
	pid_t pid = 0;

	REQUIRE_OK(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
	REQUIRE_OK(pipe(p));
	CHILD (st) {
		pid_t g = test_fork();

		if (g == 0)
			_exit(8);
		test_wait_state(g, 'Z');
		CHECK_EQ(write(p[1], &g, sizeof(g)), sizeof(g));
	}
	CHECK_EXITED(st, 0);
	REQUIRE(read(p[0], &pid, sizeof(pid)) == sizeof(pid));
	while (waitpid(pid, &st, 0) != pid) /* ours now, already dead */
		nanosleep(&ms, NULL);
	CHECK_EXITED(st, 8);
}
