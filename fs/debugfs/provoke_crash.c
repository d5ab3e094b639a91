/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/debugfs/provoke_crash.c - provoke-crash/DIRECT: faults of the kernel on demand (debug builds)
 *
 * Theory
 *   What is written is the name of a fault, and the kernel commits it there and then, in the
 *   context of the writer: so it can be tested that each is caught and reported.  Reading gives the
 *   names.  The file, its names and their meaning are those of Linux's test module, of which this
 *   is the part that a kernel without modules and sanitizers can answer.
 *
 * Locks: none.
 * Sources: Linux Documentation/fault-injection/provoke-crashes.rst
 */
#include "fs/debugfs/debugfs.h"

#include "kernel/base/panic.h"
#include "kernel/base/printk.h"
#include "lib/format.h"
#include "lib/string.h"

#define NAME_MAX_LEN 32
#define FRAME_BYTES  512

static const unsigned long read_only = 0x55aa55aa;
static unsigned char no_code[16] = {0xc3}; /* ret, but data */

static void crash_panic(void)
{
	panic("dumptest");
}

static void crash_bug(void)
{
	BUG();
}

static void crash_warning(void)
{
	WARN_ON(1);
}

static void crash_exception(void)
{
	volatile int *nowhere = NULL;

	__asm__("" : "+r"(nowhere)); /* the compiler is not to know */
	*nowhere = 0;
}

/* Not a tail call, and each frame is used after it, so that no compiler makes a loop of it. */
static __noinline int recurse(int depth)
{
	volatile char frame[FRAME_BYTES];

	frame[0] = (char)depth;
	frame[sizeof(frame) - 1] = depth ? (char)recurse(depth + 1) : 0;
	return frame[0] + frame[sizeof(frame) - 1];
}

static void crash_exhaust_stack(void)
{
	pr_info("lkdtm: depth %d\n", recurse(1));
}

static void crash_write_ro(void)
{
	volatile unsigned long *p = (volatile unsigned long *)&read_only;

	__asm__("" : "+r"(p));
	*p = 0;
}

static void crash_write_kern(void)
{
	volatile unsigned char *p = (volatile unsigned char *)crash_panic;

	__asm__("" : "+r"(p));
	*p = 0xcc;
}

static void crash_exec_data(void)
{
	void (*fn)(void) = (void (*)(void))no_code;

	__asm__("" : "+r"(fn));
	fn();
	pr_err("lkdtm: returned from what cannot be executed\n");
}

static void crash_exec_null(void)
{
	void (*fn)(void) = NULL;

	__asm__("" : "+r"(fn));
	fn();
	pr_err("lkdtm: returned from what cannot be executed\n");
}

static const struct {
	const char *name;
	void (*commit)(void);
} crashes[] = {
	{"PANIC", crash_panic},
	{"BUG", crash_bug},
	{"WARNING", crash_warning},
	{"EXCEPTION", crash_exception},
	{"EXHAUST_STACK", crash_exhaust_stack},
	{"WRITE_RO", crash_write_ro},
	{"WRITE_KERN", crash_write_kern},
	{"EXEC_DATA", crash_exec_data},
	{"EXEC_NULL", crash_exec_null},
};

static ssize_t direct_read(struct file *f, loff_t *pos, struct iov_iter *to)
{
	char text[256];
	int n = scnprintf(text, sizeof(text), "Available crash types:\n");

	(void)f;
	for (size_t i = 0; i < ARRAY_SIZE(crashes); i++)
		n += scnprintf(text + n, sizeof(text) - (size_t)n, "%s\n", crashes[i].name);
	return simple_read_from_buffer(to, pos, text, (size_t)n);
}

static ssize_t direct_write(struct file *f, loff_t *pos, struct iov_iter *from)
{
	size_t n = iov_iter_count(from);
	char name[NAME_MAX_LEN];

	(void)f;
	if (n == 0 || n >= sizeof(name))
		return -EINVAL;
	if (copy_from_iter(name, n, from) != n)
		return -EFAULT;
	name[n] = '\0';
	name[strcspn(name, "\n")] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(crashes); i++) {
		if (!strcmp(name, crashes[i].name)) {
			pr_info("lkdtm: Performing direct entry %s\n", name);
			crashes[i].commit();
			*pos += (loff_t)n;
			return (ssize_t)n;
		}
	}
	return -EINVAL;
}

static const struct file_operations direct_fops = {
	.llseek = generic_file_llseek,
	.read_iter = direct_read,
	.write_iter = direct_write,
};

void __init debugfs_crash_init(void)
{
	debugfs_create_file("DIRECT", 0644, debugfs_create_dir("provoke-crash", NULL), NULL,
			    &direct_fops);
}
