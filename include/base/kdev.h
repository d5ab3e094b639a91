/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/kdev.h - device numbers inside the kernel: 12 bits of major, 20 of minor
 *
 * User space sees the "huge" encoding of stat(2) (new_encode_dev); only the border converts.
 */
#pragma once

#include "base/types.h"

typedef u32 kdev_t;

#define MINORBITS     20
#define MKDEV(ma, mi) ((kdev_t)(((ma) << MINORBITS) | (mi)))
#define MAJOR(dev)    ((unsigned int)((dev) >> MINORBITS))
#define MINOR(dev)    ((unsigned int)((dev) & ((1u << MINORBITS) - 1)))

/* The 32-bit encoding of Linux 2.6 and later that stat, mknod and statx use. */
static inline u32 new_encode_dev(kdev_t dev)
{
	return (MINOR(dev) & 0xff) | (MAJOR(dev) << 8) | ((MINOR(dev) & ~0xffu) << 12);
}

static inline kdev_t new_decode_dev(u32 dev)
{
	return MKDEV((dev & 0xfff00) >> 8, (dev & 0xff) | ((dev >> 12) & 0xfff00));
}
