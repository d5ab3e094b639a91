/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/user/run.c - runs every test program of a directory and sums up
 *
 * Theory
 *   Each program runs in its own process group with a timeout; its output (TAP) goes
 *   into a pipe and is kept.  One line is printed per program, and all of what a
 *   failing one said.  Tests are counted from the TAP lines; a program that dies, hangs,
 *   or prints fewer results than it planned counts as one more failure.
 *   The last line is exactly "TEST-RESULT: passed=N failed=M skipped=K".
 *
 *   As process 1 it mounts what is missing, adopts and reaps orphans, and never exits
 *   before the machine is off.
 *
 * Usage: run [-j N] [-r seed] [-n rounds] [-t seconds] [-l] [-v] [--poweroff] [DIR]
 * [NAME|PATTERN]...
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define MAX_PROGRAMS 1024
#define MAX_JOBS     64
#define MAX_OUTPUT   (256 * 1024)

struct job {
	pid_t pid; /* 0: slot free */
	int fd;
	const char *name;
	int64_t start_ms, deadline_ms;
	int timed_out;
	char *out;
	size_t len;
};

static const char *dir = "/tests";
static char *programs[MAX_PROGRAMS];
static int nprograms;
static struct job jobs[MAX_JOBS];
static int njobs = 1, rounds = 1, is_list, is_poweroff, is_verbose;
static unsigned seed, is_shuffled;
static int limit_s = 120;
static long passed, failed, skipped;
static int wake[2]; /* written by the SIGCHLD handler */

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void on_child(int sig)
{
	int saved = errno;

	(void)sig;
	if (write(wake[1], "x", 1) < 0) {
		/* full: a wake-up is already pending */
	}
	errno = saved;
}

static void mount_missing(const char *type, const char *where, const char *probe, const char *data)
{
	if (access(probe, F_OK) == 0)
		return;
	mkdir(where, 0755);
	if (mount(type, where, type, 0, data))
		printf("run: mount %s on %s: %s\n", type, where, strerror(errno));
}

static int is_mount_point(const char *path)
{
	struct stat st, up;

	return stat(path, &st) == 0 && stat("/", &up) == 0 && st.st_dev != up.st_dev;
}

static void become_init(void)
{
	mount_missing("proc", "/proc", "/proc/self/stat", NULL);
	mount_missing("devtmpfs", "/dev", "/dev/kmsg", "mode=0755");
	mount_missing("devpts", "/dev/pts", "/dev/pts/ptmx", "ptmxmode=0666");
	mkdir("/tmp", 01777);
	if (!is_mount_point("/tmp") && mount("tmpfs", "/tmp", "tmpfs", 0, "mode=1777"))
		printf("run: mount tmpfs on /tmp: %s\n", strerror(errno));
	if (fcntl(0, F_GETFD) < 0)
		for (int fd = open("/dev/console", O_RDWR); fd >= 0 && fd < 2;)
			fd = dup(fd);
	setenv("PATH", "/bin:/sbin:/usr/bin:/usr/sbin", 0);
	setenv("HOME", "/", 0);
	setsid();
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int is_wanted(const char *name, char **patterns, int n)
{
	for (int i = 0; i < n; i++)
		if (fnmatch(patterns[i], name, 0) == 0)
			return 1;
	return n == 0;
}

static int find_programs(char **patterns, int n)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	if (!d) {
		printf("run: %s: %s\n", dir, strerror(errno));
		return -1;
	}
	while ((e = readdir(d)) && nprograms < MAX_PROGRAMS) {
		struct stat st;

		if (fstatat(dirfd(d), e->d_name, &st, 0) || !S_ISREG(st.st_mode) ||
		    !(st.st_mode & 0100) || !strcmp(e->d_name, "run"))
			continue;
		if (is_wanted(e->d_name, patterns, n))
			programs[nprograms++] = strdup(e->d_name);
	}
	closedir(d);
	qsort(programs, nprograms, sizeof(programs[0]), compare_names);
	return 0;
}

static void shuffle(void)
{
	uint64_t x = seed * 2654435761u + 1;

	for (int i = nprograms - 1; i > 0; i--) {
		x = x * 6364136223846793005u + 1442695040888963407u;
		int k = (x >> 33) % (i + 1);
		char *t = programs[i];

		programs[i] = programs[k];
		programs[k] = t;
	}
}

static void exec_program(const char *name, int out)
{
	char path[4096];
	sigset_t none;
	int null = open("/dev/null", O_RDONLY);

	setpgid(0, 0);
	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (null >= 0)
		dup2(null, 0);
	dup2(out, 1);
	dup2(out, 2);
	for (int fd = 3; fd < 256; fd++)
		close(fd);
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	execl(path, path, (char *)NULL);
	dprintf(1, "Bail out! exec %s: %s\n", path, strerror(errno));
	_exit(127);
}

static void start(struct job *j, const char *name)
{
	int p[2];

	if (pipe2(p, O_CLOEXEC)) {
		printf("run: pipe: %s\n", strerror(errno));
		failed++;
		return;
	}
	memset(j, 0, sizeof(*j));
	j->name = name;
	j->fd = p[0];
	fcntl(p[0], F_SETFL, O_NONBLOCK);
	j->start_ms = now_ms();
	j->deadline_ms = j->start_ms + limit_s * 1000LL;
	j->pid = fork();
	if (j->pid == 0)
		exec_program(name, p[1]);
	if (j->pid < 0) {
		printf("not ok %s: fork: %s\n", name, strerror(errno));
		failed++;
		close(p[0]);
		j->pid = 0;
	} else {
		setpgid(j->pid, j->pid);
	}
	close(p[1]);
}

static void drain(struct job *j)
{
	char buf[4096];
	ssize_t n;

	while ((n = read(j->fd, buf, sizeof(buf))) > 0) {
		if (j->len + n > MAX_OUTPUT)
			continue; /* keep the pipe moving, drop the rest */
		j->out = realloc(j->out, j->len + n + 1);
		if (!j->out) {
			printf("run: out of memory\n");
			exit(2);
		}
		memcpy(j->out + j->len, buf, n);
		j->len += n;
		j->out[j->len] = 0;
	}
}

/* Counts the TAP lines; returns how many of the planned results are missing. */
static int count_tap(const char *out, int *ok, int *bad, int *skip)
{
	int plan = -1;

	for (const char *p = out; p && *p; p = strchr(p, '\n') ? strchr(p, '\n') + 1 : NULL) {
		const char *end = strchrnul(p, '\n');

		if (!strncmp(p, "1..", 3))
			plan = atoi(p + 3);
		else if (!strncmp(p, "not ok ", 7))
			(*bad)++;
		else if (!strncmp(p, "ok ", 3) && memmem(p, end - p, "# SKIP", 6))
			(*skip)++;
		else if (!strncmp(p, "ok ", 3))
			(*ok)++;
	}
	return plan < 0 ? 1 : plan - *ok - *bad - *skip;
}

static void print_skips(const char *out)
{
	for (const char *p = out; p && *p; p = strchr(p, '\n') ? strchr(p, '\n') + 1 : NULL) {
		const char *end = strchrnul(p, '\n');

		if (!strncmp(p, "ok ", 3) && memmem(p, end - p, "# SKIP", 6))
			printf("    %.*s\n", (int)(end - p), p);
	}
}

static void finish(struct job *j, int st)
{
	int ok = 0, bad = 0, skip = 0, missing, died;

	drain(j);
	close(j->fd);
	kill(-j->pid, SIGKILL);
	missing = count_tap(j->out, &ok, &bad, &skip);
	died = j->timed_out || missing || !WIFEXITED(st) || (WEXITSTATUS(st) != 0) != (bad != 0);
	passed += ok;
	failed += bad + died;
	skipped += skip;
	printf("%s %s (%d ms, %d passed, %d failed, %d skipped)\n", bad || died ? "not ok" : "ok",
	       j->name, (int)(now_ms() - j->start_ms), ok, bad + died, skip);
	if (j->timed_out)
		printf("    timed out after %d s\n", limit_s);
	else if (WIFSIGNALED(st))
		printf("    killed by signal %d\n", WTERMSIG(st));
	else if (died)
		printf("    exit status %d, %d results missing\n", WEXITSTATUS(st), missing);
	if (bad || died || is_verbose)
		printf("%s", j->out ? j->out : "");
	else
		print_skips(j->out);
	fflush(stdout);
	free(j->out);
	memset(j, 0, sizeof(*j));
}

static void reap(void)
{
	pid_t pid;
	int st;

	while ((pid = waitpid(-1, &st, WNOHANG)) > 0)
		for (int i = 0; i < njobs; i++)
			if (jobs[i].pid == pid)
				finish(&jobs[i], st);
}

static void kill_late(void)
{
	for (int i = 0; i < njobs; i++) {
		struct job *j = &jobs[i];

		if (j->pid && now_ms() > j->deadline_ms) {
			j->timed_out = 1;
			kill(-j->pid, SIGKILL);
			j->deadline_ms = INT64_MAX;
		}
	}
}

static void wait_some(void)
{
	struct pollfd fds[MAX_JOBS + 1];
	char buf[64];

	fds[0] = (struct pollfd){.fd = wake[0], .events = POLLIN};
	for (int i = 0; i < njobs; i++)
		fds[i + 1] = (struct pollfd){.fd = jobs[i].pid ? jobs[i].fd : -1, .events = POLLIN};
	poll(fds, njobs + 1, 1000);
	while (read(wake[0], buf, sizeof(buf)) > 0)
		;
	for (int i = 0; i < njobs; i++)
		if (jobs[i].pid && fds[i + 1].revents)
			drain(&jobs[i]);
	reap();
	kill_late();
}

static void run_all(void)
{
	int next = 0, busy = 0;

	do {
		busy = 0;
		for (int i = 0; i < njobs; i++) {
			if (!jobs[i].pid && next < nprograms)
				start(&jobs[i], programs[next++]);
			busy += jobs[i].pid != 0;
		}
		if (busy)
			wait_some();
	} while (busy || next < nprograms);
}

static void parse(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc && argv[i][0] == '-'; i++) {
		const char *a = argv[i], *v = i + 1 < argc ? argv[i + 1] : "";

		if (!strcmp(a, "-j"))
			njobs = atoi(v), i++;
		else if (!strncmp(a, "-j", 2))
			njobs = atoi(a + 2);
		else if (!strcmp(a, "-r"))
			seed = strtoul(v, NULL, 0), is_shuffled = 1, i++;
		else if (!strcmp(a, "-n"))
			rounds = atoi(v), i++;
		else if (!strcmp(a, "-t"))
			limit_s = atoi(v), i++;
		else if (!strcmp(a, "-l"))
			is_list = 1;
		else if (!strcmp(a, "-v"))
			is_verbose = 1;
		else if (!strcmp(a, "--poweroff"))
			is_poweroff = 1;
		else
			printf("run: unknown option %s\n", a);
	}
	if (njobs < 1 || njobs > MAX_JOBS)
		njobs = njobs < 1 ? 1 : MAX_JOBS;
	if (i < argc && strchr(argv[i], '/'))
		dir = argv[i++];
	if (find_programs(argv + i, argc - i))
		failed++;
}

static void power_off(void)
{
	fflush(stdout);
	tcdrain(STDOUT_FILENO); /* the machine does not wait for its serial line */
	sync();
	reboot(RB_POWER_OFF);
	printf("run: reboot: %s\n", strerror(errno));
	fflush(stdout);
}

int main(int argc, char **argv)
{
	struct sigaction sa = {.sa_handler = on_child, .sa_flags = SA_RESTART};
	const char *scale = getenv("TEST_SCALE");

	if (getpid() == 1)
		become_init();
	parse(argc, argv);
	if (scale && atoi(scale) > 0)
		limit_s *= atoi(scale);
	if (is_list) {
		for (int i = 0; i < nprograms; i++)
			puts(programs[i]);
		return 0;
	}
	if (pipe2(wake, O_CLOEXEC | O_NONBLOCK))
		return 2;
	sigaction(SIGCHLD, &sa, NULL);
	for (int r = 0; r < rounds; r++, seed++) {
		if (is_shuffled) {
			printf("run: seed %u\n", seed);
			shuffle();
		}
		run_all();
	}
	if (nprograms == 0)
		failed++; /* nothing run is not success */
	printf("TEST-RESULT: passed=%ld failed=%ld skipped=%ld\n", passed, failed, skipped);
	if (is_poweroff)
		power_off();
	fflush(stdout);
	while (getpid() == 1) /* init must not exit */
		if (waitpid(-1, NULL, 0) < 0)
			pause();
	return failed ? 1 : 0;
}
