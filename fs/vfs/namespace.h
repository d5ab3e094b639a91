/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/namespace.h - operations on the tree of mounts, for the calls in fs_mount.c
 *
 * namespace_sem is held for writing where not said otherwise.
 */
#pragma once

#include "mount_tree.h"

struct mount *next_mnt(struct mount *p, struct mount *root);
void attach_mnt(struct mount *m, struct mount *parent, struct dentry *mountpoint);
void detach_mnt(struct mount *m, struct path *old);
void commit_tree(struct mount *root, struct mnt_namespace *ns);
void umount_tree(struct mount *root, struct list_head *dead);
void namespace_unlock(struct list_head *dead);
bool mount_busy(struct mount *m, int refs);
struct mount *clone_mnt(struct mount *old, struct dentry *root); /* any context that may sleep */
struct mount *copy_tree(struct mount *root, struct dentry *dentry, struct mount **partial);
void drop_private_tree(struct mount *root); /* namespace_sem not held */
struct mnt_namespace *alloc_mnt_ns(void);
