/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/ipc/futex.c - fast user-space locking: sleeping on a word of user memory
 *
 * Theory
 *   A futex is a 32-bit word that user space changes by itself; the kernel is asked only to sleep
 * while the word has a value, and to wake sleepers.  It keeps nothing but the sleepers, in a hash
 * table by KEY: for private memory the address space and the address; for shared mappings the
 * file's (or shared memory's) page cache and the offset in it, so that two processes that map it at
 * different addresses meet.
 *
 *   A lost wake-up is impossible because the waiter compares the word and queues itself under its
 * bucket's lock, and a waker changes the word before it takes that lock.  User memory is read under
 * that spinlock without sleeping; if that faults, the lock is dropped, the page brought in, and all
 * is tried again.
 *
 *   A key is only compared, never followed: a waiter whose mapping goes away while it sleeps may at
 * worst be woken by a stranger, which callers of futex(2) must expect anyway.
 *
 * Not here: priority inheritance (FUTEX_LOCK_PI and family return ENOSYS, as on a kernel without
 * it); robust lists are in futex_robust.c.
 *
 * Locks: bucket lock (RANK_FUTEX); two of them in the order of their addresses.
 *   mmap_lock for reading, before it, to make a shared key.
 *
 * Sources: futex(2), futex(7); Drepper, "Futexes Are Tricky"
 */
#include "kernel/ipc/futex.h"
#include "arch/uaccess.h"
#include "kernel/base/panic.h"
#include "kernel/base/random.h"
#include "kernel/proc/sleep.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/wait.h"
#include "lib/hash.h"
#include "lib/list.h"
#include "mm/kmem/slab.h"
#include "mm/phys/alloc.h"
#include "mm/vm/mm.h"
#include <linux/futex.h>
#include <linux/time.h>

struct futex_key {
	const void *object;   /* mm_struct or address_space: compared, not followed */
	unsigned long offset; /* address, or byte offset in the mapping */
};

struct futex_bucket {
	spinlock_t lock;	  /* RANK_FUTEX */
	struct list_head waiters; /* [lock] of futex_waiter */
} __cacheline_aligned;

struct futex_waiter {
	struct list_head node;	     /* [bucket] */
	struct task_struct *task;    /* [c] */
	struct futex_key key;	     /* [bucket] changes in a requeue */
	struct futex_bucket *bucket; /* [bucket] NULL, written last: woken and off the queue */
	u32 bitset;		     /* [c] */
};

static struct futex_bucket *buckets;
static unsigned int bucket_bits;

/* --- keys and buckets --- */

static struct futex_bucket *bucket_of(const struct futex_key *key)
{
	u64 h = hash_2u64((u64)(uintptr_t)key->object, key->offset);

	return &buckets[h >> (64 - bucket_bits)];
}

static bool same_key(const struct futex_key *a, const struct futex_key *b)
{
	return a->object == b->object && a->offset == b->offset;
}

enum access { READS, WRITES };

/* A word in a shared mapping is known by what it maps; in a private one by where it is. */
static int shared_key(struct mm_struct *mm, uaddr_t addr, enum access how, struct futex_key *key)
{
	unsigned long need = how == WRITES ? VM_WRITE : VM_READ;
	struct vm_area_struct *vma;
	int err = -EFAULT;

	mmap_read_lock(mm);
	vma = vma_lookup(mm, addr);
	if (vma && (vma->vm_flags & need)) {
		if ((vma->vm_flags & VM_SHARED) && vma->vm_mapping) {
			key->object = vma->vm_mapping;
			key->offset = (vma->vm_pgoff << PAGE_SHIFT) + (addr - vma->vm_start);
		} else {
			key->object = mm;
			key->offset = addr;
		}
		err = 0;
	}
	mmap_read_unlock(mm);
	return err;
}

static int get_key(u32 __user *uaddr, int op, enum access how, struct futex_key *key)
{
	uaddr_t addr = (__force uaddr_t)uaddr;
	struct mm_struct *mm = current->mm;

	if (addr % sizeof(u32))
		return -EINVAL;
	if (!access_ok(uaddr, sizeof(u32)))
		return -EFAULT;
	if (!(op & FUTEX_PRIVATE_FLAG))
		return shared_key(mm, addr, how, key);
	key->object = mm;
	key->offset = addr;
	return 0;
}

static void lock_two(struct futex_bucket *a, struct futex_bucket *b) __no_lock_analysis
{
	if (a == b)
		spin_lock(&a->lock);
	else
		spin_lock_two(&a->lock, &b->lock);
}

static void unlock_two(struct futex_bucket *a, struct futex_bucket *b) __no_lock_analysis
{
	if (a == b)
		spin_unlock(&a->lock);
	else
		spin_unlock_two(&a->lock, &b->lock);
}

/* --- waking; bucket lock held --- */

/* After the last store the waiter may be gone, with its stack: nothing of it is touched any more.
 */
static void wake_waiter(struct futex_waiter *w)
{
	struct task_struct *task = w->task;

	list_del(&w->node);
	get_task_struct(task);
	smp_store_release(&w->bucket, NULL);
	wake_up_state(task, TASK_NORMAL);
	put_task_struct(task);
}

static int wake_bucket(struct futex_bucket *b, const struct futex_key *key, int nr, u32 bitset)
{
	struct futex_waiter *w, *next;
	int woken = 0;

	if (nr <= 0)
		nr = 1; /* Linux wakes one for FUTEX_WAKE 0 */
	list_for_each_entry_safe (w, next, &b->waiters, node) {
		if (!same_key(&w->key, key) || !(w->bitset & bitset))
			continue;
		wake_waiter(w);
		if (++woken >= nr)
			break;
	}
	return woken;
}

static int futex_wake(u32 __user *uaddr, int op, int nr, u32 bitset)
{
	struct futex_bucket *b;
	struct futex_key key;
	int ret;

	if (!bitset)
		return -EINVAL;
	ret = get_key(uaddr, op, READS, &key);
	if (ret)
		return ret;
	b = bucket_of(&key);
	spin_lock(&b->lock);
	ret = wake_bucket(b, &key, nr, bitset);
	spin_unlock(&b->lock);
	return ret;
}

/* --- waiting --- */

/* Reads the word under a spinlock: 0, or -EFAULT if the page is not there. */
static int read_nofault(u32 *value, u32 __user *uaddr)
{
	return copy_from_user_nofault(value, uaddr, sizeof(*value)) ? -EFAULT : 0;
}

static int fault_in_writable(u32 __user *uaddr)
{
	u32 old;

	if (get_user(old, uaddr))
		return -EFAULT;
	/* Storing what is there makes the page ours to write (copy-on-write) and changes nothing.
	 */
	return user_cmpxchg_u32(&old, uaddr, old, old);
}

/* Queues @w if *@uaddr is @val.  0; -EAGAIN: it is not; -EFAULT. */
static int queue_if_equal(struct futex_waiter *w, u32 __user *uaddr, int op, u32 val)
{
	struct futex_bucket *b;
	u32 now;
	int err;

	for (;;) {
		err = get_key(uaddr, op, READS, &w->key);
		if (err)
			return err;
		b = bucket_of(&w->key);
		spin_lock(&b->lock);
		if (!read_nofault(&now, uaddr))
			break;
		spin_unlock(&b->lock);
		if (get_user(now, uaddr))
			return -EFAULT;
	}
	if (now != val) {
		spin_unlock(&b->lock);
		return -EAGAIN;
	}
	w->bucket = b;
	list_add_tail(&w->node, &b->waiters);
	/* Before the lock is dropped: a wake-up from here on finds us in this state. */
	set_current_state(TASK_INTERRUPTIBLE);
	spin_unlock(&b->lock);
	return 0;
}

/* Off the queue; true if somebody had woken us. */
static bool dequeue(struct futex_waiter *w)
{
	struct futex_bucket *b;

	for (;;) {
		b = smp_load_acquire(&w->bucket);
		if (!b)
			return true;
		spin_lock(&b->lock);
		if (b == READ_ONCE(w->bucket))
			break;
		spin_unlock(&b->lock); /* woken or requeued just now */
	}
	list_del(&w->node);
	spin_unlock(&b->lock);
	return false;
}

/* Sleeps until woken, @deadline or a signal; the state was set when queued. */
static int sleep_queued(struct futex_waiter *w, int clockid, ktime_t deadline)
{
	ktime_t left;

	for (;;) {
		if (!smp_load_acquire(&w->bucket))
			return 0;
		left = clock_remaining(clockid, deadline);
		if (left <= 0)
			return -ETIMEDOUT;
		if (signal_pending(current))
			return -EINTR;
		(void)schedule_timeout(left);
		set_current_state(TASK_INTERRUPTIBLE);
	}
}

static long futex_wait_restart(struct restart_block *rb);

static long wait_interrupted(u32 __user *uaddr, int op, u32 val, ktime_t deadline, u32 bitset)
{
	struct restart_block *rb = current->restart;

	if (deadline == KTIME_MAX)
		return -ERESTARTSYS;
	rb->fn = futex_wait_restart;
	rb->futex.addr = (__force uaddr_t)uaddr;
	rb->futex.op = op;
	rb->futex.val = val;
	rb->futex.bitset = bitset;
	rb->futex.deadline = deadline;
	return -ERESTART_RESTARTBLOCK;
}

static long futex_wait(u32 __user *uaddr, int op, u32 val, ktime_t deadline, u32 bitset)
{
	int clockid = op & FUTEX_CLOCK_REALTIME ? CLOCK_REALTIME : CLOCK_MONOTONIC;
	bool settable = clockid == CLOCK_REALTIME && deadline != KTIME_MAX;
	struct futex_waiter w = {.task = current, .bitset = bitset};
	struct wait_queue_entry clock;
	long ret;

	if (!bitset)
		return -EINVAL;
	ret = queue_if_equal(&w, uaddr, op, val);
	if (ret)
		return ret;
	if (settable) { /* woken, too, when somebody sets that clock */
		init_wait_entry(&clock, 0);
		clock.func = default_wake_function;
		add_wait_queue(clock_was_set_queue(), &clock);
	}
	ret = sleep_queued(&w, clockid, deadline);
	__set_current_state(TASK_RUNNING);
	if (settable)
		remove_wait_queue(clock_was_set_queue(), &clock);
	if (dequeue(&w))
		return 0; /* the wake-up counts, whatever else came */
	return ret == -EINTR ? wait_interrupted(uaddr, op, val, deadline, bitset) : ret;
}

static long futex_wait_restart(struct restart_block *rb)
{
	u32 __user *uaddr = (u32 __user *)rb->futex.addr;

	rb->fn = do_no_restart_syscall;
	return futex_wait(uaddr, rb->futex.op, rb->futex.val, rb->futex.deadline, rb->futex.bitset);
}

/* --- two words --- */

static void requeue(struct futex_waiter *w, struct futex_bucket *to, const struct futex_key *key)
{
	list_move_tail(&w->node, &to->waiters);
	w->key = *key;
	smp_store_release(&w->bucket, to);
}

/* FUTEX_REQUEUE, FUTEX_CMP_REQUEUE (@cmp not NULL): wakes @nr_wake, moves up to @nr_move to
 * @uaddr2. */
static int futex_requeue(u32 __user *uaddr1, int op, int nr_wake, u32 __user *uaddr2, int nr_move,
			 const u32 *cmp)
{
	struct futex_waiter *w, *next;
	struct futex_bucket *b1, *b2;
	struct futex_key k1, k2;
	int done = 0, ret;
	u32 now;

	if (nr_wake < 0 || nr_move < 0)
		return -EINVAL;
again:
	ret = get_key(uaddr1, op, READS, &k1);
	if (ret)
		return ret;
	ret = get_key(uaddr2, op, READS, &k2);
	if (ret)
		return ret;
	b1 = bucket_of(&k1);
	b2 = bucket_of(&k2);
	lock_two(b1, b2);
	if (cmp) {
		if (read_nofault(&now, uaddr1)) {
			unlock_two(b1, b2);
			if (get_user(now, uaddr1))
				return -EFAULT;
			goto again;
		}
		if (now != *cmp) {
			unlock_two(b1, b2);
			return -EAGAIN;
		}
	}
	list_for_each_entry_safe (w, next, &b1->waiters, node) {
		if (done - nr_wake >= nr_move)
			break;
		if (!same_key(&w->key, &k1))
			continue;
		if (++done <= nr_wake)
			wake_waiter(w);
		else if (!same_key(&k1, &k2))
			requeue(w, b2, &k2);
	}
	unlock_two(b1, b2);
	return done;
}

/* The condition of FUTEX_WAKE_OP, applied to the old value; -ENOSYS: no such comparison. */
static int compare(u32 encoded, u32 old_value)
{
	int cmparg = (int)(encoded << 20) >> 20, old = (int)old_value;

	switch (encoded >> 24 & 15) {
	case FUTEX_OP_CMP_EQ:
		return old == cmparg;
	case FUTEX_OP_CMP_NE:
		return old != cmparg;
	case FUTEX_OP_CMP_LT:
		return old < cmparg;
	case FUTEX_OP_CMP_GE:
		return old >= cmparg;
	case FUTEX_OP_CMP_LE:
		return old <= cmparg;
	case FUTEX_OP_CMP_GT:
		return old > cmparg;
	default:
		return -ENOSYS;
	}
}

/* Changes *@uaddr2 as @encoded says, under the bucket locks; -EFAULT: the page has to be brought in
 * first. */
static int change_word(u32 encoded, u32 *old, u32 __user *uaddr2)
{
	int op = (int)(encoded >> 28 & 7), ret;
	u32 arg = (u32)((int)(encoded << 8) >> 20);

	if (encoded >> 28 & FUTEX_OP_OPARG_SHIFT)
		arg = 1u << (arg & 31);
	pagefault_disable();
	ret = futex_atomic_op_inuser(op, arg, old, uaddr2);
	pagefault_enable();
	return ret;
}

static int futex_wake_op(u32 __user *uaddr1, int op, int nr1, u32 __user *uaddr2, int nr2,
			 u32 encoded)
{
	struct futex_bucket *b1, *b2;
	struct futex_key k1, k2;
	int ret, woken;
	u32 old;

	if (compare(encoded, 0) < 0 || (encoded >> 28 & 7) > FUTEX_OP_XOR)
		return -ENOSYS;
again:
	ret = get_key(uaddr1, op, READS, &k1);
	if (ret)
		return ret;
	ret = get_key(uaddr2, op, WRITES, &k2);
	if (ret)
		return ret;
	b1 = bucket_of(&k1);
	b2 = bucket_of(&k2);
	lock_two(b1, b2);
	ret = change_word(encoded, &old, uaddr2);
	if (ret) {
		unlock_two(b1, b2);
		if (ret != -EFAULT)
			return ret;
		ret = fault_in_writable(uaddr2);
		if (ret)
			return ret;
		goto again;
	}
	woken = wake_bucket(b1, &k1, nr1, FUTEX_BITSET_MATCH_ANY);
	if (compare(encoded, old) > 0)
		woken += wake_bucket(b2, &k2, nr2, FUTEX_BITSET_MATCH_ANY);
	unlock_two(b1, b2);
	return woken;
}

long do_futex(u32 __user *uaddr, int op, u32 val, ktime_t deadline, u32 __user *uaddr2, u32 val2,
	      u32 val3)
{
	int cmd = op & FUTEX_CMD_MASK;

	if ((op & FUTEX_CLOCK_REALTIME) && cmd != FUTEX_WAIT && cmd != FUTEX_WAIT_BITSET)
		return -ENOSYS;
	switch (cmd) {
	case FUTEX_WAIT:
		return futex_wait(uaddr, op & ~FUTEX_CLOCK_REALTIME, val, deadline,
				  FUTEX_BITSET_MATCH_ANY);
	case FUTEX_WAIT_BITSET:
		return futex_wait(uaddr, op, val, deadline, val3);
	case FUTEX_WAKE:
		return futex_wake(uaddr, op, (int)val, FUTEX_BITSET_MATCH_ANY);
	case FUTEX_WAKE_BITSET:
		return futex_wake(uaddr, op, (int)val, val3);
	case FUTEX_REQUEUE:
		return futex_requeue(uaddr, op, (int)val, uaddr2, (int)val2, NULL);
	case FUTEX_CMP_REQUEUE:
		return futex_requeue(uaddr, op, (int)val, uaddr2, (int)val2, &val3);
	case FUTEX_WAKE_OP:
		return futex_wake_op(uaddr, op, (int)val, uaddr2, (int)val2, val3);
	default:
		return -ENOSYS;
	}
}

/* Sized by memory: about one bucket for each 64 KiB, 16 to 4,096. */
void futex_init(void)
{
	u64 n = roundup_pow_of_two(clamp_t(u64, totalram_pages() / 16, 16, 4096));
	u64 i;

	bucket_bits = ilog2(n);
	buckets = kcalloc(n, sizeof(*buckets), GFP_KERNEL);
	if (!buckets)
		panic("futex: no memory for %u buckets", (unsigned int)n);
	for (i = 0; i < n; i++) {
		spin_lock_init(&buckets[i].lock, RANK_FUTEX);
		INIT_LIST_HEAD(&buckets[i].waiters);
	}
}
