/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/user/harness.h - what every user-space behaviour test is written with
 *
 * Theory
 *   A program holds several TEST()s.  The harness runs each in a forked child that
 *   leads its own process group, in a fresh, empty scratch directory, under a
 *   timeout, and prints TAP.  A test fails when one of its checks fails (in it or
 *   in any process it forked: the counters are in a shared page), when it ends in
 *   any other way than returning, or when it runs out of time.
 *
 *   CHECK_*() report and go on.  REQUIRE*() report and end the test: for what the rest
 *   cannot do without.  SKIP() is only for a privilege or a device that is absent.
 *
 *   CHILD(st) { ... } runs its body in a forked child, waits, and sets the wait
 *   status; CHILD_PID(pid) { ... } does not wait.  Inside, `break` and `return` must
 *   not be used: leave by falling off the end or by test_leave().
 *
 *   REEXEC(name) { ... } defines what this same executable does when it is run as
 *   test_reexec_argv(name), or through a link called "as-name": the target of the exec tests.
 *
 * Not here
 *   Running many programs: run.c.
 *
 * Environment: TEST_SCALE multiplies every timeout, TEST_TMPDIR is where scratch
 *   directories are made (default /tmp).  Arguments: names of tests to run, or -l.
 */
#pragma once

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PAGE	     4096UL
#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* An address in the kernel's half, and one in nobody's (non-canonical). */
#define KERNEL_ADDR ((void *)0xffff888000000000UL)
#define NONCANON    ((void *)0x8000000000000000UL)

struct test_case {
	const char *name;
	void (*fn)(void);
	int seconds;
	struct test_case *next;
};

struct test_reexec {
	const char *name;
	int (*fn)(int argc, char **argv);
	struct test_reexec *next;
};

void test_register(struct test_case *t);
void test_register_reexec(struct test_reexec *r);

/* TEST_LIMIT: a test that may take longer than the default of 10 s. */
#define TEST_LIMIT(id, limit)                                                                      \
	static void id(void);                                                                      \
	static struct test_case tc_##id = {#id, id, limit, NULL};                                  \
	__attribute__((constructor)) static void reg_##id(void)                                    \
	{                                                                                          \
		test_register(&tc_##id);                                                           \
	}                                                                                          \
	static void id(void)
#define TEST(id) TEST_LIMIT(id, 10)

#define REEXEC(id)                                                                                 \
	static int re_##id(int argc, char **argv);                                                 \
	static struct test_reexec rc_##id = {#id, re_##id, NULL};                                  \
	__attribute__((constructor)) static void regre_##id(void)                                  \
	{                                                                                          \
		test_register_reexec(&rc_##id);                                                    \
	}                                                                                          \
	static int re_##id(int argc __attribute__((unused)), char **argv __attribute__((unused)))

/* What the checks print and count. */
void test_fail(const char *file, int line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void test_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void test_skip(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void test_leave(void); /* end this process: 0, or 1 if a check failed in it */
_Noreturn void test_give_up(void);
const char *test_errno_name(int e);

#define CHECK(cond)                                                                                \
	({                                                                                         \
		int ok_ = !!(cond);                                                                \
		if (!ok_)                                                                          \
			test_fail(__FILE__, __LINE__, "%s", #cond);                                \
		ok_;                                                                               \
	})

#define CHECK_OP(a, op, b)                                                                         \
	({                                                                                         \
		long long a_ = (long long)(a);                                                     \
		int e_ = errno;                                                                    \
		long long b_ = (long long)(b);                                                     \
		int ok_ = a_ op b_;                                                                \
		if (!ok_)                                                                          \
			test_fail(__FILE__, __LINE__,                                              \
				  "%s " #op " %s: left %lld (%#llx), right %lld (%#llx), errno "   \
				  "%s",                                                            \
				  #a, #b, a_, a_, b_, b_, test_errno_name(e_));                    \
		ok_;                                                                               \
	})
#define CHECK_EQ(a, b) CHECK_OP(a, ==, b)
#define CHECK_NE(a, b) CHECK_OP(a, !=, b)
#define CHECK_GE(a, b) CHECK_OP(a, >=, b)
#define CHECK_GT(a, b) CHECK_OP(a, >, b)
#define CHECK_LE(a, b) CHECK_OP(a, <=, b)
#define CHECK_LT(a, b) CHECK_OP(a, <, b)

/* The expression must not return -1; its value is the result. */
#define CHECK_OK(expr)                                                                             \
	({                                                                                         \
		__typeof__(expr) r_ = (expr);                                                      \
		if ((long)r_ == -1)                                                                \
			test_fail(__FILE__, __LINE__, "%s: %s", #expr, test_errno_name(errno));    \
		r_;                                                                                \
	})
#define CHECK_ERRNO(expr, code)                                                                    \
	({                                                                                         \
		errno = 0;                                                                         \
		long r_ = (long)(expr);                                                            \
		int e_ = errno;                                                                    \
		int ok_ = r_ == -1 && e_ == (code);                                                \
		if (!ok_)                                                                          \
			test_fail(__FILE__, __LINE__, "%s: want %s, got %ld %s", #expr, #code, r_, \
				  r_ == -1 ? test_errno_name(e_) : "");                            \
		ok_;                                                                               \
	})
#define CHECK_STR(a, b)                                                                            \
	({                                                                                         \
		const char *a_ = (a), *b_ = (b);                                                   \
		int ok_ = !strcmp(a_, b_);                                                         \
		if (!ok_)                                                                          \
			test_fail(__FILE__, __LINE__, "%s is \"%s\", want \"%s\"", #a, a_, b_);    \
		ok_;                                                                               \
	})
#define CHECK_MEM(a, b, n) CHECK(!memcmp(a, b, n))

#define REQUIRE(cond)                                                                              \
	do {                                                                                       \
		if (!CHECK(cond))                                                                  \
			test_give_up();                                                            \
	} while (0)
#define REQUIRE_OK(expr)                                                                           \
	({                                                                                         \
		__typeof__(expr) q_ = CHECK_OK(expr);                                              \
		if ((long)q_ == -1)                                                                \
			test_give_up();                                                            \
		q_;                                                                                \
	})
#define SKIP(...) test_skip(__VA_ARGS__)

/* Wait statuses.  A core dump bit is ignored by CHECK_KILLED. */
#define CHECK_STATUS(st, ok_expr, what)                                                            \
	({                                                                                         \
		int st_ = (st);                                                                    \
		int ok_ = (ok_expr);                                                               \
		if (!ok_)                                                                          \
			test_fail(__FILE__, __LINE__, "%s: want %s, got wait status %#x", #st,     \
				  what, st_);                                                      \
		ok_;                                                                               \
	})
#define CHECK_EXITED(st, code)                                                                     \
	CHECK_STATUS(st, WIFEXITED(st_) && WEXITSTATUS(st_) == (code), "exit " #code)
#define CHECK_KILLED(st, sig)                                                                      \
	CHECK_STATUS(st, WIFSIGNALED(st_) && WTERMSIG(st_) == (sig), "killed by " #sig)

pid_t test_fork(void);	  /* fork, or end the test */
int test_wait(pid_t pid); /* the wait status */

#define CHILD_PID(pid)                                                                             \
	for (int once_ = ((pid) = test_fork()) == 0 ? 1 : 0;                                       \
	     once_ && (once_++ < 2 || (test_leave(), 0));)
#define CHILD(st)                                                                                  \
	for (pid_t p_ = test_fork(), once_ = 1;                                                    \
	     p_ ? ((st) = test_wait(p_), 0) : (once_++ < 2 || (test_leave(), 0));)

/* Two processes meet: a pipe that carries one byte per post. */
struct sync {
	int fd[2];
};
void sync_init(struct sync *s);
void sync_post(struct sync *s);
void sync_wait(struct sync *s); /* fails the test on end of file */

/* Waits until @pid's state in /proc/<pid>/stat is @state ('S', 'T', 'Z', ...). */
void test_wait_state(pid_t pid, char state);
void test_wait_task_state(pid_t pid, pid_t tid, char state);

/* Small conveniences; all end the test when they cannot do it. */
char *test_slurp(const char *path);		       /* whole file, malloc()ed */
long test_field(const char *path, const char *key);    /* "Key:  123 kB" -> 123, or -1 */
void test_write_file(const char *path, const char *s); /* create or truncate, 0644 */
void *test_map(size_t npages);			       /* private anonymous, RW */
char **test_reexec_argv(const char *name, ...);	       /* extra arguments, then NULL */
const char *test_self(void);			       /* absolute path of this program */
const char *test_dir(void);			       /* absolute path of the scratch directory */
void test_become(uid_t uid, gid_t gid);		       /* drop root for good; no groups */
void test_need_root(void);
uint64_t test_now_ns(void); /* CLOCK_MONOTONIC */
int test_scale(void);
int test_has_5_levels(void);		       /* is user space larger than 2^47 bytes? */
void test_no_core(void);		       /* RLIMIT_CORE 0, for deliberate crashes */
int test_match(const char *s, const char *re); /* extended regular expression */
#define CHECK_MATCH(s, re)                                                                         \
	({                                                                                         \
		const char *s_ = (s), *re_ = (re);                                                 \
		int ok_ = test_match(s_, re_);                                                     \
		if (!ok_)                                                                          \
			test_fail(__FILE__, __LINE__, "\"%.300s\" does not match /%s/", s_, re_);  \
		ok_;                                                                               \
	})
