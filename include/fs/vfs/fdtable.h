/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/fdtable.h - descriptor tables
 *
 * Look-up is lock-free (RCU + f_count); changes take files->file_lock (RANK_FILES).
 */
#pragma once

#include "fs/vfs/file.h"
#include "kernel/sync/refcount.h"

struct task_struct;

#define NR_OPEN_DEFAULT 64

struct fdtable {
	unsigned int max_fds;
	struct file **fd; /* RCU */
	unsigned long *close_on_exec, *open_fds, *full_fds_bits;
	struct rcu_head rcu;
};

struct files_struct {
	refcount_t count;
	spinlock_t file_lock;
	struct fdtable *fdt; /* RCU */
	struct fdtable fdtab;
	unsigned int next_fd;
	unsigned long close_on_exec_init[1], open_fds_init[1], full_fds_bits_init[1];
	struct file *fd_array[NR_OPEN_DEFAULT];
	struct rcu_head rcu;
};

/* Referenced file or NULL; fget() refuses O_PATH files, fget_raw() does not. */
struct file *fget(unsigned int fd);
struct file *fget_raw(unsigned int fd);
struct file *fget_task(struct task_struct *t, unsigned int fd);
/* Light form: no reference if the table is not shared; pass the result to fdput(). */
struct fd {
	struct file *file;
	bool need_put;	 /* a reference is held */
	bool pos_locked; /* f_pos_lock is held */
};
struct fd fdget(unsigned int fd);
struct fd fdget_raw(unsigned int fd);
struct fd fdget_pos(unsigned int fd); /* + f_pos_lock where needed */
void __fdput(struct fd f);
static inline void fdput(struct fd f)
{
	if (unlikely(f.need_put))
		__fdput(f);
}
void __fdput_pos(struct fd f);
static inline void fdput_pos(struct fd f)
{
	if (unlikely(f.need_put || f.pos_locked))
		__fdput_pos(f);
}

int get_unused_fd_flags(unsigned int flags); /* fd or -EMFILE */
void put_unused_fd(unsigned int fd);
void fd_install(unsigned int fd, struct file *f); /* consumes the reference */
int close_fd(unsigned int fd);			  /* 0, -EBADF, or what flush said */
int close_fd_range(unsigned int first, unsigned int last, unsigned int flags);
int do_dup(unsigned int fd);
int do_dup3(unsigned int oldfd, unsigned int newfd, int flags);
int replace_fd(unsigned int fd, struct file *f, unsigned int flags); /* takes its own reference */
int f_dupfd(unsigned int from, struct file *f, unsigned int flags);
bool get_close_on_exec(unsigned int fd);
void set_close_on_exec(unsigned int fd, int on);
void do_close_on_exec(struct files_struct *files);
struct files_struct *dup_fd(struct files_struct *old); /* or NULL */
void fdtable_init(void);
void exit_files(struct task_struct *t);
void put_files_struct(struct files_struct *files);
int unshare_files(void);
/* For /proc/<pid>/fd: next open descriptor >= fd with its file (referenced), or NULL. */
struct file *task_lookup_next_fd(struct task_struct *t, unsigned int *fd);
extern unsigned int sysctl_nr_open;
extern struct files_struct init_files; /* of init_task */
