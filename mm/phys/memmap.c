/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/phys/memmap.c - struct pages, made when their frames are wanted
 *
 * Theory
 *   A struct page is a 64th of its frame: for all of a large machine's RAM that is a gigabyte, and
 *   on a small one more than everything else the kernel needs.  So at boot only frames that are in
 *   use get one.  What is free stays in deferred_ranges[]: runs of frames without struct pages,
 * which count as free and are shown as free.  When a zone's buddy has nothing left that suits,
 *   zone_grow_deferred() moves the next CHUNK from the bottom of a range to the buddy.
 *
 *   The memory of the memmap comes from the top of the same range, so growing never asks the
 *   buddy, takes no lock of anybody else and cannot fail while a range has frames left: the part in
 *   use grows up, its memmap grows down, and each is on its own node.
 *
 *       start          end        spare                  spare_end
 *         | deferred     | 2 MiB    | free, has pages       | memmap, page tables ...
 *
 *   Single frames for the memmap are popped off `spare`, a small block that has struct pages of
 *   its own (made from itself).  A zone that has proved large gets 2 MiB of memmap (for 128 MiB of
 *   RAM) at a time and maps it with one entry; one that is small or hardly used does not pay that.
 *   When a range is used up, what is left of its spare goes to the buddy as well.
 *
 *   Accounts: MemTotal (`managed`) is the RAM that was not reserved at boot, and does not change
 *   as the memmap appears; each frame the memmap takes turns from free to used at that moment and
 *   is PG_reserved and counted as nr_memmap.
 *
 *   pfn_valid() says whether a frame has an initialised struct page: one bit per GROUP of 64
 *   frames, which is what one 4 KiB page of memmap describes.  Frames of a group that are not RAM
 *   look reserved.
 *
 * Not here
 *   Zones and who is given what: page_init.c.  Page tables: arch (vmemmap_map()).
 *
 * Locks
 *   A range: zone->lock of its zone.  The memmap of all zones and its page tables: memmap_lock,
 *   inside it, which also orders the setting of bits in valid_map.  Boot: none needed.
 */
#include "internal.h"

#include "arch/mmu.h"
#include "base/bits.h"
#include "kernel/base/panic.h"
#include "lib/bitmap.h"
#include "mm/phys/memblock.h"

#define GROUP_SHIFT   6 /* log2 frames per page of memmap and bit of valid_map */
#define GROUP	      (1UL << GROUP_SHIFT)
#define CHUNK	      (1UL << MAX_ORDER)	   /* frames a zone grows by: 4 MiB */
#define CHUNK_NEED    ((CHUNK >> GROUP_SHIFT) + 2) /* frames for its memmap, and tables */
#define LARGE	      (PMD_SIZE >> PAGE_SHIFT)	   /* frames of a large page of memmap ... */
#define LARGE_SECTION (LARGE << GROUP_SHIFT)	   /* ... and what it describes: 128 MiB */
#define LARGE_NEED    (2 * (LARGE >> GROUP_SHIFT) + 4)
#define LARGE_RANGE   ((unsigned long)(GiB(1) >> PAGE_SHIFT))

/* Free frames that are not in the buddy; all group-aligned but spare and spare_end. */
struct deferred_range {
	unsigned long start, end;	/* without struct pages */
	unsigned long spare, spare_end; /* with; for the memmap */
	struct zone *zone;
};

static unsigned long *valid_map;	       /* [a] */
static unsigned long valid_bits;	       /* [c] */
static struct deferred_range *deferred_ranges; /* [zone->lock of .zone] */
static unsigned int nr_deferred;	       /* [c] */
static DEFINE_SPINLOCK(memmap_lock, RANK_LEAF);

bool pfn_valid(unsigned long pfn)
{
	unsigned long bit = pfn >> GROUP_SHIFT;

	return bit < valid_bits && test_bit((unsigned int)bit, valid_map);
}

bool pfn_is_deferred(unsigned long pfn)
{
	for (unsigned int i = 0; i < nr_deferred; i++) {
		const struct deferred_range *r = &deferred_ranges[i];

		if ((pfn >= READ_ONCE(r->start) && pfn < READ_ONCE(r->end)) ||
		    (pfn >= READ_ONCE(r->spare) && pfn < READ_ONCE(r->spare_end)))
			return true;
	}
	return false;
}

/* --- struct pages of frames whose memmap is mapped --- */

enum frame_use { FRAME_FREE, FRAME_RESERVED };

static void init_frames(const struct zone *z, unsigned long start, unsigned long end,
			enum frame_use use)
{
	unsigned long place = (unsigned long)z->type << PG_ZONE_SHIFT | (unsigned long)z->nid
										<< PG_NODE_SHIFT;
	struct page *page = pfn_to_page(start), *last = pfn_to_page(end);

	if (use == FRAME_RESERVED)
		place |= BIT(PG_reserved);
	for (; page < last; page++) {
		*page = (struct page){.flags = place};
		atomic_set(&page->_mapcount, -1);
		atomic_set(&page->_refcount, use == FRAME_RESERVED);
	}
}

/* Gives [start, end), initialised, to the buddy as the fewest aligned blocks. */
static void free_range_to_buddy(struct zone *z, unsigned long start, unsigned long end)
{
	while (start < end) {
		unsigned int o = start ? min_t(unsigned int, __ffs(start), MAX_ORDER) : MAX_ORDER;

		while (start + (1UL << o) > end)
			o--;
		buddy_free(z->buddy, pfn_to_page(start), o);
		start += 1UL << o;
	}
}

/* --- where the memmap comes from --- */

/* The next frame of the spare block, which must have one. */
static paddr_t spare_pop(void *arg)
{
	struct deferred_range *r = arg;
	struct zone *z = r->zone;
	unsigned long pfn;

	assert(r->spare < r->spare_end);
	pfn = --r->spare_end;
	if (pfn_valid(pfn))
		init_frames(z, pfn, pfn + 1, FRAME_RESERVED);
	z->deferred--;
	z->memmap++;
	return (paddr_t)pfn << PAGE_SHIFT;
}

/* Is the memmap of the group mapped, by a large page perhaps, though not initialised? */
static bool group_mapped(unsigned long pfn)
{
	enum pg_level level;
	pgprot_t prot;
	paddr_t pa;

	return pg_lookup(init_pgd, (unsigned long)pfn_to_page(pfn), &pa, &prot, &level) == 0;
}

/*
 * Frames [start, end) get struct pages, of groups that have none yet from @r's spare block.  What
 * else is in those groups is taken for a hole, until somebody brings it up in turn.
 */
static void bring_up(struct deferred_range *r, struct zone *z, unsigned long start,
		     unsigned long end, enum frame_use use)
{
	unsigned long flags;

	spin_lock_irqsave(&memmap_lock, flags);
	for (unsigned long g = ALIGN_DOWN(start, GROUP); g < end; g += GROUP) {
		if (pfn_valid(g))
			continue;
		if (!group_mapped(g))
			vmemmap_map((unsigned long)pfn_to_page(g), spare_pop(r), PG_LEVEL_4K,
				    spare_pop, r);
		if (g < start || g + GROUP > end)
			init_frames(z, g, g + GROUP, FRAME_RESERVED);
	}
	init_frames(z, start, end, use);
	for (unsigned long g = ALIGN_DOWN(start, GROUP); g < end; g += GROUP)
		set_bit((unsigned int)(g >> GROUP_SHIFT), valid_map);
	spin_unlock_irqrestore(&memmap_lock, flags);
}

/* The block at the end of @r becomes its spare one.  Its own memmap is made of its last frames. */
static void spare_refill(struct deferred_range *r)
{
	unsigned long unit = r->end - r->start >= LARGE_RANGE ? LARGE : GROUP;
	unsigned long top = r->end, taken;

	r->end = max(r->start, ALIGN_DOWN(top - 1, unit));
	r->spare = r->end;
	r->spare_end = top;
	taken = r->zone->memmap;
	bring_up(r, r->zone, r->spare, top, FRAME_FREE);
	taken = r->zone->memmap - taken;
	init_frames(r->zone, top - taken, top, FRAME_RESERVED);
}

/* @need frames are ready in the spare block, or the range has no more than its spare block. */
static void spare_reserve(struct deferred_range *r, unsigned long need)
{
	if (r->spare_end - r->spare >= need || r->start == r->end)
		return;
	r->zone->deferred -= r->spare_end - r->spare;
	free_range_to_buddy(r->zone, r->spare, r->spare_end);
	spare_refill(r);
}

/* --- growing --- */

/* The zone is in use to an extent that 2 MiB more of memmap is no matter. */
static bool zone_is_large(const struct zone *z)
{
	return z->managed - z->deferred >= LARGE_SECTION;
}

/* Maps the memmap of the section that begins at @r->start with one large page, if that is worth it.
 */
static void map_large(struct deferred_range *r)
{
	unsigned long start = r->start, first = start >> GROUP_SHIFT, pfn;

	if (!IS_ALIGNED(start, LARGE_SECTION) || !zone_is_large(r->zone))
		return;
	spare_reserve(r, LARGE_NEED);
	pfn = ALIGN_DOWN(r->end, LARGE);
	if (r->end < start + LARGE_SECTION + 2 * LARGE)
		return;
	if (find_next_bit(valid_map, first + LARGE, first) < first + LARGE)
		return;
	if (pfn < r->end) { /* the piece above it cannot be deferred any longer */
		bring_up(r, r->zone, pfn, r->end, FRAME_FREE);
		r->zone->deferred -= r->end - pfn;
		free_range_to_buddy(r->zone, pfn, r->end);
	}
	pfn -= LARGE;
	bring_up(r, r->zone, pfn, pfn + LARGE, FRAME_RESERVED);
	r->end = pfn;
	r->zone->deferred -= LARGE;
	r->zone->memmap += LARGE;
	spin_lock(&memmap_lock);
	vmemmap_map((unsigned long)pfn_to_page(start), (paddr_t)pfn << PAGE_SHIFT, PG_LEVEL_2M,
		    spare_pop, r);
	spin_unlock(&memmap_lock);
}

static void grow(struct deferred_range *r)
{
	struct zone *z = r->zone;
	unsigned long start = r->start, end;

	map_large(r);
	spare_reserve(r, CHUNK_NEED);
	if (start == r->end) {
		z->deferred -= r->spare_end - r->spare;
		free_range_to_buddy(z, r->spare, r->spare_end);
		r->spare = r->spare_end;
		return;
	}
	end = min(r->end, ALIGN(start + 1, CHUNK));
	bring_up(r, z, start, end, FRAME_FREE);
	WRITE_ONCE(r->start, end);
	z->deferred -= end - start;
	free_range_to_buddy(z, start, end);
}

bool zone_grow_deferred(struct zone *z)
{
	assert(spin_held(&z->lock));
	for (unsigned int i = 0; z->deferred && i < nr_deferred; i++) {
		struct deferred_range *r = &deferred_ranges[i];

		if (r->zone != z || (r->start == r->end && r->spare == r->spare_end))
			continue;
		grow(r);
		return true;
	}
	return false;
}

/* As many blocks of each order as [start, end) would be in the buddy. */
static void count_blocks(unsigned long start, unsigned long end, unsigned long n[NR_ORDERS])
{
	while (start < end) {
		unsigned int o = start ? min_t(unsigned int, __ffs(start), MAX_ORDER) : MAX_ORDER;

		if (o == MAX_ORDER && end - start >= CHUNK) {
			n[o] += (end - start) >> MAX_ORDER;
			start += ALIGN_DOWN(end - start, CHUNK);
			continue;
		}
		while (start + (1UL << o) > end)
			o--;
		n[o]++;
		start += 1UL << o;
	}
}

void zone_count_deferred(const struct zone *z, unsigned long n[NR_ORDERS])
{
	for (unsigned int i = 0; i < nr_deferred; i++) {
		const struct deferred_range *r = &deferred_ranges[i];

		if (r->zone != z)
			continue;
		count_blocks(r->start, r->end, n);
		count_blocks(r->spare, r->spare_end, n);
	}
}

/* --- boot --- */

void __init memmap_init(void)
{
	unsigned long ranges = memblock.memory.cnt + memblock.reserved.cnt + 8;

	valid_bits = DIV_ROUND_UP(memblock_end() >> PAGE_SHIFT, GROUP);
	valid_map = memblock_alloc(ALIGN(valid_bits, 64) / 8, 8);
	deferred_ranges = memblock_alloc(ranges * 2 * sizeof(*deferred_ranges), 8);
}

/* The groups of [start, end) that nothing else shares are kept for later. */
void __init memmap_defer(struct zone *z, unsigned long start, unsigned long end)
{
	unsigned long lo = ALIGN(start, GROUP), hi = ALIGN_DOWN(end, GROUP);

	z->managed += end - start;
	if (lo >= hi)
		return;
	deferred_ranges[nr_deferred++] = (struct deferred_range){.start = lo, .end = hi, .zone = z};
	z->deferred += hi - lo;
}

/* Where the memmap of boot comes from: the highest range of the node, or of any, that has room. */
static struct deferred_range *__init boot_range(const struct zone *z)
{
	for (int pass = 0; pass < 2; pass++) {
		for (unsigned int i = nr_deferred; i-- > 0;) {
			struct deferred_range *r = &deferred_ranges[i];

			if (pass == 0 && r->zone->nid != z->nid)
				continue;
			spare_reserve(r, CHUNK_NEED);
			if (r->spare_end - r->spare >= CHUNK_NEED)
				return r;
		}
	}
	panic("too little memory for the struct pages of what is in use (-m)");
}

static void __init bring_up_at_boot(struct zone *z, unsigned long start, unsigned long end,
				    enum frame_use use)
{
	while (start < end) {
		unsigned long stop = min(end, ALIGN(start + 1, CHUNK)), flags;
		struct deferred_range *r;

		spin_lock_irqsave(&z->lock, flags);
		r = boot_range(z);
		bring_up(r, z, start, stop, use);
		spin_unlock_irqrestore(&z->lock, flags);
		start = stop;
	}
}

void __init memmap_reserve(struct zone *z, unsigned long start, unsigned long end)
{
	bring_up_at_boot(z, start, end, FRAME_RESERVED);
}

/* What of [start, end) memmap_defer() could not keep back. */
void __init memmap_free_edges(struct zone *z, unsigned long start, unsigned long end)
{
	unsigned long lo = ALIGN(start, GROUP), hi = ALIGN_DOWN(end, GROUP);

	if (lo >= hi)
		lo = hi = end;
	if (start < lo) {
		bring_up_at_boot(z, start, lo, FRAME_FREE);
		free_range_to_buddy(z, start, lo);
	}
	if (hi < end) {
		bring_up_at_boot(z, hi, end, FRAME_FREE);
		free_range_to_buddy(z, hi, end);
	}
}
