/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/proc/proc_fs.h - entries of /proc that other folders add
 */
#pragma once

#include "fs/vfs/fs.h"
#include "fs/vfs/seq_file.h"

struct proc_dir_entry;
struct proc_dir_entry *proc_mkdir(const char *name, struct proc_dir_entry *parent);
struct proc_dir_entry *proc_symlink(const char *name, struct proc_dir_entry *parent, const char *target);
struct proc_dir_entry *proc_create(const char *name, umode_t mode, struct proc_dir_entry *parent,
				   const struct file_operations *fop, void *data);
struct proc_dir_entry *proc_create_single(const char *name, umode_t mode, struct proc_dir_entry *parent,
					  int (*show)(struct seq_file *m, void *v));
/* /proc/sys/...: integers and strings with limits. */
struct ctl_table {
	const char *path;	/* "kernel/hostname", "vm/overcommit_memory" */
	umode_t mode;
	enum { CTL_INT, CTL_ULONG, CTL_STRING, CTL_PROC } type;
	void *data;
	size_t maxlen;		/* CTL_STRING: buffer size */
	long min, max;		/* CTL_INT, CTL_ULONG */
	/* CTL_PROC: text out (buf NUL-terminated) or in; 0 or -errno */
	int (*handler)(const struct ctl_table *t, bool write, char *buf, size_t size);
	void (*changed)(void);
};
int register_sysctl(const struct ctl_table *tables, unsigned int n);
