/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/sys_ipc.c - System V IPC at the border
 *
 * Sources: shmget(2) shmop(2) shmctl(2)
 */
#include "border.h"
#include "gen/syscalls.h"

#include "arch/uaccess.h"
#include "kernel/ipc/shm.h"
#include "kernel/proc/process.h"
#include "mm/vm/mm.h"

ABI_STRUCT(shmid64_ds, 112);
ABI_STRUCT(shminfo64, 72);
ABI_STRUCT(shm_info, 48);

/* --- shared memory --- */

sysret_t sys_shmget(int key, size_t size, int flags)
{
	return do_shmget(key, size, flags);
}

sysret_t sys_shmat(int id, uaddr_t addr, int flags)
{
	struct mm_caller c;

	mm_caller_init(&c);
	return (sysret_t)do_shmat(&c, id, addr, flags);
}

sysret_t sys_shmdt(uaddr_t addr)
{
	return do_shmdt(addr);
}

sysret_t sys_shmctl(int id, int cmd, void __user *buf)
{
	union {
		struct shminfo64 limits;
		struct shm_info usage;
		struct shmid64_ds ds;
	} u;
	sysret_t ret;

	if (cmd < 0 || id < 0)
		return -EINVAL;
	switch (cmd) {
	case IPC_INFO:
		ret = shm_get_limits(&u.limits);
		return copy_to_user(buf, &u.limits, sizeof(u.limits)) ? -EFAULT : ret;
	case SHM_INFO:
		ret = shm_get_usage(&u.usage);
		return copy_to_user(buf, &u.usage, sizeof(u.usage)) ? -EFAULT : ret;
	case SHM_STAT:
	case SHM_STAT_ANY:
	case IPC_STAT:
		ret = shm_get_status(cmd, id, &u.ds);
		if (ret < 0)
			return ret;
		return copy_to_user(buf, &u.ds, sizeof(u.ds)) ? -EFAULT : ret;
	case IPC_SET:
		if (copy_from_user(&u.ds, buf, sizeof(u.ds)))
			return -EFAULT;
		return shm_set_owner(id, &u.ds.shm_perm);
	case IPC_RMID:
		return shm_remove(id);
	case SHM_LOCK:
	case SHM_UNLOCK:
		return shm_lock(cmd, id);
	default:
		return -EINVAL;
	}
}
