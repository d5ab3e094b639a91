/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/namespace.c - the tree of mounts: attach, detach, copy; mount namespaces
 *
 * Theory
 *   A namespace is a tree of mounts with a root, and the list of them in the order of mounting
 *   (/proc/mounts).  The tree changes under namespace_sem; each single change of hash and links is
 *   made under mount_lock, so that path walks see it or do not.  Detached mounts are collected
 *   and dropped after namespace_sem is released, because that may sleep and kill file systems.
 *
 *   Propagation (shared subtrees) is not there: every mount is private.
 *
 * Not here: the calls and their flags (fs_mount.c), single mounts (mount.c).
 *
 * Locks: namespace_sem (RANK_NAMESPACE) -> i_rwsem of the mountpoint -> mount_lock.
 * Sources: mount_namespaces(7), umount2(2), proc(5) mounts
 */
#include "namespace.h"

#include "lib/string.h"

DECLARE_RWSEM(namespace_sem, RANK_NAMESPACE);
struct mnt_namespace *init_mnt_ns;
struct nsproxy init_nsproxy = {.count = REFCOUNT_INIT(1)};

bool check_mnt(const struct mount *m)
{
	return m->mnt_ns && m->mnt_ns == current->nsproxy->mnt_ns;
}

/* Preorder: the mount after @p in the tree below @root, or NULL. */
struct mount *next_mnt(struct mount *p, struct mount *root)
{
	struct list_head *next = p->mnt_mounts.next;

	if (next == &p->mnt_mounts) {
		for (;;) {
			if (p == root)
				return NULL;
			next = p->mnt_child.next;
			if (next != &p->mnt_parent->mnt_mounts)
				break;
			p = p->mnt_parent;
		}
	}
	return list_entry(next, struct mount, mnt_child);
}

static void touch_mnt_namespace(struct mnt_namespace *ns)
{
	if (ns) {
		ns->seq++;
		wake_up_all(&ns->poll);
	}
}

/* --- d_flags of mountpoints --- */

void d_set_mounted(struct dentry *d)
{
	spin_lock(&d->d_lock);
	d_flags_set(d, DCACHE_MOUNTED);
	spin_unlock(&d->d_lock);
}

void d_clear_mounted(struct dentry *d)
{
	spin_lock(&d->d_lock);
	d_flags_clear(d, DCACHE_MOUNTED);
	spin_unlock(&d->d_lock);
}

bool is_local_mountpoint(struct dentry *d)
{
	struct mount *m;
	bool found = false;

	if (!d_mounted(d))
		return false;
	down_read(&namespace_sem);
	list_for_each_entry (m, &current->nsproxy->mnt_ns->list, mnt_list)
		found = found || m->mnt_mountpoint == d;
	up_read(&namespace_sem);
	return found;
}

/* --- attach and detach: namespace_sem held for writing --- */

/* @m (with the tree below it) appears on (@parent, @mountpoint); its creation reference becomes the
 * tree's. */
void attach_mnt(struct mount *m, struct mount *parent, struct dentry *mountpoint)
{
	d_set_mounted(mountpoint);
	mntget(parent);
	dget(mountpoint);
	write_seqlock(&mount_lock);
	m->mnt_parent = parent;
	m->mnt_mountpoint = mountpoint;
	list_add_tail(&m->mnt_child, &parent->mnt_mounts);
	mnt_hash_add(m);
	write_sequnlock(&mount_lock);
}

/* Enters the tree @root into @ns: the lists in order of mounting. */
void commit_tree(struct mount *root, struct mnt_namespace *ns)
{
	struct mount *p;

	for (p = root; p; p = next_mnt(p, root)) {
		p->mnt_ns = ns;
		list_add_tail(&p->mnt_list, &ns->list);
	}
	touch_mnt_namespace(ns);
}

/* @m leaves its place; Return in @old what the caller must path_put(). */
void detach_mnt(struct mount *m, struct path *old)
{
	bool last;

	old->mnt = m->mnt_parent;
	old->dentry = m->mnt_mountpoint;
	write_seqlock(&mount_lock);
	mnt_hash_del(m);
	list_del_init(&m->mnt_child);
	m->mnt_parent = m;
	m->mnt_mountpoint = m->mnt_root;
	last = !any_mount_on(old->dentry);
	write_sequnlock(&mount_lock);
	if (last)
		d_clear_mounted(old->dentry);
}

/* Takes @root and all below out of the tree and its namespace, onto @dead. */
void umount_tree(struct mount *root, struct list_head *dead)
{
	struct mount *p;

	for (p = root; p; p = next_mnt(p, root)) {
		touch_mnt_namespace(p->mnt_ns);
		p->mnt_ns = NULL;
		p->unmounted = true;
		list_move_tail(&p->mnt_list, dead);
	}
	list_for_each_entry (p, dead, mnt_list)
		if (p->mnt_parent != p)
			detach_mnt(p, &p->mnt_ex);
}

/* Ends a change of the tree and drops what umount_tree() collected; may kill file systems. */
void namespace_unlock(struct list_head *dead)
{
	struct mount *m, *n;

	up_write(&namespace_sem);
	list_for_each_entry_safe_reverse(m, n, dead, mnt_list)
	{
		list_del_init(&m->mnt_list);
		if (m->mnt_ex.dentry)
			path_put(&m->mnt_ex);
		m->mnt_ex = (struct path){0};
		mntput(m);
	}
}

void detach_mounts_of(struct dentry *d)
{
	LIST_HEAD(dead);
	struct mount *m;

	down_write(&namespace_sem);
	for (;;) {
		write_seqlock(&mount_lock);
		m = any_mount_on(d);
		write_sequnlock(&mount_lock);
		if (!m)
			break;
		umount_tree(m, &dead);
	}
	namespace_unlock(&dead);
}

/* Is anything below @root (or @root itself, beyond the @refs its holders account for) in use? */
bool mount_busy(struct mount *m, int refs)
{
	bool busy;

	write_seqlock(&mount_lock); /* walks that come later see the new sequence and let go */
	smp_mb();
	busy = !list_empty(&m->mnt_mounts) || atomic_read(&m->mnt_count) > refs;
	write_sequnlock(&mount_lock);
	return busy;
}

/* --- copies --- */

/* Another mount of the same tree from @root on.  NULL: no memory. */
struct mount *clone_mnt(struct mount *old, struct dentry *root)
{
	struct mount *m;

	atomic_inc(&old->mnt_sb->s_active);
	m = alloc_mount(old->mnt_sb, root, old->mnt_devname, old->mnt_flags);
	if (!m)
		deactivate_super(old->mnt_sb);
	return m;
}

/* Frees a tree that never was in a namespace. */
void drop_private_tree(struct mount *root)
{
	LIST_HEAD(dead);

	down_write(&namespace_sem);
	umount_tree(root, &dead);
	namespace_unlock(&dead);
}

/* The copy of the parent of @old, given the copy @q of the mount visited before it. */
static struct mount *copied_parent(struct mount *prev_old, struct mount *q, struct mount *old)
{
	while (prev_old != old->mnt_parent) {
		prev_old = prev_old->mnt_parent;
		q = q->mnt_parent;
	}
	return q;
}

/*
 * Copies the tree at @root, as seen from @dentry in it.  namespace_sem held for writing.
 * Return: the copy, in no namespace, or NULL (*@partial: what to drop after unlocking)
 */
struct mount *copy_tree(struct mount *root, struct dentry *dentry, struct mount **partial)
{
	struct mount *res = clone_mnt(root, dentry), *p, *prev = root, *q = res, *copy;

	*partial = NULL;
	if (!res)
		return NULL;
	for (p = next_mnt(root, root); p; p = next_mnt(p, root)) {
		struct mount *top = p;

		while (top->mnt_parent != root)
			top = top->mnt_parent;
		if (!is_subdir(top->mnt_mountpoint, dentry))
			continue;
		copy = clone_mnt(p, p->mnt_root);
		if (!copy) {
			*partial = res;
			return NULL;
		}
		q = copied_parent(prev, q, p);
		attach_mnt(copy, q, p->mnt_mountpoint);
		prev = p;
		q = copy;
	}
	return res;
}

/* --- namespaces --- */

struct mnt_namespace *alloc_mnt_ns(void)
{
	struct mnt_namespace *ns = kzalloc(sizeof(*ns), GFP_KERNEL);

	if (!ns)
		return NULL;
	refcount_set(&ns->count, 1);
	INIT_LIST_HEAD(&ns->list);
	init_waitqueue_head(&ns->poll);
	ns->ino = 0xf0000000u + get_next_ino();
	return ns;
}

void put_mnt_ns(struct mnt_namespace *ns)
{
	LIST_HEAD(dead);

	if (!refcount_dec_and_test(&ns->count))
		return;
	down_write(&namespace_sem);
	umount_tree(ns->root, &dead);
	namespace_unlock(&dead);
	kfree(ns);
}

/* Moves @fs from the mounts of the old namespace to their copies: @put gets what to drop. */
static void fs_follow_copy(struct fs_struct *fs, struct mount *from, struct mount *to,
			   struct mount *put[2])
{
	spin_lock(&fs->lock);
	write_seqcount_begin(&fs->seq);
	if (fs->root.mnt == from) {
		mntget(to);
		fs->root.mnt = to;
		put[0] = from;
	}
	if (fs->pwd.mnt == from) {
		mntget(to);
		fs->pwd.mnt = to;
		put[1] = from;
	}
	write_seqcount_end(&fs->seq);
	spin_unlock(&fs->lock);
}

static struct mnt_namespace *copy_mnt_ns(struct mnt_namespace *old, struct fs_struct *fs)
{
	struct mnt_namespace *ns = alloc_mnt_ns();
	struct mount *put[2] = {NULL, NULL};
	struct mount *root, *partial, *p, *q;

	if (!ns)
		return ERR_PTR(-ENOMEM);
	down_write(&namespace_sem);
	root = copy_tree(old->root, old->root->mnt_root, &partial);
	if (!root) {
		up_write(&namespace_sem);
		if (partial)
			drop_private_tree(partial);
		kfree(ns);
		return ERR_PTR(-ENOMEM);
	}
	ns->root = root;
	commit_tree(root, ns);
	/* Both trees have the same shape: walk them in step. */
	for (p = old->root, q = root; p && q; p = next_mnt(p, old->root), q = next_mnt(q, root))
		if (fs)
			fs_follow_copy(fs, p, q, put);
	up_write(&namespace_sem);
	mntput(put[0]);
	mntput(put[1]);
	return ns;
}

static struct nsproxy *new_nsproxy(struct mnt_namespace *old, struct fs_struct *fs)
{
	struct nsproxy *ns = kzalloc(sizeof(*ns), GFP_KERNEL);

	if (!ns)
		return ERR_PTR(-ENOMEM);
	refcount_set(&ns->count, 1);
	ns->mnt_ns = copy_mnt_ns(old, fs);
	if (IS_ERR(ns->mnt_ns)) {
		struct mnt_namespace *err = ns->mnt_ns;

		kfree(ns);
		return ERR_CAST(err);
	}
	return ns;
}

#define NS_FLAGS_UNSUPPORTED                                                                       \
	(CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWUSER |               \
	 CLONE_NEWCGROUP)

int copy_namespaces(u64 flags, struct task_struct *child)
{
	struct nsproxy *ns;

	if (flags & NS_FLAGS_UNSUPPORTED)
		return -EINVAL; /* as a Linux without them */
	if (!(flags & CLONE_NEWNS)) {
		refcount_inc(&current->nsproxy->count);
		child->nsproxy = current->nsproxy;
		return 0;
	}
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	ns = new_nsproxy(current->nsproxy->mnt_ns, child->fs);
	if (IS_ERR(ns))
		return (int)PTR_ERR(ns);
	child->nsproxy = ns;
	return 0;
}

static void put_nsproxy(struct nsproxy *ns)
{
	if (ns && refcount_dec_and_test(&ns->count)) {
		put_mnt_ns(ns->mnt_ns);
		kfree(ns);
	}
}

int unshare_mnt_ns(void)
{
	struct nsproxy *old = current->nsproxy, *ns;
	int err;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	err = unshare_fs_struct();
	if (err)
		return err;
	ns = new_nsproxy(old->mnt_ns, current->fs);
	if (IS_ERR(ns))
		return (int)PTR_ERR(ns);
	task_lock(current);
	current->nsproxy = ns;
	task_unlock(current);
	put_nsproxy(old);
	return 0;
}

void exit_task_namespaces(struct task_struct *t)
{
	struct nsproxy *ns;

	task_lock(t);
	ns = t->nsproxy;
	t->nsproxy = NULL;
	task_unlock(t);
	put_nsproxy(ns);
}

/* --- for /proc --- */

static bool mnt_reachable(struct mount *m, const struct path *root)
{
	struct dentry *d = m->mnt_root;

	while (m != root->mnt && m->mnt_parent != m) {
		d = m->mnt_mountpoint;
		m = m->mnt_parent;
	}
	return m == root->mnt && is_subdir(d, root->dentry);
}

int mounts_walk(struct mnt_namespace *ns, const struct path *root,
		int (*fn)(struct mount *m, void *ctx), void *ctx)
{
	struct mount *m;
	int err = 0;

	down_read(&namespace_sem);
	list_for_each_entry (m, &ns->list, mnt_list) {
		if (!mnt_reachable(m, root))
			continue;
		err = fn(m, ctx);
		if (err)
			break;
	}
	up_read(&namespace_sem);
	return err;
}
