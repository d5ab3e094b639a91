/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/ipc/shm.h - System V shared memory: what the border and /proc call
 */
#pragma once

#include "base/types.h"

#include <linux/shm.h>

struct mm_caller;
struct seq_file;

/* The calls of shmget(2), shmop(2): values or -errno of the manual pages. */
int do_shmget(__kernel_key_t key, size_t size, int flags);
uaddr_t do_shmat(const struct mm_caller *c, int id, uaddr_t addr, int flags);
int do_shmdt(uaddr_t addr);

/* shmctl(2), a function per kind of answer; @cmd is one of those named. */
int shm_get_limits(struct shminfo64 *info); /* IPC_INFO: the highest index in use */
int shm_get_usage(struct shm_info *info);   /* SHM_INFO: likewise */
/* IPC_STAT, SHM_STAT, SHM_STAT_ANY: 0, or for the latter two the id. */
int shm_get_status(int cmd, int id, struct shmid64_ds *ds);
int shm_set_owner(int id, const struct ipc64_perm *perm); /* IPC_SET */
int shm_remove(int id);					  /* IPC_RMID */
int shm_lock(int cmd, int id);				  /* SHM_LOCK, SHM_UNLOCK */

int shm_proc_show(struct seq_file *m, void *v); /* /proc/sysvipc/shm */

extern unsigned long sysctl_shmmax, sysctl_shmall; /* bytes of a segment, pages of all */
extern int sysctl_shmmni;
