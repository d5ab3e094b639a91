/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/file_table.c - life of open files
 *
 * Theory
 *   alloc_empty_file() makes one that is bound to nothing; open (open.c) or alloc_file() binds it
 *   to a path.  The last fput() takes everything apart.  That may sleep, so from an interrupt
 *   (a timer that drops a file) it is handed to a worker.
 *
 *   fget() (fdtable.c) takes a reference from f_count > 0 up under RCU; the memory therefore
 *   goes after a grace period.
 *
 * Locks: none held at release; f_lock is a leaf.
 * Sources: close(2), open(2) ENFILE
 */
#include "internal.h"

#include "kernel/sched/irq.h"
#include "kernel/sched/workqueue.h"
#include "lib/llist.h"
#include "lib/string.h"
#include "mm/phys/alloc.h"

void (*eventpoll_release_hook)(struct file *f);
long sysctl_file_max = 8192;

static struct kmem_cache *file_cache;
static atomic_long_t nr_files;

long nr_files_in_use(void)
{
	return atomic_long_read(&nr_files);
}

struct file *alloc_empty_file(int flags, const struct cred *cred)
{
	static struct ratelimit rl = {.interval_ns = 5000000000ULL, .burst = 1};
	struct file *f;

	if (atomic_long_read(&nr_files) >= sysctl_file_max && !capable(CAP_SYS_ADMIN)) {
		if (ratelimit_ok(&rl, __func__))
			pr_info("VFS: file-max limit %ld reached\n", sysctl_file_max);
		return ERR_PTR(-ENFILE);
	}
	f = kmem_cache_zalloc(file_cache, GFP_KERNEL);
	if (!f)
		return ERR_PTR(-ENOMEM);
	atomic_long_inc(&nr_files);
	atomic_long_set(&f->f_count, 1);
	f->f_flags = (unsigned int)flags;
	f->f_mode = (fmode_t)(flags + 1) & O_ACCMODE; /* O_RDONLY, O_WRONLY, O_RDWR -> 1, 2, 3 */
	f->f_cred = get_cred(cred);
	spin_lock_init(&f->f_lock, RANK_LEAF);
	mutex_init(&f->f_pos_lock, RANK_FILE_POS);
	return f;
}

static void file_free_rcu(struct rcu_head *head)
{
	kmem_cache_free(file_cache, container_of(head, struct file, f_rcu));
}

static void file_free(struct file *f)
{
	put_cred(f->f_cred);
	atomic_long_dec(&nr_files);
	call_rcu(&f->f_rcu, file_free_rcu);
}

void free_empty_file(struct file *f)
{
	file_free(f);
}

void file_bind(struct file *f, const struct path *path, const struct file_operations *fop)
{
	f->f_path = *path;
	f->f_inode = path->dentry->d_inode;
	f->f_mapping = f->f_inode->i_mapping;
	f->f_op = fop;
	if (fop->llseek && fop->llseek != no_llseek)
		f->f_mode |= FMODE_LSEEK;
}

struct file *alloc_file(const struct path *path, int flags, const struct file_operations *fop)
{
	struct file *f = alloc_empty_file(flags, current_cred());

	if (IS_ERR(f))
		return f;
	file_bind(f, path, fop);
	if (S_ISREG(f->f_inode->i_mode))
		f->f_mode |= FMODE_ATOMIC_POS;
	f->f_mode |= FMODE_PREAD | FMODE_PWRITE | FMODE_OPENED;
	return f;
}

static void file_release(struct file *f)
{
	struct inode *inode = f->f_inode;

	might_sleep();
	if (unlikely(!(f->f_mode & FMODE_OPENED)))
		goto out;
	if (unlikely(READ_ONCE(f->f_ep)))
		eventpoll_release_hook(f);
	locks_remove_file(f);
	if (unlikely(f->f_flags & FASYNC) && f->f_op->fasync)
		f->f_op->fasync(-1, f, 0);
	if (f->f_op->release)
		f->f_op->release(inode, f);
	if (f->f_owner.pid)
		put_pid(f->f_owner.pid);
	if (f->f_mode & FMODE_WRITER) {
		put_write_access(inode);
		mnt_drop_write(f->f_path.mnt);
	}
out:
	if (f->f_path.dentry)
		path_put(&f->f_path);
	file_free(f);
}

/* --- the last put where sleeping is not allowed --- */

static LLIST_HEAD(delayed_files);
static void delayed_fput(struct work_struct *w);
static struct work_struct delayed_fput_work;

/* f_rcu is free until the file is: its first word links the list. */
static void delayed_fput(struct work_struct *w)
{
	struct llist_node *n = llist_del_all(&delayed_files), *next;

	(void)w;
	for (; n; n = next) {
		next = n->next;
		file_release(container_of((struct rcu_head *)n, struct file, f_rcu));
	}
}

void fput(struct file *f)
{
	if (!atomic_long_dec_and_test(&f->f_count))
		return;
	if (unlikely(in_interrupt() || irqs_disabled())) {
		llist_add((struct llist_node *)&f->f_rcu, &delayed_files);
		schedule_work(&delayed_fput_work);
		return;
	}
	file_release(f);
}

void __init files_init(void)
{
	BUILD_BUG_ON(sizeof(struct llist_node) > sizeof(struct rcu_head));
	file_cache = kmem_cache_create("filp", sizeof(struct file), _Alignof(struct file),
				       SLAB_HWCACHE_ALIGN | SLAB_PANIC, NULL);
	INIT_WORK(&delayed_fput_work, delayed_fput);
	/* As Linux: a tenth of memory at 1 KiB a file. */
	sysctl_file_max = max_t(long, (long)totalram_pages() * 4 / 10, sysctl_file_max);
}
