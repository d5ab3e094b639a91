/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/base/printk_test.c - levels, continuation, prefixes and limits of the log */
#include "arch/irqflags.h"
#include "base/err.h"
#include "kernel/base/ktest.h"
#include "kernel/base/printk.h"
#include "lib/string.h"

static struct kmsg_record rec;

/* Finds the newest record that contains @text among the last few: other CPUs log too. */
static bool find_text(u64 from, const char *text)
{
	for (; kmsg_read(from, &rec) == 0; from = rec.seq + 1)
		if (strstr(rec.text, text))
			return true;
	return false;
}

KTEST(printk, level_and_text)
{
	u64 seq = kmsg_next_seq();

	printk(KERN_DEBUG "ktest: level %d\n", 7);
	ASSERT_TRUE(find_text(seq, "ktest: level"));
	EXPECT_EQ(rec.level, 7);
	EXPECT_EQ(rec.facility, 0);
	EXPECT_STREQ(rec.text, "ktest: level 7");
}

KTEST(printk, default_level)
{
	u64 seq = kmsg_next_seq();

	printk("ktest: no level\n");
	ASSERT_TRUE(find_text(seq, "ktest: no level"));
	EXPECT_EQ(rec.level, 4);
}

KTEST(printk, continuation)
{
	unsigned long flags;
	u64 seq = kmsg_next_seq();

	local_irq_save(flags);
	printk(KERN_DEBUG "ktest: one");
	pr_cont(" two");
	pr_cont(" three\n");
	local_irq_restore(flags);
	ASSERT_TRUE(find_text(seq, "ktest: one"));
	/* Another CPU may have come between; alone, it is one line. */
	if (kmsg_next_seq() == seq + 1)
		EXPECT_STREQ(rec.text, "ktest: one two three");
}

KTEST(printk, long_line_is_cut)
{
	static char text[2000];
	u64 seq = kmsg_next_seq();

	memset(text, 'y', sizeof(text) - 1);
	printk(KERN_DEBUG "ktest: %s\n", text);
	ASSERT_TRUE(find_text(seq, "ktest: yyy"));
	EXPECT_GT(rec.len, 900);
	EXPECT_LT(rec.len, sizeof(rec.text));
}

KTEST(printk, interrupts_off)
{
	unsigned long flags;
	u64 seq = kmsg_next_seq();

	local_irq_save(flags);
	printk(KERN_DEBUG "ktest: quietly\n");
	EXPECT_TRUE(irqs_disabled());
	local_irq_restore(flags);
	EXPECT_TRUE(find_text(seq, "ktest: quietly"));
}

KTEST(printk, ratelimit)
{
	struct ratelimit rl = {.interval_ns = 1000000000000ULL, .burst = 3};
	int i, passed = 0;

	for (i = 0; i < 10; i++)
		passed += ratelimit_ok(&rl, "ktest");
	EXPECT_EQ(passed, 3);
	EXPECT_EQ(rl.missed, 7);
}

KTEST(printk, user_record)
{
	u64 seq = kmsg_next_seq();

	kmsg_write_user(1, 6, "ktest: from user\n", 17);
	ASSERT_TRUE(find_text(seq, "ktest: from user"));
	EXPECT_EQ(rec.facility, 1);
	EXPECT_EQ(rec.level, 6);
	EXPECT_STREQ(rec.text, "ktest: from user");
}
