/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/seq_file.h - text made on reading, record by record, with any offset and any buffer size
 */
#pragma once

#include "base/compiler.h"
#include "fs/vfs/fs.h"
#include "mm/phys/alloc.h" /* struct seq_sink */

struct seq_file;
struct seq_operations {
	void *(*start)(struct seq_file *m, loff_t *pos);
	void (*stop)(struct seq_file *m, void *v);
	void *(*next)(struct seq_file *m, void *v, loff_t *pos);
	int (*show)(struct seq_file *m, void *v);
};
struct seq_file {
	char *buf;
	size_t size, from, count, pad_until;
	loff_t index, read_pos;
	struct mutex lock;
	const struct seq_operations *op;
	struct file *file;
	void *private;
};
int seq_open(struct file *f, const struct seq_operations *op);
int single_open(struct file *f, int (*show)(struct seq_file *m, void *v), void *data);
int single_open_size(struct file *f, int (*show)(struct seq_file *m, void *v), void *data,
		     size_t size);
int single_release(struct inode *inode, struct file *f);
int seq_release(struct inode *inode, struct file *f);
ssize_t seq_read_iter(struct file *f, loff_t *pos, struct iov_iter *to);
loff_t seq_lseek(struct file *f, loff_t off, int whence);
void seq_printf(struct seq_file *m, const char *fmt, ...) __printf(2, 3);
void seq_puts(struct seq_file *m, const char *s);
void seq_putc(struct seq_file *m, char c);
void seq_write(struct seq_file *m, const void *data, size_t n);
/* The @n numbers at @v, each after a blank. */
void seq_put_numbers(struct seq_file *m, const u64 *v, unsigned int n);
/* Escapes the characters of @esc as \ooo. */
void seq_escape(struct seq_file *m, const char *s, const char *esc);
int seq_path(struct seq_file *m, const struct path *path, const char *esc);
static inline bool seq_has_overflowed(const struct seq_file *m)
{
	return m->count == m->size;
}
/* Lets mm's show functions print into @m. */
struct seq_sink seq_sink_of(struct seq_file *m);
