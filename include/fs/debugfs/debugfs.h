/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/debugfs/debugfs.h - files for those who debug the kernel, at /sys/kernel/debug
 *
 * Entries are for ever: there is no removal.  Makers may sleep and return ERR_PTR(-errno); a
 * parent that is an error is passed on, so that nobody needs to check: a kernel without its debug
 * files still works.  @parent NULL is the top.
 */
#pragma once

#include "fs/vfs/fs.h"

struct kernfs_node;

struct kernfs_node *debugfs_create_dir(const char *name, struct kernfs_node *parent);
/* ->open finds @data by debugfs_data(). */
struct kernfs_node *debugfs_create_file(const char *name, umode_t mode, struct kernfs_node *parent,
					void *data, const struct file_operations *fop);
void *debugfs_data(const struct inode *inode);

/* One number as text: read gives it with a newline; what is no number is EINVAL, too large ERANGE.
 */
void debugfs_create_u32(const char *name, umode_t mode, struct kernfs_node *parent, u32 *value);
void debugfs_create_ulong(const char *name, umode_t mode, struct kernfs_node *parent,
			  unsigned long *value);
void debugfs_create_atomic_t(const char *name, umode_t mode, struct kernfs_node *parent,
			     atomic_t *value); /* signed */
/* "Y" or "N"; written as y, n, 1, 0, on, off. */
void debugfs_create_bool(const char *name, umode_t mode, struct kernfs_node *parent, bool *value);

void debugfs_init(void);	/* boot: after sysfs_init() */
void debugfs_memory_init(void); /* the files of fs/debugfs/memory.c */
#ifdef CONFIG_DEBUG
void debugfs_crash_init(void); /* provoke-crash/, fs/debugfs/provoke_crash.c */
#else
static inline void debugfs_crash_init(void)
{
}
#endif
