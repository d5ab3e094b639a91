/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/tmpfs/tmpfs.h - files in memory: tmpfs, the rootfs, memfd
 */
#pragma once

#include "base/types.h"

struct address_space;
struct file;
struct inode;

/* Boot, after vfs_init(): registers "tmpfs" and "rootfs", and makes shared anonymous memory work.
 */
void tmpfs_init(void);

/* memfd_create(2): the file, or ERR_PTR(-EINVAL, -ENOMEM, -ENFILE).  @name without its prefix,
 * below 250 bytes. */
struct file *memfd_create_file(const char *name, unsigned int flags);
/* F_ADD_SEALS, F_GET_SEALS: -EINVAL if @f is not of tmpfs. */
long memfd_fcntl(struct file *f, unsigned int cmd, unsigned long arg);
