/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/signal/stop.c - stopping and continuing: default actions, orphaned groups, pending
 * interplay */
#include "harness.h"

static pid_t sleeper(void)
{
	pid_t pid;

	CHILD_PID (pid) {
		for (;;)
			pause();
	}
	return pid;
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	CHECK_KILLED(test_wait(pid), SIGKILL);
}

TEST(each_stop_signal_stops)
{
	static const int sigs[] = {SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU};
	pid_t pid = sleeper();
	int st;

	for (size_t i = 0; i < ARRAY_LEN(sigs); i++) {
		CHECK_OK(kill(pid, sigs[i]));
		CHECK_EQ(waitpid(pid, &st, WUNTRACED), pid);
		CHECK(WIFSTOPPED(st));
		CHECK_EQ(WSTOPSIG(st), sigs[i]);
		test_wait_state(pid, 'T');
		CHECK_OK(kill(pid, SIGCONT));
		CHECK_EQ(waitpid(pid, &st, WCONTINUED), pid);
		CHECK(WIFCONTINUED(st));
	}
	end(pid);
}

TEST(a_stopped_process_does_not_run)
{
	volatile int *n = REQUIRE_OK(
		mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
	struct timespec ms = {0, 20000000};
	pid_t pid;
	int st, before;

	CHILD_PID (pid) {
		for (;;)
			(*n)++;
	}
	kill(pid, SIGSTOP);
	CHECK_EQ(waitpid(pid, &st, WUNTRACED), pid);
	before = *n;
	nanosleep(&ms, NULL);
	CHECK_EQ(*n, before);
	kill(pid, SIGCONT);
	while (*n == before)
		nanosleep(&ms, NULL);
	end(pid);
}

TEST(term_waits_until_continued)
{
	pid_t pid = sleeper();
	int st;

	kill(pid, SIGSTOP);
	CHECK_EQ(waitpid(pid, &st, WUNTRACED), pid);
	kill(pid, SIGTERM);
	CHECK_EQ(waitpid(pid, &st, WNOHANG), 0);
	kill(pid, SIGCONT);
	CHECK_KILLED(test_wait(pid), SIGTERM);
}

static volatile sig_atomic_t conts;

static void on_cont(int sig)
{
	(void)sig;
	conts++;
}

TEST(cont_handler_runs_after_continuing)
{
	struct sync s;
	pid_t pid;
	int st;

	sync_init(&s);
	signal(SIGCONT, on_cont);
	CHILD_PID (pid) {
		raise(SIGSTOP);
		CHECK_EQ(conts, 1);
		sync_post(&s);
	}
	CHECK_EQ(waitpid(pid, &st, WUNTRACED), pid);
	kill(pid, SIGCONT);
	sync_wait(&s);
	CHECK_EXITED(test_wait(pid), 0);
}

TEST(cont_continues_even_when_ignored_or_blocked)
{
	pid_t pid;
	int st;

	CHILD_PID (pid) {
		sigset_t set;

		signal(SIGCONT, SIG_IGN);
		sigfillset(&set);
		sigprocmask(SIG_SETMASK, &set, NULL);
		raise(SIGSTOP);
		_exit(14);
	}
	CHECK_EQ(waitpid(pid, &st, WUNTRACED), pid);
	kill(pid, SIGCONT);
	CHECK_EXITED(test_wait(pid), 14);
}

TEST(stop_and_cont_cancel_each_other_while_pending)
{
	sigset_t set, p;

	sigemptyset(&set);
	sigaddset(&set, SIGTSTP);
	sigaddset(&set, SIGCONT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGTSTP);
	CHECK_OK(sigpending(&p));
	CHECK_EQ(sigismember(&p, SIGTSTP), 1);
	raise(SIGCONT);
	CHECK_OK(sigpending(&p));
	CHECK_EQ(sigismember(&p, SIGTSTP), 0);
	CHECK_EQ(sigismember(&p, SIGCONT), 1);
	raise(SIGTSTP);
	CHECK_OK(sigpending(&p));
	CHECK_EQ(sigismember(&p, SIGCONT), 0);
	raise(SIGCONT); /* do not stop at the end */
}

TEST(tty_stops_are_ignored_in_an_orphaned_group)
{
	int st;

	CHILD (st) {
		CHECK_OK(setsid()); /* our parent is in another session: orphaned */
		raise(SIGTSTP);
		raise(SIGTTIN);
		raise(SIGTTOU);
		_exit(3);
	}
	CHECK_EXITED(st, 3);
}

TEST(handled_tstp_does_not_stop)
{
	signal(SIGTSTP, on_cont);
	raise(SIGTSTP);
	CHECK_EQ(conts, 1);
}

TEST(whole_group)
{
	pid_t a = sleeper(), b = sleeper();
	int st;

	CHECK_OK(setpgid(a, a));
	CHECK_OK(setpgid(b, a));
	CHECK_OK(kill(-a, SIGSTOP));
	CHECK_EQ(waitpid(a, &st, WUNTRACED), a);
	CHECK_EQ(waitpid(b, &st, WUNTRACED), b);
	CHECK_OK(kill(-a, SIGCONT));
	CHECK_EQ(waitpid(a, &st, WCONTINUED), a);
	CHECK_EQ(waitpid(b, &st, WCONTINUED), b);
	end(a);
	end(b);
}
