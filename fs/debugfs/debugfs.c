/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/debugfs/debugfs.c - the debugfs file system
 *
 * Theory
 *   A tree of fs/kernfs without removal.  A file has its owner's file operations, or shows one
 *   variable.  Only root may enter: the top has mode 0700.
 *
 * Locks: none; a variable is read and written as one word.
 * Sources: Linux Documentation/filesystems/debugfs.rst
 */
#include "fs/debugfs/debugfs.h"

#include <linux/magic.h>
#include "fs/kernfs/kernfs.h"
#include "kernel/base/panic.h"
#include "lib/format.h"
#include "lib/kstrtox.h"
#include "lib/string.h"

#define NUMBER_TEXT 32

static struct kernfs_node *debugfs_root;

static struct kernfs_node *parent_or_root(struct kernfs_node *parent)
{
	return parent ? parent : debugfs_root;
}

struct kernfs_node *debugfs_create_dir(const char *name, struct kernfs_node *parent)
{
	if (IS_ERR(parent))
		return parent;
	return kernfs_create_dir(parent_or_root(parent), name, 0755, NULL);
}

struct kernfs_node *debugfs_create_file(const char *name, umode_t mode, struct kernfs_node *parent,
					void *data, const struct file_operations *fop)
{
	if (IS_ERR(parent))
		return parent;
	return kernfs_create_file(parent_or_root(parent), name, mode, 0, fop, data);
}

void *debugfs_data(const struct inode *inode)
{
	return kernfs_priv(kernfs_of(inode));
}

/* --- variables --- */

static ssize_t reply(struct iov_iter *to, loff_t *pos, const char *text)
{
	return simple_read_from_buffer(to, pos, text, strlen(text));
}

/* What was written, as text: 0, -EFAULT, or -EINVAL if it is too long for any number. */
static int get_text(struct iov_iter *from, char text[NUMBER_TEXT], size_t *count)
{
	*count = iov_iter_count(from);
	if (*count >= NUMBER_TEXT)
		return -EINVAL;
	if (copy_from_iter(text, *count, from) != *count)
		return -EFAULT;
	text[*count] = '\0';
	return 0;
}

static ssize_t wrote(loff_t *pos, size_t count)
{
	*pos += (loff_t)count;
	return (ssize_t)count;
}

static ssize_t u32_read(struct file *f, loff_t *pos, struct iov_iter *to)
{
	u32 *value = debugfs_data(file_inode(f));
	char text[NUMBER_TEXT];

	snprintf(text, sizeof(text), "%u\n", READ_ONCE(*value));
	return reply(to, pos, text);
}

static ssize_t u32_write(struct file *f, loff_t *pos, struct iov_iter *from)
{
	u32 *value = debugfs_data(file_inode(f)), v;
	char text[NUMBER_TEXT];
	size_t count;
	int err = get_text(from, text, &count);

	if (!err)
		err = kstrtouint(text, 0, &v);
	if (err)
		return err;
	WRITE_ONCE(*value, v);
	return wrote(pos, count);
}

static ssize_t ulong_read(struct file *f, loff_t *pos, struct iov_iter *to)
{
	unsigned long *value = debugfs_data(file_inode(f));
	char text[NUMBER_TEXT];

	snprintf(text, sizeof(text), "%lu\n", READ_ONCE(*value));
	return reply(to, pos, text);
}

static ssize_t ulong_write(struct file *f, loff_t *pos, struct iov_iter *from)
{
	unsigned long *value = debugfs_data(file_inode(f)), v;
	char text[NUMBER_TEXT];
	size_t count;
	int err = get_text(from, text, &count);

	if (!err)
		err = kstrtoul(text, 0, &v);
	if (err)
		return err;
	WRITE_ONCE(*value, v);
	return wrote(pos, count);
}

static ssize_t atomic_file_read(struct file *f, loff_t *pos, struct iov_iter *to)
{
	atomic_t *value = debugfs_data(file_inode(f));
	char text[NUMBER_TEXT];

	snprintf(text, sizeof(text), "%d\n", atomic_read(value));
	return reply(to, pos, text);
}

static ssize_t atomic_file_write(struct file *f, loff_t *pos, struct iov_iter *from)
{
	atomic_t *value = debugfs_data(file_inode(f));
	char text[NUMBER_TEXT];
	size_t count;
	int v, err = get_text(from, text, &count);

	if (!err)
		err = kstrtoint(text, 0, &v);
	if (err)
		return err;
	atomic_set(value, v);
	return wrote(pos, count);
}

static ssize_t bool_read(struct file *f, loff_t *pos, struct iov_iter *to)
{
	bool *value = debugfs_data(file_inode(f));

	return reply(to, pos, READ_ONCE(*value) ? "Y\n" : "N\n");
}

static ssize_t bool_write(struct file *f, loff_t *pos, struct iov_iter *from)
{
	bool *value = debugfs_data(file_inode(f)), v;
	char text[NUMBER_TEXT];
	size_t count;
	int err = get_text(from, text, &count);

	if (!err)
		err = kstrtobool(text, &v);
	if (err)
		return err;
	WRITE_ONCE(*value, v);
	return wrote(pos, count);
}

static const struct file_operations u32_fops = {
	.llseek = generic_file_llseek,
	.read_iter = u32_read,
	.write_iter = u32_write,
};
static const struct file_operations ulong_fops = {
	.llseek = generic_file_llseek,
	.read_iter = ulong_read,
	.write_iter = ulong_write,
};
static const struct file_operations atomic_fops = {
	.llseek = generic_file_llseek,
	.read_iter = atomic_file_read,
	.write_iter = atomic_file_write,
};
static const struct file_operations bool_fops = {
	.llseek = generic_file_llseek,
	.read_iter = bool_read,
	.write_iter = bool_write,
};

void debugfs_create_u32(const char *name, umode_t mode, struct kernfs_node *parent, u32 *value)
{
	debugfs_create_file(name, mode, parent, value, &u32_fops);
}

void debugfs_create_ulong(const char *name, umode_t mode, struct kernfs_node *parent,
			  unsigned long *value)
{
	debugfs_create_file(name, mode, parent, value, &ulong_fops);
}

void debugfs_create_atomic_t(const char *name, umode_t mode, struct kernfs_node *parent,
			     atomic_t *value)
{
	debugfs_create_file(name, mode, parent, value, &atomic_fops);
}

void debugfs_create_bool(const char *name, umode_t mode, struct kernfs_node *parent, bool *value)
{
	debugfs_create_file(name, mode, parent, value, &bool_fops);
}

/* --- the type --- */

static int debugfs_fill(struct super_block *sb, void *data)
{
	(void)data;
	return kernfs_fill_super(sb, debugfs_root, DEBUGFS_MAGIC);
}

static struct super_block *debugfs_mount(const struct file_system_type *t, unsigned long flags,
					 const char *dev, void *data)
{
	(void)dev;
	(void)data;
	return sget_single(t, flags, debugfs_fill, NULL);
}

static struct file_system_type debugfs_type = {
	.name = "debugfs",
	.mount = debugfs_mount,
	.kill_sb = kill_anon_super,
};

void __init debugfs_init(void)
{
	debugfs_root = kernfs_create_root(0700, NULL);
	if (IS_ERR(debugfs_root))
		panic("debugfs: no memory");
	debugfs_memory_init();
	debugfs_crash_init();
	if (register_filesystem(&debugfs_type))
		panic("debugfs: cannot register the file system");
}
