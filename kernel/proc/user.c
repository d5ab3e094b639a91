/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/user.c - what is counted per real user id
 *
 * Theory
 *   A user_struct exists while any credential, queued signal or locked memory is charged to its
 * uid.  A small hash table finds it; users are few.
 *
 * Locks: uid_lock (RANK_LEAF) for the table; the counters are atomic.
 *
 * Sources: getrlimit(2) (RLIMIT_NPROC, RLIMIT_SIGPENDING, RLIMIT_MEMLOCK)
 */
#include "internal.h"
#include "lib/hash.h"
#include "lib/hlist.h"
#include "mm/kmem/slab.h"

#define UID_HASH_BITS 4

static DEFINE_SPINLOCK(uid_lock, RANK_LEAF);
static struct hlist_head uid_table[1 << UID_HASH_BITS]; /* [uid_lock] */

/* uid 0 is always there: the boot task runs as it. */
static struct user_struct root_user = {.refs = REFCOUNT_INIT(2), .processes = ATOMIC_INIT(1)};

static struct hlist_head *uid_bucket(uid_t uid)
{
	return &uid_table[hash_32(uid, UID_HASH_BITS)];
}

/* Referenced; uid_lock held. */
static struct user_struct *find_user_locked(uid_t uid)
{
	struct user_struct *u;

	hlist_for_each_entry (u, uid_bucket(uid), hash)
		if (u->uid == uid && refcount_inc_not_zero(&u->refs))
			return u;
	return NULL;
}

struct user_struct *find_user(uid_t uid)
{
	struct user_struct *u;

	spin_lock_irq(&uid_lock);
	u = find_user_locked(uid);
	spin_unlock_irq(&uid_lock);
	return u;
}

struct user_struct *alloc_uid(uid_t uid)
{
	struct user_struct *u = find_user(uid), *fresh;

	if (u)
		return u;
	fresh = kzalloc(sizeof(*fresh), GFP_KERNEL);
	if (!fresh)
		return NULL;
	fresh->uid = uid;
	refcount_set(&fresh->refs, 1);

	spin_lock_irq(&uid_lock);
	u = find_user_locked(uid);
	if (!u) {
		hlist_add_head(&fresh->hash, uid_bucket(uid));
		u = fresh;
		fresh = NULL;
	}
	spin_unlock_irq(&uid_lock);
	kfree(fresh); /* somebody was faster */
	return u;
}

/* Any context: signals are freed in interrupts. */
void free_uid(struct user_struct *u)
{
	unsigned long flags;

	if (!u || !refcount_dec_and_test(&u->refs))
		return;
	spin_lock_irqsave(&uid_lock, flags);
	hlist_del(&u->hash);
	spin_unlock_irqrestore(&uid_lock, flags);
	kfree(u);
}

void cred_init(void)
{
	init_cred.user = &root_user;
	hlist_add_head(&root_user.hash, uid_bucket(0));
}
