/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/user/mm/oom.c - when memory runs out: the hog dies, its memory comes back, the rest lives
 *
 * Only where memory is small: nobody wants this on the machine that builds.  What is expected is
 * what Linux 6.1 does in the same guest.
 */
#include "harness.h"

#include <pthread.h>
#include <sys/sysinfo.h>

#define SMALL_MEMORY (1024UL << 20)
#define SLACK_KB     6144 /* caches, and what other processes did meanwhile */

static unsigned long need_small_memory(void)
{
	struct sysinfo si;

	test_need_root();
	REQUIRE_OK(sysinfo(&si));
	if (si.totalram * si.mem_unit > SMALL_MEMORY)
		SKIP("there is too much memory to use it all up");
	return si.totalram * si.mem_unit;
}

/* More virtual CPUs than real ones that fight for one lock wait for whoever does not run. */
static void need_real_cpus(void)
{
	if (sysconf(_SC_NPROCESSORS_ONLN) > 4)
		SKIP("so many CPUs are hardly all real");
}

static long vmstat(const char *name)
{
	char *s = test_slurp("/proc/vmstat"), *at = strstr(s, name);
	long n = at ? atol(at + strlen(name)) : 0;

	free(s);
	return n;
}

/* Free memory, and that which became struct pages when frames were first wanted: it stays. */
static long mem_free_kb(void)
{
	return test_field("/proc/meminfo", "MemFree") + vmstat("nr_memmap ") * 4;
}

/* Its memory comes back soon after a process is dead, not at once. */
static void check_memory_is_back(long before)
{
	for (int i = 0; i < 100 && mem_free_kb() < before - SLACK_KB; i++)
		usleep(50000);
	CHECK_GE(mem_free_kb(), before - SLACK_KB);
}

static void choose_me(void)
{
	test_write_file("/proc/self/oom_score_adj", "1000");
}

static long oom_kills(void)
{
	return vmstat("oom_kill ");
}

static void *touch_for_ever(void *arg)
{
	for (;;) {
		char *p = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			       -1, 0);

		if (p == MAP_FAILED)
			continue;
		for (unsigned long i = 0; i < 1 << 20; i += PAGE)
			p[i] = 1;
	}
	return arg;
}

TEST_LIMIT(anonymous_memory, 60)
{
	long before, kills;
	int st;

	need_small_memory();
	before = mem_free_kb();
	kills = oom_kills();
	CHILD (st) {
		choose_me();
		touch_for_ever(NULL);
	}
	CHECK_KILLED(st, SIGKILL);
	CHECK_GE(oom_kills(), kills + 1);
	check_memory_is_back(before);
}

TEST_LIMIT(threads_of_one_process, 60)
{
	long before;
	int st;

	need_real_cpus();
	need_small_memory();
	before = mem_free_kb();
	CHILD (st) {
		pthread_t t;

		choose_me();
		for (int i = 0; i < 8; i++)
			REQUIRE(!pthread_create(&t, NULL, touch_for_ever, NULL));
		touch_for_ever(NULL);
	}
	CHECK_KILLED(st, SIGKILL);
	check_memory_is_back(before);
}

TEST_LIMIT(many_hogs_at_once, 120)
{
	long before;
	pid_t pid[6];

	need_real_cpus();
	need_small_memory();
	before = mem_free_kb();
	for (unsigned int i = 0; i < ARRAY_LEN(pid); i++)
		CHILD_PID (pid[i]) {
			choose_me();
			touch_for_ever(NULL);
		}
	for (unsigned int i = 0; i < ARRAY_LEN(pid); i++)
		CHECK_KILLED(test_wait(pid[i]), SIGKILL);
	check_memory_is_back(before);
}

/* A read of one page in every 2 MiB costs a page table each, and nothing else. */
TEST_LIMIT(page_tables, 120)
{
	unsigned long bytes = need_small_memory() / PAGE * (2UL << 20);
	long before = mem_free_kb();
	int st;

	CHILD (st) {
		volatile char *p;
		char sum = 0;

		choose_me();
		p = mmap(NULL, bytes, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
			 0);
		REQUIRE(p != MAP_FAILED);
		for (unsigned long i = 0; i < bytes; i += 2UL << 20)
			sum += p[i];
		CHECK_EQ(sum, 0);
	}
	CHECK_KILLED(st, SIGKILL);
	check_memory_is_back(before);
}

/* A shared mapping is not given back by killing one of its users, but by all of them. */
TEST_LIMIT(shared_anonymous_memory, 120)
{
	unsigned long bytes = need_small_memory();
	long before = mem_free_kb();
	pid_t pid[2];
	char *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	REQUIRE(p != MAP_FAILED);
	for (int n = 0; n < 2; n++)
		CHILD_PID (pid[n]) {
			choose_me();
			for (unsigned long i = 0; i < bytes; i += PAGE)
				p[i] = 1;
			pause();
		}
	munmap(p, bytes);
	for (int n = 0; n < 2; n++)
		CHECK_KILLED(test_wait(pid[n]), SIGKILL);
	check_memory_is_back(before);
}

/* Kernel memory of a process that has next to no pages of its own. */
TEST_LIMIT(pipes, 60)
{
	long before;
	int st;

	need_small_memory();
	before = mem_free_kb();
	CHILD (st) {
		static char buf[65536];
		int fd[2];

		choose_me();
		while (pipe2(fd, O_NONBLOCK) == 0)
			while (write(fd[1], buf, sizeof(buf)) > 0)
				;
		CHECK(errno == EMFILE || errno == ENFILE || errno == ENOMEM);
	}
	CHECK((WIFEXITED(st) && !WEXITSTATUS(st)) || (WIFSIGNALED(st) && WTERMSIG(st) == SIGKILL));
	check_memory_is_back(before);
}

/* Children that touch memory until there is none, and make more children. */
TEST_LIMIT(fork_bomb_that_eats, 120)
{
	unsigned long bytes = need_small_memory() / 16;
	long before = mem_free_kb();
	int st;

	need_real_cpus();
	CHILD (st) {
		choose_me();
		for (int i = 0; i < 48; i++) {
			pid_t pid = fork();

			if (pid < 0) {
				CHECK(errno == ENOMEM || errno == EAGAIN);
				break;
			}
			if (pid == 0) {
				char *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
					       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

				if (p != MAP_FAILED)
					for (unsigned long at = 0; at < bytes; at += PAGE)
						p[at] = 1;
				usleep(200000);
				_exit(0);
			}
		}
		while (wait(NULL) > 0)
			;
	}
	CHECK((WIFEXITED(st) && !WEXITSTATUS(st)) || (WIFSIGNALED(st) && WTERMSIG(st) == SIGKILL));
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	check_memory_is_back(before);
}

/* -1000 is never chosen: the one beside it goes, though it is smaller. */
TEST_LIMIT(a_protected_process_lives, 60)
{
	unsigned long bytes = need_small_memory() / 3 & ~(PAGE - 1);
	struct sync ready, done;
	pid_t pid;
	int st;

	sync_init(&ready);
	sync_init(&done);
	CHILD_PID (pid) {
		char *p = test_map(bytes / PAGE);

		test_write_file("/proc/self/oom_score_adj", "-1000");
		memset(p, 1, bytes);
		CHECK_EQ(test_field("/proc/self/status", "VmRSS") * 1024 >= (long)bytes, 1);
		sync_post(&ready);
		sync_wait(&done);
		for (unsigned long i = 0; i < bytes; i += PAGE)
			CHECK_EQ(p[i], 1);
	}
	sync_wait(&ready);
	CHILD (st) {
		touch_for_ever(NULL);
	}
	CHECK_KILLED(st, SIGKILL);
	sync_post(&done);
	CHECK_EXITED(test_wait(pid), 0);
}

TEST_LIMIT(the_allocating_task_if_asked, 60)
{
	int st;

	need_small_memory();
	test_write_file("/proc/sys/vm/oom_kill_allocating_task", "1");
	CHILD (st) {
		touch_for_ever(NULL);
	}
	test_write_file("/proc/sys/vm/oom_kill_allocating_task", "0");
	CHECK_KILLED(st, SIGKILL);
}
