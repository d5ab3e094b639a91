/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/kmem/kasan_report.c - how KASAN says what it found, in Linux's words
 *
 * Theory
 *   The first report is printed and the kernel goes on; later ones are counted only, because one
 *   bug mostly makes many (kasan_multi_shot on the command line prints all).  kasan.fault=panic
 *   stops at the first.  A report of a bug that a test planted is always printed.
 *
 * Locks: the CPU that reports owns `reporting`; what it does meanwhile is not checked.
 */
#include "kasan_private.h"

#include "arch/irqflags.h"
#include "arch/smp.h"
#include "arch/thread.h"
#include "base/err.h"
#include "kernel/base/panic.h"
#include "kernel/base/param.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/phys/alloc.h"

#define SHADOW_ROWS    2  /* before and after the row of the bug */
#define BYTES_PER_ROW  16 /* of shadow */
#define MEMORY_PER_ROW (BYTES_PER_ROW * KASAN_GRANULE)

static int reporting = -1; /* [a] CPU */
static unsigned int nr_reports;
static bool multi_shot, panic_on_report, expecting;
static struct kasan_report last;

static int __init param_multi_shot(char *value)
{
	(void)value;
	multi_shot = true;
	return 0;
}
boot_param("kasan_multi_shot", param_multi_shot);

static int __init param_fault(char *value)
{
	if (!value || (strcmp(value, "panic") != 0 && strcmp(value, "report") != 0))
		return -EINVAL;
	panic_on_report = value[0] == 'p';
	return 0;
}
boot_param("kasan.fault", param_fault);

unsigned int kasan_reports(void)
{
	return READ_ONCE(nr_reports);
}

void kasan_expect_begin(void)
{
	memset(&last, 0, sizeof(last));
	WRITE_ONCE(expecting, true);
}

struct kasan_report kasan_expect_end(void)
{
	WRITE_ONCE(expecting, false);
	return last;
}

static const char *kind_of_shadow(unsigned long bad)
{
	u8 s = *kasan_shadow(bad);

	if (s > 0 && s < KASAN_GRANULE) /* the end of something: the next says of what */
		s = *kasan_shadow(bad + KASAN_GRANULE);
	switch (s) {
	case KASAN_PAGE_FREE:
	case KASAN_SLAB_FREE:
		return "use-after-free";
	case KASAN_PAGE_REDZONE:
	case KASAN_SLAB_REDZONE:
		return "slab-out-of-bounds";
	case KASAN_GLOBAL_REDZONE:
		return "global-out-of-bounds";
	case KASAN_STACK_LEFT:
	case KASAN_STACK_MID:
	case KASAN_STACK_RIGHT:
		return "stack-out-of-bounds";
	case KASAN_VMALLOC_INVALID:
		return bad >= VMALLOC_START && bad < VMALLOC_END ? "vmalloc-out-of-bounds"
								 : "use-after-scope";
	case KASAN_ALLOCA_LEFT:
	case KASAN_ALLOCA_RIGHT:
		return "alloca-out-of-bounds";
	}
	return s < KASAN_GRANULE ? "slab-out-of-bounds" : "unknown-crash";
}

static const char *kind_of(unsigned long addr, size_t size, unsigned long *bad)
{
	*bad = addr;
	if (!kasan_has_shadow(addr))
		return addr < PAGE_SIZE ? "null-ptr-deref" : "user-memory-access";
	if (addr + size < addr)
		return "out-of-bounds";
	*bad = kasan_first_bad(addr, size);
	if (!*bad)
		*bad = addr;
	return kind_of_shadow(*bad);
}

/* The line of shadow that begins at memory @row; the one of @bad gets a mark under its byte. */
static void print_row(unsigned long row, unsigned long bad)
{
	bool here = bad - row < MEMORY_PER_ROW;
	char text[BYTES_PER_ROW * 3 + 1];
	int n = 0;

	for (int i = 0; i < BYTES_PER_ROW; i++)
		n += scnprintf(text + n, sizeof(text) - (size_t)n, " %02x", kasan_shadow(row)[i]);
	pr_err("%s%016lx:%s\n", here ? ">" : " ", row, text);
	if (here)
		pr_err("%*s\n", (int)(1 + 16 + 1 + 3 * ((bad - row) / KASAN_GRANULE) + 2), "^");
}

static void print_shadow(unsigned long bad)
{
	unsigned long row = bad & ~(MEMORY_PER_ROW - 1);

	pr_err("Memory state around the buggy address:\n");
	for (int i = -SHADOW_ROWS; i <= SHADOW_ROWS; i++) {
		unsigned long at = row + (unsigned long)((long)MEMORY_PER_ROW * i);

		if (i == 0 || (at ^ row) >> PAGE_SHIFT == 0) /* the next page may have none */
			print_row(at, bad);
	}
}

static void describe(unsigned long addr)
{
	const struct kasan_global *g = kasan_find_global(addr);
	struct page *page;

	if (g) {
		pr_err("The buggy address belongs to the variable:\n");
		pr_err(" %s+%#lx/%#lx (%s)\n\n", g->name, addr - (unsigned long)g->beg, g->size,
		       g->location ? g->location->file : g->module);
		return;
	}
	if (!virt_addr_valid((void *)addr))
		return;
	page = compound_head(virt_to_page((void *)addr));
	if (PageSlab(page))
		kasan_describe_object(addr);
	pr_err("The buggy address belongs to the physical page:\n");
	pr_err("page:%p refcount:%d mapcount:%d mapping:%p index:%#lx pfn:%#lx flags:%#lx\n\n",
	       page, page_ref_count(page), PageSlab(page) ? 0 : page_mapcount(page), page->mapping,
	       page->index, page_to_pfn(page), page->flags);
}

static void print_report(const char *kind, const char *what, unsigned long addr, unsigned long bad,
			 unsigned long ip)
{
	struct panic_task t = {.comm = "swapper", .pid = 0};

	if (panic_task_hook)
		panic_task_hook(&t);
	pr_err("==================================================================\n");
	pr_err("BUG: KASAN: %s in %pS\n", kind, (void *)ip);
	pr_err("%s at addr %016lx by task %s/%d\n\n", what, addr, t.comm, t.pid);
	print_bug_header();
	show_stack(NULL, NULL);
	pr_err("\n");
	if (kasan_has_shadow(addr)) {
		describe(addr);
		print_shadow(bad);
	}
	pr_err("==================================================================\n");
}

/* True: this CPU may print now.  Interrupts are off until end_report(). */
static bool begin_report(unsigned long *flags, const char *kind, unsigned long addr, size_t size,
			 bool is_write)
{
	int none = -1, me;

	local_irq_save(*flags);
	me = smp_processor_id();
	if (__atomic_load_n(&reporting, __ATOMIC_RELAXED) == me ||
	    !__atomic_compare_exchange_n(&reporting, &none, me, false, __ATOMIC_SEQ_CST,
					 __ATOMIC_RELAXED)) {
		local_irq_restore(*flags);
		return false;
	}
	if (expecting) {
		last = (struct kasan_report){last.count + 1, kind, (void *)addr, size, is_write};
		return true;
	}
	if (nr_reports++ == 0 || multi_shot)
		return true;
	__atomic_store_n(&reporting, -1, __ATOMIC_RELEASE);
	local_irq_restore(*flags);
	return false;
}

static void end_report(unsigned long flags)
{
	__atomic_store_n(&reporting, -1, __ATOMIC_RELEASE);
	local_irq_restore(flags);
	if (panic_on_report && !expecting)
		panic("kasan.fault=panic set ...");
}

void kasan_report(unsigned long addr, size_t size, bool is_write, unsigned long ip)
{
	unsigned long flags, bad;
	const char *kind;
	char what[48];

	if (oops_in_progress || READ_ONCE(reporting) == smp_processor_id())
		return;
	kind = kind_of(addr, size, &bad);
	if (!begin_report(&flags, kind, addr, size, is_write))
		return;
	snprintf(what, sizeof(what), "%s of size %zu", is_write ? "Write" : "Read", size);
	print_report(kind, what, addr, bad, ip);
	end_report(flags);
}

void kasan_report_invalid_free(const void *p, unsigned long ip, const char *what)
{
	unsigned long flags, a = (unsigned long)p;

	if (oops_in_progress || !begin_report(&flags, what, a, 0, true))
		return;
	print_report(what, "Free of an object", a, a, ip);
	end_report(flags);
}
