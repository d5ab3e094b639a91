/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/ipc/signalfd.c - signals read from a file
 *
 * Theory
 *   A read takes pending signals of its mask from the reader's own queues, as sigtimedwait does.
 *   Senders wake sighand->signalfd_wqh.
 *
 * Locks: sighand->siglock for queue and mask.
 * Sources: signalfd(2)
 */
#include "kernel/ipc/eventfd.h"

#include "fs/vfs/poll.h"
#include "fs/vfs/seq_file.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/signal.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"
#include <linux/signalfd.h>

_Static_assert(sizeof(struct signalfd_siginfo) == 128, "signalfd_siginfo");

struct signalfd {
	sigset_t mask; /* [siglock of whoever looks] */
};

/* The layout depends on the kind of signal, which number and code tell. */
static void fill_siginfo(struct signalfd_siginfo *s, const struct kernel_siginfo *k)
{
	memset(s, 0, sizeof(*s));
	s->ssi_signo = (u32)k->si_signo;
	s->ssi_errno = k->si_errno;
	s->ssi_code = k->si_code;
	switch (k->si_signo) {
	case SIGSEGV:
	case SIGBUS:
	case SIGILL:
	case SIGFPE:
	case SIGTRAP:
		if (k->si_code > 0) {
			s->ssi_addr = k->fault.addr;
			s->ssi_addr_lsb = (u16)k->fault.addr_lsb;
			return;
		}
		break;
	case SIGCHLD:
		if (k->si_code > 0) {
			s->ssi_pid = (u32)k->chld.pid;
			s->ssi_uid = k->chld.uid;
			s->ssi_status = k->chld.status;
			s->ssi_utime = k->chld.utime;
			s->ssi_stime = k->chld.stime;
			return;
		}
		break;
	case SIGIO:
		if (k->si_code > 0) {
			s->ssi_band = (u32)k->poll.band;
			s->ssi_fd = k->poll.fd;
			return;
		}
		break;
	}
	if (k->si_code == SI_TIMER) {
		s->ssi_tid = (u32)k->timer.tid;
		s->ssi_overrun = (u32)k->timer.overrun;
		s->ssi_ptr = k->timer.value;
		s->ssi_int = (s32)k->timer.value;
		return;
	}
	s->ssi_pid = (u32)k->kill.pid;
	s->ssi_uid = k->kill.uid;
	s->ssi_ptr = k->kill.value;
	s->ssi_int = (s32)k->kill.value;
}

static bool any_pending(const struct signalfd *s)
{
	unsigned long set = current->pending.signal | current->signal->shared_pending.signal;

	return set & s->mask;
}

static int take_signal(struct signalfd *s, struct kernel_siginfo *info)
{
	sigset_t hidden;
	int sig;

	spin_lock_irq(&current->sighand->siglock);
	hidden = ~s->mask;
	sig = dequeue_signal(&hidden, info);
	spin_unlock_irq(&current->sighand->siglock);
	return sig;
}

static ssize_t signalfd_read(struct file *f, loff_t *pos, struct iov_iter *to)
{
	struct signalfd *s = f->private_data;
	struct signalfd_siginfo out;
	struct kernel_siginfo info;
	ssize_t done = 0;
	int err;

	(void)pos;
	if (to->count < sizeof(out))
		return -EINVAL;
	while (to->count >= sizeof(out)) {
		memset(&info, 0, sizeof(info));
		if (!take_signal(s, &info)) {
			if (done)
				break;
			if (f->f_flags & O_NONBLOCK)
				return -EAGAIN;
			err = wait_event_interruptible(current->sighand->signalfd_wqh,
						       any_pending(s));
			if (err)
				return err;
			continue;
		}
		fill_siginfo(&out, &info);
		if (copy_to_iter(&out, sizeof(out), to) != sizeof(out))
			return done ? done : -EFAULT;
		done += (ssize_t)sizeof(out);
	}
	return done;
}

static unsigned int signalfd_poll(struct file *f, struct poll_table *pt)
{
	struct signalfd *s = f->private_data;
	bool ready;

	poll_wait(f, &current->sighand->signalfd_wqh, pt);
	spin_lock_irq(&current->sighand->siglock);
	ready = any_pending(s);
	spin_unlock_irq(&current->sighand->siglock);
	return ready ? EPOLLIN : 0;
}

static int signalfd_release(struct inode *inode, struct file *f)
{
	(void)inode;
	kfree(f->private_data);
	return 0;
}

static void signalfd_show_fdinfo(struct file *f, void *seq)
{
	struct signalfd *s = f->private_data;

	seq_printf(seq, "sigmask:\t%016lx\n", s->mask);
}

static const struct file_operations signalfd_fops = {
	.llseek = noop_llseek,
	.read_iter = signalfd_read,
	.poll = signalfd_poll,
	.release = signalfd_release,
	.show_fdinfo = signalfd_show_fdinfo,
};

static void set_mask(struct signalfd *s, const sigset_t *mask)
{
	s->mask = *mask & ~(SIGMASK(SIGKILL) | SIGMASK(SIGSTOP));
}

struct file *signalfd_file(const sigset_t *mask, int flags)
{
	struct signalfd *s;
	struct file *f;

	if (flags & ~(O_CLOEXEC | O_NONBLOCK))
		return ERR_PTR(-EINVAL);
	s = kmalloc(sizeof(*s), GFP_KERNEL);
	if (!s)
		return ERR_PTR(-ENOMEM);
	set_mask(s, mask);
	f = anon_inode_getfile("[signalfd]", &signalfd_fops, s, O_RDWR | (flags & O_NONBLOCK));
	if (IS_ERR(f))
		kfree(s);
	return f;
}

int signalfd_set_mask(struct file *f, const sigset_t *mask)
{
	if (f->f_op != &signalfd_fops)
		return -EINVAL;
	spin_lock_irq(&current->sighand->siglock);
	set_mask(f->private_data, mask);
	spin_unlock_irq(&current->sighand->siglock);
	wake_up_all(&current->sighand->signalfd_wqh);
	return 0;
}
