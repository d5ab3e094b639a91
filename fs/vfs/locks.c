/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/locks.c - advisory file locks
 *
 * Theory
 *   An inode that was ever locked has a context with two lists: flock locks, owned by open files,
 *   and range locks, owned by a process (its files_struct) or, OFD, by an open file.  Ranges of one
 *   owner never overlap; setting a range cuts, merges and removes the owner's others, with two
 *   spare locks allocated before, so that it cannot fail half-way.
 *
 *   Who must wait remembers the context's generation, which moves with every lock that goes away,
 *   and tries again when it has.  Waits for process-owned ranges are listed with who stands in
 *   the way; a wait that would close a circle fails with EDEADLK.
 *
 *   /proc/locks walks all contexts; who waits is not listed there.
 *
 * Locks: ctx->lock, blocked_lock: leaves, never both.  contexts_lock: before ctx->lock; while it is
 * held no context goes away, nor the inode of one.
 * Sources: flock(2), fcntl(2) "Advisory record locking", "Open file description locks"
 */
#include "fs/vfs/locks.h"

#include "fs/vfs/seq_file.h"
#include "internal.h"
#include "kernel/sched/wait.h"

struct file_lock {
	struct list_head link;
	int type;
	loff_t start, end;
	const void *owner; /* files_struct or file: only compared */
	bool ofd;
	pid_t pid;
};

struct file_lock_context {
	struct list_head all;	   /* [contexts_lock] */
	const struct inode *inode; /* [c] */
	spinlock_t lock;
	struct list_head flock, posix; /* [lock] */
	unsigned int generation;       /* [lock] locks that went away */
	wait_queue_head_t wait;
};

struct blocked {
	struct list_head link;
	const void *owner, *blocker;
};

static DEFINE_SPINLOCK(contexts_lock, RANK_INODE_SPIN);
static LIST_HEAD(contexts); /* [contexts_lock] */
static DEFINE_SPINLOCK(blocked_lock, RANK_LEAF);
static LIST_HEAD(blocked_list); /* [blocked_lock] */

static struct file_lock_context *get_context(struct inode *inode, bool make)
{
	struct file_lock_context *ctx = smp_load_acquire(&inode->i_flctx), *old = NULL;

	if (ctx || !make)
		return ctx;
	ctx = kmalloc(sizeof(*ctx), GFP_KERNEL);
	if (!ctx)
		return NULL;
	spin_lock_init(&ctx->lock, RANK_LEAF);
	INIT_LIST_HEAD(&ctx->flock);
	INIT_LIST_HEAD(&ctx->posix);
	ctx->generation = 0;
	init_waitqueue_head(&ctx->wait);
	ctx->inode = inode;
	if (!try_cmpxchg(&inode->i_flctx, &old, ctx)) {
		kfree(ctx);
		return old;
	}
	spin_lock(&contexts_lock);
	list_add_tail(&ctx->all, &contexts);
	spin_unlock(&contexts_lock);
	return ctx;
}

static void dispose(struct list_head *dead)
{
	struct file_lock *l, *n;

	list_for_each_entry_safe (l, n, dead, link)
		kfree(l);
}

void locks_free_context(struct inode *inode)
{
	struct file_lock_context *ctx = inode->i_flctx;

	if (!ctx)
		return;
	spin_lock(&contexts_lock);
	list_del(&ctx->all);
	spin_unlock(&contexts_lock);
	dispose(&ctx->flock);
	dispose(&ctx->posix);
	kfree(ctx);
}

static bool conflicts(const struct file_lock *l, int type)
{
	return l->type == F_WRLCK || type == F_WRLCK;
}

/* Waits for a lock to go away: 0 or -ERESTARTSYS. */
static int wait_generation(struct file_lock_context *ctx, unsigned int seen)
{
	return wait_event_interruptible(ctx->wait, READ_ONCE(ctx->generation) != seen);
}

/* --- ranges --- */

int lock_request_range(struct lock_request *req, struct file *f, int whence, loff_t start,
		       loff_t len)
{
	loff_t base;

	switch (whence) {
	case SEEK_SET:
		base = 0;
		break;
	case SEEK_CUR:
		base = f->f_pos;
		break;
	case SEEK_END:
		base = i_size_read(f->f_inode);
		break;
	default:
		return -EINVAL;
	}
	if (__builtin_add_overflow(base, start, &start))
		return -EOVERFLOW;
	if (start < 0)
		return -EINVAL;
	req->start = start;
	req->end = MAX_LFS_FILESIZE;
	if (len > 0) {
		if (__builtin_add_overflow(start, len - 1, &req->end))
			return -EOVERFLOW;
	} else if (len < 0) {
		/* The bytes before start. */
		if (start + len < 0)
			return -EINVAL;
		req->end = start - 1;
		req->start = start + len;
	}
	return 0;
}

static const void *request_owner(struct file *f, const struct lock_request *req)
{
	return req->ofd ? (const void *)f : (const void *)current->files;
}

static bool overlaps(const struct file_lock *l, loff_t start, loff_t end)
{
	return l->start <= end && start <= l->end;
}

static struct file_lock *find_conflict(struct file_lock_context *ctx,
				       const struct lock_request *req, const void *owner)
{
	struct file_lock *l;

	list_for_each_entry (l, &ctx->posix, link)
		if (l->owner != owner && overlaps(l, req->start, req->end) &&
		    conflicts(l, req->type))
			return l;
	return NULL;
}

/* Overlapping, or of the same type and adjacent: then they become one. */
static bool touches(const struct file_lock *l, const struct lock_request *req)
{
	if (overlaps(l, req->start, req->end))
		return true;
	if (l->type != req->type)
		return false;
	return (l->end != MAX_LFS_FILESIZE && l->end + 1 == req->start) ||
	       (req->end != MAX_LFS_FILESIZE && req->end + 1 == l->start);
}

/* Sets the range for @owner; no conflict stands in the way.  @spare: two locks, taken ones become
 * NULL. */
static void apply_range(struct file_lock_context *ctx, const struct lock_request *req,
			const void *owner, struct file_lock *spare[2], struct list_head *dead)
{
	loff_t start = req->start, end = req->end;
	struct file_lock *l, *n;
	bool released = false;

	list_for_each_entry_safe (l, n, &ctx->posix, link) {
		if (l->owner != owner || !touches(l, req))
			continue;
		if (l->type == req->type) {
			start = min(start, l->start);
			end = max(end, l->end);
			list_move(&l->link, dead);
			continue;
		}
		released = true; /* unlocked, or a write lock becomes a read lock */
		if (l->start < req->start && l->end > req->end) {
			*spare[1] = *l;
			spare[1]->start = req->end + 1;
			list_add(&spare[1]->link, &l->link);
			spare[1] = NULL;
			l->end = req->start - 1;
		} else if (l->start < req->start) {
			l->end = req->start - 1;
		} else if (l->end > req->end) {
			l->start = req->end + 1;
		} else {
			list_move(&l->link, dead);
		}
	}
	if (req->type != F_UNLCK) {
		*spare[0] = (struct file_lock){.type = req->type,
					       .start = start,
					       .end = end,
					       .owner = owner,
					       .ofd = req->ofd,
					       .pid = req->ofd ? -1 : current->tgid};
		list_add_tail(&spare[0]->link, &ctx->posix);
		spare[0] = NULL;
	}
	if (released)
		ctx->generation++;
}

/* Does @blocker wait, over however many others, for @owner?  blocked_lock held. */
static bool closes_circle(const void *owner, const void *blocker)
{
	struct blocked *b;
	unsigned int steps;
	bool found = true;

	for (steps = 0; found && steps < 64; steps++) {
		found = false;
		list_for_each_entry (b, &blocked_list, link) {
			if (b->owner == blocker) {
				blocker = b->blocker;
				found = true;
				break;
			}
		}
		if (found && blocker == owner)
			return true;
	}
	return false;
}

static int wait_for_range(struct file_lock_context *ctx, unsigned int seen, const void *owner,
			  const void *blocker, bool ofd)
{
	struct blocked me = {.owner = owner, .blocker = blocker};
	int err;

	if (ofd)
		return wait_generation(
			ctx, seen); /* files do not wait: tasks do, and which is unknown */
	spin_lock(&blocked_lock);
	if (closes_circle(owner, blocker)) {
		spin_unlock(&blocked_lock);
		return -EDEADLK;
	}
	list_add(&me.link, &blocked_list);
	spin_unlock(&blocked_lock);
	err = wait_generation(ctx, seen);
	spin_lock(&blocked_lock);
	list_del(&me.link);
	spin_unlock(&blocked_lock);
	return err;
}

static int set_range(struct inode *inode, const struct lock_request *req, const void *owner,
		     bool wait)
{
	struct file_lock_context *ctx = get_context(inode, req->type != F_UNLCK);
	struct file_lock *spare[2], *l;
	const void *blocker;
	unsigned int seen;
	LIST_HEAD(dead);
	int err;

	if (!ctx)
		return req->type == F_UNLCK ? 0 : -ENOLCK;
	spare[0] = kmalloc(sizeof(*l), GFP_KERNEL);
	spare[1] = kmalloc(sizeof(*l), GFP_KERNEL);
	err = -ENOLCK;
	if (!spare[0] || !spare[1])
		goto free;
	for (;;) {
		spin_lock(&ctx->lock);
		seen = ctx->generation;
		l = req->type == F_UNLCK ? NULL : find_conflict(ctx, req, owner);
		blocker = l ? l->owner : NULL;
		if (!l)
			apply_range(ctx, req, owner, spare, &dead);
		spin_unlock(&ctx->lock);
		err = 0;
		if (!l)
			break;
		err = wait ? wait_for_range(ctx, seen, owner, blocker, req->ofd) : -EAGAIN;
		if (err)
			goto free;
	}
	if (READ_ONCE(ctx->generation) != seen)
		wake_up_all(
			&ctx->wait); /* we let go of something, or somebody else did: harmless */
free:
	dispose(&dead);
	kfree(spare[0]);
	kfree(spare[1]);
	return err;
}

int vfs_setlk(struct file *f, const struct lock_request *req, bool wait)
{
	switch (req->type) {
	case F_RDLCK:
		if (!(f->f_mode & FMODE_READ))
			return -EBADF;
		break;
	case F_WRLCK:
		if (!(f->f_mode & FMODE_WRITE))
			return -EBADF;
		break;
	case F_UNLCK:
		break;
	default:
		return -EINVAL;
	}
	return set_range(f->f_inode, req, request_owner(f, req), wait);
}

int vfs_getlk(struct file *f, struct lock_request *req)
{
	struct file_lock_context *ctx = get_context(f->f_inode, false);
	struct file_lock *l = NULL;

	if (ctx) {
		spin_lock(&ctx->lock);
		l = find_conflict(ctx, req, request_owner(f, req));
		if (l) {
			req->type = l->type;
			req->start = l->start;
			req->end = l->end;
			req->pid = l->pid;
		}
		spin_unlock(&ctx->lock);
	}
	if (!l)
		req->type = F_UNLCK;
	return 0;
}

/* --- whole files --- */

/* The lock of @f leaves the list, if it has one. */
static struct file_lock *take_own_flock(struct file_lock_context *ctx, const struct file *f)
{
	struct file_lock *l;

	list_for_each_entry (l, &ctx->flock, link) {
		if (l->owner == f) {
			list_del(&l->link);
			ctx->generation++;
			return l;
		}
	}
	return NULL;
}

static bool flock_conflict(struct file_lock_context *ctx, const struct file *f, int type)
{
	struct file_lock *l;

	list_for_each_entry (l, &ctx->flock, link)
		if (l->owner != f && conflicts(l, type))
			return true;
	return false;
}

static bool has_flock(struct file_lock_context *ctx, const struct file *f, int type)
{
	struct file_lock *l;

	list_for_each_entry (l, &ctx->flock, link)
		if (l->owner == f)
			return l->type == type;
	return false;
}

/* A change of type is not atomic: the old lock goes first, as flock(2) says. */
int vfs_flock(struct file *f, int type, bool wait)
{
	struct file_lock_context *ctx = get_context(f->f_inode, type != F_UNLCK);
	struct file_lock *l = NULL, *old;
	unsigned int seen;
	bool granted;
	int err = 0;

	if (!ctx)
		return type == F_UNLCK ? 0 : -ENOLCK;
	if (type != F_UNLCK) {
		l = kmalloc(sizeof(*l), GFP_KERNEL);
		if (!l)
			return -ENOLCK;
		*l = (struct file_lock){
			.type = type, .end = MAX_LFS_FILESIZE, .owner = f, .pid = current->tgid};
	}
	for (;;) {
		old = NULL;
		spin_lock(&ctx->lock);
		granted = type != F_UNLCK && has_flock(ctx, f, type);
		if (!granted) {
			old = take_own_flock(ctx, f);
			if (type == F_UNLCK) {
				granted = true;
			} else if (!flock_conflict(ctx, f, type)) {
				list_add_tail(&l->link, &ctx->flock);
				l = NULL;
				granted = true;
			}
		}
		seen = ctx->generation;
		spin_unlock(&ctx->lock);
		if (old) {
			wake_up_all(&ctx->wait);
			kfree(old);
		}
		if (granted)
			break;
		err = wait ? wait_generation(ctx, seen) : -EWOULDBLOCK;
		if (err)
			break;
	}
	kfree(l);
	return err;
}

/* --- when files are closed --- */

void locks_remove_posix(struct file *f, void *owner)
{
	struct file_lock_context *ctx = f->f_inode ? smp_load_acquire(&f->f_inode->i_flctx) : NULL;
	struct file_lock *l, *n;
	bool any = false;
	LIST_HEAD(dead);

	if (likely(!ctx) || list_empty(&ctx->posix))
		return;
	spin_lock(&ctx->lock);
	list_for_each_entry_safe (l, n, &ctx->posix, link) {
		if (l->owner == owner) {
			list_move(&l->link, &dead);
			ctx->generation++;
			any = true;
		}
	}
	spin_unlock(&ctx->lock);
	if (any)
		wake_up_all(&ctx->wait);
	dispose(&dead);
}

void locks_remove_file(struct file *f)
{
	struct file_lock_context *ctx = smp_load_acquire(&f->f_inode->i_flctx);
	struct file_lock *l;

	if (likely(!ctx))
		return;
	spin_lock(&ctx->lock);
	l = take_own_flock(ctx, f);
	spin_unlock(&ctx->lock);
	if (l) {
		wake_up_all(&ctx->wait);
		kfree(l);
	}
	locks_remove_posix(f, f); /* OFD locks */
}

/* --- /proc/locks --- */

static void show_lock(struct seq_file *m, const struct inode *inode, const struct file_lock *l,
		      bool is_range)
{
	seq_puts(m, !is_range ? "FLOCK  ADVISORY  "
		    : l->ofd  ? "OFDLCK ADVISORY  "
			      : "POSIX  ADVISORY  ");
	seq_printf(m, "%s %d %02x:%02x:%llu ", l->type == F_WRLCK ? "WRITE" : "READ", l->pid,
		   MAJOR(inode->i_sb->s_dev), MINOR(inode->i_sb->s_dev), inode->i_ino);
	if (!is_range || l->end == MAX_LFS_FILESIZE)
		seq_printf(m, "%lld EOF\n", is_range ? l->start : 0);
	else
		seq_printf(m, "%lld %lld\n", l->start, l->end);
}

void locks_show(struct seq_file *m)
{
	struct file_lock_context *ctx;
	const struct file_lock *l;
	unsigned int n = 0;

	spin_lock(&contexts_lock);
	list_for_each_entry (ctx, &contexts, all) {
		spin_lock(&ctx->lock);
		list_for_each_entry (l, &ctx->flock, link) {
			seq_printf(m, "%u: ", ++n);
			show_lock(m, ctx->inode, l, false);
		}
		list_for_each_entry (l, &ctx->posix, link) {
			seq_printf(m, "%u: ", ++n);
			show_lock(m, ctx->inode, l, true);
		}
		spin_unlock(&ctx->lock);
	}
	spin_unlock(&contexts_lock);
}
