/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/kernfs/kernfs.h - trees of names that the kernel makes and takes away: what is under sysfs and
 * debugfs
 *
 * Makers return ERR_PTR(-EEXIST) or ERR_PTR(-ENOMEM); all of them and kernfs_remove() may sleep.
 * User space reads, writes and changes mode and owner, but never adds or removes a name (EPERM).
 */
#pragma once

#include "fs/vfs/fs.h"

struct kernfs_node;

/* The top of a new tree. */
struct kernfs_node *kernfs_create_root(umode_t mode, void *priv);
struct kernfs_node *kernfs_create_dir(struct kernfs_node *parent, const char *name, umode_t mode,
				      void *priv);
/* @size is what stat shows.  @fop: ->open finds the node by kernfs_of(). */
struct kernfs_node *kernfs_create_file(struct kernfs_node *parent, const char *name, umode_t mode,
				       loff_t size, const struct file_operations *fop, void *priv);
/* A relative symbolic link to @target, of the same tree. */
struct kernfs_node *kernfs_create_link(struct kernfs_node *parent, const char *name,
				       struct kernfs_node *target);
/* The entry @name of @parent with a reference, or NULL. */
struct kernfs_node *kernfs_find_and_get(struct kernfs_node *parent, const char *name);
void kernfs_get(struct kernfs_node *kn);
void kernfs_put(struct kernfs_node *kn); /* NULL is fine */

/**
 * kernfs_remove - take @kn and all below out of the tree
 *
 * Waits for those who are inside a node's operation (kernfs_get_active()): on return nobody uses
 * the nodes' priv any more.  Open files stay open and answer ENODEV.
 * Context: may sleep; not from inside an operation of the node itself.
 */
void kernfs_remove(struct kernfs_node *kn);
int kernfs_remove_by_name(struct kernfs_node *parent, const char *name); /* 0 or -ENOENT */

/* Around the use of a node's priv and parent: false once it is removed. */
bool kernfs_get_active(struct kernfs_node *kn);
void kernfs_put_active(struct kernfs_node *kn);

struct kernfs_node *kernfs_of(const struct inode *inode);
void *kernfs_priv(const struct kernfs_node *kn);
/* Of a node that is in the tree. */
struct kernfs_node *kernfs_parent(const struct kernfs_node *kn);
umode_t kernfs_mode(const struct kernfs_node *kn);

/* For ->fill of a file system type: the super block shows the tree @root. */
int kernfs_fill_super(struct super_block *sb, struct kernfs_node *root, unsigned long magic);

void kernfs_init(void); /* boot: before the first tree */
