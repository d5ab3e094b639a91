/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/uio_page.c - iov_iter and page frames
 *
 * Here and not beside the rest (kernel/base/uio.c), because that lies below struct page.
 */
#include "kernel/base/panic.h"
#include "kernel/base/uio.h"
#include "mm/phys/page.h"

size_t copy_page_to_iter(struct page *page, size_t off, size_t n, struct iov_iter *i)
{
	return copy_to_iter((const u8 *)page_to_virt(page) + off, n, i);
}

size_t copy_page_from_iter(struct page *page, size_t off, size_t n, struct iov_iter *i)
{
	return copy_from_iter((u8 *)page_to_virt(page) + off, n, i);
}
