/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base/kasan_checks.h - ask KASAN about memory that code it does not see will touch (assembly)
 *
 * Empty unless KASAN=1.  True: the access is fine, or nobody could tell.
 */
#pragma once

#include "base/types.h"

#ifdef CONFIG_KASAN
bool __kasan_check_read(const volatile void *p, size_t n);
bool __kasan_check_write(const volatile void *p, size_t n);
#define kasan_check_read(p, n)	((void)__kasan_check_read(p, n))
#define kasan_check_write(p, n) ((void)__kasan_check_write(p, n))
#else
#define kasan_check_read(p, n)	((void)0)
#define kasan_check_write(p, n) ((void)0)
#endif
