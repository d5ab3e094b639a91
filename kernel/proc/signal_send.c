/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/signal_send.c - how a signal reaches a process
 *
 * Theory
 *   A signal is pending for one thread (tkill, faults) or for the process (kill, SIGCHLD).  Each of
 * the two has a bit set and a queue of details: the bit says that the signal is pending, a queue
 * entry what siginfo it brings.  A standard signal that is already pending is not queued again;
 * real-time ones are, in order, up to RLIMIT_SIGPENDING of the receiver's user.  Without memory a
 * standard signal still arrives, but without details; a real-time one fails with EAGAIN at its
 * sender.
 *
 *   Sending decides at once what can be decided: an ignored signal is dropped unless it is blocked
 * (the mask may hide a handler that is still to come), SIGCONT removes pending stops and wakes the
 * stopped, a stop removes pending SIGCONT, and a signal whose default kills, with no thread
 * blocking it, begins the exit of the whole group by giving each thread a SIGKILL.
 *
 * Not here: taking signals off the queues (signal_deliver.c), masks and actions (signal_action.c).
 *
 * Locks: sighand->siglock (RANK_SIGHAND, irq-safe), taken by lock_task_sighand() because a task's
 * sighand goes away when it is released; tasklist_lock for process groups.
 *
 * Sources: signal(7), kill(2), sigqueue(3), POSIX 2.4
 */
#include "kernel/base/panic.h"
#include "internal.h"
#include "kernel/sync/rcu.h"
#include "lib/rculist.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"

static struct kmem_cache *sigqueue_cachep;

void sigpending_init(struct sigpending_head *p)
{
	INIT_LIST_HEAD(&p->list);
	p->signal = 0;
}

/* --- queue entries --- */

struct sigqueue *sigqueue_alloc(struct task_struct *t, gfp_t gfp, bool override_rlimit)
{
	struct user_struct *u;
	struct sigqueue *q = NULL;
	int n;

	rcu_read_lock();
	u = rcu_dereference(t->cred)->user;
	refcount_inc(&u->refs);
	rcu_read_unlock();

	n = atomic_inc_return(&u->sigpending);
	if (override_rlimit || (unsigned long)n <= task_rlimit(t, RLIMIT_SIGPENDING))
		q = kmem_cache_alloc(sigqueue_cachep, gfp);
	if (!q) {
		atomic_dec(&u->sigpending);
		free_uid(u);
		return NULL;
	}
	INIT_LIST_HEAD(&q->list);
	q->user = u;
	q->timer = NULL;
	q->timer_seq = 0;
	return q;
}

void sigqueue_free(struct sigqueue *q)
{
	if (q->timer) /* the timer's own: freed with the timer */
		return;
	atomic_dec(&q->user->sigpending);
	free_uid(q->user);
	kmem_cache_free(sigqueue_cachep, q);
}

void flush_sigqueue(struct sigpending_head *queue)
{
	struct sigqueue *q, *next;

	queue->signal = 0;
	list_for_each_entry_safe (q, next, &queue->list, list) {
		list_del_init(&q->list);
		sigqueue_free(q);
	}
}

/* Removes the signals of @set from one queue; siglock held. */
static void flush_sigset(struct sigpending_head *queue, sigset_t set)
{
	struct sigqueue *q, *next;

	if (!(queue->signal & set))
		return;
	queue->signal &= ~set;
	list_for_each_entry_safe (q, next, &queue->list, list) {
		if (!sig_in(q->info.si_signo, set))
			continue;
		list_del_init(&q->list);
		sigqueue_free(q);
	}
}

/* --- waking the receiver --- */

void signal_wake_up(struct task_struct *t, bool fatal)
{
	unsigned int mask = TASK_INTERRUPTIBLE;

	if (fatal)
		mask |= TASK_WAKEKILL | TASK_STOPPED | TASK_TRACED;
	set_tsk_thread_flag(t, TIF_SIGPENDING);
	if (!wake_up_state(t, mask))
		kick_process(t);
}

struct sighand_struct *lock_task_sighand(struct task_struct *t,
					 unsigned long *flags) __no_lock_analysis
{
	struct sighand_struct *sh;

	rcu_read_lock();
	for (;;) {
		sh = rcu_dereference(t->sighand);
		if (!sh)
			break;
		spin_lock_irqsave(&sh->siglock, *flags);
		if (likely(sh == READ_ONCE(t->sighand)))
			break;
		spin_unlock_irqrestore(&sh->siglock, *flags); /* exec gave it another */
	}
	rcu_read_unlock();
	return sh;
}

void unlock_task_sighand(struct task_struct *t, unsigned long *flags) __no_lock_analysis
{
	spin_unlock_irqrestore(&t->sighand->siglock, *flags);
}

/* --- may it be dropped? --- */

static bool is_init_and_default(struct task_struct *t, uaddr_t handler, int sig, bool force)
{
	return (t->signal->flags & SIGNAL_UNKILLABLE) && handler == HANDLER_DFL &&
	       !(force && sig_in(sig, SIGS_KERNEL_ONLY));
}

static bool sig_ignored(struct task_struct *t, int sig, bool force)
{
	uaddr_t handler;

	if ((t->blocked | t->real_blocked) & SIGMASK(sig))
		return false; /* what it will do when unblocked is not known yet */
	handler = t->sighand->action[sig - 1].handler;
	if (is_init_and_default(t, handler, sig, force))
		return true;
	if ((t->flags & PF_KTHREAD) && handler == HANDLER_DFL && !force)
		return true;
	return handler == HANDLER_IGN || (handler == HANDLER_DFL && sig_in(sig, SIGS_IGNORE));
}

/* A process that SIGCONT finds stopped, or about to stop, goes on and its parent will hear of it.
 */
static void continue_group(struct task_struct *p)
{
	struct signal_struct *sig = p->signal;
	struct task_struct *t;
	unsigned int why = 0;

	flush_sigset(&sig->shared_pending, SIGS_STOP);
	for_each_thread(p, t)
	{
		flush_sigset(&t->pending, SIGS_STOP);
		task_clear_jobctl_pending(t, JOBCTL_STOP_PENDING);
		wake_up_state(t, TASK_STOPPED);
	}
	if (sig->flags & SIGNAL_STOP_STOPPED)
		why = SIGNAL_CLD_CONTINUED;
	else if (sig->group_stop_count)
		why = SIGNAL_CLD_STOPPED; /* stop and continue, in one go */
	if (why) {
		/* Whoever of the group runs first tells the parent: get_signal(). */
		sig->flags = (sig->flags & ~SIGNAL_STOP_MASK) | why | SIGNAL_STOP_CONTINUED;
		sig->group_stop_count = 0;
		sig->group_exit_code = 0;
	}
}

/* Side effects of @sig that do not wait for its delivery; true: it is to be made pending. */
static bool prepare_signal(int sig, struct task_struct *p, bool force)
{
	struct signal_struct *s = p->signal;
	struct task_struct *t;

	if (s->flags & SIGNAL_GROUP_EXIT)
		return false; /* the process dies already */
	if (sig_in(sig, SIGS_STOP)) {
		flush_sigset(&s->shared_pending, SIGMASK(SIGCONT));
		for_each_thread(p, t) flush_sigset(&t->pending, SIGMASK(SIGCONT));
	} else if (sig == SIGCONT) {
		continue_group(p);
	}
	return !sig_ignored(p, sig, force);
}

/* --- choosing the thread, and death --- */

static bool wants_signal(int sig, struct task_struct *t)
{
	if (t->blocked & SIGMASK(sig))
		return false;
	if (t->flags & PF_EXITING)
		return false;
	if (sig == SIGKILL)
		return true;
	if (READ_ONCE(t->state) & (TASK_STOPPED | TASK_TRACED))
		return false;
	return t == current || !signal_pending(t);
}

/* Does @sig, unblocked in @p, kill by default? */
static bool sig_is_fatal(struct task_struct *p, int sig)
{
	uaddr_t handler = p->sighand->action[sig - 1].handler;

	return handler == HANDLER_DFL && !sig_in(sig, SIGS_IGNORE | SIGS_STOP);
}

/* A thread of @p's group that takes @sig soonest; NULL: all block it. */
static struct task_struct *pick_receiver(int sig, struct task_struct *p, enum pid_type type)
{
	struct signal_struct *s = p->signal;
	struct task_struct *t;

	if (wants_signal(sig, p))
		return p;
	if (type == PIDTYPE_PID || thread_group_empty(p))
		return NULL;
	for_each_thread(p, t)
	{
		if (wants_signal(sig, t)) {
			s->curr_target = t;
			return t;
		}
	}
	return NULL;
}

static void complete_signal(int sig, struct task_struct *p, enum pid_type type)
{
	struct signal_struct *s = p->signal;
	struct task_struct *t = pick_receiver(sig, p, type), *each;

	if (!t)
		return; /* whoever unblocks it will see it */
	if (sig_is_fatal(p, sig) && !(s->flags & (SIGNAL_GROUP_EXIT | SIGNAL_UNKILLABLE)) &&
	    !(t->real_blocked & SIGMASK(sig))) {
		s->flags = SIGNAL_GROUP_EXIT;
		s->group_exit_code = sig;
		s->group_stop_count = 0;
		for_each_thread(p, each)
		{
			task_clear_jobctl_pending(each, JOBCTL_PENDING_MASK);
			each->pending.signal |= SIGMASK(SIGKILL);
			signal_wake_up(each, true);
		}
		return;
	}
	signal_wake_up(t, sig == SIGKILL);
}

/* --- sending --- */

static void fill_default_info(struct kernel_siginfo *to, int sig, const struct kernel_siginfo *info)
{
	if (info) {
		*to = *info;
		return;
	}
	memset(to, 0, sizeof(*to));
	to->si_signo = sig;
	to->si_code = SI_KERNEL;
}

/* @force: even to init, even if ignored by it (SIGKILL and SIGSTOP from the kernel). */
int send_signal_locked(int sig, const struct kernel_siginfo *info, struct task_struct *t,
		       enum pid_type type, bool force)
{
	struct sigpending_head *pending;
	struct sigqueue *q = NULL;
	bool from_kernel = !info || info->si_code >= 0;

	debug_assert(spin_held(&t->sighand->siglock));
	if (!prepare_signal(sig, t, force))
		return 0;
	pending = type == PIDTYPE_PID ? &t->pending : &t->signal->shared_pending;
	if (sig < SIGRT_FIRST && (pending->signal & SIGMASK(sig)))
		return 0;

	if (sig != SIGKILL && !(t->flags & PF_KTHREAD))
		q = sigqueue_alloc(t, GFP_ATOMIC, sig < SIGRT_FIRST && from_kernel);
	if (q) {
		fill_default_info(&q->info, sig, info);
		list_add_tail(&q->list, &pending->list);
	} else if (sig >= SIGRT_FIRST && info && info->si_code != SI_USER) {
		return -EAGAIN; /* the details were promised to arrive */
	}
	pending->signal |= SIGMASK(sig);
	if (waitqueue_active(&t->sighand->signalfd_wqh))
		wake_up_all(&t->sighand->signalfd_wqh);
	complete_signal(sig, t, type);
	return 0;
}

int send_sigqueue_locked(struct sigqueue *q, struct task_struct *t, enum pid_type type)
{
	struct sigpending_head *pending;
	int sig = q->info.si_signo;

	if (!prepare_signal(sig, t, false))
		return 1;
	if (!list_empty(&q->list)) {
		q->info.timer.overrun++; /* not taken yet: one more that was missed */
		return 0;
	}
	q->info.timer.overrun = 0;
	pending = type == PIDTYPE_PID ? &t->pending : &t->signal->shared_pending;
	list_add_tail(&q->list, &pending->list);
	pending->signal |= SIGMASK(sig);
	if (waitqueue_active(&t->sighand->signalfd_wqh))
		wake_up_all(&t->sighand->signalfd_wqh);
	complete_signal(sig, t, type);
	return 0;
}

int send_sig_info(int sig, const struct kernel_siginfo *info, struct task_struct *t,
		  enum pid_type type)
{
	unsigned long flags;
	bool force = !info || info->si_code > 0;
	int err;

	if (!valid_signal(sig) || sig == 0)
		return -EINVAL;
	if (!lock_task_sighand(t, &flags))
		return -ESRCH;
	err = send_signal_locked(sig, info, t, type, force);
	unlock_task_sighand(t, &flags);
	return err;
}

int send_sig(int sig, struct task_struct *t)
{
	return send_sig_info(sig, NULL, t, PIDTYPE_TGID);
}

int send_sig_self(int sig)
{
	const struct kernel_siginfo info = {
		.si_signo = sig,
		.si_code = SI_USER,
		.kill = {.pid = current->tgid, .uid = current_uid()},
	};

	return send_sig_info(sig, &info, current, PIDTYPE_PID);
}

int kill_pid(struct pid *pid, int sig)
{
	struct task_struct *t = get_pid_task(pid, PIDTYPE_PID);
	int err;

	if (!t)
		return -ESRCH;
	err = send_sig_info(sig, NULL, t, PIDTYPE_TGID);
	put_task_struct(t);
	return err;
}

/* --- permission, and the calls --- */

/* May the running task send @sig to @t?  0, -EPERM.  (kill(2)) */
static int check_kill_permission(int sig, const struct kernel_siginfo *info, struct task_struct *t)
{
	const struct cred *me = current_cred(), *it;
	bool same_user;

	if (info && info->si_code > 0)
		return 0; /* from the kernel */
	if (same_thread_group(current, t))
		return 0;
	it = get_task_cred(t);
	same_user = me->euid == it->suid || me->euid == it->uid || me->uid == it->suid ||
		    me->uid == it->uid;
	put_cred(it);
	if (same_user || capable(CAP_KILL))
		return 0;
	/* SIGCONT may be sent within a session, whatever the users. */
	if (sig == SIGCONT && task_session(current) == task_session(t))
		return 0;
	return -EPERM;
}

static int send_user_signal(int sig, const struct kernel_siginfo *info, struct task_struct *t,
			    enum pid_type type)
{
	unsigned long flags;
	int err = check_kill_permission(sig, info, t);

	if (err || !sig)
		return err;
	if (!lock_task_sighand(t, &flags))
		return -ESRCH;
	err = send_signal_locked(sig, info, t, type, false);
	unlock_task_sighand(t, &flags);
	return err;
}

int kill_pid_user(struct pid *pid, int sig, const struct kernel_siginfo *info)
{
	struct task_struct *t = get_pid_task(pid, PIDTYPE_TGID);
	int err;

	if (!t)
		return -ESRCH;
	err = send_user_signal(sig, info, t, PIDTYPE_TGID);
	put_task_struct(t);
	return err;
}

/* tasklist_lock held.  Success if one member got it. */
static int kill_pgrp_info(struct pid *pgrp, int sig, const struct kernel_siginfo *info)
{
	struct task_struct *t;
	bool reached = false;
	int err = -ESRCH;

	do_each_pid_task(pgrp, PIDTYPE_PGID, t)
	{
		int e = info ? send_user_signal(sig, info, t, PIDTYPE_TGID)
			     : send_sig_info(sig, NULL, t, PIDTYPE_TGID);

		if (!e)
			reached = true;
		else
			err = e;
	}
	return reached ? 0 : err;
}

int kill_pgrp(struct pid *pgrp, int sig)
{
	int err = -ESRCH;

	if (!pgrp)
		return err;
	spin_lock(&tasklist_lock);
	err = kill_pgrp_info(pgrp, sig, NULL);
	spin_unlock(&tasklist_lock);
	return err;
}

/* kill(-1): everybody but init, ourselves and kernel threads' parent; tasklist_lock held. */
static int kill_everybody(int sig, const struct kernel_siginfo *info)
{
	struct task_struct *p;
	bool found = false;
	int err = 0;

	for_each_process(p)
	{
		int e;

		if (p->tgid <= 1 || same_thread_group(p, current))
			continue;
		e = send_user_signal(sig, info, p, PIDTYPE_TGID);
		found = true;
		if (e != -EPERM)
			err = e;
	}
	return found ? err : -ESRCH;
}

static void fill_user_info(struct kernel_siginfo *info, int sig, int code)
{
	memset(info, 0, sizeof(*info));
	info->si_signo = sig;
	info->si_code = code;
	info->kill.pid = current->tgid;
	info->kill.uid = current_uid();
}

int do_kill(pid_t pid, int sig)
{
	struct kernel_siginfo info;
	struct pid *target;
	int err;

	if (!valid_signal(sig))
		return -EINVAL;
	fill_user_info(&info, sig, SI_USER);
	if (pid > 0) {
		target = find_get_pid(pid);
		err = target ? kill_pid_user(target, sig, &info) : -ESRCH;
		put_pid(target);
		return err;
	}
	if (pid == INT32_MIN)
		return -ESRCH;

	spin_lock(&tasklist_lock);
	if (pid == -1) {
		err = kill_everybody(sig, &info);
	} else {
		target = pid ? find_pid(-pid) : task_pgrp(current);
		err = target ? kill_pgrp_info(target, sig, &info) : -ESRCH;
	}
	spin_unlock(&tasklist_lock);
	return err;
}

static int send_to_thread(pid_t tgid, pid_t tid, int sig, const struct kernel_siginfo *info)
{
	struct task_struct *t = find_get_task_by_vpid(tid);
	int err = -ESRCH;

	if (!t)
		return err;
	if (!tgid || t->tgid == tgid)
		err = send_user_signal(sig, info, t, PIDTYPE_PID);
	put_task_struct(t);
	return err;
}

int do_tkill(pid_t tgid, pid_t tid, int sig)
{
	struct kernel_siginfo info;

	if (!valid_signal(sig))
		return -EINVAL;
	fill_user_info(&info, sig, SI_TKILL);
	return send_to_thread(tgid, tid, sig, &info);
}

/* A user may not pretend to be the kernel, or kill(2), towards others. */
static bool is_forged(const struct kernel_siginfo *info, pid_t target)
{
	return (info->si_code >= 0 || info->si_code == SI_TKILL) && current->tgid != target;
}

int do_sigqueueinfo(pid_t pid, int sig, const struct kernel_siginfo *info)
{
	struct pid *target;
	int err;

	if (is_forged(info, pid))
		return -EPERM;
	if (!valid_signal(sig))
		return -EINVAL;
	target = find_get_pid(pid);
	err = target ? kill_pid_user(target, sig, info) : -ESRCH;
	put_pid(target);
	return err;
}

int do_tgsigqueueinfo(pid_t tgid, pid_t tid, int sig, const struct kernel_siginfo *info)
{
	if (tgid <= 0 || tid <= 0)
		return -EINVAL;
	if (is_forged(info, tid))
		return -EPERM;
	if (!valid_signal(sig))
		return -EINVAL;
	return send_to_thread(tgid, tid, sig, info);
}

/* --- signals the running task cannot escape --- */

enum force_kind { FORCE_HANDLER_OK, FORCE_FATAL };

/* Unblocks the signal; a task that blocked or ignored it dies of it instead of faulting for ever.
 */
static void force_signal(const struct kernel_siginfo *info, enum force_kind kind)
{
	struct task_struct *t = current;
	int sig = info->si_signo;
	struct k_sigaction *ka = &t->sighand->action[sig - 1];
	unsigned long flags;
	bool blocked;

	spin_lock_irqsave(&t->sighand->siglock, flags);
	blocked = t->blocked & SIGMASK(sig);
	if (blocked || ka->handler == HANDLER_IGN || kind == FORCE_FATAL) {
		ka->handler = HANDLER_DFL;
		if (blocked)
			t->blocked &= ~SIGMASK(sig);
	}
	if (ka->handler == HANDLER_DFL)
		t->signal->flags &= ~SIGNAL_UNKILLABLE; /* even init: its panic says why */
	recalc_sigpending();
	(void)send_signal_locked(sig, info, t, PIDTYPE_PID, true);
	spin_unlock_irqrestore(&t->sighand->siglock, flags);
}

void force_sig_info(const struct kernel_siginfo *info)
{
	force_signal(info, FORCE_HANDLER_OK);
}

void force_sig_fault(int sig, int code, uaddr_t addr)
{
	struct kernel_siginfo info = {.si_signo = sig, .si_code = code};

	info.fault.addr = addr;
	force_signal(&info, FORCE_HANDLER_OK);
}

void force_sig(int sig)
{
	struct kernel_siginfo info = {.si_signo = sig, .si_code = SI_KERNEL};

	force_signal(&info, FORCE_HANDLER_OK);
}

void force_fatal_sig(int sig)
{
	struct kernel_siginfo info = {.si_signo = sig, .si_code = SI_KERNEL};

	force_signal(&info, FORCE_FATAL);
}

/* All other threads of @p's group get SIGKILL; siglock held.  How many. */
int zap_other_threads(struct task_struct *p)
{
	struct task_struct *t;
	int count = 0;

	p->signal->group_stop_count = 0;
	for_each_thread(p, t)
	{
		if (t == p)
			continue;
		task_clear_jobctl_pending(t, JOBCTL_PENDING_MASK);
		count++;
		if (t->exit_state)
			continue;
		t->pending.signal |= SIGMASK(SIGKILL);
		signal_wake_up(t, true);
	}
	return count;
}

void signal_init(void)
{
	sigqueue_cachep = KMEM_CACHE(sigqueue, SLAB_PANIC);
}
