/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/proc/task_pages.c - /proc/<pid>/mem and pagemap: the bytes and the pages of an address space
 *
 * Theory
 *   Who may look is decided at open(2), as for maps; afterwards the files are about that address
 *   space.  mem reads and writes as a debugger does: memory that the process itself may not write
 *   is copied for it.  Both go through a page of the kernel's, since no user memory may be touched
 *   while mmap_lock is held.
 *
 * Locks: mmap_lock, inside mm/vm.
 * Sources: proc(5), Linux Documentation/admin-guide/mm/pagemap.rst
 */
#include "internal.h"

#include <linux/capability.h>
#include "kernel/proc/cred.h"
#include "mm/kmem/slab.h"
#include "mm/vm/mm.h"

/* --- mem --- */

/* Up to a page at @addr: bytes, or -EIO if there is no memory, -EFAULT if the caller's is not. */
static ssize_t mem_piece(struct mm_struct *mm, uaddr_t addr, char *page, struct iov_iter *it)
{
	size_t n = min(iov_iter_count(it), PAGE_SIZE), got;

	if (it->dir == ITER_DEST) {
		n = access_remote_vm(mm, addr, page, n, FOLL_FORCE);
		if (!n)
			return -EIO;
		got = copy_to_iter(page, n, it);
	} else {
		got = copy_from_iter(page, n, it);
		if (got < n)
			return -EFAULT;
		got = access_remote_vm(mm, addr, page, n, FOLL_FORCE | FOLL_WRITE);
		iov_iter_revert(it, n - got);
		if (!got)
			return -EIO;
	}
	return got ? (ssize_t)got : -EFAULT;
}

static ssize_t mem_rw(struct file *f, loff_t *pos, struct iov_iter *it)
{
	struct mm_struct *mm = f->private_data;
	ssize_t done = 0, n = 0;
	char *page;

	if (!mm || !mmget_not_zero(mm))
		return 0;
	page = kmalloc(PAGE_SIZE, GFP_KERNEL);
	if (!page)
		n = -ENOMEM;
	while (n >= 0 && iov_iter_count(it)) {
		n = mem_piece(mm, (uaddr_t)*pos, page, it);
		if (n > 0) {
			*pos += n;
			done += n;
		}
		cond_resched();
	}
	kfree(page);
	mmput(mm);
	return done ? done : n;
}

/* Any place of the address space, whatever its sign; not from an end. */
static loff_t mem_lseek(struct file *f, loff_t off, int whence)
{
	if (whence == SEEK_CUR)
		off = (loff_t)((u64)f->f_pos + (u64)off);
	else if (whence != SEEK_SET)
		return -EINVAL;
	f->f_pos = off;
	return off;
}

const struct file_operations proc_mem_fops = {
	.llseek = mem_lseek,
	.read_iter = mem_rw,
	.write_iter = mem_rw,
	.open = proc_mm_open,
	.release = proc_mm_release,
};

/* --- pagemap --- */

#define ENTRY_SIZE  sizeof(u64)
#define MAX_ENTRIES (PAGE_SIZE / ENTRY_SIZE)

static ssize_t pagemap_read(struct file *f, loff_t *pos, struct iov_iter *to)
{
	bool frames = cred_has_cap(f->f_cred, CAP_SYS_ADMIN);
	struct mm_struct *mm = f->private_data;
	unsigned long first = (unsigned long)*pos / ENTRY_SIZE, limit = TASK_SIZE >> PAGE_SHIFT;
	ssize_t done = 0, n = 1;
	u64 *entry;

	if (!mm || !mmget_not_zero(mm))
		return 0;
	entry = kmalloc(PAGE_SIZE, GFP_KERNEL);
	if (!entry)
		n = -ENOMEM;
	else if (*pos < 0 || *pos % ENTRY_SIZE || iov_iter_count(to) % ENTRY_SIZE)
		n = -EINVAL;
	for (; n > 0 && iov_iter_count(to) && first < limit; first += (unsigned long)n) {
		unsigned long want = min(limit - first, iov_iter_count(to) / ENTRY_SIZE);

		n = (ssize_t)min(want, MAX_ENTRIES);
		if (pagemap_fill(mm, first << PAGE_SHIFT, (unsigned int)n, entry, frames))
			n = -EINTR;
		else if (copy_to_iter(entry, (size_t)n * ENTRY_SIZE, to) < (size_t)n * ENTRY_SIZE)
			n = -EFAULT;
		else
			done += n * (ssize_t)ENTRY_SIZE;
		cond_resched();
	}
	kfree(entry);
	mmput(mm);
	*pos += done;
	return done || n > 0 ? done : n;
}

const struct file_operations proc_pagemap_fops = {
	.llseek = mem_lseek,
	.read_iter = pagemap_read,
	.open = proc_mm_open,
	.release = proc_mm_release,
};
