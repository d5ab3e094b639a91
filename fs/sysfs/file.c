/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/sysfs/file.c - attributes as files: text, bytes and links
 *
 * Theory
 *   A file's node has the attribute as its priv, its directory's node the kobject.  Each use takes
 *   the node's active reference, which keeps both alive; once it is removed the file answers
 *   ENODEV.  A file that has no function for a direction, or no mode bit for it, cannot be opened
 *   for that direction, not even by root.
 *
 * Locks: none of its own.
 * Sources: Linux Documentation/filesystems/sysfs.rst
 */
#include "internal.h"

#include "fs/vfs/seq_file.h"
#include "kernel/base/panic.h"
#include "kernel/base/printk.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"

#define ANY_READ  0444
#define ANY_WRITE 0222

static struct kobject *kobj_of(struct kernfs_node *kn)
{
	return kernfs_priv(kernfs_parent(kn));
}

static int check_modes(const struct file *f, umode_t mode, bool can_read, bool can_write)
{
	if ((f->f_mode & FMODE_READ) && !(can_read && (mode & ANY_READ)))
		return -EACCES;
	if ((f->f_mode & FMODE_WRITE) && !(can_write && (mode & ANY_WRITE)))
		return -EACCES;
	return 0;
}

/* What was written, NUL-terminated: at most a page.  ERR_PTR. */
static char *copy_input(struct iov_iter *from, size_t *count)
{
	size_t n = min_t(size_t, iov_iter_count(from), PAGE_SIZE);
	char *buf = kmalloc(n + 1, GFP_KERNEL);

	if (!buf)
		return ERR_PTR(-ENOMEM);
	if (copy_from_iter(buf, n, from) != n) {
		kfree(buf);
		return ERR_PTR(-EFAULT);
	}
	buf[n] = '\0';
	*count = n;
	return buf;
}

/* --- text --- */

static int attr_seq_show(struct seq_file *m, void *v)
{
	struct kernfs_node *kn = m->private;
	struct attribute *attr;
	char *page;
	ssize_t n;

	(void)v;
	page = (char *)get_zeroed_page(GFP_KERNEL);
	if (!page)
		return -ENOMEM;
	n = -ENODEV;
	if (kernfs_get_active(kn)) {
		attr = kernfs_priv(kn);
		n = kobj_of(kn)->ktype->sysfs_ops->show(kobj_of(kn), attr, page);
		if (n >= (ssize_t)PAGE_SIZE) {
			pr_err("sysfs: %s: show filled more than a page\n", attr->name);
			n = PAGE_SIZE - 1;
		}
		kernfs_put_active(kn);
	}
	if (n > 0)
		seq_write(m, page, (size_t)n);
	free_page((unsigned long)page);
	return n < 0 ? (int)n : 0;
}

static int attr_open(struct inode *inode, struct file *f)
{
	struct kernfs_node *kn = kernfs_of(inode);
	const struct sysfs_ops *ops;
	int err;

	if (!kernfs_get_active(kn))
		return -ENODEV;
	ops = kobj_of(kn)->ktype->sysfs_ops;
	err = ops ? check_modes(f, kernfs_mode(kn), ops->show, ops->store) : -EACCES;
	kernfs_put_active(kn);
	/* A page and one byte: a full page is not taken for an overflow. */
	return err ? err : single_open_size(f, attr_seq_show, kn, PAGE_SIZE + 1);
}

static ssize_t attr_write_iter(struct file *f, loff_t *pos, struct iov_iter *from)
{
	struct kernfs_node *kn = kernfs_of(file_inode(f));
	size_t count;
	ssize_t n = -ENODEV;
	char *buf;

	if (!iov_iter_count(from))
		return 0;
	buf = copy_input(from, &count);
	if (IS_ERR(buf))
		return PTR_ERR(buf);
	if (kernfs_get_active(kn)) {
		struct kobject *kobj = kobj_of(kn);

		n = kobj->ktype->sysfs_ops->store(kobj, kernfs_priv(kn), buf, count);
		kernfs_put_active(kn);
	}
	kfree(buf);
	if (n > 0)
		*pos += n;
	return n;
}

static const struct file_operations attr_fops = {
	.llseek = seq_lseek,
	.read_iter = seq_read_iter,
	.write_iter = attr_write_iter,
	.open = attr_open,
	.release = single_release,
};

int sysfs_create_file(struct kobject *kobj, const struct attribute *attr)
{
	struct kernfs_node *kn;

	if (!kobj->sd)
		return -ENOENT;
	kn = kernfs_create_file(kobj->sd, attr->name, attr->mode, PAGE_SIZE, &attr_fops,
				(void *)attr);
	return IS_ERR(kn) ? (int)PTR_ERR(kn) : 0;
}

int sysfs_create_files(struct kobject *kobj, const struct attribute *const *attrs)
{
	int err = 0, i;

	for (i = 0; attrs[i] && !err; i++)
		err = sysfs_create_file(kobj, attrs[i]);
	if (err) {
		for (i -= 2; i >= 0; i--)
			sysfs_remove_file(kobj, attrs[i]);
	}
	return err;
}

static void remove_entry(struct kobject *kobj, const char *name)
{
	if (kobj->sd)
		(void)kernfs_remove_by_name(kobj->sd, name); /* it may be gone already */
}

void sysfs_remove_file(struct kobject *kobj, const struct attribute *attr)
{
	remove_entry(kobj, attr->name);
}

/* --- bytes --- */

static struct bin_attribute *bin_of(struct kernfs_node *kn)
{
	return kernfs_priv(kn);
}

static int bin_open(struct inode *inode, struct file *f)
{
	struct kernfs_node *kn = kernfs_of(inode);
	int err;

	if (!kernfs_get_active(kn))
		return -ENODEV;
	err = check_modes(f, kernfs_mode(kn), bin_of(kn)->read, bin_of(kn)->write);
	kernfs_put_active(kn);
	return err;
}

/* How much of @count bytes at @pos lies inside; 0 at and behind the end. */
static size_t bin_clamp(const struct bin_attribute *ba, loff_t pos, size_t count)
{
	if (!ba->size)
		return count;
	return (u64)pos >= ba->size ? 0 : min_t(size_t, count, ba->size - (size_t)pos);
}

static ssize_t bin_read_iter(struct file *f, loff_t *pos, struct iov_iter *to)
{
	struct kernfs_node *kn = kernfs_of(file_inode(f));
	size_t count = min_t(size_t, iov_iter_count(to), PAGE_SIZE);
	char *page = (char *)get_zeroed_page(GFP_KERNEL);
	ssize_t n = -ENODEV;

	if (!page)
		return -ENOMEM;
	if (kernfs_get_active(kn)) {
		count = bin_clamp(bin_of(kn), *pos, count);
		n = count ? bin_of(kn)->read(f, kobj_of(kn), bin_of(kn), page, *pos, count) : 0;
		kernfs_put_active(kn);
	}
	if (n > 0 && copy_to_iter(page, (size_t)n, to) != (size_t)n)
		n = -EFAULT;
	if (n > 0)
		*pos += n;
	free_page((unsigned long)page);
	return n;
}

static ssize_t bin_write_iter(struct file *f, loff_t *pos, struct iov_iter *from)
{
	struct kernfs_node *kn = kernfs_of(file_inode(f));
	size_t count;
	ssize_t n = -ENODEV;
	char *buf;

	if (!iov_iter_count(from))
		return 0;
	buf = copy_input(from, &count);
	if (IS_ERR(buf))
		return PTR_ERR(buf);
	if (kernfs_get_active(kn)) {
		struct bin_attribute *ba = bin_of(kn);

		count = bin_clamp(ba, *pos, count);
		n = count ? ba->write(f, kobj_of(kn), ba, buf, *pos, count) : -EFBIG;
		kernfs_put_active(kn);
	}
	kfree(buf);
	if (n > 0)
		*pos += n;
	return n;
}

static const struct file_operations bin_fops = {
	.llseek = generic_file_llseek,
	.read_iter = bin_read_iter,
	.write_iter = bin_write_iter,
	.open = bin_open,
};

int sysfs_create_bin_file(struct kobject *kobj, const struct bin_attribute *attr)
{
	struct kernfs_node *kn;

	if (!kobj->sd)
		return -ENOENT;
	kn = kernfs_create_file(kobj->sd, attr->attr.name, attr->attr.mode, (loff_t)attr->size,
				&bin_fops, (void *)attr);
	return IS_ERR(kn) ? (int)PTR_ERR(kn) : 0;
}

void sysfs_remove_bin_file(struct kobject *kobj, const struct bin_attribute *attr)
{
	remove_entry(kobj, attr->attr.name);
}

/* --- links and mount points --- */

int sysfs_create_link(struct kobject *kobj, struct kobject *target, const char *name)
{
	struct kernfs_node *kn;

	if (!kobj->sd || !target->sd)
		return -ENOENT;
	kn = kernfs_create_link(kobj->sd, name, target->sd);
	return IS_ERR(kn) ? (int)PTR_ERR(kn) : 0;
}

void sysfs_remove_link(struct kobject *kobj, const char *name)
{
	remove_entry(kobj, name);
}

int sysfs_create_mount_point(struct kobject *parent, const char *name)
{
	struct kernfs_node *kn;

	if (!parent->sd)
		return -ENOENT;
	kn = kernfs_create_dir(parent->sd, name, 0755, NULL);
	return IS_ERR(kn) ? (int)PTR_ERR(kn) : 0;
}

/* --- text for show functions --- */

int sysfs_emit(char *buf, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vscnprintf(buf, PAGE_SIZE, fmt, ap);
	va_end(ap);
	return n;
}

int sysfs_emit_at(char *buf, int at, const char *fmt, ...)
{
	va_list ap;
	int n;

	assert(at >= 0 && at < (int)PAGE_SIZE);
	va_start(ap, fmt);
	n = vscnprintf(buf + at, PAGE_SIZE - (size_t)at, fmt, ap);
	va_end(ap);
	return n;
}
