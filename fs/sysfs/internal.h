/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fs/sysfs/internal.h - what the files of fs/sysfs share */
#pragma once

#include "fs/kernfs/kernfs.h"
#include "fs/sysfs/sysfs.h"

extern struct kernfs_node *sysfs_root_kn; /* [c] after sysfs_init() */
