/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/base/log_ring_test.c - the ring against a model, on the host and in the kernel */
#include "base/err.h"
#include "kernel/base/ktest.h"
#include "lib/format.h"
#include "lib/prng.h"
#include "lib/string.h"

#include "log_ring.h"

#define RING_SIZE 1024

static u8 buf[RING_SIZE] __aligned(LOG_RECORD_ALIGN);
static struct kmsg_record rec;

static void add(struct log_ring *r, const char *text, bool open)
{
	struct log_meta m = {.ts_ns = 42, .level = 5};

	log_ring_add(r, &m, text, strlen(text), open);
}

KTEST(log_ring, empty)
{
	struct log_ring r;

	log_ring_init(&r, buf, sizeof(buf));
	EXPECT_EQ(log_ring_read(&r, 0, &rec), -ENOENT);
	EXPECT_EQ(log_ring_end(&r), 0u);
}

KTEST(log_ring, keeps_meta)
{
	struct log_ring r;

	log_ring_init(&r, buf, sizeof(buf));
	add(&r, "hello", false);
	ASSERT_EQ(log_ring_read(&r, 0, &rec), 0);
	EXPECT_STREQ(rec.text, "hello");
	EXPECT_EQ(rec.len, 5);
	EXPECT_EQ(rec.level, 5);
	EXPECT_EQ(rec.ts_ns, 42u);
	EXPECT_EQ(log_ring_read(&r, 1, &rec), -ENOENT);
}

/* Random lengths round and round: what is readable is the newest part of what was written. */
KTEST(log_ring, wraps)
{
	struct prng rnd = PRNG_INIT(ktest_seed());
	static char text[200], want[200];
	struct log_ring r;
	u64 i, seq;

	log_ring_init(&r, buf, sizeof(buf));
	for (i = 0; i < 2000; i++) {
		int pad = (int)prng_below(&rnd, 150);

		snprintf(text, sizeof(text), "%llu:%0*d", i, pad + 1, 0);
		add(&r, text, false);
		ASSERT_EQ(log_ring_end(&r), i + 1);
		ASSERT_EQ(log_ring_read(&r, i, &rec), 0);
		EXPECT_STREQ(rec.text, text);
	}
	EXPECT_GT(r.first_seq, 1900u);
	EXPECT_LT(r.first_seq, 1998u);
	for (seq = r.first_seq; seq < i; seq++) {
		ASSERT_EQ(log_ring_read(&r, seq, &rec), 0);
		EXPECT_EQ(rec.seq, seq);
		snprintf(want, sizeof(want), "%llu:", seq);
		EXPECT_TRUE(strstarts(rec.text, want));
	}
	/* Whoever asks for what is gone gets the oldest, and sees that by its number. */
	ASSERT_EQ(log_ring_read(&r, 0, &rec), 0);
	EXPECT_EQ(rec.seq, r.first_seq);
}

KTEST(log_ring, reads_in_any_order)
{
	struct prng rnd = PRNG_INIT(ktest_seed());
	struct log_ring r;
	char text[16];
	int i;

	log_ring_init(&r, buf, sizeof(buf));
	for (i = 0; i < 200; i++) {
		snprintf(text, sizeof(text), "%d", i);
		add(&r, text, false);
	}
	for (i = 0; i < 500; i++) {
		u64 seq = r.first_seq + prng_below(&rnd, 200 - r.first_seq);

		ASSERT_EQ(log_ring_read(&r, seq, &rec), 0);
		snprintf(text, sizeof(text), "%llu", seq);
		EXPECT_STREQ(rec.text, text);
	}
}

KTEST(log_ring, continuation)
{
	struct log_ring r;

	log_ring_init(&r, buf, sizeof(buf));
	add(&r, "a", true);
	EXPECT_EQ(log_ring_read(&r, 0, &rec), -ENOENT);
	EXPECT_TRUE(log_ring_extend(&r, "bc", 2, true));
	EXPECT_TRUE(log_ring_extend(&r, "d", 1, false));
	ASSERT_EQ(log_ring_read(&r, 0, &rec), 0);
	EXPECT_STREQ(rec.text, "abcd");
	EXPECT_FALSE(log_ring_extend(&r, "e", 1, false));
	/* An open record is closed by the next one. */
	add(&r, "open", true);
	add(&r, "next", false);
	ASSERT_EQ(log_ring_read(&r, 1, &rec), 0);
	EXPECT_STREQ(rec.text, "open");
}

KTEST(log_ring, long_text_is_cut)
{
	static u8 big[8192] __aligned(LOG_RECORD_ALIGN);
	static char text[3000];
	struct log_ring r;

	log_ring_init(&r, big, sizeof(big));
	memset(text, 'x', sizeof(text) - 1);
	add(&r, text, false);
	ASSERT_EQ(log_ring_read(&r, 0, &rec), 0);
	EXPECT_EQ(rec.len, sizeof(rec.text) - 1);
	EXPECT_EQ(rec.text[rec.len], '\0');
}
