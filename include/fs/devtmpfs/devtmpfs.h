/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/devtmpfs/devtmpfs.h - /dev filled by the drivers
 *
 * devtmpfs_create_node() and devtmpfs_delete_node() are in fs/vfs/fs.h.
 */
#pragma once

/* Boot, after tmpfs_init(): registers the type and makes the nodes asked for so far. */
void devtmpfs_init(void);
