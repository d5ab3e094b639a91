/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/sys_process_vm.c - process_vm_readv and process_vm_writev: another process's memory
 *
 * Theory
 *   Bytes go through a page of the kernel's: the other address space is locked while its side is
 *   copied, and the caller's own memory must not be touched then (the two may be the same).
 *
 * Not here: /proc/<pid>/mem (fs/proc/task_mem.c).
 *
 * Sources: process_vm_readv(2)
 */
#include "sys_file.h"

#include "kernel/proc/access.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/process.h"
#include "kernel/sched/sched.h"
#include "mm/kmem/slab.h"
#include "mm/vm/mm.h"

#include <linux/uio.h>

/* The address space of @t, which the caller may trace; ERR_PTR(-ESRCH, -EPERM, -EINTR). */
static struct mm_struct *traced_mm(struct task_struct *t)
{
	struct mm_struct *mm = mm_access(t, ACCESS_REALCREDS);

	if (!mm)
		return ERR_PTR(-ESRCH);
	return mm == ERR_PTR(-EACCES) ? ERR_PTR(-EPERM) : mm;
}

/* One range of @mm against the iterator: bytes moved; *err why it stopped, or 0. */
static size_t move_range(struct mm_struct *mm, uaddr_t addr, size_t len, struct iov_iter *it,
			 char *page, int *err)
{
	bool write = it->dir == ITER_SOURCE;
	size_t done = 0, n, got;

	len = min(len, iov_iter_count(it));
	for (*err = 0; done < len && !*err; done += got, addr += got) {
		n = min(len - done, PAGE_SIZE - offset_in_page(addr));
		if (write) {
			got = copy_from_iter(page, n, it);
			*err = got < n ? -EFAULT : 0;
			n = got;
		}
		got = access_remote_vm(mm, addr, page, n, write ? FOLL_WRITE : 0);
		if (got < n) {
			*err = -EFAULT;
			if (write)
				iov_iter_revert(it, n - got);
		}
		if (!write) {
			n = got;
			got = copy_to_iter(page, n, it);
			if (got < n)
				*err = -EFAULT;
		}
		if (signal_pending_state(TASK_KILLABLE))
			*err = -EINTR;
		cond_resched();
	}
	return done;
}

static ssize_t move_all(struct mm_struct *mm, const struct user_iovec *remote, unsigned long nr,
			struct iov_iter *it)
{
	char *page = kmalloc(PAGE_SIZE, GFP_KERNEL);
	unsigned long i;
	ssize_t done = 0;
	int err = 0;

	if (!page)
		return -ENOMEM;
	for (i = 0; i < nr && !err && iov_iter_count(it); i++)
		done += (ssize_t)move_range(mm, (uaddr_t)remote[i].iov_base, remote[i].iov_len, it,
					    page, &err);
	kfree(page);
	return done ? done : err;
}

/* Does it name any bytes? */
static bool vec_bytes(const struct user_iovec *iov, unsigned long nr)
{
	while (nr && !iov[nr - 1].iov_len)
		nr--;
	return nr;
}

static ssize_t process_vm(pid_t pid, enum iter_dir dir, const struct user_iovec __user *lvec,
			  unsigned long nr_local, const struct user_iovec __user *rvec,
			  unsigned long nr_remote, unsigned long flags)
{
	struct user_vec local, remote;
	struct task_struct *t;
	struct mm_struct *mm;
	struct iov_iter it;
	ssize_t ret;

	if (flags)
		return -EINVAL;
	ret = get_vec(&local, dir, lvec, nr_local, &it);
	if (ret)
		return ret;
	if (!iov_iter_count(&it))
		goto put_local;
	ret = get_remote_vec(&remote, rvec, nr_remote);
	if (ret)
		goto put_local;
	if (!vec_bytes(remote.iov, nr_remote))
		goto put_remote;
	ret = -ESRCH;
	t = find_get_task_by_vpid(pid);
	if (!t)
		goto put_remote;
	mm = traced_mm(t);
	put_task_struct(t);
	ret = PTR_ERR(mm);
	if (!IS_ERR(mm)) {
		ret = move_all(mm, remote.iov, nr_remote, &it);
		mmput(mm);
	}
put_remote:
	put_vec(&remote);
put_local:
	put_vec(&local);
	return ret;
}

sysret_t sys_process_vm_readv(pid_t pid, const struct user_iovec __user *lvec,
			      unsigned long nr_local, const struct user_iovec __user *rvec,
			      unsigned long nr_remote, unsigned long flags)
{
	return process_vm(pid, ITER_DEST, lvec, nr_local, rvec, nr_remote, flags);
}

sysret_t sys_process_vm_writev(pid_t pid, const struct user_iovec __user *lvec,
			       unsigned long nr_local, const struct user_iovec __user *rvec,
			       unsigned long nr_remote, unsigned long flags)
{
	return process_vm(pid, ITER_SOURCE, lvec, nr_local, rvec, nr_remote, flags);
}
