/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/sys/harness.c - the harness itself: what every other program relies on */
#include "harness.h"

TEST(child_statuses_are_reported)
{
	int st;
	pid_t pid;

	CHILD (st) {
		CHECK(1);
	}
	CHECK_EXITED(st, 0);
	CHILD (st) {
		_exit(7);
	}
	CHECK_EXITED(st, 7);
	CHILD (st) {
		raise(SIGKILL);
	}
	CHECK_KILLED(st, SIGKILL);
	CHILD_PID (pid) {
		_exit(3);
	}
	st = test_wait(pid);
	CHECK_EXITED(st, 3);
}

TEST(scratch_directory_is_fresh_and_current)
{
	char cwd[PATH_MAX];

	CHECK(getcwd(cwd, sizeof(cwd)) != NULL);
	CHECK_STR(cwd, test_dir());
	CHECK_ERRNO(open("left-over", O_RDONLY), ENOENT);
	test_write_file("left-over", "x");
}

TEST(scratch_directory_is_fresh_again)
{
	CHECK_ERRNO(open("left-over", O_RDONLY), ENOENT);
}

REEXEC(say)
{
	return argc == 3 && !strcmp(argv[1], "a") && !strcmp(argv[2], "b") ? 5 : 1;
}

TEST(reexec_runs_the_named_entry)
{
	int st;

	CHILD (st) {
		execv(test_self(), test_reexec_argv("say", "a", "b", NULL));
	}
	CHECK_EXITED(st, 5);
}

TEST(sync_meets)
{
	struct sync there, back;
	pid_t pid;

	sync_init(&there);
	sync_init(&back);
	CHILD_PID (pid) {
		sync_wait(&there);
		sync_post(&back);
	}
	sync_post(&there);
	sync_wait(&back);
	CHECK_EXITED(test_wait(pid), 0);
}
