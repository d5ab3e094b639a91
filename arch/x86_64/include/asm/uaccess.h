/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * asm/uaccess.h - get_user and put_user in line, exception table, SMAP brackets
 *
 * An entry of __ex_table is { instruction, fixup }, both relative to themselves, and a kind: what
 * the trap handler does before it goes on at the fixup.  stac/clac are #UD without SMAP: each
 * site is a 3-byte no-op that boot code patches where the CPU has it (.smap_sites).
 */
#pragma once

#define EX_PLAIN  0 /* just go on at the fixup */
#define EX_EFAULT 1 /* %rax = -EFAULT first */

#ifdef __ASSEMBLY__

/* clang-format off */
.macro SMAP_SITE kind
661:	.byte 0x0f, 0x1f, 0x00
	.pushsection .smap_sites, "a"
	.long 661b - ., \kind
	.popsection
.endm
#define ASM_STAC SMAP_SITE 0xcb
#define ASM_CLAC SMAP_SITE 0xca

.macro EX_TABLE insn, fixup, kind=EX_PLAIN
	.pushsection __ex_table, "a"
	.balign 4
	.long \insn - ., \fixup - ., \kind
	.popsection
.endm
/* clang-format on */

#else

#include "base/compiler.h"
#include "base/err.h"
#include "base/types.h"

#define __SMAP_SITE(kind)                                                                          \
	"661: .byte 0x0f, 0x1f, 0x00\n"                                                            \
	".pushsection .smap_sites, \"a\"\n"                                                        \
	".long 661b - ., " kind "\n"                                                               \
	".popsection\n"
#define ASM_STAC __SMAP_SITE("0xcb")
#define ASM_CLAC __SMAP_SITE("0xca")

#define ASM_EX_TABLE(insn, fixup, kind)                                                            \
	".pushsection __ex_table, \"a\"\n"                                                         \
	".balign 4\n"                                                                              \
	".long " insn " - ., " fixup " - ., " kind "\n"                                            \
	".popsection\n"

#define __get_user_asm(sfx, con, v, addr, err)                                                     \
	__asm__ __volatile__(ASM_STAC "1: mov" sfx " (%2), %1\n"                                   \
				      "2: " ASM_CLAC ASM_EX_TABLE("1b", "2b", "1")                 \
			     : "+a"(err), con(v)                                                   \
			     : "r"(addr)                                                           \
			     : "memory")
#define __put_user_asm(sfx, con, type, v, addr, err)                                               \
	__asm__ __volatile__(ASM_STAC "1: mov" sfx " %1, (%2)\n"                                   \
				      "2: " ASM_CLAC ASM_EX_TABLE("1b", "2b", "1")                 \
			     : "+a"(err)                                                           \
			     : con((type)(v)), "r"(addr)                                           \
			     : "memory")

/* Never called: a size that is not 1, 2, 4 or 8 does not link. */
void __bad_uaccess_size(void);

/* 0 or -EFAULT (then @x is 0); may sleep. */
#define get_user(x, ptr)                                                                           \
	({                                                                                         \
		uaddr_t _ga = (uaddr_t)(ptr);                                                      \
		unsigned long _gv = 0;                                                             \
		u32 _gv4 = 0;                                                                      \
		long _ge = 0;                                                                      \
		if (unlikely(_ga > TASK_SIZE_MAX - sizeof(*(ptr))))                                \
			_ge = -EFAULT;                                                             \
		else if (sizeof(*(ptr)) == 8)                                                      \
			__get_user_asm("q", "+r", _gv, _ga, _ge);                                  \
		else if (sizeof(*(ptr)) == 4)                                                      \
			__get_user_asm("l", "+r", _gv4, _ga, _ge);                                 \
		else if (sizeof(*(ptr)) == 2)                                                      \
			__get_user_asm("zwl", "+r", _gv4, _ga, _ge);                               \
		else if (sizeof(*(ptr)) == 1)                                                      \
			__get_user_asm("zbl", "+r", _gv4, _ga, _ge);                               \
		else                                                                               \
			__bad_uaccess_size();                                                      \
		(x) = (__typeof__(*(ptr)))(sizeof(*(ptr)) == 8 ? _gv : _gv4);                      \
		(int)_ge;                                                                          \
	})

#define put_user(x, ptr)                                                                           \
	({                                                                                         \
		uaddr_t _pa = (uaddr_t)(ptr);                                                      \
		unsigned long _pv = (unsigned long)(__typeof__(*(ptr)))(x);                        \
		long _pe = 0;                                                                      \
		if (unlikely(_pa > TASK_SIZE_MAX - sizeof(*(ptr))))                                \
			_pe = -EFAULT;                                                             \
		else if (sizeof(*(ptr)) == 8)                                                      \
			__put_user_asm("q", "er", unsigned long, _pv, _pa, _pe);                   \
		else if (sizeof(*(ptr)) == 4)                                                      \
			__put_user_asm("l", "ir", u32, _pv, _pa, _pe);                             \
		else if (sizeof(*(ptr)) == 2)                                                      \
			__put_user_asm("w", "ir", u16, _pv, _pa, _pe);                             \
		else if (sizeof(*(ptr)) == 1)                                                      \
			__put_user_asm("b", "iq", u8, _pv, _pa, _pe);                              \
		else                                                                               \
			__bad_uaccess_size();                                                      \
		(int)_pe;                                                                          \
	})

#endif
