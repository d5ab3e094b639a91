/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/proc/fd.c - /proc/<pid>/fd and fdinfo
 *
 * Theory
 *   A name is a descriptor of the task.  It is good as long as the descriptor is open
 *   (proc_revalidate in base.c asks proc_fd_mode); the permission bits of the link say how the
 *   file was opened.  Following the link gives the open file's own path, and so opens it anew.
 *
 * Locks: task_lock keeps t->files; the table is read under RCU.
 * Sources: proc(5)
 */
#include "internal.h"

#include "fs/vfs/fdtable.h"
#include "fs/vfs/mount.h"
#include "kernel/proc/access.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/signal.h"
#include "lib/bitmap.h"
#include "lib/format.h"

bool proc_fd_mode(struct task_struct *t, unsigned int fd, fmode_t *mode)
{
	struct fdtable *fdt;
	struct file *f = NULL;

	rcu_read_lock();
	task_lock(t);
	if (t->files) {
		fdt = rcu_dereference(t->files->fdt);
		if (fd < fdt->max_fds)
			f = rcu_dereference(fdt->fd[fd]);
	}
	if (f)
		*mode = READ_ONCE(f->f_mode);
	task_unlock(t);
	rcu_read_unlock();
	return f != NULL;
}

umode_t proc_fd_link_mode(fmode_t mode)
{
	umode_t m = S_IFLNK;

	if (mode & FMODE_READ)
		m |= S_IRUSR | S_IXUSR;
	if (mode & FMODE_WRITE)
		m |= S_IWUSR | S_IXUSR;
	return m;
}

static int fd_jump(struct dentry *d, struct path *path)
{
	struct inode *inode = d_inode(d);
	struct task_struct *t = get_proc_task(inode);
	struct file *f = NULL;
	int err = -EACCES;

	if (!t)
		return err;
	if (ptrace_may_access(t, ACCESS_FSCREDS)) {
		f = fget_task(t, PROC_I(inode)->fd);
		err = -ENOENT;
	}
	put_task_struct(t);
	if (!f)
		return err;
	*path = f->f_path;
	path_get(path);
	fput(f);
	return 0;
}

static int fd_readlink(struct dentry *d, char *buf, size_t size)
{
	struct path path;
	int n = fd_jump(d, &path);

	if (n)
		return n;
	n = proc_readlink_path(&path, buf, size);
	path_put(&path);
	return n;
}

static const struct inode_operations fd_link_iops = {
	.jump_link = fd_jump,
	.readlink = fd_readlink,
	.setattr = proc_pid_setattr,
};

/* --- fdinfo/N --- */

static int fdinfo_show(struct seq_file *m, void *v)
{
	struct inode *inode = m->private;
	unsigned int fd = PROC_I(inode)->fd, flags = 0;
	struct task_struct *t = get_proc_task(inode);
	struct fdtable *fdt;
	struct file *f;

	(void)v;
	if (!t)
		return -ENOENT;
	f = fget_task(t, fd);
	rcu_read_lock();
	task_lock(t);
	if (f && t->files) {
		fdt = rcu_dereference(t->files->fdt);
		if (fd < fdt->max_fds && test_bit(fd % 64, &fdt->close_on_exec[fd / 64]))
			flags = O_CLOEXEC;
	}
	task_unlock(t);
	rcu_read_unlock();
	put_task_struct(t);
	if (!f)
		return -ENOENT;
	flags |= READ_ONCE(f->f_flags) & ~(unsigned int)O_CLOEXEC;
	seq_printf(m, "pos:\t%lli\nflags:\t0%o\nmnt_id:\t%i\nino:\t%llu\n", READ_ONCE(f->f_pos),
		   flags, f->f_path.mnt->mnt_id, file_inode(f)->i_ino);
	if (f->f_op->show_fdinfo)
		f->f_op->show_fdinfo(f, m);
	fput(f);
	return 0;
}

static int fdinfo_open(struct inode *inode, struct file *f)
{
	struct task_struct *t = get_proc_task(inode);
	bool ok;

	if (!t)
		return -ESRCH;
	ok = ptrace_may_access(t, ACCESS_FSCREDS);
	put_task_struct(t);
	return ok ? proc_single_open(inode, f, fdinfo_show) : -EACCES;
}

static const struct file_operations fdinfo_fops = {
	.llseek = seq_lseek,
	.read_iter = seq_read_iter,
	.open = fdinfo_open,
	.release = single_release,
};

/* --- the directories --- */

static struct inode *fd_make_inode(struct inode *dir, struct task_struct *t, unsigned int fd)
{
	struct inode *inode;
	fmode_t mode;

	if (!proc_fd_mode(t, fd, &mode))
		return NULL;
	inode = proc_pid_make_inode(dir->i_sb, t, proc_fd_link_mode(mode),
				    proc_ino(t->pid, INO_FD, fd));
	if (inode)
		inode->i_op = &fd_link_iops;
	return inode;
}

static struct inode *fdinfo_make_inode(struct inode *dir, struct task_struct *t, unsigned int fd)
{
	struct inode *inode;
	fmode_t mode;

	if (!proc_fd_mode(t, fd, &mode))
		return NULL;
	inode = proc_pid_make_inode(dir->i_sb, t, S_IFREG | 0444, proc_ino(t->pid, INO_FDINFO, fd));
	if (inode) {
		inode->i_op = &proc_pid_file_iops;
		inode->i_fop = &fdinfo_fops;
	}
	return inode;
}

static struct dentry *lookup_fd(struct inode *dir, struct dentry *d,
				struct inode *(*make)(struct inode *dir, struct task_struct *t,
						      unsigned int fd))
{
	long fd = proc_name_to_int(d->d_name.name, d->d_name.len);
	struct task_struct *t = get_proc_task(dir);
	struct inode *inode = NULL;

	if (t && fd >= 0)
		inode = make(dir, t, (unsigned int)fd);
	if (t)
		put_task_struct(t);
	if (!inode)
		return ERR_PTR(-ENOENT);
	PROC_I(inode)->fd = (unsigned int)fd;
	PROC_I(inode)->is_fd = true;
	d_add(d, inode);
	return NULL;
}

static struct dentry *fd_lookup(struct inode *dir, struct dentry *d, unsigned int flags)
{
	(void)flags;
	return lookup_fd(dir, d, fd_make_inode);
}

static struct dentry *fdinfo_lookup(struct inode *dir, struct dentry *d, unsigned int flags)
{
	(void)flags;
	return lookup_fd(dir, d, fdinfo_make_inode);
}

static int iterate_fds(struct file *dirf, struct dir_context *ctx, enum proc_ino_kind kind,
		       umode_t mode)
{
	struct task_struct *t = get_proc_task(file_inode(dirf));
	unsigned int fd;
	struct file *f;
	char name[12];
	int len;

	if (!t)
		return -ENOENT;
	if (!dir_emit_dots(dirf, ctx))
		goto put;
	for (fd = (unsigned int)(ctx->pos - 2); (f = task_lookup_next_fd(t, &fd)) != NULL; fd++) {
		fput(f);
		ctx->pos = (loff_t)fd + 2;
		len = snprintf(name, sizeof(name), "%u", fd);
		if (!dir_emit(ctx, name, len, proc_ino(t->pid, kind, fd), mode_to_dtype(mode)))
			goto put;
		ctx->pos++;
		cond_resched();
	}
put:
	put_task_struct(t);
	return 0;
}

static int fd_iterate(struct file *f, struct dir_context *ctx)
{
	return iterate_fds(f, ctx, INO_FD, S_IFLNK);
}

static int fdinfo_iterate(struct file *f, struct dir_context *ctx)
{
	return iterate_fds(f, ctx, INO_FDINFO, S_IFREG);
}

/* A process that must not be dumped may still look at its own descriptors. */
static int fd_permission(struct inode *inode, int mask)
{
	struct task_struct *t;
	int err = generic_permission(inode, mask);

	if (!err)
		return 0;
	rcu_read_lock();
	t = pid_task(PROC_I(inode)->pid, PIDTYPE_PID);
	if (t && t->signal == current->signal)
		err = 0;
	rcu_read_unlock();
	return err;
}

const struct inode_operations proc_fd_dir_iops = {
	.lookup = fd_lookup,
	.permission = fd_permission,
	.getattr = proc_pid_getattr,
	.setattr = proc_pid_setattr,
};
const struct inode_operations proc_fdinfo_dir_iops = {
	.lookup = fdinfo_lookup,
	.getattr = proc_pid_getattr,
	.setattr = proc_pid_setattr,
};
const struct file_operations proc_fd_dir_fops = {.llseek = generic_file_llseek,
						 .iterate = fd_iterate};
const struct file_operations proc_fdinfo_dir_fops = {.llseek = generic_file_llseek,
						     .iterate = fdinfo_iterate};
