/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/base/random.c - random bytes for the kernel and for user space
 *
 * Theory
 *   Everything that may not be guessed is hashed into the pool (BLAKE2s), with a cautious count of
 *   the bits it is worth.  At 256 bits, and then about once a minute if as many came in again, the
 *   pool gives a new base key.  Each CPU draws its own key from the base key and makes
 *   bytes with ChaCha20, of which the first 32 replace the key that made them ("fast key
 *   erasure"): who learns the state later cannot compute what was given out before.
 *
 *   Credited in full: RDSEED and RDRAND.  One bit each: a sample of jitter whose second difference
 *   is not zero, 64 interrupts, a key press.  Until 256 bits are there the generator works from
 *   whatever came in, and random_ready() is false.
 *
 * Not here: waiting for random_ready() (kernel/sched), getrandom(2), /dev/random.
 *
 * Locks: pool_lock, which also covers the base key; CPU keys need interrupts off only.
 *
 * Sources: random(7), getrandom(2), RFC 8439, RFC 7693; D. J. Bernstein, "Fast-key-erasure
 *   random-number generators"
 */
#include "kernel/base/random.h"

#include "arch/clock.h"
#include "arch/random.h"
#include "arch/smp.h"
#include "base/bits.h"
#include "base/err.h"
#include "kernel/base/printk.h"
#include "kernel/base/utsname.h"
#include "lib/format.h"
#include "lib/string.h"

#include "blake2s.h"
#include "chacha.h"
#include "raw_lock.h"

#define KEY_SIZE	    32
#define READY_BITS	    256
#define RESEED_NS	    60000000000LL
#define IRQS_PER_MIX	    64
#define BOOT_JITTER_SAMPLES 64
#define JITTER_WORDS	    64 /* memory that a jitter sample walks over */

static struct raw_lock pool_lock;
static struct blake2s pool;	       /* [pool_lock] */
static bool pool_started;	       /* [pool_lock] */
static unsigned int pool_bits;	       /* [pool_lock] credited since the last reseed */
static u32 base_key[CHACHA_KEY_WORDS]; /* [pool_lock] */
static u64 base_generation;	       /* [pool_lock] for writing; read without */
static ktime_t last_reseed;	       /* [pool_lock] */
static bool ready;		       /* [pool_lock] for writing; only ever becomes true */
static bool fresh = true; /* [pool_lock] for writing; input came since the last reseed */

struct cpu_rng {
	u32 key[CHACHA_KEY_WORDS];
	u64 generation;			   /* of the base key it was drawn from */
	u64 words[KEY_SIZE / sizeof(u64)]; /* drawn ahead for get_random_u64() */
	unsigned int nr_words;
};

/* Times of interrupts, before they are hashed. */
struct irq_pool {
	u64 word[2];
	u32 count;
};

static DEFINE_PER_CPU(struct cpu_rng, cpu_rng);
static DEFINE_PER_CPU(struct irq_pool, irq_pool);

/* One block from @key, whose first half becomes the new key; the other half is @out. */
static void advance_key(u32 key[CHACHA_KEY_WORDS], u8 out[KEY_SIZE])
{
	static const u32 zero[4];
	u8 block[CHACHA_BLOCK_SIZE];

	chacha20_block(key, zero, block);
	memcpy(key, block, KEY_SIZE);
	memcpy(out, block + KEY_SIZE, KEY_SIZE);
	memzero_explicit(block, sizeof(block));
}

/* --- pool; pool_lock held --- */

static void mix_locked(const void *buf, size_t n)
{
	if (!pool_started) {
		blake2s_init(&pool, NULL, 0);
		pool_started = true;
	}
	blake2s_update(&pool, buf, n);
	WRITE_ONCE(fresh, true);
}

/* The pool's hash, with the old key in it, becomes the base key and starts the next pool. */
static void reseed_locked(void)
{
	u8 seed[BLAKE2S_HASH_SIZE], next[BLAKE2S_HASH_SIZE];

	mix_locked(base_key, sizeof(base_key));
	blake2s_final(&pool, seed);
	blake2s_init(&pool, seed, sizeof(seed));
	blake2s_update(&pool, "key", 3);
	blake2s_final(&pool, next);
	memcpy(base_key, next, sizeof(base_key));
	blake2s_init(&pool, seed, sizeof(seed));
	blake2s_update(&pool, "pool", 4);
	memzero_explicit(seed, sizeof(seed));
	memzero_explicit(next, sizeof(next));
	last_reseed = arch_clock_ns();
	WRITE_ONCE(fresh, false);
	WRITE_ONCE(base_generation, base_generation + 1);
}

/* True if this made the generator ready. */
static bool credit_locked(unsigned int bits)
{
	bool first;

	pool_bits = min_t(unsigned int, pool_bits + bits, READY_BITS);
	first = !ready && pool_bits == READY_BITS;
	if (first || (pool_bits == READY_BITS && arch_clock_ns() - last_reseed >= RESEED_NS)) {
		reseed_locked();
		if (!first)
			pool_bits = 0;
		WRITE_ONCE(ready, true);
	}
	return first;
}

static void mix_and_credit(const void *buf, size_t n, unsigned int bits)
{
	unsigned long flags = raw_lock_irqsave(&pool_lock);
	bool became_ready = false;

	mix_locked(buf, n);
	if (bits)
		became_ready = credit_locked(bits);
	raw_unlock_irqrestore(&pool_lock, flags);
	if (became_ready)
		pr_notice("random: crng init done\n");
}

/* --- output --- */

/* Better randomness has come than what the CPU's key was drawn from. */
static bool is_old(const struct cpu_rng *c)
{
	return c->generation != READ_ONCE(base_generation) ||
	       (!READ_ONCE(ready) && READ_ONCE(fresh));
}

/* A fresh 32-byte secret that nobody else gets.  Any context but NMI. */
static void draw(u8 out[KEY_SIZE])
{
	struct cpu_rng *c;
	unsigned long flags, pool_flags;

	local_irq_save(flags);
	c = this_cpu_ptr(&cpu_rng);
	if (unlikely(is_old(c))) {
		u8 key[KEY_SIZE];

		pool_flags = raw_lock_irqsave(&pool_lock);
		if (!ready && fresh)
			reseed_locked(); /* everything that came in so far counts */
		advance_key(base_key, key);
		c->generation = base_generation;
		c->nr_words = 0;
		raw_unlock_irqrestore(&pool_lock, pool_flags);
		memcpy(c->key, key, KEY_SIZE);
		memzero_explicit(key, sizeof(key));
	}
	advance_key(c->key, out);
	local_irq_restore(flags);
}

void get_random_bytes(void *buf, size_t n)
{
	u8 first[KEY_SIZE], block[CHACHA_BLOCK_SIZE];
	u32 counter[4] = {0}, key[CHACHA_KEY_WORDS];
	u8 *p = buf;

	draw(first);
	if (n <= KEY_SIZE) {
		memcpy(p, first, n);
		memzero_explicit(first, sizeof(first));
		return;
	}
	memcpy(key, first, KEY_SIZE);
	while (n) {
		size_t part = min_t(size_t, n, CHACHA_BLOCK_SIZE);

		counter[0]++;
		if (counter[0] == 0)
			counter[1]++;
		chacha20_block(key, counter, block);
		memcpy(p, block, part);
		p += part;
		n -= part;
	}
	memzero_explicit(first, sizeof(first));
	memzero_explicit(block, sizeof(block));
	memzero_explicit(key, sizeof(key));
}

/* A word is forgotten when it is given out, so that it cannot be read back later either. */
u64 get_random_u64(void)
{
	struct cpu_rng *c;
	unsigned long flags;
	u64 *word, v;

	local_irq_save(flags);
	c = this_cpu_ptr(&cpu_rng);
	if (c->nr_words == 0 || unlikely(is_old(c))) {
		draw((u8 *)c->words);
		c->nr_words = ARRAY_SIZE(c->words);
	}
	word = &c->words[--c->nr_words];
	v = *word;
	*word = 0;
	local_irq_restore(flags);
	return v;
}

u32 get_random_u32_below(u32 ceil)
{
	u64 v;

	if (ceil <= 1)
		return 0;
	/* The high half of a product is uniform but for the lowest 2^32 mod ceil low halves. */
	do {
		v = (u64)(u32)get_random_u64() * ceil;
	} while ((u32)v < -ceil % ceil);
	return (u32)(v >> 32);
}

bool random_ready(void)
{
	return READ_ONCE(ready);
}

unsigned int random_entropy_avail(void)
{
	return READ_ONCE(ready) ? READY_BITS : READ_ONCE(pool_bits);
}

/* --- input --- */

void add_random_entropy(const void *buf, size_t n)
{
	mix_and_credit(buf, n, 0);
}

void credit_random_entropy(unsigned int bits)
{
	u64 now = arch_cycles();

	mix_and_credit(&now, sizeof(now), bits);
}

int random_reseed(void)
{
	unsigned long flags = raw_lock_irqsave(&pool_lock);
	int err = ready ? 0 : -ENODATA;

	if (ready)
		reseed_locked();
	raw_unlock_irqrestore(&pool_lock, flags);
	return err;
}

void random_forget_credit(void)
{
	unsigned long flags = raw_lock_irqsave(&pool_lock);

	if (!ready)
		pool_bits = 0;
	raw_unlock_irqrestore(&pool_lock, flags);
}

void add_interrupt_randomness(u32 what)
{
	struct irq_pool *p;
	unsigned long flags;
	u64 copy[2];

	local_irq_save(flags);
	p = this_cpu_ptr(&irq_pool);
	p->word[0] = (p->word[0] ^ arch_cycles() ^ (u64)what << 32) * 0x9e3779b97f4a7c15ULL;
	p->word[1] = (p->word[1] << 23 | p->word[1] >> 41) ^ p->word[0];
	if (likely(++p->count < IRQS_PER_MIX)) {
		local_irq_restore(flags);
		return;
	}
	p->count = 0;
	memcpy(copy, p->word, sizeof(copy));
	local_irq_restore(flags);
	mix_and_credit(copy, sizeof(copy), 1);
}

void add_input_randomness(u32 what)
{
	u64 v[2] = {what, arch_cycles()};

	mix_and_credit(v, sizeof(v), 1);
}

void random_collect_jitter(unsigned int samples)
{
	static u64 arena[JITTER_WORDS]; /* races only add to it */
	u64 last = arch_cycles(), last_delta = 0, now, delta;
	unsigned int i, bits = 0;

	for (i = 0; i < samples; i++) {
		for (unsigned int j = 0; j < JITTER_WORDS; j += 8)
			WRITE_ONCE(arena[(j + last) % JITTER_WORDS], READ_ONCE(arena[j]) + last);
		now = arch_cycles();
		delta = now - last;
		bits += i > 1 && delta != last_delta;
		arena[i % JITTER_WORDS] ^= delta << (i % 32);
		last = now;
		last_delta = delta;
	}
	mix_and_credit(arena, sizeof(arena), bits);
}

void random_init(void)
{
	u64 seed[4], now[2] = {(u64)arch_clock_ns(), (u64)arch_rtc_read()};
	unsigned int i, got = 0;

	add_random_entropy(now, sizeof(now));
	add_random_entropy(&init_uts, sizeof(init_uts));
	for (i = 0; i < ARRAY_SIZE(seed); i++)
		got += arch_random_seed(&seed[i]);
	if (got == ARRAY_SIZE(seed))
		mix_and_credit(seed, sizeof(seed), READY_BITS);
	memzero_explicit(seed, sizeof(seed));
	random_collect_jitter(BOOT_JITTER_SAMPLES);
	format_set_pointer_key(get_random_u64(), get_random_u64());
}
