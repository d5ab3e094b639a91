/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drivers/tty/tty_jobctl.c - controlling terminals, sessions and foreground process groups
 *
 * Theory
 *   A session has at most one controlling terminal and a terminal belongs to at most one session:
 *   signal->tty of the session's processes and tty->session point at each other.  The session as a
 *   whole holds one reference; the processes' pointers are not counted (fork copies them under
 *   tasklist_lock) and are all cleared before that reference goes.  tty->pgrp is the
 *   foreground group; others of the session that read get SIGTTIN, that write (TOSTOP) or change settings
 *   SIGTTOU, unless they ignore it; an orphaned group gets EIO instead.
 *
 * Locks
 *   tasklist_lock -> siglock for signal->tty; ctrl_lock for tty->pgrp and tty->session.  Never
 *   siglock inside ctrl_lock.
 *
 * Sources: POSIX.1-2017 11.1; tty_ioctl(4), credentials(7)
 */
#include "internal.h"

#include "arch/uaccess.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/signal.h"
#include "lib/list.h"

struct tty_struct *get_current_tty(void)
{
	struct sighand_struct *sh = current->sighand;
	struct tty_struct *tty;
	unsigned long flags;

	spin_lock_irqsave(&sh->siglock, flags);
	tty = current->signal->tty;
	if (tty)
		tty_get(tty);
	spin_unlock_irqrestore(&sh->siglock, flags);
	return tty;
}

static struct pid *tty_get_pgrp(struct tty_struct *tty)
{
	unsigned long flags;
	struct pid *pgrp;

	spin_lock_irqsave(&tty->ctrl_lock, flags);
	pgrp = tty->pgrp ? get_pid(tty->pgrp) : NULL;
	spin_unlock_irqrestore(&tty->ctrl_lock, flags);
	return pgrp;
}

void tty_signal_pgrp(struct tty_struct *tty, int sig)
{
	struct pid *pgrp = tty_get_pgrp(tty);

	if (pgrp)
		kill_pgrp(pgrp, sig);
	put_pid(pgrp);
}

/* --- background processes --- */

static bool is_ignored(int sig)
{
	struct sighand_struct *sh = current->sighand;
	unsigned long flags;
	bool ignored;

	spin_lock_irqsave(&sh->siglock, flags);
	ignored = (current->blocked & SIGMASK(sig)) ||
		  sh->action[sig - 1].handler == (uaddr_t)SIG_IGN;
	spin_unlock_irqrestore(&sh->siglock, flags);
	return ignored;
}

static int check_foreground(struct tty_struct *tty, int sig)
{
	struct pid *pgrp, *fg;
	int err = 0;

	if (READ_ONCE(current->signal->tty) != tty)
		return 0;
	rcu_read_lock();
	pgrp = get_pid(task_pgrp(current));
	rcu_read_unlock();
	fg = tty_get_pgrp(tty);
	if (fg && fg != pgrp) {
		if (is_ignored(sig)) {
			err = sig == SIGTTIN ? -EIO : 0;
		} else if (is_current_pgrp_orphaned()) {
			err = -EIO;
		} else {
			kill_pgrp(pgrp, sig);
			set_tsk_thread_flag(current, TIF_SIGPENDING);
			err = -ERESTARTSYS;
		}
	}
	put_pid(fg);
	put_pid(pgrp);
	return err;
}

int tty_check_change(struct tty_struct *tty)
{
	return check_foreground(tty, SIGTTOU);
}

int job_control_read(struct tty_struct *tty)
{
	return check_foreground(tty, SIGTTIN);
}

/* --- gaining and losing the terminal --- */

static void set_signal_tty(struct task_struct *t, struct tty_struct *tty)
{
	unsigned long flags;

	if (!lock_task_sighand(t, &flags))
		return;
	t->signal->tty = tty;
	unlock_task_sighand(t, &flags);
}

/* The session and its foreground group, or none; the session's reference follows. */
static void set_session(struct tty_struct *tty, struct pid *session, struct pid *pgrp)
{
	struct pid *old_session, *old_pgrp;
	unsigned long flags;

	if (session)
		tty_get(tty);
	spin_lock_irqsave(&tty->ctrl_lock, flags);
	old_session = tty->session;
	old_pgrp = tty->pgrp;
	tty->session = session ? get_pid(session) : NULL;
	tty->pgrp = pgrp ? get_pid(pgrp) : NULL;
	spin_unlock_irqrestore(&tty->ctrl_lock, flags);
	put_pid(old_session);
	put_pid(old_pgrp);
	if (old_session)
		tty_put(tty);
}

/* The running task, a session leader, takes @tty as its session's terminal. */
static void proc_set_tty(struct tty_struct *tty)
{
	struct pid *old;

	rcu_read_lock();
	set_session(tty, task_session(current), task_pgrp(current));
	rcu_read_unlock();
	old = current->signal->tty_old_pgrp;
	current->signal->tty_old_pgrp = NULL;
	put_pid(old);
	set_signal_tty(current, tty);
}

static void session_clear_tty(struct tty_struct *tty, struct pid *session)
{
	struct task_struct *p;

	spin_lock(&tasklist_lock);
	do_each_pid_task(session, PIDTYPE_SID, p) {
		unsigned long flags;

		if (!lock_task_sighand(p, &flags))
			continue;
		if (p->signal->tty == tty)
			p->signal->tty = NULL;
		unlock_task_sighand(p, &flags);
	}
	spin_unlock(&tasklist_lock);
}

void tty_session_clear(struct tty_struct *tty)
{
	struct pid *session;
	unsigned long flags;

	spin_lock_irqsave(&tty->ctrl_lock, flags);
	session = tty->session ? get_pid(tty->session) : NULL;
	spin_unlock_irqrestore(&tty->ctrl_lock, flags);
	if (!session)
		return;
	session_clear_tty(tty, session);
	set_session(tty, NULL, NULL);
	put_pid(session);
}

/* SIGHUP and SIGCONT to the leader and the foreground group, as a line that drops does. */
void tty_signal_session_leader(struct tty_struct *tty, bool exit_session)
{
	struct pid *session, *pgrp;
	struct task_struct *p;
	unsigned long flags;

	spin_lock_irqsave(&tty->ctrl_lock, flags);
	session = tty->session ? get_pid(tty->session) : NULL;
	pgrp = tty->pgrp ? get_pid(tty->pgrp) : NULL;
	spin_unlock_irqrestore(&tty->ctrl_lock, flags);
	if (session) {
		struct task_struct *leader = NULL;

		spin_lock(&tasklist_lock);
		do_each_pid_task(session, PIDTYPE_SID, p) {
			if (p->signal->leader && !leader)
				leader = get_task_struct(p);
		}
		spin_unlock(&tasklist_lock);
		if (leader) {
			send_sig(SIGHUP, leader);
			send_sig(SIGCONT, leader);
			if (!leader->signal->tty_old_pgrp && pgrp)
				leader->signal->tty_old_pgrp = get_pid(pgrp);
			put_task_struct(leader);
		}
	}
	if (pgrp && exit_session)
		kill_pgrp(pgrp, SIGHUP);
	put_pid(pgrp);
	put_pid(session);
	tty_session_clear(tty);
}

void tty_open_ctty(struct tty_struct *tty, bool readable)
{
	if (!current->signal->leader || READ_ONCE(current->signal->tty) || !readable)
		return;
	mutex_lock(&tty_mutex);
	if (!tty->session && !test_bit(TTY_HUPPED, &tty->flags))
		proc_set_tty(tty);
	mutex_unlock(&tty_mutex);
}

int tiocsctty(struct tty_struct *tty, struct file *f, int steal)
{
	bool leader = current->signal->leader;
	int err = 0;

	mutex_lock(&tty_mutex);
	if (leader && tty->session && task_session(current) == tty->session)
		goto unlock;
	if (!leader || current->signal->tty) {
		err = -EPERM;
		goto unlock;
	}
	if (tty->session) {
		if (steal != 1 || !capable(CAP_SYS_ADMIN)) {
			err = -EPERM;
			goto unlock;
		}
		tty_session_clear(tty);
	}
	if (!(f->f_mode & FMODE_READ) && !capable(CAP_SYS_ADMIN)) {
		err = -EPERM;
		goto unlock;
	}
	proc_set_tty(tty);
unlock:
	mutex_unlock(&tty_mutex);
	return err;
}

/* A leader without a terminal any more exits: those it left behind are told. */
static void hup_old_pgrp(void)
{
	struct pid *old = current->signal->tty_old_pgrp;

	current->signal->tty_old_pgrp = NULL;
	if (!old)
		return;
	kill_pgrp(old, SIGHUP);
	kill_pgrp(old, SIGCONT);
	put_pid(old);
}

void disassociate_ctty(bool on_exit)
{
	struct tty_struct *tty;

	if (!current->signal->leader)
		return;
	tty = get_current_tty();
	if (!tty) {
		if (on_exit)
			hup_old_pgrp();
		return;
	}
	if (on_exit && tty->driver->type != TTY_TYPE_PTY_SLAVE) {
		tty_hangup(tty);
	} else {
		tty_signal_pgrp(tty, SIGHUP);
		if (!on_exit)
			tty_signal_pgrp(tty, SIGCONT);
	}
	tty_session_clear(tty);
	tty_put(tty);
}

void proc_clear_tty(struct task_struct *t)
{
	set_signal_tty(t, NULL);
}

/* --- ioctl --- */

static long tiocgpgrp(struct tty_struct *tty, struct tty_struct *real, uaddr_t arg)
{
	struct pid *pgrp;
	long err;

	if (tty == real && READ_ONCE(current->signal->tty) != real)
		return -ENOTTY;
	pgrp = tty_get_pgrp(real);
	err = put_user(pid_nr(pgrp), (int __user *)arg);
	put_pid(pgrp);
	return err;
}

static long tiocspgrp(struct tty_struct *tty, struct tty_struct *real, uaddr_t arg)
{
	struct pid *pgrp, *session;
	struct task_struct *p;
	unsigned long flags;
	int nr, err;

	err = tty_check_change(real);
	if (err == -EIO)
		return -ENOTTY;
	if (err)
		return err;
	if (READ_ONCE(current->signal->tty) != real || (tty == real && !real->session))
		return -ENOTTY;
	if (get_user(nr, (int __user *)arg))
		return -EFAULT;
	if (nr < 0)
		return -EINVAL;
	spin_lock(&tasklist_lock);
	pgrp = find_pid(nr);
	p = pgrp ? pid_task(pgrp, PIDTYPE_PGID) : NULL;
	session = p ? task_session(p) : NULL;
	err = !pgrp ? -ESRCH : session != task_session(current) ? -EPERM : 0;
	if (!err)
		pgrp = get_pid(pgrp);
	spin_unlock(&tasklist_lock);
	if (err)
		return err;
	spin_lock_irqsave(&real->ctrl_lock, flags);
	swap(real->pgrp, pgrp);
	spin_unlock_irqrestore(&real->ctrl_lock, flags);
	put_pid(pgrp);
	return 0;
}

static long tiocgsid(struct tty_struct *tty, struct tty_struct *real, uaddr_t arg)
{
	unsigned long flags;
	struct pid *session;
	long err;

	if (tty == real && READ_ONCE(current->signal->tty) != real)
		return -ENOTTY;
	spin_lock_irqsave(&real->ctrl_lock, flags);
	session = real->session ? get_pid(real->session) : NULL;
	spin_unlock_irqrestore(&real->ctrl_lock, flags);
	if (!session)
		return -ENOTTY;
	err = put_user(pid_nr(session), (int __user *)arg);
	put_pid(session);
	return err;
}

long tty_jobctl_ioctl(struct tty_struct *tty, struct file *f, unsigned int cmd, uaddr_t arg)
{
	struct tty_struct *real = tty->driver->type == TTY_TYPE_PTY_MASTER ? tty->link : tty;

	switch (cmd) {
	case TIOCNOTTY:
		if (READ_ONCE(current->signal->tty) != tty)
			return -ENOTTY;
		if (current->signal->leader)
			disassociate_ctty(false);
		else
			proc_clear_tty(current);
		return 0;
	case TIOCSCTTY:
		return tiocsctty(real, f, (int)arg);
	case TIOCGPGRP:
		return tiocgpgrp(tty, real, arg);
	case TIOCSPGRP:
		return tiocspgrp(tty, real, arg);
	case TIOCGSID:
		return tiocgsid(tty, real, arg);
	}
	return -ENOIOCTLCMD;
}

void tty_proc_stat(struct task_struct *t, int *tty_nr, int *tpgid)
{
	struct tty_struct *tty = NULL;
	struct pid *pgrp;
	unsigned long flags;

	*tty_nr = 0;
	*tpgid = -1;
	if (lock_task_sighand(t, &flags)) {
		tty = t->signal->tty;
		if (tty)
			tty_get(tty);
		unlock_task_sighand(t, &flags);
	}
	if (!tty)
		return;
	pgrp = tty_get_pgrp(tty);
	*tty_nr = (int)new_encode_dev(MKDEV(tty->driver->major,
					    tty->driver->minor_start + (unsigned int)tty->index));
	*tpgid = pgrp ? pid_nr(pgrp) : -1;
	put_pid(pgrp);
	tty_put(tty);
}
