/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/anon_inodes.c - files that have no name anywhere: eventfd, epoll, timerfd
 *
 * Theory
 *   All of them share one inode on an internal mount; each has a dentry of its own, because that
 *   carries the name ("anon_inode:[eventfd]" in /proc/<pid>/fd).
 *
 * Locks: none.
 * Sources: proc(5) fd
 */
#include "internal.h"

#include "fs/vfs/fdtable.h"
#include "lib/string.h"
#include <linux/magic.h>

static struct mount *anon_mnt __ro_after_init;
static struct inode *anon_inode __ro_after_init;

static char *anon_dname(struct dentry *d, char *buf, int len)
{
	return dynamic_dname(buf, len, "anon_inode:%s", d->d_name.name);
}

static const struct dentry_operations anon_dops = {.d_dname = anon_dname};

static struct super_block *anon_mount(const struct file_system_type *t, unsigned long flags,
				      const char *dev, void *data)
{
	(void)dev;
	(void)data;
	return sget_pseudo(t, flags, ANON_INODE_FS_MAGIC, &anon_dops);
}

static struct file_system_type anon_inode_fs = {
	.name = "anon_inodefs",
	.mount = anon_mount,
	.kill_sb = kill_anon_super,
};

struct file *alloc_file_pseudo(struct inode *inode, struct mount *mnt, const char *name, int flags,
			       const struct file_operations *fop)
{
	struct qstr q = {.name = name, .len = (u32)strlen(name)};
	struct path path = {.mnt = mnt};
	struct file *f;

	path.dentry = d_alloc_pseudo(mnt->mnt_sb, &q);
	if (!path.dentry)
		return ERR_PTR(-ENOMEM);
	mntget(mnt);
	d_instantiate(path.dentry, inode);
	f = alloc_file(&path, flags, fop);
	if (IS_ERR(f)) {
		ihold(inode); /* the caller keeps it on failure */
		path_put(&path);
	}
	return f;
}

struct file *anon_inode_getfile(const char *name, const struct file_operations *fop, void *priv,
				int flags)
{
	struct file *f;

	ihold(anon_inode);
	f = alloc_file_pseudo(anon_inode, anon_mnt, name, flags & (O_ACCMODE | O_NONBLOCK), fop);
	if (IS_ERR(f)) {
		iput(anon_inode);
		return f;
	}
	f->f_mode &= ~(FMODE_PREAD | FMODE_PWRITE | FMODE_ATOMIC_POS);
	if (!fop->llseek)
		f->f_mode &= ~FMODE_LSEEK;
	f->private_data = priv;
	return f;
}

int anon_inode_getfd(const char *name, const struct file_operations *fop, void *priv, int flags)
{
	int fd = get_unused_fd_flags((unsigned int)flags);
	struct file *f;

	if (fd < 0)
		return fd;
	f = anon_inode_getfile(name, fop, priv, flags);
	if (IS_ERR(f)) {
		put_unused_fd((unsigned int)fd);
		return (int)PTR_ERR(f);
	}
	fd_install((unsigned int)fd, f);
	return fd;
}

void __init anon_inode_init(void)
{
	anon_mnt = kern_mount(&anon_inode_fs);
	if (IS_ERR(anon_mnt))
		panic("vfs: anonymous inodes: error %ld", PTR_ERR(anon_mnt));
	anon_inode = new_inode(anon_mnt->mnt_sb);
	if (!anon_inode)
		panic("vfs: anonymous inodes: no memory");
	anon_inode->i_ino = get_next_ino();
	anon_inode->i_mode = 0600; /* no type, as on Linux */
	anon_inode->i_flags = S_PRIVATE | S_NOCMTIME;
}
