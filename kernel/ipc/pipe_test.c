/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/ipc/pipe_test.c - bytes through a pipe, without sleeping */
#include "kernel/base/ktest.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"
#include "pipe_internal.h"

static ssize_t put(struct file *f, const void *buf, size_t n)
{
	return kernel_write(f, buf, n, NULL);
}

static ssize_t get(struct file *f, void *buf, size_t n)
{
	return kernel_read(f, buf, n, NULL);
}

KTEST(pipe, order_and_merging)
{
	struct pipe_inode_info *p;
	struct file *f[2];
	char buf[16];

	ASSERT_EQ(do_pipe2(f, O_NONBLOCK), 0);
	p = f[0]->private_data;
	EXPECT_EQ(get(f[0], buf, 1), -EAGAIN);
	EXPECT_EQ(put(f[1], "abc", 3), 3);
	EXPECT_EQ(put(f[1], "defg", 4), 4);
	EXPECT_EQ(p->head - p->tail, 1u); /* one page holds both */
	EXPECT_EQ(get(f[0], buf, 5), 5);
	EXPECT_EQ(memcmp(buf, "abcde", 5), 0);
	EXPECT_EQ(get(f[0], buf, 16), 2);
	EXPECT_EQ(memcmp(buf, "fg", 2), 0);
	EXPECT_EQ(get(f[0], buf, 1), -EAGAIN);
	EXPECT_EQ(get(f[1], buf, 1), -EBADF);
	EXPECT_EQ(put(f[0], buf, 1), -EBADF);
	fput(f[0]);
	EXPECT_EQ(put(f[1], buf, 1), -EPIPE);
	fput(f[1]);
}

KTEST(pipe, full_and_atomic)
{
	char *page = kzalloc(PAGE_SIZE, GFP_KERNEL);
	struct file *f[2];
	int i;

	ASSERT_NOT_NULL(page);
	ASSERT_EQ(do_pipe2(f, O_NONBLOCK), 0);
	for (i = 0; i < PIPE_DEF_BUFFERS - 1; i++)
		EXPECT_EQ(put(f[1], page, PAGE_SIZE), (ssize_t)PAGE_SIZE);
	EXPECT_EQ(put(f[1], page, 100), 100);
	/* Not a part of it fits: not a part of it is written. */
	EXPECT_EQ(put(f[1], page, PAGE_SIZE - 50), -EAGAIN);
	EXPECT_EQ(put(f[1], page, PAGE_SIZE - 100), (ssize_t)PAGE_SIZE - 100);
	EXPECT_EQ(put(f[1], page, 1), -EAGAIN);
	EXPECT_EQ(get(f[0], page, PAGE_SIZE), (ssize_t)PAGE_SIZE);
	EXPECT_EQ(put(f[1], page, 1), 1);
	fput(f[1]);
	for (i = 0; i < PIPE_DEF_BUFFERS - 1; i++)
		EXPECT_EQ(get(f[0], page, PAGE_SIZE), (ssize_t)PAGE_SIZE);
	EXPECT_EQ(get(f[0], page, PAGE_SIZE), 1);
	EXPECT_EQ(get(f[0], page, PAGE_SIZE), 0); /* no writer: the end */
	fput(f[0]);
	kfree(page);
}

KTEST(pipe, packets)
{
	struct file *f[2];
	char buf[8];

	ASSERT_EQ(do_pipe2(f, O_NONBLOCK | O_DIRECT), 0);
	EXPECT_EQ(put(f[1], "abcd", 4), 4);
	EXPECT_EQ(put(f[1], "ef", 2), 2);
	EXPECT_EQ(get(f[0], buf, 2), 2); /* the rest of the packet is lost */
	EXPECT_EQ(get(f[0], buf, 8), 2);
	EXPECT_EQ(memcmp(buf, "ef", 2), 0);
	fput(f[0]);
	fput(f[1]);
	EXPECT_EQ(do_pipe2(f, O_TRUNC), -EINVAL);
}

KTEST(pipe, size)
{
	struct file *f[2];
	char *page = kzalloc(PAGE_SIZE, GFP_KERNEL);
	int i;

	ASSERT_NOT_NULL(page);
	ASSERT_EQ(do_pipe2(f, O_NONBLOCK), 0);
	EXPECT_EQ(pipe_fcntl(f[1], F_GETPIPE_SZ, 0), 65536);
	EXPECT_EQ(pipe_fcntl(f[1], F_SETPIPE_SZ, 5000), 8192);
	for (i = 0; i < 2; i++)
		EXPECT_EQ(put(f[1], page, PAGE_SIZE), (ssize_t)PAGE_SIZE);
	EXPECT_EQ(put(f[1], page, 1), -EAGAIN);
	EXPECT_EQ(pipe_fcntl(f[1], F_SETPIPE_SZ, 1), -EBUSY);
	EXPECT_EQ(pipe_fcntl(f[1], F_SETPIPE_SZ, 16384), 16384);
	EXPECT_EQ(put(f[1], page, 1), 1);
	EXPECT_EQ(get(f[0], page, PAGE_SIZE), (ssize_t)PAGE_SIZE);
	fput(f[0]);
	fput(f[1]);
	kfree(page);
}

KTEST(pipe, splice_and_tee)
{
	struct file *a[2], *b[2];
	char buf[16];

	ASSERT_EQ(do_pipe2(a, O_NONBLOCK), 0);
	ASSERT_EQ(do_pipe2(b, O_NONBLOCK), 0);
	EXPECT_EQ(do_splice(a[0], NULL, b[1], NULL, 5, false), -EAGAIN);
	EXPECT_EQ(put(a[1], "0123456789", 10), 10);
	EXPECT_EQ(do_splice(a[0], NULL, a[1], NULL, 5, false), -EINVAL);
	EXPECT_EQ(do_tee(a[0], b[1], 4, false), 4);
	/* The shared page: what is appended to either is not seen by the other. */
	EXPECT_EQ(put(b[1], "xy", 2), 2);
	EXPECT_EQ(put(a[1], "Z", 1), 1);
	EXPECT_EQ(get(b[0], buf, 16), 6);
	EXPECT_EQ(memcmp(buf, "0123xy", 6), 0);
	EXPECT_EQ(do_splice(a[0], NULL, b[1], NULL, 3, false), 3);
	EXPECT_EQ(put(b[1], "-", 1), 1);
	EXPECT_EQ(get(b[0], buf, 16), 4);
	EXPECT_EQ(memcmp(buf, "012-", 4), 0);
	EXPECT_EQ(get(a[0], buf, 16), 8);
	EXPECT_EQ(memcmp(buf, "3456789Z", 8), 0);
	fput(a[0]);
	fput(a[1]);
	fput(b[0]);
	fput(b[1]);
}
