/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/signal_deliver.c - a task takes its signals: handlers, stops, death, and news for the
 * parent
 *
 * Theory
 *   On its way to user mode a task with TIF_SIGPENDING calls, through the border, get_signal(),
 * which takes signals one by one until it meets one with a handler, or none is left.  Default
 * actions happen here: the whole group exits, or stops.
 *
 *   A group stop: the thread that takes the stop signal marks every thread of the group
 * JOBCTL_STOP_PENDING and counts them in group_stop_count; each stops on its own way to user mode,
 * and the last one tells the parent (CLD_STOPPED).  SIGCONT undoes all of it at once, when it is
 * sent (signal_send.c); the first thread that then comes by tells the parent (CLD_CONTINUED).
 *
 *   Order of taking: faults of the task itself first, then its own signals, then those of the
 * process; the lowest number first, one number in the order of sending.
 *
 * Not here: stack frames of handlers (abi/linux/sigframe.c).
 *
 * Locks: siglock (irq-safe); tasklist_lock, outside of it, for whatever concerns the parent.
 *
 * Sources: signal(7), sigaction(2), wait(2), POSIX 2.4.3
 */
#include "base/bits.h"
#include "kernel/base/panic.h"
#include "internal.h"
#include "lib/list.h"
#include "lib/string.h"

void (*abi_deliver_signals)(struct pt_regs *regs);

/* --- taking --- */

/* The lowest pending signal that @mask does not hide; a fault before all others. */
static int next_signal(const struct sigpending_head *pending, sigset_t mask)
{
	sigset_t x = pending->signal & ~mask;

	if (!x)
		return 0;
	if (x & SIGS_SYNCHRONOUS)
		x &= SIGS_SYNCHRONOUS;
	return (int)__ffs(x) + 1;
}

/*
 * Takes the first queued entry of @sig.  Returns the timer's entry if it was one (it stays the
 * timer's).
 */
static struct sigqueue *collect_signal(int sig, struct sigpending_head *pending,
				       struct kernel_siginfo *info)
{
	struct sigqueue *q, *first = NULL, *timer_entry = NULL;
	bool more = false;

	list_for_each_entry (q, &pending->list, list) {
		if (q->info.si_signo != sig)
			continue;
		if (first) {
			more = true;
			break;
		}
		first = q;
	}
	if (!more)
		pending->signal &= ~SIGMASK(sig);
	if (!first) { /* it arrived when there was no memory for details */
		memset(info, 0, sizeof(*info));
		info->si_signo = sig;
		info->si_code = SI_USER;
		return NULL;
	}
	list_del_init(&first->list);
	*info = first->info;
	if (first->timer)
		timer_entry = first;
	sigqueue_free(first);
	return timer_entry;
}

int dequeue_signal(const sigset_t *mask, struct kernel_siginfo *info) __no_lock_analysis
{
	struct task_struct *t = current;
	struct sigqueue *timer_entry = NULL;
	int sig = next_signal(&t->pending, *mask);

	if (sig) {
		timer_entry = collect_signal(sig, &t->pending, info);
	} else {
		sig = next_signal(&t->signal->shared_pending, *mask);
		if (sig)
			timer_entry = collect_signal(sig, &t->signal->shared_pending, info);
		if (sig == SIGALRM)
			itimer_real_rearm(t->signal);
	}
	recalc_sigpending();
	if (!sig)
		return 0;
	if (sig_in(sig, SIGS_STOP))
		t->jobctl |= JOBCTL_STOP_DEQUEUED;
	if (timer_entry) {
		u32 seq = timer_entry->timer_seq;

		/* siglock dropped: a timer's lock comes before it.  The timer may be deleted
		 * meanwhile; it is found again by its id and @seq. */
		spin_unlock(&t->sighand->siglock);
		posix_timer_rearm(seq, info);
		spin_lock(&t->sighand->siglock);
	}
	return sig;
}

/* A fault of the task itself, so that its handler sees the registers of the fault. */
static int dequeue_synchronous(struct kernel_siginfo *info)
{
	struct task_struct *t = current;
	struct sigqueue *q;
	sigset_t x = t->pending.signal & ~t->blocked & SIGS_SYNCHRONOUS;

	if (!x)
		return 0;
	list_for_each_entry (q, &t->pending.list, list) {
		if (q->info.si_code > SI_USER && sig_in(q->info.si_signo, x)) {
			int sig = q->info.si_signo;

			(void)collect_signal(sig, &t->pending, info);
			recalc_sigpending();
			return sig;
		}
	}
	return 0;
}

/* --- the flag that says "look for signals" --- */

bool recalc_sigpending_tsk(struct task_struct *t)
{
	sigset_t pending = t->pending.signal | t->signal->shared_pending.signal;

	if ((t->jobctl & JOBCTL_PENDING_MASK) || (pending & ~t->blocked)) {
		set_tsk_thread_flag(t, TIF_SIGPENDING);
		return true;
	}
	return false;
}

void recalc_sigpending(void)
{
	if (!recalc_sigpending_tsk(current))
		clear_tsk_thread_flag(current, TIF_SIGPENDING);
}

/* --- group stop --- */

static bool task_is_stopped(const struct task_struct *t)
{
	return READ_ONCE(t->state) & TASK_STOPPED;
}

static bool set_stop_pending(struct task_struct *t, int sig)
{
	if (t->exit_state || (t->flags & PF_EXITING) || (t->pending.signal & SIGMASK(SIGKILL)))
		return false;
	t->jobctl = (t->jobctl & ~JOBCTL_STOP_SIGMASK) | (unsigned int)sig | JOBCTL_STOP_PENDING |
		    JOBCTL_STOP_CONSUME;
	return true;
}

void task_clear_jobctl_pending(struct task_struct *t, unsigned int mask)
{
	if (mask & JOBCTL_STOP_PENDING)
		mask |= JOBCTL_STOP_CONSUME | JOBCTL_STOP_DEQUEUED;
	t->jobctl &= ~mask;
}

/* @t is accounted for in the group stop; true: it was the last, the stop is complete. */
bool task_participate_group_stop(struct task_struct *t)
{
	struct signal_struct *sig = t->signal;
	bool consume = t->jobctl & JOBCTL_STOP_CONSUME;

	task_clear_jobctl_pending(t, JOBCTL_STOP_PENDING);
	if (!consume)
		return false;
	if (!WARN_ON(sig->group_stop_count == 0))
		sig->group_stop_count--;
	if (!sig->group_stop_count && !(sig->flags & SIGNAL_STOP_STOPPED)) {
		sig->flags = (sig->flags & ~SIGNAL_STOP_MASK) | SIGNAL_STOP_STOPPED;
		return true;
	}
	return false;
}

/* The whole group is to stop because of @sig; siglock held.  False: SIGCONT or death came in
 * between. */
static bool begin_group_stop(int sig)
{
	struct task_struct *me = current, *t;
	struct signal_struct *s = me->signal;

	if (!(me->jobctl & JOBCTL_STOP_DEQUEUED) || (s->flags & SIGNAL_GROUP_EXIT) ||
	    s->group_exec_task)
		return false;
	if (!(s->flags & SIGNAL_STOP_STOPPED))
		s->group_exit_code = sig;
	s->group_stop_count = 0;
	if (set_stop_pending(me, sig))
		s->group_stop_count++;
	for_each_thread(me, t)
	{
		if (t == me || task_is_stopped(t) || !set_stop_pending(t, sig))
			continue;
		s->group_stop_count++;
		signal_wake_up(t, false);
	}
	return true;
}

bool do_signal_stop(int sig) __no_lock_analysis
{
	struct task_struct *t = current;
	bool complete;

	if (!(t->jobctl & JOBCTL_STOP_PENDING) && !begin_group_stop(sig))
		return false;
	complete = task_participate_group_stop(t);
	/* Under siglock: a SIGCONT or SIGKILL comes before this, and we do not get here, or after,
	 * and wakes us. */
	set_current_state(TASK_STOPPED);
	spin_unlock_irq(&t->sighand->siglock);
	if (complete) {
		spin_lock(&tasklist_lock);
		do_notify_parent_cldstop(t, CLD_STOPPED);
		spin_unlock(&tasklist_lock);
	}
	schedule();
	return true;
}

/* --- news for the parent --- */

void wake_up_parent(struct task_struct *parent)
{
	wake_up_interruptible_all(&parent->signal->wait_chldexit);
}

static void fill_child_info(struct kernel_siginfo *info, int sig, struct task_struct *t)
{
	u64 ut, st;

	memset(info, 0, sizeof(*info));
	info->si_signo = sig;
	info->chld.pid = t->pid;
	rcu_read_lock();
	info->chld.uid = rcu_dereference(t->cred)->uid;
	rcu_read_unlock();
	task_cputime(t, &ut, &st);
	info->chld.utime = (ut + t->signal->utime) / (u64)(NSEC_PER_SEC / USER_HZ);
	info->chld.stime = (st + t->signal->stime) / (u64)(NSEC_PER_SEC / USER_HZ);
}

void do_notify_parent_cldstop(struct task_struct *t, int why)
{
	struct task_struct *leader = t->group_leader, *parent = leader->real_parent;
	struct sighand_struct *sh = parent->sighand;
	struct kernel_siginfo info;
	unsigned long flags;

	fill_child_info(&info, SIGCHLD, leader);
	info.si_code = why;
	info.chld.status = why == CLD_CONTINUED ? SIGCONT : leader->signal->group_exit_code & 0x7f;

	spin_lock_irqsave(&sh->siglock, flags);
	if (sh->action[SIGCHLD - 1].handler != HANDLER_IGN &&
	    !(sh->action[SIGCHLD - 1].flags & SA_NOCLDSTOP))
		(void)send_signal_locked(SIGCHLD, &info, parent, PIDTYPE_TGID, false);
	wake_up_parent(parent); /* wait(2) may ask for it even if no signal is wanted */
	spin_unlock_irqrestore(&sh->siglock, flags);
}

bool do_notify_parent(struct task_struct *t, int sig)
{
	struct task_struct *parent = t->parent;
	struct sighand_struct *sh = parent->sighand;
	struct kernel_siginfo info;
	bool autoreap = false;
	unsigned long flags;

	debug_assert(spin_held(&tasklist_lock));
	wake_up_all(&t->thread_pid->wait_pidfd);
	fill_child_info(&info, sig, t);
	info.chld.status = t->exit_code & 0x7f;
	if (t->exit_code & 0x80) {
		info.si_code = CLD_DUMPED;
	} else if (t->exit_code & 0x7f) {
		info.si_code = CLD_KILLED;
	} else {
		info.si_code = CLD_EXITED;
		info.chld.status = t->exit_code >> 8;
	}

	if (parent == &init_task) /* a kernel thread: the boot task waits for nobody */
		return true;

	spin_lock_irqsave(&sh->siglock, flags);
	if (sig == SIGCHLD && (sh->action[SIGCHLD - 1].handler == HANDLER_IGN ||
			       (sh->action[SIGCHLD - 1].flags & SA_NOCLDWAIT))) {
		/* POSIX 3.3.1.3: such a parent gets no zombies.  SA_NOCLDWAIT alone still gets the
		 * signal. */
		autoreap = true;
		if (sh->action[SIGCHLD - 1].handler == HANDLER_IGN)
			sig = 0;
	}
	if (valid_signal(sig) && sig)
		(void)send_signal_locked(sig, &info, parent, PIDTYPE_TGID, false);
	wake_up_parent(parent);
	spin_unlock_irqrestore(&sh->siglock, flags);
	return autoreap;
}

/* --- get_signal --- */

/* Tells the parent of a stop or continue that happened while no thread of ours ran; true: it did,
 * lock dropped. */
static bool notify_pending_cld(struct task_struct *t) __no_lock_analysis
{
	struct signal_struct *s = t->signal;
	int why;

	if (likely(!(s->flags & (SIGNAL_CLD_STOPPED | SIGNAL_CLD_CONTINUED))))
		return false;
	why = s->flags & SIGNAL_CLD_CONTINUED ? CLD_CONTINUED : CLD_STOPPED;
	s->flags &= ~(SIGNAL_CLD_STOPPED | SIGNAL_CLD_CONTINUED);
	spin_unlock_irq(&t->sighand->siglock);

	spin_lock(&tasklist_lock);
	do_notify_parent_cldstop(t, why);
	spin_unlock(&tasklist_lock);
	return true;
}

enum verdict { DELIVER, DROP, STOP, KILL };

/* What a taken signal means here; on DELIVER the action is in ksig->ka. */
static enum verdict judge(struct ksignal *ksig, int sig)
{
	struct task_struct *t = current;
	struct k_sigaction *ka = &t->sighand->action[sig - 1];

	if (ka->handler == HANDLER_IGN)
		return DROP;
	if (ka->handler != HANDLER_DFL) {
		ksig->ka = *ka;
		if (ka->flags & SA_ONESHOT)
			ka->handler = HANDLER_DFL;
		return DELIVER;
	}
	if (sig_in(sig, SIGS_IGNORE))
		return DROP;
	if ((t->signal->flags & SIGNAL_UNKILLABLE) && !sig_in(sig, SIGS_KERNEL_ONLY))
		return DROP;
	return sig_in(sig, SIGS_STOP) ? STOP : KILL;
}

static void __noreturn die_of_signal(int sig) __no_lock_analysis
{
	spin_unlock_irq(&current->sighand->siglock);
	current->flags |= PF_SIGNALED;
	/* Pith writes no core files, so the dump bit (0x80) of the status is never set. */
	do_group_exit(sig);
}

/*
 * SIGTSTP, SIGTTIN and SIGTTOU do nothing in an orphaned group: nobody could continue it.  Drops
 * siglock if it returns true: stopped, or the lock was needed elsewhere; look again.
 */
static bool stop_or_skip(int sig) __no_lock_analysis
{
	struct sighand_struct *sh = current->sighand;

	if (sig != SIGSTOP) {
		bool orphaned;

		spin_unlock_irq(&sh->siglock);
		orphaned = is_current_pgrp_orphaned();
		spin_lock_irq(&sh->siglock);
		if (orphaned)
			return false;
	}
	return do_signal_stop(sig);
}

bool get_signal(struct ksignal *ksig) __no_lock_analysis
{
	struct task_struct *t = current;
	struct sighand_struct *sh = t->sighand;
	int sig;

again:
	spin_lock_irq(&sh->siglock);
	if (notify_pending_cld(t))
		goto again;
	for (;;) {
		if ((t->signal->flags & SIGNAL_GROUP_EXIT) || t->signal->group_exec_task) {
			t->pending.signal &= ~SIGMASK(SIGKILL);
			die_of_signal(SIGKILL);
		}
		if ((t->jobctl & JOBCTL_STOP_PENDING) && do_signal_stop(0))
			goto again;
		sig = dequeue_synchronous(&ksig->info);
		if (!sig)
			sig = dequeue_signal(&t->blocked, &ksig->info);
		if (!sig)
			break;
		switch (judge(ksig, sig)) {
		case DELIVER:
			spin_unlock_irq(&sh->siglock);
			ksig->sig = sig;
			return true;
		case STOP:
			if (stop_or_skip(sig))
				goto again;
			break;
		case KILL:
			die_of_signal(sig);
		case DROP:
			break;
		}
	}
	spin_unlock_irq(&sh->siglock);
	ksig->sig = 0;
	return false;
}

/* Blocks what the handler must not be interrupted by; a frame that could not be built kills. */
void signal_setup_done(bool failed, struct ksignal *ksig)
{
	sigset_t blocked;

	if (failed) {
		/* A second SIGSEGV for SIGSEGV's own handler would loop. */
		if (ksig->sig == SIGSEGV)
			force_fatal_sig(SIGSEGV);
		else
			force_sig(SIGSEGV);
		return;
	}
	clear_tsk_thread_flag(current, TIF_RESTORE_SIGMASK);
	blocked = current->blocked | ksig->ka.mask;
	if (!(ksig->ka.flags & SA_NODEFER))
		blocked |= SIGMASK(ksig->sig);
	set_current_blocked(&blocked);
}

/* --- leaving --- */

/* Signals for the process that @t was about to take: wake others who do not block them. */
static void retarget_shared_pending(struct task_struct *t, sigset_t which)
{
	struct task_struct *o;
	sigset_t retarget = t->signal->shared_pending.signal & which;

	if (!retarget)
		return;
	for_each_thread(t, o)
	{
		if (o == t || (o->flags & PF_EXITING) || !(retarget & ~o->blocked))
			continue;
		retarget &= o->blocked;
		if (!signal_pending(o))
			signal_wake_up(o, false);
		if (!retarget)
			break;
	}
}

/* @t is current and begins to exit: it takes no part in signals any more. */
void exit_signals(struct task_struct *t)
{
	bool stop_complete = false;

	spin_lock_irq(&t->sighand->siglock);
	t->flags |= PF_EXITING;
	if (!thread_group_empty(t) && !(t->signal->flags & SIGNAL_GROUP_EXIT)) {
		if (signal_pending(t))
			retarget_shared_pending(t, ~t->blocked);
		if (t->jobctl & JOBCTL_STOP_PENDING)
			stop_complete = task_participate_group_stop(t);
	}
	spin_unlock_irq(&t->sighand->siglock);
	if (stop_complete) {
		spin_lock(&tasklist_lock);
		do_notify_parent_cldstop(t, CLD_STOPPED);
		spin_unlock(&tasklist_lock);
	}
}

/* Blocking more: what the process has pending and we now block, another thread should take; siglock
 * held. */
void sigmask_changed(struct task_struct *t, sigset_t newset)
{
	if (signal_pending(t) && !thread_group_empty(t)) {
		sigset_t newly = newset & ~t->blocked;

		if (newly)
			retarget_shared_pending(t, newly);
	}
	t->blocked = newset;
	recalc_sigpending();
}
