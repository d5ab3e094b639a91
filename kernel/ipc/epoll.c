/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/ipc/epoll.c - waiting for many files, remembered from call to call
 *
 * Theory
 *   Each watched (file, descriptor) has an item in a tree, and a wait entry on every queue the
 *   file named when it was added.  A wake-up puts the item on the ready list and wakes one
 *   sleeper; epoll_wait() takes items from the list, asks each file what really is ready, and puts
 *   level-triggered ones back at the end.
 *
 *   Wake-ups come with the file's queue locked, maybe in an interrupt: they take ready_lock, and
 *   wake sleepers straight (ep->sleepers), not through another wait queue.  Whoever polls the epoll
 *   itself (poll, another epoll) is on ep->poll_wait, woken in the same call so that an outer epoll
 *   is ready as soon as the inner: the locks of those queues nest, as deep as epolls may.
 *
 *   An item does not hold its file: when the file is released, its items go with it
 *   (eventpoll_release).  An epoll in an epoll is fine up to 5 deep, without circles.
 *
 * Locks: teardown_mutex (RANK_EPOLL_FREE) -> ep->mutex (RANK_EPOLL; an outer epoll before an inner)
 *   -> file->f_lock; ready_lock (RANK_EP_READY, irq) under the wait queues' locks.
 * Sources: epoll(7), epoll_create(2), epoll_ctl(2), epoll_wait(2)
 */
#include "kernel/ipc/eventfd.h"

#include "fs/vfs/poll.h"
#include "fs/vfs/seq_file.h"
#include "kernel/base/panic.h"
#include "kernel/sync/rcu.h"
#include "lib/hlist.h"
#include "lib/rbtree.h"
#include "mm/kmem/slab.h"

#define EP_MAX_NESTS	4
#define EP_PRIVATE_BITS (EPOLLWAKEUP | EPOLLONESHOT | EPOLLET | EPOLLEXCLUSIVE)

_Static_assert(sizeof(struct epoll_event) == 12, "epoll_event is packed on x86-64");

struct eventpoll {
	struct mutex mutex;
	struct rb_root items;	     /* [mutex] by file, fd */
	spinlock_t ready_lock;	     /* irq */
	struct list_head ready;	     /* [ready_lock] items */
	struct list_head sleepers;   /* [ready_lock] */
	wait_queue_head_t poll_wait; /* who polls the epoll */
};

struct sleeper {
	struct list_head link; /* [ready_lock] */
	struct task_struct *task;
};

struct epitem {
	struct rb_node node;	     /* [mutex] */
	struct list_head ready_link; /* [ready_lock] empty: not ready */
	struct eventpoll *ep;
	struct file *file; /* not referenced */
	int fd;
	struct epoll_event event;    /* [mutex; read in wake-ups] */
	struct ep_entry *entries;    /* [mutex] */
	struct hlist_node file_link; /* [file->f_lock] */
};

struct ep_entry {
	struct ep_entry *next;
	struct wait_queue_entry wait;
	wait_queue_head_t *wq; /* NULL once it has gone (POLLFREE_KEY) */
	struct epitem *item;
};

struct ep_poll_table {
	struct poll_table pt;
	struct epitem *item;
	int error;
};

static DEFINE_MUTEX(teardown_mutex, RANK_EPOLL_FREE);
static struct kmem_cache *item_cache;
static const struct file_operations epoll_fops;

static struct hlist_head *file_items(struct file *f)
{
	BUILD_BUG_ON(sizeof(struct hlist_head) != sizeof(f->f_ep));
	return (struct hlist_head *)&f->f_ep;
}

/* --- readiness --- */

/* ready_lock held. */
static void wake_sleeper(struct eventpoll *ep)
{
	struct sleeper *s = list_first_entry_or_null(&ep->sleepers, struct sleeper, link);

	if (s) {
		list_del_init(&s->link);
		wake_up_process(s->task);
	}
}

static void mark_ready(struct epitem *item)
{
	struct eventpoll *ep = item->ep;
	unsigned long flags;

	spin_lock_irqsave(&ep->ready_lock, flags);
	if (list_empty(&item->ready_link))
		list_add_tail(&item->ready_link, &ep->ready);
	wake_sleeper(ep);
	spin_unlock_irqrestore(&ep->ready_lock, flags);
	smp_mb(); /* who queues itself there looks at the ready list afterwards */
	if (waitqueue_active(&ep->poll_wait))
		__wake_up(&ep->poll_wait, TASK_NORMAL, 0, (void *)(EPOLLIN | EPOLLRDNORM));
}

static int ep_wake(struct wait_queue_entry *e, unsigned int mode, int flags, void *key)
{
	struct epitem *item = container_of(e, struct ep_entry, wait)->item;
	unsigned int want = READ_ONCE(item->event.events), got = (unsigned int)(unsigned long)key;

	(void)mode;
	(void)flags;
	if (unlikely(got & POLLFREE_KEY)) {
		list_del_init(&e->entry);
		/* Last: from here on entry_remove() may free e. */
		smp_store_release(&container_of(e, struct ep_entry, wait)->wq, NULL);
		return 0;
	}
	if (!(want & ~EP_PRIVATE_BITS))
		return 0; /* ONESHOT that has fired */
	if (key && !(got & want))
		return 0;
	mark_ready(item);
	return 1;
}

static void ep_queue(struct file *f, wait_queue_head_t *wq, struct poll_table *pt)
{
	struct ep_poll_table *ept = container_of(pt, struct ep_poll_table, pt);
	struct ep_entry *e = kmalloc(sizeof(*e), GFP_KERNEL);

	(void)f;
	if (!e) {
		ept->error = -ENOMEM;
		return;
	}
	e->wq = wq;
	e->item = ept->item;
	init_wait_entry(&e->wait, 0);
	e->wait.func = ep_wake;
	e->next = ept->item->entries;
	ept->item->entries = e;
	if (ept->item->event.events & EPOLLEXCLUSIVE)
		add_wait_queue_exclusive(wq, &e->wait);
	else
		add_wait_queue(wq, &e->wait);
}

static unsigned int item_poll(struct epitem *item, struct poll_table *pt)
{
	if (pt)
		pt->key = item->event.events;
	return vfs_poll(item->file, pt) & item->event.events;
}

/* --- items --- */

static int item_cmp(const struct epitem *item, const struct file *f, int fd)
{
	if (item->file != f)
		return f < item->file ? -1 : 1;
	return fd - item->fd;
}

static struct epitem *item_find(struct eventpoll *ep, struct file *f, int fd)
{
	struct rb_node *n = ep->items.rb_node;

	while (n) {
		struct epitem *item = rb_entry(n, struct epitem, node);
		int c = item_cmp(item, f, fd);

		if (c == 0)
			return item;
		n = c < 0 ? n->rb_left : n->rb_right;
	}
	return NULL;
}

static void item_link(struct eventpoll *ep, struct epitem *item)
{
	struct rb_node **p = &ep->items.rb_node, *parent = NULL;

	while (*p) {
		parent = *p;
		p = item_cmp(rb_entry(parent, struct epitem, node), item->file, item->fd) < 0
			    ? &parent->rb_left
			    : &parent->rb_right;
	}
	rb_link_node(&item->node, parent, p);
	rb_insert_color(&item->node, &ep->items);
}

/* The queue's owner may take the entry off and free the queue meanwhile, after a grace period. */
static void entry_remove(struct ep_entry *e)
{
	wait_queue_head_t *wq;

	rcu_read_lock();
	wq = smp_load_acquire(&e->wq);
	if (wq)
		remove_wait_queue(wq, &e->wait);
	rcu_read_unlock();
	kfree(e);
}

/* ep->mutex held.  No wake-up reaches the item after its entries are off their queues. */
static void item_remove(struct eventpoll *ep, struct epitem *item)
{
	struct ep_entry *e;

	while ((e = item->entries)) {
		item->entries = e->next;
		entry_remove(e);
	}
	spin_lock(&item->file->f_lock);
	hlist_del(&item->file_link);
	spin_unlock(&item->file->f_lock);
	rb_erase(&item->node, &ep->items);
	spin_lock_irq(&ep->ready_lock);
	list_del_init(&item->ready_link);
	spin_unlock_irq(&ep->ready_lock);
	kmem_cache_free(item_cache, item);
}

static int ep_insert(struct eventpoll *ep, struct file *f, int fd, const struct epoll_event *ev)
{
	struct ep_poll_table ept = {.pt.qproc = ep_queue};
	struct epitem *item = kmem_cache_zalloc(item_cache, GFP_KERNEL);

	if (!item)
		return -ENOMEM;
	item->ep = ep;
	item->file = f;
	item->fd = fd;
	item->event = *ev;
	INIT_LIST_HEAD(&item->ready_link);
	spin_lock(&f->f_lock);
	hlist_add_head(&item->file_link, file_items(f));
	spin_unlock(&f->f_lock);
	item_link(ep, item);
	ept.item = item;
	if (item_poll(item, &ept.pt))
		mark_ready(item);
	if (ept.error) {
		item_remove(ep, item);
		return ept.error;
	}
	return 0;
}

static int ep_modify(struct epitem *item, const struct epoll_event *ev)
{
	WRITE_ONCE(item->event.events, ev->events);
	item->event.data = ev->data;
	smp_mb(); /* a wake-up that saw the old events came before the poll below */
	if (item_poll(item, NULL))
		mark_ready(item);
	return 0;
}

/* --- nesting --- */

/* How deep the epolls below @ep go, or -1: more than allowed, or @target is among them. */
static int ep_depth(struct eventpoll *ep, const struct eventpoll *target, int allowed)
{
	struct rb_node *n;
	int depth = 0;

	if (ep == target || allowed < 0)
		return -1;
	mutex_lock_nested(&ep->mutex); /* downwards; a circle would have been refused */
	for (n = rb_first(&ep->items); n; n = rb_next(n)) {
		struct epitem *item = rb_entry(n, struct epitem, node);
		int d;

		if (item->file->f_op != &epoll_fops)
			continue;
		d = ep_depth(item->file->private_data, target, allowed - 1);
		if (d < 0) {
			depth = -1;
			break;
		}
		depth = max(depth, d + 1);
	}
	mutex_unlock(&ep->mutex);
	return depth;
}

/* --- epoll_ctl --- */

static int ctl_locked(struct eventpoll *ep, int op, int fd, struct file *f, struct epoll_event *ev)
{
	struct epitem *item = item_find(ep, f, fd);

	switch (op) {
	case EPOLL_CTL_ADD:
		if (item)
			return -EEXIST;
		ev->events |= EPOLLERR | EPOLLHUP;
		return ep_insert(ep, f, fd, ev);
	case EPOLL_CTL_DEL:
		if (!item)
			return -ENOENT;
		item_remove(ep, item);
		return 0;
	case EPOLL_CTL_MOD:
		if (!item)
			return -ENOENT;
		if (item->event.events & EPOLLEXCLUSIVE)
			return -EINVAL;
		ev->events |= EPOLLERR | EPOLLHUP;
		return ep_modify(item, ev);
	}
	return -EINVAL;
}

#define EXCLUSIVE_OK                                                                               \
	(EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLHUP | EPOLLWAKEUP | EPOLLET | EPOLLEXCLUSIVE)

int do_epoll_ctl(struct file *epf, int op, int fd, struct file *target,
		 const struct epoll_event *uev) __no_lock_analysis
{
	struct eventpoll *ep = epf->private_data;
	struct epoll_event ev = *uev;
	bool nested;
	int err;

	if (!target->f_op->poll)
		return -EPERM;
	if (epf == target || epf->f_op != &epoll_fops)
		return -EINVAL;
	nested = target->f_op == &epoll_fops;
	if (op != EPOLL_CTL_DEL && (ev.events & EPOLLEXCLUSIVE)) {
		if (op == EPOLL_CTL_MOD || nested || (ev.events & ~EXCLUSIVE_OK))
			return -EINVAL;
	}
	/* Additions of epolls are made one at a time, so that two cannot close a circle together.
	 */
	if (op == EPOLL_CTL_ADD && nested) {
		mutex_lock(&teardown_mutex);
		if (ep_depth(target->private_data, ep, EP_MAX_NESTS) < 0) {
			mutex_unlock(&teardown_mutex);
			return -ELOOP;
		}
	}
	mutex_lock(&ep->mutex);
	err = ctl_locked(ep, op, fd, target, &ev);
	mutex_unlock(&ep->mutex);
	if (op == EPOLL_CTL_ADD && nested)
		mutex_unlock(&teardown_mutex);
	return err;
}

/* --- epoll_wait --- */

/* The next ready item, off the list, or NULL. */
static struct epitem *take_ready(struct eventpoll *ep)
{
	struct epitem *item;

	spin_lock_irq(&ep->ready_lock);
	item = list_first_entry_or_null(&ep->ready, struct epitem, ready_link);
	if (item)
		list_del_init(&item->ready_link);
	spin_unlock_irq(&ep->ready_lock);
	return item;
}

/* Level-triggered: it stays ready until a look says otherwise. */
static void put_ready_back(struct eventpoll *ep, struct epitem *items[], int n)
{
	int i;

	spin_lock_irq(&ep->ready_lock);
	for (i = 0; i < n; i++)
		if (list_empty(&items[i]->ready_link))
			list_add_tail(&items[i]->ready_link, &ep->ready);
	spin_unlock_irq(&ep->ready_lock);
}

#define BATCH 32

/* Ready events into @events; the mutex keeps items alive. */
static int ep_harvest(struct eventpoll *ep, struct epoll_event *events, int max)
{
	struct epitem *again[BATCH], *item;
	int n = 0, nagain = 0;
	unsigned int got;

	if (list_empty(&ep->ready))
		return 0;
	if (max > BATCH)
		max = BATCH;
	mutex_lock(&ep->mutex);
	while (n < max && (item = take_ready(ep))) {
		got = item_poll(item, NULL);
		if (!got)
			continue;
		events[n].events = got;
		events[n].data = item->event.data;
		n++;
		if (item->event.events & EPOLLONESHOT)
			WRITE_ONCE(item->event.events, item->event.events & EP_PRIVATE_BITS);
		else if (!(item->event.events & EPOLLET))
			again[nagain++] = item;
	}
	put_ready_back(ep, again, nagain);
	mutex_unlock(&ep->mutex);
	return n;
}

/* Sleeps until something is ready: 0, 1 (time is up) or -EINTR. */
static int ep_sleep(struct eventpoll *ep, ktime_t deadline)
{
	struct sleeper me = {.task = current};
	ktime_t left = KTIME_MAX;
	int ret = 0;

	INIT_LIST_HEAD(&me.link);
	set_current_state(TASK_INTERRUPTIBLE);
	spin_lock_irq(&ep->ready_lock);
	if (list_empty(&ep->ready))
		list_add_tail(&me.link, &ep->sleepers);
	spin_unlock_irq(&ep->ready_lock);
	if (!list_empty(&me.link)) {
		if (deadline != KTIME_MAX)
			left = deadline - ktime_get();
		if (signal_pending(current))
			ret = -EINTR;
		else if (left <= 0 || (schedule_timeout(left) == 0 && deadline != KTIME_MAX))
			ret = 1;
	}
	__set_current_state(TASK_RUNNING);
	spin_lock_irq(&ep->ready_lock);
	if (!list_empty(&me.link))
		list_del(&me.link);
	else if (ret && !list_empty(&ep->ready))
		wake_sleeper(ep); /* we were woken for something we shall not take */
	spin_unlock_irq(&ep->ready_lock);
	return ret;
}

int do_epoll_wait(struct file *epf, struct epoll_event *events, int max, ktime_t deadline)
{
	struct eventpoll *ep = epf->private_data;
	int n, how = deadline == 0;

	if (epf->f_op != &epoll_fops)
		return -EINVAL;
	for (;;) {
		n = ep_harvest(ep, events, max);
		if (n)
			break;
		if (how < 0)
			return how;
		if (how)
			return 0;
		how = ep_sleep(ep, deadline);
	}
	/* More than we took: another sleeper may have it. */
	spin_lock_irq(&ep->ready_lock);
	if (!list_empty(&ep->ready))
		wake_sleeper(ep);
	spin_unlock_irq(&ep->ready_lock);
	return n;
}

/* --- the file --- */

static unsigned int epoll_poll(struct file *f, struct poll_table *pt)
{
	struct eventpoll *ep = f->private_data;
	struct epitem *item, *again[1];
	unsigned int mask = 0;

	poll_wait(f, &ep->poll_wait, pt);
	if (list_empty(&ep->ready))
		return 0;
	mutex_lock_nested(&ep->mutex); /* an outer epoll's is held, if any */
	while (!mask && (item = take_ready(ep))) {
		if (!item_poll(item, NULL))
			continue;
		mask = EPOLLIN | EPOLLRDNORM;
		again[0] = item;
		put_ready_back(ep, again, 1);
	}
	mutex_unlock(&ep->mutex);
	return mask;
}

static int epoll_release(struct inode *inode, struct file *f)
{
	struct eventpoll *ep = f->private_data;
	struct rb_node *n;

	(void)inode;
	mutex_lock(&teardown_mutex); /* a watched file may be released right now */
	mutex_lock(&ep->mutex);
	while ((n = rb_first(&ep->items)))
		item_remove(ep, rb_entry(n, struct epitem, node));
	mutex_unlock(&ep->mutex);
	mutex_unlock(&teardown_mutex);
	kfree(ep);
	return 0;
}

static void epoll_show_fdinfo(struct file *f, void *seq)
{
	struct eventpoll *ep = f->private_data;
	struct rb_node *n;

	mutex_lock(&ep->mutex);
	for (n = rb_first(&ep->items); n; n = rb_next(n)) {
		struct epitem *item = rb_entry(n, struct epitem, node);

		seq_printf(seq, "tfd: %8d events: %8x data: %16llx  pos:%lli ino:%llx sdev:%x\n",
			   item->fd, item->event.events, (unsigned long long)item->event.data,
			   (long long)item->file->f_pos,
			   (unsigned long long)item->file->f_inode->i_ino,
			   item->file->f_inode->i_sb->s_dev);
	}
	mutex_unlock(&ep->mutex);
}

static const struct file_operations epoll_fops = {
	.llseek = noop_llseek,
	.poll = epoll_poll,
	.release = epoll_release,
	.show_fdinfo = epoll_show_fdinfo,
};

/* A watched file is released: nobody refers to it, so no item can be added any more. */
static void eventpoll_release(struct file *f)
{
	struct hlist_head *items = file_items(f);
	struct eventpoll *ep;
	struct epitem *item;

	mutex_lock(&teardown_mutex);
	while (!hlist_empty(items)) {
		item = hlist_entry(items->first, struct epitem, file_link);
		ep = item->ep;
		mutex_lock(&ep->mutex);
		item_remove(ep, item);
		mutex_unlock(&ep->mutex);
	}
	mutex_unlock(&teardown_mutex);
}

struct file *epoll_file(int flags)
{
	struct eventpoll *ep;
	struct file *f;

	if (flags & ~EPOLL_CLOEXEC)
		return ERR_PTR(-EINVAL);
	ep = kzalloc(sizeof(*ep), GFP_KERNEL);
	if (!ep)
		return ERR_PTR(-ENOMEM);
	mutex_init(&ep->mutex, RANK_EPOLL);
	spin_lock_init(&ep->ready_lock, RANK_EP_READY);
	INIT_LIST_HEAD(&ep->ready);
	INIT_LIST_HEAD(&ep->sleepers);
	init_waitqueue_head(&ep->poll_wait);
	f = anon_inode_getfile("[eventpoll]", &epoll_fops, ep, O_RDWR);
	if (IS_ERR(f))
		kfree(ep);
	return f;
}

void __init eventfd_init(void)
{
	item_cache = kmem_cache_create("eventpoll_epi", sizeof(struct epitem), 8, SLAB_PANIC, NULL);
	eventpoll_release_hook = eventpoll_release;
	timerfd_init();
}
