/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/path_text.h - taking a path's text apart; pure, tested on the host
 */
#pragma once

#include "base/types.h"

/* Bytes up to the next slash or the end. */
static inline u32 path_component(const char *s)
{
	const char *p = s;

	while (*p && *p != '/')
		p++;
	return (u32)(p - s);
}

static inline const char *path_skip_slashes(const char *s)
{
	while (*s == '/')
		s++;
	return s;
}

/* 0: a name, 2: ".", 3: ".." (enum last_type). */
static inline int path_dots(const char *s, u32 len)
{
	if (s[0] != '.' || len > 2)
		return 0;
	if (len == 1)
		return 2;
	return s[1] == '.' ? 3 : 0;
}
