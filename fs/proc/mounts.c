/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/proc/mounts.c - /proc/<pid>/mounts and mountinfo
 *
 * Theory
 *   The file is about the mount namespace and root directory that the process had when it was
 *   opened; mounts outside of that root are not shown.  poll(2) reports EPOLLERR | EPOLLPRI once
 *   after each change of the namespace.
 *
 * Locks: namespace_sem for reading, taken by mounts_walk(); the reader's page is under the
 *   seq_file's lock.
 * Sources: proc(5), mount(8)
 */
#include "internal.h"

#include "fs/vfs/mount.h"
#include "fs/vfs/poll.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"

#define ESCAPED_DEV  " \t\n\\#"
#define ESCAPED_PATH " \t\n\\"

struct mounts_reader {
	struct mnt_namespace *ns; /* referenced */
	struct path root;	  /* referenced */
	u64 seen;		  /* ns->seq at the last poll; racing polls see one change twice */
	char *page;
	struct seq_file *m; /* while a read goes on */
};

struct flag_name {
	unsigned long flag;
	const char *name;
};

static void show_flags(struct seq_file *m, unsigned long flags, const struct flag_name *names)
{
	for (; names->name; names++)
		if (flags & names->flag)
			seq_puts(m, names->name);
}

static const struct flag_name mount_flags[] = {
	{MNT_NOSUID, ",nosuid"},	   {MNT_NODEV, ",nodev"},
	{MNT_NOEXEC, ",noexec"},	   {MNT_NOATIME, ",noatime"},
	{MNT_NODIRATIME, ",nodiratime"},   {MNT_RELATIME, ",relatime"},
	{MNT_NOSYMFOLLOW, ",nosymfollow"}, {0, NULL}};

static const struct flag_name super_flags[] = {{SB_SYNCHRONOUS, ",sync"},
					       {MS_DIRSYNC, ",dirsync"},
					       {MS_MANDLOCK, ",mand"},
					       {MS_LAZYTIME, ",lazytime"},
					       {0, NULL}};

static void show_device(struct seq_file *m, const struct mount *mnt)
{
	seq_escape(m, mnt->mnt_devname ? mnt->mnt_devname : "none", ESCAPED_DEV);
}

static void show_own_options(struct mounts_reader *r, struct super_block *sb)
{
	if (!sb->s_op->show_options)
		return;
	r->page[0] = '\0';
	sb->s_op->show_options(sb, r->page, PAGE_SIZE);
	seq_puts(r->m, r->page);
}

/* Where @mnt is mounted, seen from the reader's root; false: not below it. */
static bool show_mountpoint(struct mounts_reader *r, struct mount *mnt)
{
	struct path path = {.mnt = mnt, .dentry = mnt->mnt_root};
	char *text = path_from_root(&path, &r->root, r->page, PAGE_SIZE);

	if (!text || IS_ERR(text))
		return false;
	seq_escape(r->m, text, ESCAPED_PATH);
	return true;
}

static int show_mount(struct mount *mnt, void *ctx)
{
	struct mounts_reader *r = ctx;
	struct super_block *sb = mnt->mnt_sb;
	struct seq_file *m = r->m;
	size_t before = m->count;
	bool ro = (mnt->mnt_flags & MNT_READONLY) || (sb->s_flags & SB_RDONLY);

	show_device(m, mnt);
	seq_putc(m, ' ');
	if (!show_mountpoint(r, mnt)) {
		if (!seq_has_overflowed(m))
			m->count = before;
		return 0;
	}
	seq_printf(m, " %s %s", sb->s_type->name, ro ? "ro" : "rw");
	show_flags(m, sb->s_flags, super_flags);
	show_flags(m, (unsigned long)mnt->mnt_flags, mount_flags);
	show_own_options(r, sb);
	seq_puts(m, " 0 0\n");
	return 0;
}

static int show_mountinfo(struct mount *mnt, void *ctx)
{
	struct mounts_reader *r = ctx;
	struct super_block *sb = mnt->mnt_sb;
	struct seq_file *m = r->m;
	size_t before = m->count;
	char *root;

	seq_printf(m, "%i %i %u:%u ", mnt->mnt_id, mnt->mnt_parent->mnt_id, MAJOR(sb->s_dev),
		   MINOR(sb->s_dev));
	root = dentry_path_raw(mnt->mnt_root, r->page, PAGE_SIZE);
	seq_escape(m, IS_ERR(root) ? "/" : root, ESCAPED_PATH);
	seq_putc(m, ' ');
	if (!show_mountpoint(r, mnt)) {
		if (!seq_has_overflowed(m))
			m->count = before;
		return 0;
	}
	seq_puts(m, mnt->mnt_flags & MNT_READONLY ? " ro" : " rw");
	show_flags(m, (unsigned long)mnt->mnt_flags, mount_flags);
	seq_printf(m, " - %s ", sb->s_type->name);
	show_device(m, mnt);
	seq_puts(m, sb->s_flags & SB_RDONLY ? " ro" : " rw");
	show_flags(m, sb->s_flags, super_flags);
	show_own_options(r, sb);
	seq_putc(m, '\n');
	return 0;
}

static int show_all(struct seq_file *m, int (*show)(struct mount *mnt, void *ctx))
{
	struct mounts_reader *r = m->private;

	r->m = m;
	return mounts_walk(r->ns, &r->root, show, r);
}

static int mounts_show(struct seq_file *m, void *v)
{
	(void)v;
	return show_all(m, show_mount);
}

static int mountinfo_show(struct seq_file *m, void *v)
{
	(void)v;
	return show_all(m, show_mountinfo);
}

/* --- open files --- */

static int reader_init(struct mounts_reader *r, struct task_struct *t)
{
	int err = -EINVAL;

	task_lock(t);
	if (t->nsproxy && t->nsproxy->mnt_ns) {
		err = -ENOENT;
		if (t->fs) {
			err = 0;
			r->ns = t->nsproxy->mnt_ns;
			refcount_inc(&r->ns->count);
			get_fs_root(t->fs, &r->root);
		}
	}
	task_unlock(t);
	if (!err)
		r->seen = READ_ONCE(r->ns->seq);
	return err;
}

static void reader_free(struct mounts_reader *r)
{
	if (r->ns) {
		path_put(&r->root);
		put_mnt_ns(r->ns);
	}
	kfree(r->page);
	kfree(r);
}

static int open_reader(struct inode *inode, struct file *f,
		       int (*show)(struct seq_file *m, void *v))
{
	struct task_struct *t = get_proc_task(inode);
	struct mounts_reader *r;
	int err = -ENOMEM;

	if (!t)
		return -EINVAL;
	r = kzalloc(sizeof(*r), GFP_KERNEL);
	if (!r)
		goto put_task;
	r->page = kmalloc(PAGE_SIZE, GFP_KERNEL);
	if (r->page)
		err = reader_init(r, t);
	if (!err)
		err = single_open(f, show, r);
	if (err)
		reader_free(r);
put_task:
	put_task_struct(t);
	return err;
}

static int mounts_open(struct inode *inode, struct file *f)
{
	return open_reader(inode, f, mounts_show);
}

static int mountinfo_open(struct inode *inode, struct file *f)
{
	return open_reader(inode, f, mountinfo_show);
}

static int mounts_release(struct inode *inode, struct file *f)
{
	reader_free(((struct seq_file *)f->private_data)->private);
	return single_release(inode, f);
}

static unsigned int mounts_poll(struct file *f, struct poll_table *pt)
{
	struct mounts_reader *r = ((struct seq_file *)f->private_data)->private;
	u64 now;

	poll_wait(f, &r->ns->poll, pt);
	now = READ_ONCE(r->ns->seq);
	if (now == READ_ONCE(r->seen))
		return EPOLLIN | EPOLLRDNORM;
	WRITE_ONCE(r->seen, now);
	return EPOLLIN | EPOLLRDNORM | EPOLLERR | EPOLLPRI;
}

const struct file_operations proc_mounts_fops = {
	.llseek = seq_lseek,
	.read_iter = seq_read_iter,
	.poll = mounts_poll,
	.open = mounts_open,
	.release = mounts_release,
};

const struct file_operations proc_mountinfo_fops = {
	.llseek = seq_lseek,
	.read_iter = seq_read_iter,
	.poll = mounts_poll,
	.open = mountinfo_open,
	.release = mounts_release,
};
