/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/tty/jobs.c - the controlling terminal: sessions, foreground group, signals from keys,
 * hang-up */
#include "tty.h"

static struct pty p;
static volatile sig_atomic_t last;

static void note(int sig)
{
	last = sig;
}

/* In a child: a new session whose terminal is the pty's slave. */
static void take_terminal(void)
{
	REQUIRE_OK(setsid());
	REQUIRE_OK(ioctl(p.slave, TIOCSCTTY, 0));
}

TEST(acquiring)
{
	int st;

	pty_open(&p);
	CHILD (st) {
		pid_t sid = 0;

		CHECK_ERRNO(ioctl(p.slave, TIOCSCTTY, 0), EPERM); /* not a session leader */
		CHECK_OK(setsid());
		CHECK_ERRNO(open("/dev/tty", O_RDWR), ENXIO);
		CHECK_ERRNO(tcgetpgrp(p.slave), ENOTTY);
		CHECK_OK(ioctl(p.slave, TIOCSCTTY, 0));
		int t = CHECK_OK(open("/dev/tty", O_RDWR));
		CHECK_EQ(isatty(t), 1);
		CHECK_EQ(tcgetpgrp(t), getpgrp());
		CHECK_OK(ioctl(t, TIOCGSID, &sid));
		CHECK_EQ(sid, getpid());
		CHECK_OK(ioctl(p.slave, TIOCSCTTY, 0)); /* again: already ours */
		signal(SIGHUP, SIG_IGN);
		signal(SIGCONT, SIG_IGN);
		CHECK_OK(ioctl(t, TIOCNOTTY));
		CHECK_ERRNO(open("/dev/tty", O_RDWR), ENXIO);
	}
	CHECK_EXITED(st, 0);
}

TEST(open_by_a_session_leader_acquires)
{
	int st;

	pty_open(&p);
	CHILD (st) {
		CHECK_OK(setsid());
		close(CHECK_OK(open(p.name, O_RDWR | O_NOCTTY)));
		CHECK_ERRNO(open("/dev/tty", O_RDWR), ENXIO);
		CHECK_OK(open(p.name, O_RDWR));
		CHECK_OK(open("/dev/tty", O_RDWR));
	}
	CHECK_EXITED(st, 0);
}

static void key(const char *k, int sig)
{
	int st;

	CHILD (st) {
		sigset_t set;

		take_terminal();
		sigemptyset(&set);
		sigaddset(&set, sig);
		sigprocmask(SIG_BLOCK, &set, NULL);
		pty_type(&p, k, 1);
		CHECK_EQ(sigwaitinfo(&set, NULL), sig);
	}
	CHECK_EXITED(st, 0);
}

TEST(keys_signal_the_foreground_group)
{
	pty_open(&p);
	key("\003", SIGINT);
	pty_open(&p);
	key("\034", SIGQUIT);
	pty_open(&p);
	key("\032", SIGTSTP);
}

TEST(the_key_is_echoed_and_flushes_input)
{
	int st;

	pty_open(&p);
	CHILD (st) {
		sigset_t set;

		take_terminal();
		sigemptyset(&set);
		sigaddset(&set, SIGINT);
		sigprocmask(SIG_BLOCK, &set, NULL);
		pty_type(&p, "rubbish\003", 8);
		CHECK_EQ(sigwaitinfo(&set, NULL), SIGINT);
		pty_type(&p, "ok\n", 3);
		EXPECT(p.slave, "ok\n");
	}
	CHECK_EXITED(st, 0);
	/* What was echoed before the flush may or may not have come out; the mark has. */
	char b[64] = "";
	CHECK_GT(read(p.master, b, 63), 0);
	CHECK_MATCH(b, "\\^C");
}

TEST(without_isig_keys_are_bytes)
{
	int st;

	pty_open(&p);
	pty_flags(&p, 0, 0, 0, 0, 0, ISIG | ICANON | ECHO);
	CHILD (st) {
		take_terminal();
		pty_type(&p, "\003\032\034", 3);
		EXPECT(p.slave, "\003\032\034");
	}
	CHECK_EXITED(st, 0);
}

TEST(foreground_group_can_be_changed)
{
	int st;

	pty_open(&p);
	CHILD (st) {
		struct sync ready;
		pid_t job;

		sync_init(&ready);
		take_terminal();
		signal(SIGTTOU, SIG_IGN);
		signal(SIGINT, note);
		CHILD_PID (job) {
			setpgid(0, 0);
			signal(SIGINT, SIG_DFL);
			sync_post(&ready);
			for (;;)
				pause();
		}
		sync_wait(&ready);
		CHECK_OK(tcsetpgrp(p.slave, job));
		CHECK_EQ(tcgetpgrp(p.slave), job);
		pty_type(&p, "\003", 1);
		CHECK_KILLED(test_wait(job), SIGINT);
		CHECK_EQ(last, 0); /* we are not in the foreground */
		CHECK_OK(tcsetpgrp(p.slave, getpgrp()));
		CHECK_ERRNO(tcsetpgrp(p.slave, 999999), ESRCH);
		CHECK_ERRNO(tcsetpgrp(p.slave, -1), EINVAL);
		CHECK_ERRNO(tcsetpgrp(p.slave, getppid()), EPERM); /* another session's */
	}
	CHECK_EXITED(st, 0);
}

/* Runs @fn as a background job of a session on the pty; returns its first wait status. */
static int background(void (*fn)(void))
{
	int st, inner = 0, pfd[2];

	REQUIRE_OK(pipe(pfd));
	CHILD (st) {
		pid_t job;

		take_terminal();
		CHILD_PID (job) {
			setpgid(0, 0);
			fn();
		}
		setpgid(job, job);
		CHECK_EQ(waitpid(job, &inner, WUNTRACED), job);
		CHECK_EQ(write(pfd[1], &inner, sizeof(inner)), sizeof(inner));
		kill(job, SIGKILL);
	}
	CHECK_EXITED(st, 0);
	REQUIRE(read(pfd[0], &inner, sizeof(inner)) == sizeof(inner));
	return inner;
}

static void bg_read(void)
{
	char c;

	_exit(read(p.slave, &c, 1) == 1 ? 0 : errno);
}

static void bg_read_ignoring(void)
{
	signal(SIGTTIN, SIG_IGN);
	bg_read();
}

static void bg_write(void)
{
	_exit(write(p.slave, "x", 1) == 1 ? 0 : errno);
}

static void bg_write_ignoring(void)
{
	signal(SIGTTOU, SIG_IGN);
	bg_write();
}

static void bg_setattr(void)
{
	struct termios t;

	tcgetattr(p.slave, &t);
	_exit(tcsetattr(p.slave, TCSANOW, &t) == 0 ? 0 : errno);
}

static void bg_setpgrp(void)
{
	_exit(tcsetpgrp(p.slave, getpgrp()) == 0 ? 0 : errno);
}

TEST(background_access)
{
	int st;

	pty_open(&p);
	st = background(bg_read);
	CHECK(WIFSTOPPED(st) && WSTOPSIG(st) == SIGTTIN);
	pty_open(&p);
	CHECK_EXITED(background(bg_read_ignoring), EIO);
	pty_open(&p);
	CHECK_EXITED(background(bg_write), 0); /* TOSTOP is off */
	pty_open(&p);
	pty_flags(&p, 0, 0, 0, 0, TOSTOP, 0);
	st = background(bg_write);
	CHECK(WIFSTOPPED(st) && WSTOPSIG(st) == SIGTTOU);
	pty_open(&p);
	pty_flags(&p, 0, 0, 0, 0, TOSTOP, 0);
	CHECK_EXITED(background(bg_write_ignoring), 0);
	pty_open(&p);
	st = background(bg_setattr);
	CHECK(WIFSTOPPED(st) && WSTOPSIG(st) == SIGTTOU);
	pty_open(&p);
	st = background(bg_setpgrp);
	CHECK(WIFSTOPPED(st) && WSTOPSIG(st) == SIGTTOU);
}

TEST(window_change_signals_the_foreground)
{
	int st;

	pty_open(&p);
	CHILD (st) {
		struct winsize w = {30, 100, 0, 0};
		sigset_t set;

		take_terminal();
		signal(SIGWINCH, note);
		sigemptyset(&set);
		sigaddset(&set, SIGWINCH);
		sigprocmask(SIG_BLOCK, &set, NULL);
		CHECK_OK(ioctl(p.master, TIOCSWINSZ, &w));
		CHECK_EQ(sigwaitinfo(&set, NULL), SIGWINCH);
		CHECK_OK(ioctl(p.master, TIOCSWINSZ, &w)); /* no change, no signal */
		CHECK_ERRNO(sigtimedwait(&set, NULL, &(struct timespec){0, 10000000}), EAGAIN);
	}
	CHECK_EXITED(st, 0);
}

TEST(master_close_sends_hangup_to_the_leader)
{
	struct sync ready;
	pid_t pid;

	sync_init(&ready);
	pty_open(&p);
	CHILD_PID (pid) {
		close(p.master);
		take_terminal();
		sync_post(&ready);
		for (;;)
			pause();
	}
	sync_wait(&ready);
	close(p.slave);
	close(p.master);
	CHECK_KILLED(test_wait(pid), SIGHUP);
}

TEST(session_leader_exit_signals_the_foreground)
{
	int st, pfd[2];
	char c;

	REQUIRE_OK(pipe(pfd));
	pty_open(&p);
	CHILD (st) {
		struct sync ready;
		pid_t job;

		sync_init(&ready);
		take_terminal();
		CHILD_PID (job) {
			signal(SIGHUP, SIG_DFL);
			sync_post(&ready);
			for (;;)
				pause();
		}
		sync_wait(&ready);
	}
	CHECK_EXITED(st, 0);
	close(pfd[1]);
	CHECK_EQ(read(pfd[0], &c, 1), 0);    /* the job is gone: SIGHUP */
	CHECK_EQ(write(p.slave, "x", 1), 1); /* a pty itself stays usable */
}

TEST(stealing)
{
	struct sync ready;
	pid_t pid;
	int st;

	test_need_root();
	sync_init(&ready);
	pty_open(&p);
	CHILD_PID (pid) {
		take_terminal();
		sync_post(&ready);
		for (;;)
			pause();
	}
	sync_wait(&ready);
	CHILD (st) {
		CHECK_OK(setsid());
		CHECK_ERRNO(ioctl(p.slave, TIOCSCTTY, 0), EPERM); /* it has a session */
		CHECK_OK(ioctl(p.slave, TIOCSCTTY, 1));		  /* root may insist */
		CHECK_OK(open("/dev/tty", O_RDWR));
	}
	CHECK_EXITED(st, 0);
	kill(pid, SIGKILL);
	test_wait(pid);
}
