/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/process/session.c - sessions and process groups: setsid, setpgid and their errors */
#include "harness.h"

static pid_t hold(struct sync *ready, int new_session)
{
	pid_t pid;

	CHILD_PID (pid) {
		if (new_session)
			CHECK_OK(setsid());
		sync_post(ready);
		for (;;)
			pause();
	}
	sync_wait(ready);
	return pid;
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	CHECK_KILLED(test_wait(pid), SIGKILL);
}

TEST(setsid_makes_a_leader)
{
	int st;

	CHILD (st) {
		pid_t me = getpid();

		CHECK_NE(getsid(0), me);
		CHECK_EQ(setsid(), me);
		CHECK_EQ(getsid(0), me);
		CHECK_EQ(getpgrp(), me);
		CHECK_EQ(getpgid(0), me);
		CHECK_ERRNO(setsid(), EPERM);		      /* already a group leader */
		CHECK_ERRNO(open("/dev/tty", O_RDWR), ENXIO); /* no terminal any more */
		CHECK_ERRNO(setpgid(0, 0), EPERM);	      /* session leaders stay */
	}
	CHECK_EXITED(st, 0);
}

TEST(setsid_of_a_group_leader)
{
	int st;

	CHILD (st) {
		CHECK_OK(setpgid(0, 0));
		CHECK_ERRNO(setsid(), EPERM);
	}
	CHECK_EXITED(st, 0);
}

TEST(setpgid_of_a_child)
{
	struct sync ready;
	pid_t a, b;

	sync_init(&ready);
	a = hold(&ready, 0);
	b = hold(&ready, 0);
	CHECK_EQ(getpgid(a), getpgrp());
	CHECK_OK(setpgid(a, a));
	CHECK_EQ(getpgid(a), a);
	CHECK_OK(setpgid(b, a)); /* join */
	CHECK_EQ(getpgid(b), a);
	CHECK_OK(setpgid(b, getpgrp())); /* and back */
	CHECK_EQ(getpgid(b), getpgrp());
	CHECK_OK(setpgid(b, 0)); /* 0: its own */
	CHECK_EQ(getpgid(b), b);
	end(a);
	end(b);
}

TEST(setpgid_errors)
{
	struct sync ready;
	pid_t other, plain;

	sync_init(&ready);
	other = hold(&ready, 1);
	plain = hold(&ready, 0);
	CHECK_ERRNO(setpgid(0, -1), EINVAL);
	CHECK_ERRNO(setpgid(-1, 0), EINVAL); /* a negative pid's group 0 means itself */
	CHECK_ERRNO(setpgid(999999, 0), ESRCH);
	CHECK_ERRNO(setpgid(getppid(), 0), ESRCH);  /* neither us nor a child */
	CHECK_ERRNO(setpgid(other, 0), EPERM);	    /* in another session */
	CHECK_ERRNO(setpgid(plain, other), EPERM);  /* group of another session */
	CHECK_ERRNO(setpgid(plain, 999999), EPERM); /* no such group */
	end(other);
	end(plain);
}

REEXEC(hold)
{
	char c;

	if (write(1, "x", 1) != 1)
		return 2;
	return read(0, &c, 1) == 0 ? 0 : 1;
}

TEST(setpgid_after_exec_of_the_child)
{
	int up[2], down[2];
	pid_t pid;
	char c;

	REQUIRE_OK(pipe2(up, O_CLOEXEC));
	REQUIRE_OK(pipe2(down, O_CLOEXEC));
	CHILD_PID (pid) {
		dup2(down[0], 0);
		dup2(up[1], 1);
		execv(test_self(), test_reexec_argv("hold", NULL));
	}
	CHECK_EQ(read(up[0], &c, 1), 1); /* it has executed */
	CHECK_ERRNO(setpgid(pid, pid), EACCES);
	close(down[0]);
	close(down[1]);
	CHECK_EXITED(test_wait(pid), 0);
}

TEST(getters_errors)
{
	CHECK_ERRNO(getpgid(999999), ESRCH);
	CHECK_ERRNO(getsid(999999), ESRCH);
	CHECK_ERRNO(getpgid(-1), ESRCH);
	/* The same session by either name; 0 where its leader lives outside this pid namespace. */
	CHECK_EQ(getsid(0), getsid(getpid()));
}

TEST(a_group_outlives_its_leader)
{
	struct sync ready;
	pid_t leader, member;

	sync_init(&ready);
	leader = hold(&ready, 0);
	member = hold(&ready, 0);
	CHECK_OK(setpgid(leader, leader));
	CHECK_OK(setpgid(member, leader));
	end(leader);
	CHECK_EQ(getpgid(member), leader);
	CHECK_OK(kill(-leader, SIGTERM));
	CHECK_KILLED(test_wait(member), SIGTERM);
	CHECK_ERRNO(kill(-leader, 0), ESRCH);
}

TEST(group_signals_reach_all_members)
{
	struct sync ready;
	pid_t a, b, c;

	sync_init(&ready);
	a = hold(&ready, 0);
	b = hold(&ready, 0);
	c = hold(&ready, 0);
	CHECK_OK(setpgid(a, a));
	CHECK_OK(setpgid(b, a));
	CHECK_OK(kill(-a, SIGUSR1));
	CHECK_KILLED(test_wait(a), SIGUSR1);
	CHECK_KILLED(test_wait(b), SIGUSR1);
	CHECK_EQ(waitpid(c, NULL, WNOHANG), 0); /* not a member */
	end(c);
}

TEST(orphaned_stopped_group_gets_hup_and_cont)
{
	int p[2], st;
	char got;

	REQUIRE_OK(pipe(p));
	CHILD (st) {
		pid_t g;

		CHECK_OK(setsid());
		CHILD_PID (g) {
			setpgid(0, 0);
			close(p[0]);
			raise(SIGSTOP);
			_exit(write(p[1], "c", 1) != 1); /* not reached: SIGHUP kills */
		}
		close(p[1]);
		CHECK_EQ(waitpid(g, &st, WUNTRACED), g);
		CHECK(WIFSTOPPED(st));
	}
	CHECK_EXITED(st, 0);
	close(p[1]);
	CHECK_EQ(read(p[0], &got, 1), 0); /* it is gone, without having been continued alone */
}
