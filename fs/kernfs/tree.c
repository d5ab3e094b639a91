/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/kernfs/tree.c - the nodes: making, finding and removing names
 *
 * Theory
 *   A directory keeps its entries in a tree ordered by a hash of the name, 62 bits wide: the same
 *   number is a reader's position, so that reading goes on at the right place whatever was added
 *   or removed meanwhile.  Names are the kernel's own; two of one directory with the same hash
 *   would be refused as if they were equal.
 *
 *   Removal takes a node out of its directory, bars new users (the count of users goes negative)
 *   and waits until those inside have left.  The memory stays until the last inode is gone.
 *
 * Not here: inodes and directories as the VFS sees them (inode.c); contents (fs/sysfs,
 *   fs/debugfs).
 *
 * Locks: kernfs_lock (a leaf, spins) for the shape of all trees.
 * Sources: Linux Documentation/filesystems/sysfs.rst
 */
#include "internal.h"

#include "kernel/base/panic.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"

#define HASH_BITS  62
#define HASH_FIRST 2 /* positions 0 and 1 are "." and ".." */
#define NAME_BYTES 255

static DEFINE_SPINLOCK(kernfs_lock, RANK_LEAF);
static u32 last_ino; /* [kernfs_lock] */
static DECLARE_WAIT_QUEUE_HEAD(drained);

/* FNV-1a. */
static u64 name_hash(const char *name, unsigned int len)
{
	u64 h = 0xcbf29ce484222325;

	for (unsigned int i = 0; i < len; i++)
		h = (h ^ (u8)name[i]) * 0x100000001b3;
	h >>= 64 - HASH_BITS;
	return h < HASH_FIRST ? HASH_FIRST : h;
}

void kernfs_get(struct kernfs_node *kn)
{
	refcount_inc(&kn->refs);
}

void kernfs_put(struct kernfs_node *kn)
{
	if (!kn || !refcount_dec_and_test(&kn->refs))
		return;
	if (S_ISLNK(kn->mode))
		kfree(kn->priv);
	kfree(kn);
}

/* --- finding --- */

/* The first entry at or behind @hash.  kernfs_lock held. */
static struct kernfs_node *at_or_behind(struct kernfs_node *dir, u64 hash)
{
	struct kernfs_node *best = NULL;
	struct rb_node *n = dir->children.rb_node;

	while (n) {
		struct kernfs_node *kn = rb_entry(n, struct kernfs_node, rb);

		if (kn->hash >= hash) {
			best = kn;
			n = n->rb_left;
		} else {
			n = n->rb_right;
		}
	}
	return best;
}

struct kernfs_node *kernfs_lookup(struct kernfs_node *dir, const char *name, unsigned int len)
{
	u64 hash = name_hash(name, len);
	struct kernfs_node *kn;

	spin_lock(&kernfs_lock);
	kn = at_or_behind(dir, hash);
	if (kn && (kn->hash != hash || kn->len != len || memcmp(kn->name, name, len)))
		kn = NULL;
	if (kn)
		kernfs_get(kn);
	spin_unlock(&kernfs_lock);
	return kn;
}

struct kernfs_node *kernfs_next(struct kernfs_node *dir, u64 hash)
{
	struct kernfs_node *kn;

	spin_lock(&kernfs_lock);
	kn = at_or_behind(dir, hash);
	if (kn)
		kernfs_get(kn);
	spin_unlock(&kernfs_lock);
	return kn;
}

struct kernfs_node *kernfs_find_and_get(struct kernfs_node *parent, const char *name)
{
	return kernfs_lookup(parent, name, (unsigned int)strlen(name));
}

/* --- making --- */

static struct kernfs_node *new_node(const char *name, umode_t mode, void *priv)
{
	size_t len = strlen(name);
	struct kernfs_node *kn;

	assert(len <= NAME_BYTES);
	kn = kzalloc(sizeof(*kn) + len + 1, GFP_KERNEL);
	if (!kn)
		return NULL;
	memcpy(kn->name, name, len);
	kn->len = (u8)len;
	kn->hash = name_hash(name, (unsigned int)len);
	kn->mode = mode;
	kn->priv = priv;
	refcount_set(&kn->refs, 1);
	return kn;
}

/* 0, -EEXIST, or -ENOENT: @dir is being removed. */
static int insert(struct kernfs_node *dir, struct kernfs_node *new)
{
	struct rb_node **link, *above = NULL;
	int err = 0;

	spin_lock(&kernfs_lock);
	if (kernfs_is_removed(dir))
		err = -ENOENT;
	for (link = &dir->children.rb_node; *link && !err;) {
		struct kernfs_node *kn = rb_entry(*link, struct kernfs_node, rb);

		above = *link;
		if (kn->hash == new->hash)
			err = -EEXIST;
		link = new->hash < kn->hash ? &above->rb_left : &above->rb_right;
	}
	if (!err) {
		new->parent = dir;
		new->ino = ++last_ino;
		rb_link_node(&new->rb, above, link);
		rb_insert_color(&new->rb, &dir->children);
		if (S_ISDIR(new->mode))
			dir->nr_subdirs++;
	}
	spin_unlock(&kernfs_lock);
	return err;
}

/* Consumes @kn, also on failure. */
static struct kernfs_node *add_node(struct kernfs_node *dir, struct kernfs_node *kn)
{
	int err = kn ? insert(dir, kn) : -ENOMEM;

	if (!err)
		return kn;
	kernfs_put(kn);
	return ERR_PTR(err);
}

struct kernfs_node *kernfs_create_root(umode_t mode, void *priv)
{
	struct kernfs_node *kn = new_node("", S_IFDIR | mode, priv);

	if (!kn)
		return ERR_PTR(-ENOMEM);
	spin_lock(&kernfs_lock);
	kn->ino = ++last_ino;
	spin_unlock(&kernfs_lock);
	return kn;
}

struct kernfs_node *kernfs_create_dir(struct kernfs_node *parent, const char *name, umode_t mode,
				      void *priv)
{
	return add_node(parent, new_node(name, S_IFDIR | mode, priv));
}

struct kernfs_node *kernfs_create_file(struct kernfs_node *parent, const char *name, umode_t mode,
				       loff_t size, const struct file_operations *fop, void *priv)
{
	struct kernfs_node *kn = new_node(name, S_IFREG | mode, priv);

	if (kn) {
		kn->fop = fop;
		kn->size = (u32)size;
	}
	return add_node(parent, kn);
}

static unsigned int depth_of(const struct kernfs_node *kn)
{
	unsigned int n = 0;

	for (; kn->parent; kn = kn->parent)
		n++;
	return n;
}

/* "../../devices/virtual/tty/console"; both ends stay where they are for good.  NULL: no memory. */
static char *relative_path(struct kernfs_node *from, struct kernfs_node *to)
{
	unsigned int down = depth_of(to), up = depth_of(from);
	struct kernfs_node *common = from, *kn = to;
	size_t len = 0;
	char *text, *p;

	for (unsigned int i = up; i > down; i--)
		common = common->parent;
	for (unsigned int i = down; i > up; i--)
		kn = kn->parent;
	for (; common != kn; kn = kn->parent)
		common = common->parent;
	for (kn = from; kn != common; kn = kn->parent)
		len += 3;
	for (kn = to; kn != common; kn = kn->parent)
		len += kn->len + 1u;
	text = kzalloc(len + 1, GFP_KERNEL);
	if (!text)
		return NULL;
	p = text + (len ? len - 1 : 0);
	for (kn = to; kn != common; kn = kn->parent) {
		p -= kn->len;
		memcpy(p, kn->name, kn->len);
		if (p > text)
			*--p = '/';
	}
	for (p = text, kn = from; kn != common; kn = kn->parent, p += 3)
		memcpy(p, "../", 3);
	text[len ? len - 1 : 0] = '\0';
	return text;
}

struct kernfs_node *kernfs_create_link(struct kernfs_node *parent, const char *name,
				       struct kernfs_node *target)
{
	struct kernfs_node *kn = new_node(name, S_IFLNK | 0777, NULL);

	if (kn) {
		kn->priv = relative_path(parent, target);
		if (!kn->priv) {
			kernfs_put(kn);
			kn = NULL;
		}
	}
	return add_node(parent, kn);
}

/* --- use and removal --- */

bool kernfs_get_active(struct kernfs_node *kn)
{
	int n = atomic_read(&kn->active);

	while (n >= 0) {
		int seen = atomic_cmpxchg(&kn->active, n, n + 1);

		if (seen == n)
			return true;
		n = seen;
	}
	return false;
}

void kernfs_put_active(struct kernfs_node *kn)
{
	if (atomic_dec_return(&kn->active) == KERNFS_REMOVED)
		wake_up_all(&drained);
}

/* The first entry below @kn that has none below it, or @kn.  kernfs_lock held. */
static struct kernfs_node *deepest(struct kernfs_node *kn)
{
	while (kn->children.rb_node)
		kn = rb_entry(kn->children.rb_node, struct kernfs_node, rb);
	return kn;
}

/* Out of its directory, if it is there still.  kernfs_lock held. */
static bool unlink_node(struct kernfs_node *kn)
{
	if (kernfs_is_removed(kn))
		return false;
	atomic_add(KERNFS_REMOVED, &kn->active);
	rb_erase(&kn->rb, &kn->parent->children);
	if (S_ISDIR(kn->mode))
		kn->parent->nr_subdirs--;
	return true;
}

void kernfs_remove(struct kernfs_node *kn)
{
	struct kernfs_node *victim;
	bool mine;

	assert(kn->parent);
	kernfs_get(kn);
	do {
		spin_lock(&kernfs_lock);
		victim = deepest(kn);
		mine = unlink_node(victim);
		spin_unlock(&kernfs_lock);
		if (!mine) /* another removes it: that one waits and puts */
			break;
		wait_event(drained, atomic_read(&victim->active) == KERNFS_REMOVED);
		kernfs_put(victim);
	} while (victim != kn);
	kernfs_put(kn);
}

int kernfs_remove_by_name(struct kernfs_node *parent, const char *name)
{
	struct kernfs_node *kn = kernfs_find_and_get(parent, name);

	if (!kn)
		return -ENOENT;
	kernfs_remove(kn);
	kernfs_put(kn);
	return 0;
}

/* --- small things --- */

void *kernfs_priv(const struct kernfs_node *kn)
{
	return kn->priv;
}

struct kernfs_node *kernfs_parent(const struct kernfs_node *kn)
{
	return kn->parent;
}

umode_t kernfs_mode(const struct kernfs_node *kn)
{
	return READ_ONCE(kn->mode);
}
