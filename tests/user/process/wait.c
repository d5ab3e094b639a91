/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/process/wait.c - wait4(2) and waitid(2): selection, options, statuses, usage */
#include "harness.h"

#include <sys/prctl.h>
#include <sys/resource.h>

static pid_t sleeper(void)
{
	pid_t pid;

	CHILD_PID (pid) {
		for (;;)
			pause();
	}
	return pid;
}

static pid_t exiter(int code)
{
	pid_t pid;

	CHILD_PID (pid) {
		_exit(code);
	}
	return pid;
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	CHECK_KILLED(test_wait(pid), SIGKILL);
}

TEST(no_children)
{
	int st;

	CHECK_ERRNO(waitpid(-1, &st, 0), ECHILD);
	CHECK_ERRNO(waitpid(-1, &st, WNOHANG), ECHILD);
	CHECK_ERRNO(waitpid(1, &st, WNOHANG), ECHILD);
	CHECK_ERRNO(waitpid(getpid(), &st, WNOHANG), ECHILD);
	CHECK_ERRNO(waitpid(0, &st, WNOHANG), ECHILD);
	CHECK_ERRNO(waitpid(-999999, &st, WNOHANG), ECHILD);
}

TEST(bad_options)
{
	siginfo_t si;

	CHECK_ERRNO(waitpid(-1, NULL, 0x100), EINVAL);
	CHECK_ERRNO(waitpid(INT_MIN, NULL, 0), ESRCH);
	CHECK_ERRNO(waitid(P_ALL, 0, &si, 0), EINVAL); /* nothing to wait for */
	CHECK_ERRNO(waitid(P_ALL, 0, &si, WEXITED | 0x100), EINVAL);
	CHECK_ERRNO(waitid(99, 0, &si, WEXITED), EINVAL);
	CHECK_ERRNO(waitid(P_PID, -1, &si, WEXITED), EINVAL);
	CHECK_ERRNO(waitid(P_PID, 0, &si, WEXITED), EINVAL);
}

TEST(nohang)
{
	pid_t pid = sleeper();
	int st = 0x1234;

	CHECK_EQ(waitpid(pid, &st, WNOHANG), 0);
	CHECK_EQ(waitpid(-1, &st, WNOHANG), 0);
	CHECK_EQ(st, 0x1234); /* untouched */
	end(pid);
}

TEST(null_status)
{
	pid_t pid = exiter(1);

	CHECK_EQ(waitpid(pid, NULL, 0), pid);
	CHECK_ERRNO(waitpid(pid, NULL, 0), ECHILD);
}

TEST(by_process_group)
{
	int st;
	pid_t a, b;
	struct sync go;

	sync_init(&go);
	CHILD_PID (a) {
		setpgid(0, 0);
		sync_post(&go);
		_exit(1);
	}
	sync_wait(&go);
	CHILD_PID (b) {
		_exit(2);
	}
	CHECK_EQ(waitpid(-a, &st, 0), a);
	CHECK_EXITED(st, 1);
	CHECK_EQ(waitpid(0, &st, 0), b); /* our own group */
	CHECK_EXITED(st, 2);
}

TEST(stop_and_continue)
{
	pid_t pid = sleeper();
	int st;

	CHECK_EQ(waitpid(pid, &st, WNOHANG | WUNTRACED | WCONTINUED), 0);
	CHECK_OK(kill(pid, SIGSTOP));
	CHECK_EQ(waitpid(pid, &st, WUNTRACED), pid);
	CHECK(WIFSTOPPED(st));
	CHECK_EQ(st, SIGSTOP << 8 | 0x7f);
	CHECK_EQ(waitpid(pid, &st, WUNTRACED | WNOHANG), 0); /* reported once */
	CHECK_OK(kill(pid, SIGCONT));
	CHECK_EQ(waitpid(pid, &st, WCONTINUED), pid);
	CHECK_EQ(st, 0xffff);
	CHECK(WIFCONTINUED(st));
	CHECK_EQ(waitpid(pid, &st, WCONTINUED | WNOHANG), 0);
	CHECK_OK(kill(pid, SIGTSTP)); /* not of an orphaned group */
	CHECK_EQ(waitpid(pid, &st, WUNTRACED), pid);
	CHECK_EQ(WSTOPSIG(st), SIGTSTP);
	end(pid); /* SIGKILL works on the stopped */
}

TEST(waitid_exited)
{
	pid_t pid = exiter(0x1ff);
	siginfo_t si;

	memset(&si, 0xff, sizeof(si));
	CHECK_EQ(waitid(P_PID, pid, &si, WEXITED), 0);
	CHECK_EQ(si.si_signo, SIGCHLD);
	CHECK_EQ(si.si_errno, 0);
	CHECK_EQ(si.si_code, CLD_EXITED);
	CHECK_EQ(si.si_pid, pid);
	CHECK_EQ(si.si_uid, getuid());
	CHECK_EQ(si.si_status, 0xff);
}

TEST(waitid_killed_stopped_continued)
{
	pid_t pid = sleeper();
	siginfo_t si;

	CHECK_OK(kill(pid, SIGSTOP));
	CHECK_EQ(waitid(P_PID, pid, &si, WSTOPPED), 0);
	CHECK_EQ(si.si_code, CLD_STOPPED);
	CHECK_EQ(si.si_status, SIGSTOP);
	CHECK_OK(kill(pid, SIGCONT));
	CHECK_EQ(waitid(P_PID, pid, &si, WCONTINUED), 0);
	CHECK_EQ(si.si_code, CLD_CONTINUED);
	CHECK_EQ(si.si_status, SIGCONT);
	CHECK_OK(kill(pid, SIGTERM));
	CHECK_EQ(waitid(P_PID, pid, &si, WEXITED), 0);
	CHECK_EQ(si.si_code, CLD_KILLED);
	CHECK_EQ(si.si_status, SIGTERM);
}

TEST(waitid_nohang_clears_the_info)
{
	pid_t pid = sleeper();
	siginfo_t si;

	memset(&si, 0xff, sizeof(si));
	CHECK_EQ(waitid(P_ALL, 0, &si, WEXITED | WNOHANG), 0);
	CHECK_EQ(si.si_pid, 0);
	CHECK_EQ(si.si_signo, 0);
	end(pid);
}

TEST(nowait_leaves_the_child)
{
	pid_t pid = exiter(9);
	siginfo_t si;
	int st;

	for (int i = 0; i < 3; i++) {
		CHECK_EQ(waitid(P_PID, pid, &si, WEXITED | WNOWAIT), 0);
		CHECK_EQ(si.si_status, 9);
	}
	CHECK_EQ(waitpid(pid, &st, 0), pid);
	CHECK_EXITED(st, 9);
}

TEST(waitid_by_group)
{
	pid_t a = exiter(1);
	siginfo_t si;

	CHECK_ERRNO(waitid(P_PGID, 999999, &si, WEXITED), ECHILD);
	CHECK_EQ(waitid(P_PGID, getpgrp(), &si, WEXITED | WNOWAIT), 0);
	CHECK_EQ(si.si_pid, a);
	CHECK_EQ(waitid(P_PGID, 0, &si, WEXITED), 0); /* 0: ours, since 5.4 */
	CHECK_EQ(si.si_pid, a);
}

TEST(usage_of_the_child)
{
	struct rusage ru, total;
	pid_t pid;
	int st;

	CHILD_PID (pid) {
		clock_t end_at = clock() + CLOCKS_PER_SEC / 10;

		memset(test_map(200), 1, 200 * PAGE);
		while (clock() < end_at)
			;
	}
	CHECK_EQ(wait4(pid, &st, 0, &ru), pid);
	CHECK_GE(ru.ru_utime.tv_sec * 1000000 + ru.ru_utime.tv_usec + ru.ru_stime.tv_sec * 1000000 +
			 ru.ru_stime.tv_usec,
		 80000);
	CHECK_GE(ru.ru_minflt, 200 / 16);
	CHECK_GE(ru.ru_maxrss, 400); /* its pages are counted in batches */
	CHECK_OK(getrusage(RUSAGE_CHILDREN, &total));
	CHECK_GE(total.ru_utime.tv_sec * 1000000 + total.ru_utime.tv_usec,
		 ru.ru_utime.tv_sec * 1000000 + ru.ru_utime.tv_usec);
}

TEST(only_children_not_grandchildren)
{
	int p[2], st;
	pid_t grand = 0;

	REQUIRE_OK(pipe(p));
	CHILD (st) {
		pid_t pid = sleeper();

		CHECK_EQ(write(p[1], &pid, sizeof(pid)), sizeof(pid));
	}
	CHECK_EQ(read(p[0], &grand, sizeof(grand)), sizeof(grand));
	CHECK_ERRNO(waitpid(grand, &st, WNOHANG), ECHILD);
	kill(grand, SIGKILL);
}

TEST(no_dump_no_core_flag)
{
	int st;

	CHILD (st) {
		CHECK_OK(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
		abort();
	}
	CHECK_EQ(st & 0x7f, SIGABRT);
	CHECK(!WCOREDUMP(st));
}
