/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/pidfd.c - descriptors that stand for a process
 *
 * Theory
 *   A pidfd is an anonymous file that holds a reference to a struct pid.  It is readable (poll)
 * once the process is dead; the pid's number may be reused then, but the descriptor never means the
 * new owner.
 *
 * Locks: none of its own; see pid.c.
 *
 * Sources: pidfd_open(2), clone(2) (CLONE_PIDFD)
 */
#include "fs/vfs/fdtable.h"
#include "fs/vfs/poll.h"
#include "internal.h"
#include <linux/pidfd.h>

static int pidfd_release(struct inode *inode, struct file *f)
{
	(void)inode;
	put_pid(f->private_data);
	return 0;
}

/* Dead: released, or a zombie whose threads are gone too. */
static bool process_is_dead(struct pid *pid)
{
	struct task_struct *t;
	bool dead;

	rcu_read_lock();
	t = pid_task(pid, PIDTYPE_TGID);
	dead = !t || (READ_ONCE(t->exit_state) && thread_group_empty(t));
	rcu_read_unlock();
	return dead;
}

static unsigned int pidfd_poll(struct file *f, struct poll_table *pt)
{
	struct pid *pid = f->private_data;

	poll_wait(f, &pid->wait_pidfd, pt);
	return process_is_dead(pid) ? EPOLLIN | EPOLLRDNORM : 0;
}

static const struct file_operations pidfd_fops = {
	.release = pidfd_release,
	.poll = pidfd_poll,
	.llseek = noop_llseek,
};

int pidfd_prepare(struct pid *pid, unsigned int flags, struct pidfd_new *out)
{
	struct file *f;
	int fd = get_unused_fd_flags(O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return fd;
	f = anon_inode_getfile("[pidfd]", &pidfd_fops, pid, O_RDWR | (int)(flags & PIDFD_NONBLOCK));
	if (IS_ERR(f)) {
		put_unused_fd((unsigned int)fd);
		return (int)PTR_ERR(f);
	}
	get_pid(pid);
	out->file = f;
	out->fd = fd;
	return 0;
}

void pidfd_commit(struct pidfd_new *p)
{
	if (p->file)
		fd_install((unsigned int)p->fd, p->file);
}

void pidfd_abort(struct pidfd_new *p)
{
	if (!p->file)
		return;
	put_unused_fd((unsigned int)p->fd);
	fput(p->file);
}

int pidfd_create(struct pid *pid, unsigned int flags)
{
	struct pidfd_new p = {.file = NULL};
	struct task_struct *t;
	int err;

	if (!pid)
		return -ESRCH;
	rcu_read_lock();
	t = pid_task(pid, PIDTYPE_TGID);
	rcu_read_unlock();
	if (!t) /* a thread that leads nothing: not a process */
		return -EINVAL;
	err = pidfd_prepare(pid, flags, &p);
	if (err)
		return err;
	pidfd_commit(&p);
	return p.fd;
}

struct pid *pidfd_get_pid(int fd, unsigned int *flags)
{
	struct file *f = fget((unsigned int)fd);
	struct pid *pid = ERR_PTR(-EBADF);

	if (!f)
		return pid;
	if (f->f_op == &pidfd_fops) {
		pid = get_pid(f->private_data);
		if (flags)
			*flags = f->f_flags;
	}
	fput(f);
	return pid;
}
