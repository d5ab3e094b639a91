/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/kernel/page_torture_test.c - the page allocator under fire from all CPUs and from timers
 *
 * Each CPU has a thread that allocates and frees blocks of random order, zone, node and kind, and
 * a timer that does the same atomically in between.  The first and last word of each page hold a
 * number that belongs to the block; they must be there when it is freed.  At the end every page is
 * accounted for: free pages and memmap together are what they were.
 */
#include "arch/smp.h"
#include "base/atomic.h"
#include "base/err.h"
#include "kernel/base/ktest.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/time.h"
#include "kernel/sched/wait.h"
#include "lib/prng.h"
#include "mm/kmem/slab.h"
#include "mm/phys/alloc.h"
#include "mm/phys/mmzone.h"

#define SLOTS	     48
#define ROUNDS	     4000
#define SHOTS	     20		    /* of the timer, at least ... */
#define PATIENCE     (ROUNDS * 200) /* ... unless this is over: the machine's CPUs may not be real */
#define TIMER_SLOTS  8
#define TIMER_PERIOD (50 * NSEC_PER_USEC)
#define SLACK	     256 /* pages: what the rest of the kernel did meanwhile */

struct block {
	struct page *page;
	unsigned int order;
	u64 mark;
};

struct fighter {
	struct prng rnd, timer_rnd;
	struct block block[SLOTS], timer_block[TIMER_SLOTS];
	struct hrtimer timer;
	bool stop; /* the timer */
	atomic_t shots;
	struct completion *done;
};

static const gfp_t sleepy[] = {
	GFP_KERNEL,
	GFP_HIGHUSER_MOVABLE,
	GFP_KERNEL | __GFP_RECLAIMABLE,
	GFP_DMA | __GFP_NOWARN,
	GFP_KERNEL | GFP_DMA32,
	GFP_KERNEL | __GFP_ZERO,
	GFP_USER,
	GFP_NOWAIT | __GFP_NOWARN,
};

static void fill(struct block *b, struct prng *r)
{
	b->mark = prng_next(r);
	for (unsigned long i = 0; i < 1UL << b->order; i++) {
		u64 *p = page_to_virt(b->page + i);

		p[0] = b->mark + i;
		p[PAGE_SIZE / 8 - 1] = ~b->mark - i;
	}
}

static void release(struct block *b)
{
	for (unsigned long i = 0; i < 1UL << b->order; i++) {
		u64 *p = page_to_virt(b->page + i);

		EXPECT_EQ(p[0], b->mark + i);
		EXPECT_EQ(p[PAGE_SIZE / 8 - 1], ~b->mark - i);
	}
	__free_pages(b->page, b->order);
	b->page = NULL;
}

static void take(struct block *b, struct prng *r, gfp_t gfp)
{
	b->order = prng_below(r, 3) ? 0 : (unsigned int)prng_below(r, prng_below(r, 8) ? 4 : 10);
	if (prng_below(r, 4))
		b->page = alloc_pages(gfp | __GFP_NORETRY | __GFP_NOWARN, b->order);
	else
		b->page = alloc_pages_node((int)prng_below(r, (u64)nr_nodes),
					   gfp | __GFP_NORETRY | __GFP_NOWARN, b->order);
	if (!b->page)
		return;
	EXPECT_EQ(page_ref_count(b->page), 1);
	if (gfp & __GFP_ZERO)
		EXPECT_EQ(*(u64 *)page_to_virt(b->page), 0ULL);
	if (gfp & __GFP_DMA)
		EXPECT_TRUE(page_zonenum(b->page) == ZONE_DMA);
	fill(b, r);
}

static enum hrtimer_restart shoot(struct hrtimer *t)
{
	struct fighter *f = container_of(t, struct fighter, timer);
	struct block *b = &f->timer_block[prng_below(&f->timer_rnd, TIMER_SLOTS)];

	if (b->page)
		release(b);
	else
		take(b, &f->timer_rnd, GFP_ATOMIC);
	atomic_inc(&f->shots);
	if (READ_ONCE(f->stop))
		return HRTIMER_NORESTART;
	hrtimer_forward(t, ktime_get(), TIMER_PERIOD);
	return HRTIMER_RESTART;
}

static void let_go(struct block *b, int n)
{
	for (int i = 0; i < n; i++) {
		if (b[i].page)
			release(&b[i]);
	}
}

static int fight(void *arg)
{
	struct fighter *f = arg;

	hrtimer_init(&f->timer, shoot);
	hrtimer_start(&f->timer, ktime_get() + TIMER_PERIOD);
	for (int i = 0; i < ROUNDS || (atomic_read(&f->shots) < SHOTS && i < PATIENCE); i++) {
		struct block *b = &f->block[prng_below(&f->rnd, SLOTS)];

		if (b->page)
			release(b);
		else
			take(b, &f->rnd, sleepy[prng_below(&f->rnd, ARRAY_SIZE(sleepy))]);
		cond_resched();
	}
	WRITE_ONCE(f->stop, true);
	hrtimer_cancel(&f->timer);
	let_go(f->block, SLOTS);
	let_go(f->timer_block, TIMER_SLOTS);
	complete(f->done);
	return 0;
}

static unsigned long all_pages(void)
{
	return nr_free_pages() + (unsigned long)global_page_state(NR_MEMMAP);
}

KTEST(page_alloc, torture_on_all_cpus)
{
	struct completion done;
	unsigned long before, after;
	struct fighter *f;
	int cpu, n = 0;

	f = kvzalloc(NR_CPUS * sizeof(*f), GFP_KERNEL);
	ASSERT_NOT_NULL(f);
	init_completion(&done);
	before = all_pages();
	for_each_online_cpu (cpu) {
		struct task_struct *t = kthread_create(fight, &f[cpu], "torture/%d", cpu);

		if (IS_ERR(t))
			continue;
		f[cpu].rnd = (struct prng)PRNG_INIT(ktest_seed() + (u64)cpu);
		f[cpu].timer_rnd = (struct prng)PRNG_INIT(ktest_seed() + 1000 + (u64)cpu);
		f[cpu].done = &done;
		kthread_bind(t, cpu);
		wake_up_process(t);
		n++;
	}
	for (int i = 0; i < n; i++)
		wait_for_completion(&done);
	for_each_online_cpu (cpu)
		EXPECT_GT(atomic_read(&f[cpu].shots), 0);
	EXPECT_GT(n, 0);
	after = all_pages();
	EXPECT_TRUE(after + SLACK >= before && after <= before + SLACK);
	kvfree(f);
}
