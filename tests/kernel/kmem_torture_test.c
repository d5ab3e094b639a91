/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/kernel/kmem_torture_test.c - slab, kmalloc, pages and vmalloc on all CPUs, from tasks and
 * interrupts at once
 *
 * Theory
 *   A table of slots is shared by all.  Everybody draws a slot and exchanges what is in it for
 *   something new or for nothing; what was in it is checked, byte for byte at its ends and in
 *   between, and freed: so mostly by another CPU than the one that made it, and in another context.
 *   Tasks (one per CPU and one more) make and free all kinds; a timer of each does the same in its
 *   interrupt with GFP_ATOMIC, and frees what vmalloc() made too.  In the end the slots are
 * emptied, and caches, vmalloc pages and slab pages must be what they were.
 *
 * Locks: none; a slot is exchanged atomically, and what was in it belongs to who got it.
 */
#include "arch/irqflags.h"
#include "arch/smp.h"
#include "arch/thread.h"
#include "base/bits.h"
#include "base/err.h"
#include "kernel/base/ktest.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/time.h"
#include "kernel/sched/wait.h"
#include "lib/prng.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"
#include "mm/kmem/vmalloc.h"
#include "mm/phys/alloc.h"

enum { SLOTS = 256, ROUNDS = 1500, MAX_WORKERS = 10, IRQ_ROUNDS = 150 };
#define IRQ_PERIOD_NS (500 * 1000)
#define SLACK_PAGES   96 /* what others may have taken meanwhile */

enum kind { KIND_KMALLOC, KIND_PLAIN, KIND_CTOR, KIND_RCU, KIND_PAGES, KIND_VMALLOC, NR_KINDS };

/* Lies at the beginning of what is tested; the rest is @mark. */
struct thing {
	u32 kind;
	u32 order; /* of KIND_PAGES */
	size_t size;
	u8 mark;
};

struct worker {
	struct hrtimer timer;
	struct prng task_rnd, irq_rnd;
	int irq_rounds;
};

static struct thing *slot[SLOTS]; /* [a] */
static struct kmem_cache *plain, *with_ctor, *typesafe;
static struct worker workers[MAX_WORKERS];
static atomic_t running;
static struct completion done;
static atomic_t made, failed;

static void ctor(void *obj)
{
	memset(obj, 0, 256);
}

static void *take_memory(struct prng *rnd, enum kind kind, gfp_t gfp, size_t *size, u32 *order)
{
	static const gfp_t zones[] = {0, 0, 0, __GFP_DMA32, __GFP_DMA, __GFP_MOVABLE};
	unsigned long addr;

	switch (kind) {
	case KIND_KMALLOC:
		*size = sizeof(struct thing) + prng_below(rnd, prng_below(rnd, 8) ? 600 : 20000);
		return kmalloc(*size, gfp);
	case KIND_PLAIN:
		*size = 200;
		return kmem_cache_alloc(plain, gfp);
	case KIND_CTOR:
		*size = 256;
		return kmem_cache_alloc(with_ctor, gfp);
	case KIND_RCU:
		*size = 72;
		return kmem_cache_alloc(typesafe, gfp);
	case KIND_PAGES:
		*order = (u32)prng_below(rnd, 4);
		*size = PAGE_SIZE << *order;
		addr = __get_free_pages(gfp | zones[prng_below(rnd, ARRAY_SIZE(zones))], *order);
		return (void *)addr;
	case KIND_VMALLOC:
		*size = sizeof(struct thing) + prng_below(rnd, 5 * PAGE_SIZE);
		return gfpflags_allow_blocking(gfp) ? vmalloc(*size) : NULL;
	case NR_KINDS:
		break;
	}
	return NULL;
}

static struct thing *make(struct prng *rnd, gfp_t gfp)
{
	enum kind kind = (enum kind)prng_below(rnd, NR_KINDS);
	size_t size = 0;
	u32 order = 0;
	struct thing *t = take_memory(rnd, kind, gfp | __GFP_NOWARN, &size, &order);

	if (!t) {
		atomic_inc(&failed);
		return NULL;
	}
	atomic_inc(&made);
	*t = (struct thing){kind, order, size, (u8)(prng_next(rnd) | 1)};
	memset(t + 1, t->mark, size - sizeof(*t));
	return t;
}

static void check(const struct thing *t)
{
	const u8 *p = (const u8 *)(t + 1), *end = (const u8 *)t + t->size;

	if (t->kind >= NR_KINDS || t->size < sizeof(*t)) {
		ktest_fail(__FILE__, __LINE__, "a header is overwritten: kind %u", t->kind);
		return;
	}
	for (; p < end; p += p + 61 < end ? 61 : 1) {
		if (*p != t->mark) {
			ktest_fail(__FILE__, __LINE__, "kind %u, %zu bytes: %#x, not %#x", t->kind,
				   t->size, *p, t->mark);
			return;
		}
	}
}

static void destroy(struct thing *t)
{
	if (!t)
		return;
	check(t);
	switch ((enum kind)t->kind) {
	case KIND_KMALLOC:
		kfree(t);
		break;
	case KIND_PLAIN:
		kmem_cache_free(plain, t);
		break;
	case KIND_CTOR:
		memset(t, 0, 256); /* as the constructor left it */
		kmem_cache_free(with_ctor, t);
		break;
	case KIND_RCU:
		kmem_cache_free(typesafe, t);
		break;
	case KIND_PAGES:
		free_pages((unsigned long)t, t->order);
		break;
	case KIND_VMALLOC:
		vfree(t);
		break;
	case NR_KINDS:
		break;
	}
}

static void one_round(struct prng *rnd, gfp_t gfp)
{
	struct thing **s = &slot[prng_below(rnd, SLOTS)];
	struct thing *t = prng_below(rnd, 3) ? make(rnd, gfp) : NULL;

	destroy(__atomic_exchange_n(s, t, __ATOMIC_ACQ_REL));
}

static enum hrtimer_restart in_interrupt(struct hrtimer *timer)
{
	struct worker *w = container_of(timer, struct worker, timer);

	for (int i = 0; i < 4; i++)
		one_round(&w->irq_rnd, GFP_ATOMIC);
	if (--w->irq_rounds <= 0)
		return HRTIMER_NORESTART;
	hrtimer_forward(timer, ktime_get(), IRQ_PERIOD_NS);
	return HRTIMER_RESTART;
}

static int work(void *arg)
{
	struct worker *w = arg;

	hrtimer_init(&w->timer, in_interrupt);
	hrtimer_start(&w->timer, ktime_get() + IRQ_PERIOD_NS);
	for (int i = 0; i < ROUNDS; i++) {
		one_round(&w->task_rnd, GFP_KERNEL);
		if (i % 64 == 0) {
			kmem_cache_shrink(plain);
			cond_resched();
		}
	}
	hrtimer_cancel(&w->timer);
	if (atomic_dec_and_test(&running))
		complete(&done);
	return 0;
}

static void run_workers(int n)
{
	int started = 0, cpu = 0;

	atomic_set(&running, n + 1); /* ours keeps it from ending early */
	init_completion(&done);
	for (int i = 0; i < n; i++) {
		struct worker *w = &workers[i];
		struct task_struct *t;

		w->task_rnd = (struct prng)PRNG_INIT(ktest_seed() + (u64)i * 2);
		w->irq_rnd = (struct prng)PRNG_INIT(ktest_seed() + (u64)i * 2 + 1);
		w->irq_rounds = IRQ_ROUNDS;
		t = kthread_create(work, w, "torture/%d", i);
		if (IS_ERR(t))
			continue;
		while (!cpu_online(cpu))
			cpu = (cpu + 1) % NR_CPUS;
		kthread_bind(t, cpu);
		cpu = (cpu + 1) % NR_CPUS;
		wake_up_process(t);
		started++;
	}
	EXPECT_EQ(started, n);
	if (atomic_sub_return(n - started + 1, &running) > 0)
		wait_for_completion(&done);
}

static long slab_pages(void)
{
	kmem_cache_shrink_all();
	return global_page_state(NR_SLAB_UNRECLAIMABLE) + global_page_state(NR_SLAB_RECLAIMABLE);
}

KTEST(kmem, torture)
{
	int n = min((int)num_online_cpus() + 1, (int)MAX_WORKERS);
	long slabs = slab_pages(), vpages = global_page_state(NR_VMALLOC_PAGES);
	long stacks = (long)num_online_cpus() * 2 * THREAD_SIZE / (long)PAGE_SIZE;

	plain = kmem_cache_create("torture-plain", 200, 0, 0, NULL);
	with_ctor = kmem_cache_create("torture-ctor", 256, 64, SLAB_RECLAIM_ACCOUNT, ctor);
	typesafe = kmem_cache_create("torture-rcu", 72, 0, SLAB_TYPESAFE_BY_RCU, NULL);
	ASSERT_TRUE(plain && with_ctor && typesafe);
	atomic_set(&made, 0);
	atomic_set(&failed, 0);
	run_workers(n);
	for (int i = 0; i < SLOTS; i++)
		destroy(__atomic_exchange_n(&slot[i], NULL, __ATOMIC_ACQUIRE));
	EXPECT_GE(atomic_read(&made), n * ROUNDS / 2);
	vfree(vmalloc(1)); /* what interrupts freed */
	EXPECT_EQ(kmem_cache_shrink(plain), 0);
	EXPECT_EQ(kmem_cache_shrink(with_ctor), 0);
	EXPECT_EQ(kmem_cache_shrink(typesafe), 0);
	kmem_cache_destroy(plain);
	kmem_cache_destroy(with_ctor);
	kmem_cache_destroy(typesafe);
	/* the workers' stacks may stay for the next tasks */
	EXPECT_LE(global_page_state(NR_VMALLOC_PAGES), vpages + stacks);
	EXPECT_LE(slab_pages(), slabs + SLACK_PAGES);
}
