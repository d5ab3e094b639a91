/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sync/seqlock.h - readers that retry, for small data read often and written rarely
 */
#pragma once

#include "base/atomic.h"
#include "base/types.h"
#include "kernel/sync/spinlock.h"

typedef struct {
	unsigned int sequence;
} seqcount_t;

typedef struct {
	seqcount_t seqcount;
	spinlock_t lock;
} seqlock_t;

#define DEFINE_SEQLOCK(name, rank) seqlock_t name = {{0}, __SPIN_LOCK_UNLOCKED(rank)}

static inline unsigned int read_seqcount_begin(const seqcount_t *s)
{
	unsigned int seq;

	while ((seq = smp_load_acquire(&s->sequence)) & 1)
		cpu_relax();
	return seq;
}

static inline bool read_seqcount_retry(const seqcount_t *s, unsigned int start)
{
	smp_rmb();
	return READ_ONCE(s->sequence) != start;
}

static inline void write_seqcount_begin(seqcount_t *s)
{
	WRITE_ONCE(s->sequence, s->sequence + 1);
	smp_wmb();
}

static inline void write_seqcount_end(seqcount_t *s)
{
	smp_store_release(&s->sequence, s->sequence + 1);
}

static inline void seqcount_init(seqcount_t *s)
{
	s->sequence = 0;
}

static inline void seqlock_init(seqlock_t *sl, enum lock_rank rank)
{
	seqcount_init(&sl->seqcount);
	spin_lock_init(&sl->lock, rank);
}

static inline unsigned int read_seqbegin(const seqlock_t *sl)
{
	return read_seqcount_begin(&sl->seqcount);
}

static inline bool read_seqretry(const seqlock_t *sl, unsigned int start)
{
	return read_seqcount_retry(&sl->seqcount, start);
}

void write_seqlock(seqlock_t *sl) __no_lock_analysis;
void write_sequnlock(seqlock_t *sl) __no_lock_analysis;
unsigned long write_seqlock_irqsave(seqlock_t *sl) __no_lock_analysis;
void write_sequnlock_irqrestore(seqlock_t *sl, unsigned long flags) __no_lock_analysis;
