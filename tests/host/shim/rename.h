/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/host/shim/rename.h - our C library functions under names of their own
 *
 * Included before the first line of every kernel source that is built for the host, so that
 * what is tested is ours, while the sanitizers and the harness keep libc's.  The compiler may
 * still call libc's memcpy for a struct assignment; that does no harm.
 */
#pragma once

#define memcpy	    pith_memcpy
#define memmove	    pith_memmove
#define memset	    pith_memset
#define memcmp	    pith_memcmp
#define memchr	    pith_memchr
#define strlen	    pith_strlen
#define strnlen	    pith_strnlen
#define strcmp	    pith_strcmp
#define strncmp	    pith_strncmp
#define strcasecmp  pith_strcasecmp
#define strncasecmp pith_strncasecmp
#define strchr	    pith_strchr
#define strchrnul   pith_strchrnul
#define strrchr	    pith_strrchr
#define strstr	    pith_strstr
#define strnstr	    pith_strnstr
#define strpbrk	    pith_strpbrk
#define strspn	    pith_strspn
#define strcspn	    pith_strcspn
#define strsep	    pith_strsep
#define strscpy	    pith_strscpy
#define snprintf    pith_snprintf
#define vsnprintf   pith_vsnprintf
