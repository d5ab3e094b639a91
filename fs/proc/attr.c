/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/proc/attr.c - /proc/<pid>/comm, oom_score, oom_adj, oom_score_adj, make-it-fail, fail-nth,
 *   personality, wchan
 *
 * Locks: oom_adj_mutex for changes of oom_score_adj, so that limit and value are tested and set
 *   as one.
 * Sources: proc(5), prctl(2) (PR_SET_NAME), Linux Documentation/fault-injection/fault-injection.rst
 */
#include "internal.h"

#include <linux/oom.h>
#include "kernel/proc/access.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/process.h"
#include "kernel/proc/signal.h"
#include "kernel/sync/rcu.h"
#include "lib/format.h"
#include "lib/kstrtox.h"
#include "lib/string.h"
#include "mm/vm/mm.h"
#include "mm/vm/oom.h"

#define NUMBER_SIZE 13 /* longest number that can be written, with sign, newline and NUL */

/* The text of a write, terminated; what is too long is cut.  -EFAULT */
static int text_from(struct iov_iter *from, char *buf, size_t size)
{
	size_t n = min(iov_iter_count(from), size - 1);

	if (copy_from_iter(buf, n, from) != n)
		return -EFAULT;
	buf[n] = '\0';
	return 0;
}

/* --- comm --- */

static int comm_show(struct seq_file *m, void *v)
{
	struct task_struct *t = get_proc_task(m->private);
	char comm[TASK_COMM_LEN];

	(void)v;
	if (!t)
		return -ESRCH;
	get_task_comm(comm, t);
	put_task_struct(t);
	seq_printf(m, "%s\n", comm);
	return 0;
}

static int comm_open(struct inode *inode, struct file *f)
{
	return proc_single_open(inode, f, comm_show);
}

/* Threads name each other; nobody else does. */
static ssize_t comm_write(struct file *f, loff_t *pos, struct iov_iter *from)
{
	size_t count = iov_iter_count(from);
	char comm[TASK_COMM_LEN];
	struct task_struct *t;
	ssize_t res = (ssize_t)count;
	int err = text_from(from, comm, sizeof(comm));

	(void)pos;
	if (err)
		return err;
	t = get_proc_task(file_inode(f));
	if (!t)
		return -ESRCH;
	if (t->signal == current->signal)
		set_task_comm(t, comm);
	else
		res = -EINVAL;
	put_task_struct(t);
	return res;
}

const struct file_operations proc_comm_fops = {
	.llseek = seq_lseek,
	.read_iter = seq_read_iter,
	.write_iter = comm_write,
	.open = comm_open,
	.release = single_release,
};

/* --- out of memory --- */

static DEFINE_MUTEX(oom_adj_mutex, RANK_SEQ_FILE);

int proc_pid_oom_score(struct seq_file *m, struct task_struct *t)
{
	struct oom_process p = {
		.tgid = t->tgid,
		.oom_score_adj = t->signal->oom_score_adj,
		.unkillable = t->tgid == 1 || (t->flags & PF_KTHREAD),
	};
	unsigned long score = 0;

	p.mm = get_task_mm(t);
	if (p.mm) {
		score = oom_score(&p);
		mmput(p.mm);
	}
	seq_printf(m, "%lu\n", score);
	return 0;
}

/* Processes that share the memory (vfork's child apart) must share its fate. */
static void set_adj_of_sharers(struct task_struct *t, short adj)
{
	struct mm_struct *mm = t->vfork_done ? NULL : get_task_mm(t);
	struct task_struct *p;

	if (!mm)
		return;
	rcu_read_lock();
	for_each_process(p)
	{
		if (READ_ONCE(p->mm) == mm && p->signal != t->signal && p->tgid != 1 &&
		    !p->vfork_done)
			WRITE_ONCE(p->signal->oom_score_adj, adj);
	}
	rcu_read_unlock();
	mmput(mm);
}

/*
 * Lowering needs CAP_SYS_RESOURCE: below the present value (@floor_is_now), or below the least
 * ever allowed.
 */
static int set_oom_score_adj(struct task_struct *t, int adj, bool floor_is_now)
{
	struct signal_struct *sig = t->signal;
	int err = 0;

	mutex_lock(&oom_adj_mutex);
	if (adj < (floor_is_now ? sig->oom_score_adj : sig->oom_score_adj_min) &&
	    !capable(CAP_SYS_RESOURCE)) {
		err = -EACCES;
	} else {
		WRITE_ONCE(sig->oom_score_adj, (short)adj);
		if (!floor_is_now && cred_has_cap(current_cred(), CAP_SYS_RESOURCE))
			sig->oom_score_adj_min = (short)adj;
		set_adj_of_sharers(t, (short)adj);
	}
	mutex_unlock(&oom_adj_mutex);
	return err;
}

static int score_adj_show(struct seq_file *m, void *v)
{
	struct task_struct *t = get_proc_task(m->private);

	(void)v;
	if (!t)
		return -ESRCH;
	seq_printf(m, "%d\n", READ_ONCE(t->signal->oom_score_adj));
	put_task_struct(t);
	return 0;
}

/* The old scale, -17 (never) to 15. */
static int adj_show(struct seq_file *m, void *v)
{
	struct task_struct *t = get_proc_task(m->private);
	int adj;

	(void)v;
	if (!t)
		return -ESRCH;
	adj = READ_ONCE(t->signal->oom_score_adj);
	put_task_struct(t);
	if (adj == OOM_SCORE_ADJ_MAX)
		adj = OOM_ADJUST_MAX;
	else
		adj = adj * -OOM_DISABLE / OOM_SCORE_ADJ_MAX;
	seq_printf(m, "%d\n", clamp_t(int, adj, OOM_DISABLE, OOM_ADJUST_MAX));
	return 0;
}

static int read_number(struct iov_iter *from, int *value)
{
	char text[NUMBER_SIZE];
	int err = text_from(from, text, sizeof(text));

	return err ? err : kstrtoint(strim(text), 0, value);
}

static ssize_t write_adj(struct file *f, struct iov_iter *from, bool old_scale)
{
	ssize_t count = (ssize_t)iov_iter_count(from);
	struct task_struct *t;
	int adj, err = read_number(from, &adj);

	if (err)
		return err;
	if (old_scale) {
		if ((adj < OOM_ADJUST_MIN || adj > OOM_ADJUST_MAX) && adj != OOM_DISABLE)
			return -EINVAL;
		adj = adj == OOM_ADJUST_MAX ? OOM_SCORE_ADJ_MAX
					    : adj * OOM_SCORE_ADJ_MAX / -OOM_DISABLE;
	} else if (adj < OOM_SCORE_ADJ_MIN || adj > OOM_SCORE_ADJ_MAX) {
		return -EINVAL;
	}
	t = get_proc_task(file_inode(f));
	if (!t)
		return -ESRCH;
	err = set_oom_score_adj(t, adj, old_scale);
	put_task_struct(t);
	return err ? err : count;
}

static ssize_t score_adj_write(struct file *f, loff_t *pos, struct iov_iter *from)
{
	(void)pos;
	return write_adj(f, from, false);
}

static ssize_t adj_write(struct file *f, loff_t *pos, struct iov_iter *from)
{
	(void)pos;
	return write_adj(f, from, true);
}

static int score_adj_open(struct inode *inode, struct file *f)
{
	return proc_single_open(inode, f, score_adj_show);
}

static int adj_open(struct inode *inode, struct file *f)
{
	return proc_single_open(inode, f, adj_show);
}

const struct file_operations proc_oom_score_adj_fops = {
	.llseek = seq_lseek,
	.read_iter = seq_read_iter,
	.write_iter = score_adj_write,
	.open = score_adj_open,
	.release = single_release,
};

const struct file_operations proc_oom_adj_fops = {
	.llseek = seq_lseek,
	.read_iter = seq_read_iter,
	.write_iter = adj_write,
	.open = adj_open,
	.release = single_release,
};

/* --- allocations that fail on purpose --- */

/* Without seq_file: reading must not allocate, or it would count. */
static ssize_t number_read(struct file *f, loff_t *pos, struct iov_iter *to,
			   unsigned int (*get)(const struct task_struct *t))
{
	struct task_struct *t = get_proc_task(file_inode(f));
	char text[NUMBER_SIZE];
	int len;

	if (!t)
		return -ESRCH;
	len = snprintf(text, sizeof(text), "%u\n", get(t));
	put_task_struct(t);
	return simple_read_from_buffer(to, pos, text, (size_t)len);
}

static unsigned int get_make_it_fail(const struct task_struct *t)
{
	return READ_ONCE(t->fault.make_it_fail);
}

static ssize_t make_it_fail_read(struct file *f, loff_t *pos, struct iov_iter *to)
{
	return number_read(f, pos, to, get_make_it_fail);
}

static ssize_t make_it_fail_write(struct file *f, loff_t *pos, struct iov_iter *from)
{
	ssize_t count = (ssize_t)iov_iter_count(from);
	struct task_struct *t;
	int value, err;

	(void)pos;
	if (!capable(CAP_SYS_RESOURCE))
		return -EPERM;
	err = read_number(from, &value);
	if (err)
		return err;
	if (value < 0 || value > 1)
		return -EINVAL;
	t = get_proc_task(file_inode(f));
	if (!t)
		return -ESRCH;
	WRITE_ONCE(t->fault.make_it_fail, value);
	put_task_struct(t);
	return count;
}

static unsigned int get_fail_nth(const struct task_struct *t)
{
	return READ_ONCE(t->fault.nth);
}

static ssize_t fail_nth_read(struct file *f, loff_t *pos, struct iov_iter *to)
{
	return number_read(f, pos, to, get_fail_nth);
}

static ssize_t fail_nth_write(struct file *f, loff_t *pos, struct iov_iter *from)
{
	ssize_t count = (ssize_t)iov_iter_count(from);
	char text[NUMBER_SIZE];
	struct task_struct *t;
	unsigned int n;
	int err = text_from(from, text, sizeof(text));

	(void)pos;
	if (!err)
		err = kstrtouint(text, 0, &n);
	if (err)
		return err;
	t = get_proc_task(file_inode(f));
	if (!t)
		return -ESRCH;
	task_set_fail_nth(t, n);
	put_task_struct(t);
	return count;
}

const struct file_operations proc_make_it_fail_fops = {
	.llseek = generic_file_llseek,
	.read_iter = make_it_fail_read,
	.write_iter = make_it_fail_write,
};

const struct file_operations proc_fail_nth_fops = {
	.llseek = generic_file_llseek,
	.read_iter = fail_nth_read,
	.write_iter = fail_nth_write,
};

/* --- read-only facts --- */

int proc_pid_personality(struct seq_file *m, struct task_struct *t)
{
	if (!ptrace_may_access(t, ACCESS_FSCREDS))
		return -EPERM;
	seq_printf(m, "%08x\n", READ_ONCE(t->personality));
	return 0;
}

/* "0": where in the kernel it sleeps is not told, as on a Linux that hides it. */
int proc_pid_wchan(struct seq_file *m, struct task_struct *t)
{
	(void)t;
	seq_putc(m, '0');
	return 0;
}
