/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/vdso/map.c - [vvar] and [vdso] in every new address space
 *
 * Theory
 *   The image is copied once, at boot, to pages that all processes share; the data page, a page of
 * the kernel's own image that arch_vdso_update() writes, lies right before it. As on Linux the two
 * go above the stack, at a random place, or into the mmap area if there is no room.
 *
 * Locks: none; the mm calls lock.
 *
 * Sources: vdso(7), proc(5) (maps)
 */
#include "abi/linux/vdso.h"
#include "arch/clock.h"
#include "kernel/base/panic.h"
#include "kernel/base/random.h"
#include "kernel/proc/process.h"
#include "kernel/sched/sched.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"
#include "mm/phys/alloc.h"
#include "mm/vm/mm.h"

#define VDSO_PAGES_MAX 4
#define STACK_PMD_SIZE (2UL << 20)

extern const char vdso_image_start[], vdso_image_end[]; /* image.S */

static struct page *vvar_pages[2], *vdso_pages[VDSO_PAGES_MAX + 1]; /* NULL-terminated */
static unsigned int vdso_npages;
static const struct vm_special_mapping vvar_mapping = {.name = "[vvar]", .pages = vvar_pages};
static const struct vm_special_mapping vdso_mapping = {.name = "[vdso]", .pages = vdso_pages};

void vdso_init(void)
{
	size_t size = (size_t)(vdso_image_end - vdso_image_start), done;
	unsigned int i;

	vdso_npages = (unsigned int)DIV_ROUND_UP(size, PAGE_SIZE);
	assert(vdso_npages > 0 && vdso_npages <= VDSO_PAGES_MAX);
	assert(IS_ALIGNED((uaddr_t)&vdso_data, PAGE_SIZE));
	vvar_pages[0] = phys_to_page(__pa_symbol(&vdso_data));
	for (i = 0, done = 0; i < vdso_npages; i++, done += PAGE_SIZE) {
		vdso_pages[i] = alloc_page(GFP_KERNEL | __GFP_ZERO);
		if (!vdso_pages[i])
			panic("vdso: no memory");
		memcpy(page_address(vdso_pages[i]), vdso_image_start + done,
		       min(size - done, PAGE_SIZE));
	}
}

/* A place between the stack and the end of its 2 MiB, so that no further page table is needed. */
static uaddr_t hint_above_stack(const struct mm_struct *mm, size_t len)
{
	uaddr_t start = PAGE_ALIGN(mm->start_stack);
	uaddr_t end = ALIGN(start + len, STACK_PMD_SIZE);

	if (!(current->flags & PF_RANDOMIZE))
		return 0;
	if (end > TASK_SIZE)
		end = TASK_SIZE;
	if (end < start + len)
		return 0;
	end -= len;
	return start + ((uaddr_t)get_random_u32_below((u32)((end - start) >> PAGE_SHIFT) + 1)
			<< PAGE_SHIFT);
}

int map_vdso(struct mm_struct *mm, uaddr_t *addr)
{
	size_t vvar_len = PAGE_SIZE, vdso_len = vdso_npages * PAGE_SIZE;
	struct mm_caller caller;
	struct vm_area_struct *vma;
	uaddr_t at;

	mm_caller_init(&caller);
	mmap_write_lock(mm);
	at = get_unmapped_area(mm, &caller, hint_above_stack(mm, vvar_len + vdso_len),
			       vvar_len + vdso_len, 0);
	mmap_write_unlock(mm);
	if (IS_ERR((void *)at))
		return (int)(long)at;
	vma = install_special_mapping(mm, at + vvar_len, vdso_len,
				      VM_READ | VM_EXEC | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC,
				      &vdso_mapping);
	if (IS_ERR(vma))
		return (int)PTR_ERR(vma);
	vma = install_special_mapping(mm, at, vvar_len, VM_READ | VM_MAYREAD | VM_DONTDUMP,
				      &vvar_mapping);
	if (IS_ERR(vma))
		return (int)PTR_ERR(vma);
	mm->vdso = at + vvar_len;
	*addr = mm->vdso;
	return 0;
}
