/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/base/printk.c - the kernel log: formatting and storing messages from any context
 *
 * Theory
 *   A message is formatted into a buffer of its CPU with interrupts off, stored in the ring under
 *   the log lock, and then shown by whoever gets the console lock (console.c).  Only an NMI or an
 *   exception can interrupt this; such a nested message is formatted into a second buffer.  If it
 *   interrupted the holder of the log lock on its own CPU it cannot store its text: it leaves it in
 *   that second buffer, and the holder stores it as soon as it has released the lock.  A third
 *   level, or a second nested message meanwhile, is dropped and counted.
 *
 * Not here: the ring itself (log_ring.c), consoles (console.c), /dev/kmsg and syslog(2).
 *
 * Locks
 *   log lock   spins, interrupts off; not a spinlock_t, because lock checks print.
 *
 * Sources: Linux Documentation/core-api/printk-basics.rst, ABI/testing/dev-kmsg
 */
#include "kernel/base/printk.h"

#include "arch/clock.h"
#include "arch/irqflags.h"
#include "arch/smp.h"
#include "base/atomic.h"
#include "base/err.h"
#include "lib/format.h"
#include "lib/string.h"

#include "log_ring.h"
#include "printk_internal.h"

#define LOG_BUF_SIZE  65536
#define LINE_MAX      1000 /* bytes of one message, with its NUL */
#define CONTEXTS      2	   /* normal, and nested in it */
#define DEFAULT_LEVEL 4	   /* of messages that do not say: KERN_WARNING */
#define FACILITY_KERN 0

struct printk_ctx {
	unsigned int depth; /* messages being formatted or stored on this CPU */
	u16 stash_len;	    /* of a nested message left in buf[1] */
	char buf[CONTEXTS][LINE_MAX];
};

static DEFINE_PER_CPU(struct printk_ctx, printk_ctx);

static u8 log_buf[LOG_BUF_SIZE] __aligned(LOG_RECORD_ALIGN);
static struct log_ring ring = {.buf = log_buf, .size = LOG_BUF_SIZE}; /* [log lock] */
static u64 clear_seq;						      /* [log lock] */
static int open_cpu;	   /* [log lock] who wrote the open record */
static atomic_t log_owner; /* holder's CPU + 1 */
static atomic_t dropped;   /* messages lost to nesting */

void (*kmsg_wake)(void);

bool log_lock_is_mine(void)
{
	return atomic_read(&log_owner) == smp_processor_id() + 1;
}

void log_bust_lock(void)
{
	atomic_set(&log_owner, 0);
}

/* Interrupts off.  False if this CPU holds it already, below us. */
static bool log_lock(void)
{
	int me = smp_processor_id() + 1, free = 0;

	while (!atomic_try_cmpxchg(&log_owner, &free, me)) {
		if (free == me)
			return false;
		free = 0;
		cpu_relax();
	}
	return true;
}

static void log_unlock(void)
{
	atomic_set_release(&log_owner, 0);
}

/* "<SOH><level>" before the text; 'c' is KERN_CONT.  Returns what follows. */
static const char *parse_prefix(const char *s, int *level, bool *cont)
{
	while (s[0] == KERN_SOH[0] && s[1]) {
		if (s[1] >= '0' && s[1] <= '7')
			*level = s[1] - '0';
		else if (s[1] == 'c')
			*cont = true;
		else
			break;
		s += 2;
	}
	return s;
}

/* Log lock held. */
static void store_locked(int facility, int level, bool cont, const char *text, size_t len)
{
	bool open = true;
	struct log_meta m = {
		.ts_ns = (u64)arch_clock_ns(),
		.level = (u8)(level < 0 ? DEFAULT_LEVEL : level),
		.facility = (u8)facility,
	};

	if (len && text[len - 1] == '\n') {
		len--;
		open = false;
	}
	if (cont && open_cpu == smp_processor_id() && log_ring_extend(&ring, text, len, open))
		return;
	m.cont = cont && level < 0;
	open_cpu = smp_processor_id();
	log_ring_add(&ring, &m, text, len, open);
}

static void store_text(const char *text, size_t len)
{
	int level = -1;
	bool cont = false;
	const char *s = parse_prefix(text, &level, &cont);

	len -= (size_t)(s - text);
	if (len || !cont)
		store_locked(FACILITY_KERN, level, cont, s, len);
}

/* Stores @text, then whatever nested messages were left meanwhile.  Interrupts off. */
static void store_and_unstash(struct printk_ctx *ctx, const char *text, size_t len)
{
	for (;;) {
		if (!log_lock()) {
			if (READ_ONCE(ctx->stash_len) || text != ctx->buf[1])
				atomic_inc(&dropped);
			else
				WRITE_ONCE(ctx->stash_len, (u16)len);
			return;
		}
		store_text(text, len);
		log_unlock();
		len = READ_ONCE(ctx->stash_len);
		if (len == 0)
			return;
		text = ctx->buf[1];
		WRITE_ONCE(ctx->stash_len, 0);
	}
}

int vprintk(const char *fmt, va_list ap)
{
	struct printk_ctx *ctx;
	unsigned long flags;
	unsigned int depth;
	int n = 0;

	local_irq_save(flags);
	ctx = this_cpu_ptr(&printk_ctx);
	depth = ctx->depth++;
	barrier();
	if (depth >= CONTEXTS || (depth && READ_ONCE(ctx->stash_len))) {
		atomic_inc(&dropped);
	} else {
		n = vsnprintf(ctx->buf[depth], LINE_MAX, fmt, ap);
		if (n >= LINE_MAX) { /* cut, and complete nevertheless */
			n = LINE_MAX - 1;
			ctx->buf[depth][n - 1] = '\n';
		}
		store_and_unstash(ctx, ctx->buf[depth], (size_t)n);
	}
	barrier();
	ctx->depth--;
	local_irq_restore(flags);
	if (!log_lock_is_mine()) {
		console_flush();
		if (kmsg_wake)
			kmsg_wake();
	}
	return n;
}

int printk(const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vprintk(fmt, ap);
	va_end(ap);
	return n;
}

void kmsg_write_user(int facility, int level, const char *text, size_t len)
{
	unsigned long flags;

	local_irq_save(flags);
	if (log_lock()) {
		struct log_meta m = {
			.ts_ns = (u64)arch_clock_ns(),
			.level = (u8)(level & 7),
			.facility = (u8)facility,
		};

		if (len && text[len - 1] == '\n')
			len--;
		log_ring_add(&ring, &m, text, len, false);
		log_unlock();
	}
	local_irq_restore(flags);
	console_flush();
	if (kmsg_wake)
		kmsg_wake();
}

bool ratelimit_ok(struct ratelimit *rl, const char *who)
{
	ktime_t now = arch_clock_ns();
	int missed;

	/* Races between CPUs cost at most a line too many or too few. */
	if (rl->begin == 0 || now - rl->begin >= (s64)rl->interval_ns) {
		missed = rl->missed;
		rl->begin = now | 1;
		rl->printed = 0;
		rl->missed = 0;
		if (missed)
			pr_warn("%s: %d callbacks suppressed\n", who, missed);
	}
	if (rl->printed < rl->burst) {
		rl->printed++;
		return true;
	}
	rl->missed++;
	return false;
}

/* --- readers --- */

int kmsg_read(u64 seq, struct kmsg_record *r)
{
	unsigned long flags;
	int err = -ENOENT;

	local_irq_save(flags);
	if (log_lock()) {
		err = log_ring_read(&ring, seq, r);
		log_unlock();
	}
	local_irq_restore(flags);
	return err;
}

u64 kmsg_first_seq(void)
{
	return READ_ONCE(ring.first_seq);
}

u64 kmsg_next_seq(void)
{
	return log_ring_end(&ring);
}

u64 kmsg_clear_seq(void)
{
	return READ_ONCE(clear_seq);
}

void kmsg_clear(void)
{
	WRITE_ONCE(clear_seq, kmsg_next_seq());
}

size_t kmsg_buffer_size(void)
{
	return LOG_BUF_SIZE;
}
