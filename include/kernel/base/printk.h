/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/base/printk.h - the kernel log
 *
 * One ring of records with sequence number, level and time stamp.  printk() may be called from any
 * context, any CPU, NMI included; consoles are written at once by whoever gets the console lock.
 */
#pragma once

#include "base/compiler.h"
#include "base/types.h"

#define KERN_SOH     "\001"
#define KERN_EMERG   KERN_SOH "0"
#define KERN_ALERT   KERN_SOH "1"
#define KERN_CRIT    KERN_SOH "2"
#define KERN_ERR     KERN_SOH "3"
#define KERN_WARNING KERN_SOH "4"
#define KERN_NOTICE  KERN_SOH "5"
#define KERN_INFO    KERN_SOH "6"
#define KERN_DEBUG   KERN_SOH "7"
#define KERN_CONT    KERN_SOH "c"

int printk(const char *fmt, ...) __printf(1, 2);
int vprintk(const char *fmt, __builtin_va_list ap);

#define pr_emerg(...)  printk(KERN_EMERG __VA_ARGS__)
#define pr_alert(...)  printk(KERN_ALERT __VA_ARGS__)
#define pr_crit(...)   printk(KERN_CRIT __VA_ARGS__)
#define pr_err(...)    printk(KERN_ERR __VA_ARGS__)
#define pr_warn(...)   printk(KERN_WARNING __VA_ARGS__)
#define pr_notice(...) printk(KERN_NOTICE __VA_ARGS__)
#define pr_info(...)   printk(KERN_INFO __VA_ARGS__)
#define pr_debug(...)  printk(KERN_DEBUG __VA_ARGS__)
#define pr_cont(...)   printk(KERN_CONT __VA_ARGS__)

/* True at most @burst times per @interval_ns; counts what it held back and says so later. */
struct ratelimit {
	ktime_t begin;
	u64 interval_ns;
	int burst, printed, missed;
};
bool ratelimit_ok(struct ratelimit *rl, const char *who);
#define printk_ratelimited(...)                                                                    \
	do {                                                                                       \
		static struct ratelimit _rl = {.interval_ns = 5000000000ULL, .burst = 10};         \
		if (ratelimit_ok(&_rl, __func__))                                                  \
			printk(__VA_ARGS__);                                                       \
	} while (0)
#define printk_once(...)                                                                           \
	do {                                                                                       \
		static bool _once;                                                                 \
		if (!__atomic_test_and_set(&_once, __ATOMIC_RELAXED))                              \
			printk(__VA_ARGS__);                                                       \
	} while (0)

extern int console_loglevel; /* messages of a lower number reach the consoles */

/*
 * A console: @write is called with the console lock held, interrupts off, from any context.
 * @early: unregistered when a real console of the list appears.
 */
struct console {
	const char *name; /* "ttyS", "tty" as in console= */
	int index;	  /* -1: any; set to the chosen one */
	void (*write)(struct console *con, const char *s, unsigned int n);
	int (*setup)(struct console *con, const char *options);
	u32 dev; /* what /dev/console opens, MKDEV(major, minor) */
	bool early;
	/* printk's own, [console lock] */
	struct console *next;
	u64 seq; /* next record to print */
	bool enabled;
};

/* Chosen by console= (the last one is /dev/console) or, with none given, the first registered. */
void register_console(struct console *con);
/* Device number behind /dev/console; 0 if there is none. */
u32 console_device(void);
/* Panic: break the locks of log and consoles, whoever holds them, and print what is pending. */
void console_bust_locks(void);
/* Prints what is pending if nobody else does. */
void console_flush(void);
/* Names of enabled consoles, for /proc/consoles: @fn for each, under the console lock. */
void for_each_console(void (*fn)(const struct console *con, bool preferred, void *ctx), void *ctx);

/* Readers (/dev/kmsg, /proc/kmsg, syslog(2)). */
struct kmsg_record {
	u64 seq;
	u64 ts_ns;
	u8 level, facility;
	bool cont;
	u16 len;
	char text[1024];
};
u64 kmsg_first_seq(void);
u64 kmsg_next_seq(void); /* that of the next record to be written */
u64 kmsg_clear_seq(void);
size_t kmsg_buffer_size(void); /* bytes */
void kmsg_clear(void);	       /* syslog(SYSLOG_ACTION_CLEAR) */
/*
 * kmsg_read - the record numbered @seq, or the oldest there is if that was overwritten
 * @r: too large for a stack; r->seq > @seq says that records were lost
 *
 * Context: any but NMI.  Return: 0, or -ENOENT (not written yet; *r is unchanged)
 */
int kmsg_read(u64 seq, struct kmsg_record *r);
/* Called (any context, any lock held, must not printk) after each new record; set once by
 * kernel/sched, which wakes kmsg_waitqueue (kernel/sched/wait.h) from a safe place soon after. */
extern void (*kmsg_wake)(void);
/* Adds a record from user space (write to /dev/kmsg). */
void kmsg_write_user(int facility, int level, const char *text, size_t len);
