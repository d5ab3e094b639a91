/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/ipc/ipc_ids.h - keys, ids and permissions, common to the three kinds of System V IPC
 *
 * Lifetime: an object is in its ids from ipc_add() to ipc_remove(); `deleted` afterwards.
 * Key: c const after ipc_add(), i ids->lock
 */
#pragma once

#include "base/types.h"
#include "kernel/sched/mutex.h"
#include "lib/hlist.h"
#include "lib/idr.h"

#include <linux/ipc.h>
#include <linux/stat.h>

#define IPC_INDEX_BITS 15
#define IPC_MAX_INDEX  (1 << IPC_INDEX_BITS)
#define IPC_KEY_BITS   7
#define IPC_MODE_BITS  (S_IRWXU | S_IRWXG | S_IRWXO)

struct ipc_perm_obj {
	struct hlist_node by_key; /* [i] unless IPC_PRIVATE */
	int id;			  /* [c] sequence number and index */
	__kernel_key_t key;	  /* [i] IPC_PRIVATE once marked for removal */
	uid_t uid, cuid;	  /* [i], [c] */
	gid_t gid, cgid;	  /* [i], [c] */
	umode_t mode;		  /* [i] with SHM_DEST, SHM_LOCKED */
	unsigned short seq;	  /* [c] */
	bool deleted;		  /* [i] */
};

struct ipc_ids {
	struct mutex lock; /* RANK_IPC: everything here, and the objects */
	struct idr idr;	   /* [i] by index */
	struct hlist_head keys[1 << IPC_KEY_BITS];
	int in_use, last_index; /* [i] */
	unsigned short seq;	/* [i] */
};

#define IPC_IDS_INIT(name)                                                                         \
	{                                                                                          \
		.lock = __MUTEX_INIT((name).lock, RANK_IPC), .idr = IDR_INIT((name).idr),          \
		.last_index = -1                                                                   \
	}

/* All with ids->lock held. */

/* A new object owned by the caller gets an id, which is returned; -ENOSPC (@limit in use), -ENOMEM.
 */
int ipc_add(struct ipc_ids *ids, struct ipc_perm_obj *p, __kernel_key_t key, int flags, int limit);
void ipc_remove(struct ipc_ids *ids, struct ipc_perm_obj *p);
/* No look-up by key finds it any more. */
void ipc_forget_key(struct ipc_perm_obj *p);
struct ipc_perm_obj *ipc_find_key(struct ipc_ids *ids, __kernel_key_t key); /* or NULL */
/* By id: ERR_PTR(-EINVAL) if none is there, or another one by now. */
struct ipc_perm_obj *ipc_find(struct ipc_ids *ids, int id);
struct ipc_perm_obj *ipc_find_index(struct ipc_ids *ids, int index); /* ERR_PTR(-EINVAL) */
int ipc_max_index(const struct ipc_ids *ids);			     /* 0 also if there is none */

/* May the caller do what the bits of @flag (as in a mode, any position) say?  0 or -EACCES. */
int ipc_permitted(const struct ipc_perm_obj *p, int flag);
/* IPC_SET and IPC_RMID: owner, creator or CAP_SYS_ADMIN; 0 or -EPERM. */
int ipc_may_change(const struct ipc_perm_obj *p);
int ipc_set(struct ipc_perm_obj *p, const struct ipc64_perm *from); /* 0 or -EINVAL */
void ipc_get(const struct ipc_perm_obj *p, struct ipc64_perm *to);
