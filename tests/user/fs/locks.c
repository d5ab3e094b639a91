/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/fs/locks.c - flock, POSIX record locks, open file description locks */
#include "harness.h"

#include <sys/file.h>

#ifndef F_OFD_GETLK
#define F_OFD_GETLK  36
#define F_OFD_SETLK  37
#define F_OFD_SETLKW 38
#endif

static struct flock lk(short type, off_t start, off_t len)
{
	return (struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = len};
}

static int set(int fd, int cmd, short type, off_t start, off_t len)
{
	struct flock f = lk(type, start, len);

	return fcntl(fd, cmd, &f);
}

TEST(record_locks_exclude_processes)
{
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600)), st;
	struct flock f;
	pid_t me = getpid();

	CHECK_OK(set(fd, F_SETLK, F_WRLCK, 10, 10));
	CHECK_OK(set(fd, F_SETLK, F_WRLCK, 10, 10)); /* our own is no obstacle */
	CHILD (st) {
		CHECK_ERRNO(set(fd, F_SETLK, F_RDLCK, 19, 1), EAGAIN);
		CHECK_OK(set(fd, F_SETLK, F_WRLCK, 20, 5));
		CHECK_OK(set(fd, F_SETLK, F_WRLCK, 0, 10));
		f = lk(F_RDLCK, 0, 0);
		f.l_start = 12;
		CHECK_OK(fcntl(fd, F_GETLK, &f));
		CHECK_EQ(f.l_type, F_WRLCK);
		CHECK_EQ(f.l_start, 10);
		CHECK_EQ(f.l_len, 10);
		CHECK_EQ(f.l_pid, me);
		CHECK_EQ(f.l_whence, SEEK_SET);
		f = lk(F_WRLCK, 30, 5);
		CHECK_OK(fcntl(fd, F_GETLK, &f));
		CHECK_EQ(f.l_type, F_UNLCK);
	}
	CHECK_EXITED(st, 0);
}

TEST(shared_and_exclusive)
{
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600)), st;

	CHECK_OK(set(fd, F_SETLK, F_RDLCK, 0, 0));
	CHILD (st) {
		CHECK_OK(set(fd, F_SETLK, F_RDLCK, 0, 0));
		CHECK_ERRNO(set(fd, F_SETLK, F_WRLCK, 0, 0), EAGAIN);
	}
	CHECK_EXITED(st, 0);
}

TEST(unlock_in_the_middle_splits)
{
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600)), st;

	CHECK_OK(set(fd, F_SETLK, F_WRLCK, 0, 100));
	CHECK_OK(set(fd, F_SETLK, F_UNLCK, 40, 20));
	CHILD (st) {
		CHECK_OK(set(fd, F_SETLK, F_WRLCK, 40, 20));
		CHECK_ERRNO(set(fd, F_SETLK, F_WRLCK, 39, 1), EAGAIN);
		CHECK_ERRNO(set(fd, F_SETLK, F_WRLCK, 60, 1), EAGAIN);
		CHECK_OK(set(fd, F_SETLK, F_WRLCK, 100, 0));
	}
	CHECK_EXITED(st, 0);
}

TEST(any_close_drops_record_locks)
{
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600)), st;

	CHECK_OK(set(fd, F_SETLK, F_WRLCK, 0, 0));
	close(REQUIRE_OK(open("f", O_RDONLY)));
	CHILD (st) {
		CHECK_OK(set(fd, F_SETLK, F_WRLCK, 0, 0));
	}
	CHECK_EXITED(st, 0);
}

TEST(waiting_and_deadlock)
{
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600));
	struct sync ready;
	pid_t pid;

	sync_init(&ready);
	CHECK_OK(set(fd, F_SETLK, F_WRLCK, 0, 1));
	CHILD_PID (pid) {
		CHECK_OK(set(fd, F_SETLK, F_WRLCK, 1, 1));
		sync_post(&ready);
		CHECK_OK(set(fd, F_SETLKW, F_WRLCK, 0, 1));
	}
	sync_wait(&ready);
	test_wait_state(pid, 'S');
	CHECK_ERRNO(set(fd, F_SETLKW, F_WRLCK, 1, 1), EDEADLK);
	CHECK_OK(set(fd, F_SETLK, F_UNLCK, 0, 1));
	CHECK_EXITED(test_wait(pid), 0);
}

TEST(whence_and_errors)
{
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600)), r;
	struct flock f = {.l_type = F_WRLCK, .l_whence = SEEK_END, .l_start = -10, .l_len = 5};

	CHECK_ERRNO(fcntl(fd, F_SETLK, &f), EINVAL); /* before the start of the file */
	REQUIRE_OK(ftruncate(fd, 100));
	CHECK_OK(fcntl(fd, F_SETLK, &f));
	f = lk(F_WRLCK, 50, -10); /* the ten bytes before */
	CHECK_OK(fcntl(fd, F_SETLK, &f));
	f.l_type = 9;
	CHECK_ERRNO(fcntl(fd, F_SETLK, &f), EINVAL);
	f = lk(F_WRLCK, 0, 0);
	f.l_whence = 9;
	CHECK_ERRNO(fcntl(fd, F_SETLK, &f), EINVAL);
	r = REQUIRE_OK(open("f", O_RDONLY));
	CHECK_ERRNO(set(r, F_SETLK, F_WRLCK, 0, 1), EBADF);
	CHECK_OK(set(r, F_SETLK, F_RDLCK, 0, 1));
	CHECK_ERRNO(set(999, F_SETLK, F_RDLCK, 0, 1), EBADF);
}

TEST(flock_belongs_to_the_open_file)
{
	int a = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600)), b = REQUIRE_OK(open("f", O_RDWR)),
	    st;

	CHECK_OK(flock(a, LOCK_EX));
	CHECK_ERRNO(flock(b, LOCK_EX | LOCK_NB), EAGAIN);
	CHECK_ERRNO(flock(b, LOCK_SH | LOCK_NB), EAGAIN);
	CHECK_OK(flock(a, LOCK_SH)); /* converts */
	CHECK_OK(flock(b, LOCK_SH | LOCK_NB));
	CHECK_OK(flock(b, LOCK_UN));
	CHECK_OK(flock(a, LOCK_EX));
	CHILD (st) {
		CHECK_OK(flock(a, LOCK_EX | LOCK_NB)); /* inherited: the same open file */
		CHECK_OK(flock(a, LOCK_UN));
	}
	CHECK_EXITED(st, 0);
	CHECK_OK(flock(b, LOCK_EX | LOCK_NB));
	close(b);
	CHECK_OK(flock(a, LOCK_EX | LOCK_NB));
	CHECK_ERRNO(flock(a, LOCK_SH | LOCK_EX), EINVAL);
	CHECK_ERRNO(flock(999, LOCK_SH), EBADF);
}

TEST(open_file_description_locks)
{
	int a = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600)), b = REQUIRE_OK(open("f", O_RDWR));
	struct flock f;

	CHECK_OK(set(a, F_OFD_SETLK, F_WRLCK, 0, 10));
	CHECK_ERRNO(set(b, F_OFD_SETLK, F_WRLCK, 5, 1), EAGAIN); /* even in one process */
	CHECK_ERRNO(set(b, F_SETLK, F_WRLCK, 5, 1), EAGAIN);	 /* and against the others */
	f = lk(F_WRLCK, 0, 0);
	CHECK_OK(fcntl(b, F_OFD_GETLK, &f));
	CHECK_EQ(f.l_type, F_WRLCK);
	CHECK_EQ(f.l_pid, -1);
	f.l_pid = 1;
	CHECK_ERRNO(fcntl(b, F_OFD_SETLK, &f), EINVAL);
	close(REQUIRE_OK(open("f", O_RDONLY))); /* does not drop them */
	CHECK_ERRNO(set(b, F_OFD_SETLK, F_WRLCK, 5, 1), EAGAIN);
	close(a);
	CHECK_OK(set(b, F_OFD_SETLK, F_WRLCK, 5, 1));
}

/* /proc/locks: a line for each lock, found by the file's number. */
static int lines_of_locks(ino_t ino, char text[8][160])
{
	char line[256], number[32];
	FILE *f = fopen("/proc/locks", "r");
	int n = 0;

	REQUIRE(f != NULL);
	snprintf(number, sizeof(number), ":%lu ", (unsigned long)ino);
	while (fgets(line, sizeof(line), f) && n < 8)
		if (strstr(line, number) && strchr(line, ' '))
			snprintf(text[n++], 160, "%s", strchr(line, ' '));
	fclose(f);
	return n;
}

static int has_line(char text[8][160], int n, const char *line)
{
	while (n--)
		if (!strcmp(text[n], line))
			return 1;
	return 0;
}

TEST(locks_are_listed)
{
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600));
	char text[8][160], want[200], at[80];
	struct flock ofd = lk(F_RDLCK, 50, 10);
	struct stat st;

	REQUIRE_OK(fstat(fd, &st));
	CHECK_EQ(lines_of_locks(st.st_ino, text), 0);
	CHECK_OK(set(fd, F_SETLK, F_WRLCK, 10, 10));
	CHECK_OK(set(fd, F_SETLK, F_RDLCK, 100, 0));
	CHECK_OK(fcntl(fd, F_OFD_SETLK, &ofd));
	CHECK_OK(flock(fd, LOCK_EX));
	REQUIRE(lines_of_locks(st.st_ino, text) == 4);
	snprintf(at, sizeof(at), "%02x:%02x:%lu", (unsigned)(st.st_dev >> 8 & 0xfff),
		 (unsigned)(st.st_dev & 0xff), (unsigned long)st.st_ino);
	snprintf(want, sizeof(want), " POSIX  ADVISORY  WRITE %d %s 10 19\n", getpid(), at);
	CHECK(has_line(text, 4, want));
	snprintf(want, sizeof(want), " POSIX  ADVISORY  READ %d %s 100 EOF\n", getpid(), at);
	CHECK(has_line(text, 4, want));
	snprintf(want, sizeof(want), " OFDLCK ADVISORY  READ -1 %s 50 59\n", at);
	CHECK(has_line(text, 4, want));
	snprintf(want, sizeof(want), " FLOCK  ADVISORY  WRITE %d %s 0 EOF\n", getpid(), at);
	CHECK(has_line(text, 4, want));
	CHECK_OK(close(fd));
	CHECK_EQ(lines_of_locks(st.st_ino, text), 0);
}
