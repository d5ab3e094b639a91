/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/process/clone.c - clone(2): each sharing flag, the tid addresses, and bad combinations
 */
#include "harness.h"

#include <sched.h>

static char *stack_top;
static volatile int value;
static int fd_for_child;

static int run_clone(int flags, int (*fn)(void *), void *arg)
{
	pid_t pid;

	if (!stack_top)
		stack_top = (char *)test_map(16) + 16 * PAGE;
	pid = REQUIRE_OK(clone(fn, stack_top, flags | SIGCHLD, arg, NULL, NULL, NULL));
	return test_wait(pid);
}

static int set_value(void *arg)
{
	value = (int)(intptr_t)arg;
	return 3;
}

TEST(vm)
{
	CHECK_EXITED(run_clone(0, set_value, (void *)1), 3);
	CHECK_EQ(value, 0);
	CHECK_EXITED(run_clone(CLONE_VM, set_value, (void *)2), 3);
	CHECK_EQ(value, 2);
}

static int close_fd(void *arg)
{
	(void)arg;
	return close(fd_for_child);
}

TEST(files)
{
	fd_for_child = REQUIRE_OK(open("/dev/null", O_RDONLY));
	CHECK_EXITED(run_clone(CLONE_VM, close_fd, NULL), 0);
	CHECK_OK(fcntl(fd_for_child, F_GETFD));
	CHECK_EXITED(run_clone(CLONE_VM | CLONE_FILES, close_fd, NULL), 0);
	CHECK_ERRNO(fcntl(fd_for_child, F_GETFD), EBADF);
}

static int change_fs(void *arg)
{
	(void)arg;
	umask(0011);
	return chdir("/");
}

TEST(fs)
{
	char cwd[PATH_MAX];

	umask(022);
	CHECK_EXITED(run_clone(CLONE_VM, change_fs, NULL), 0);
	CHECK(getcwd(cwd, sizeof(cwd)) && strcmp(cwd, "/"));
	CHECK_EXITED(run_clone(CLONE_VM | CLONE_FS, change_fs, NULL), 0);
	CHECK(getcwd(cwd, sizeof(cwd)) && !strcmp(cwd, "/"));
	CHECK_EQ(umask(022), 0011);
}

static int ignore_usr1(void *arg)
{
	(void)arg;
	signal(SIGUSR1, SIG_IGN);
	return 0;
}

TEST(sighand)
{
	struct sigaction sa;

	CHECK_EXITED(run_clone(CLONE_VM, ignore_usr1, NULL), 0);
	CHECK_OK(sigaction(SIGUSR1, NULL, &sa));
	CHECK(sa.sa_handler == SIG_DFL);
	CHECK_EXITED(run_clone(CLONE_VM | CLONE_SIGHAND, ignore_usr1, NULL), 0);
	CHECK_OK(sigaction(SIGUSR1, NULL, &sa));
	CHECK(sa.sa_handler == SIG_IGN);
}

static int report_parent(void *arg)
{
	*(pid_t *)arg = getppid();
	return 0;
}

TEST(parent)
{
	pid_t *seen = REQUIRE_OK(
		mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
	pid_t me = getpid();
	int st;

	CHILD (st) {
		pid_t pid;

		stack_top = (char *)test_map(16) + 16 * PAGE;
		pid = CHECK_OK(clone(report_parent, stack_top, CLONE_PARENT | SIGCHLD, seen));
		CHECK_ERRNO(waitpid(pid, NULL, 0), ECHILD); /* it is our sibling */
	}
	CHECK_EXITED(st, 0);
	CHECK_GT(wait(&st), 0);
	CHECK_EXITED(st, 0);
	CHECK_EQ(*seen, me);
}

TEST(vfork_flag_waits)
{
	value = 0;
	CHECK_EXITED(run_clone(CLONE_VM | CLONE_VFORK, set_value, (void *)8), 3);
	CHECK_EQ(value, 8);
}

static struct {
	volatile pid_t parent_tid, child_tid, self;
} ids;

static int note_self(void *arg)
{
	(void)arg;
	ids.self = (pid_t)syscall(SYS_gettid);
	return ids.child_tid == ids.self ? 0 : 1;
}

TEST(tid_addresses)
{
	char *top = (char *)test_map(16) + 16 * PAGE;
	pid_t pid;

	memset((void *)&ids, 0, sizeof(ids));
	pid = REQUIRE_OK(clone(note_self, top,
			       CLONE_VM | CLONE_PARENT_SETTID | CLONE_CHILD_SETTID |
				       CLONE_CHILD_CLEARTID | SIGCHLD,
			       NULL, (pid_t *)&ids.parent_tid, NULL, (pid_t *)&ids.child_tid));
	CHECK_EXITED(test_wait(pid), 0);
	CHECK_EQ(ids.parent_tid, pid);
	CHECK_EQ(ids.self, pid);
	CHECK_EQ(ids.child_tid, 0); /* cleared when it ended, as we share memory */
}

static int thread_body(void *arg)
{
	(void)arg;
	ids.self = (pid_t)syscall(SYS_gettid);
	ids.parent_tid = (pid_t)syscall(SYS_getpid);
	syscall(SYS_exit, 0);
	return 0;
}

TEST(bare_thread)
{
	char *top = (char *)test_map(16) + 16 * PAGE;
	int flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD |
		    CLONE_SYSVSEM | CLONE_CHILD_CLEARTID | CLONE_CHILD_SETTID;
	int tid, seen;

	ids.child_tid = -1;
	tid = REQUIRE_OK(clone(thread_body, top, flags, NULL, NULL, NULL, (pid_t *)&ids.child_tid));
	while ((seen = (int)ids.child_tid) != 0) /* the kernel clears it and wakes us */
		syscall(SYS_futex, &ids.child_tid, 0 /* WAIT */, seen, NULL);
	CHECK_EQ(ids.self, tid);
	CHECK_EQ(ids.parent_tid, getpid());
	CHECK_ERRNO(waitpid(tid, NULL, __WALL), ECHILD); /* threads are not children */
}

static int silent(void *arg)
{
	(void)arg;
	return 6;
}

TEST(exit_signal_zero_needs_wclone_or_wall)
{
	char *top = (char *)test_map(16) + 16 * PAGE;
	pid_t pid = REQUIRE_OK(clone(silent, top, 0, NULL));
	int st;

	CHECK_ERRNO(waitpid(pid, &st, 0), ECHILD);
	REQUIRE(waitpid(pid, &st, __WCLONE) == pid);
	CHECK_EXITED(st, 6);
	pid = REQUIRE_OK(clone(silent, top, 0, NULL));
	REQUIRE(waitpid(pid, &st, __WALL) == pid);
}

static volatile sig_atomic_t got_usr1;

static void on_usr1(int sig)
{
	(void)sig;
	got_usr1 = 1;
}

TEST(other_exit_signal_is_sent)
{
	char *top = (char *)test_map(16) + 16 * PAGE;
	pid_t pid;
	int st;

	signal(SIGUSR1, on_usr1);
	pid = REQUIRE_OK(clone(silent, top, SIGUSR1, NULL));
	do
		errno = 0;
	while (waitpid(pid, &st, __WALL) < 0 && errno == EINTR);
	CHECK_EXITED(st, 6);
	CHECK_EQ(got_usr1, 1);
}

static long raw(unsigned long flags)
{
	return syscall(SYS_clone, flags, 0, NULL, NULL, 0);
}

TEST(bad_combinations)
{
	CHECK_ERRNO(raw(CLONE_SIGHAND | SIGCHLD), EINVAL); /* without VM */
	CHECK_ERRNO(raw(CLONE_THREAD | SIGCHLD), EINVAL);  /* without SIGHAND */
	CHECK_ERRNO(raw(CLONE_THREAD | CLONE_VM | SIGCHLD), EINVAL);
	CHECK_ERRNO(raw(CLONE_NEWNS | CLONE_FS | SIGCHLD), EINVAL);
}

TEST(raw_fork_by_clone)
{
	long pid = raw(SIGCHLD);

	if (pid == 0)
		_exit(5);
	CHECK_GT(pid, 0);
	CHECK_EXITED(test_wait((pid_t)pid), 5);
}

TEST(unshare_flags)
{
	int st;

	CHECK_OK(unshare(0));
	CHECK_OK(unshare(CLONE_THREAD | CLONE_SIGHAND | CLONE_VM)); /* alone already */
	CHECK_ERRNO(unshare(CLONE_PARENT), EINVAL);
	CHILD (st) {
		CHECK_OK(unshare(CLONE_FS | CLONE_FILES));
		CHECK_OK(chdir("/"));
		if (getuid() == 0) {
			REQUIRE_OK(setuid(65534));
			CHECK_ERRNO(unshare(CLONE_NEWNS), EPERM);
		}
	}
	CHECK_EXITED(st, 0);
}

static int share_files(void *arg)
{
	(void)arg;
	if (unshare(CLONE_FILES | CLONE_FS))
		return 1;
	close(0);
	return chdir("/") ? 2 : 0;
}

TEST(unshare_takes_files_and_cwd_apart)
{
	static char stack[65536];
	char before[PATH_MAX], after[PATH_MAX];
	int st, pid;

	REQUIRE(getcwd(before, sizeof(before)));
	pid = REQUIRE_OK(
		clone(share_files, stack + sizeof(stack), CLONE_FILES | CLONE_FS | SIGCHLD, NULL));
	REQUIRE_OK(waitpid(pid, &st, 0));
	CHECK_EXITED(st, 0);
	CHECK_OK(fcntl(0, F_GETFD)); /* still open here */
	REQUIRE(getcwd(after, sizeof(after)));
	CHECK_STR(after, before);
}
