/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fs/vfs/file_test.c - descriptors, locks, seq_file, copying */
#include "kernel/base/ktest.h"
#include "fs/vfs/fdtable.h"
#include "fs/vfs/locks.h"
#include "fs/vfs/seq_file.h"
#include "internal.h"
#include "lib/string.h"
#include "test_tree.h"
#include <linux/close_range.h>

/* --- descriptors --- */

static int null_fd(unsigned int flags)
{
	static const struct file_operations fops;
	int fd = get_unused_fd_flags(flags);
	struct file *f;

	if (fd < 0)
		return fd;
	f = anon_inode_getfile("[ktest]", &fops, NULL, O_RDWR);
	if (IS_ERR(f)) {
		put_unused_fd((unsigned int)fd);
		return (int)PTR_ERR(f);
	}
	fd_install((unsigned int)fd, f);
	return fd;
}

KTEST(fdtable, lowest_free)
{
	int a = null_fd(0), b = null_fd(0), c = null_fd(O_CLOEXEC);

	ASSERT_TRUE(a >= 0);
	EXPECT_LT(a, b);
	EXPECT_LT(b, c);
	EXPECT_TRUE(get_close_on_exec((unsigned int)c));
	EXPECT_FALSE(get_close_on_exec((unsigned int)a));
	EXPECT_EQ(close_fd((unsigned int)a), 0);
	EXPECT_EQ(close_fd((unsigned int)a), -EBADF);
	EXPECT_EQ(null_fd(0), a);
	EXPECT_EQ(do_dup3((unsigned int)b, (unsigned int)b, 0), -EINVAL);
	EXPECT_EQ(do_dup3((unsigned int)b, (unsigned int)c, 0), c);
	EXPECT_FALSE(get_close_on_exec((unsigned int)c));
	EXPECT_EQ(do_dup3(999999, (unsigned int)c, 0), -EBADF);
	EXPECT_EQ(close_fd_range((unsigned int)a, (unsigned int)c, 0), 0);
	EXPECT_NULL(fget((unsigned int)b));
}

KTEST(fdtable, grows)
{
	int first = null_fd(0), fd;
	struct file *f;

	ASSERT_TRUE(first >= 0);
	f = fget((unsigned int)first);
	ASSERT_NOT_NULL(f);
	fd = f_dupfd(700, f, O_CLOEXEC);
	EXPECT_EQ(fd, 700);
	EXPECT_EQ(f_dupfd(700, f, 0), 701);
	fput(f);
	f = fget(700);
	ASSERT_NOT_NULL(f);
	fput(f);
	EXPECT_EQ(f_dupfd(~0u, f, 0), -EINVAL);
	EXPECT_EQ(close_fd_range(600, ~0u, CLOSE_RANGE_CLOEXEC), 0);
	EXPECT_TRUE(get_close_on_exec(701));
	EXPECT_EQ(close_fd_range((unsigned int)first, ~0u, 0), 0);
	EXPECT_NULL(fget(701));
}

/* --- locks --- */

static int setlk(struct file *f, int type, loff_t start, loff_t end)
{
	struct lock_request req = {.type = type, .ofd = true, .start = start, .end = end};

	return vfs_setlk(f, &req, false);
}

/* Type of what is in the way of a write lock of @f on one byte. */
static int holder(struct file *f, loff_t at)
{
	struct lock_request req = {.type = F_WRLCK, .ofd = true, .start = at, .end = at};

	EXPECT_EQ(vfs_getlk(f, &req), 0);
	return req.type;
}

KTEST(locks, ranges_split_and_merge)
{
	struct file *a, *b;

	ASSERT_EQ(tree_begin(), 0);
	a = filp_open(T "/f", O_RDWR | O_CREAT, 0600);
	b = filp_open(T "/f", O_RDWR, 0);
	ASSERT_TRUE(!IS_ERR(a) && !IS_ERR(b));
	EXPECT_EQ(setlk(a, F_WRLCK, 0, 99), 0);
	EXPECT_EQ(setlk(b, F_RDLCK, 50, 60), -EAGAIN);
	EXPECT_EQ(setlk(a, F_UNLCK, 40, 59), 0);
	EXPECT_EQ(setlk(b, F_WRLCK, 40, 59), 0);
	EXPECT_EQ(setlk(b, F_WRLCK, 39, 39), -EAGAIN);
	EXPECT_EQ(setlk(b, F_WRLCK, 60, 60), -EAGAIN);
	EXPECT_EQ(holder(a, 50), F_WRLCK);
	EXPECT_EQ(setlk(a, F_RDLCK, 10, 20), 0); /* a part of it becomes shared */
	EXPECT_EQ(setlk(b, F_RDLCK, 10, 20), 0);
	EXPECT_EQ(setlk(b, F_RDLCK, 21, 21), -EAGAIN);
	EXPECT_EQ(setlk(b, F_UNLCK, 0, MAX_LFS_FILESIZE), 0);
	EXPECT_EQ(setlk(a, F_WRLCK, 0, MAX_LFS_FILESIZE), 0);
	EXPECT_EQ(holder(b, 1ll << 40), F_WRLCK);
	filp_close(a);
	EXPECT_EQ(holder(b, 50), F_UNLCK); /* gone with their file */
	filp_close(b);
	EXPECT_EQ(tree_end(), 0);
}

KTEST(locks, flock)
{
	struct file *a, *b;

	ASSERT_EQ(tree_begin(), 0);
	a = filp_open(T "/f", O_RDWR | O_CREAT, 0600);
	b = filp_open(T "/f", O_RDONLY, 0);
	ASSERT_TRUE(!IS_ERR(a) && !IS_ERR(b));
	EXPECT_EQ(vfs_flock(a, F_RDLCK, false), 0);
	EXPECT_EQ(vfs_flock(b, F_RDLCK, false), 0);
	EXPECT_EQ(vfs_flock(a, F_WRLCK, false), -EWOULDBLOCK);
	EXPECT_EQ(vfs_flock(b, F_UNLCK, false), 0);
	EXPECT_EQ(vfs_flock(a, F_WRLCK, false), 0);
	EXPECT_EQ(vfs_flock(b, F_RDLCK, false), -EWOULDBLOCK);
	filp_close(a);
	EXPECT_EQ(vfs_flock(b, F_WRLCK, false), 0);
	filp_close(b);
	EXPECT_EQ(tree_end(), 0);
}

KTEST(locks, request_ranges)
{
	struct lock_request req;
	struct file *f;

	ASSERT_EQ(tree_begin(), 0);
	f = filp_open(T "/f", O_RDWR | O_CREAT, 0600);
	ASSERT_TRUE(!IS_ERR(f));
	EXPECT_EQ(lock_request_range(&req, f, SEEK_SET, 10, -10), 0);
	EXPECT_EQ(req.start, 0);
	EXPECT_EQ(req.end, 9);
	EXPECT_EQ(lock_request_range(&req, f, SEEK_SET, 10, -11), -EINVAL);
	EXPECT_EQ(lock_request_range(&req, f, SEEK_SET, -1, 0), -EINVAL);
	EXPECT_EQ(lock_request_range(&req, f, 7, 0, 0), -EINVAL);
	EXPECT_EQ(lock_request_range(&req, f, SEEK_SET, MAX_LFS_FILESIZE, 2), -EOVERFLOW);
	EXPECT_EQ(lock_request_range(&req, f, SEEK_SET, 5, 0), 0);
	EXPECT_EQ(req.end, MAX_LFS_FILESIZE);
	filp_close(f);
	EXPECT_EQ(tree_end(), 0);
}

/* --- seq_file --- */

#define NUMBERS 2000

static void *num_start(struct seq_file *m, loff_t *pos)
{
	(void)m;
	return *pos < NUMBERS ? pos : NULL;
}

static void *num_next(struct seq_file *m, void *v, loff_t *pos)
{
	(void)v;
	++*pos;
	return num_start(m, pos);
}

static void num_stop(struct seq_file *m, void *v)
{
	(void)m;
	(void)v;
}

static int num_show(struct seq_file *m, void *v)
{
	seq_printf(m, "%05lld\n", (long long)*(loff_t *)v);
	return 0;
}

static const struct seq_operations num_ops = {
	.start = num_start,
	.next = num_next,
	.stop = num_stop,
	.show = num_show,
};

KTEST(seq_file, any_offset_any_size)
{
	static const struct file_operations fops = {
		.read_iter = seq_read_iter, .llseek = seq_lseek, .release = seq_release};
	struct file *f = anon_inode_getfile("[ktest]", &fops, NULL, O_RDONLY);
	size_t total = 0;
	loff_t pos = 0;
	char buf[64];
	ssize_t n;

	ASSERT_TRUE(!IS_ERR(f));
	ASSERT_EQ(seq_open(f, &num_ops), 0);
	while ((n = kernel_read(f, buf, 7, &pos)) > 0)
		total += (size_t)n;
	EXPECT_EQ(n, 0);
	EXPECT_EQ(total, NUMBERS * 6ul);
	pos = 6 * 1234 + 2;
	EXPECT_EQ(kernel_read(f, buf, 6, &pos), 6);
	EXPECT_EQ(memcmp(buf, "234\n01", 6), 0);
	pos = 0;
	EXPECT_EQ(kernel_read(f, buf, 6, &pos), 6);
	EXPECT_EQ(memcmp(buf, "00000\n", 6), 0);
	pos = NUMBERS * 6 + 100;
	EXPECT_EQ(kernel_read(f, buf, 6, &pos), 0);
	EXPECT_EQ(vfs_llseek(f, 12, SEEK_SET), 12);
	EXPECT_EQ(kernel_read(f, buf, 6, &f->f_pos), 6);
	EXPECT_EQ(memcmp(buf, "00002\n", 6), 0);
	filp_close(f);
}

static int big_show(struct seq_file *m, void *v)
{
	int i;

	(void)v;
	for (i = 0; i < 3000; i++) /* one record of 18 KB: the buffer has to grow */
		seq_printf(m, "%05d\n", i);
	return 0;
}

KTEST(seq_file, large_record)
{
	static const struct file_operations fops = {.read_iter = seq_read_iter,
						    .release = single_release};
	struct file *f = anon_inode_getfile("[ktest]", &fops, NULL, O_RDONLY);
	loff_t pos = 6 * 2999;
	char buf[16];

	ASSERT_TRUE(!IS_ERR(f));
	ASSERT_EQ(single_open(f, big_show, NULL), 0);
	EXPECT_EQ(kernel_read(f, buf, sizeof(buf), &pos), 6);
	EXPECT_EQ(memcmp(buf, "02999\n", 6), 0);
	filp_close(f);
}

/* --- copying --- */

KTEST(copy, copy_file_range)
{
	struct file *a, *b;
	loff_t pos = 0, from, to;
	char buf[8];

	ASSERT_EQ(tree_begin(), 0);
	a = filp_open(T "/a", O_RDWR | O_CREAT, 0600);
	b = filp_open(T "/b", O_RDWR | O_CREAT, 0600);
	ASSERT_TRUE(!IS_ERR(a) && !IS_ERR(b));
	EXPECT_EQ(kernel_write(a, "0123456789", 10, &pos), 10);
	from = 4;
	to = 100000;
	EXPECT_EQ(vfs_copy_file_range(a, &from, b, &to, 1000), 6);
	EXPECT_EQ(from, 10);
	EXPECT_EQ(to, 100006);
	EXPECT_EQ(i_size_read(b->f_inode), 100006);
	pos = 100000;
	EXPECT_EQ(kernel_read(b, buf, 8, &pos), 6);
	EXPECT_EQ(memcmp(buf, "456789", 6), 0);
	from = 0;
	to = 5;
	EXPECT_EQ(vfs_copy_file_range(a, &from, a, &to, 6), -EINVAL); /* overlap */
	filp_close(a);
	filp_close(b);
	EXPECT_EQ(tree_end(), 0);
}
