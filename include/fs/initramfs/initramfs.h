/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/initramfs/initramfs.h - fills the root from the boot loader's cpio archives
 */
#pragma once

/* Unpacks boot_info.initrd into /; messages name what is broken and where.  0 or -errno of the
 * first fatal error. */
int populate_rootfs(void);
