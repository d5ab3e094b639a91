/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/string.h - memory and string functions
 *
 * The names that ISO C and POSIX define mean what they say there.  There is no strcpy, strcat,
 * strncpy or strlcpy: use strscpy(), memcpy() or snprintf().
 *
 * memcpy, memmove and memset are weak: an architecture may provide better ones under the same
 * names.
 */
#pragma once

#include "base/compiler.h"
#include "base/types.h"

void *memcpy(void *restrict dst, const void *restrict src, size_t n);
void *memmove(void *dst, const void *src, size_t n);
void *memset(void *dst, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
void *memchr(const void *s, int c, size_t n);

/* memchr_inv - the first byte that is not @c, or NULL */
void *memchr_inv(const void *s, int c, size_t n);
/* memzero_explicit - clear secrets; never optimised away */
void memzero_explicit(void *s, size_t n);

size_t strlen(const char *s);
size_t strnlen(const char *s, size_t max);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
int strcasecmp(const char *a, const char *b);
int strncasecmp(const char *a, const char *b, size_t n);
char *strchr(const char *s, int c);
/* strchrnul - as strchr(), but the terminating NUL if @c is absent */
char *strchrnul(const char *s, int c);
char *strnchr(const char *s, size_t n, int c);
char *strrchr(const char *s, int c);
char *strstr(const char *haystack, const char *needle);
char *strnstr(const char *haystack, const char *needle, size_t n);
char *strpbrk(const char *s, const char *accept);
size_t strspn(const char *s, const char *accept);
size_t strcspn(const char *s, const char *reject);
char *strsep(char **stringp, const char *delim);

/**
 * strscpy - copy a string, always terminated, never past @size bytes
 *
 * Return: characters copied without the NUL, or -E2BIG if @src was cut (or @size is 0)
 */
ssize_t strscpy(char *dst, const char *src, size_t size);
/* strscpy_pad - as strscpy(), and the rest of @dst is cleared: for buffers users will see */
ssize_t strscpy_pad(char *dst, const char *src, size_t size);

/* skip_spaces - the first character that is not white space */
char *skip_spaces(const char *s);
/* strim - cut white space from the end, return past that at the start */
char *strim(char *s);
/* strreplace - every @old becomes @new; Return: @s */
char *strreplace(char *s, char old, char new);

/* sysfs_streq - equal, where either may end in one more newline */
bool sysfs_streq(const char *a, const char *b);
/* match_string - index of @s in @names, or -EINVAL */
int match_string(const char *const *names, size_t n, const char *s);

/* strstarts - does @s begin with @prefix? */
static inline bool strstarts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

/* str_has_prefix - the length of @prefix if @s begins with it, else 0 */
static inline size_t str_has_prefix(const char *s, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(s, prefix, len) == 0 ? len : 0;
}

/* kbasename - what follows the last slash */
static inline const char *kbasename(const char *path)
{
	const char *tail = strrchr(path, '/');

	return tail ? tail + 1 : path;
}
