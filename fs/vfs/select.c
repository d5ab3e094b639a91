/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/select.c - poll and select: sleeping until one of many files is ready
 *
 * Theory
 *   A pass asks every file's ->poll.  The first pass also leaves a wait entry on each queue the
 * file names; if nothing was ready the task sleeps, and a wake-up whose key has no event in common
 *   with what was asked for is ignored.  The first entries are on the stack, more come in pages.
 *
 *   triggered closes the window between a pass and sleep: a waker sets it before it wakes, the
 *   sleeper looks at it after it has set its state.
 *
 * Locks: none held while sleeping; the queues' own.
 * Sources: poll(2), select(2)
 */
#include "fs/vfs/poll.h"

#include "fs/vfs/fdtable.h"
#include "internal.h"
#include "kernel/sched/wait.h"
#include "mm/phys/alloc.h"

#define STACK_ENTRIES 6

struct poll_wqueues;

struct poll_entry {
	struct wait_queue_entry wait;
	wait_queue_head_t *wq;
	struct file *file; /* referenced: the queue lives as long */
	unsigned int key;
	struct poll_wqueues *owner;
};

struct poll_page {
	struct poll_page *next;
	unsigned int n;
	struct poll_entry entries[];
};
#define PAGE_ENTRIES ((PAGE_SIZE - sizeof(struct poll_page)) / sizeof(struct poll_entry))

struct poll_wqueues {
	struct poll_table pt;
	struct task_struct *task;
	bool triggered;
	int error;
	unsigned int n;
	struct poll_page *pages;
	struct poll_entry entries[STACK_ENTRIES];
};

unsigned int vfs_poll(struct file *f, struct poll_table *pt)
{
	if (!f->f_op->poll)
		return EPOLLIN | EPOLLOUT | EPOLLRDNORM | EPOLLWRNORM; /* always ready */
	return f->f_op->poll(f, pt);
}

static int poll_wake(struct wait_queue_entry *e, unsigned int mode, int flags, void *key)
{
	struct poll_entry *entry = container_of(e, struct poll_entry, wait);
	struct poll_wqueues *pwq = entry->owner;

	(void)flags;
	(void)mode;
	if (key && !((unsigned long)key & entry->key))
		return 0;
	smp_wmb();
	WRITE_ONCE(pwq->triggered, true);
	return try_to_wake_up(pwq->task, TASK_NORMAL);
}

static struct poll_entry *new_entry(struct poll_wqueues *pwq)
{
	struct poll_page *p = pwq->pages;

	if (pwq->n < STACK_ENTRIES)
		return &pwq->entries[pwq->n++];
	if (!p || p->n == PAGE_ENTRIES) {
		p = (struct poll_page *)__get_free_page(GFP_KERNEL);
		if (!p) {
			pwq->error = -ENOMEM;
			return NULL;
		}
		p->next = pwq->pages;
		p->n = 0;
		pwq->pages = p;
	}
	return &p->entries[p->n++];
}

static void poll_queue(struct file *f, wait_queue_head_t *wq, struct poll_table *pt)
{
	struct poll_wqueues *pwq = container_of(pt, struct poll_wqueues, pt);
	struct poll_entry *e = new_entry(pwq);

	if (!e)
		return;
	e->file = get_file(f);
	e->wq = wq;
	e->key = pt->key;
	e->owner = pwq;
	init_wait_entry(&e->wait, 0);
	e->wait.func = poll_wake;
	add_wait_queue(wq, &e->wait);
}

static void pwq_init(struct poll_wqueues *pwq)
{
	pwq->pt.qproc = poll_queue;
	pwq->pt.key = ~0u;
	pwq->task = current;
	pwq->triggered = false;
	pwq->error = 0;
	pwq->n = 0;
	pwq->pages = NULL;
}

static void free_entry(struct poll_entry *e)
{
	remove_wait_queue(e->wq, &e->wait);
	fput(e->file);
}

static void pwq_free(struct poll_wqueues *pwq)
{
	struct poll_page *p;
	unsigned int i;

	for (i = 0; i < pwq->n; i++)
		free_entry(&pwq->entries[i]);
	while ((p = pwq->pages)) {
		for (i = 0; i < p->n; i++)
			free_entry(&p->entries[i]);
		pwq->pages = p->next;
		free_page((unsigned long)p);
	}
}

/* Sleeps until a queue wakes us, a signal, or the deadline; false: it has passed. */
static bool pwq_sleep(struct poll_wqueues *pwq, ktime_t deadline)
{
	bool in_time = true;
	ktime_t left = KTIME_MAX;

	set_current_state(TASK_INTERRUPTIBLE);
	if (!READ_ONCE(pwq->triggered)) {
		if (deadline != KTIME_MAX) {
			left = deadline - ktime_get();
			in_time = left > 0;
		}
		if (in_time)
			in_time = schedule_timeout(left) > 0;
	}
	__set_current_state(TASK_RUNNING);
	/* The next pass must see what was changed before it was set. */
	(void)xchg(&pwq->triggered, false);
	return in_time;
}

/* --- poll --- */

static unsigned int poll_one(struct pollfd *p, struct poll_table *pt)
{
	unsigned int filter = (unsigned short)p->events | EPOLLERR | EPOLLHUP, mask;
	struct fd f;

	if (p->fd < 0)
		return 0;
	f = fdget((unsigned int)p->fd);
	if (!f.file)
		return EPOLLNVAL;
	if (pt)
		pt->key = filter;
	mask = vfs_poll(f.file, pt) & filter;
	fdput(f);
	return mask;
}

int do_poll(struct pollfd *fds, unsigned int nfds, ktime_t deadline)
{
	struct poll_wqueues pwq;
	struct poll_table *pt = deadline ? &pwq.pt : NULL;
	bool timed_out = deadline == 0;
	unsigned int i;
	int count;

	pwq_init(&pwq);
	for (;;) {
		count = 0;
		for (i = 0; i < nfds; i++) {
			unsigned int mask = poll_one(&fds[i], pt);

			fds[i].revents = (short)mask;
			if (mask) {
				count++;
				pt = NULL; /* we shall not sleep */
			}
		}
		pt = NULL; /* every queue has its entry now */
		if (!count) {
			count = pwq.error;
			if (signal_pending(current))
				count = -ERESTARTNOHAND;
		}
		if (count || timed_out)
			break;
		if (!pwq_sleep(&pwq, deadline))
			timed_out = true;
	}
	pwq_free(&pwq);
	return count;
}

/* --- select --- */

#define SEL_IN	(EPOLLRDNORM | EPOLLRDBAND | EPOLLIN | EPOLLHUP | EPOLLERR | EPOLLNVAL)
#define SEL_OUT (EPOLLWRBAND | EPOLLWRNORM | EPOLLOUT | EPOLLERR | EPOLLNVAL)
#define SEL_EX	(EPOLLPRI | EPOLLNVAL)

static unsigned long fds_in_word(const struct fd_set_bits *fds, unsigned int word)
{
	return fds->in[word] | fds->out[word] | fds->ex[word];
}

/* The number of descriptors to look at, or -EBADF if one of them is not open. */
static int select_max(int n, const struct fd_set_bits *fds)
{
	unsigned int words = (unsigned int)(n + 63) / 64, w;
	unsigned long set, open;
	struct fdtable *fdt;
	int max = 0;

	rcu_read_lock();
	fdt = rcu_dereference(current->files->fdt);
	for (w = 0; w < words; w++) {
		set = fds_in_word(fds, w);
		if (w == words - 1 && n % 64)
			set &= (1UL << (n % 64)) - 1;
		if (!set)
			continue;
		open = w * 64 < fdt->max_fds ? READ_ONCE(fdt->open_fds[w]) : 0;
		if (set & ~open) {
			max = -EBADF;
			break;
		}
		max = (int)(w * 64 + __fls(set)) + 1;
	}
	rcu_read_unlock();
	return max;
}

static int select_one(unsigned int fd, struct fd_set_bits *fds, struct poll_table *pt)
{
	unsigned long bit = 1UL << (fd % 64);
	unsigned int w = fd / 64, mask = EPOLLNVAL, key = EPOLLERR;
	int n = 0;
	struct fd f = fdget(fd);

	if (f.file) {
		key |= fds->in[w] & bit ? SEL_IN : 0;
		key |= fds->out[w] & bit ? SEL_OUT : 0;
		key |= fds->ex[w] & bit ? SEL_EX : 0;
		if (pt)
			pt->key = key;
		mask = vfs_poll(f.file, pt);
		fdput(f);
	}
	if ((mask & SEL_IN) && (fds->in[w] & bit)) {
		fds->res_in[w] |= bit;
		n++;
	}
	if ((mask & SEL_OUT) && (fds->out[w] & bit)) {
		fds->res_out[w] |= bit;
		n++;
	}
	if ((mask & SEL_EX) && (fds->ex[w] & bit)) {
		fds->res_ex[w] |= bit;
		n++;
	}
	return n;
}

static int select_pass(int n, struct fd_set_bits *fds, struct poll_table *pt)
{
	unsigned int words = (unsigned int)(n + 63) / 64, w, fd;
	unsigned long set;
	int count = 0, ready;

	for (w = 0; w < words; w++) {
		fds->res_in[w] = fds->res_out[w] = fds->res_ex[w] = 0;
		for (set = fds_in_word(fds, w); set; set &= set - 1) {
			fd = w * 64 + __ffs(set);
			if (fd >= (unsigned int)n)
				break;
			ready = select_one(fd, fds, count ? NULL : pt);
			count += ready;
		}
		cond_resched();
	}
	return count;
}

int do_select(int n, struct fd_set_bits *fds, ktime_t deadline)
{
	struct poll_wqueues pwq;
	struct poll_table *pt = deadline ? &pwq.pt : NULL;
	bool timed_out = deadline == 0;
	int count;

	n = select_max(n, fds);
	if (n < 0)
		return n;
	pwq_init(&pwq);
	for (;;) {
		count = select_pass(n, fds, pt);
		pt = NULL;
		if (!count) {
			count = pwq.error;
			if (signal_pending(current))
				count = -ERESTARTNOHAND;
		}
		if (count || timed_out)
			break;
		if (!pwq_sleep(&pwq, deadline))
			timed_out = true;
	}
	pwq_free(&pwq);
	return count;
}
