/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/signal/restart.c - SA_RESTART or EINTR, call by call */
#include "harness.h"

#include <poll.h>
#include <sys/file.h>
#include <sys/select.h>

static volatile sig_atomic_t hits;
static int pfd[2], qfd[2];

static void on_usr1(int sig)
{
	(void)sig;
	hits++;
}

static int do_read(void)
{
	char c;

	return (int)read(pfd[0], &c, 1);
}

static int do_wait(void)
{
	int st;

	return waitpid(-1, &st, 0) > 0 ? 1 : -1;
}

static int do_poll(void)
{
	struct pollfd p = {pfd[0], POLLIN, 0};

	return poll(&p, 1, -1);
}

static int do_select(void)
{
	fd_set r;

	FD_ZERO(&r);
	FD_SET(pfd[0], &r);
	return select(pfd[0] + 1, &r, NULL, NULL, NULL);
}

static int do_pause(void)
{
	return pause();
}

static int do_flock(void)
{
	int fd = open("lock", O_RDWR);

	return flock(fd, LOCK_EX) == 0 ? 1 : -1;
}

static int do_setlkw(void)
{
	struct flock fl = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int fd = open("lock", O_RDWR);

	return fcntl(fd, F_SETLKW, &fl) == 0 ? 1 : -1;
}

static int do_open_fifo(void)
{
	return open("fifo", O_RDONLY) >= 0 ? 1 : -1;
}

/* Runs @fn in a child with the flags; sends a signal while it sleeps; returns its status:
 * 0 it returned 1 (was restarted and finished), 4 EINTR, else trouble. */
static pid_t spawn(int (*fn)(void), int flags)
{
	struct sigaction sa = {.sa_handler = on_usr1, .sa_flags = flags};
	pid_t pid;

	CHILD_PID (pid) {
		int r;

		REQUIRE_OK(sigaction(SIGUSR1, &sa, NULL));
		if (fn == do_wait) {
			pid_t inner = test_fork();

			if (inner == 0) {
				char c;

				_exit(read(pfd[0], &c, 1) != 1);
			}
		}
		errno = 0;
		r = fn();
		if (hits != 1)
			_exit(50);
		_exit(r == 1 ? 0 : errno == EINTR ? 4 : 60);
	}
	test_wait_state(pid, 'S');
	kill(pid, SIGUSR1);
	return pid;
}

static void setup(void)
{
	REQUIRE_OK(pipe(pfd));
	REQUIRE_OK(pipe(qfd));
}

static void expect_eintr(int (*fn)(void), int flags)
{
	CHECK_EXITED(test_wait(spawn(fn, flags)), 4);
}

TEST(without_the_flag)
{
	setup();
	expect_eintr(do_read, 0);
	expect_eintr(do_poll, 0);
	expect_eintr(do_select, 0);
	expect_eintr(do_pause, 0);
	pid_t pid = spawn(do_wait, 0);
	CHECK_EXITED(test_wait(pid), 4);
	CHECK_EQ(write(pfd[1], "x", 1), 1); /* let the inner child go */
}

TEST(never_restarted)
{
	setup();
	expect_eintr(do_poll, SA_RESTART);
	expect_eintr(do_select, SA_RESTART);
	expect_eintr(do_pause, SA_RESTART);
}

/* The call sleeps again after the handler; then @finish lets it end. */
static void expect_restart(int (*fn)(void), void (*finish)(void))
{
	pid_t pid = spawn(fn, SA_RESTART);

	test_wait_state(pid, 'S');
	struct timespec ms = {0, 20000000};
	nanosleep(&ms, NULL); /* the handler has run by any measure; a wrong EINTR shows below */
	finish();
	CHECK_EXITED(test_wait(pid), 0);
}

static void feed(void)
{
	CHECK_EQ(write(pfd[1], "x", 1), 1);
}

TEST(read_restarts)
{
	setup();
	expect_restart(do_read, feed);
}

TEST(wait_restarts)
{
	setup();
	expect_restart(do_wait, feed);
}

static int lock_fd;

static void unlock(void)
{
	CHECK_OK(flock(lock_fd, LOCK_UN));
}

static void unlock_posix(void)
{
	struct flock fl = {.l_type = F_UNLCK, .l_whence = SEEK_SET};

	CHECK_OK(fcntl(lock_fd, F_SETLK, &fl));
}

TEST(flock_waits_restart_or_not)
{
	lock_fd = REQUIRE_OK(open("lock", O_RDWR | O_CREAT, 0600));
	REQUIRE_OK(flock(lock_fd, LOCK_EX));
	expect_eintr(do_flock, 0);
	expect_restart(do_flock, unlock);
}

TEST(setlkw_restarts_or_not)
{
	struct flock fl = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	lock_fd = REQUIRE_OK(open("lock", O_RDWR | O_CREAT, 0600));
	REQUIRE_OK(fcntl(lock_fd, F_SETLK, &fl));
	expect_eintr(do_setlkw, 0);
	expect_restart(do_setlkw, unlock_posix);
}

static void open_writer(void)
{
	CHECK_OK(open("fifo", O_WRONLY));
}

TEST(fifo_open_restarts_or_not)
{
	REQUIRE_OK(mkfifo("fifo", 0600));
	expect_eintr(do_open_fifo, 0);
	expect_restart(do_open_fifo, open_writer);
}

TEST(a_partial_write_returns_its_count)
{
	struct sigaction sa = {.sa_handler = on_usr1};
	pid_t pid;

	setup();
	CHILD_PID (pid) {
		static char big[1 << 20];
		ssize_t n;

		sigaction(SIGUSR1, &sa, NULL);
		n = write(qfd[1], big, sizeof(big));
		CHECK_EQ(n, 65536); /* what the pipe held; no error */
		CHECK_EQ(hits, 1);
	}
	test_wait_state(pid, 'S');
	kill(pid, SIGUSR1);
	CHECK_EXITED(test_wait(pid), 0);
}

TEST(default_and_ignored_signals_do_not_interrupt)
{
	pid_t pid;

	setup();
	CHILD_PID (pid) {
		signal(SIGUSR1, SIG_IGN);
		CHECK_EQ(do_read(), 1);
	}
	test_wait_state(pid, 'S');
	kill(pid, SIGWINCH);
	kill(pid, SIGUSR1);
	kill(pid, SIGCHLD);
	feed();
	CHECK_EXITED(test_wait(pid), 0);
}

TEST(stop_and_continue_do_not_interrupt_read)
{
	pid_t pid;
	int st;

	setup();
	CHILD_PID (pid) {
		CHECK_EQ(do_read(), 1);
	}
	test_wait_state(pid, 'S');
	kill(pid, SIGSTOP);
	CHECK_EQ(waitpid(pid, &st, WUNTRACED), pid);
	kill(pid, SIGCONT);
	feed();
	CHECK_EXITED(test_wait(pid), 0);
}
