/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/stress_test.c - several related address spaces under random calls, contents checked
 *
 * The model is one byte per page and address space (what its first byte must be), and whether the
 * page is mapped.  Pages come from fork, copy-on-write, moves and DONTNEED in every mixture; a page
 * that is shared too long, copied too late or freed too early shows as a wrong byte.
 */
#include "kernel/base/ktest.h"

#include <linux/mman.h>

#include "lib/prng.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"

#include "internal.h"

#define SPACES		 4
#define PAGES		 160UL
#define SPARE_TOP_TABLES 8				    /* the architecture keeps some */
#define SHARED		 8UL				    /* the last ones are shared among all */
#define BASE		 0x7f0000000000UL - 100 * PAGE_SIZE /* crosses tables of every level */
#define AT(i)		 (BASE + (uaddr_t)(i)*PAGE_SIZE)
#define PRIVATE		 (PAGES - SHARED)

struct space {
	struct mm_struct *mm;
	bool mapped[PAGES];
	unsigned char byte[PAGES];
};

struct world {
	struct space s[SPACES];
	unsigned char shared[SHARED];
	struct prng rnd;
};

static const struct mm_caller any = {
	.rlim_as = ~0UL,
	.rlim_data = ~0UL,
	.rlim_stack = ~0UL,
	.rlim_memlock = ~0UL,
	.cap_ipc_lock = true,
	.cap_sys_admin = true,
	.cap_sys_rawio = true,
};

static unsigned long below(struct world *w, unsigned long n)
{
	return prng_below(&w->rnd, n);
}

static bool start_first(struct world *w)
{
	struct space *s = &w->s[0];

	s->mm = mm_alloc();
	if (!s->mm)
		return false;
	arch_pick_mmap_layout(s->mm, 8UL << 20, false);
	for (unsigned long i = PRIVATE; i < PAGES; i++)
		s->mapped[i] = true;
	return do_mmap(s->mm, &any, NULL, AT(PRIVATE), SHARED << PAGE_SHIFT, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, 0) == AT(PRIVATE);
}

static void op_fork(struct world *w, struct space *s)
{
	struct space *d = &w->s[below(w, SPACES)];

	if (d == s)
		return;
	if (d->mm)
		mmput(d->mm);
	*d = *s;
	d->mm = dup_mm(s->mm, &any);
	EXPECT_TRUE(!IS_ERR(d->mm));
	if (IS_ERR(d->mm))
		d->mm = NULL;
}

static void op_exit(struct world *w, struct space *s)
{
	unsigned int alive = 0;

	for (unsigned int i = 0; i < SPACES; i++)
		alive += w->s[i].mm != NULL;
	if (alive < 2)
		return;
	mmput(s->mm);
	s->mm = NULL;
}

static void set_range(struct space *s, unsigned long i, unsigned long n, bool mapped)
{
	memset(s->mapped + i, mapped, n);
	memset(s->byte + i, 0, n);
}

static void op_map(struct world *w, struct space *s, unsigned long i, unsigned long n)
{
	uaddr_t at = do_mmap(
		s->mm, &any, NULL, AT(i), n << PAGE_SHIFT, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | (below(w, 8) ? 0 : MAP_POPULATE), 0);

	EXPECT_EQ(at, AT(i));
	set_range(s, i, n, true);
}

static void op_write(struct world *w, struct space *s, unsigned long i)
{
	unsigned char value = (unsigned char)(1 + below(w, 255));
	size_t done = access_remote_vm(s->mm, AT(i), &value, 1, FOLL_WRITE);

	EXPECT_EQ(done, s->mapped[i]);
	if (!s->mapped[i])
		return;
	if (i >= PRIVATE)
		w->shared[i - PRIVATE] = value;
	else
		s->byte[i] = value;
}

static void op_move(struct world *w, struct space *s, unsigned long i, unsigned long n)
{
	unsigned long to = below(w, PRIVATE - n + 1), k;
	const struct vm_area_struct *vma = vma_lookup(s->mm, AT(i));

	if ((to + n > i && i + n > to) || !vma || vma->vm_end < AT(i + n))
		return;
	EXPECT_EQ(do_mremap(s->mm, &any, AT(i), n << PAGE_SHIFT, n << PAGE_SHIFT,
			    MREMAP_MAYMOVE | MREMAP_FIXED, AT(to)),
		  AT(to));
	for (k = 0; k < n; k++) {
		s->mapped[to + k] = true;
		s->byte[to + k] = s->byte[i + k];
	}
	set_range(s, i, n, false);
}

static void op_forget(struct space *s, unsigned long i, unsigned long n)
{
	unsigned long k;

	for (k = 0; k < n; k++)
		if (!s->mapped[i + k])
			return;
	EXPECT_EQ(do_madvise(s->mm, &any, AT(i), n << PAGE_SHIFT, MADV_DONTNEED), 0);
	memset(s->byte + i, 0, n);
}

/* Protection comes and goes; contents stay. */
static void op_protect(struct space *s, unsigned long i, unsigned long n)
{
	(void)do_mprotect(s->mm, &any, AT(i), n << PAGE_SHIFT, PROT_READ);
	(void)do_mprotect(s->mm, &any, AT(i), n << PAGE_SHIFT, PROT_READ | PROT_WRITE);
}

static void step(struct world *w, struct space *s)
{
	unsigned long i = below(w, PRIVATE), n = 1 + below(w, min(PRIVATE - i, 40UL));

	switch (below(w, 16)) {
	case 0:
		op_fork(w, s);
		break;
	case 1:
		if (below(w, 4) == 0)
			op_exit(w, s);
		break;
	case 2:
	case 3:
		op_map(w, s, i, n);
		break;
	case 4:
		EXPECT_EQ(do_munmap(s->mm, AT(i), n << PAGE_SHIFT), 0);
		set_range(s, i, n, false);
		break;
	case 5:
		op_move(w, s, i, n);
		break;
	case 6:
		op_forget(s, i, n);
		break;
	case 7:
		op_protect(s, i, n);
		break;
	default:
		op_write(w, s, below(w, PAGES));
	}
}

static bool check_space(struct world *w, const struct space *s)
{
	unsigned char want, got;
	unsigned long i;

	for (i = 0; i < PAGES; i++) {
		want = i < PRIVATE ? s->byte[i] : w->shared[i - PRIVATE];
		if (access_remote_vm(s->mm, AT(i), &got, 1, 0) != (s->mapped[i] ? 1 : 0))
			return false;
		if (s->mapped[i] && got != want)
			return false;
	}
	return true;
}

static void survive(unsigned int share_min)
{
	long anon = global_page_state(NR_ANON_MAPPED), tables = global_page_state(NR_PAGETABLE);
	long committed = atomic_long_read(&vm_committed_as), shmem = global_page_state(NR_SHMEM);
	struct world *w = kzalloc(sizeof(*w), GFP_KERNEL);
	unsigned int round, i, usual = pt_share_min;
	bool right = true;

	ASSERT_NOT_NULL(w);
	pt_share_min = share_min;
	w->rnd = (struct prng)PRNG_INIT(ktest_seed());
	EXPECT_TRUE(start_first(w));
	for (round = 0; round < 4000 && right; round++) {
		struct space *s = &w->s[below(w, SPACES)];

		if (s->mm)
			step(w, s);
		for (i = 0; i < SPACES && round % 16 == 0; i++)
			right = right && (!w->s[i].mm || check_space(w, &w->s[i]));
	}
	EXPECT_TRUE(right);
	for (i = 0; i < SPACES; i++)
		if (w->s[i].mm)
			mmput(w->s[i].mm);
	kfree(w);
	pt_share_min = usual;
	EXPECT_EQ(global_page_state(NR_ANON_MAPPED), anon);
	EXPECT_LE(global_page_state(NR_PAGETABLE), tables + SPARE_TOP_TABLES);
	EXPECT_EQ(global_page_state(NR_SHMEM), shmem);
	EXPECT_EQ(atomic_long_read(&vm_committed_as), committed);
}

KTEST(vm_stress, contents_survive_everything)
{
	survive(~0U); /* fork copies every table */
}

/* The same with every table that has a private page shared at fork, and with those of many. */
KTEST(vm_stress, contents_survive_with_shared_tables)
{
	survive(1);
	survive(30);
}
