/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/mm/tlb.c - address-space switches and TLB invalidation
 *
 * Theory
 *   Each CPU has one address space loaded (loaded_mm); an mm's context.cpus has the CPUs that
 *   have it loaded.  Kernel threads keep what is loaded (lazy): switching back costs nothing.  The
 *   flusher changes tables first, then reads the mask, then sends; a CPU that loads an mm sets its
 *   bit first and then loads, so either it is told or it begins with the new tables.
 *   A CPU that holds the mm lazily uses no translation of it: it is not told, which would wake an
 *   idle CPU and wait for it, but looks at the mm's generation when it goes on with it.  It says
 *   first that it is not lazy any more and then looks; the flusher counts up the generation and
 * then looks who is lazy.  Only before tables are freed is it told as well, for it may look ahead
 *   through them: it drops the mm then (init_pgd), and is not told again.
 *
 *   With PCID (QEMU's TCG has none) each CPU keeps the entries of the last NR_ASIDS address spaces,
 *   without it those of one; a slot remembers whose it is (ctx_id, never reused) and up to which
 *   flush it is clean (tlb_gen); a reload with an old generation flushes the slot.  Kernel pages
 * are global: switches keep them.
 *
 *   Up to FLUSH_PAGES pages are invalidated one by one, more by flushing everything of the mm.
 *
 * Locks
 *   None.  Per-CPU state changes with interrupts off on its CPU only.
 */
#include "arch/mmu.h"
#include "arch/irqflags.h"
#include "arch/smp.h"
#include "base/atomic.h"
#include "kernel/base/panic.h"
#include "kernel/sched/irq.h"
#include "lib/string.h"
#include "mm/vm/mm_types.h"
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/processor-flags.h>
#include <asm/smp.h>
#include "mm_private.h"

#define FLUSH_PAGES 32
#define NR_ASIDS    6
#define CR3_NOFLUSH (1UL << 63)

struct asid {
	u64 ctx_id, tlb_gen;
};

/* [this CPU, interrupts off] */
struct tlb_state {
	struct mm_struct *loaded_mm; /* NULL: init_pgd alone */
	bool lazy;		     /* a kernel thread runs on it; read by flushers */
	u16 cur, next_victim;	     /* slots: PCID is slot + 1, 0 is init_pgd */
	struct asid asid[NR_ASIDS];
};

struct flush {
	struct mm_struct *mm;
	unsigned long start, end; /* end 0: everything */
	u64 gen;
};

static DEFINE_PER_CPU_ALIGNED(struct tlb_state, tlb_state);
static atomic64_t last_ctx_id = ATOMIC_LONG_INIT(0);
static bool have_pcid __ro_after_init;

void mm_context_init(struct mm_context *ctx)
{
	memset(ctx, 0, sizeof(*ctx));
	ctx->ctx_id = (u64)atomic_long_inc_return(&last_ctx_id);
	atomic_long_set(&ctx->tlb_gen, 1);
}

/* --- switching --- */

static unsigned long asid_cr3(struct tlb_state *ts, struct mm_struct *next)
{
	u64 gen = (u64)atomic_long_read(&next->context.tlb_gen);
	u16 slot;

	if (!have_pcid) {
		ts->asid[0] = (struct asid){next->context.ctx_id, gen};
		return 0;
	}
	for (slot = 0; slot < NR_ASIDS; slot++)
		if (ts->asid[slot].ctx_id == next->context.ctx_id)
			break;
	if (slot < NR_ASIDS && ts->asid[slot].tlb_gen == gen) {
		ts->cur = slot;
		return (slot + 1UL) | CR3_NOFLUSH;
	}
	if (slot == NR_ASIDS) {
		slot = ts->next_victim;
		ts->next_victim = (u16)((slot + 1) % NR_ASIDS);
	}
	ts->asid[slot] = (struct asid){next->context.ctx_id, gen};
	ts->cur = slot;
	return slot + 1UL;
}

static void load_mm(struct tlb_state *ts, struct mm_struct *next)
{
	u64 me = 1ULL << smp_processor_id();

	if (ts->loaded_mm)
		__atomic_fetch_and(&ts->loaded_mm->context.cpus, ~me, __ATOMIC_SEQ_CST);
	ts->loaded_mm = next;
	if (!next) {
		write_cr3(__pa_symbol(init_pgd));
		return;
	}
	/* full barrier: a flusher that misses the bit has changed the tables before we load */
	__atomic_fetch_or(&next->context.cpus, me, __ATOMIC_SEQ_CST);
	write_cr3(__pa(next->pgd) | asid_cr3(ts, next));
}

/* Everything of the loaded address space; kernel pages are global and stay. */
static void flush_user_all(void)
{
	write_cr3(read_cr3() & ~CR3_NOFLUSH);
}

/* Goes on with the mm that it held lazily: what was flushed meanwhile. */
static void catch_up(struct tlb_state *ts)
{
	u64 gen = (u64)atomic_long_read(&ts->loaded_mm->context.tlb_gen);

	if (ts->asid[ts->cur].tlb_gen == gen)
		return;
	flush_user_all();
	ts->asid[ts->cur].tlb_gen = gen;
}

void switch_mm(struct mm_struct *prev, struct mm_struct *next)
{
	struct tlb_state *ts = this_cpu_ptr(&tlb_state);
	bool was_lazy;

	debug_assert(irqs_disabled());
	(void)prev; /* what counts is what the CPU has loaded */
	if (!next) {
		WRITE_ONCE(ts->lazy, true);
		return;
	}
	was_lazy =
		ts->lazy && xchg(&ts->lazy, false); /* full barrier before the generation is read */
	if (ts->loaded_mm != next)
		load_mm(ts, next->pgd == init_pgd ? NULL : next);
	else if (was_lazy)
		catch_up(ts);
}

void leave_mm(struct mm_struct *mm)
{
	struct tlb_state *ts = this_cpu_ptr(&tlb_state);
	unsigned long flags;

	local_irq_save(flags);
	if (ts->loaded_mm == mm && ts->lazy)
		load_mm(ts, NULL);
	local_irq_restore(flags);
}

/* --- flushing --- */

static void flush_local(const struct flush *f)
{
	struct tlb_state *ts = this_cpu_ptr(&tlb_state);

	if (ts->loaded_mm != f->mm)
		return;
	if (ts->lazy) {
		load_mm(ts, NULL);
		return;
	}
	if (f->end == 0) {
		flush_user_all();
	} else {
		for (unsigned long a = f->start; a < f->end; a += PAGE_SIZE)
			invlpg(a);
	}
	/* clean up to this flush only if no earlier one is still on its way to us */
	if (ts->asid[ts->cur].tlb_gen + 1 == f->gen)
		ts->asid[ts->cur].tlb_gen = f->gen;
}

static void flush_remote(void *arg)
{
	irq_stat_inc(IRQ_STAT_TLB);
	flush_local(arg);
}

/* Of @cpus, those that may use a translation that they hold. */
static cpumask_t without_lazy(cpumask_t cpus)
{
	for (cpumask_t left = cpus; left; left &= left - 1) {
		int cpu = (int)__ffs(left);

		if (READ_ONCE(per_cpu(tlb_state, cpu).lazy))
			cpus &= ~(1ULL << cpu);
	}
	return cpus;
}

static void flush_mm_range(struct mm_struct *mm, unsigned long start, unsigned long end,
			   bool tables)
{
	struct flush f = {.mm = mm, .start = start, .end = end};
	cpumask_t others;
	unsigned long flags;

	if (end - start > FLUSH_PAGES * PAGE_SIZE)
		f.start = f.end = 0;
	/* full barrier: the tables were changed before the mask is read */
	f.gen = (u64)atomic_long_inc_return(&mm->context.tlb_gen);
	local_irq_save(flags);
	flush_local(&f);
	local_irq_restore(flags);
	others = __atomic_load_n(&mm->context.cpus, __ATOMIC_SEQ_CST) &
		 ~(1ULL << smp_processor_id());
	if (others && !tables)
		others = without_lazy(others);
	if (others)
		smp_call_many(others, flush_remote, &f);
}

void flush_tlb_mm(struct mm_struct *mm)
{
	flush_mm_range(mm, 0, 0, false);
}

void flush_tlb_range(struct mm_struct *mm, uaddr_t start, uaddr_t end)
{
	if (start < end)
		flush_mm_range(mm, start & PAGE_MASK, PAGE_ALIGN(end), false);
}

void flush_tlb_tables(struct mm_struct *mm, uaddr_t start, uaddr_t end)
{
	flush_mm_range(mm, start & PAGE_MASK, PAGE_ALIGN(end), true);
}

void flush_tlb_page(struct mm_struct *mm, uaddr_t addr)
{
	addr &= PAGE_MASK;
	flush_mm_range(mm, addr, addr + PAGE_SIZE, false);
}

/* Toggling PGE drops global entries and those of all PCIDs. */
static void flush_everything(void)
{
	unsigned long cr4 = read_cr4();

	write_cr4(cr4 & ~(unsigned long)X86_CR4_PGE);
	write_cr4(cr4);
}

static void flush_kernel_local(void *arg)
{
	const struct flush *f = arg;

	if (f->end - f->start > FLUSH_PAGES * PAGE_SIZE) {
		flush_everything();
		return;
	}
	for (unsigned long a = f->start; a < f->end; a += PAGE_SIZE)
		invlpg(a);
}

void flush_tlb_kernel_local(unsigned long start, unsigned long end)
{
	struct flush f = {.start = start & PAGE_MASK, .end = PAGE_ALIGN(end)};

	flush_kernel_local(&f);
}

static void flush_kernel_remote(void *arg)
{
	irq_stat_inc(IRQ_STAT_TLB);
	flush_kernel_local(arg);
}

void flush_tlb_kernel_range(unsigned long start, unsigned long end)
{
	struct flush f = {.start = start & PAGE_MASK, .end = PAGE_ALIGN(end)};
	cpumask_t others;
	unsigned long flags;

	local_irq_save(flags);
	flush_kernel_local(&f);
	local_irq_restore(flags);
	others = READ_ONCE(cpu_online_mask) & ~(1ULL << smp_processor_id());
	if (others)
		smp_call_many(others, flush_kernel_remote, &f);
}

void tlb_init_cpu(void)
{
	if (smp_processor_id() == 0)
		have_pcid = boot_cpu_has(X86_FEATURE_PCID) && boot_cpu_has(X86_FEATURE_INVPCID);
	if (have_pcid)
		write_cr4(read_cr4() | X86_CR4_PCIDE); /* CR3 has PCID 0 now */
}
