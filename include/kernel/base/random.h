/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/base/random.h - random bytes (ChaCha20, seeded from RDRAND/RDSEED, TSC jitter, interrupts)
 */
#pragma once

#include "base/types.h"

/*
 * get_random_bytes - never blocks, never fails; before random_ready() the bytes may be guessable
 * Context: any but NMI.
 */
void get_random_bytes(void *buf, size_t n);
u64 get_random_u64(void);
u32 get_random_u32_below(u32 ceil); /* uniform in [0, ceil); 0 for 0 */

/* Mixes in, crediting nothing; any context but NMI. */
void add_random_entropy(const void *buf, size_t n);
/* As if @bits of what was mixed in could not be guessed; RNDADDTOENTCNT and RNDADDENTROPY. */
void credit_random_entropy(unsigned int bits);
unsigned int random_entropy_avail(void); /* bits, at most 256 */
int random_reseed(void);		 /* a new base key now: 0, or -ENODATA before it is ready */
void random_forget_credit(void);	 /* before it is ready: the count begins again at 0 */

/* Seeded with 256 bits that cannot be guessed.  Who needs that waits: wait_for_random_bytes() in
 * kernel/sched/wait.h. */
bool random_ready(void);

void random_init(void); /* boot, as soon as clocks run */
/* Times of events: an interrupt (from do_IRQ and the timer), a key.  Cheap. */
void add_interrupt_randomness(u32 what);
void add_input_randomness(u32 what);
/* Collects @samples of the time some memory accesses take, and credits what varies. */
void random_collect_jitter(unsigned int samples);
