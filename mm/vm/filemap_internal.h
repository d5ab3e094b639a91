/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/filemap_internal.h - what the files of the page cache share
 */
#pragma once

#include "mm/vm/filemap.h"

#define PAGECACHE_TAG_DIRTY  XA_MARK_0
#define PAGECACHE_TAG_FALLOC XA_MARK_2 /* shmem: made by the fallocate that is running */
