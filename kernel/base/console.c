/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/base/console.c - where the kernel log is shown
 *
 * Theory
 *   Each console has its own place in the log.  Whoever adds a record tries to take the console
 *   lock; the one who gets it prints for everybody until nothing is pending, record by record, so
 *   that lines of different CPUs never mix.  Who does not get it goes on: the holder looks again
 *   after it has let go.
 *
 *   console= chooses: each names one console, the last one is also /dev/console.  Without any, the
 *   first that registers is used.  Early consoles serve until a real one takes over; the one that
 *   becomes /dev/console goes on where the early one stopped, any other shows the whole log.
 *
 * Locks
 *   console lock   trylock from any context; protects the list and is held around ->write.
 *
 * Sources: Linux Documentation/admin-guide/serial-console.rst, kernel-parameters.txt
 */
#include "kernel/base/printk.h"

#include "arch/irqflags.h"
#include "base/atomic.h"
#include "base/err.h"
#include "kernel/base/panic.h"
#include "kernel/base/param.h"
#include "lib/ctype.h"
#include "lib/format.h"
#include "lib/kstrtox.h"
#include "lib/string.h"

#include "printk_internal.h"

#define NAME_LEN      16
#define OPTIONS_LEN   24
#define PREFERRED_MAX 8
#define LEVEL_DEFAULT 7
#define LEVEL_QUIET   4
#define LEVEL_DEBUG   10
#define STAMP_LEN     32
#define SERIAL_NAME   "ttyS"

int console_loglevel = LEVEL_DEFAULT;
static bool ignore_loglevel, print_time = true, keep_early;

static atomic_t console_owner;		  /* the console lock */
static struct console *consoles;	  /* [console lock]; /dev/console first */
static struct kmsg_record record;	  /* [console lock] being printed */
static struct console *preferred_console; /* [console lock] */

/* What console= asked for, in order; the last one is /dev/console.  Const after the command line.
 */
static struct {
	char name[NAME_LEN];
	int index;
	char options[OPTIONS_LEN];
} wanted[PREFERRED_MAX];
static int nr_wanted;

static bool console_trylock(void)
{
	return atomic_read(&console_owner) == 0 && atomic_xchg(&console_owner, 1) == 0;
}

static void console_lock(void)
{
	while (!console_trylock())
		cpu_relax();
}

static void console_unlock(void)
{
	atomic_set_release(&console_owner, 0);
}

/* --- printing --- */

static void print_record(struct console *con, const struct kmsg_record *r)
{
	char stamp[STAMP_LEN];
	const char *line = r->text, *end = r->text + r->len, *nl;
	unsigned int n = 0;

	if (print_time)
		n = (unsigned int)scnprintf(stamp, sizeof(stamp), "[%5llu.%06llu] ",
					    r->ts_ns / 1000000000, r->ts_ns / 1000 % 1000000);
	do {
		nl = memchr(line, '\n', (size_t)(end - line));
		if (n)
			con->write(con, stamp, n);
		con->write(con, line, (unsigned int)((nl ? nl : end) - line));
		con->write(con, "\n", 1);
		line = nl + 1;
	} while (nl && line < end);
}

/* Prints the next record of @con; false if there is none.  Console lock held. */
static bool print_next(struct console *con)
{
	unsigned long flags;
	bool found;

	local_irq_save(flags);
	found = kmsg_read(con->seq, &record) == 0;
	if (found) {
		con->seq = record.seq + 1;
		if (record.level < console_loglevel || ignore_loglevel)
			print_record(con, &record);
	}
	local_irq_restore(flags);
	return found;
}

static void flush_locked(void)
{
	for (struct console *con = consoles; con; con = con->next)
		while (con->enabled && print_next(con))
			;
}

static bool is_pending(void)
{
	u64 next = kmsg_next_seq();
	bool pending = false;

	for (struct console *con = READ_ONCE(consoles); con; con = READ_ONCE(con->next))
		pending |= con->enabled && READ_ONCE(con->seq) < next;
	return pending;
}

void console_flush(void)
{
	/* is_pending() after unlocking: who added a record meanwhile may have found us here. */
	do {
		if (log_lock_is_mine() || !console_trylock())
			return;
		flush_locked();
		console_unlock();
		smp_mb();
	} while (is_pending());
}

void console_bust_locks(void)
{
	log_bust_lock();
	console_unlock();
	console_flush();
}

/* --- choosing --- */

static void unlink_console(struct console *con)
{
	struct console **p = &consoles;

	while (*p && *p != con)
		p = &(*p)->next;
	if (*p)
		WRITE_ONCE(*p, con->next);
	con->enabled = false;
}

static void link_console(struct console *con, bool first)
{
	struct console **p = &consoles;

	if (!first)
		while (*p)
			p = &(*p)->next;
	con->next = *p;
	con->enabled = true;
	smp_store_release(p, con);
}

/* Index in wanted[] of the entry that names @con, or -1. */
static int find_wanted(const struct console *con)
{
	for (int i = nr_wanted - 1; i >= 0; i--)
		if (strcmp(wanted[i].name, con->name) == 0 &&
		    (con->index < 0 || con->index == wanted[i].index))
			return i;
	return -1;
}

static struct console *first_early(void)
{
	struct console *con = consoles;

	while (con && !con->early)
		con = con->next;
	return con;
}

static bool has_real_console(void)
{
	struct console *con = consoles;

	while (con && con->early)
		con = con->next;
	return con != NULL;
}

/* Does a real console want to be used, and is it /dev/console?  Runs its setup. */
static bool choose(struct console *con, bool *is_preferred)
{
	const char *options = NULL;
	int i = find_wanted(con);

	if (nr_wanted == 0) {
		if (has_real_console())
			return false;
		*is_preferred = true;
	} else {
		if (i < 0)
			return false;
		*is_preferred = i == nr_wanted - 1;
		options = wanted[i].options[0] ? wanted[i].options : NULL;
		con->index = wanted[i].index;
	}
	if (con->index < 0)
		con->index = 0;
	return !con->setup || con->setup(con, options) == 0;
}

/*
 * @by takes over from the early consoles: it goes on where the last of them stopped.  Returns one
 * of them, to be named in the log, or NULL.  Console lock held.
 */
static struct console *replace_early(struct console *by)
{
	struct console *early, *last = NULL;

	while (!keep_early && (early = first_early()) != NULL) {
		by->seq = max(by->seq, early->seq);
		unlink_console(early);
		last = early;
	}
	return last;
}

static void register_early(struct console *con)
{
	console_lock();
	if (!has_real_console())
		link_console(con, true);
	console_unlock();
	if (con->enabled)
		pr_info("printk: bootconsole [%s%d] enabled\n", con->name, con->index);
	console_flush();
}

void register_console(struct console *con)
{
	bool is_preferred = false;
	struct console *early = NULL;

	con->seq = 0;
	con->enabled = false;
	if (con->early) {
		register_early(con);
		return;
	}
	if (!choose(con, &is_preferred))
		return;
	console_lock();
	if (is_preferred) {
		preferred_console = con;
		early = replace_early(con);
	}
	link_console(con, is_preferred);
	console_unlock();
	pr_info("printk: console [%s%d] enabled\n", con->name, con->index);
	if (early)
		pr_info("printk: bootconsole [%s%d] disabled\n", early->name, early->index);
	console_flush();
}

u32 console_device(void)
{
	struct console *con;
	u32 dev = 0;

	console_lock();
	for (con = consoles; con && !dev; con = con->next)
		if (con->enabled && !con->early)
			dev = con->dev;
	console_unlock();
	return dev;
}

void for_each_console(void (*fn)(const struct console *con, bool preferred, void *ctx), void *ctx)
{
	console_lock();
	for (struct console *con = consoles; con; con = con->next)
		if (con->enabled)
			fn(con, con == preferred_console, ctx);
	console_unlock();
}

/* --- boot parameters --- */

/* console=ttyS0,115200n8  console=tty0  console=0 (a serial line) */
static int __init param_console(char *value)
{
	size_t len;
	char *options;

	if (!value || !*value || nr_wanted == PREFERRED_MAX)
		return value && *value ? -ENOSPC : 0;
	options = strchr(value, ',');
	if (options)
		*options++ = '\0';
	len = strcspn(value, "0123456789");
	if (len == 0)
		strscpy(wanted[nr_wanted].name, SERIAL_NAME, NAME_LEN);
	else if (len >= NAME_LEN)
		return -EINVAL;
	else
		strscpy(wanted[nr_wanted].name, value, len + 1);
	wanted[nr_wanted].index = (int)simple_strtoul(value + len, NULL, 10);
	strscpy(wanted[nr_wanted].options, options ? options : "", OPTIONS_LEN);
	nr_wanted++;
	return 0;
}
early_param("console", param_console);

static int __init param_loglevel(char *value)
{
	int level;

	if (!value || kstrtoint(value, 10, &level))
		return -EINVAL;
	console_loglevel = level;
	return 0;
}
early_param("loglevel", param_loglevel);

static int __init param_quiet(char *value)
{
	(void)value;
	console_loglevel = LEVEL_QUIET;
	return 0;
}
early_param("quiet", param_quiet);

static int __init param_debug(char *value)
{
	(void)value;
	console_loglevel = LEVEL_DEBUG;
	return 0;
}
early_param("debug", param_debug);

static int __init param_ignore_loglevel(char *value)
{
	(void)value;
	ignore_loglevel = true;
	pr_info("debug: ignoring loglevel setting.\n");
	return 0;
}
early_param("ignore_loglevel", param_ignore_loglevel);

static int __init param_keep_bootcon(char *value)
{
	(void)value;
	keep_early = true;
	return 0;
}
early_param("keep_bootcon", param_keep_bootcon);

static int __init param_time(char *value)
{
	return value ? kstrtobool(value, &print_time) : (print_time = true, 0);
}
early_param("printk.time", param_time);
