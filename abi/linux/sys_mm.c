/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/sys_mm.c - the memory calls at the border: descriptors, offsets, user buffers
 *
 * Theory
 *   What mm/vm cannot know is settled here: which file a descriptor is, what the caller may do
 *   (struct mm_caller), where results go in user memory.  Everything else, flags and ranges
 *   included, is checked there.
 *
 * Not here: the calls' meaning (mm/vm), memory shared by key (System V).
 *
 * Sources: mmap(2) munmap(2) mprotect(2) mremap(2) madvise(2) msync(2) mincore(2) mlock(2) brk(2)
 *   remap_file_pages(2) membarrier(2)
 */
#include "gen/syscalls.h"

#include "arch/smp.h"
#include "arch/uaccess.h"
#include "kernel/base/printk.h"
#include "kernel/proc/process.h"
#include "kernel/sync/rcu.h"
#include "mm/kmem/slab.h"
#include "mm/phys/alloc.h"
#include "mm/vm/mm.h"

#include "fs/vfs/fdtable.h"
#include "fs/vfs/fs.h"

#include <linux/membarrier.h>
#include <linux/mman.h>

/* mmap(2) */
sysret_t sys_mmap(uaddr_t addr, size_t len, unsigned long prot, unsigned long flags,
		  unsigned int fd, unsigned long off)
{
	struct file *f = NULL;
	struct mm_caller c;
	uaddr_t ret;

	if (offset_in_page(off))
		return -EINVAL;
	if (!(flags & MAP_ANONYMOUS)) {
		f = fget(fd);
		if (!f)
			return -EBADF;
	}
	mm_caller_init(&c);
	/* No file system of huge pages, and no pool of them. */
	if (flags & MAP_HUGETLB)
		ret = (uaddr_t)-EINVAL;
	else
		ret = do_mmap(current->mm, &c, f, addr, len, prot, flags, off >> PAGE_SHIFT);
	if (f)
		fput(f);
	return (sysret_t)ret;
}

/* munmap(2) */
sysret_t sys_munmap(uaddr_t addr, size_t len)
{
	return do_munmap(current->mm, addr, len);
}

/* mprotect(2) */
sysret_t sys_mprotect(uaddr_t addr, size_t len, unsigned long prot)
{
	struct mm_caller c;

	mm_caller_init(&c);
	return do_mprotect(current->mm, &c, addr, len, prot);
}

/* brk(2): the C library makes an error of a break that did not move */
sysret_t sys_brk(uaddr_t brk)
{
	struct mm_caller c;

	mm_caller_init(&c);
	return (sysret_t)do_brk(current->mm, &c, brk);
}

/* mremap(2) */
sysret_t sys_mremap(uaddr_t addr, size_t old_len, size_t new_len, unsigned long flags,
		    uaddr_t new_addr)
{
	struct mm_caller c;

	mm_caller_init(&c);
	return (sysret_t)do_mremap(current->mm, &c, addr, old_len, new_len, flags, new_addr);
}

/* madvise(2) */
sysret_t sys_madvise(uaddr_t addr, size_t len, int advice)
{
	struct mm_caller c;

	mm_caller_init(&c);
	return do_madvise(current->mm, &c, addr, len, advice);
}

/* msync(2) */
sysret_t sys_msync(uaddr_t addr, size_t len, int flags)
{
	return do_msync(current->mm, addr, len, flags);
}

/* mincore(2): a buffer of one page at a time */
sysret_t sys_mincore(uaddr_t addr, size_t len, unsigned char __user *vec)
{
	unsigned long pages = (len >> PAGE_SHIFT) + (offset_in_page(len) != 0), n;
	unsigned char *buf;
	sysret_t ret = 0;

	if (offset_in_page(addr))
		return -EINVAL;
	if (!access_ok((const void __user *)addr, len))
		return -ENOMEM;
	if (!access_ok(vec, pages))
		return -EFAULT;
	buf = (unsigned char *)__get_free_page(GFP_USER);
	if (!buf)
		return -EAGAIN;
	for (; pages && !ret; pages -= n) {
		n = min(pages, PAGE_SIZE);
		ret = do_mincore(current->mm, addr, n, buf);
		if (!ret && copy_to_user(vec, buf, n))
			ret = -EFAULT;
		addr += n << PAGE_SHIFT;
		vec += n;
	}
	free_page((unsigned long)buf);
	return ret;
}

static sysret_t lock_memory(uaddr_t addr, size_t len, unsigned long vm_flags)
{
	struct mm_caller c;

	mm_caller_init(&c);
	return do_mlock(current->mm, &c, addr, len, vm_flags);
}

/* mlock(2) */
sysret_t sys_mlock(uaddr_t addr, size_t len)
{
	return lock_memory(addr, len, 0);
}

/* mlock2(2) */
sysret_t sys_mlock2(uaddr_t addr, size_t len, int flags)
{
	if (flags & ~MLOCK_ONFAULT)
		return -EINVAL;
	return lock_memory(addr, len, flags & MLOCK_ONFAULT ? VM_LOCKONFAULT : 0);
}

/* munlock(2) */
sysret_t sys_munlock(uaddr_t addr, size_t len)
{
	return do_munlock(current->mm, addr, len);
}

/* mlockall(2) */
sysret_t sys_mlockall(int flags)
{
	struct mm_caller c;

	mm_caller_init(&c);
	return do_mlockall(current->mm, &c, flags);
}

/* munlockall(2) */
sysret_t sys_munlockall(void)
{
	return do_munlockall(current->mm);
}

/* remap_file_pages(2): deprecated, emulated by mmap as Linux does */
sysret_t sys_remap_file_pages(uaddr_t addr, size_t len, unsigned long prot, unsigned long pgoff,
			      unsigned long flags)
{
	struct mm_caller c;

	printk_once(KERN_WARNING "%s (%d) uses deprecated remap_file_pages() syscall.\n",
		    current->comm, current->pid);
	mm_caller_init(&c);
	return do_remap_file_pages(current->mm, &c, addr, len, prot, pgoff, flags);
}

/* --- membarrier --- */

static void barrier_here(void *arg __maybe_unused)
{
	smp_mb();
}

#define MEMBARRIER_KNOWN                                                                           \
	(MEMBARRIER_CMD_GLOBAL | MEMBARRIER_CMD_PRIVATE_EXPEDITED |                                \
	 MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED)

/* membarrier(2) */
sysret_t sys_membarrier(int cmd, unsigned int flags, int cpu_id __maybe_unused)
{
	struct mm_struct *mm = current->mm;

	if (flags)
		return -EINVAL;
	switch (cmd) {
	case MEMBARRIER_CMD_QUERY:
		return MEMBARRIER_KNOWN;
	case MEMBARRIER_CMD_GLOBAL:
		if (num_online_cpus() > 1)
			synchronize_rcu();
		return 0;
	case MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED:
		set_bit(MMF_MEMBARRIER, &mm->flags);
		return 0;
	case MEMBARRIER_CMD_PRIVATE_EXPEDITED:
		if (!test_bit(MMF_MEMBARRIER, &mm->flags))
			return -EPERM;
		if (atomic_read(&mm->mm_users) == 1)
			return 0;
		/* Which CPUs run this address space changes as we look: all of them, it is rare. */
		smp_mb();
		smp_call_function_mask(cpu_online_mask, barrier_here, NULL);
		smp_mb();
		return 0;
	default:
		return -EINVAL;
	}
}
