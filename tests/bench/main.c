/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/bench/main.c - run the rows, print one line for each
 *
 * Theory
 *   Output, for tests/bench/run to read:
 *     BENCH <row> <ticks per operation>     or     BENCH <row> failed <why>
 *     BENCH-END
 *   A row is measured BENCH_ROUNDS times (an environment variable, so a word of the kernel's
 *   command line; 3 without it).  The least time for n and the least for 4n are taken, each over
 *   all rounds: what disturbs a run only ever adds.
 *
 *   As process 1 it mounts /proc and a tmpfs on /tmp first and switches the machine off at the
 *   end.  Anywhere else it only prints; arguments are the names of the rows to run, none is all.
 *   --tick-rate prints the ticks of the TSC in a second instead.
 */
#include "bench.h"
#include <sys/mount.h>
#include <sys/reboot.h>
#include <time.h>

static const struct row *current_row;

void fail(const char *what)
{
	char line[160];
	int n = snprintf(line, sizeof(line), "BENCH %s failed %s: %s\n", current_row->name, what,
			 strerror(errno));

	if (write(STDOUT_FILENO, line, (size_t)n) != n)
		_exit(2);
	_exit(1);
}

char *map_pages(unsigned long npages, int flags, int small)
{
	char *p = mmap(NULL, npages * PAGE, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		fail("mmap");
	/* EINVAL: a kernel that has no other pages. */
	if (small && madvise(p, npages * PAGE, MADV_NOHUGEPAGE) < 0 && errno != EINVAL)
		fail("madvise");
	return p;
}

static void measure(const struct row *row, int rounds)
{
	uint64_t few = UINT64_MAX, many = UINT64_MAX;
	double per_op;

	if (row->prepare)
		row->prepare();
	row->run(row->n / 4 + 1); /* warm up */
	for (int i = 0; i < rounds; i++) {
		uint64_t a = row->run(row->n), b = row->run(4 * row->n);

		few = a < few ? a : few;
		many = b < many ? b : many;
	}
	per_op = ((double)many - (double)few) / (3.0 * (double)row->n);
	printf("BENCH %s %.1f\n", row->name, per_op);
	fflush(stdout);
}

static int wanted(const char *name, char **names)
{
	if (!*names)
		return 1;
	for (; *names; names++)
		if (!strcmp(*names, name))
			return 1;
	return 0;
}

static void run_table(const struct row *rows, int rounds, char **names)
{
	for (; rows->name; rows++) {
		int status;
		pid_t pid;

		if (!wanted(rows->name, names))
			continue;
		current_row = rows;
		pid = fork();
		if (pid == 0) {
			measure(rows, rounds);
			_exit(0);
		}
		if (pid < 0 || waitpid(pid, &status, 0) != pid)
			printf("BENCH %s failed fork or wait: %s\n", rows->name, strerror(errno));
		else if (WIFSIGNALED(status))
			printf("BENCH %s failed: signal %d\n", rows->name, WTERMSIG(status));
		fflush(stdout);
	}
}

static void print_tick_rate(void)
{
	struct timespec a, b;
	uint64_t t = ticks();

	clock_gettime(CLOCK_MONOTONIC, &a);
	do
		clock_gettime(CLOCK_MONOTONIC, &b);
	while ((b.tv_sec - a.tv_sec) * 1000000000L + b.tv_nsec - a.tv_nsec < 200000000L);
	t = ticks() - t;
	printf("%.0f\n",
	       (double)t * 1e9 /
		       (double)((b.tv_sec - a.tv_sec) * 1000000000L + b.tv_nsec - a.tv_nsec));
}

static void mount_or_say(const char *type, const char *where)
{
	if (mkdir(where, 0755) < 0 && errno != EEXIST)
		printf("bench: mkdir %s: %s\n", where, strerror(errno));
	if (mount(type, where, type, 0, NULL) < 0)
		printf("bench: mount %s: %s\n", where, strerror(errno));
}

int main(int argc, char **argv)
{
	const char *rounds_text = getenv("BENCH_ROUNDS");
	int rounds = rounds_text ? atoi(rounds_text) : 3;
	int first = getpid() == 1;

	if (argc > 1 && !strcmp(argv[1], "--tick-rate")) {
		print_tick_rate();
		return 0;
	}
	if (first) {
		mount_or_say("proc", "/proc");
		mount_or_say("tmpfs", "/tmp");
	}
	if (rounds < 1)
		rounds = 1;
	run_table(process_rows, rounds, argv + 1);
	run_table(event_rows, rounds, argv + 1);
	run_table(memory_rows, rounds, argv + 1);
	run_table(file_rows, rounds, argv + 1);
	if (argc > 1)
		run_table(big_rows, rounds, argv + 1);
	puts("BENCH-END");
	fflush(stdout);
	if (first)
		reboot(RB_POWER_OFF);
	return 0;
}
