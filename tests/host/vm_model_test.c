/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/host/vm_model_test.c - the VMA logic against a plain array of pages, under random calls
 *
 * Theory
 *   The model is one struct per page of a small arena.  Every call is made on both; afterwards the
 *   tree's invariants hold, each page is what the model says, neighbours that may merge have
 *   merged, sizes and promises add up, and the file's tree has just the VMAs of that file.
 *   A second run makes allocations fail: a call that returns -ENOMEM has changed nothing.
 */
#include "kernel/base/ktest.h"
#include "lib/prng.h"
#include "lib/string.h"

#include <linux/mman.h>

#include "../../mm/vm/internal.h"
#include "shim/host.h"

#define ARENA	 0x10000000UL
#define PAGES	 96UL
#define ADDR(i)	 (ARENA + ((i) << PAGE_SHIFT))
#define NR_FILES 2

struct file {
	int refs;
	struct address_space mapping;
};

struct model_page {
	bool mapped, shared, account;
	unsigned int prot;
	struct file *file;
	unsigned long pgoff;
};

static struct file files[NR_FILES];
static struct mm_struct *mm;
static pgd_t no_tables[PTRS_PER_PGD];
static struct model_page model[PAGES];
static bool exact; /* nothing was moved or touched: merging must be complete */
static const struct mm_caller caller = {
	.rlim_as = ~0UL,
	.rlim_data = ~0UL,
	.rlim_stack = ~0UL,
	.rlim_memlock = ~0UL,
};

/* --- files --- */

static void file_get(struct file *f)
{
	f->refs++;
}

static void file_put(struct file *f)
{
	f->refs--;
}

static struct address_space *file_mapping(struct file *f)
{
	return &f->mapping;
}

static unsigned int file_fmode(struct file *f __maybe_unused)
{
	return MM_FMODE_READ | MM_FMODE_WRITE;
}

static const struct vm_operations_struct file_vm_ops;

static int file_mmap(struct file *f __maybe_unused, struct vm_area_struct *vma)
{
	vma->vm_ops = &file_vm_ops;
	return 0;
}

static bool file_noexec(struct file *f __maybe_unused)
{
	return false;
}

static const struct mm_file_ops ops = {
	.get = file_get,
	.put = file_put,
	.mapping = file_mapping,
	.fmode = file_fmode,
	.mmap = file_mmap,
	.noexec = file_noexec,
};

static void setup(void)
{
	static bool once;
	int i;

	if (!once)
		anon_vma_init();
	once = true;
	mm_file_ops = &ops;
	memset(model, 0, sizeof(model));
	mm = host_alloc(sizeof(*mm));
	mm->mm_lock_seq = 1;
	mm->pgd = no_tables;
	mm->mmap_base = ADDR(PAGES);
	mm->task_size = TASK_SIZE;
	init_rwsem(&mm->mmap_lock, RANK_MMAP);
	spin_lock_init(&mm->page_table_lock, RANK_PTL);
	for (i = 0; i < NR_FILES; i++) {
		memset(&files[i], 0, sizeof(files[i]));
		files[i].mapping.i_mmap = RB_ROOT;
		init_rwsem(&files[i].mapping.i_mmap_rwsem, RANK_I_MMAP);
	}
	atomic_long_set(&vm_committed_as, 0);
	exact = true;
}

static void teardown(void)
{
	int i;

	exit_mmap(mm);
	EXPECT_EQ(atomic_long_read(&vm_committed_as), 0);
	for (i = 0; i < NR_FILES; i++) {
		EXPECT_EQ(files[i].refs, 0);
		EXPECT_TRUE(RB_EMPTY_ROOT(&files[i].mapping.i_mmap));
		EXPECT_EQ(atomic_read(&files[i].mapping.i_mmap_writable), 0);
	}
	host_free(mm);
}

/* --- checks --- */

static bool same(const struct model_page *a, const struct model_page *b)
{
	return a->mapped && b->mapped && a->shared == b->shared && a->account == b->account &&
	       a->prot == b->prot && a->file == b->file && a->pgoff + 1 == b->pgoff;
}

static bool vma_agrees(const struct vm_area_struct *vma, unsigned long i)
{
	const struct model_page *p = &model[i];
	unsigned long f = vma->vm_flags;

	return (f & VM_ACCESS_FLAGS) == p->prot && !!(f & VM_SHARED) == p->shared &&
	       !!(f & VM_ACCOUNT) == p->account && vma->vm_file == p->file &&
	       (linear_page_index(vma, ADDR(i)) == p->pgoff);
}

static long count_tree(struct rb_node *n)
{
	return n ? 1 + count_tree(n->rb_left) + count_tree(n->rb_right) : 0;
}

static void check(void)
{
	unsigned long i, mapped = 0, account = 0;
	long in_file[NR_FILES] = {0};
	const struct vm_area_struct *vma;
	int f;

	vma_check_tree(mm);
	for (i = 0; i < PAGES; i++) {
		vma = vma_lookup(mm, ADDR(i));
		EXPECT_EQ(vma != NULL, model[i].mapped);
		if (!vma || !model[i].mapped)
			continue;
		mapped++;
		account += model[i].account;
		EXPECT_TRUE(vma_agrees(vma, i));
		if (i && exact && same(&model[i - 1], &model[i]))
			EXPECT_TRUE(vma->vm_start < ADDR(i));
	}
	EXPECT_EQ(mm->total_vm, mapped);
	EXPECT_EQ(atomic_long_read(&vm_committed_as), (long)account);
	for (vma = mm->mmap; vma; vma = vma->vm_next)
		for (f = 0; f < NR_FILES; f++)
			in_file[f] += vma->vm_file == &files[f];
	for (f = 0; f < NR_FILES; f++) {
		EXPECT_EQ(count_tree(files[f].mapping.i_mmap.rb_node), in_file[f]);
		EXPECT_EQ(files[f].refs, in_file[f]);
	}
}

/* The lowest and highest free run of @n pages by looking at each. */
static bool brute_gap(unsigned long n, bool top, unsigned long *at)
{
	unsigned long i, run = 0;

	for (i = 0; i < PAGES; i++) {
		unsigned long k = top ? PAGES - 1 - i : i;

		run = model[k].mapped ? 0 : run + 1;
		if (run == n) {
			*at = top ? k : k + 1 - n;
			return true;
		}
	}
	return false;
}

static void check_gaps(unsigned long n)
{
	unsigned long want;
	uaddr_t addr;

	EXPECT_EQ(vma_gap_bottomup(mm, n << PAGE_SHIFT, ARENA, ADDR(PAGES), &addr) == 0,
		  brute_gap(n, false, &want));
	if (brute_gap(n, false, &want))
		EXPECT_EQ(addr, ADDR(want));
	EXPECT_EQ(vma_gap_topdown(mm, n << PAGE_SHIFT, ARENA, ADDR(PAGES), &addr) == 0,
		  brute_gap(n, true, &want));
	if (brute_gap(n, true, &want))
		EXPECT_EQ(addr, ADDR(want));
}

/* --- calls --- */

static void random_range(struct prng *r, unsigned long *i, unsigned long *n)
{
	*i = prng_below(r, PAGES);
	*n = 1 + prng_below(r, min(PAGES - *i, prng_below(r, 2) ? 8UL : PAGES));
}

static void model_map(unsigned long i, unsigned long n, unsigned int prot, bool shared,
		      struct file *f, unsigned long pgoff)
{
	unsigned long k;

	for (k = 0; k < n; k++)
		model[i + k] = (struct model_page){
			.mapped = true,
			.shared = shared,
			.prot = prot,
			.file = f,
			.account = !shared && (prot & PROT_WRITE),
			.pgoff = f ? pgoff + k : ADDR(i + k) >> PAGE_SHIFT,
		};
}

/* Returns what the call returned. */
static long op_map(struct prng *r)
{
	unsigned int prot = (unsigned int)prng_below(r, 8);
	struct file *f = prng_below(r, 3) ? NULL : &files[prng_below(r, NR_FILES)];
	bool shared = f && prng_below(r, 2);
	unsigned long i, n, pgoff;
	uaddr_t ret;

	random_range(r, &i, &n);
	/* Often such that neighbours fit. */
	pgoff = f ? (prng_below(r, 4) ? i : prng_below(r, 50)) : 0;
	ret = do_mmap(mm, &caller, f, ADDR(i), n << PAGE_SHIFT, prot,
		      MAP_FIXED | (shared ? MAP_SHARED : MAP_PRIVATE) | (f ? 0 : MAP_ANONYMOUS),
		      pgoff);
	if (ret == ADDR(i))
		model_map(i, n, prot, shared, f, pgoff);
	return ret == ADDR(i) ? 0 : (long)ret;
}

static long op_unmap(struct prng *r)
{
	unsigned long i, n, k;
	int err;

	random_range(r, &i, &n);
	err = do_munmap(mm, ADDR(i), n << PAGE_SHIFT);
	for (k = 0; !err && k < n; k++)
		memset(&model[i + k], 0, sizeof(model[0]));
	return err;
}

static long op_protect(struct prng *r)
{
	unsigned int prot = (unsigned int)prng_below(r, 8);
	unsigned long i, n, k;
	int err;

	random_range(r, &i, &n);
	err = do_mprotect(mm, &caller, ADDR(i), n << PAGE_SHIFT, prot);
	/* A hole stops it there, what is before it is done. */
	for (k = 0; k < n && model[i + k].mapped; k++) {
		if (err == -ENOMEM && k == 0 && !model[i].mapped)
			break;
		if ((prot & PROT_WRITE) && !(model[i + k].prot & PROT_WRITE) &&
		    !model[i + k].shared)
			model[i + k].account = true;
		model[i + k].prot = prot;
	}
	EXPECT_EQ(err, k == n ? 0 : -ENOMEM);
	return err;
}

static long op_remap(struct prng *r)
{
	unsigned long i, n, to, k;
	struct model_page was[PAGES];
	bool touched;
	uaddr_t ret;

	random_range(r, &i, &n);
	to = prng_below(r, PAGES - n + 1);
	for (k = 0; k < n; k++) {
		const struct vm_area_struct *a = vma_lookup(mm, ADDR(i)),
					    *b = vma_lookup(mm, ADDR(i + k));

		if (!a || a != b)
			return 0;
	}
	if (to + n > i && i + n > to)
		return 0;
	memcpy(was, model + i, n * sizeof(was[0]));
	touched = vma_lookup(mm, ADDR(i))->anon_vma;
	ret = do_mremap(mm, &caller, ADDR(i), n << PAGE_SHIFT, n << PAGE_SHIFT,
			MREMAP_MAYMOVE | MREMAP_FIXED, ADDR(to));
	EXPECT_EQ(ret, ADDR(to));
	exact = false;
	for (k = 0; k < n; k++) {
		memset(&model[i + k], 0, sizeof(model[0]));
		model[to + k] = was[k];
		/* Untouched anonymous memory is renumbered, touched keeps its numbers. */
		if (!was[k].file && !touched)
			model[to + k].pgoff = ADDR(to + k) >> PAGE_SHIFT;
	}
	return 0;
}

static void op_touch(struct prng *r)
{
	struct vm_area_struct *vma = vma_lookup(mm, ADDR(prng_below(r, PAGES)));

	if (vma && !(vma->vm_flags & VM_SHARED)) {
		EXPECT_EQ(anon_vma_prepare_locked(vma), 0);
		exact = false;
	}
}

static void run(unsigned int rounds, bool move, u64 salt)
{
	struct prng r = PRNG_INIT(ktest_seed() ^ salt);

	while (rounds--) {
		switch (prng_below(&r, move ? 8 : 6)) {
		case 0:
		case 1:
			EXPECT_EQ(op_map(&r), 0);
			break;
		case 2:
			EXPECT_EQ(op_unmap(&r), 0);
			break;
		case 6:
			op_remap(&r);
			break;
		case 7:
			op_touch(&r);
			break;
		default:
			op_protect(&r);
		}
		check();
		check_gaps(1 + prng_below(&r, 12));
	}
}

KTEST(vm_model, random_calls_merge_completely)
{
	int i;

	for (i = 0; i < 20; i++) {
		setup();
		run(300, false, (u64)i);
		teardown();
	}
}

KTEST(vm_model, random_calls_with_moves_and_touched_memory)
{
	int i;

	for (i = 0; i < 20; i++) {
		setup();
		run(300, true, 1000 + (u64)i);
		teardown();
	}
}

KTEST(vm_model, no_memory_changes_nothing)
{
	struct prng r = PRNG_INIT(ktest_seed());
	unsigned int i, failed = 0;
	long err;

	setup();
	for (i = 0; i < 4000; i++) {
		host_fail_after((long)prng_below(&r, 4));
		err = prng_below(&r, 2) ? op_map(&r) : op_unmap(&r);
		host_fail_after(-1);
		if (err) {
			EXPECT_EQ(err, -ENOMEM);
			failed++;
		}
		check();
	}
	EXPECT_GT(failed, 50u);
	teardown();
}

KTEST(vm_model, map_count_limit)
{
	int limit = sysctl_max_map_count;
	uaddr_t ret;
	int err;

	setup();
	ret = do_mmap(mm, &caller, NULL, ADDR(0), 9 << PAGE_SHIFT, PROT_READ,
		      MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, 0);
	EXPECT_EQ(ret, ADDR(0));
	model_map(0, 9, PROT_READ, false, NULL, 0);
	sysctl_max_map_count = 1;
	/* Two pieces are one too many; cutting off an end is not. */
	err = do_munmap(mm, ADDR(3), PAGE_SIZE);
	EXPECT_EQ(err, -ENOMEM);
	check();
	err = do_munmap(mm, ADDR(8), PAGE_SIZE);
	EXPECT_EQ(err, 0);
	memset(&model[8], 0, sizeof(model[0]));
	check();
	err = do_mprotect(mm, &caller, ADDR(3), PAGE_SIZE, PROT_NONE);
	EXPECT_EQ(err, -ENOMEM);
	EXPECT_EQ(mm->map_count, 1);
	sysctl_max_map_count = limit;
	teardown();
}

/* Errors of the calls, in the order in which Linux finds them. */
KTEST(vm_model, argument_errors)
{
	unsigned long anon = MAP_PRIVATE | MAP_ANONYMOUS;

	setup();
#define TRY(want, ...) EXPECT_EQ((long)do_mmap(mm, &caller, __VA_ARGS__), (long)(want))
	TRY(-EINVAL, NULL, 0, 0, PROT_READ, anon, 0);
	TRY(-ENOMEM, NULL, 0, ~0UL, PROT_READ, anon, 0);
	TRY(-ENOMEM, NULL, 0, TASK_SIZE + PAGE_SIZE, PROT_READ, anon, 0);
	TRY(-EOVERFLOW, NULL, 0, PAGE_SIZE, PROT_READ, anon, ~0UL);
	TRY(-EINVAL, NULL, ARENA + 1, PAGE_SIZE, PROT_READ, anon | MAP_FIXED, 0);
	TRY(-ENOMEM, NULL, TASK_SIZE, PAGE_SIZE, PROT_READ, anon | MAP_FIXED, 0);
	TRY(-EPERM, NULL, 0, PAGE_SIZE, PROT_READ, anon | MAP_FIXED, 0);
	TRY(-EINVAL, NULL, 0, PAGE_SIZE, PROT_READ, MAP_ANONYMOUS, 0);
	TRY(-EINVAL, NULL, 0, PAGE_SIZE, PROT_READ, MAP_ANONYMOUS | MAP_SHARED_VALIDATE, 0);
	TRY(-EINVAL, NULL, 0, PAGE_SIZE, PROT_READ, MAP_ANONYMOUS | MAP_SHARED | MAP_GROWSDOWN, 0);
	TRY(-EOPNOTSUPP, &files[0], 0, PAGE_SIZE, PROT_READ, MAP_SHARED_VALIDATE | MAP_SYNC, 0);
	TRY(-EINVAL, &files[0], 0, PAGE_SIZE, PROT_READ, MAP_PRIVATE | MAP_GROWSDOWN, 0);
	TRY(ADDR(4), NULL, ADDR(4), PAGE_SIZE, PROT_READ, anon | MAP_FIXED_NOREPLACE, 0);
	TRY(-EEXIST, NULL, ADDR(3), 2 * PAGE_SIZE, PROT_READ, anon | MAP_FIXED_NOREPLACE, 0);
#undef TRY
	EXPECT_EQ(do_munmap(mm, ARENA + 1, PAGE_SIZE), -EINVAL);
	EXPECT_EQ(do_munmap(mm, ARENA, 0), -EINVAL);
	EXPECT_EQ(do_munmap(mm, TASK_SIZE, PAGE_SIZE), -EINVAL);
	EXPECT_EQ(do_munmap(mm, ADDR(50), PAGE_SIZE), 0);
	EXPECT_EQ(do_mprotect(mm, &caller, ADDR(4), PAGE_SIZE, 0x10), -EINVAL);
	EXPECT_EQ(do_mprotect(mm, &caller, ADDR(5), PAGE_SIZE, PROT_READ), -ENOMEM);
	EXPECT_EQ(do_mprotect(mm, &caller, ADDR(4), PAGE_SIZE, PROT_READ | PROT_GROWSDOWN),
		  -EINVAL);
#define TRY(want, ...) EXPECT_EQ((long)do_mremap(mm, &caller, __VA_ARGS__), (long)(want))
	TRY(-EFAULT, ADDR(6), PAGE_SIZE, PAGE_SIZE, 0, 0);
	TRY(-EINVAL, ADDR(4), PAGE_SIZE, 0, 0, 0);
	TRY(-EINVAL, ADDR(4), PAGE_SIZE, PAGE_SIZE, MREMAP_FIXED, ADDR(9));
	TRY(-EINVAL, ADDR(4), PAGE_SIZE, PAGE_SIZE, MREMAP_FIXED | MREMAP_MAYMOVE, ADDR(4));
	TRY(-EINVAL, ADDR(4), 0, PAGE_SIZE, MREMAP_MAYMOVE, 0);
	TRY(-EFAULT, ADDR(4), 2 * PAGE_SIZE, 3 * PAGE_SIZE, MREMAP_MAYMOVE, 0);
	TRY(ADDR(4), ADDR(4), PAGE_SIZE, 3 * PAGE_SIZE, 0, 0);
#undef TRY
	teardown();
}
