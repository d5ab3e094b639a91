/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/format.h - formatted text
 *
 * ISO C: flags "-+ #0", width and precision (also "*"), hh h l ll z t j, d i u x X o c s p %.
 * There is no floating point and no %n.  As in Linux and unlike ISO C, %#x shows 0 as 0x0.
 *
 * Linux's extensions (Documentation/core-api/printk-formats.rst):
 *   %p     a pointer, hashed: equal for equal pointers, tells nothing about the address;
 *          NULL and error pointers as they are
 *   %px    a pointer as it is: for output that only debuggers see
 *   %pS    symbol+0xoffset/0xsize of a code address; 0xaddress if it is none of ours
 *   %ps    the symbol only
 *   %pB    as %pS for a return address: looked up one byte before, in the calling function
 *   %pe    an ERR_PTR() by name, as -ENOMEM
 *   %*ph   the bytes at a pointer in hex, as many as the width says (at most 64): "00 01 02";
 *   %*phC  "00:01:02", %*phD "00-01-02", %*phN "000102"
 *
 * An unknown conversion is written out as it stands.
 */
#pragma once

#include <stdarg.h>

#include "base/compiler.h"
#include "base/types.h"

/*
 * snprintf, vsnprintf - Return: the length the whole text has, without the NUL, even if
 *   @size cut it; the result is always terminated unless @size is 0 (then @buf may be NULL)
 */
int snprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
int vsnprintf(char *buf, size_t size, const char *fmt, va_list args) __printf(3, 0);

/* scnprintf, vscnprintf - Return: the characters really written, without the NUL */
int scnprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
int vscnprintf(char *buf, size_t size, const char *fmt, va_list args) __printf(3, 0);

/* format_decimal - the digits of @v, without a NUL; Return: how many */
#define DECIMAL_MAX 20
unsigned int format_decimal(char buf[DECIMAL_MAX], u64 v);

/* What %pS shows. */
struct format_symbol {
	const char *name;
	unsigned long offset; /* of the address in it, bytes */
	unsigned long size;   /* of the symbol, bytes; 0: unknown */
};

/* Finds the symbol that contains @addr; false if there is none. */
typedef bool (*format_symbol_fn)(unsigned long addr, struct format_symbol *sym);

/* format_set_symbol_lookup - how %pS %ps %pB find names; once, at boot */
void format_set_symbol_lookup(format_symbol_fn fn);

/* format_set_pointer_key - the secret of %p; until it is set %p shows (____ptrval____) */
void format_set_pointer_key(u64 k0, u64 k1);

/* errname - "ENOMEM" for ENOMEM or -ENOMEM; NULL if unknown */
const char *errname(int err);
