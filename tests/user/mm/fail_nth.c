/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/user/mm/fail_nth.c - every system call with its first, second, ... allocation failing
 *
 * Theory
 *   /proc/self/task/TID/fail-nth makes the n-th allocation of this thread fail.  An operation is
 *   run with n = 1, 2, ... until n is more than the allocations it makes; each time it succeeds or
 *   gives an error that its man page has for want of memory.  What it made is undone with nothing
 *   failing.  All of that is repeated, and no slab cache may have grown by an object per round.
 *
 *   Only where the kernel can inject faults (Debian's cannot), and only for root.
 */
#include "harness.h"

#include <dirent.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/select.h>
#include <sys/sendfile.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/xattr.h>
#include <termios.h>

#define DEBUG_DIR "/sys/kernel/debug"
#define MAX_NTH	  400
#define ROUNDS	  12 /* after the first, which fills caches for good */
#define NFDS	  16
#define MAX_CACHE 256

/* What an operation made, for its undo. */
static int fds[NFDS], nr_fds;
static void *mapped;
static size_t mapped_size;
static pid_t child;
static int nth_fd;

/* --- arming --- */

static void set_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0)
		SKIP("%s: %s", path, test_errno_name(errno));
	REQUIRE(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	close(fd);
}

/* Allocations that may sleep fail as well, those of user pages too, and without a word. */
static void need_injection(void)
{
	test_need_root();
	if (access(DEBUG_DIR "/failslab", F_OK))
		mount("debugfs", DEBUG_DIR, "debugfs", 0, NULL);
	set_file(DEBUG_DIR "/failslab/ignore-gfp-wait", "N");
	set_file(DEBUG_DIR "/failslab/verbose", "0");
	set_file(DEBUG_DIR "/fail_page_alloc/ignore-gfp-wait", "N");
	set_file(DEBUG_DIR "/fail_page_alloc/ignore-gfp-highmem", "N");
	set_file(DEBUG_DIR "/fail_page_alloc/min-order", "0");
	set_file(DEBUG_DIR "/fail_page_alloc/verbose", "0");
	nth_fd = REQUIRE_OK(open("/proc/thread-self/fail-nth", O_RDWR));
}

static void arm(unsigned int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", n);

	if (pwrite(nth_fd, text, (size_t)len, 0) != len)
		_exit(99);
}

/* True: the failure happened. */
static int disarm(void)
{
	char text[16] = "";
	ssize_t n = pread(nth_fd, text, sizeof(text) - 1, 0);

	arm(0);
	return n > 0 && atoi(text) == 0;
}

/* --- the operations: 0, or -1 and errno --- */

static int keep(int fd)
{
	if (fd < 0)
		return -1;
	fds[nr_fds++] = fd;
	return fd;
}

static int keep_pair(int r, const int pair[2])
{
	if (r < 0)
		return -1;
	keep(pair[0]);
	keep(pair[1]);
	return 0;
}

static void undo(void)
{
	while (nr_fds)
		close(fds[--nr_fds]);
	if (mapped)
		munmap(mapped, mapped_size);
	mapped = NULL;
	if (child > 0)
		waitpid(child, NULL, 0);
	child = 0;
}

static int op_fork(void)
{
	child = fork();
	if (child == 0)
		_exit(0);
	return child < 0 ? -1 : 0;
}

/* The child's own allocations fail, in exec and in what it runs. */
static unsigned int exec_nth;

REEXEC(quit)
{
	(void)argc;
	(void)argv;
	return 0;
}

static int op_exec(void)
{
	int st, fd;
	pid_t pid = fork();

	if (pid == 0) {
		char text[16];
		int len = snprintf(text, sizeof(text), "%u", exec_nth);

		fd = open("/proc/thread-self/fail-nth", O_WRONLY | O_CLOEXEC);
		if (write(fd, text, (size_t)len) != len)
			_exit(99);
		execv(test_self(), test_reexec_argv("quit", NULL));
		_exit(errno == ENOMEM || errno == EAGAIN || errno == E2BIG || errno == EFAULT ? 0
											      : 98);
	}
	REQUIRE(pid > 0);
	st = test_wait(pid);
	/* Past the point of no return the new program is killed, or sees a call fail. */
	if (WIFEXITED(st) && (WEXITSTATUS(st) == 98 || WEXITSTATUS(st) == 99))
		test_fail(__FILE__, __LINE__, "exec with allocation %u failing: status %d",
			  exec_nth, WEXITSTATUS(st));
	return 0;
}

static void *thread(void *arg)
{
	return arg;
}

static int op_thread(void)
{
	pthread_t t;
	int err = pthread_create(&t, NULL, thread, NULL);

	if (err) {
		errno = err;
		return -1;
	}
	pthread_join(t, NULL);
	return 0;
}

static int op_mmap(void)
{
	char *p = mmap(NULL, 64 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return -1;
	mapped = p;
	mapped_size = 64 * PAGE;
	for (int i = 0; i < 64; i += 8)
		p[(size_t)i * PAGE] = 1;
	if (mprotect(p + 8 * PAGE, 8 * PAGE, PROT_READ) || munmap(p + 32 * PAGE, 8 * PAGE) ||
	    madvise(p, 4 * PAGE, MADV_DONTNEED) || mlock(p + 48 * PAGE, 4 * PAGE))
		return -1;
	return 0;
}

static int op_mremap(void)
{
	char *p = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *q;

	if (p == MAP_FAILED)
		return -1;
	mapped = p;
	mapped_size = 4 * PAGE;
	p[0] = 1;
	q = mremap(p, 4 * PAGE, 2048 * PAGE, MREMAP_MAYMOVE);
	if (q == MAP_FAILED)
		return -1;
	mapped = q;
	mapped_size = 2048 * PAGE;
	return q[0] == 1 ? 0 : (errno = EILSEQ, -1);
}

static int op_brk(void)
{
	char *old = (char *)syscall(SYS_brk, 0), *top = old + (1 << 16);

	if ((char *)syscall(SYS_brk, top) != top) {
		errno = ENOMEM; /* the system call says so by the old end */
		return -1;
	}
	*old = 1;
	return (char *)syscall(SYS_brk, old) == old ? 0 : -1;
}

static int op_map_file(void)
{
	int fd = keep(open("mapped", O_RDWR | O_CREAT, 0600));
	char *p;

	if (fd < 0 || ftruncate(fd, 8 * PAGE))
		return -1;
	p = mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		return -1;
	mapped = p;
	mapped_size = 8 * PAGE;
	/* A page that cannot be had is SIGBUS or tried again; reading into it is EFAULT. */
	return pread(fd, p + 4 * PAGE, 16, 0) < 0 || msync(p, PAGE, MS_SYNC) ? -1 : 0;
}

static int op_file(void)
{
	static char buf[5 * PAGE];
	int fd = keep(open("file", O_RDWR | O_CREAT | O_TRUNC, 0600));
	ssize_t n;

	if (fd < 0)
		return -1;
	n = write(fd, buf, sizeof(buf));
	if (n < 0 || pwrite(fd, "x", 1, 1 << 24) < 0)
		return -1;
	if (pread(fd, buf, sizeof(buf), 0) < 0 || ftruncate(fd, 3 * PAGE) || ftruncate(fd, 100))
		return -1;
	return 0;
}

static int op_names(void)
{
	struct stat st;
	char cwd[PATH_MAX];
	int err = 0;

	err = mkdir("dir", 0700) || symlink("dir2", "link") || mknod("fifo", S_IFIFO | 0600, 0) ||
	      rename("dir", "dir2") || link("fifo", "fifo2") || stat("link/../fifo", &st) ||
	      chmod("fifo", 0644) || !getcwd(cwd, sizeof(cwd)) || chdir("dir2") || chdir("..");
	return err ? -1 : 0;
}

static void undo_names(void)
{
	unlink("link");
	unlink("fifo");
	unlink("fifo2");
	rmdir("dir");
	rmdir("dir2");
}

static int op_opendir(void)
{
	static char buf[4096];
	int fd = keep(open(".", O_RDONLY | O_DIRECTORY));

	return fd < 0 || syscall(SYS_getdents64, fd, buf, sizeof(buf)) < 0 ? -1 : 0;
}

static int op_pipe(void)
{
	static char buf[3 * PAGE];
	int p[2], q[2];

	if (keep_pair(pipe2(p, O_NONBLOCK), p) || keep_pair(pipe2(q, O_NONBLOCK), q))
		return -1;
	if (write(p[1], buf, sizeof(buf)) < 0 || fcntl(p[1], F_SETPIPE_SZ, 1 << 17) < 0)
		return -1;
	if (tee(p[0], q[1], PAGE, SPLICE_F_NONBLOCK) < 0 ||
	    splice(p[0], NULL, q[1], NULL, PAGE, SPLICE_F_NONBLOCK) < 0)
		return -1;
	return read(q[0], buf, sizeof(buf)) < 0 ? -1 : 0;
}

static int op_poll(void)
{
	static struct pollfd p[600];
	int pair[2];
	fd_set in;
	struct timeval now = {0, 0};

	if (keep_pair(pipe(pair), pair))
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(p); i++)
		p[i] = (struct pollfd){.fd = pair[0], .events = POLLIN};
	FD_ZERO(&in);
	FD_SET(pair[0], &in);
	if (poll(p, ARRAY_LEN(p), 1) < 0 || select(pair[0] + 1, &in, NULL, NULL, &now) < 0)
		return -1;
	return 0;
}

static int op_epoll(void)
{
	int ep = keep(epoll_create1(0)), in = keep(epoll_create1(EPOLL_CLOEXEC)), pair[2];
	struct epoll_event ev = {.events = EPOLLIN}, got[4];

	if (ep < 0 || in < 0 || keep_pair(pipe(pair), pair))
		return -1;
	if (epoll_ctl(in, EPOLL_CTL_ADD, pair[0], &ev) || epoll_ctl(ep, EPOLL_CTL_ADD, in, &ev) ||
	    epoll_ctl(ep, EPOLL_CTL_ADD, pair[1], &ev))
		return -1;
	return epoll_wait(ep, got, 4, 1) < 0 ? -1 : 0;
}

static int op_fd_kinds(void)
{
	struct itimerspec soon = {.it_value = {.tv_nsec = 1000}};
	sigset_t set;
	int fd, tfd;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	fd = keep(eventfd(1, EFD_NONBLOCK));
	tfd = keep(timerfd_create(CLOCK_MONOTONIC, 0));
	if (fd < 0 || tfd < 0 || keep(signalfd(-1, &set, SFD_NONBLOCK)) < 0 ||
	    timerfd_settime(tfd, 0, &soon, NULL) || keep(dup(fd)) < 0)
		return -1;
	if (keep((int)syscall(SYS_memfd_create, "x", 0)) < 0 && errno != ENOSYS)
		return -1;
	if (keep((int)syscall(SYS_pidfd_open, getpid(), 0)) < 0)
		return -1;
	return keep(fcntl(fd, F_DUPFD, 300)) < 0 ? -1 : 0;
}

static int op_locks(void)
{
	struct flock l = {.l_type = F_WRLCK, .l_start = 10, .l_len = 10};
	int fd = keep(open("locked", O_RDWR | O_CREAT, 0600));

	if (fd < 0 || flock(fd, LOCK_EX) || fcntl(fd, F_SETLK, &l))
		return -1;
	l.l_type = F_UNLCK;
	l.l_start = 13;
	l.l_len = 2;
	return fcntl(fd, F_SETLK, &l); /* splits */
}

static int op_socketpair(void)
{
	union {
		char buf[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} u = {.buf = ""};
	char byte[300] = "", in[300];
	struct iovec v = {byte, sizeof(byte)}, w = {in, sizeof(in)};
	struct msghdr m = {.msg_iov = &v,
			   .msg_iovlen = 1,
			   .msg_control = u.buf,
			   .msg_controllen = sizeof(u.buf)};
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	struct msghdr got = {.msg_iov = &w, .msg_iovlen = 1};
	int s[2];

	if (keep_pair(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, s), s))
		return -1;
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &s[0], sizeof(int));
	if (sendmsg(s[0], &m, 0) < 0 || write(s[0], byte, sizeof(byte)) < 0)
		return -1;
	got.msg_control = u.buf;
	got.msg_controllen = sizeof(u.buf);
	if (recvmsg(s[1], &got, 0) < 0)
		return -1;
	c = CMSG_FIRSTHDR(&got);
	if (c && c->cmsg_type == SCM_RIGHTS) {
		int fd;

		memcpy(&fd, CMSG_DATA(c), sizeof(fd));
		keep(fd);
	}
	return 0;
}

static int op_listen(void)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX, .sun_path = "sock"};
	int l = keep(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0));
	int c = keep(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0));
	int d = keep(socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0));

	if (l < 0 || c < 0 || d < 0 || bind(l, (struct sockaddr *)&a, sizeof(a)) || listen(l, 4) ||
	    connect(c, (struct sockaddr *)&a, sizeof(a)))
		return -1;
	if (keep(accept4(l, NULL, NULL, SOCK_CLOEXEC)) < 0 ||
	    bind(d, (struct sockaddr *)&a, sizeof(a.sun_family))) /* a name of its own */
		return -1;
	return 0;
}

static void undo_listen(void)
{
	unlink("sock");
}

static int op_pty(void)
{
	char name[32], buf[64];
	int zero = 0, n, master = keep(open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK)), slave;
	struct termios t;

	if (master < 0 || ioctl(master, TIOCSPTLCK, &zero) || ioctl(master, TIOCGPTN, &n))
		return -1;
	snprintf(name, sizeof(name), "/dev/pts/%d", n);
	slave = keep(open(name, O_RDWR | O_NOCTTY | O_NONBLOCK));
	if (slave < 0 || tcgetattr(slave, &t) || write(master, "hello\n", 6) < 0 ||
	    write(slave, "world\n", 6) < 0)
		return -1;
	/* What was written may still be on its way. */
	if (read(slave, buf, sizeof(buf)) < 0 && errno != EAGAIN)
		return -1;
	return read(master, buf, sizeof(buf)) < 0 && errno != EAGAIN ? -1 : 0;
}

static int op_mount(void)
{
	if (mkdir("mnt", 0700) && errno != EEXIST)
		return -1;
	if (mount("none", "mnt", "tmpfs", 0, "size=1m"))
		return -1;
	return keep(open("mnt/x", O_CREAT | O_WRONLY, 0600)) < 0 ? -1 : 0;
}

static void undo_mount(void)
{
	umount2("mnt", MNT_DETACH);
	rmdir("mnt");
}

static int read_all(const char *path)
{
	static char buf[1024];
	int fd = open(path, O_RDONLY);
	ssize_t n;
	int err;

	if (fd < 0)
		return -1;
	while ((n = read(fd, buf, sizeof(buf))) > 0)
		continue;
	err = errno;
	close(fd);
	errno = err;
	return n < 0 ? -1 : 0;
}

static int op_proc(void)
{
	static const char *const names[] = {"/proc/self/maps",	  "/proc/self/smaps",
					    "/proc/self/status",  "/proc/self/stat",
					    "/proc/self/cmdline", "/proc/meminfo",
					    "/proc/mounts",	  "/proc/self/mountinfo",
					    "/proc/net/unix",	  "/proc/slabinfo",
					    "/proc/stat",	  "/proc/self/environ",
					    "/proc/vmallocinfo",  "/proc/sys/kernel/hostname"};
	static char buf[4096];
	int fd;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (read_all(names[i]))
			return -1;
	}
	fd = keep(open("/proc/self/fd", O_RDONLY | O_DIRECTORY));
	if (fd < 0 || syscall(SYS_getdents64, fd, buf, sizeof(buf)) < 0)
		return -1;
	return readlink("/proc/self/exe", buf, sizeof(buf)) < 0 ? -1 : 0;
}

static int op_signals(void)
{
	struct sigevent ev = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN};
	union sigval v = {.sival_int = 1};
	siginfo_t got;
	struct timespec now = {0, 0};
	sigset_t set;
	timer_t t;
	int r = 0;

	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &set, NULL);
	if (timer_create(CLOCK_MONOTONIC, &ev, &t))
		return -1;
	if (sigqueue(getpid(), SIGRTMIN, v))
		r = -1;
	else if (sigtimedwait(&set, &got, &now) < 0 && errno != EAGAIN)
		r = -1;
	timer_delete(t);
	return r;
}

static int op_unshare(void)
{
	child = fork();
	if (child == 0) {
		nr_fds = 0;
		_exit(unshare(CLONE_NEWNS | CLONE_FS | CLONE_FILES) ? 1 : 0);
	}
	return child < 0 ? -1 : 0;
}

static int op_creds(void)
{
	gid_t groups[40] = {1, 2, 3};

	if (setgroups(ARRAY_LEN(groups), groups) || setresuid(-1u, 0, -1u))
		return -1;
	return 0;
}

static int op_sysfs(void)
{
	static char buf[4096];
	int fd = keep(open("/sys/devices/system", O_RDONLY | O_DIRECTORY));

	if (fd < 0 || syscall(SYS_getdents64, fd, buf, sizeof(buf)) < 0)
		return -1;
	return read_all("/sys/devices/system/node/node0/meminfo");
}

static int op_xattr(void)
{
	char buf[256];
	int fd = keep(open("xattr", O_RDWR | O_CREAT, 0600));

	if (fd < 0 || fsetxattr(fd, "user.one", "1234567890", 10, 0) ||
	    fsetxattr(fd, "user.one", buf, 200, XATTR_REPLACE) ||
	    fsetxattr(fd, "trusted.two", "x", 1, 0))
		return errno == ENOTSUP ? 0 : -1;
	if (flistxattr(fd, buf, sizeof(buf)) < 0 || fgetxattr(fd, "user.one", buf, 256) < 0 ||
	    fremovexattr(fd, "user.one"))
		return -1;
	return 0;
}

static int op_copy(void)
{
	static char buf[2 * PAGE];
	struct iovec v[40];
	int in = keep(open("in", O_RDWR | O_CREAT, 0600)), pair[2];
	int out = keep(open("out", O_RDWR | O_CREAT | O_TRUNC, 0600));
	off_t at = 0;

	for (size_t i = 0; i < ARRAY_LEN(v); i++)
		v[i] = (struct iovec){buf + i * 100, 100};
	if (in < 0 || out < 0 || pwritev(in, v, ARRAY_LEN(v), 0) < 0 || ftruncate(in, 3 * PAGE) ||
	    fallocate(out, 0, 0, PAGE) || keep_pair(pipe2(pair, O_NONBLOCK), pair))
		return -1;
	if (sendfile(out, in, &at, 2 * PAGE) < 0 ||
	    copy_file_range(in, NULL, out, NULL, 5000, 0) < 0)
		return -1;
	v[0] = (struct iovec){buf, PAGE};
	return vmsplice(pair[1], v, 1, SPLICE_F_NONBLOCK) < 0 && errno != ENOSYS ? -1 : 0;
}

static int op_clone_pidfd(void)
{
	int fd = -1;

	child = (pid_t)syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, NULL, &fd, NULL, 0);
	if (child == 0)
		_exit(0);
	if (child > 0)
		keep(fd);
	return child < 0 ? -1 : 0;
}

static int op_vfork_exec(void)
{
	static char *argv[] = {"/nonexistent", NULL};

	child = vfork();
	if (child == 0) {
		execv(argv[0], argv);
		_exit(0);
	}
	return child < 0 ? -1 : 0;
}

static int op_dgram(void)
{
	static struct mmsghdr m[4];
	static char buf[4][200];
	struct iovec v[4];
	int s[2];

	if (keep_pair(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, s), s))
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		v[i] = (struct iovec){buf[i], sizeof(buf[i])};
		m[i].msg_hdr = (struct msghdr){.msg_iov = &v[i], .msg_iovlen = 1};
	}
	if (sendmmsg(s[0], m, 4, 0) < 0 || recvmmsg(s[1], m, 4, MSG_DONTWAIT, NULL) < 0)
		return -1;
	return 0;
}

static int op_mlockall(void)
{
	char *p = mmap(NULL, 20 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	unsigned char there[20];

	if (p == MAP_FAILED)
		return -1;
	mapped = p;
	mapped_size = 20 * PAGE;
	if (madvise(p, 20 * PAGE, MADV_WILLNEED) || mincore(p, 20 * PAGE, there) ||
	    mlock2(p, 3 * PAGE, MLOCK_ONFAULT) || madvise(p + 8 * PAGE, PAGE, MADV_DONTFORK))
		return -1;
	return 0;
}

static int op_fork_big(void)
{
	char *p = mmap(NULL, 4 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return -1;
	mapped = p;
	mapped_size = 4 << 20;
	for (size_t i = 0; i < mapped_size; i += 64 * PAGE)
		p[i] = 1;
	child = fork();
	if (child == 0) {
		for (size_t i = 0; i < mapped_size; i += 64 * PAGE)
			p[i] = 2;
		_exit(0);
	}
	return child < 0 ? -1 : 0;
}

/* Faults are tried again. */
static int op_faults(void)
{
	char *p = mmap(NULL, 64 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return -1;
	mapped = p;
	mapped_size = 64 * PAGE;
	memset(p, 1, 64 * PAGE);
	return read_all("/proc/self/task") && errno != EISDIR ? -1 : 0;
}

static int op_namespaces(void)
{
	child = fork();
	if (child == 0) {
		/* Not the test's own: all mounts of a namespace are copied. */
		if (unshare(CLONE_NEWNS) == 0 && mount("none", ".", "tmpfs", 0, NULL) == 0 &&
		    mount(".", ".", NULL, MS_BIND, NULL) == 0)
			(void)!chroot(".");
		_exit(0);
	}
	return child < 0 ? -1 : 0;
}

static int op_tty_lines(void)
{
	char buf[128];
	int zero = 0, n, master = keep(open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK));
	struct winsize ws = {24, 80, 0, 0};
	struct termios t;
	int slave;

	if (master < 0 || ioctl(master, TIOCSPTLCK, &zero) || ioctl(master, TIOCGPTN, &n))
		return -1;
	slave = keep(ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY));
	if (slave < 0 || tcgetattr(slave, &t))
		return -1;
	cfmakeraw(&t);
	if (tcsetattr(slave, TCSANOW, &t) || ioctl(master, TIOCSWINSZ, &ws))
		return -1;
	memset(buf, 'x', sizeof(buf));
	for (int i = 0; i < 40; i++) {
		if (write(master, buf, sizeof(buf)) < 0 && errno != EAGAIN)
			return -1;
	}
	return 0;
}

/* --- running one of them --- */

struct operation {
	const char *name;
	int (*run)(void);
	void (*clean)(void);
	int also[4]; /* other errors than ENOMEM, as the man pages have them */
};

static int is_documented(const struct operation *op, int err)
{
	if (err == ENOMEM || err == EAGAIN || err == EFAULT)
		return 1;
	for (size_t i = 0; i < ARRAY_LEN(op->also); i++) {
		if (op->also[i] && op->also[i] == err)
			return 1;
	}
	return 0;
}

/* How many allocations the operation made; -1: it failed though none of them did. */
static int fail_each(const struct operation *op)
{
	for (unsigned int n = 1; n < MAX_NTH; n++) {
		int r, err, hit;

		arm(n);
		errno = 0;
		r = op->run();
		err = errno;
		hit = disarm();
		undo();
		if (op->clean)
			op->clean();
		if (!hit && r == 0)
			return (int)n - 1;
		if (!hit || (r && !is_documented(op, err))) {
			test_fail(__FILE__, __LINE__, "%s, allocation %u%s failing: %s", op->name,
				  n, hit ? "" : " not", test_errno_name(err));
			if (!hit)
				return -1;
		}
	}
	return MAX_NTH;
}

/* --- leaks --- */

struct cache {
	char name[32];
	long active;
};

static int read_slabs(struct cache *c)
{
	char *s = test_slurp("/proc/slabinfo"), *line, *save = NULL;
	int n = 0;

	for (line = strtok_r(s, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		/* Those of areas that are unmapped but still in some TLB are kept for later. */
		if (n < MAX_CACHE && sscanf(line, "%31s %ld", c[n].name, &c[n].active) == 2 &&
		    strcmp(c[n].name, "vmap_area") != 0)
			n++;
	}
	free(s);
	strcpy(c[n].name, "VmallocUsed, 16 kB");
	c[n++].active = test_field("/proc/meminfo", "VmallocUsed") / 16;
	return n;
}

/* The first cache with @rounds objects more than before, or NULL. */
static const struct cache *grown(const struct cache *before, const struct cache *after, int n,
				 long rounds)
{
	for (int i = 0; i < n; i++) {
		if (!strcmp(before[i].name, after[i].name) &&
		    after[i].active - before[i].active >= rounds)
			return &before[i];
	}
	return NULL;
}

/* What RCU and the kernel's workers free is gone soon, not at once. */
static void check_slabs(const char *name, const struct cache *before, int n, long rounds)
{
	static struct cache after[MAX_CACHE + 1];
	const struct cache *c = NULL;

	for (int i = 0; i < 100; i++) {
		int m = read_slabs(after);

		c = grown(before, after, m < n ? m : n, rounds);
		if (!c)
			return;
		usleep(20000);
	}
	test_fail(__FILE__, __LINE__, "%s: %s went from %ld to %ld objects", name, c->name,
		  c->active, after[c - before].active);
}

static void run_operation(const struct operation *op)
{
	static struct cache before[MAX_CACHE + 1];
	int n, allocations;

	need_injection();
	allocations = fail_each(op);
	REQUIRE(allocations >= 0);
	printf("# %s: %d allocations\n", op->name, allocations);
	fflush(stdout);
	CHECK_LT(allocations, MAX_NTH);
	usleep(20000); /* what RCU frees */
	n = read_slabs(before);
	for (int i = 0; i < ROUNDS && allocations > 0; i++)
		fail_each(op);
	check_slabs(op->name, before, n, ROUNDS);
}

#define OPERATION(id, ...)                                                                         \
	TEST_LIMIT(in_##id, 60)                                                                    \
	{                                                                                          \
		static const struct operation op = {#id, op_##id, __VA_ARGS__};                    \
		run_operation(&op);                                                                \
	}
OPERATION(fork, NULL, {0})
OPERATION(thread, NULL, {0})
OPERATION(mmap, NULL, {0})
OPERATION(mremap, NULL, {0})
OPERATION(brk, NULL, {0})
OPERATION(map_file, NULL, {0})
OPERATION(file, NULL, {ENOSPC})
OPERATION(names, undo_names, {ENOSPC})
OPERATION(opendir, NULL, {0})
OPERATION(pipe, NULL, {ENFILE})
OPERATION(poll, NULL, {ENFILE})
OPERATION(epoll, NULL, {ENFILE})
OPERATION(fd_kinds, NULL, {ENFILE})
OPERATION(locks, NULL, {ENOLCK})
OPERATION(socketpair, NULL, {ENFILE, ENOBUFS})
OPERATION(listen, undo_listen, {ENFILE, ENOBUFS})
OPERATION(pty, NULL, {ENFILE, EIO})
OPERATION(mount, undo_mount, {ENOSPC})
OPERATION(proc, NULL, {ENOENT}) /* no memory for the inode of a name there reads as no name */
OPERATION(signals, NULL, {0})
OPERATION(unshare, NULL, {0})
OPERATION(creds, NULL, {0})
OPERATION(sysfs, NULL, {ENOENT})
OPERATION(xattr, NULL, {ENOSPC})
OPERATION(copy, NULL, {ENFILE, ENOSPC})
OPERATION(clone_pidfd, NULL, {ENFILE})
OPERATION(vfork_exec, NULL, {0})
OPERATION(dgram, NULL, {ENFILE, ENOBUFS})
OPERATION(mlockall, NULL, {0})
OPERATION(fork_big, NULL, {0})
OPERATION(faults, NULL, {ENOENT})
OPERATION(namespaces, NULL, {0})
OPERATION(tty_lines, NULL, {ENFILE, EIO})

TEST_LIMIT(in_exec, 60)
{
	static struct cache before[MAX_CACHE + 1];
	int n;

	need_injection();
	for (exec_nth = 1; exec_nth < 60; exec_nth++)
		op_exec();
	usleep(20000);
	n = read_slabs(before);
	for (int i = 0; i < 3; i++) {
		for (exec_nth = 1; exec_nth < 60; exec_nth++)
			op_exec();
	}
	check_slabs("exec", before, n, 3 * 3);
}
