/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/ipc/ipc_ids.c - keys, ids and permissions, common to the three kinds of System V IPC
 *
 * Theory
 *   An id is an index into a table plus a sequence number times 32768.  Indices are given in a
 *   circle; each time the circle closes the sequence number grows, so that an id that was removed
 *   is not soon another object's: the old one is then EINVAL, as on Linux.
 *
 * Not here: namespaces of ids; there is one.
 *
 * Locks: ids->lock, held by the caller.
 * Sources: svipc(7) (sysvipc(7)), ftok(3)
 */
#include "ipc_ids.h"

#include "base/err.h"
#include "kernel/proc/cred.h"
#include "lib/hash.h"
#include "mm/kmem/slab.h"

#define IPC_MIN_CYCLE 64 /* indices that are used before one is used again */
#define IPC_SEQ_LIMIT (INT32_MAX / IPC_MAX_INDEX)

static struct hlist_head *key_bucket(struct ipc_ids *ids, __kernel_key_t key)
{
	return &ids->keys[hash_2u64((u32)key, 0) >> (64 - IPC_KEY_BITS)];
}

int ipc_add(struct ipc_ids *ids, struct ipc_perm_obj *p, __kernel_key_t key, int flags, int limit)
{
	const struct cred *cred = current_cred();
	int cycle, index;

	limit = min(limit, IPC_MAX_INDEX);
	if (ids->in_use >= limit)
		return -ENOSPC;
	p->key = key;
	p->mode = (umode_t)(flags & IPC_MODE_BITS);
	p->uid = p->cuid = cred->euid;
	p->gid = p->cgid = cred->egid;
	p->deleted = false;
	cycle = min(max(ids->in_use * 3 / 2, IPC_MIN_CYCLE), limit);
	index = idr_alloc_cyclic(&ids->idr, p, 0, cycle, GFP_KERNEL);
	if (index < 0)
		return index;
	if (index <= ids->last_index && ++ids->seq >= IPC_SEQ_LIMIT)
		ids->seq = 0;
	ids->last_index = index;
	ids->in_use++;
	p->seq = ids->seq;
	p->id = (int)p->seq * IPC_MAX_INDEX + index;
	INIT_HLIST_NODE(&p->by_key);
	if (key != IPC_PRIVATE)
		hlist_add_head(&p->by_key, key_bucket(ids, key));
	return p->id;
}

void ipc_forget_key(struct ipc_perm_obj *p)
{
	if (p->key != IPC_PRIVATE)
		hlist_del_init(&p->by_key);
	p->key = IPC_PRIVATE;
}

void ipc_remove(struct ipc_ids *ids, struct ipc_perm_obj *p)
{
	ipc_forget_key(p);
	idr_remove(&ids->idr, (unsigned long)p->id % IPC_MAX_INDEX);
	ids->in_use--;
	p->deleted = true;
}

struct ipc_perm_obj *ipc_find_key(struct ipc_ids *ids, __kernel_key_t key)
{
	struct ipc_perm_obj *p;

	hlist_for_each_entry (p, key_bucket(ids, key), by_key)
		if (p->key == key)
			return p;
	return NULL;
}

struct ipc_perm_obj *ipc_find_index(struct ipc_ids *ids, int index)
{
	struct ipc_perm_obj *p;

	if (index < 0)
		return ERR_PTR(-EINVAL);
	p = idr_find(&ids->idr, (unsigned long)index % IPC_MAX_INDEX);
	return p ? p : ERR_PTR(-EINVAL);
}

struct ipc_perm_obj *ipc_find(struct ipc_ids *ids, int id)
{
	struct ipc_perm_obj *p = ipc_find_index(ids, id);

	if (!IS_ERR(p) && p->id != id)
		return ERR_PTR(-EINVAL);
	return p;
}

int ipc_max_index(const struct ipc_ids *ids)
{
	struct ipc_perm_obj *p;
	unsigned long index;
	int max = 0;

	idr_for_each_entry(&ids->idr, p, index) max = (int)index;
	return max;
}

int ipc_permitted(const struct ipc_perm_obj *p, int flag)
{
	const struct cred *cred = current_cred();
	unsigned int want =
		((unsigned int)flag >> 6 | (unsigned int)flag >> 3 | (unsigned int)flag) & S_IRWXO;
	unsigned int granted = p->mode;

	if (cred->euid == p->cuid || cred->euid == p->uid)
		granted >>= 6;
	else if (in_egroup_p(cred, p->cgid) || in_egroup_p(cred, p->gid))
		granted >>= 3;
	return !(want & ~granted) || capable(CAP_IPC_OWNER) ? 0 : -EACCES;
}

int ipc_may_change(const struct ipc_perm_obj *p)
{
	uid_t euid = current_euid();

	return euid == p->cuid || euid == p->uid || capable(CAP_SYS_ADMIN) ? 0 : -EPERM;
}

int ipc_set(struct ipc_perm_obj *p, const struct ipc64_perm *from)
{
	if (from->uid == (uid_t)-1 || from->gid == (gid_t)-1)
		return -EINVAL;
	p->uid = from->uid;
	p->gid = from->gid;
	p->mode = (umode_t)((p->mode & ~IPC_MODE_BITS) | (from->mode & IPC_MODE_BITS));
	return 0;
}

void ipc_get(const struct ipc_perm_obj *p, struct ipc64_perm *to)
{
	*to = (struct ipc64_perm){
		.key = p->key,
		.uid = p->uid,
		.gid = p->gid,
		.cuid = p->cuid,
		.cgid = p->cgid,
		.mode = p->mode,
		.seq = p->seq,
	};
}
