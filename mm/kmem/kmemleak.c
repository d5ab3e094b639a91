/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/kmem/kmemleak.c - objects that nothing points to any more; debug builds only
 *
 * Theory
 *   A scan is a mark and sweep over the objects of all slabs.  What may hold pointers and is no
 *   object itself is a root: the image's data and bss, each CPU's own data, and the pages that the
 *   kernel took for itself (no slab, not mapped, not of a file, not on the LRU), which are also
 *   those of vmalloc, kernel stacks and large kmalloc blocks; and struct page, which points to
 *   caches and mappings.  A word of a root or of a reached object that is an address inside an
 *   object in use reaches that object.  What was allocated before the scan and not reached is
 *   unreferenced.
 *
 *   All other CPUs wait with interrupts off meanwhile, their registers on their stacks; so nothing
 *   moves, and what is found is exact but for words that look like pointers and are none (a leak
 *   can hide behind one) and pointers that are kept in another form (kmemleak_not_leak()).
 *
 *   The debug words behind each object (slab_tail) hold the mark and the call chain of who
 *   allocated it, so nothing is allocated for this, and finding the object of an address is
 *   arithmetic.
 *
 * Not here: the file, /sys/kernel/debug/kmemleak (fs/sysfs).
 *
 * Locks
 *   scan_lock (RANK_NONE): one scan or report.  Reports walk the slabs under each node's lock.
 *
 * Sources: Linux Documentation/dev-tools/kmemleak.rst
 */
#include "mm/kmem/kmemleak.h"

#include "arch/irqflags.h"
#include "arch/smp.h"
#include "base/err.h"
#include "kernel/base/panic.h"
#include "lib/list.h"
#include "lib/string.h"
#include "mm/kmem/kasan.h"
#include "mm/kmem/stackdepot.h"
#include "mm/phys/mmzone.h"
#include "slab.h"

#define HEX_BYTES 32
#define BATCH	  64

/* The image: data, the per-CPU section, bss. */
extern char __start_ro_after_init[], __bss_end[], __per_cpu_start[], __per_cpu_end[];

u32 kmemleak_scans = 1; /* number of the next scan; [a] */

static DEFINE_SPINLOCK(scan_lock, RANK_NONE);
static u32 scan;    /* [scan_lock] the running scan's number */
static void *gray;  /* [scan_lock] reached objects, not searched yet */
static int arrived; /* [a] CPUs that are stopped */
static bool marked; /* [a] they may go on */

/* --- marking --- */

/* The object in use that @a is inside, and its cache; NULL. */
static void *object_at(unsigned long a, struct kmem_cache **cache)
{
	struct page *slab;
	void *obj;

	if (a < PAGE_OFFSET || a >= VMALLOC_START || !pfn_valid((a - PAGE_OFFSET) >> PAGE_SHIFT))
		return NULL;
	slab = compound_head(virt_to_page((void *)a));
	if (!PageSlab(slab) || !slab->slab_cache)
		return NULL;
	*cache = slab->slab_cache;
	obj = slab_object_near(*cache, slab, (void *)a);
	if (a - (unsigned long)obj >= (*cache)->object_size || !slab_debug_in_use(*cache, obj))
		return NULL;
	return obj;
}

static void reach(unsigned long a)
{
	struct kmem_cache *c;
	struct slab_tail *t;
	void *obj;

	if (likely(a < PAGE_OFFSET || a >= VMALLOC_START))
		return;
	obj = object_at(a, &c);
	if (!obj)
		return;
	t = slab_tail_of(c, obj);
	if (t->mark == scan)
		return;
	t->mark = scan;
	if (t->no_scan)
		return;
	t->gray_next = gray;
	gray = obj;
}

static void search(const void *start, const void *end)
{
	const unsigned long *p = (const unsigned long *)ALIGN((unsigned long)start, 8);

	for (; (const void *)(p + 1) <= end; p++)
		reach(*p);
}

/* Objects reach objects, until none is new. */
static void search_gray(void)
{
	while (gray) {
		void *obj = gray;
		struct kmem_cache *c = compound_head(virt_to_page(obj))->slab_cache;

		gray = slab_tail_of(c, obj)->gray_next;
		search(obj, (char *)obj + c->object_size);
	}
}

/* Pages that the kernel holds for itself, from boot on or as pages. */
static bool is_root_page(const struct page *page)
{
	const struct page *head = compound_head(page);

	if (PageReserved(page))
		return virt_addr_valid(page_to_virt(page));
	return page_ref_count(head) > 0 && !PageSlab(head) && !PageBuddy(head) && !PageLRU(head) &&
	       !PageTable(head) && !head->mapping && page_mapcount(head) == 0;
}

static void search_pages(void)
{
	struct zone *z;

	for_each_zone(z)
	{
		unsigned long end = z->start_pfn + z->spanned;

		for (unsigned long pfn = z->start_pfn; pfn < end; pfn++) {
			struct page *page = pfn_to_page(pfn);

			if (!pfn_valid(pfn))
				continue;
			search(page, page + 1);
			if (is_root_page(page))
				search(page_to_virt(page), (char *)page_to_virt(page) + PAGE_SIZE);
			search_gray();
		}
	}
}

static void mark_all(void)
{
	int cpu;

	search(__start_ro_after_init, __bss_end);
	for_each_possible_cpu (cpu)
		search(__per_cpu_start + per_cpu_offset[cpu], __per_cpu_end + per_cpu_offset[cpu]);
	search_gray();
	search_pages();
}

/* --- the last CPU to come scans, the others wait --- */

static void meet(void *arg)
{
	int all = *(int *)arg;

	if (__atomic_add_fetch(&arrived, 1, __ATOMIC_SEQ_CST) == all) {
		mark_all();
		__atomic_store_n(&marked, true, __ATOMIC_RELEASE);
	}
	while (!__atomic_load_n(&marked, __ATOMIC_ACQUIRE))
		cpu_relax();
}

static void stop_and_mark(void)
{
	cpumask_t others;
	unsigned long flags;
	int n;

	local_irq_save(flags);
	others = READ_ONCE(cpu_online_mask) & ~(1ULL << smp_processor_id());
	n = (int)hweight64(others);
	arrived = 0;
	marked = false;
	if (others)
		smp_call_many(others, meet, &n);
	else
		mark_all();
	local_irq_restore(flags);
}

int kmemleak_scan(void)
{
	if (!spin_trylock(&scan_lock))
		return -EBUSY;
	scan = kmemleak_scans;
	gray = NULL;
	kasan_quarantine_drain(NULL);
	stop_and_mark();
	kmemleak_scans = scan + 1;
	spin_unlock(&scan_lock);
	return 0;
}

/* --- what a scan found --- */

static bool is_leak(const struct kmem_cache *c, const void *obj)
{
	const struct slab_tail *t = slab_tail_of(c, obj);

	/* allocated before the last scan, and not reached by it */
	return slab_debug_in_use(c, obj) && !t->not_leak && t->born < kmemleak_scans &&
	       t->mark < kmemleak_scans - 1;
}

void kmemleak_not_leak(const void *p)
{
	struct kmem_cache *c;
	void *obj = object_at((unsigned long)p, &c);

	if (obj)
		slab_tail_of(c, obj)->not_leak = true;
}

void kmemleak_no_scan(const void *p)
{
	struct kmem_cache *c;
	void *obj = object_at((unsigned long)p, &c);

	if (obj)
		slab_tail_of(c, obj)->no_scan = true;
}

/* What is said about one. */
struct leak {
	const void *obj;
	unsigned int size;
	const char *cache; /* name: a cache with objects in use is not destroyed */
	int pid;
	depot_stack_handle_t stack;
	char comm[16];
	u8 bytes[HEX_BYTES];
};

static struct leak batch[BATCH]; /* [scan_lock] */
static unsigned int in_batch;	 /* [scan_lock] */

static void note_leak(const struct kmem_cache *c, const void *obj)
{
	const struct slab_tail *t = slab_tail_of(c, obj);
	struct leak *l = &batch[in_batch++];

	l->obj = obj;
	l->size = c->object_size;
	l->cache = c->name;
	l->pid = t->alloc_pid;
	l->stack = t->alloc_stack;
	memcpy(l->comm, t->comm, sizeof(l->comm));
	memcpy(l->bytes, obj, min(l->size, (unsigned int)HEX_BYTES));
}

/* Counts the leaks of a list; those from the @skip-th on are noted while there is room. */
static unsigned int walk_list(const struct kmem_cache *c, struct list_head *slabs,
			      unsigned int seen, unsigned int skip)
{
	struct page *slab;

	list_for_each_entry (slab, slabs, slab_list) {
		for (unsigned int i = 0; i < c->objects; i++) {
			void *obj = slab_object(c, slab, i);

			if (is_leak(c, obj) && seen++ >= skip && in_batch < BATCH)
				note_leak(c, obj);
		}
	}
	return seen;
}

static unsigned int walk_leaks(unsigned int skip)
{
	struct kmem_cache *c = NULL;
	unsigned int seen = 0;
	unsigned long flags;

	in_batch = 0;
	while ((c = slab_next_cache(c))) {
		for (int nid = 0; nid < nr_nodes; nid++) {
			struct slab_node *node = &c->nodes[nid];

			spin_lock_irqsave(&node->lock, flags);
			seen = walk_list(c, &node->partial, seen, skip);
			seen = walk_list(c, &node->full, seen, skip);
			spin_unlock_irqrestore(&node->lock, flags);
		}
	}
	return seen;
}

unsigned int kmemleak_count(void)
{
	unsigned int n;

	spin_lock(&scan_lock);
	n = walk_leaks(0);
	spin_unlock(&scan_lock);
	return n;
}

static void show_leak(const struct seq_sink *s, const struct leak *l)
{
	unsigned int n, shown = min(l->size, (unsigned int)HEX_BYTES);
	const unsigned long *ips;

	s->printf(s->ctx, "unreferenced object 0x%016lx (size %u):\n", (unsigned long)l->obj,
		  l->size);
	s->printf(s->ctx, "  comm \"%.16s\", pid %d, cache %s\n", l->comm, l->pid, l->cache);
	s->printf(s->ctx, "  hex dump (first %u bytes):\n", shown);
	for (unsigned int i = 0; i < shown; i++)
		s->printf(s->ctx, "%s%02x%s", i % 16 ? " " : "    ", l->bytes[i],
			  i % 16 == 15 || i + 1 == shown ? "\n" : "");
	s->printf(s->ctx, "  backtrace:\n");
	n = stack_depot_fetch(l->stack, &ips);
	for (unsigned int i = 0; i < n; i++)
		s->printf(s->ctx, "    [<%016lx>] %pS\n", ips[i], (void *)ips[i]);
}

/* Noted under the slabs' locks, shown without them. */
void kmemleak_show(const struct seq_sink *s)
{
	unsigned int shown = 0;

	spin_lock(&scan_lock);
	while (walk_leaks(shown) > shown) {
		for (unsigned int i = 0; i < in_batch; i++)
			show_leak(s, &batch[i]);
		shown += in_batch;
	}
	spin_unlock(&scan_lock);
}

static void clear_leaks(void)
{
	spin_lock(&scan_lock);
	while (walk_leaks(0)) {
		for (unsigned int i = 0; i < in_batch; i++)
			kmemleak_not_leak(batch[i].obj);
	}
	spin_unlock(&scan_lock);
}

int kmemleak_write(const char *command)
{
	if (strcmp(command, "scan") == 0)
		return kmemleak_scan();
	if (strcmp(command, "clear") == 0) {
		clear_leaks();
		return 0;
	}
	return -EINVAL;
}
