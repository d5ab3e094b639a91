/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/exec_args.c - the strings of a new program: counted, limited, and laid on its stack
 *
 * Theory
 *   The new address space has only a stack while the strings are copied, from its top downwards:
 * the file name, the environment from last to first, the arguments from last to first.  The page
 * that is written now stays referenced, so that a page is looked up once and not once per string.
 *
 *   Strings and the pointers to them may take a quarter of the stack limit, at most 6 MiB and
 * always 128 KiB; one string at most 128 KiB.
 *
 * Locks: mmap_lock of the new address space, for the look-up only: copying from the caller may
 * fault.
 *
 * Sources: execve(2), "Limits on size of arguments and environment"
 */
#include "arch/uaccess.h"
#include "internal.h"
#include "lib/string.h"
#include "mm/phys/page.h"
#include "mm/vm/mm.h"

#define ARG_BYTES_MIN 131072UL /* ARG_MAX: always allowed */
#define ARG_BYTES_MAX (_STK_LIM / 4 * 3)

/* Makes e->page the page that holds @pos. */
static int get_page_at(struct exec_state *e, uaddr_t pos)
{
	struct mm_struct *mm = e->bprm.mm;
	uaddr_t addr = pos & PAGE_MASK;
	struct vm_area_struct *vma;
	int err = 0;

	if (e->page && e->page_addr == addr)
		return 0;
	exec_put_page(e);
	mmap_write_lock(mm);
	if (addr < e->vma_start) {
		vma = find_vma(mm, addr);
		err = vma ? expand_stack_locked(vma, e->caller, addr) : -EFAULT;
		if (!err)
			e->vma_start = vma->vm_start;
	}
	if (!err &&
	    get_user_pages(mm, addr, 1, FOLL_WRITE | FOLL_GET | FOLL_FORCE, &e->page) != 1) {
		e->page = NULL;
		err = -E2BIG;
	}
	mmap_write_unlock(mm);
	e->page_addr = addr;
	return err ? -E2BIG : 0;
}

void exec_put_page(struct exec_state *e)
{
	if (e->page)
		put_page(e->page);
	e->page = NULL;
}

/* Puts @len bytes below e->bprm.p, from the user or the kernel. */
static int push_bytes(struct exec_state *e, const char __user *user, const char *kernel, size_t len)
{
	uaddr_t end = e->bprm.p;
	int err;

	if (len > end - e->argmin)
		return -E2BIG;
	e->bprm.p -= len;
	while (len) {
		uaddr_t first = max((end - 1) & PAGE_MASK, e->bprm.p);
		size_t n = end - first;
		char *to;

		err = get_page_at(e, first);
		if (err)
			return err;
		to = (char *)page_address(e->page) + (first & ~PAGE_MASK);
		len -= n;
		if (kernel)
			memcpy(to, kernel + len, n);
		else if (copy_from_user(to, user + len, n))
			return -EFAULT;
		end = first;
	}
	return 0;
}

int exec_copy_kernel_string(struct exec_state *e, const char *s)
{
	size_t len = strnlen(s, MAX_ARG_STRLEN) + 1;

	if (len > MAX_ARG_STRLEN)
		return -E2BIG;
	return push_bytes(e, NULL, s, len);
}

static int copy_user_string(struct exec_state *e, const char __user *s)
{
	size_t len = strnlen_user(s, MAX_ARG_STRLEN);

	if (!len)
		return -EFAULT;
	if (len > MAX_ARG_STRLEN)
		return -E2BIG;
	return push_bytes(e, s, NULL, len);
}

int exec_count_strings(const struct exec_strings *v)
{
	const char __user *s;
	int n = 0;

	if (v->kernel) {
		while (v->kernel[n])
			n++;
		return n;
	}
	if (!v->user)
		return 0;
	for (;;) {
		if (get_user(s, v->user + n))
			return -EFAULT;
		if (!s)
			return n;
		if (n >= MAX_ARG_STRINGS)
			return -E2BIG;
		n++;
		if (fatal_signal_pending(current))
			return -ERESTARTNOHAND;
		cond_resched();
	}
}

int exec_copy_strings(struct exec_state *e, const struct exec_strings *v, int n)
{
	const char __user *s;
	int err;

	while (n-- > 0) {
		if (v->kernel) {
			err = exec_copy_kernel_string(e, v->kernel[n]);
		} else {
			if (get_user(s, v->user + n))
				return -EFAULT;
			err = copy_user_string(e, s);
		}
		if (err)
			return err;
		if (fatal_signal_pending(current))
			return -ERESTARTNOHAND;
		cond_resched();
	}
	return 0;
}

/* How far down the strings may go; bprm.argc and envc are known. */
int exec_set_limit(struct exec_state *e)
{
	unsigned long limit = min(rlimit(RLIMIT_STACK) / 4, (unsigned long)ARG_BYTES_MAX);
	unsigned long pointers;

	limit = max(limit, ARG_BYTES_MIN);
	pointers = ((unsigned long)max(e->bprm.argc, 1) + (unsigned long)e->bprm.envc) *
		   sizeof(void *);
	if (limit <= pointers)
		return -E2BIG;
	e->argmin = e->bprm.p - (limit - pointers);
	return 0;
}

/* A script's interpreter gets other first arguments: the one on top goes. */
int exec_remove_first_arg(struct exec_state *e)
{
	int err;

	if (!e->bprm.argc)
		return 0;
	for (;;) {
		char c;

		err = get_page_at(e, e->bprm.p);
		if (err)
			return err;
		c = ((char *)page_address(e->page))[e->bprm.p & ~PAGE_MASK];
		e->bprm.p++;
		if (!c)
			break;
	}
	e->bprm.argc--;
	return 0;
}
