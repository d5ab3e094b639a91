/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/base/log_ring.c - adding, evicting and reading records of the kernel log
 *
 * Theory and locks: log_ring.h.
 */
#include "log_ring.h"

#include "base/bits.h"
#include "base/compiler.h"
#include "base/err.h"
#include "lib/string.h"

struct log_rec {
	u64 ts_ns;
	u16 size; /* with this header, aligned; 0: the rest of the buffer is unused */
	u16 len;  /* of the text, without NUL */
	u8 level, facility, cont, unused;
	char text[];
};

_Static_assert(sizeof(struct log_rec) == LOG_RECORD_ALIGN, "a marker fits wherever a record ends");

#define TEXT_MAX (sizeof(((struct kmsg_record *)0)->text) - 1)

static struct log_rec *rec_at(const struct log_ring *r, u64 pos)
{
	return (struct log_rec *)(r->buf + (pos & (r->size - 1)));
}

static u32 rec_size(size_t len)
{
	return (u32)ALIGN(sizeof(struct log_rec) + len, (size_t)LOG_RECORD_ALIGN);
}

/* Bytes from @pos to the physical end of the buffer. */
static u32 room_to_end(const struct log_ring *r, u64 pos)
{
	return r->size - (u32)(pos & (r->size - 1));
}

/* The record that begins at @pos, or at the buffer's start if @pos holds a marker. */
static u64 skip_marker(const struct log_ring *r, u64 pos)
{
	return pos < r->head && rec_at(r, pos)->size == 0 ? pos + room_to_end(r, pos) : pos;
}

static void evict_until(struct log_ring *r, u64 end)
{
	while (end - r->tail > r->size) {
		r->tail = skip_marker(r, r->tail);
		if (r->tail >= r->head)
			return;
		r->tail += rec_at(r, r->tail)->size;
		r->first_seq++;
	}
}

void log_ring_init(struct log_ring *r, void *buf, u32 size)
{
	*r = (struct log_ring){.buf = buf, .size = size};
}

void log_ring_close(struct log_ring *r)
{
	r->open = false;
}

u64 log_ring_end(const struct log_ring *r)
{
	return r->next_seq - r->open;
}

void log_ring_add(struct log_ring *r, const struct log_meta *m, const char *text, size_t len,
		  bool open)
{
	struct log_rec *rec;
	u32 size, to_end;
	u64 pos = r->head;

	len = min_t(size_t, len, TEXT_MAX);
	size = rec_size(len);
	to_end = room_to_end(r, pos);
	if (size > to_end) {
		evict_until(r, pos + to_end);
		rec_at(r, pos)->size = 0;
		r->head = pos += to_end;
	}
	evict_until(r, pos + size);
	rec = rec_at(r, pos);
	rec->ts_ns = m->ts_ns;
	rec->size = (u16)size;
	rec->len = (u16)len;
	rec->level = m->level;
	rec->facility = m->facility;
	rec->cont = m->cont;
	memcpy(rec->text, text, len);
	r->last = pos;
	r->head = pos + size;
	r->next_seq++;
	r->open = open;
}

bool log_ring_extend(struct log_ring *r, const char *text, size_t len, bool open)
{
	struct log_rec *rec;
	u32 size;

	if (!r->open)
		return false;
	rec = rec_at(r, r->last);
	size = rec_size(rec->len + len);
	if (rec->len + len > TEXT_MAX || size > room_to_end(r, r->last))
		return false;
	evict_until(r, r->last + size);
	memcpy(rec->text + rec->len, text, len);
	rec->len = (u16)(rec->len + len);
	rec->size = (u16)size;
	r->head = r->last + size;
	r->open = open;
	return true;
}

int log_ring_read(struct log_ring *r, u64 seq, struct kmsg_record *out)
{
	const struct log_rec *rec;
	u64 s = r->first_seq, pos = r->tail;

	seq = max(seq, r->first_seq);
	if (seq >= log_ring_end(r))
		return -ENOENT;
	if (r->hint_pos >= r->tail && r->hint_seq >= s && r->hint_seq <= seq) {
		s = r->hint_seq;
		pos = r->hint_pos;
	}
	pos = skip_marker(r, pos);
	for (; s < seq; s++)
		pos = skip_marker(r, pos + rec_at(r, pos)->size);
	rec = rec_at(r, pos);
	r->hint_seq = seq;
	r->hint_pos = pos;
	out->seq = seq;
	out->ts_ns = rec->ts_ns;
	out->level = rec->level;
	out->facility = rec->facility;
	out->cont = rec->cont;
	out->len = rec->len;
	memcpy(out->text, rec->text, rec->len);
	out->text[rec->len] = '\0';
	return 0;
}
