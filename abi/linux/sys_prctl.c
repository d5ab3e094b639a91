/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/sys_prctl.c - prctl(2), arch_prctl(2), personality(2)
 *
 * An option that Pith does not have answers EINVAL, as an older Linux does.
 *
 * Sources: prctl(2), arch_prctl(2), personality(2), capabilities(7)
 */
#include "abi/linux/border.h"
#include "arch/thread.h"
#include "gen/syscalls.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/process.h"
#include "kernel/proc/signal.h"
#include <linux/prctl.h>
#include <linux/securebits.h>

/* --- subreapers --- */

static bool descends_from(struct task_struct *p, const struct signal_struct *ancestor)
{
	struct task_struct *up;

	for (up = p->real_parent; up->pid > 1; up = up->real_parent)
		if (up->signal == ancestor)
			return true;
	return false;
}

static void set_subreaper(bool on)
{
	struct signal_struct *me = current->signal;
	struct task_struct *p;

	me->is_child_subreaper = on;
	if (!on)
		return;
	/* Later children inherit the mark; those that are there get it now. */
	spin_lock(&tasklist_lock);
	for_each_process(p) if (descends_from(p, me)) p->signal->has_child_subreaper = true;
	spin_unlock(&tasklist_lock);
}

/* --- capabilities --- */

static sysret_t drop_from_bounding_set(unsigned long cap)
{
	struct cred *new;

	if (!capable(CAP_SETPCAP))
		return -EPERM;
	if (cap > CAP_LAST_CAP)
		return -EINVAL;
	new = prepare_creds();
	if (!new)
		return -ENOMEM;
	new->cap_bset &= ~(1ULL << cap);
	return commit_creds(new);
}

static sysret_t set_securebits(unsigned long bits)
{
	const struct cred *old = current_cred();
	struct cred *new;
	unsigned long locks = old->securebits & SECURE_ALL_LOCKS;

	if ((((old->securebits & SECURE_ALL_LOCKS) >> 1) & (old->securebits ^ bits)) ||
	    (locks & ~bits) || (bits & ~(unsigned long)(SECURE_ALL_BITS | SECURE_ALL_LOCKS)) ||
	    !capable(CAP_SETPCAP))
		return -EPERM;
	new = prepare_creds();
	if (!new)
		return -ENOMEM;
	new->securebits = (unsigned int)bits;
	return commit_creds(new);
}

static sysret_t set_keepcaps(unsigned long on)
{
	struct cred *new;

	if (on > 1)
		return -EINVAL;
	if (current_cred()->securebits & SECBIT_KEEP_CAPS_LOCKED)
		return -EPERM;
	new = prepare_creds();
	if (!new)
		return -ENOMEM;
	new->securebits =
		on ? new->securebits | SECBIT_KEEP_CAPS : new->securebits & ~SECBIT_KEEP_CAPS;
	return commit_creds(new);
}

static sysret_t change_ambient(unsigned long op, unsigned long cap)
{
	const struct cred *c = current_cred();
	struct cred *new;
	u64 bit;

	if (op == PR_CAP_AMBIENT_CLEAR_ALL ? cap != 0 : cap > CAP_LAST_CAP)
		return -EINVAL;
	bit = op == PR_CAP_AMBIENT_CLEAR_ALL ? ~0ULL : 1ULL << cap;
	if (op == PR_CAP_AMBIENT_IS_SET)
		return !!(c->cap_ambient & bit);
	if (op != PR_CAP_AMBIENT_RAISE && op != PR_CAP_AMBIENT_LOWER &&
	    op != PR_CAP_AMBIENT_CLEAR_ALL)
		return -EINVAL;
	if (op == PR_CAP_AMBIENT_RAISE && (!(c->cap_permitted & c->cap_inheritable & bit) ||
					   (c->securebits & SECBIT_NO_CAP_AMBIENT_RAISE)))
		return -EPERM;
	new = prepare_creds();
	if (!new)
		return -ENOMEM;
	new->cap_ambient =
		op == PR_CAP_AMBIENT_RAISE ? new->cap_ambient | bit : new->cap_ambient & ~bit;
	return commit_creds(new);
}

/* --- the call --- */

static sysret_t set_name(const char __user *uname)
{
	char name[TASK_COMM_LEN];

	if (strncpy_from_user(name, uname, sizeof(name) - 1) < 0)
		return -EFAULT;
	name[sizeof(name) - 1] = '\0';
	set_task_comm(current, name);
	return 0;
}

static sysret_t get_name(char __user *uname)
{
	char name[TASK_COMM_LEN];

	get_task_comm(name, current);
	return copy_to_user(uname, name, sizeof(name)) ? -EFAULT : 0;
}

static sysret_t set_dumpable_now(unsigned long value)
{
	if (value != SUID_DUMP_DISABLE && value != SUID_DUMP_USER)
		return -EINVAL;
	set_dumpable(current->mm, (int)value);
	return 0;
}

static sysret_t set_pdeathsig(unsigned long sig)
{
	if (sig > _NSIG)
		return -EINVAL;
	current->pdeath_signal = (int)sig;
	return 0;
}

/* Options about capabilities; -ENOSYS: not one of them. */
static sysret_t prctl_caps(int option, unsigned long a2, unsigned long a3, bool rest_is_zero)
{
	switch (option) {
	case PR_GET_KEEPCAPS:
		return !!(current_cred()->securebits & SECBIT_KEEP_CAPS);
	case PR_SET_KEEPCAPS:
		return set_keepcaps(a2);
	case PR_GET_SECUREBITS:
		return current_cred()->securebits;
	case PR_SET_SECUREBITS:
		return set_securebits(a2);
	case PR_CAPBSET_READ:
		return a2 > CAP_LAST_CAP ? -EINVAL : (sysret_t)(current_cred()->cap_bset >> a2 & 1);
	case PR_CAPBSET_DROP:
		return drop_from_bounding_set(a2);
	case PR_CAP_AMBIENT:
		return rest_is_zero ? change_ambient(a2, a3) : -EINVAL;
	default:
		return -ENOSYS;
	}
}

sysret_t sys_prctl(int option, unsigned long a2, unsigned long a3, unsigned long a4,
		   unsigned long a5)
{
	sysret_t ret = prctl_caps(option, a2, a3, !a4 && !a5);

	if (ret != -ENOSYS)
		return ret;
	switch (option) {
	case PR_SET_PDEATHSIG:
		return set_pdeathsig(a2);
	case PR_GET_PDEATHSIG:
		return put_user(current->pdeath_signal, (int __user *)a2);
	case PR_GET_DUMPABLE:
		return get_dumpable(current->mm);
	case PR_SET_DUMPABLE:
		return set_dumpable_now(a2);
	case PR_SET_NAME:
		return set_name((const char __user *)a2);
	case PR_GET_NAME:
		return get_name((char __user *)a2);
	case PR_SET_CHILD_SUBREAPER:
		set_subreaper(a2 != 0);
		return 0;
	case PR_GET_CHILD_SUBREAPER:
		return put_user((int)current->signal->is_child_subreaper, (int __user *)a2);
	case PR_SET_NO_NEW_PRIVS:
		if (a2 != 1 || a3 || a4 || a5)
			return -EINVAL;
		current->no_new_privs = true;
		return 0;
	case PR_GET_NO_NEW_PRIVS:
		return a2 || a3 || a4 || a5 ? -EINVAL : current->no_new_privs;
	default:
		return -EINVAL;
	}
}

sysret_t sys_arch_prctl(int code, uaddr_t addr)
{
	return arch_prctl(current, code, addr);
}

sysret_t sys_personality(unsigned int persona)
{
	unsigned int old = current->personality;

	if (persona != 0xffffffff) /* that value only asks */
		current->personality = persona;
	return (sysret_t)old;
}
