/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/kernfs/internal.h - a node as the two halves of fs/kernfs see it
 */
#pragma once

#include "fs/kernfs/kernfs.h"
#include "lib/rbtree.h"

/*
 * struct kernfs_node - a name in a tree
 *
 * Lifetime: refs; one for being in the tree, one per inode (until its grace period is over), one
 *   per kernfs_find_and_get().  parent is good while the node is in the tree.
 * Key: c const once in the tree, a atomic, l kernfs_lock, i i_rwsem of the inode that changes it
 */
struct kernfs_node {
	struct rb_node rb;		   /* [l] in parent->children */
	struct rb_root children;	   /* [l] by hash */
	struct kernfs_node *parent;	   /* [c] the root: NULL */
	u64 hash;			   /* [c] of the name; its place in the directory */
	const struct file_operations *fop; /* [c] of a file */
	void *priv;			   /* [c] the maker's; of a link: its target, owned */
	refcount_t refs;
	atomic_t active; /* [a] users inside; REMOVED added once removed */
	u32 ino;	 /* [c] */
	u32 size;	 /* [c] */
	u32 nr_subdirs;	 /* [l] */
	uid_t uid;	 /* [i] */
	gid_t gid;	 /* [i] */
	umode_t mode;	 /* [i] the type is const */
	u8 len;		 /* [c] of name */
	char name[];	 /* [c] */
};

#define KERNFS_REMOVED (-0x40000000)

extern const struct inode_operations kernfs_dir_iops, kernfs_file_iops, kernfs_link_iops;
extern const struct file_operations kernfs_dir_fops;

static inline bool kernfs_is_removed(const struct kernfs_node *kn)
{
	return atomic_read(&kn->active) < 0;
}

/* The entry @name (@len bytes), or the first whose hash is at least @hash; referenced, or NULL. */
struct kernfs_node *kernfs_lookup(struct kernfs_node *dir, const char *name, unsigned int len);
struct kernfs_node *kernfs_next(struct kernfs_node *dir, u64 hash);
