/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/base/ktest.h - unit tests that run in the kernel and, where the unit allows, on the host
 *
 * A test is a function in section "ktests"; the runner (tests/kernel in the guest, tests/host on
 * the build machine) calls them in a shuffled order whose seed it prints.  EXPECT_ records a
 * failure and goes on, ASSERT_ returns from the test.  Tests run in process context, may sleep,
 * and leave nothing behind.
 */
#pragma once

#include "base/compiler.h"
#include "base/types.h"

struct ktest {
	const char *suite;
	const char *name;
	void (*fn)(void);
	const char *file;
	int line;
};

/* Records a failure of the running test; provided by the runner. */
void ktest_fail(const char *file, int line, const char *fmt, ...) __printf(3, 4);

/* Seed of this run, for tests that draw random numbers. */
u64 ktest_seed(void);

#define KTEST(suite_, name_)                                                                       \
	static void ktest_##suite_##_##name_(void);                                                \
	static const struct ktest __ktest_##suite_##_##name_ __used __section("ktests")            \
		__aligned(8) = {#suite_, #name_, ktest_##suite_##_##name_, __FILE__, __LINE__};    \
	static void ktest_##suite_##_##name_(void)

/* clang-format off */
/* Enumerations and sizes are compared with plain constants: -Wsign-compare is off for that. */
#define __KT_CMP(a, op, b, bail)                                                               \
	do {                                                                                    \
		_Pragma("GCC diagnostic push")                                                  \
		_Pragma("GCC diagnostic ignored \"-Wsign-compare\"")                            \
		__typeof__(a) _ka = (a);                                                        \
		__typeof__(b) _kb = (b);                                                        \
		bool _kok = _ka op _kb;                                                         \
		_Pragma("GCC diagnostic pop")                                                   \
		if (!_kok) {                                                                    \
			ktest_fail(__FILE__, __LINE__, "%s " #op " %s: %#llx, %#llx", #a, #b,    \
				   (u64)_ka, (u64)_kb);                                         \
			bail;                                                                   \
		}                                                                               \
	} while (0)
#define __KT_TRUE(x, bail)                                                                     \
	do {                                                                                    \
		if (!(x)) {                                                                     \
			ktest_fail(__FILE__, __LINE__, "%s is false", #x);                      \
			bail;                                                                   \
		}                                                                               \
	} while (0)

#define EXPECT_EQ(a, b)	   __KT_CMP(a, ==, b, (void)0)
#define EXPECT_NE(a, b)	   __KT_CMP(a, !=, b, (void)0)
#define EXPECT_LT(a, b)	   __KT_CMP(a, <, b, (void)0)
#define EXPECT_LE(a, b)	   __KT_CMP(a, <=, b, (void)0)
#define EXPECT_GT(a, b)	   __KT_CMP(a, >, b, (void)0)
#define EXPECT_GE(a, b)	   __KT_CMP(a, >=, b, (void)0)
#define EXPECT_TRUE(x)	   __KT_TRUE(x, (void)0)
#define EXPECT_FALSE(x)	   __KT_TRUE(!(x), (void)0)
#define EXPECT_NULL(p)	   __KT_TRUE((p) == NULL, (void)0)
#define EXPECT_NOT_NULL(p) __KT_TRUE((p) != NULL, (void)0)
#define ASSERT_EQ(a, b)	   __KT_CMP(a, ==, b, return)
#define ASSERT_NE(a, b)	   __KT_CMP(a, !=, b, return)
#define ASSERT_TRUE(x)	   __KT_TRUE(x, return)
#define ASSERT_NOT_NULL(p) __KT_TRUE((p) != NULL, return)
/* clang-format on */
#define EXPECT_STREQ(a, b)                                                                         \
	do {                                                                                       \
		const char *_ksa = (a), *_ksb = (b);                                               \
		if (__builtin_strcmp(_ksa, _ksb) != 0)                                             \
			ktest_fail(__FILE__, __LINE__, "\"%s\" is not \"%s\"", _ksa, _ksb);        \
	} while (0)

/* Runs the tests and powers off if the boot parameter ktest= says so; process 1, after boot. */
#ifdef CONFIG_KTEST
void ktest_run_if_asked(void);
#else
static inline void ktest_run_if_asked(void)
{
}
#endif
