/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/host/shim/slab.c - pages, CPUs and RCU for the slab allocator on the host
 *
 * Theory
 *   The direct map is an arena of real memory at the address asm/page.h (shim/vm) gives it; its
 *   lower half is node 0, its upper half node 1.  Blocks come from a bitmap, lowest first, aligned
 *   to their size, filled with 0x5a and checked for double frees.  One thread plays all CPUs.  A
 *   panic that a test waits for happens in a child process.
 */
#include "shim/slab.h"

#include "kernel/base/panic.h"
#include "kernel/sync/rcu.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"
#include "mm/kmem/vmalloc.h"
#include "mm/phys/mmzone.h"
#include "shim/host.h"

enum { FRAMES = 4096, NODE_FRAMES = FRAMES / SLAB_HOST_NODES };

extern unsigned long magazine_index;

void *mmap(void *addr, size_t len, int prot, int flags, int fd, long off);

cpumask_t cpu_possible_mask = (1 << SLAB_HOST_CPUS) - 1, cpu_online_mask = 1;
int cpu_number;
struct pglist_data *numa_node_data;
struct pglist_data *node_data[MAX_NUMNODES];
int nr_nodes = SLAB_HOST_NODES;
void (*panic_task_hook)(struct panic_task *t);

static struct pglist_data nodes[SLAB_HOST_NODES];
static bool used[FRAMES];
static unsigned long nr_used;
static long fail_after = -1, stats[NR_VM_STAT_ITEMS];
static struct rcu_head *callbacks;

void slab_host_init(void)
{
	enum { PROT_RW = 3, PRIVATE_ANON_FIXED = 0x32 };

	mmap((void *)PAGE_OFFSET, FRAMES * PAGE_SIZE, PROT_RW, PRIVATE_ANON_FIXED, -1, 0);
	mmap((void *)VMEMMAP_START, FRAMES * sizeof(struct page), PROT_RW, PRIVATE_ANON_FIXED, -1,
	     0);
	for (int i = 0; i < SLAB_HOST_NODES; i++) {
		nodes[i].nid = i;
		node_data[i] = &nodes[i];
	}
	slab_host_cpu(0);
}

void slab_host_cpu(int cpu)
{
	cpu_number = cpu;
	magazine_index = (unsigned long)cpu;
	numa_node_data = &nodes[cpu % SLAB_HOST_NODES];
}

unsigned long slab_host_pages(void)
{
	return nr_used;
}

void slab_host_fail_pages(long after)
{
	fail_after = after;
}

/* --- pages --- */

static bool block_free(unsigned long pfn, unsigned int order)
{
	for (unsigned long i = 0; i < 1UL << order; i++)
		if (used[pfn + i])
			return false;
	return true;
}

static struct page *take_block(int nid, gfp_t gfp, unsigned int order)
{
	for (unsigned long pfn = (unsigned long)nid * NODE_FRAMES; pfn < (nid + 1UL) * NODE_FRAMES;
	     pfn += 1UL << order) {
		struct page *page = pfn_to_page(pfn);

		if (!block_free(pfn, order))
			continue;
		for (unsigned long i = 0; i < 1UL << order; i++) {
			used[pfn + i] = true;
			memset(page + i, 0, sizeof(*page));
			page[i].flags = (unsigned long)nid << PG_NODE_SHIFT;
			atomic_set(&page[i]._mapcount, -1);
			if (i)
				page[i].compound_head = (unsigned long)page | 1;
		}
		atomic_set(&page->_refcount, 1);
		if (order)
			SetPageHead(page);
		page->order = order;
		memset(page_to_virt(page), gfp & __GFP_ZERO ? 0 : 0x5a, PAGE_SIZE << order);
		nr_used += 1UL << order;
		return page;
	}
	return NULL;
}

struct page *alloc_pages_node(int nid, gfp_t gfp, unsigned int order)
{
	struct page *page;

	if (fail_after == 0)
		return NULL;
	if (fail_after > 0)
		fail_after--;
	if (nid < 0)
		nid = numa_node_data->nid;
	page = take_block(nid, gfp, order);
	if (!page && !(gfp & __GFP_THISNODE))
		page = take_block(!nid, gfp, order);
	return page;
}

struct page *alloc_pages(gfp_t gfp, unsigned int order)
{
	return alloc_pages_node(-1, gfp, order);
}

void __free_pages(struct page *page, unsigned int order)
{
	unsigned long pfn = page_to_pfn(page);

	for (unsigned long i = 0; i < 1UL << order; i++) {
		if (!used[pfn + i] || PageSlab(page + i))
			panic("page %lx freed: used %d, flags %lx", pfn + i, used[pfn + i],
			      page[i].flags);
		used[pfn + i] = false;
	}
	memset(page_to_virt(page), 0x6b, PAGE_SIZE << order);
	nr_used -= 1UL << order;
}

/* The pages beyond @bytes are taken as well: nobody counts on their being free. */
static unsigned int order_of(size_t bytes)
{
	return ilog2(roundup_pow_of_two(DIV_ROUND_UP(bytes, PAGE_SIZE)));
}

void *alloc_pages_exact(size_t bytes, gfp_t gfp)
{
	struct page *page = alloc_pages(gfp, order_of(bytes));

	return page ? page_to_virt(page) : NULL;
}

void free_pages_exact(void *p, size_t bytes)
{
	__free_pages(virt_to_page(p), order_of(bytes));
}

bool pfn_valid(unsigned long pfn)
{
	return pfn < FRAMES;
}

void mod_page_state(const struct page *page, enum zone_stat_item item, long delta)
{
	(void)page;
	stats[item] += delta;
}

long global_page_state(enum zone_stat_item item)
{
	return stats[item];
}

/* --- RCU, other CPUs --- */

void call_rcu(struct rcu_head *head, void (*fn)(struct rcu_head *head))
{
	head->func = fn;
	head->next = callbacks;
	callbacks = head;
}

void slab_host_grace(void)
{
	while (callbacks) {
		struct rcu_head *h = callbacks;

		callbacks = h->next;
		h->func(h);
	}
}

void rcu_barrier(void)
{
	slab_host_grace();
}

unsigned int num_online_cpus(void)
{
	return SLAB_HOST_CPUS;
}

void smp_call_function_mask(cpumask_t mask, void (*fn)(void *arg), void *arg)
{
	int me = cpu_number;

	(void)mask;
	for (int cpu = 0; cpu < SLAB_HOST_CPUS; cpu++) {
		if (cpu == me)
			continue;
		slab_host_cpu(cpu);
		fn(arg);
	}
	slab_host_cpu(me);
}

void __spin_lock_slow(spinlock_t *lock)
{
	panic("lock %p is taken and there is but one thread", (void *)lock);
}

bool arch_random_seed(u64 *v);
u64 arch_cycles(void);

bool arch_random_seed(u64 *v)
{
	(void)v;
	return false;
}

u64 arch_cycles(void)
{
	return 0x12345;
}

void *vmalloc(size_t size)
{
	(void)size;
	return NULL;
}

void *vzalloc(size_t size)
{
	return vmalloc(size);
}

void vfree(const void *p)
{
	(void)p;
}

bool is_vmalloc_addr(const void *p)
{
	(void)p;
	return false;
}

int printk(const char *fmt, ...)
{
	(void)fmt;
	return 0;
}

/* --- panics that a test waits for: in a process of their own --- */

int fork(void);
int waitpid(int pid, int *status, int options);
void _exit(int status) __noreturn;

enum { PANICKED = 77, WENT_ON = 78 };
static bool in_child;

void panic(const char *fmt, ...)
{
	va_list ap;

	if (in_child)
		_exit(PANICKED);
	va_start(ap, fmt);
	host_print("# panic: ");
	host_vprint(fmt, ap);
	host_print("\n");
	va_end(ap);
	host_abort();
}

bool slab_host_panics(void (*fn)(void *), void *arg)
{
	int pid = fork(), status = 0;

	if (pid == 0) {
		in_child = true;
		fn(arg);
		_exit(WENT_ON);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == PANICKED << 8;
}
