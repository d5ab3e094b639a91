/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/mount_tree.h - between mount.c (one mount) and namespace.c (the tree of them)
 */
#pragma once

#include "internal.h"

/* One reference, attached nowhere; takes over the caller's active reference on @sb.  NULL: no
 * memory. */
struct mount *alloc_mount(struct super_block *sb, struct dentry *root, const char *devname,
			  int flags);
/* mount_lock held for writing. */
void mnt_hash_add(struct mount *m);
void mnt_hash_del(struct mount *m);
struct mount *any_mount_on(struct dentry *d);
/* 0 or -EBUSY: somebody is writing. */
int mnt_make_readonly(struct mount *m);
int sb_make_readonly(struct super_block *sb);
