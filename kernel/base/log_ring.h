/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/base/log_ring.h - the memory of the kernel log: variable-length records in a ring
 *
 * Theory
 *   Records lie back to back in a buffer whose size is a power of two; positions are 64-bit and
 *   only grow, the place in the buffer is position modulo size.  A record is contiguous: one that
 *   would cross the end of the buffer leaves a marker there and starts at its beginning.  A new
 *   record pushes out the oldest ones it needs the room of.
 *
 *   The newest record may be open: text without a newline that more text may follow (KERN_CONT).
 *   Readers do not see it until it is closed by a newline or by the next record.
 *
 * Not here: levels, consoles, who may call when (printk.c).
 * Locks: the caller's.
 */
#pragma once

#include "base/types.h"
#include "kernel/base/printk.h"

#define LOG_RECORD_ALIGN 16

/* Key: everything belongs to whoever holds the caller's lock. */
struct log_ring {
	u8 *buf;
	u32 size;		 /* bytes, a power of two */
	u64 tail, head;		 /* positions: oldest record, next free byte */
	u64 last;		 /* position of the newest record */
	u64 first_seq, next_seq; /* of the record at tail; of the next one to be added */
	u64 hint_seq, hint_pos;	 /* where the last reader was: makes reading on cheap */
	bool open;		 /* the newest record may still grow */
};

struct log_meta {
	u64 ts_ns;
	u8 level, facility;
	bool cont; /* continues a record that was closed meanwhile */
};

void log_ring_init(struct log_ring *r, void *buf, u32 size);
/* Adds a record (text longer than a kmsg_record is cut); closes the open one. */
void log_ring_add(struct log_ring *r, const struct log_meta *m, const char *text, size_t len,
		  bool open);
/* Appends to the open record; false: there is none, or no room in it (nothing was done). */
bool log_ring_extend(struct log_ring *r, const char *text, size_t len, bool open);
void log_ring_close(struct log_ring *r);
/* One past the last record that readers may see. */
u64 log_ring_end(const struct log_ring *r);
/* 0 and the first record whose number is @seq or more; -ENOENT if there is none yet. */
int log_ring_read(struct log_ring *r, u64 seq, struct kmsg_record *out);
