/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/fcntl.c - who is told when a file becomes ready: owners, SIGIO, fasync lists
 *
 * Theory
 *   F_SETOWN names a process, group or thread (by struct pid, so a reused number is never hit).
 *   A driver keeps a list of the files that have O_ASYNC on; kill_fasync() signals their owners.
 *
 * Locks: f_lock for f_owner; fasync_lock (a leaf by use: signals are sent after it is released)
 *   for the lists.
 * Sources: fcntl(2) F_SETOWN, F_SETSIG, O_ASYNC; sigaction(2) SI_SIGIO
 */
#include "internal.h"

#include "kernel/proc/pid.h"
#include <linux/fcntl.h>

static DEFINE_SPINLOCK(fasync_lock, RANK_LEAF);

void f_setown(struct file *f, struct pid *pid, int type)
{
	struct pid *old;

	if (pid)
		get_pid(pid);
	spin_lock(&f->f_lock);
	old = f->f_owner.pid;
	f->f_owner.pid = pid;
	f->f_owner.type = type;
	f->f_owner.uid = current_uid();
	f->f_owner.euid = current_euid();
	spin_unlock(&f->f_lock);
	if (old)
		put_pid(old);
}

/* May the one who set the owner signal @t? */
static bool sigio_permitted(const struct fown_struct *own, struct task_struct *t)
{
	const struct cred *c;
	bool ok;

	rcu_read_lock();
	c = rcu_dereference(t->cred);
	ok = own->euid == 0 || own->euid == c->suid || own->euid == c->uid || own->uid == c->suid ||
	     own->uid == c->uid;
	rcu_read_unlock();
	return ok;
}

static void send_sigio_to(struct task_struct *t, const struct fown_struct *own, int fd, int band)
{
	static const long bands[] = {0,	  0x41, 0x304, 0x441,
				     0x8, 0x2,	0x10}; /* poll bits of POLL_IN... */
	struct kernel_siginfo info = {0};
	enum pid_type type = own->type == F_OWNER_TID ? PIDTYPE_PID : PIDTYPE_TGID;

	if (!sigio_permitted(own, t))
		return;
	info.si_signo = own->signum ? own->signum : SIGIO;
	info.si_code = own->signum ? band : SI_KERNEL;
	if (own->signum) {
		info.poll.band = band > 0 && (size_t)band < ARRAY_SIZE(bands) ? bands[band] : 0;
		info.poll.fd = fd;
		if (send_sig_info(own->signum, &info, t, type) == 0)
			return;
		info.si_signo = SIGIO; /* the queue is full: the plain signal says so */
		info.si_code = SI_KERNEL;
	}
	send_sig_info(SIGIO, own->signum ? NULL : &info, t, type);
}

void send_sigio(struct file *f, int fd, int band)
{
	struct fown_struct own;
	struct task_struct *t;

	spin_lock(&f->f_lock);
	own = f->f_owner;
	if (own.pid)
		get_pid(own.pid);
	spin_unlock(&f->f_lock);
	if (!own.pid)
		return;
	if (own.type == F_OWNER_PGRP) {
		spin_lock(&tasklist_lock);
		do_each_pid_task(own.pid, PIDTYPE_PGID, t) send_sigio_to(t, &own, fd, band);
		spin_unlock(&tasklist_lock);
	} else {
		t = get_pid_task(own.pid, own.type == F_OWNER_TID ? PIDTYPE_PID : PIDTYPE_TGID);
		if (t) {
			send_sigio_to(t, &own, fd, band);
			put_task_struct(t);
		}
	}
	put_pid(own.pid);
}

/* Return: 1 changed, 0 was so already, -ENOMEM */
int fasync_helper(int fd, struct file *f, int on, struct fasync_struct **list)
{
	struct fasync_struct *fa, *new = NULL, **p;

	if (on) {
		new = kmalloc(sizeof(*new), GFP_KERNEL);
		if (!new)
			return -ENOMEM;
		*new = (struct fasync_struct){.file = f, .fd = fd};
	}
	spin_lock(&fasync_lock);
	for (p = list; (fa = *p); p = &fa->next)
		if (fa->file == f)
			break;
	if (on && fa) {
		fa->fd = fd;
	} else if (on) {
		new->next = *list;
		*list = new;
		new = NULL;
	} else if (fa) {
		*p = fa->next;
	}
	spin_unlock(&fasync_lock);
	spin_lock(&f->f_lock);
	if (on)
		f->f_flags |= FASYNC;
	else
		f->f_flags &= ~(unsigned int)FASYNC;
	spin_unlock(&f->f_lock);
	if (on) {
		kfree(new);
		return !fa;
	}
	kfree(fa);
	return fa != NULL;
}

void kill_fasync(struct fasync_struct **list, int band)
{
	struct fasync_struct *fa;
	struct file *f;
	unsigned int skip = 0, i;
	int fd;

	if (!READ_ONCE(*list))
		return;
	for (;;) {
		/* One at a time: sending takes locks that come before this one. */
		spin_lock(&fasync_lock);
		for (fa = *list, i = 0; fa && i < skip; i++)
			fa = fa->next;
		f = fa && atomic_long_inc_not_zero(&fa->file->f_count) ? fa->file : NULL;
		fd = fa ? fa->fd : -1;
		spin_unlock(&fasync_lock);
		if (!fa)
			return;
		skip++;
		if (f) {
			send_sigio(f, fd, band);
			fput(f);
		}
	}
}
