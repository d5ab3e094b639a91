/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/sched/lock_test.c - spinlocks, seqlocks, counts, mutexes and rwsems under contention */
#include "arch/smp.h"
#include "base/err.h"
#include "kernel/base/ktest.h"
#include "kernel/sched/mutex.h"
#include "kernel/sync/refcount.h"
#include "kernel/sync/seqlock.h"

#include "test_crew.h"

#define ROUNDS 3000

static struct crew crew;

/* --- spinlock --- */

static struct {
	spinlock_t lock;
	unsigned long count; /* [lock] */
	int inside;	     /* [lock] */
} spin;

static void spin_hammer(struct crew_member *m)
{
	unsigned long flags;

	for (int i = 0; i < ROUNDS; i++) {
		spin_lock_irqsave(&spin.lock, flags);
		if (spin.inside++ != 0)
			ktest_fail(__FILE__, __LINE__, "member %d is not alone", m->number);
		spin.count++;
		spin.inside--;
		spin_unlock_irqrestore(&spin.lock, flags);
	}
}

/* With waiters in a row, with waiters that all try, and with both together. */
static void switch_fairness(struct crew_member *m)
{
	spin_unfair = m->number & 1;
	spin_hammer(m);
}

KTEST(spinlock, excludes)
{
	bool before = spin_unfair;

	spin_lock_init(&spin.lock, RANK_LEAF);
	spin.count = 0;
	spin_unfair = true;
	crew_run(&crew, 8, spin_hammer, NULL);
	spin_unfair = false;
	crew_run(&crew, 4, spin_hammer, NULL);
	crew_run(&crew, 4, switch_fairness, NULL);
	spin_unfair = before;
	EXPECT_EQ(spin.count, 16ul * ROUNDS);
	EXPECT_FALSE(spin_is_locked(&spin.lock));
	EXPECT_EQ((int)spin.lock.word, SPIN_FREE);
}

__no_lock_analysis static bool cannot_take(spinlock_t *lock) /* held */
{
	return !spin_trylock(lock);
}

KTEST(spinlock, trylock)
{
	spinlock_t lock;

	spin_lock_init(&lock, RANK_LEAF);
	ASSERT_TRUE(spin_trylock(&lock));
	EXPECT_TRUE(spin_is_locked(&lock));
	EXPECT_TRUE(cannot_take(&lock));
	spin_unlock(&lock);
	EXPECT_FALSE(spin_is_locked(&lock));
	for (int i = 0; i < 1000; i++) {
		if (!spin_trylock(&lock)) {
			ktest_fail(__FILE__, __LINE__, "free lock not taken in round %d", i);
			return;
		}
		spin_unlock(&lock);
	}
}

KTEST(spinlock, two_in_any_order)
{
	spinlock_t a, b;

	spin_lock_init(&a, RANK_LEAF);
	spin_lock_init(&b, RANK_LEAF);
	spin_lock_two(&a, &b);
	EXPECT_TRUE(spin_held(&a) && spin_held(&b));
	spin_unlock_two(&b, &a);
	spin_lock_two(&b, &a);
	spin_unlock_two(&a, &b);
	EXPECT_FALSE(spin_is_locked(&a) || spin_is_locked(&b));
}

/* --- seqlock --- */

static DEFINE_SEQLOCK(seq, RANK_LEAF);
static volatile u64 seq_a, seq_b; /* equal, for who reads rightly */

static void seq_member(struct crew_member *m)
{
	for (int i = 0; i < ROUNDS; i++) {
		unsigned int s;
		u64 x, y;

		if (m->number == 0) {
			unsigned long flags = write_seqlock_irqsave(&seq);

			seq_a++;
			seq_b++;
			write_sequnlock_irqrestore(&seq, flags);
			continue;
		}
		do {
			s = read_seqbegin(&seq);
			x = seq_a;
			y = seq_b;
		} while (read_seqretry(&seq, s));
		if (x != y)
			ktest_fail(__FILE__, __LINE__, "torn read: %llu, %llu", x, y);
	}
}

KTEST(seqlock, readers_see_whole_writes)
{
	crew_run(&crew, 4, seq_member, NULL);
	EXPECT_EQ(seq_a, seq_b);
}

/* --- refcount --- */

KTEST(refcount, ordinary_life)
{
	refcount_t r = REFCOUNT_INIT(1);

	refcount_inc(&r);
	EXPECT_FALSE(refcount_dec_and_test(&r));
	EXPECT_TRUE(refcount_inc_not_zero(&r));
	EXPECT_FALSE(refcount_dec_and_test(&r));
	EXPECT_TRUE(refcount_dec_and_test(&r));
	EXPECT_FALSE(refcount_inc_not_zero(&r));
	EXPECT_EQ(refcount_read(&r), 0);
}

/* --- mutex --- */

static struct {
	struct mutex m;
	unsigned long count; /* [m] */
	int inside;	     /* [m] */
	unsigned long share[CREW_MAX];
	atomic_t stop;
} mtx;

static void mutex_hammer(struct crew_member *m)
{
	for (int i = 0; i < ROUNDS / 4; i++) {
		mutex_lock(&mtx.m);
		if (mtx.inside++ != 0)
			ktest_fail(__FILE__, __LINE__, "member %d is not alone", m->number);
		if (!mutex_held(&mtx.m))
			ktest_fail(__FILE__, __LINE__, "not the owner");
		mtx.count++;
		if (i % 64 == 0)
			cond_resched();
		mtx.inside--;
		mutex_unlock(&mtx.m);
	}
}

KTEST(mutex, excludes)
{
	mutex_init(&mtx.m, RANK_NONE);
	mtx.count = 0;
	crew_run(&crew, 8, mutex_hammer, NULL);
	EXPECT_EQ(mtx.count, 8ul * (ROUNDS / 4));
	ASSERT_TRUE(mutex_trylock(&mtx.m));
	mutex_unlock(&mtx.m);
}

/* Holds it most of the time, and sleeps with it. */
static void mutex_greedy(struct crew_member *m)
{
	while (!atomic_read(&mtx.stop)) {
		mutex_lock(&mtx.m);
		mtx.share[m->number]++;
		set_current_state(TASK_UNINTERRUPTIBLE);
		schedule_timeout(NSEC_PER_MSEC / 2);
		mutex_unlock(&mtx.m);
	}
}

KTEST(mutex, nobody_starves)
{
	int i;

	mutex_init(&mtx.m, RANK_NONE);
	atomic_set(&mtx.stop, 0);
	for (i = 0; i < 4; i++)
		mtx.share[i] = 0;
	crew_start(&crew, 4, mutex_greedy, NULL);
	msleep(200);
	atomic_set(&mtx.stop, 1);
	crew_wait(&crew);
	for (i = 0; i < 4; i++)
		EXPECT_GE(mtx.share[i], 5ul);
}

static void mutex_try(struct crew_member *m)
{
	(void)m;
	if (mutex_trylock(&mtx.m)) {
		ktest_fail(__FILE__, __LINE__, "got a mutex that another task holds");
		mutex_unlock(&mtx.m);
	}
	EXPECT_FALSE(mutex_held(&mtx.m));
}

KTEST(mutex, trylock_of_a_held_one)
{
	mutex_init(&mtx.m, RANK_NONE);
	mutex_lock(&mtx.m);
	crew_start(&crew, 2, mutex_try, NULL);
	crew_wait(&crew);
	mutex_unlock(&mtx.m);
}

/* --- rwsem --- */

static struct {
	struct rw_semaphore s;
	atomic_t readers, writers;
	unsigned long writes; /* [s] */
	int most_readers;
	atomic_t stop;
} rw;

static void rw_reset(void)
{
	init_rwsem(&rw.s, RANK_NONE);
	atomic_set(&rw.readers, 0);
	atomic_set(&rw.writers, 0);
	atomic_set(&rw.stop, 0);
	rw.writes = 0;
	rw.most_readers = 0;
}

static void read_once(bool sleep)
{
	int n;

	down_read(&rw.s);
	n = atomic_inc_return(&rw.readers);
	if (atomic_read(&rw.writers))
		ktest_fail(__FILE__, __LINE__, "reader beside a writer");
	if (n > READ_ONCE(rw.most_readers))
		WRITE_ONCE(rw.most_readers, n);
	if (sleep)
		msleep(1);
	atomic_dec(&rw.readers);
	up_read(&rw.s);
}

static void write_once(bool downgrade)
{
	down_write(&rw.s);
	if (atomic_inc_return(&rw.writers) != 1 || atomic_read(&rw.readers))
		ktest_fail(__FILE__, __LINE__, "writer is not alone");
	rw.writes++;
	atomic_dec(&rw.writers);
	if (downgrade) {
		downgrade_write(&rw.s);
		atomic_inc(&rw.readers);
		if (atomic_read(&rw.writers))
			ktest_fail(__FILE__, __LINE__, "downgraded beside a writer");
		atomic_dec(&rw.readers);
		up_read(&rw.s);
	} else {
		up_write(&rw.s);
	}
}

static void rw_hammer(struct crew_member *m)
{
	for (int i = 0; i < ROUNDS / 4; i++) {
		if ((i + m->number) % 4 == 0)
			write_once(i % 8 == 0);
		else
			read_once(false);
		if (i % 128 == 0)
			cond_resched();
	}
}

KTEST(rwsem, excludes)
{
	rw_reset();
	crew_run(&crew, 8, rw_hammer, NULL);
	EXPECT_EQ(rw.writes, 8ul * ROUNDS / 16);
	EXPECT_FALSE(rwsem_is_locked(&rw.s));
	EXPECT_FALSE(rwsem_is_contended(&rw.s));
}

static void rw_sleepy_reader(struct crew_member *m)
{
	(void)m;
	for (int i = 0; i < 5; i++)
		read_once(true);
}

KTEST(rwsem, readers_share)
{
	rw_reset();
	crew_run(&crew, 4, rw_sleepy_reader, NULL);
	EXPECT_GE(rw.most_readers, 2);
}

static void rw_endless_reader(struct crew_member *m)
{
	(void)m;
	while (!atomic_read(&rw.stop))
		read_once(true);
}

/* Readers that overlap without a gap do not keep a writer out. */
KTEST(rwsem, writer_does_not_starve)
{
	ktime_t start;

	rw_reset();
	crew_start(&crew, 4, rw_endless_reader, NULL);
	msleep(10);
	start = ktime_get();
	write_once(false);
	EXPECT_LT(ktime_get() - start, NSEC_PER_SEC);
	atomic_set(&rw.stop, 1);
	crew_wait(&crew);
}

KTEST(rwsem, trylocks)
{
	rw_reset();
	ASSERT_TRUE(down_read_trylock(&rw.s));
	EXPECT_TRUE(down_read_trylock(&rw.s));
	EXPECT_FALSE(down_write_trylock(&rw.s));
	up_read(&rw.s);
	up_read(&rw.s);
	ASSERT_TRUE(down_write_trylock(&rw.s));
	EXPECT_TRUE(rwsem_held_write(&rw.s));
	EXPECT_FALSE(down_read_trylock(&rw.s));
	downgrade_write(&rw.s);
	EXPECT_FALSE(rwsem_held_write(&rw.s));
	EXPECT_TRUE(down_read_trylock(&rw.s));
	up_read(&rw.s);
	up_read(&rw.s);
	EXPECT_FALSE(rwsem_is_locked(&rw.s));
}
