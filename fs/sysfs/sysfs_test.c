/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fs/sysfs/sysfs_test.c - trees that grow and shrink while files of them are open */
#include "kernel/base/ktest.h"

#include <linux/fcntl.h>
#include "fs/sysfs/sysfs.h"
#include "fs/vfs/fs.h"
#include "fs/vfs/mount.h"
#include "fs/vfs/namei.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/wait.h"
#include "lib/format.h"
#include "lib/string.h"

#define MANY 200

static int stored;
static bool inside, let_go;
static DECLARE_WAIT_QUEUE_HEAD(test_wq);

static ssize_t value_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	(void)attr;
	return sysfs_emit(buf, "%s %d\n", kobject_name(kobj), stored);
}

static ssize_t value_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			   size_t count)
{
	(void)kobj;
	(void)attr;
	if (count < 2 || buf[count])
		return -EINVAL;
	stored = buf[0] - '0';
	return (ssize_t)count;
}
static const struct kobj_attribute value_attr = __ATTR_RW(value);

/* Stays inside until it is told to go. */
static ssize_t slow_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	(void)kobj;
	(void)attr;
	WRITE_ONCE(inside, true);
	wake_up_all(&test_wq);
	wait_event(test_wq, READ_ONCE(let_go));
	return sysfs_emit(buf, "done\n");
}
static const struct kobj_attribute slow_attr = __ATTR_RO(slow);

#define MNT "/sysfs-test"

static bool mount_sys(void)
{
	(void)do_mkdirat(AT_FDCWD, MNT, 0755);
	return do_mount("sysfs", MNT, "sysfs", 0, NULL) == 0;
}

static void umount_sys(void)
{
	EXPECT_EQ(do_umount(MNT, 0), 0);
	EXPECT_EQ(do_rmdirat(AT_FDCWD, MNT), 0);
}

static ssize_t read_text(struct file *f, char *buf, size_t size)
{
	loff_t pos = 0;
	ssize_t n = kernel_read(f, buf, size - 1, &pos);

	buf[n > 0 ? n : 0] = '\0';
	return n;
}

KTEST(sysfs, attribute_until_it_is_removed)
{
	struct kobject *kobj = kobject_create_and_add("test", kernel_kobj);
	struct file *f, *gone;
	char text[32];
	loff_t pos = 0;

	ASSERT_NOT_NULL(kobj);
	EXPECT_NULL(kobject_create_and_add("test", kernel_kobj));
	EXPECT_EQ(sysfs_create_file(kobj, &value_attr.attr), 0);
	EXPECT_EQ(sysfs_create_file(kobj, &value_attr.attr), -EEXIST);
	EXPECT_TRUE(mount_sys());
	stored = 0;
	f = filp_open(MNT "/kernel/test/value", O_RDWR, 0);
	EXPECT_FALSE(IS_ERR(f));
	if (!IS_ERR(f)) {
		EXPECT_EQ(read_text(f, text, sizeof(text)), 7);
		EXPECT_EQ(strcmp(text, "test 0\n"), 0);
		EXPECT_EQ(kernel_write(f, "7\n", 2, &pos), 2);
		EXPECT_EQ(kernel_write(f, "1", 1, &pos), -EINVAL);
		EXPECT_EQ(read_text(f, text, sizeof(text)), 7);
		EXPECT_EQ(strcmp(text, "test 7\n"), 0);
	}
	kobject_put(kobj);
	gone = filp_open(MNT "/kernel/test/value", O_RDONLY, 0);
	EXPECT_EQ(PTR_ERR(gone), -ENOENT);
	if (!IS_ERR(f)) {
		EXPECT_EQ(read_text(f, text, sizeof(text)), -ENODEV);
		EXPECT_EQ(kernel_write(f, "7\n", 2, &pos), -ENODEV);
		filp_close(f);
	}
	umount_sys();
}

KTEST(sysfs, links_lead_there)
{
	struct kobject *a = kobject_create_and_add("test_a", kernel_kobj);
	struct kobject *b = kobject_create_and_add("test_b", NULL);
	struct kobject *below = a ? kobject_create_and_add("below", a) : NULL;
	char text[64];

	EXPECT_TRUE(a && b && below);
	if (a && b && below && mount_sys()) {
		EXPECT_EQ(sysfs_create_file(b, &value_attr.attr), 0);
		EXPECT_EQ(sysfs_create_link(below, b, "to"), 0);
		EXPECT_EQ(sysfs_create_link(a, below, "down"), 0);
		EXPECT_EQ(sysfs_create_link(below, kernel_kobj, "up"), 0);
		EXPECT_EQ(do_readlinkat(AT_FDCWD, MNT "/kernel/test_a/below/to", text, 64), 15);
		EXPECT_EQ(memcmp(text, "../../../test_b", 15), 0);
		EXPECT_EQ(do_readlinkat(AT_FDCWD, MNT "/kernel/test_a/down", text, 64), 5);
		EXPECT_EQ(do_readlinkat(AT_FDCWD, MNT "/kernel/test_a/below/up", text, 64), 5);
		EXPECT_EQ(memcmp(text, "../..", 5), 0);
		umount_sys();
	}
	kobject_put(below);
	kobject_put(a);
	kobject_put(b);
}

/* --- reading a directory that changes --- */

struct count_ctx {
	struct dir_context ctx;
	unsigned int n, limit;
	unsigned int seen[MANY];
};

static bool count_entry(struct dir_context *ctx, const char *name, int len, loff_t off, u64 ino,
			unsigned int type)
{
	struct count_ctx *c = container_of(ctx, struct count_ctx, ctx);
	int i = 0;

	(void)off;
	(void)ino;
	(void)type;
	if (c->limit && c->n == c->limit)
		return false;
	c->n++;
	for (int k = 1; k < len && name[0] == 'e'; k++)
		i = i * 10 + name[k] - '0';
	if (name[0] == 'e' && i < MANY)
		c->seen[i]++;
	return true;
}

static void read_some(struct file *f, struct count_ctx *c, unsigned int n)
{
	c->n = 0;
	c->limit = n;
	EXPECT_EQ(f->f_op->iterate(f, &c->ctx), 0);
}

KTEST(sysfs, directory_read_while_it_changes)
{
	static struct count_ctx c;
	static struct kobject *e[MANY];
	struct kobject *dir = kobject_create_and_add("test_many", kernel_kobj);
	struct file *f;
	char name[8];

	ASSERT_NOT_NULL(dir);
	memset(&c, 0, sizeof(c));
	c.ctx.actor = count_entry;
	EXPECT_TRUE(mount_sys());
	f = filp_open(MNT "/kernel/test_many", O_RDONLY | O_DIRECTORY, 0);
	EXPECT_FALSE(IS_ERR(f));
	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "e%d", i);
		e[i] = kobject_create_and_add(name, dir);
		EXPECT_NOT_NULL(e[i]);
	}
	if (!IS_ERR(f)) {
		read_some(f, &c, 2 + MANY / 2);
		for (int i = 0; i < MANY; i += 2) /* read or not: each was seen at most once */
			kobject_put(e[i]);
		read_some(f, &c, 0);
		for (int i = 0; i < MANY; i++) {
			EXPECT_LE(c.seen[i], 1);
			EXPECT_TRUE(c.seen[i] == 1 || i % 2 == 0);
		}
		filp_close(f);
	}
	for (int i = 1; i < MANY; i += 2)
		kobject_put(e[i]);
	kobject_put(dir);
	umount_sys();
}

/* --- removal waits --- */

static int slow_reader(void *arg)
{
	struct file *f = filp_open(MNT "/kernel/test_slow/slow", O_RDONLY, 0);
	char text[8];

	(void)arg;
	if (IS_ERR(f))
		return 0;
	EXPECT_EQ(read_text(f, text, sizeof(text)), 5);
	filp_close(f);
	WRITE_ONCE(inside, false);
	wake_up_all(&test_wq);
	return 0;
}

static int late_helper(void *arg)
{
	(void)arg;
	msleep(30);
	WRITE_ONCE(let_go, true);
	wake_up_all(&test_wq);
	return 0;
}

KTEST(sysfs, removal_waits_for_readers)
{
	struct kobject *kobj = kobject_create_and_add("test_slow", kernel_kobj);

	ASSERT_NOT_NULL(kobj);
	inside = let_go = false;
	EXPECT_EQ(sysfs_create_file(kobj, &slow_attr.attr), 0);
	EXPECT_TRUE(mount_sys());
	EXPECT_FALSE(IS_ERR(kthread_run(slow_reader, NULL, "sysfs_reader")));
	wait_event(test_wq, READ_ONCE(inside));
	EXPECT_FALSE(IS_ERR(kthread_run(late_helper, NULL, "sysfs_helper")));
	kobject_put(kobj);
	EXPECT_TRUE(READ_ONCE(let_go));
	wait_event(test_wq, !READ_ONCE(inside));
	umount_sys();
}
