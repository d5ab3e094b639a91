/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/tmpfs/options.h - mount options of tmpfs; pure, tested on the host
 */
#pragma once

#include "base/types.h"

struct tmpfs_options {
	u64 max_blocks; /* pages; 0: no limit */
	u64 max_inodes; /* 0: no limit */
	umode_t mode;
	uid_t uid;
	gid_t gid;
	bool has_blocks, has_inodes, has_mode, has_uid, has_gid;
};

/**
 * tmpfs_parse_options - "size=10m,nr_inodes=4k,mode=1777,uid=0,gid=0"
 * @text:      changed (cut at commas); NULL: none
 * @ram_pages: what size=50% is a part of
 *
 * Return: 0, or -EINVAL; fields without an option are left alone.  Source: tmpfs(5)
 */
int tmpfs_parse_options(char *text, u64 ram_pages, struct tmpfs_options *o);
