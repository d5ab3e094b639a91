/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/base/uio_test.c - the I/O cursor over kernel segments */
#include "kernel/base/ktest.h"
#include "kernel/base/uio.h"
#include "lib/string.h"

static u8 a[10], b[1], c[20];

/* 31 bytes in four segments, one of them empty. */
static const struct kvec segs[] = {{a, 10}, {b, 0}, {b, 1}, {c, 20}};
#define TOTAL 31

static void fill(u8 *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (u8)(i + 1);
}

KTEST(uio, scatters_over_segments)
{
	struct iov_iter it;
	u8 data[TOTAL];

	fill(data, sizeof(data));
	memset(a, 0, sizeof(a));
	memset(c, 0, sizeof(c));
	iov_iter_kvec(&it, ITER_DEST, segs, ARRAY_SIZE(segs), TOTAL);
	EXPECT_EQ(copy_to_iter(data, 4, &it), 4u);
	EXPECT_EQ(copy_to_iter(data + 4, 20, &it), 20u);
	EXPECT_EQ(iov_iter_count(&it), 7u);
	/* More than there is room for: what fits. */
	EXPECT_EQ(copy_to_iter(data + 24, 7 + 0, &it), 7u);
	EXPECT_EQ(copy_to_iter(data, 5, &it), 0u);
	EXPECT_EQ(memcmp(a, data, 10), 0);
	EXPECT_EQ(b[0], data[10]);
	EXPECT_EQ(memcmp(c, data + 11, 20), 0);
}

KTEST(uio, gathers_and_reverts)
{
	u8 once[TOTAL], again[TOTAL];
	struct iov_iter it;
	size_t back;

	fill(a, sizeof(a));
	fill(c, sizeof(c));
	b[0] = 99;
	iov_iter_kvec(&it, ITER_SOURCE, segs, ARRAY_SIZE(segs), TOTAL);
	EXPECT_EQ(copy_from_iter(once, TOTAL, &it), (size_t)TOTAL);
	for (back = 0; back <= TOTAL; back++) {
		iov_iter_revert(&it, back);
		EXPECT_EQ(iov_iter_count(&it), back);
		EXPECT_EQ(copy_from_iter(again, back, &it), back);
		EXPECT_EQ(memcmp(again, once + TOTAL - back, back), 0);
	}
}

KTEST(uio, advance_truncate_zero)
{
	struct iov_iter it;

	memset(a, 0xff, sizeof(a));
	memset(c, 0xff, sizeof(c));
	b[0] = 0xff;
	iov_iter_kvec(&it, ITER_DEST, segs, ARRAY_SIZE(segs), TOTAL);
	iov_iter_advance(&it, 5);
	iov_iter_truncate(&it, 10);
	EXPECT_EQ(iov_iter_zero(100, &it), 10u);
	EXPECT_EQ(a[4], 0xff);
	EXPECT_NULL(memchr_inv(a + 5, 0, 5));
	EXPECT_EQ(b[0], 0);
	EXPECT_NULL(memchr_inv(c, 0, 4));
	EXPECT_EQ(c[4], 0xff);
	iov_iter_advance(&it, 1000);
	EXPECT_EQ(iov_iter_count(&it), 0u);
}

KTEST(uio, user_pointers_are_checked)
{
	struct iov_iter it;
	u8 data[8] = {0};

	/* A kernel address is not user memory, whatever the caller says. */
	iov_iter_ubuf(&it, ITER_DEST, (void __user *)(void *)a, sizeof(a));
	EXPECT_EQ(copy_to_iter(data, sizeof(data), &it), 0u);
	EXPECT_EQ(iov_iter_count(&it), sizeof(a));
	EXPECT_EQ(fault_in_iov_iter_writeable(&it, 8), 8u);
	EXPECT_EQ(fault_in_iov_iter_readable(&it, 8), 8u);
}
