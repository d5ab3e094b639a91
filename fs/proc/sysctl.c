/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/proc/sysctl.c - /proc/sys: values of the kernel as files
 *
 * Theory
 *   A table says what a file means; directories on its path are made on demand.  A read formats
 *   the whole value and gives the part at the file's position.  A write is taken whole: numbers
 *   only at position 0 (what a program writes after that is ignored, as Linux does by default),
 *   strings at any position up to their end.  Values are checked before they are changed.
 *
 *   Permissions are Linux's for /proc/sys: the mode bits hold for everybody, root included, who
 *   is the owner; capabilities do not help.  Mode and owner cannot be changed.
 *
 * Not here: the tables (sysctl_table.c), text to numbers (sysctl_text.c).
 *
 * Locks: string_lock (a leaf) for all CTL_STRING values; words are read and written whole.
 * Sources: proc(5), Linux Documentation/admin-guide/sysctl/
 */
#include "internal.h"

#include "kernel/base/panic.h"
#include "kernel/proc/cred.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"
#include "sysctl_text.h"

#define PATH_PART_MAX 64
#define S32_MIN	      (-2147483647L - 1)
#define S32_MAX	      2147483647L

static DEFINE_SPINLOCK(string_lock, RANK_LEAF);

/* --- values --- */

static int read_value(const struct ctl_table *t, char *buf, size_t size)
{
	switch (t->type) {
	case CTL_INT:
		snprintf(buf, size, "%d\n", READ_ONCE(*(int *)t->data));
		return 0;
	case CTL_ULONG:
		snprintf(buf, size, "%lu\n", READ_ONCE(*(unsigned long *)t->data));
		return 0;
	case CTL_STRING:
		spin_lock(&string_lock);
		snprintf(buf, size, "%s\n", (char *)t->data);
		spin_unlock(&string_lock);
		return 0;
	case CTL_PROC:
		return t->handler(t, false, buf, size);
	}
	return -EINVAL;
}

static int write_int(const struct ctl_table *t, const char *buf)
{
	bool limited = t->min || t->max;
	long v;
	int n = sysctl_parse_longs(buf, &v, 1, limited ? t->min : S32_MIN,
				   limited ? t->max : S32_MAX);

	if (n < 0)
		return n;
	WRITE_ONCE(*(int *)t->data, (int)v);
	return 0;
}

static int write_ulong(const struct ctl_table *t, const char *buf)
{
	bool limited = t->min || t->max;
	unsigned long v;
	int err = sysctl_parse_ulong(buf, &v, limited ? (unsigned long)t->min : 0,
				     limited ? (unsigned long)t->max : ~0UL);

	if (!err)
		WRITE_ONCE(*(unsigned long *)t->data, v);
	return err;
}

/* @pos: where in the string; beyond its end nothing happens. */
static void write_string(const struct ctl_table *t, char *buf, loff_t pos)
{
	size_t n = sysctl_trim_string(buf), at = (size_t)pos;
	char *to = t->data;

	spin_lock(&string_lock);
	if (at <= strnlen(to, t->maxlen - 1)) {
		n = min(n, t->maxlen - 1 - at);
		memcpy(to + at, buf, n);
		to[at + n] = '\0';
	}
	spin_unlock(&string_lock);
}

static int write_value(const struct ctl_table *t, char *buf, size_t n, loff_t pos)
{
	int err = 0;

	if (pos && t->type != CTL_STRING)
		return 0;
	switch (t->type) {
	case CTL_INT:
		err = write_int(t, buf);
		break;
	case CTL_ULONG:
		err = write_ulong(t, buf);
		break;
	case CTL_STRING:
		write_string(t, buf, pos);
		break;
	case CTL_PROC:
		err = t->handler(t, true, buf, n);
		break;
	}
	if (!err && t->changed)
		t->changed();
	return err;
}

/* --- files --- */

static int may(umode_t mode, int mask)
{
	if (current_euid() == 0)
		mode >>= 6;
	else if (in_egroup_p(current_cred(), 0))
		mode >>= 3;
	return (unsigned int)mask & (MAY_READ | MAY_WRITE | MAY_EXEC) & ~mode ? -EACCES : 0;
}

static int sysctl_permission(struct inode *inode, int mask)
{
	if ((mask & MAY_EXEC) && S_ISREG(inode->i_mode))
		return -EACCES;
	return may(inode->i_mode, mask);
}

static int sysctl_setattr(struct dentry *d, struct iattr *attr)
{
	int err;

	if (attr->ia_valid & (ATTR_MODE | ATTR_UID | ATTR_GID))
		return -EPERM;
	err = setattr_prepare(d, attr);
	if (!err)
		setattr_copy(d_inode(d), attr);
	return err;
}

static ssize_t sysctl_read_iter(struct file *f, loff_t *pos, struct iov_iter *to)
{
	const struct ctl_table *t = PDE(file_inode(f))->data;
	ssize_t n;
	char *buf;

	if (may(t->mode, MAY_READ))
		return -EPERM;
	buf = kmalloc(PAGE_SIZE, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	n = read_value(t, buf, PAGE_SIZE);
	if (!n)
		n = simple_read_from_buffer(to, pos, buf, strlen(buf));
	kfree(buf);
	return n;
}

static ssize_t sysctl_write_iter(struct file *f, loff_t *pos, struct iov_iter *from)
{
	const struct ctl_table *t = PDE(file_inode(f))->data;
	size_t count = iov_iter_count(from), n = min_t(size_t, count, PAGE_SIZE - 1);
	ssize_t res;
	char *buf;

	if (may(t->mode, MAY_WRITE))
		return -EPERM;
	if (!count)
		return 0;
	buf = kmalloc(n + 1, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	res = -EFAULT;
	if (copy_from_iter(buf, n, from) == n) {
		buf[n] = '\0';
		res = write_value(t, buf, n, *pos);
	}
	kfree(buf);
	if (res)
		return res;
	*pos += (loff_t)count;
	return (ssize_t)count;
}

static const struct inode_operations sysctl_file_iops = {
	.permission = sysctl_permission,
	.setattr = sysctl_setattr,
};

static const struct inode_operations sysctl_dir_iops = {
	.lookup = pde_lookup,
	.permission = sysctl_permission,
	.setattr = sysctl_setattr,
	.getattr = pde_getattr,
};

static const struct file_operations sysctl_fops = {
	.llseek = generic_file_llseek,
	.read_iter = sysctl_read_iter,
	.write_iter = sysctl_write_iter,
};

/* --- registration --- */

static struct proc_dir_entry *sys_dir; /* [c] after boot */

/* The directory @name below @dir, made if missing.  NULL: no memory, or a file has the name. */
static struct proc_dir_entry *get_dir(struct proc_dir_entry *dir, const char *name, size_t len)
{
	char part[PATH_PART_MAX];
	struct proc_dir_entry *e = pde_find(dir, name, (unsigned int)len);

	if (!e && len < sizeof(part)) {
		memcpy(part, name, len);
		part[len] = '\0';
		e = pde_create(part, S_IFDIR | 0555, dir, &sysctl_dir_iops, &pde_dir_fops, NULL);
		if (!e) /* somebody else was faster, or no memory */
			e = pde_find(dir, name, (unsigned int)len);
	}
	return e && S_ISDIR(e->mode) ? e : NULL;
}

static int register_one(const struct ctl_table *t)
{
	struct proc_dir_entry *dir = sys_dir;
	const char *name = t->path, *slash;

	for (; (slash = strchr(name, '/')) != NULL; name = slash + 1) {
		dir = get_dir(dir, name, (size_t)(slash - name));
		if (!dir)
			return -ENOMEM;
	}
	if (pde_find(dir, name, (unsigned int)strlen(name)))
		return -EEXIST;
	return pde_create(name, S_IFREG | t->mode, dir, &sysctl_file_iops, &sysctl_fops, (void *)t)
		       ? 0
		       : -ENOMEM;
}

int register_sysctl(const struct ctl_table *tables, unsigned int n)
{
	int err = 0;

	for (unsigned int i = 0; i < n && !err; i++)
		err = register_one(&tables[i]);
	return err;
}

void __init proc_sys_init(void)
{
	sys_dir = pde_create("sys", S_IFDIR | 0555, NULL, &sysctl_dir_iops, &pde_dir_fops, NULL);
	if (!sys_dir)
		panic("proc: no memory for sys");
	sys_dir->nlink = 1; /* as all directories below it: they do not count */
}
