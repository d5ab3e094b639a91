/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/proc/proc_fs.h - entries of /proc that other folders add
 *
 * Entries are for ever: there is no removal.  All makers may sleep (boot or process context) and
 * return NULL if there is no memory, the name exists, or a directory on the way to it does not.
 * @parent NULL is the root; a name may be a path below it ("tty/drivers").
 */
#pragma once

#include "fs/vfs/fs.h"
#include "fs/vfs/seq_file.h"

struct proc_dir_entry;

struct proc_dir_entry *proc_mkdir(const char *name, struct proc_dir_entry *parent);
struct proc_dir_entry *proc_symlink(const char *name, struct proc_dir_entry *parent,
				    const char *target);
/* @mode 0: 0444.  @fop is used as it is; ->open finds @data by pde_data(). */
struct proc_dir_entry *proc_create(const char *name, umode_t mode, struct proc_dir_entry *parent,
				   const struct file_operations *fop, void *data);
/* A file that @show writes as a whole at each read from its start. */
struct proc_dir_entry *proc_create_single(const char *name, umode_t mode,
					  struct proc_dir_entry *parent,
					  int (*show)(struct seq_file *m, void *v));
void *pde_data(const struct inode *inode);

/*
 * One file of /proc/sys.  Registered tables are kept, not copied.
 *
 * Reading gives the value and a newline.  Writing takes white space, a number (decimal, 0x, 0)
 * and white space; -EINVAL for anything else and for numbers outside [min, max].
 * Locks: an int or long is read and written as one word; a string under one lock for all of them.
 */
struct ctl_table {
	const char *path; /* "kernel/hostname", "vm/overcommit_memory" */
	umode_t mode;	  /* permission bits */
	enum { CTL_INT, CTL_ULONG, CTL_STRING, CTL_PROC } type;
	void *data;    /* int, unsigned long, char[maxlen]; CTL_PROC: the handler's */
	size_t maxlen; /* CTL_STRING: buffer size */
	long min, max; /* CTL_INT, CTL_ULONG; both 0: all the type holds */
	/* CTL_PROC: text out (buf NUL-terminated, with newline) or in; 0 or -errno.  May sleep. */
	int (*handler)(const struct ctl_table *t, bool write, char *buf, size_t size);
	void (*changed)(void); /* after a write, or NULL */
};
/* Makes the files and the directories on the way; 0 or -ENOMEM, -EEXIST. */
int register_sysctl(const struct ctl_table *tables, unsigned int n);

void proc_init(void); /* boot: after the process tree and the VFS */
