/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/user/harness.c - runs the TEST()s of one program and prints TAP
 *
 * Theory
 *   The parent forks a child per test and waits for it with an alarm set; on the
 *   alarm it kills the child's process group.  Output goes straight to descriptor 1
 *   with write(2): nothing is buffered, so nothing is doubled by a fork or lost by
 *   a kill.  Failure counts live in one shared anonymous page.
 *
 * Not here
 *   The checks (harness.h), the runner of many programs (run.c).
 */
#include "harness.h"

#include <dirent.h>
#include <grp.h>
#include <regex.h>
#include <sched.h>
#include <stdarg.h>
#include <sys/mount.h>
#include <sys/resource.h>

#define EXIT_SKIP 77

struct shared {
	int failures; /* checks that failed in the running test */
	int skipped;
	char reason[200];
};

static struct test_case *tests, **tests_tail = &tests;
static struct test_reexec *reexecs;
static struct shared *shared;
static int local_failures; /* in this process since its fork */
static char self_path[PATH_MAX];
static char scratch_dir[PATH_MAX - 64];
static volatile sig_atomic_t timed_out;
static pid_t running;

void test_register(struct test_case *t)
{
	*tests_tail = t;
	tests_tail = &t->next;
}

void test_register_reexec(struct test_reexec *r)
{
	r->next = reexecs;
	reexecs = r;
}

static void emit(const char *prefix, const char *fmt, va_list ap)
{
	char buf[1024];
	int n = snprintf(buf, sizeof(buf), "%s", prefix);
	int m = vsnprintf(buf + n, sizeof(buf) - n - 1, fmt, ap);

	n = m < (int)sizeof(buf) - n - 1 ? n + m : (int)sizeof(buf) - 2;
	for (char *p = buf; p < buf + n; p++) /* one TAP line stays one line */
		if (*p == '\n' || *p == '\r')
			*p = '|';
	buf[n++] = '\n';
	if (write(1, buf, n) < 0)
		_exit(99);
}

static void say(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	emit("", fmt, ap);
	va_end(ap);
}

void test_note(const char *fmt, ...)
{
	va_list ap;
	int saved = errno;

	va_start(ap, fmt);
	emit("#   ", fmt, ap);
	va_end(ap);
	errno = saved;
}

void test_fail(const char *file, int line, const char *fmt, ...)
{
	char where[160];
	va_list ap;
	int saved = errno;
	const char *base = strstr(file, "tests/user/");

	snprintf(where, sizeof(where), "# %s:%d: ", base ? base + 11 : file, line);
	va_start(ap, fmt);
	emit(where, fmt, ap);
	va_end(ap);
	local_failures++;
	if (shared)
		__atomic_add_fetch(&shared->failures, 1, __ATOMIC_SEQ_CST);
	errno = saved;
}

void test_skip(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(shared->reason, sizeof(shared->reason), fmt, ap);
	va_end(ap);
	shared->skipped = 1;
	_exit(EXIT_SKIP);
}

void test_leave(void)
{
	_exit(local_failures ? 1 : 0);
}

void test_give_up(void)
{
	_exit(1);
}

const char *test_errno_name(int e)
{
	static const struct {
		int e;
		const char *name;
	} names[] = {
#define N(x) {x, #x}
		N(EPERM),	 N(ENOENT),	  N(ESRCH),
		N(EINTR),	 N(EIO),	  N(ENXIO),
		N(E2BIG),	 N(ENOEXEC),	  N(EBADF),
		N(ECHILD),	 N(EAGAIN),	  N(ENOMEM),
		N(EACCES),	 N(EFAULT),	  N(ENOTBLK),
		N(EBUSY),	 N(EEXIST),	  N(EXDEV),
		N(ENODEV),	 N(ENOTDIR),	  N(EISDIR),
		N(EINVAL),	 N(ENFILE),	  N(EMFILE),
		N(ENOTTY),	 N(ETXTBSY),	  N(EFBIG),
		N(ENOSPC),	 N(ESPIPE),	  N(EROFS),
		N(EMLINK),	 N(EPIPE),	  N(EDOM),
		N(ERANGE),	 N(EDEADLK),	  N(ENAMETOOLONG),
		N(ENOLCK),	 N(ENOSYS),	  N(ENOTEMPTY),
		N(ELOOP),	 N(EOVERFLOW),	  N(EOPNOTSUPP),
		N(ETIMEDOUT),	 N(ENOTSOCK),	  N(EPROTONOSUPPORT),
		N(EAFNOSUPPORT), N(ECONNREFUSED), N(ENOTCONN),
		N(EMSGSIZE),	 N(ECANCELED)
#undef N
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (names[i].e == e)
			return names[i].name;
	return e ? strerror(e) : "0";
}

pid_t test_fork(void)
{
	pid_t pid = fork();

	if (pid < 0) {
		test_fail(__FILE__, __LINE__, "fork: %s", test_errno_name(errno));
		test_give_up();
	}
	if (pid == 0)
		local_failures = 0;
	return pid;
}

int test_wait(pid_t pid)
{
	int st = -1;
	pid_t r;

	do
		r = waitpid(pid, &st, 0);
	while (r < 0 && errno == EINTR);
	if (r != pid)
		test_fail(__FILE__, __LINE__, "waitpid(%d) = %d %s", (int)pid, (int)r,
			  test_errno_name(errno));
	return st;
}

void sync_init(struct sync *s)
{
	REQUIRE_OK(pipe(s->fd));
}

void sync_post(struct sync *s)
{
	CHECK_EQ(write(s->fd[1], "x", 1), 1);
}

void sync_wait(struct sync *s)
{
	char c;
	ssize_t n;

	do
		n = read(s->fd[0], &c, 1);
	while (n < 0 && errno == EINTR);
	if (n != 1) {
		test_fail(__FILE__, __LINE__, "sync_wait: %zd %s", n, test_errno_name(errno));
		test_give_up();
	}
}

static char read_state(const char *path)
{
	char buf[512];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;
	char *p;

	if (fd < 0)
		return 0;
	n = read(fd, buf, sizeof(buf) - 1);
	close(fd);
	if (n <= 0)
		return 0;
	buf[n] = 0;
	p = strrchr(buf, ')');
	return p ? p[2] : 0;
}

static void wait_state_path(const char *path, char state)
{
	struct timespec ms = {0, 1000000};
	char now;

	while ((now = read_state(path)) != state) {
		if (!now) {
			test_fail(__FILE__, __LINE__, "%s: gone, wanted state %c", path, state);
			test_give_up();
		}
		nanosleep(&ms, NULL);
	}
}

void test_wait_state(pid_t pid, char state)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	wait_state_path(path, state);
}

void test_wait_task_state(pid_t pid, pid_t tid, char state)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/task/%d/stat", (int)pid, (int)tid);
	wait_state_path(path, state);
}

char *test_slurp(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t len = 0, cap = 65536;
	char *buf = malloc(cap);
	ssize_t n;

	if (fd < 0 || !buf) {
		test_fail(__FILE__, __LINE__, "open %s: %s", path, test_errno_name(errno));
		test_give_up();
	}
	while ((n = read(fd, buf + len, cap - len - 1)) > 0) {
		len += n;
		if (cap - len < 4096)
			REQUIRE((buf = realloc(buf, cap *= 2)) != NULL);
	}
	if (n < 0) {
		test_fail(__FILE__, __LINE__, "read %s: %s", path, test_errno_name(errno));
		test_give_up();
	}
	buf[len] = 0;
	close(fd);
	return buf;
}

long test_field(const char *path, const char *key)
{
	char *all = test_slurp(path), *p = all;
	size_t len = strlen(key);
	long v = -1;

	while (p && *p) {
		if (!strncmp(p, key, len) && p[len] == ':') {
			v = strtol(p + len + 1, NULL, 0);
			break;
		}
		p = strchr(p, '\n');
		p = p ? p + 1 : NULL;
	}
	free(all);
	return v;
}

void test_write_file(const char *path, const char *s)
{
	int fd = REQUIRE_OK(open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644));

	CHECK_EQ(write(fd, s, strlen(s)), strlen(s));
	close(fd);
}

void *test_map(size_t npages)
{
	return REQUIRE_OK(mmap(NULL, npages * PAGE, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

char **test_reexec_argv(const char *name, ...)
{
	static char *argv[32];
	va_list ap;
	int n = 0;

	argv[n++] = self_path;
	argv[n++] = (char *)"--as";
	argv[n++] = (char *)name;
	va_start(ap, name);
	while (n < 31 && (argv[n] = va_arg(ap, char *)))
		n++;
	va_end(ap);
	argv[n] = NULL;
	return argv;
}

const char *test_self(void)
{
	return self_path;
}

const char *test_dir(void)
{
	return scratch_dir;
}

void test_need_root(void)
{
	if (geteuid() != 0)
		SKIP("needs root");
}

void test_become(uid_t uid, gid_t gid)
{
	REQUIRE_OK(setgroups(0, NULL));
	REQUIRE_OK(setresgid(gid, gid, gid));
	REQUIRE_OK(setresuid(uid, uid, uid));
}

uint64_t test_now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + ts.tv_nsec;
}

int test_scale(void)
{
	const char *s = getenv("TEST_SCALE");
	int n = s ? atoi(s) : 1;

	return n > 0 ? n : 1;
}

int test_has_5_levels(void)
{
	void *p = mmap((void *)(1UL << 50), PAGE, PROT_NONE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);

	return p != MAP_FAILED && munmap(p, PAGE) == 0;
}

void test_no_core(void)
{
	struct rlimit none = {0, 0};

	CHECK_OK(setrlimit(RLIMIT_CORE, &none));
}

int test_match(const char *s, const char *re)
{
	regex_t r;
	int found;

	if (regcomp(&r, re, REG_EXTENDED | REG_NOSUB | REG_NEWLINE)) {
		test_fail(__FILE__, __LINE__, "bad expression /%s/", re);
		return 0;
	}
	found = regexec(&r, s, 0, NULL, 0) == 0;
	regfree(&r);
	return found;
}

/* Removes everything below @dfd; never leaves the directory (no symlink is followed). */
static void empty_dir(int dfd)
{
	DIR *d = fdopendir(dfd);
	struct dirent *e;

	if (!d)
		return;
	while ((e = readdir(d))) {
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		if (unlinkat(dirfd(d), e->d_name, 0) == 0)
			continue;
		int sub = openat(dirfd(d), e->d_name,
				 O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (sub >= 0)
			empty_dir(sub);
		unlinkat(dirfd(d), e->d_name, AT_REMOVEDIR);
	}
	closedir(d);
}

static int make_scratch(void)
{
	const char *tmp = getenv("TEST_TMPDIR");

	if (!tmp)
		tmp = access("/tmp", W_OK) == 0 ? "/tmp" : "/";
	snprintf(scratch_dir, sizeof(scratch_dir), "%s/ut-XXXXXX", tmp);
	if (!mkdtemp(scratch_dir))
		return -1;
	return chmod(scratch_dir, 0755);
}

static void remove_scratch(void)
{
	int fd;

	if (chdir("/"))
		return;
	fd = open(scratch_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0)
		empty_dir(fd);
	rmdir(scratch_dir);
}

static void on_alarm(int sig)
{
	(void)sig;
	timed_out = 1;
	kill(-running, SIGKILL);
	kill(running, SIGKILL);
}

static void run_child(struct test_case *t)
{
	struct sigaction dfl = {.sa_handler = SIG_DFL};

	setpgid(0, 0);
	sigaction(SIGALRM, &dfl, NULL);
	umask(022);
	if (chdir(scratch_dir)) {
		test_fail(__FILE__, __LINE__, "chdir %s: %s", scratch_dir, test_errno_name(errno));
		_exit(1);
	}
	t->fn();
	test_leave();
}

/* Returns 1 when the test passed or was skipped. */
static int run_one(struct test_case *t, int number)
{
	int st = 0, ok;

	memset(shared, 0, sizeof(*shared));
	timed_out = 0;
	if (make_scratch()) {
		say("not ok %d - %s # no scratch directory: %s", number, t->name,
		    test_errno_name(errno));
		return 0;
	}
	running = fork();
	if (running == 0)
		run_child(t);
	if (running < 0) {
		say("not ok %d - %s # fork: %s", number, t->name, test_errno_name(errno));
		return 0;
	}
	setpgid(running, running);
	alarm(t->seconds * test_scale());
	while (waitpid(running, &st, 0) < 0 && errno == EINTR)
		;
	alarm(0);
	kill(-running, SIGKILL); /* what the test left behind */
	remove_scratch();

	if (shared->skipped && WIFEXITED(st) && WEXITSTATUS(st) == EXIT_SKIP && !shared->failures) {
		say("ok %d - %s # SKIP %s", number, t->name, shared->reason);
		return 1;
	}
	ok = st == 0 && !shared->failures && !timed_out;
	if (timed_out)
		say("# timed out after %d s", t->seconds * test_scale());
	else if (WIFSIGNALED(st))
		say("# killed by signal %d", WTERMSIG(st));
	else if (st != 0 && !shared->failures)
		say("# exit status %#x without a failed check", st);
	say("%sok %d - %s", ok ? "" : "not ", number, t->name);
	return ok;
}

static int is_wanted(const char *name, int argc, char **argv)
{
	if (argc < 2)
		return 1;
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], name))
			return 1;
	return 0;
}

static int run_reexec(const char *name, int argc, char **argv)
{
	for (struct test_reexec *r = reexecs; r; r = r->next)
		if (!strcmp(r->name, name))
			return r->fn(argc, argv);
	return 98;
}

static void find_self(const char *arg0)
{
	ssize_t n = readlink("/proc/self/exe", self_path, sizeof(self_path) - 1);

	if (n > 0)
		self_path[n] = 0;
	else if (!realpath(arg0, self_path))
		snprintf(self_path, sizeof(self_path), "%s", arg0);
}

int main(int argc, char **argv)
{
	struct sigaction alarm_action = {.sa_handler = on_alarm};
	int count = 0, number = 0, failed = 0;
	const char *base;

	find_self(argv[0]);
	base = strrchr(argv[0], '/');
	if (base && !strncmp(base, "/as-", 4))
		return run_reexec(base + 4, argc, argv);
	if (argc >= 3 && !strcmp(argv[1], "--as"))
		return run_reexec(argv[2], argc - 2, argv + 2);
	for (struct test_case *t = tests; t; t = t->next) {
		count += is_wanted(t->name, argc, argv);
		if (argc == 2 && !strcmp(argv[1], "-l"))
			say("%s", t->name);
	}
	if (argc == 2 && !strcmp(argv[1], "-l"))
		return 0;
	shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED || count == 0) {
		say("Bail out! %s", count ? "no shared page" : "no such test");
		return 1;
	}
	sigaction(SIGALRM, &alarm_action, NULL);
	say("1..%d", count);
	for (struct test_case *t = tests; t; t = t->next)
		if (is_wanted(t->name, argc, argv))
			failed += !run_one(t, ++number);
	return failed ? 1 : 0;
}
