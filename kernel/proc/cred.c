/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/cred.c - credentials: ids, groups and capabilities, and how programs change them
 *
 * Theory
 *   A struct cred is shared by whoever has the same rights and never changes once it is published.
 * A task that wants other rights copies its own (prepare_creds), edits the copy, and either
 * publishes it (commit_creds) or throws it away.  Only a task itself replaces its credentials, so
 * it reads them without a lock; others read them under RCU.
 *
 *   Capabilities follow the user ids (capabilities(7), "Effect of user ID changes"): a task whose
 * last 0 id goes loses them, one whose effective id becomes 0 gets its permitted ones in effect.
 *
 * Not here: the counters per user (user.c), set-id programs' files (exec.c).
 *
 * Locks: none; RCU.
 *
 * Sources: credentials(7), capabilities(7), setuid(2) and family, capset(2)
 */
#include "kernel/proc/cred.h"
#include "kernel/base/panic.h"
#include "internal.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"
#include <linux/limits.h>
#include <linux/securebits.h>

static struct group_info init_groups = {.usage = REFCOUNT_INIT(2)};

struct cred init_cred = {
	.usage = REFCOUNT_INIT(4),
	.cap_permitted = CAP_FULL_SET,
	.cap_effective = CAP_FULL_SET,
	.cap_bset = CAP_FULL_SET,
	.group_info = &init_groups,
};

/* The capabilities that follow fsuid: those over files. */
#define CAPS_OF_FSUID                                                                              \
	(1ULL << CAP_CHOWN | 1ULL << CAP_MKNOD | 1ULL << CAP_DAC_OVERRIDE |                        \
	 1ULL << CAP_DAC_READ_SEARCH | 1ULL << CAP_FOWNER | 1ULL << CAP_FSETID |                   \
	 1ULL << CAP_LINUX_IMMUTABLE | 1ULL << CAP_MAC_OVERRIDE)

static void put_group_info(struct group_info *gi)
{
	if (gi && refcount_dec_and_test(&gi->usage))
		kvfree(gi);
}

static void cred_free(struct rcu_head *head)
{
	struct cred *c = container_of(head, struct cred, rcu);

	put_group_info(c->group_info);
	free_uid(c->user);
	kfree(c);
}

const struct cred *get_cred(const struct cred *c)
{
	refcount_inc(&((struct cred *)c)->usage);
	return c;
}

void put_cred(const struct cred *c)
{
	struct cred *w = (struct cred *)c;

	if (w && refcount_dec_and_test(&w->usage))
		call_rcu(&w->rcu, cred_free);
}

const struct cred *get_task_cred(struct task_struct *t)
{
	struct cred *c;

	rcu_read_lock();
	do {
		c = (struct cred *)rcu_dereference(t->cred);
	} while (!refcount_inc_not_zero(&c->usage));
	rcu_read_unlock();
	return c;
}

struct cred *prepare_creds(void)
{
	const struct cred *old = current_cred();
	struct cred *new = kmalloc(sizeof(*new), GFP_KERNEL);

	if (!new)
		return NULL;
	memcpy(new, old, sizeof(*new));
	refcount_set(&new->usage, 1);
	refcount_inc(&new->group_info->usage);
	refcount_inc(&new->user->refs);
	return new;
}

void abort_creds(struct cred *new)
{
	put_cred(new);
}

/* A change of what a task may do closes it to those who could look into it before. */
static void close_to_observers(void)
{
	if (current->mm)
		set_dumpable(current->mm, SUID_DUMP_DISABLE);
	current->pdeath_signal = 0;
}

int commit_creds(struct cred *new)
{
	const struct cred *old = current->cred;

	assert(refcount_read(&new->usage) >= 1);
	if (old->euid != new->euid || old->egid != new->egid || old->fsuid != new->fsuid ||
	    old->fsgid != new->fsgid || (new->cap_permitted & ~old->cap_permitted))
		close_to_observers();
	if (new->user != old->user) {
		atomic_inc(&new->user->processes);
		atomic_dec(&old->user->processes);
	}
	rcu_assign_pointer(current->cred, new);
	put_cred(old);
	return 0;
}

bool cred_has_cap(const struct cred *c, int cap)
{
	return cap >= 0 && cap <= CAP_LAST_CAP && (c->cap_effective >> cap & 1);
}

bool capable(int cap)
{
	if (!cred_has_cap(current_cred(), cap))
		return false;
	current->flags |= PF_SUPERPRIV;
	return true;
}

static bool groups_search(const struct group_info *gi, gid_t gid)
{
	unsigned int lo = 0, hi = gi->ngroups;

	while (lo < hi) {
		unsigned int mid = (lo + hi) / 2;

		if (gi->gid[mid] == gid)
			return true;
		if (gi->gid[mid] < gid)
			lo = mid + 1;
		else
			hi = mid;
	}
	return false;
}

bool in_group_p(const struct cred *c, gid_t gid)
{
	return gid == c->fsgid || groups_search(c->group_info, gid);
}

bool in_egroup_p(const struct cred *c, gid_t gid)
{
	return gid == c->egid || groups_search(c->group_info, gid);
}

/* --- the rules of set*id, the same for users and for groups --- */

#define KEEP ((u32)-1) /* the argument that leaves an id as it is */

struct id_set {
	u32 real, effective, saved;
	int cap; /* the capability that frees one from the rules */
};

static struct id_set uids_of(const struct cred *c)
{
	return (struct id_set){c->uid, c->euid, c->suid, CAP_SETUID};
}

static struct id_set gids_of(const struct cred *c)
{
	return (struct id_set){c->gid, c->egid, c->sgid, CAP_SETGID};
}

/* May a caller with the ids @s take @id without a capability? */
static bool is_own_id(const struct id_set *s, u32 id)
{
	return id == KEEP || id == s->real || id == s->effective || id == s->saved;
}

/* setuid(2), setgid(2) */
static int set_id(struct id_set *s, u32 id)
{
	if (id == KEEP)
		return -EINVAL;
	if (capable(s->cap))
		s->real = s->saved = id;
	else if (id != s->real && id != s->saved)
		return -EPERM;
	s->effective = id;
	return 0;
}

/* setreuid(2), setregid(2) */
static int set_re_id(struct id_set *s, u32 real, u32 effective)
{
	u32 was = s->real;

	if (!(real == KEEP || real == was || real == s->effective) && !capable(s->cap))
		return -EPERM;
	if (!is_own_id(s, effective) && !capable(s->cap))
		return -EPERM;
	if (real != KEEP)
		s->real = real;
	if (effective != KEEP)
		s->effective = effective;
	if (real != KEEP || (effective != KEEP && effective != was))
		s->saved = s->effective;
	return 0;
}

/* setresuid(2), setresgid(2) */
static int set_res_id(struct id_set *s, u32 real, u32 effective, u32 saved)
{
	bool own = is_own_id(s, real) && is_own_id(s, effective) && is_own_id(s, saved);

	if (!own && !capable(s->cap))
		return -EPERM;
	if (real != KEEP)
		s->real = real;
	if (effective != KEEP)
		s->effective = effective;
	if (saved != KEEP)
		s->saved = saved;
	return 0;
}

/* setfsuid(2), setfsgid(2): may the file system id become @id? */
static bool may_set_fs_id(const struct id_set *s, u32 id)
{
	return id != KEEP && (is_own_id(s, id) || capable(s->cap));
}

/* --- user ids --- */

/* @new's real uid changed: charge the process to that user. */
static int charge_to_user(struct cred *new)
{
	struct user_struct *u = alloc_uid(new->uid);

	if (!u)
		return -EAGAIN;
	if ((unsigned long)atomic_read(&u->processes) >= rlimit(RLIMIT_NPROC) && u->uid != 0)
		current->flags |= PF_NPROC_EXCEEDED;
	else
		current->flags &= ~PF_NPROC_EXCEEDED;
	free_uid(new->user);
	new->user = u;
	return 0;
}

static bool has_root_id(const struct cred *c)
{
	return c->uid == 0 || c->euid == 0 || c->suid == 0;
}

static void caps_follow_uids(struct cred *new, const struct cred *old)
{
	if (new->securebits & SECBIT_NO_SETUID_FIXUP)
		return;
	if (has_root_id(old) && !has_root_id(new)) {
		if (!(new->securebits &SECBIT_KEEP_CAPS)) {
			new->cap_permitted = 0;
			new->cap_effective = 0;
		}
		new->cap_ambient = 0;
	}
	if (old->euid == 0 && new->euid != 0)
		new->cap_effective = 0;
	if (old->euid != 0 && new->euid == 0)
		new->cap_effective = new->cap_permitted;
}

/* Publishes @new, whose ids are set. */
static int commit_uids(struct cred *new)
{
	const struct cred *old = current_cred();
	int err;

	if (new->uid != old->uid) {
		err = charge_to_user(new);
		if (err) {
			abort_creds(new);
			return err;
		}
	}
	caps_follow_uids(new, old);
	return commit_creds(new);
}

/* The caller's user ids become @s; the file system id follows the effective one. */
static int become_uids(const struct id_set *s)
{
	struct cred *new = prepare_creds();

	if (!new)
		return -ENOMEM;
	new->uid = s->real;
	new->euid = new->fsuid = s->effective;
	new->suid = s->saved;
	return commit_uids(new);
}

int do_setuid(uid_t uid)
{
	struct id_set s = uids_of(current_cred());
	int err = set_id(&s, uid);

	return err ? err : become_uids(&s);
}

int do_setreuid(uid_t ruid, uid_t euid)
{
	struct id_set s = uids_of(current_cred());
	int err = set_re_id(&s, ruid, euid);

	return err ? err : become_uids(&s);
}

int do_setresuid(uid_t ruid, uid_t euid, uid_t suid)
{
	struct id_set s = uids_of(current_cred());
	int err = set_res_id(&s, ruid, euid, suid);

	return err ? err : become_uids(&s);
}

uid_t do_setfsuid(uid_t uid)
{
	const struct cred *old = current_cred();
	struct id_set s = uids_of(old);
	uid_t before = old->fsuid;
	struct cred *new;

	if (uid == before || !may_set_fs_id(&s, uid))
		return before;
	new = prepare_creds();
	if (!new)
		return before;
	new->fsuid = uid;
	if (!(new->securebits &SECBIT_NO_SETUID_FIXUP)) {
		if (before == 0)
			new->cap_effective &= ~CAPS_OF_FSUID;
		else if (uid == 0)
			new->cap_effective |= new->cap_permitted &CAPS_OF_FSUID;
	}
	(void)commit_creds(new);
	return before;
}

/* --- group ids --- */

static int become_gids(const struct id_set *s)
{
	struct cred *new = prepare_creds();

	if (!new)
		return -ENOMEM;
	new->gid = s->real;
	new->egid = new->fsgid = s->effective;
	new->sgid = s->saved;
	return commit_creds(new);
}

int do_setgid(gid_t gid)
{
	struct id_set s = gids_of(current_cred());
	int err = set_id(&s, gid);

	return err ? err : become_gids(&s);
}

int do_setregid(gid_t rgid, gid_t egid)
{
	struct id_set s = gids_of(current_cred());
	int err = set_re_id(&s, rgid, egid);

	return err ? err : become_gids(&s);
}

int do_setresgid(gid_t rgid, gid_t egid, gid_t sgid)
{
	struct id_set s = gids_of(current_cred());
	int err = set_res_id(&s, rgid, egid, sgid);

	return err ? err : become_gids(&s);
}

gid_t do_setfsgid(gid_t gid)
{
	struct id_set s = gids_of(current_cred());
	gid_t before = current_cred()->fsgid;
	struct cred *new;

	if (gid == before || !may_set_fs_id(&s, gid))
		return before;
	new = prepare_creds();
	if (!new)
		return before;
	new->fsgid = gid;
	(void)commit_creds(new);
	return before;
}

/* Heap sort: no recursion, no extra memory, never quadratic on a hostile list. */
static void sift_down(gid_t *a, unsigned int root, unsigned int n)
{
	while (2 * root + 1 < n) {
		unsigned int child = 2 * root + 1;

		if (child + 1 < n && a[child] < a[child + 1])
			child++;
		if (a[root] >= a[child])
			return;
		swap(a[root], a[child]);
		root = child;
	}
}

static void sort_gids(gid_t *a, unsigned int n)
{
	unsigned int i;

	for (i = n / 2; i-- > 0;)
		sift_down(a, i, n);
	for (i = n; i-- > 1;) {
		swap(a[0], a[i]);
		sift_down(a, 0, i);
	}
}

int do_setgroups(const gid_t *list, unsigned int n)
{
	struct group_info *gi;
	struct cred *new;
	unsigned int i;

	if (!capable(CAP_SETGID))
		return -EPERM;
	if (n > NGROUPS_MAX)
		return -EINVAL;
	for (i = 0; i < n; i++)
		if (list[i] == (gid_t)-1)
			return -EINVAL;
	gi = kvmalloc(struct_size(gi, gid, n), GFP_KERNEL);
	new = prepare_creds();
	if (!gi || !new) {
		kvfree(gi);
		put_cred(new);
		return -ENOMEM;
	}
	refcount_set(&gi->usage, 1);
	gi->ngroups = n;
	memcpy(gi->gid, list, n * sizeof(*list));
	sort_gids(gi->gid, n);
	put_group_info(new->group_info);
	new->group_info = gi;
	return commit_creds(new);
}

/* --- capabilities --- */

int do_capset(u64 effective, u64 permitted, u64 inheritable)
{
	const struct cred *old = current_cred();
	u64 may_inherit = old->cap_inheritable | old->cap_permitted;
	struct cred *new;

	if (!cred_has_cap(old, CAP_SETPCAP) && (inheritable & ~may_inherit))
		return -EPERM;
	if (inheritable & ~(old->cap_inheritable | old->cap_bset))
		return -EPERM;
	if ((permitted & ~old->cap_permitted) || (effective & ~permitted))
		return -EPERM;
	new = prepare_creds();
	if (!new)
		return -ENOMEM;
	new->cap_effective = effective;
	new->cap_permitted = permitted;
	new->cap_inheritable = inheritable;
	new->cap_ambient &= permitted &inheritable;
	return commit_creds(new);
}

/*
 * The transformation of capabilities at execve (capabilities(7)), for files without capabilities of
 * their own: only uid 0 gives any.
 */
static bool caps_at_exec(struct cred *new, const struct cred *old, bool changed_ids)
{
	u64 from_root = 0;
	bool effective = false;

	if (!(new->securebits &SECBIT_NOROOT)) {
		if (new->uid == 0 || new->euid == 0)
			from_root = new->cap_bset | old->cap_inheritable;
		effective = new->euid == 0;
	}
	if (changed_ids)
		new->cap_ambient = 0;
	new->cap_permitted = from_root | new->cap_ambient;
	new->cap_effective = effective ? new->cap_permitted : new->cap_ambient;
	new->securebits &= ~SECBIT_KEEP_CAPS;
	return new->uid != 0 && (effective || (new->cap_permitted & ~new->cap_ambient));
}

struct cred *cred_for_exec(uid_t euid, gid_t egid, bool *secure)
{
	const struct cred *old = current_cred();
	struct cred *new = prepare_creds();
	bool changed_ids;

	if (!new)
		return NULL;
	if (euid != (uid_t)-1)
		new->euid = euid;
	if (egid != (gid_t)-1)
		new->egid = egid;
	changed_ids = new->euid != old->uid || new->egid != old->gid;
	new->suid = new->fsuid = new->euid;
	new->sgid = new->fsgid = new->egid;
	*secure = caps_at_exec(new, old, changed_ids) || changed_ids;
	return new;
}

bool task_can_set_priority(struct task_struct *p)
{
	const struct cred *me = current_cred(), *it = get_task_cred(p);
	bool same = me->euid == it->euid || me->euid == it->uid;

	put_cred(it);
	return same || capable(CAP_SYS_NICE);
}
