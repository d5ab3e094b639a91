/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/proc/internal.h - what the files of fs/proc share
 */
#pragma once

#include "fs/proc/proc_fs.h"
#include "kernel/proc/pid.h"
#include "lib/rbtree.h"

/*
 * struct proc_dir_entry - a name under /proc that belongs to no process
 *
 * Lifetime: for ever; the tree only grows, so a pointer found under the lock stays good.
 * Key: c const once in the tree, l pde_lock, i i_rwsem of the inode that changes it
 */
struct proc_dir_entry {
	struct rb_node node;			  /* [l] in parent->subdir */
	struct rb_root subdir;			  /* [l] by length of the name, then its bytes */
	struct proc_dir_entry *parent;		  /* [c] the root: itself */
	const struct inode_operations *iop;	  /* [c] */
	const struct file_operations *fop;	  /* [c] */
	int (*show)(struct seq_file *m, void *v); /* [c] of proc_create_single() */
	void *data;				  /* [c] the maker's; target of a symlink */
	umode_t mode;				  /* [i] */
	uid_t uid;				  /* [i] */
	gid_t gid;				  /* [i] */
	unsigned int nlink;			  /* [l] a directory with 1 does not count */
	u64 ino;				  /* [c] */
	loff_t size;				  /* [c] where it is known */
	unsigned int len;			  /* [c] of name */
	char name[];				  /* [c] */
};

extern struct proc_dir_entry proc_root;
struct proc_dir_entry *pde_create(const char *path, umode_t mode, struct proc_dir_entry *parent,
				  const struct inode_operations *iop,
				  const struct file_operations *fop, void *data);
/* The entry @name (@len bytes) of the directory @dir, or NULL. */
struct proc_dir_entry *pde_find(struct proc_dir_entry *dir, const char *name, unsigned int len);
struct dentry *pde_lookup(struct inode *dir, struct dentry *d, unsigned int flags);
/* Emits the entries of @dir from ctx->pos 2 on; false: the reader is full. */
bool pde_readdir(struct proc_dir_entry *dir, struct dir_context *ctx);
int pde_iterate(struct file *f, struct dir_context *ctx);
extern const struct file_operations pde_dir_fops;
int pde_setattr(struct dentry *d, struct iattr *attr);
int pde_getattr(const struct path *path, struct kstat *st, u32 mask);

/*
 * struct proc_inode - an inode of proc
 *
 * Lifetime: the inode's.  The pid is put when the inode goes, but can be looked at under RCU for
 *   a grace period more, as path walk does.
 * Key: c const
 */
struct pid_entry;
struct proc_inode {
	struct pid *pid;	       /* [c] of the task it is about, or NULL */
	const struct pid_entry *entry; /* [c] of a file in /proc/<pid> */
	unsigned int fd;	       /* [c] in fd/ and fdinfo/ */
	bool is_fd;		       /* [c] valid only while that descriptor is open */
	struct proc_dir_entry *pde;    /* [c] or NULL */
	struct inode vfs_inode;
};

static inline struct proc_inode *PROC_I(const struct inode *inode)
{
	return container_of((struct inode *)inode, struct proc_inode, vfs_inode);
}

static inline struct proc_dir_entry *PDE(const struct inode *inode)
{
	return PROC_I(inode)->pde;
}

/* The task an inode is about, referenced, or NULL once it is gone. */
static inline struct task_struct *get_proc_task(const struct inode *inode)
{
	return get_pid_task(PROC_I(inode)->pid, PIDTYPE_PID);
}

void proc_inode_cache_init(void);
struct inode *proc_alloc_inode(struct super_block *sb);
void proc_free_inode(struct inode *inode);
void proc_evict_inode(struct inode *inode);
/* An inode for @pde; NULL: no memory. */
struct inode *proc_get_inode(struct super_block *sb, struct proc_dir_entry *pde);

/*
 * Inode numbers of what belongs to a process are computed, so that readdir and stat agree without
 * making an inode: pid, kind and an index in 64 bits.  Those of other entries are below 2^32.
 */
enum proc_ino_kind { INO_TGID, INO_TGID_ENTRY, INO_TID, INO_TID_ENTRY, INO_FD, INO_FDINFO };
static inline u64 proc_ino(pid_t pid, enum proc_ino_kind kind, unsigned int n)
{
	return (u64)pid << 32 | (u64)kind << 24 | (n & 0xffffff);
}

#define PROC_ROOT_INO 1

/* --- base.c: /proc/<pid> --- */

struct pid_entry {
	const char *name;
	umode_t mode;
	const struct inode_operations *iop;
	const struct file_operations *fop;
	union {
		int (*show)(struct seq_file *m, struct task_struct *t);
		int (*get_path)(struct task_struct *t, struct path *path); /* of a magic link */
	};
};

extern const struct dentry_operations proc_dentry_ops;
extern const struct inode_operations proc_pid_file_iops, proc_pid_link_iops;
extern const struct file_operations proc_pid_single_fops;
int proc_readlink_path(const struct path *path, char *buf, size_t size); /* bytes or -errno */
struct dentry *proc_pid_lookup(struct inode *dir, struct dentry *d);
/* Processes from ctx->pos FIRST_PROCESS_ENTRY on. */
void proc_pid_readdir(struct dir_context *ctx);
#define FIRST_PROCESS_ENTRY 256
/* A name that is a decimal number without leading zeros, or -1. */
long proc_name_to_int(const char *name, unsigned int len);
/* An inode about @t, owned as it is; NULL: no memory, or @t is gone. */
struct inode *proc_pid_make_inode(struct super_block *sb, struct task_struct *t, umode_t mode,
				  u64 ino);
int proc_pid_setattr(struct dentry *d, struct iattr *attr);
int proc_pid_getattr(const struct path *path, struct kstat *st, u32 mask);
void task_dump_owner(struct task_struct *t, umode_t mode, uid_t *uid, gid_t *gid);
/* For ->open: single_open() of @show for the inode's task; m->private is the inode. */
int proc_single_open(struct inode *inode, struct file *f, int (*show)(struct seq_file *m, void *v));

/* --- fd.c --- */

extern const struct inode_operations proc_fd_dir_iops, proc_fdinfo_dir_iops, proc_net_dir_iops;
extern const struct file_operations proc_net_dir_fops;
extern const struct file_operations proc_fd_dir_fops, proc_fdinfo_dir_fops;
/* Is descriptor @fd of @t open?  Then *mode is how.  Does not sleep. */
bool proc_fd_mode(struct task_struct *t, unsigned int fd, fmode_t *mode);
umode_t proc_fd_link_mode(fmode_t mode);

/* --- the files of a process --- */

/* ->open and ->release of a file about an address space: f->private_data is the mm, held by mmgrab,
 * or NULL. */
int proc_mm_open(struct inode *inode, struct file *f);
int proc_mm_release(struct inode *inode, struct file *f);
extern const struct file_operations proc_mem_fops, proc_pagemap_fops; /* task_pages.c */

int proc_tgid_stat(struct seq_file *m, struct task_struct *t); /* stat.c */
int proc_tid_stat(struct seq_file *m, struct task_struct *t);
int proc_pid_statm(struct seq_file *m, struct task_struct *t);
int proc_pid_status(struct seq_file *m, struct task_struct *t); /* status.c */
int proc_pid_limits(struct seq_file *m, struct task_struct *t);
const char *proc_task_state(const struct task_struct *t); /* "S (sleeping)" */
extern const struct file_operations proc_maps_fops;	  /* task_mem.c */
extern const struct file_operations proc_smaps_fops, proc_smaps_rollup_fops;
extern const struct file_operations proc_cmdline_fops, proc_environ_fops, proc_auxv_fops;
extern const struct file_operations proc_mounts_fops, proc_mountinfo_fops; /* mounts.c */
int proc_pid_oom_score(struct seq_file *m, struct task_struct *t);	   /* attr.c */
int proc_pid_personality(struct seq_file *m, struct task_struct *t);
int proc_pid_wchan(struct seq_file *m, struct task_struct *t);
extern const struct file_operations proc_comm_fops, proc_oom_adj_fops, proc_oom_score_adj_fops;
extern const struct file_operations proc_make_it_fail_fops, proc_fail_nth_fops;

/* --- the files of the system; each makes its entries at boot --- */

void proc_self_init(void);
void proc_net_init(void);
void proc_system_init(void);
void proc_stat_init(void);
void proc_memory_init(void);
void proc_sysvipc_init(void);
void proc_page_init(void);
void proc_kmsg_init(void);
void proc_sys_init(void);
void proc_sysctl_tables_init(void);

static inline u64 nsec_to_clock_t(u64 ns)
{
	return ns / (NSEC_PER_SEC / USER_HZ);
}
