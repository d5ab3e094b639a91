/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/host/shim/vm_ram.c - pretended RAM: page frames, struct pages and the direct map on the
 * host
 *
 * A freed page is poisoned and its counts are checked, so a page that is freed twice, too early or
 * still mapped stops the test.  There is no TLB.
 */
#include "kernel/sync/rcu.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"
#include "mm/vm/shmem.h"

#include "../../../mm/vm/internal.h"
#include "shim/host.h"

#define FIRST_PFN 256UL
#define NR_PAGES  8192UL
#define POISON	  0x6b

void *mmap(void *addr, size_t len, int prot, int flags, int fd, long off);

static unsigned long free_pfns[NR_PAGES], nr_free;
static long stat[NR_VM_STAT_ITEMS];
static pgd_t init_pgd_entries[PTRS_PER_PGD];

pgd_t *init_pgd = init_pgd_entries;
unsigned long (*reclaim_hook)(gfp_t gfp, unsigned int order);

/* --- frames --- */

struct page *alloc_pages(gfp_t gfp, unsigned int order)
{
	void *probe = host_alloc(1); /* fails when host_fail_after() says so */
	struct page *page;

	if (!probe || order || !nr_free)
		return NULL;
	host_free(probe);
	page = pfn_to_page(free_pfns[--nr_free]);
	memset(page, 0, sizeof(*page));
	atomic_set(&page->_refcount, 1);
	atomic_set(&page->_mapcount, -1);
	memset(page_address(page), gfp & __GFP_ZERO ? 0 : 0x5a, PAGE_SIZE);
	return page;
}

void free_unref_page(struct page *page, unsigned int order)
{
	if (order || page_ref_count(page) || page_mapcount(page))
		panic("page %lx freed: refs %d, maps %d", page_to_pfn(page), page_ref_count(page),
		      page_mapcount(page));
	if (page->flags & (BIT(PG_locked) | BIT(PG_lru) | BIT(PG_table)))
		panic("page %lx freed: flags %lx", page_to_pfn(page), page->flags);
	memset(page_address(page), POISON, PAGE_SIZE);
	free_pfns[nr_free++] = page_to_pfn(page);
}

void put_page(struct page *page)
{
	if (atomic_dec_and_test(&page->_refcount))
		free_unref_page(page, 0);
	else if (page_ref_count(page) < 0)
		panic("page %lx: too many puts", page_to_pfn(page));
}

void __free_pages(struct page *page, unsigned int order)
{
	(void)order;
	put_page(page);
}

void get_page(struct page *page)
{
	if (atomic_inc_return(&page->_refcount) <= 1)
		panic("page %lx: get of a free page", page_to_pfn(page));
}

bool get_page_unless_zero(struct page *page)
{
	return atomic_inc_not_zero(&page->_refcount);
}

void clear_page(void *page)
{
	memset(page, 0, PAGE_SIZE);
}

void copy_page(void *to, const void *from)
{
	memcpy(to, from, PAGE_SIZE);
}

void mod_page_state(const struct page *page, enum zone_stat_item item, long delta)
{
	(void)page;
	stat[item] += delta;
}

void mod_global_state(enum zone_stat_item item, long delta)
{
	stat[item] += delta;
}

long global_page_state(enum zone_stat_item item)
{
	return stat[item];
}

void count_vm_event(enum vm_event_item item, unsigned long n)
{
	(void)item, (void)n;
}

/* --- the processor --- */

pgprot_t vm_get_page_prot(unsigned long vm_flags)
{
	unsigned long p = _PAGE_PRESENT | _PAGE_USER | _PAGE_ACCESSED;

	if (!(vm_flags & VM_ACCESS_FLAGS))
		p = _PAGE_PROTNONE | _PAGE_ACCESSED;
	if ((vm_flags & (VM_WRITE | VM_SHARED)) == (VM_WRITE | VM_SHARED))
		p |= _PAGE_RW;
	return __pgprot(vm_flags & VM_EXEC ? p : p | _PAGE_NX);
}

void mm_context_init(struct mm_context *ctx)
{
	memset(ctx, 0, sizeof(*ctx));
}

pgd_t *pgd_alloc(void)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);

	return page ? page_address(page) : NULL;
}

void pgd_free(pgd_t *pgd)
{
	if (memchr_inv(pgd, 0, PAGE_SIZE))
		panic("pgd_free: entries left");
	put_page(virt_to_page(pgd));
}

void flush_tlb_mm(struct mm_struct *mm)
{
	(void)mm;
}

void flush_tlb_range(struct mm_struct *mm, uaddr_t start, uaddr_t end)
{
	(void)mm, (void)start, (void)end;
}

void flush_tlb_tables(struct mm_struct *mm, uaddr_t start, uaddr_t end)
{
	(void)mm, (void)start, (void)end;
}

void flush_tlb_page(struct mm_struct *mm, uaddr_t addr)
{
	(void)mm, (void)addr;
}

/* --- kernel services --- */

void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head))
{
	func(head);
}

struct kmem_cache *kmalloc_caches[NR_KMALLOC_CACHES];
struct kmem_cache *kmalloc_small[KMALLOC_SMALL_MAX / 8];

void *kmalloc_trace(struct kmem_cache *c, gfp_t gfp, size_t size)
{
	(void)c;
	return __kmalloc(size, gfp);
}

void *__kmalloc(size_t size, gfp_t gfp)
{
	(void)gfp;
	return host_alloc(size);
}

void kfree(const void *p)
{
	host_free((void *)p);
}

unsigned long shrink_slab(unsigned long nr)
{
	(void)nr;
	return 0;
}

void oom_init(void)
{
}

/* --- the one segment kvec iterator that tests use --- */

void iov_iter_kvec(struct iov_iter *i, enum iter_dir dir, const struct kvec *vec, unsigned int nr,
		   size_t count)
{
	*i = (struct iov_iter){
		.type = ITER_KVEC, .dir = dir, .kvec = vec, .nr_segs = nr, .count = count};
}

static char *iter_at(struct iov_iter *i, size_t n)
{
	char *at = (char *)i->kvec->iov_base + i->offset;

	if (n > i->count)
		panic("iov_iter: %zu of %zu", n, i->count);
	i->offset += n;
	i->count -= n;
	return at;
}

size_t copy_page_to_iter(struct page *page, size_t off, size_t n, struct iov_iter *i)
{
	memcpy(iter_at(i, n), (char *)page_address(page) + off, n);
	return n;
}

size_t copy_page_from_iter(struct page *page, size_t off, size_t n, struct iov_iter *i)
{
	memcpy((char *)page_address(page) + off, iter_at(i, n), n);
	return n;
}

size_t iov_iter_zero(size_t n, struct iov_iter *i)
{
	memset(iter_at(i, n), 0, n);
	return n;
}

void iov_iter_revert(struct iov_iter *i, size_t n)
{
	i->offset -= n;
	i->count += n;
}

size_t fault_in_iov_iter_readable(const struct iov_iter *i, size_t n)
{
	(void)i, (void)n;
	return 0;
}

/* --- shared anonymous files --- */

struct file {
	int refs;
	loff_t size;
	struct address_space mapping;
};

static loff_t ram_size(const struct inode *inode)
{
	return ((const struct file *)inode)->size;
}

static struct file *ram_shmem_file(const char *name, loff_t size, unsigned long vm_flags)
{
	struct file *f = host_alloc(sizeof(*f));

	(void)name;
	if (!f)
		return ERR_PTR(-ENOMEM);
	f->refs = 1;
	f->size = size;
	shmem_mapping_init(&f->mapping, (struct inode *)f, NULL, !(vm_flags & VM_NORESERVE));
	return f;
}

static void ram_get(struct file *f)
{
	f->refs++;
}

static void ram_put(struct file *f)
{
	if (--f->refs)
		return;
	shmem_evict(&f->mapping);
	host_free(f);
}

static struct address_space *ram_mapping(struct file *f)
{
	return &f->mapping;
}

static const struct mm_file_ops ram_ops = {
	.get = ram_get,
	.put = ram_put,
	.mapping = ram_mapping,
	.size = ram_size,
	.shmem_file = ram_shmem_file,
};

static __attribute__((constructor)) void ram_setup(void)
{
	const int prot_rw = 3, private_fixed_anon = 0x2 | 0x10 | 0x20;
	unsigned long i;

	if (mmap(__va(FIRST_PFN << PAGE_SHIFT), NR_PAGES << PAGE_SHIFT, prot_rw, private_fixed_anon,
		 -1, 0) != __va(FIRST_PFN << PAGE_SHIFT) ||
	    mmap(vmemmap, PAGE_ALIGN((FIRST_PFN + NR_PAGES) * sizeof(struct page)), prot_rw,
		 private_fixed_anon, -1, 0) != vmemmap)
		panic("no room for the pretended RAM");
	for (i = 0; i < NR_PAGES; i++)
		free_pfns[nr_free++] = FIRST_PFN + i;
	mm_file_ops = &ram_ops;
	vm_init();
}
