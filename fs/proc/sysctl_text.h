/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/proc/sysctl_text.h - numbers and names as /proc/sys reads and writes them; pure
 */
#pragma once

#include "base/compiler.h"
#include "base/types.h"

/**
 * sysctl_parse_longs - numbers between white space, as Linux takes them
 * @s:    NUL-terminated; decimal, 0x and 0 forms, one minus sign
 * @out:  up to @max values; what follows them is ignored
 *
 * Return: how many (at least 1), or -EINVAL: none, something else in between, or outside
 *   [@lo, @hi].  On error @out is unspecified.
 */
int sysctl_parse_longs(const char *s, long *out, unsigned int max, long lo, long hi);
/* The same for one unsigned long. */
int __must_check sysctl_parse_ulong(const char *s, unsigned long *out, unsigned long lo,
				    unsigned long hi);
/* Cuts @s at its first newline; the length of what is left. */
size_t sysctl_trim_string(char *s);
/* 16 bytes as "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx". */
#define UUID_TEXT_SIZE 37
void uuid_text(char out[UUID_TEXT_SIZE], const u8 uuid[16]);
