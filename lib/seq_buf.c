/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/seq_buf.c - build text in a buffer of fixed size
 *
 * Locks: the owner's.
 */
#include "base/err.h"
#include "lib/format.h"
#include "lib/seq_buf.h"
#include "lib/string.h"

static int overflowed(struct seq_buf *s)
{
	s->len = s->size;
	return -E2BIG;
}

int seq_buf_vprintf(struct seq_buf *s, const char *fmt, va_list args)
{
	int n;

	if (seq_buf_has_overflowed(s))
		return -E2BIG;
	n = vsnprintf(s->buffer + s->len, s->size - s->len, fmt, args);
	if ((size_t)n >= s->size - s->len)
		return overflowed(s);
	s->len += (size_t)n;
	return 0;
}

int seq_buf_printf(struct seq_buf *s, const char *fmt, ...)
{
	va_list args;
	int err;

	va_start(args, fmt);
	err = seq_buf_vprintf(s, fmt, args);
	va_end(args);
	return err;
}

int seq_buf_putmem(struct seq_buf *s, const void *mem, size_t len)
{
	size_t fit;

	if (seq_buf_has_overflowed(s))
		return -E2BIG;
	fit = min(len, s->size - s->len - 1);
	memcpy(s->buffer + s->len, mem, fit);
	s->buffer[s->len + fit] = '\0';
	if (fit < len)
		return overflowed(s);
	s->len += len;
	return 0;
}

int seq_buf_puts(struct seq_buf *s, const char *str)
{
	return seq_buf_putmem(s, str, strlen(str));
}

int seq_buf_putc(struct seq_buf *s, char c)
{
	return seq_buf_putmem(s, &c, 1);
}

int seq_buf_escape(struct seq_buf *s, const char *str, const char *esc)
{
	for (; *str; str++) {
		int err = strchr(esc, *str) ? seq_buf_printf(s, "\\%03o", (u8)*str)
					    : seq_buf_putc(s, *str);

		if (err)
			return err;
	}
	return 0;
}
