/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/seq_buf.h - build text in a buffer of fixed size, and know when it did not fit
 *
 * Theory
 *   Writes append.  One that does not fit is cut, and from then on the buffer has
 *   overflowed and takes nothing more; so only the end needs a check.
 *
 * Locks: the owner's.
 */
#pragma once

#include <stdarg.h>

#include "base/compiler.h"
#include "base/types.h"

struct seq_buf {
	char *buffer;
	size_t size; /* of buffer; one byte of it is for the NUL */
	size_t len;  /* text so far; == size: overflowed */
};

static inline void seq_buf_init(struct seq_buf *s, char *buffer, size_t size)
{
	s->buffer = buffer;
	s->size = size;
	s->len = 0;
	if (size)
		buffer[0] = '\0';
}

static inline bool seq_buf_has_overflowed(const struct seq_buf *s)
{
	return s->len >= s->size;
}

/* seq_buf_used - length of the text, without the NUL */
static inline size_t seq_buf_used(const struct seq_buf *s)
{
	return seq_buf_has_overflowed(s) ? (s->size ? s->size - 1 : 0) : s->len;
}

/* seq_buf_str - the text, terminated.  The buffer has a size */
static inline const char *seq_buf_str(const struct seq_buf *s)
{
	return s->buffer;
}

/* Each returns 0, or -E2BIG if the text did not fit. */
int seq_buf_printf(struct seq_buf *s, const char *fmt, ...) __printf(2, 3);
int seq_buf_vprintf(struct seq_buf *s, const char *fmt, va_list args) __printf(2, 0);
int seq_buf_puts(struct seq_buf *s, const char *str);
int seq_buf_putc(struct seq_buf *s, char c);
int seq_buf_putmem(struct seq_buf *s, const void *mem, size_t len);
/* seq_buf_escape - as seq_buf_puts(), with the characters of @esc written as \ooo */
int seq_buf_escape(struct seq_buf *s, const char *str, const char *esc);
