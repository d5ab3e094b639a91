/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/file_mm.h - registered by the file system that keeps shared anonymous memory (tmpfs)
 */
#pragma once

#include "base/types.h"

struct file;

/* Boot: how mm_file_ops->shmem_file makes a file; see mm/vm/mm.h. */
void vfs_register_shmem(struct file *(*setup)(const char *name, loff_t size,
					      unsigned long vm_flags));
