/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/layout.c - where things go: free ranges, the mmap area, random offsets
 *
 * Theory
 *   The mmap area grows down from mmap_base, which lies below the stack's limit and a random
 *   gap, or, in the legacy layout, up from a third of the address space.  A hint that is free is
 *   taken; MAP_32BIT looks between 1 and 2 GiB.  Randomness: 28 bits of pages for the mmap area,
 *   22 for the stack, 32 MiB for the heap, as on Linux.
 *
 * Sources: mmap(2), personality(2), proc(5) randomize_va_space
 */
#include "mm/vm/mm.h"

#include <linux/mman.h>
#include <linux/personality.h>

#include "kernel/base/random.h"

#include "internal.h"

#define TASK_UNMAPPED_BASE PAGE_ALIGN(TASK_SIZE / 3)
#define MMAP_RND_BITS	   28
#define STACK_RND_MASK	   0x3fffffUL /* pages: 16 GiB */
#define BRK_RND_BYTES	   0x02000000UL
#define GAP_MIN		   (128UL << 20)
#define GAP_MAX		   (TASK_SIZE / 6 * 5)
#define MAP_32BIT_START	   0x40000000UL
#define MAP_32BIT_END	   0x80000000UL

int randomize_va_space = 2;
int sysctl_legacy_va_layout;

uaddr_t arch_mmap_rnd(void)
{
	return (get_random_u64() & ((1UL << MMAP_RND_BITS) - 1)) << PAGE_SHIFT;
}

uaddr_t randomize_stack_top(uaddr_t stack_top)
{
	return PAGE_ALIGN(stack_top) - ((get_random_u64() & STACK_RND_MASK) << PAGE_SHIFT);
}

uaddr_t arch_randomize_brk(const struct mm_struct *mm)
{
	return PAGE_ALIGN(mm->brk) +
	       ((uaddr_t)get_random_u32_below(BRK_RND_BYTES >> PAGE_SHIFT) << PAGE_SHIFT);
}

uaddr_t arch_align_stack(uaddr_t sp, bool randomize)
{
	if (randomize)
		sp -= get_random_u32_below(8192);
	return sp & ~0xfUL;
}

void arch_pick_mmap_layout(struct mm_struct *mm, unsigned long rlim_stack, bool randomize)
{
	uaddr_t rnd = randomize ? arch_mmap_rnd() : 0;
	uaddr_t gap = rlim_stack, pad = STACK_GUARD_GAP;

	mm->flags &= ~BIT(MMF_LEGACY_LAYOUT);
	if (READ_ONCE(sysctl_legacy_va_layout)) {
		mm->flags |= BIT(MMF_LEGACY_LAYOUT);
		mm->mmap_base = TASK_UNMAPPED_BASE + rnd;
		return;
	}
	if (randomize)
		pad += STACK_RND_MASK << PAGE_SHIFT;
	if (gap + pad > gap)
		gap += pad;
	gap = clamp_t(uaddr_t, gap, GAP_MIN, GAP_MAX);
	mm->mmap_base = PAGE_ALIGN(TASK_SIZE - gap - rnd);
}

/* Is [addr, addr + len) free, with the gap a stack above it wants? */
static bool range_free(struct mm_struct *mm, uaddr_t addr, size_t len)
{
	struct vm_area_struct *prev, *vma = find_vma_prev(mm, addr, &prev);

	return !vma || addr + len <= vma_start_gap(vma);
}

static int find_free(struct mm_struct *mm, size_t len, unsigned long flags, uaddr_t *addr)
{
	uaddr_t low = max(mmap_min_addr, PAGE_SIZE);

	if (flags & MAP_32BIT)
		return vma_gap_bottomup(mm, len, MAP_32BIT_START, MAP_32BIT_END, addr);
	if (mm->flags & BIT(MMF_LEGACY_LAYOUT))
		return vma_gap_bottomup(mm, len, mm->mmap_base, TASK_SIZE, addr);
	if (mm->mmap_base > low && !vma_gap_topdown(mm, len, low, mm->mmap_base, addr))
		return 0;
	return vma_gap_bottomup(mm, len, TASK_UNMAPPED_BASE, TASK_SIZE, addr);
}

uaddr_t get_unmapped_area(struct mm_struct *mm, const struct mm_caller *c, uaddr_t hint, size_t len,
			  unsigned long flags)
{
	uaddr_t addr = hint;
	int err;

	if (len > TASK_SIZE)
		return (uaddr_t)-ENOMEM;
	if (flags & MAP_FIXED) {
		if (addr > TASK_SIZE - len)
			return (uaddr_t)-ENOMEM;
		if (!PAGE_ALIGNED(addr))
			return (uaddr_t)-EINVAL;
	} else {
		addr = addr > TASK_SIZE ? 0 : PAGE_ALIGN(addr);
		if (!addr || (flags & MAP_32BIT) || addr > TASK_SIZE - len ||
		    !range_free(mm, addr, len)) {
			err = find_free(mm, len, flags, &addr);
			if (err)
				return (uaddr_t)err;
		}
	}
	if (addr < mmap_min_addr && !c->cap_sys_rawio)
		return (uaddr_t)-EPERM;
	return addr;
}
