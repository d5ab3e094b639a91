/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/debugfs/memory.c - what memory management shows and lets one do to it: kmemleak (debug
 * builds), fail_page_alloc/, failslab/
 *
 * Theory
 *   A field of a fault attribute is a file with one number.  Whoever must know of a change (the
 *   fast path looks at fault attributes only while one is armed) is told after each write.
 *   Which tasks task-filter lets through is said in /proc/PID/make-it-fail.
 *
 * Locks: none; the fields are words.
 * Sources: Linux Documentation/fault-injection/fault-injection.rst, dev-tools/kmemleak.rst
 */
#include "fs/debugfs/debugfs.h"

#include "fs/vfs/seq_file.h"
#include "kernel/base/fault_inject.h"
#include "kernel/base/printk.h"
#include "lib/format.h"
#include "lib/kstrtox.h"
#include "lib/string.h"
#include "mm/kmem/failslab.h"
#include "mm/kmem/kmemleak.h"
#include "mm/phys/fail_page_alloc.h"

#define NUMBER_TEXT  32
#define COMMAND_TEXT 32

/* --- fault attributes --- */

enum field_type { FIELD_ULONG, FIELD_UINT, FIELD_ATOMIC, FIELD_BOOL };

/* Const, one per file. */
struct fault_field {
	const char *name;
	enum field_type type;
	void *value;
	void (*changed)(void);
};

static ssize_t field_read(struct file *f, loff_t *pos, struct iov_iter *to)
{
	const struct fault_field *field = debugfs_data(file_inode(f));
	char text[NUMBER_TEXT];

	switch (field->type) {
	case FIELD_ULONG:
		snprintf(text, sizeof(text), "%lu\n", READ_ONCE(*(unsigned long *)field->value));
		break;
	case FIELD_UINT:
		snprintf(text, sizeof(text), "%u\n", READ_ONCE(*(unsigned int *)field->value));
		break;
	case FIELD_ATOMIC:
		snprintf(text, sizeof(text), "%ld\n",
			 atomic_long_read((atomic_long_t *)field->value));
		break;
	case FIELD_BOOL:
		strscpy(text, READ_ONCE(*(bool *)field->value) ? "Y\n" : "N\n", sizeof(text));
		break;
	}
	return simple_read_from_buffer(to, pos, text, strlen(text));
}

static int set_field(const struct fault_field *field, const char *text)
{
	unsigned long ul;
	unsigned int ui;
	bool b;
	long l;
	int err = -EINVAL;

	switch (field->type) {
	case FIELD_ULONG:
		err = kstrtoul(text, 0, &ul);
		if (!err)
			WRITE_ONCE(*(unsigned long *)field->value, ul);
		break;
	case FIELD_UINT:
		err = kstrtouint(text, 0, &ui);
		if (!err)
			WRITE_ONCE(*(unsigned int *)field->value, ui);
		break;
	case FIELD_ATOMIC:
		err = kstrtol(text, 0, &l);
		if (!err)
			atomic_long_set((atomic_long_t *)field->value, l);
		break;
	case FIELD_BOOL:
		err = kstrtobool(text, &b);
		if (!err)
			WRITE_ONCE(*(bool *)field->value, b);
		break;
	}
	if (!err)
		field->changed();
	return err;
}

static ssize_t field_write(struct file *f, loff_t *pos, struct iov_iter *from)
{
	size_t n = iov_iter_count(from);
	char text[NUMBER_TEXT];
	int err;

	if (n >= sizeof(text))
		return -EINVAL;
	if (copy_from_iter(text, n, from) != n)
		return -EFAULT;
	text[n] = '\0';
	err = set_field(debugfs_data(file_inode(f)), text);
	if (err)
		return err;
	*pos += (loff_t)n;
	return (ssize_t)n;
}

static const struct file_operations field_fops = {
	.llseek = generic_file_llseek,
	.read_iter = field_read,
	.write_iter = field_write,
};

/* clang-format off */
#define FAULT_FIELDS(a, fn)                                                                        \
	{"probability", FIELD_ULONG, &(a).probability, fn},                                        \
	{"interval", FIELD_ULONG, &(a).interval, fn},                                              \
	{"times", FIELD_ATOMIC, &(a).times, fn},                                                   \
	{"space", FIELD_ATOMIC, &(a).space, fn},                                                   \
	{"verbose", FIELD_ULONG, &(a).verbose, fn},                                                \
	{"task-filter", FIELD_BOOL, &(a).task_filter, fn}
/* clang-format on */

static const struct fault_field page_fields[] = {
	FAULT_FIELDS(fail_page_alloc.attr, fail_page_alloc_changed),
	{"ignore-gfp-wait", FIELD_BOOL, &fail_page_alloc.ignore_gfp_reclaim,
	 fail_page_alloc_changed},
	{"ignore-gfp-highmem", FIELD_BOOL, &fail_page_alloc.ignore_gfp_highmem,
	 fail_page_alloc_changed},
	{"min-order", FIELD_UINT, &fail_page_alloc.min_order, fail_page_alloc_changed},
};

static const struct fault_field slab_fields[] = {
	FAULT_FIELDS(failslab.attr, failslab_changed),
	{"ignore-gfp-wait", FIELD_BOOL, &failslab.ignore_gfp_reclaim, failslab_changed},
};

static void add_fault_dir(const char *name, const struct fault_field *fields, size_t n)
{
	struct kernfs_node *dir = debugfs_create_dir(name, NULL);

	for (size_t i = 0; i < n; i++)
		debugfs_create_file(fields[i].name, 0600, dir, (void *)&fields[i], &field_fops);
}

/* --- kmemleak --- */

static int leak_show(struct seq_file *m, void *v)
{
	struct seq_sink s = seq_sink_of(m);

	(void)v;
	kmemleak_show(&s);
	return 0;
}

static int leak_open(struct inode *inode, struct file *f)
{
	return single_open(f, leak_show, debugfs_data(inode));
}

static ssize_t leak_write(struct file *f, loff_t *pos, struct iov_iter *from)
{
	size_t n = iov_iter_count(from);
	char text[COMMAND_TEXT];
	int err;

	(void)f;
	if (n >= sizeof(text))
		return -EINVAL;
	if (copy_from_iter(text, n, from) != n)
		return -EFAULT;
	text[n] = '\0';
	err = kmemleak_write(strim(text));
	if (err)
		return err;
	*pos += (loff_t)n;
	return (ssize_t)n;
}

static const struct file_operations leak_fops = {
	.llseek = seq_lseek,
	.read_iter = seq_read_iter,
	.write_iter = leak_write,
	.open = leak_open,
	.release = single_release,
};

void __init debugfs_memory_init(void)
{
	if (KMEMLEAK_BUILT)
		debugfs_create_file("kmemleak", 0644, NULL, NULL, &leak_fops);
	add_fault_dir("fail_page_alloc", page_fields, ARRAY_SIZE(page_fields));
	add_fault_dir("failslab", slab_fields, ARRAY_SIZE(slab_fields));
}
