/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/signal_action.c - what a process wants done with signals: actions, masks, waiting for
 * them
 *
 * Not here: sending (signal_send.c), delivery (signal_deliver.c).
 *
 * Locks: siglock (irq-safe).  A task's own blocked mask is written under siglock and read by itself
 *   without it.
 *
 * Sources: sigaction(2), sigprocmask(2), sigsuspend(2), sigwaitinfo(2), signal(7)
 */
#include "internal.h"
#include "lib/list.h"
#include "lib/string.h"

#define SIGS_UNBLOCKABLE SIGS_KERNEL_ONLY
/* The flags sigaction(2) knows; others are cleared, so that programs can probe for them. */
#define SA_KNOWN                                                                                   \
	(SA_NOCLDSTOP | SA_NOCLDWAIT | SA_SIGINFO | SA_ONSTACK | SA_RESTART | SA_NODEFER |         \
	 SA_RESETHAND | SA_EXPOSE_TAGBITS | SA_RESTORER)

static void drop_pending(struct sigpending_head *pending, int sig)
{
	struct sigqueue *q, *next;

	if (!(pending->signal & SIGMASK(sig)))
		return;
	pending->signal &= ~SIGMASK(sig);
	list_for_each_entry_safe (q, next, &pending->list, list) {
		if (q->info.si_signo != sig)
			continue;
		list_del_init(&q->list);
		sigqueue_free(q);
	}
}

int do_sigaction(int sig, const struct k_sigaction *act, struct k_sigaction *old)
{
	struct task_struct *p = current, *t;
	struct k_sigaction *ka;

	if (sig < 1 || !valid_signal(sig) || (act && sig_in(sig, SIGS_KERNEL_ONLY)))
		return -EINVAL;
	ka = &p->sighand->action[sig - 1];
	spin_lock_irq(&p->sighand->siglock);
	if (old)
		*old = *ka;
	if (act) {
		*ka = *act;
		ka->flags &= SA_KNOWN;
		ka->mask &= ~SIGS_UNBLOCKABLE;
		/* POSIX 3.3.1.3: what is pending and becomes ignored is discarded, blocked or not.
		 */
		if (ka->handler == HANDLER_IGN ||
		    (ka->handler == HANDLER_DFL && sig_in(sig, SIGS_IGNORE))) {
			drop_pending(&p->signal->shared_pending, sig);
			for_each_thread(p, t) drop_pending(&t->pending, sig);
		}
	}
	spin_unlock_irq(&p->sighand->siglock);
	return 0;
}

/* exec: handlers of the old program mean nothing in the new one; what was ignored stays so. */
void flush_signal_handlers(struct task_struct *t, bool force_default)
{
	struct k_sigaction *ka = t->sighand->action;
	int i;

	for (i = 0; i < _NSIG; i++, ka++) {
		if (force_default || ka->handler != HANDLER_IGN)
			ka->handler = HANDLER_DFL;
		ka->flags = 0;
		ka->restorer = 0;
		ka->mask = 0;
	}
}

bool unhandled_signal(struct task_struct *t, int sig)
{
	uaddr_t handler = t->sighand->action[sig - 1].handler;

	if (t == init_process)
		return true;
	return handler == HANDLER_DFL || handler == HANDLER_IGN;
}

void set_current_blocked(sigset_t *newset)
{
	struct task_struct *t = current;

	*newset &= ~SIGS_UNBLOCKABLE;
	if (t->blocked == *newset)
		return;
	spin_lock_irq(&t->sighand->siglock);
	sigmask_changed(t, *newset);
	spin_unlock_irq(&t->sighand->siglock);
}

int sigprocmask(int how, const sigset_t *set, sigset_t *old)
{
	sigset_t newset;

	if (old)
		*old = current->blocked;
	if (!set)
		return 0;
	switch (how) {
	case SIG_BLOCK:
		newset = current->blocked | *set;
		break;
	case SIG_UNBLOCK:
		newset = current->blocked & ~*set;
		break;
	case SIG_SETMASK:
		newset = *set;
		break;
	default:
		return -EINVAL;
	}
	set_current_blocked(&newset);
	return 0;
}

void set_restore_sigmask(void)
{
	set_tsk_thread_flag(current, TIF_RESTORE_SIGMASK);
}

sigset_t sigmask_to_save(void)
{
	return test_tsk_thread_flag(current, TIF_RESTORE_SIGMASK) ? current->saved_sigmask
								  : current->blocked;
}

/* Ends a call that ran with a temporary mask; a signal that interrupted it is delivered under that
 * mask. */
void restore_saved_sigmask_unless(bool interrupted)
{
	sigset_t saved;

	if (interrupted || !test_tsk_thread_flag(current, TIF_RESTORE_SIGMASK))
		return;
	clear_tsk_thread_flag(current, TIF_RESTORE_SIGMASK);
	saved = current->saved_sigmask;
	set_current_blocked(&saved);
}

int do_sigsuspend(sigset_t set)
{
	current->saved_sigmask = current->blocked;
	set_current_blocked(&set);
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (signal_pending(current))
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	set_restore_sigmask();
	return -ERESTARTNOHAND;
}

sigset_t do_sigpending(void)
{
	sigset_t pending;

	spin_lock_irq(&current->sighand->siglock);
	pending = current->pending.signal | current->signal->shared_pending.signal;
	spin_unlock_irq(&current->sighand->siglock);
	return pending & current->blocked;
}

/* Sleeps until a signal comes or @timeout ns passed; what was left. */
static ktime_t sleep_for_signal(ktime_t timeout)
{
	set_current_state(TASK_INTERRUPTIBLE);
	if (!signal_pending(current))
		timeout = schedule_timeout(timeout);
	__set_current_state(TASK_RUNNING);
	return timeout;
}

int do_sigtimedwait(const sigset_t *set, struct kernel_siginfo *info, ktime_t timeout)
{
	struct task_struct *t = current;
	sigset_t hidden = ~(*set & ~SIGS_UNBLOCKABLE);
	ktime_t left = timeout;
	int sig;

	spin_lock_irq(&t->sighand->siglock);
	sig = dequeue_signal(&hidden, info);
	if (!sig && timeout) {
		/* While asleep the signals of @set are not blocked, so that they wake us;
		 * real_blocked keeps senders from dropping or acting on them. */
		t->real_blocked = t->blocked;
		t->blocked &= hidden;
		recalc_sigpending();
		spin_unlock_irq(&t->sighand->siglock);

		left = sleep_for_signal(timeout);

		spin_lock_irq(&t->sighand->siglock);
		sigmask_changed(t, t->real_blocked);
		t->real_blocked = 0;
		sig = dequeue_signal(&hidden, info);
	}
	spin_unlock_irq(&t->sighand->siglock);
	if (sig)
		return sig;
	return timeout && left ? -EINTR : -EAGAIN;
}
