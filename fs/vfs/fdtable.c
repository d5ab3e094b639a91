/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/fdtable.c - descriptors: the table of a process and look-ups in it
 *
 * Theory
 *   A files_struct is shared by the threads of a process (CLONE_FILES).  Its fdtable holds the
 *   array of files and three bitmaps: used numbers, close-on-exec, and (one bit per word of the
 *   first) words that are full, so that finding the lowest free number looks at few words.  A
 *   table that is too small is replaced by one twice as large; readers under RCU see either.
 *
 *   fget() reads the slot, takes a reference if the file is alive, and looks again whether the
 *   slot still holds it.  If nobody shares the table, nobody can close the descriptor while
 *   its owner is inside the kernel: fdget() then borrows the table's reference.
 *
 * Locks: files->file_lock (RANK_FILES) for every change; none to read.
 * Sources: open(2), close(2), dup(2), close_range(2), fcntl(2), getrlimit(2)
 */
#include "fs/vfs/fdtable.h"

#include "internal.h"
#include "lib/bitmap.h"
#include "lib/string.h"
#include <linux/close_range.h>

unsigned int sysctl_nr_open = 1024 * 1024;
static struct kmem_cache *files_cache;

struct files_struct init_files;

/* --- tables --- */

static size_t bitmap_bytes(unsigned int nr)
{
	return BITS_TO_LONGS(nr) * sizeof(long);
}

static unsigned int full_words(unsigned int nr)
{
	return (unsigned int)BITS_TO_LONGS(BITS_TO_LONGS(nr));
}

static void fdtable_free_rcu(struct rcu_head *head)
{
	struct fdtable *fdt = container_of(head, struct fdtable, rcu);

	kvfree(fdt->fd);
	kvfree(fdt->open_fds);
	kfree(fdt);
}

/* Room for descriptor @nr at least; NULL: no memory. */
static struct fdtable *fdtable_alloc(unsigned int nr)
{
	struct fdtable *fdt = kmalloc(sizeof(*fdt), GFP_KERNEL);
	unsigned long *bits;

	if (!fdt)
		return NULL;
	nr = (unsigned int)roundup_pow_of_two(max(nr + 1, 256u));
	fdt->max_fds = nr;
	fdt->fd = kvzalloc(size_mul(nr, sizeof(struct file *)), GFP_KERNEL);
	bits = kvzalloc(2 * bitmap_bytes(nr) + full_words(nr) * sizeof(long), GFP_KERNEL);
	if (!fdt->fd || !bits) {
		kvfree(fdt->fd);
		kvfree(bits);
		kfree(fdt);
		return NULL;
	}
	fdt->open_fds = bits;
	fdt->close_on_exec = bits + BITS_TO_LONGS(nr);
	fdt->full_fds_bits = fdt->close_on_exec + BITS_TO_LONGS(nr);
	return fdt;
}

static void fdtable_copy(struct fdtable *to, const struct fdtable *from)
{
	memcpy(to->fd, from->fd, from->max_fds * sizeof(struct file *));
	memcpy(to->open_fds, from->open_fds, bitmap_bytes(from->max_fds));
	memcpy(to->close_on_exec, from->close_on_exec, bitmap_bytes(from->max_fds));
	memcpy(to->full_fds_bits, from->full_fds_bits, full_words(from->max_fds) * sizeof(long));
}

/*
 * Makes room for @nr.  file_lock held; dropped and retaken while memory is allocated.
 * Return: 0 (nothing changed), 1 (look again), -EMFILE, -ENOMEM
 */
static int expand_files(struct files_struct *files, unsigned int nr) __no_lock_analysis
{
	struct fdtable *cur = files->fdt, *new;

	if (nr < cur->max_fds)
		return 0;
	if (nr >= sysctl_nr_open)
		return -EMFILE;
	spin_unlock(&files->file_lock);
	new = fdtable_alloc(nr);
	spin_lock(&files->file_lock);
	if (!new)
		return -ENOMEM;
	cur = files->fdt;
	if (nr < cur->max_fds) {
		fdtable_free_rcu(&new->rcu); /* another thread was faster */
		return 1;
	}
	fdtable_copy(new, cur);
	rcu_assign_pointer(files->fdt, new);
	if (cur != &files->fdtab)
		call_rcu(&cur->rcu, fdtable_free_rcu);
	return 1;
}

static void set_open_fd(struct fdtable *fdt, unsigned int fd, bool cloexec)
{
	__set_bit(fd, fdt->open_fds);
	if (!~fdt->open_fds[fd / BITS_PER_LONG])
		__set_bit(fd / BITS_PER_LONG, fdt->full_fds_bits);
	if (cloexec)
		__set_bit(fd, fdt->close_on_exec);
	else
		__clear_bit(fd, fdt->close_on_exec);
}

static void put_unused_fd_locked(struct files_struct *files, unsigned int fd)
{
	struct fdtable *fdt = files->fdt;

	__clear_bit(fd, fdt->open_fds);
	__clear_bit(fd, fdt->close_on_exec);
	__clear_bit(fd / BITS_PER_LONG, fdt->full_fds_bits);
	if (fd < files->next_fd)
		files->next_fd = fd;
}

static unsigned int find_free_fd(const struct fdtable *fdt, unsigned int from)
{
	unsigned int nwords = (unsigned int)BITS_TO_LONGS(fdt->max_fds);
	unsigned int word = from / BITS_PER_LONG;
	unsigned long fd;

	fd = find_next_zero_bit(fdt->open_fds, min(fdt->max_fds, (word + 1) * BITS_PER_LONG), from);
	if (fd < min(fdt->max_fds, (word + 1) * BITS_PER_LONG))
		return (unsigned int)fd;
	word = (unsigned int)find_next_zero_bit(fdt->full_fds_bits, nwords, word + 1UL);
	if (word >= nwords)
		return fdt->max_fds;
	return (unsigned int)find_next_zero_bit(fdt->open_fds, fdt->max_fds,
						word * (unsigned long)BITS_PER_LONG);
}

/* The lowest free descriptor from @start up, below @end. */
static int alloc_fd(unsigned int start, unsigned int end, unsigned int flags)
{
	struct files_struct *files = current->files;
	unsigned int fd;
	int err;

	spin_lock(&files->file_lock);
	do {
		fd = max(start, files->next_fd);
		if (fd < files->fdt->max_fds)
			fd = find_free_fd(files->fdt, fd);
		err = -EMFILE;
		if (fd >= end)
			break;
		err = expand_files(files, fd);
	} while (err > 0);
	if (!err) {
		if (start <= files->next_fd)
			files->next_fd = fd + 1;
		set_open_fd(files->fdt, fd, flags & O_CLOEXEC);
		assert(!files->fdt->fd[fd]);
		err = (int)fd;
	}
	spin_unlock(&files->file_lock);
	return err;
}

int get_unused_fd_flags(unsigned int flags)
{
	return alloc_fd(0, (unsigned int)min_t(unsigned long, rlimit(RLIMIT_NOFILE), INT32_MAX),
			flags);
}

void put_unused_fd(unsigned int fd)
{
	struct files_struct *files = current->files;

	spin_lock(&files->file_lock);
	put_unused_fd_locked(files, fd);
	spin_unlock(&files->file_lock);
}

void fd_install(unsigned int fd, struct file *f)
{
	struct files_struct *files = current->files;

	spin_lock(&files->file_lock);
	assert(!files->fdt->fd[fd]);
	rcu_assign_pointer(files->fdt->fd[fd], f);
	spin_unlock(&files->file_lock);
}

/* --- look-up --- */

/* A slot whose number was checked, in straight and in mispredicted execution alike. */
static struct file *fd_slot(struct files_struct *files, unsigned int fd)
{
	struct fdtable *fdt = rcu_dereference(files->fdt);

	return fd < fdt->max_fds ? rcu_dereference(fdt->fd[fd]) : NULL;
}

/*
 * Under RCU: the file in the slot, with a reference, or NULL.  *@stale: look again - the slot
 * changed hands; then the reference, if there is one, is to be put outside the RCU section.
 */
static struct file *slot_get(struct files_struct *files, unsigned int fd, fmode_t refuse,
			     bool *stale)
{
	struct file *f = fd_slot(files, fd);

	*stale = false;
	if (!f || (f->f_mode & refuse))
		return NULL;
	if (unlikely(!atomic_long_inc_not_zero(&f->f_count))) {
		*stale = true; /* being released: the slot has changed */
		return NULL;
	}
	*stale = fd_slot(files, fd) != f;
	return f;
}

static struct file *files_get(struct files_struct *files, unsigned int fd, fmode_t refuse)
{
	struct file *f;
	bool stale;

	for (;;) {
		rcu_read_lock();
		f = slot_get(files, fd, refuse, &stale);
		rcu_read_unlock();
		if (likely(!stale))
			return f;
		if (f)
			fput(f);
	}
}

struct file *fget(unsigned int fd)
{
	return files_get(current->files, fd, FMODE_PATH);
}

struct file *fget_raw(unsigned int fd)
{
	return files_get(current->files, fd, 0);
}

/* The table of another task is freed after a grace period; it may be emptied under our eyes. */
struct file *fget_task(struct task_struct *t, unsigned int fd)
{
	struct files_struct *files;
	struct file *f;
	bool stale;

	for (;;) {
		rcu_read_lock();
		files = READ_ONCE(t->files);
		stale = false;
		f = files ? slot_get(files, fd, 0, &stale) : NULL;
		rcu_read_unlock();
		if (!stale)
			return f;
		if (f)
			fput(f);
	}
}

struct file *task_lookup_next_fd(struct task_struct *t, unsigned int *fd)
{
	struct files_struct *files;
	unsigned int max;
	struct file *f;

	for (;; (*fd)++) {
		rcu_read_lock();
		files = READ_ONCE(t->files);
		max = files ? rcu_dereference(files->fdt)->max_fds : 0;
		rcu_read_unlock();
		if (*fd >= max)
			return NULL;
		f = fget_task(t, *fd);
		if (f)
			return f;
	}
}

static __always_inline struct fd fdget_mode(unsigned int fd, fmode_t refuse)
{
	struct files_struct *files = current->files;
	struct file *f;

	if (likely(refcount_read(&files->count) == 1)) {
		f = fd_slot(files, fd);
		if (f && unlikely(f->f_mode & refuse))
			f = NULL;
		return (struct fd){.file = f};
	}
	f = files_get(files, fd, refuse);
	return (struct fd){.file = f, .need_put = f != NULL};
}

struct fd fdget(unsigned int fd)
{
	return fdget_mode(fd, FMODE_PATH);
}

struct fd fdget_raw(unsigned int fd)
{
	return fdget_mode(fd, 0);
}

static __noinline struct fd fdget_pos_slow(unsigned int fd) __no_lock_analysis
{
	struct fd f = fdget_mode(fd, FMODE_PATH);

	/* The only user of the only reference needs no lock. */
	if (f.file && (f.file->f_mode & FMODE_ATOMIC_POS) &&
	    atomic_long_read(&f.file->f_count) > 1) {
		f.pos_locked = true;
		mutex_lock(&f.file->f_pos_lock);
	}
	return f;
}

struct fd fdget_pos(unsigned int fd)
{
	struct files_struct *files = current->files;
	struct file *f;

	/* The only user of the table and of the file: nothing to hold. */
	if (likely(refcount_read(&files->count) == 1)) {
		f = fd_slot(files, fd);
		if (likely(f &&
			   (!(f->f_mode & (FMODE_PATH | FMODE_ATOMIC_POS)) ||
			    (!(f->f_mode & FMODE_PATH) && atomic_long_read(&f->f_count) == 1))))
			return (struct fd){.file = f};
	}
	return fdget_pos_slow(fd);
}

void __fdput(struct fd f)
{
	fput(f.file);
}

void __fdput_pos(struct fd f) __no_lock_analysis
{
	if (f.pos_locked)
		mutex_unlock(&f.file->f_pos_lock);
	fdput(f);
}

/* --- closing --- */

/* Takes the file out of its slot, or NULL.  file_lock held. */
static struct file *pick_file(struct files_struct *files, unsigned int fd)
{
	struct fdtable *fdt = files->fdt;
	struct file *f;

	if (fd >= fdt->max_fds)
		return NULL;
	f = fdt->fd[fd];
	if (f) {
		rcu_assign_pointer(fdt->fd[fd], NULL);
		put_unused_fd_locked(files, fd);
	}
	return f;
}

int close_fd(unsigned int fd)
{
	struct files_struct *files = current->files;
	struct file *f;

	spin_lock(&files->file_lock);
	f = pick_file(files, fd);
	spin_unlock(&files->file_lock);
	return f ? filp_close(f) : -EBADF;
}

static void range_set_cloexec(struct files_struct *files, unsigned int first, unsigned int last)
{
	struct fdtable *fdt;

	spin_lock(&files->file_lock);
	fdt = files->fdt;
	last = min(last, fdt->max_fds - 1);
	if (first <= last)
		bitmap_set(fdt->close_on_exec, first, last - first + 1UL);
	spin_unlock(&files->file_lock);
}

static void range_close(struct files_struct *files, unsigned int first, unsigned int last)
{
	struct fdtable *fdt;
	struct file *f;
	unsigned long fd = first;

	for (;;) {
		spin_lock(&files->file_lock);
		fdt = files->fdt;
		fd = find_next_bit(fdt->open_fds, fdt->max_fds, fd);
		if (fd >= fdt->max_fds || fd > last) {
			spin_unlock(&files->file_lock);
			return;
		}
		f = pick_file(files, (unsigned int)fd);
		spin_unlock(&files->file_lock);
		if (f)
			filp_close(f);
		fd++;
		cond_resched();
	}
}

int close_fd_range(unsigned int first, unsigned int last, unsigned int flags)
{
	int err;

	if (flags & ~(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC))
		return -EINVAL;
	if (first > last)
		return -EINVAL;
	if (flags & CLOSE_RANGE_UNSHARE) {
		err = unshare_files();
		if (err)
			return err;
	}
	if (flags & CLOSE_RANGE_CLOEXEC)
		range_set_cloexec(current->files, first, last);
	else
		range_close(current->files, first, last);
	return 0;
}

void do_close_on_exec(struct files_struct *files)
{
	struct fdtable *fdt;
	struct file *f;
	unsigned int word, fd;
	unsigned long set;

	spin_lock(&files->file_lock);
	for (word = 0; (fdt = files->fdt), word * BITS_PER_LONG < fdt->max_fds; word++) {
		set = fdt->close_on_exec[word] & fdt->open_fds[word];
		fdt->close_on_exec[word] = 0;
		for (; set; set &= set - 1) {
			fd = word * BITS_PER_LONG + __ffs(set);
			f = pick_file(files, fd);
			if (!f)
				continue;
			spin_unlock(&files->file_lock);
			filp_close(f);
			spin_lock(&files->file_lock);
		}
	}
	spin_unlock(&files->file_lock);
}

bool get_close_on_exec(unsigned int fd)
{
	struct fdtable *fdt;
	bool on;

	rcu_read_lock();
	fdt = rcu_dereference(current->files->fdt);
	on = fd < fdt->max_fds && test_bit(fd, fdt->close_on_exec);
	rcu_read_unlock();
	return on;
}

void set_close_on_exec(unsigned int fd, int on)
{
	struct files_struct *files = current->files;

	spin_lock(&files->file_lock);
	if (fd < files->fdt->max_fds) {
		if (on)
			__set_bit(fd, files->fdt->close_on_exec);
		else
			__clear_bit(fd, files->fdt->close_on_exec);
	}
	spin_unlock(&files->file_lock);
}

/* --- duplicates --- */

/* Puts @f in slot @fd, whatever was there is closed.  file_lock held on entry, not on return. */
static int do_dup2(struct files_struct *files, struct file *f, unsigned int fd,
		   unsigned int flags) __no_lock_analysis
{
	struct fdtable *fdt = files->fdt;
	struct file *old = fdt->fd[fd];

	/* Another thread is in open(2) and has got this number: its file is to come. */
	if (!old && test_bit(fd, fdt->open_fds)) {
		spin_unlock(&files->file_lock);
		return -EBUSY;
	}
	get_file(f);
	rcu_assign_pointer(fdt->fd[fd], f);
	set_open_fd(fdt, fd, flags & O_CLOEXEC);
	spin_unlock(&files->file_lock);
	if (old)
		filp_close(old);
	return (int)fd;
}

int replace_fd(unsigned int fd, struct file *f, unsigned int flags) __no_lock_analysis
{
	struct files_struct *files = current->files;
	int err;

	if (!f)
		return close_fd(fd);
	if (fd >= rlimit(RLIMIT_NOFILE))
		return -EBADF;
	spin_lock(&files->file_lock);
	err = expand_files(files, fd);
	if (err < 0) {
		spin_unlock(&files->file_lock);
		return err == -EMFILE ? -EBADF : err;
	}
	return do_dup2(files, f, fd, flags);
}

int do_dup3(unsigned int oldfd, unsigned int newfd, int flags) __no_lock_analysis
{
	struct files_struct *files = current->files;
	struct file *f;
	int err;

	if (flags & ~O_CLOEXEC)
		return -EINVAL;
	if (oldfd == newfd)
		return -EINVAL;
	if (newfd >= rlimit(RLIMIT_NOFILE))
		return -EBADF;
	spin_lock(&files->file_lock);
	err = expand_files(files, newfd);
	f = oldfd < files->fdt->max_fds ? files->fdt->fd[oldfd] : NULL;
	if (!f)
		err = -EBADF;
	else if (err == -EMFILE)
		err = -EBADF;
	if (err < 0) {
		spin_unlock(&files->file_lock);
		return err;
	}
	return do_dup2(files, f, newfd, (unsigned int)flags);
}

int do_dup(unsigned int oldfd)
{
	struct file *f = fget_raw(oldfd);
	int fd;

	if (!f)
		return -EBADF;
	fd = get_unused_fd_flags(0);
	if (fd < 0)
		fput(f);
	else
		fd_install((unsigned int)fd, f);
	return fd;
}

int f_dupfd(unsigned int from, struct file *f, unsigned int flags)
{
	unsigned long nofile = rlimit(RLIMIT_NOFILE);
	int fd;

	if (from >= nofile)
		return -EINVAL;
	fd = alloc_fd(from, (unsigned int)min_t(unsigned long, nofile, INT32_MAX), flags);
	if (fd >= 0)
		fd_install((unsigned int)fd, get_file(f));
	return fd;
}

/* --- life of the table --- */

static void files_setup(struct files_struct *files)
{
	memset(files, 0, sizeof(*files));
	refcount_set(&files->count, 1);
	spin_lock_init(&files->file_lock, RANK_FILES);
	files->fdt = &files->fdtab;
	files->fdtab.max_fds = NR_OPEN_DEFAULT;
	files->fdtab.fd = files->fd_array;
	files->fdtab.open_fds = files->open_fds_init;
	files->fdtab.close_on_exec = files->close_on_exec_init;
	files->fdtab.full_fds_bits = files->full_fds_bits_init;
}

static unsigned int highest_fd(const struct fdtable *fdt)
{
	unsigned long last = find_last_bit(fdt->open_fds, fdt->max_fds);

	return last < fdt->max_fds ? (unsigned int)last : 0;
}

/* References for what the copied table holds; numbers without a file (open in progress) become
 * free. */
static void fdtable_take_refs(struct files_struct *files)
{
	struct fdtable *fdt = files->fdt;
	unsigned int word, fd;
	unsigned long set;

	for (word = 0; word * BITS_PER_LONG < fdt->max_fds; word++) {
		for (set = fdt->open_fds[word]; set; set &= set - 1) {
			fd = word * BITS_PER_LONG + __ffs(set);
			if (fdt->fd[fd])
				get_file(fdt->fd[fd]);
			else
				put_unused_fd_locked(files, fd);
		}
	}
}

struct files_struct *dup_fd(struct files_struct *old)
{
	struct files_struct *new = kmem_cache_alloc(files_cache, GFP_KERNEL);
	struct fdtable *fdt;
	unsigned int n;

	if (!new)
		return NULL;
	files_setup(new);
	spin_lock(&old->file_lock);
	while ((n = highest_fd(old->fdt)) >= new->fdt->max_fds) {
		spin_unlock(&old->file_lock);
		if (new->fdt != &new->fdtab)
			fdtable_free_rcu(&new->fdt->rcu);
		fdt = fdtable_alloc(n);
		if (!fdt) {
			kmem_cache_free(files_cache, new);
			return NULL;
		}
		new->fdt = fdt;
		spin_lock(&old->file_lock);
	}
	n = min(new->fdt->max_fds, old->fdt->max_fds);
	memcpy(new->fdt->fd, old->fdt->fd, n * sizeof(struct file *));
	memcpy(new->fdt->open_fds, old->fdt->open_fds, bitmap_bytes(n));
	memcpy(new->fdt->close_on_exec, old->fdt->close_on_exec, bitmap_bytes(n));
	memcpy(new->fdt->full_fds_bits, old->fdt->full_fds_bits, full_words(n) * sizeof(long));
	new->next_fd = min(old->next_fd, n);
	fdtable_take_refs(new);
	spin_unlock(&old->file_lock);
	return new;
}

static void files_free_rcu(struct rcu_head *head)
{
	struct files_struct *files = container_of(head, struct files_struct, rcu);

	if (files->fdt != &files->fdtab)
		fdtable_free_rcu(&files->fdt->rcu);
	kmem_cache_free(files_cache, files);
}

/* POSIX locks are owned by the table: filp_close() of the last user must name it. */
static void close_files(struct files_struct *files)
{
	struct fdtable *fdt = files->fdt;
	unsigned int word, fd;
	unsigned long set;
	struct file *f;

	for (word = 0; word * BITS_PER_LONG < fdt->max_fds; word++) {
		for (set = fdt->open_fds[word]; set; set &= set - 1) {
			fd = word * BITS_PER_LONG + __ffs(set);
			f = fdt->fd[fd];
			if (!f)
				continue;
			rcu_assign_pointer(fdt->fd[fd], NULL);
			if (f->f_op && f->f_op->flush)
				f->f_op->flush(f);
			locks_remove_posix(f, files);
			fput(f);
		}
		cond_resched();
	}
}

void put_files_struct(struct files_struct *files)
{
	if (!files || !refcount_dec_and_test(&files->count))
		return;
	close_files(files);
	assert(files != &init_files);
	/* fget_task() may still be looking at the table. */
	call_rcu(&files->rcu, files_free_rcu);
}

void exit_files(struct task_struct *t)
{
	struct files_struct *files;

	task_lock(t);
	files = t->files;
	t->files = NULL;
	task_unlock(t);
	put_files_struct(files);
}

int unshare_files(void)
{
	struct files_struct *old = current->files, *new;

	if (refcount_read(&old->count) == 1)
		return 0;
	new = dup_fd(old);
	if (!new)
		return -ENOMEM;
	task_lock(current);
	current->files = new;
	task_unlock(current);
	put_files_struct(old);
	return 0;
}

void __init fdtable_init(void)
{
	files_cache = kmem_cache_create("files_cache", sizeof(struct files_struct),
					_Alignof(struct files_struct), SLAB_PANIC, NULL);
	files_setup(&init_files);
	current->files = &init_files;
}
