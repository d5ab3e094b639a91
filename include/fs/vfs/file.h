/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/file.h - open files
 *
 * Lifetime: f_count; get_file/fput.  Look-up by descriptor takes a reference from f_count > 0 up
 *   under RCU, so the memory is freed after a grace period.
 * Key: c const after open, a atomic, f f_lock, p f_pos_lock (or the only user)
 */
#pragma once

#include "base/atomic.h"
#include "fs/vfs/dcache.h"
#include "fs/vfs/inode.h"
#include "kernel/base/uio.h"

struct cred;
struct dir_context;
struct pid;
struct poll_table;
struct vm_area_struct;

#define FMODE_READ	 0x1u
#define FMODE_WRITE	 0x2u
#define FMODE_LSEEK	 0x4u
#define FMODE_PREAD	 0x8u
#define FMODE_PWRITE	 0x10u
#define FMODE_EXEC	 0x20u
#define FMODE_OPENED	 0x1000u /* ->open succeeded: ->release is owed */
#define FMODE_WRITER	 0x2000u /* holds write access of inode and mount */
#define FMODE_PATH	 0x4000u
#define FMODE_ATOMIC_POS 0x8000u /* read, write, lseek take f_pos_lock */
#define FMODE_NOWAIT	 0x10000u
#define FMODE_STREAM	 0x20000u /* no position at all */

#define MAX_RW_COUNT	 0x7ffff000UL /* bytes one call moves at most */
#define MAX_LFS_FILESIZE ((loff_t)0x7fffffffffffffffLL)

/* In open flags only inside the kernel: opened to be executed. */
#define __FMODE_EXEC 0x20

struct fown_struct {
	struct pid *pid; /* [f] F_SETOWN; referenced */
	int type;	 /* F_OWNER_* */
	int signum;	 /* F_SETSIG; 0: SIGIO */
	uid_t uid, euid; /* of who set it */
};

struct file {
	fmode_t f_mode;	      /* [c] FMODE_* */
	unsigned int f_flags; /* [f] O_* */
	atomic_long_t f_count;
	spinlock_t f_lock;		    /* RANK_LEAF */
	const struct file_operations *f_op; /* [c] */
	struct inode *f_inode;		    /* [c] */
	struct address_space *f_mapping;    /* [c] */
	loff_t f_pos;			    /* [p] */
	void *private_data;
	struct mutex f_pos_lock;
	struct path f_path;	   /* [c] */
	const struct cred *f_cred; /* [c] the opener's */
	struct fown_struct f_owner;
	void *f_ep; /* [f] epoll watchers, kernel/ipc/epoll.c */
	struct rcu_head f_rcu;
};

typedef bool (*filldir_t)(struct dir_context *ctx, const char *name, int len, loff_t off, u64 ino,
			  unsigned int type); /* false: full */
struct dir_context {
	filldir_t actor;
	loff_t pos;
};

struct file_operations {
	loff_t (*llseek)(struct file *f, loff_t off, int whence);
	ssize_t (*read_iter)(struct file *f, loff_t *pos, struct iov_iter *to);
	ssize_t (*write_iter)(struct file *f, loff_t *pos, struct iov_iter *from);
	int (*iterate)(struct file *f,
		       struct dir_context *ctx); /* inode's rwsem held for reading */
	unsigned int (*poll)(struct file *f,
			     struct poll_table *pt); /* EPOLL* events that are ready */
	long (*ioctl)(struct file *f, unsigned int cmd, uaddr_t arg); /* -ENOIOCTLCMD: not mine */
	int (*mmap)(struct file *f, struct vm_area_struct *vma);
	int (*open)(struct inode *inode, struct file *f);
	int (*flush)(struct file *f); /* each close(2) */
	int (*release)(struct inode *inode, struct file *f);
	int (*fsync)(struct file *f, loff_t start, loff_t end, int datasync);
	long (*fallocate)(struct file *f, int mode, loff_t off, loff_t len);
	int (*fasync)(int fd, struct file *f, int on);
	/* /proc/<pid>/fdinfo: lines of its own ("eventfd-count: ..."), or NULL */
	void (*show_fdinfo)(struct file *f, void *seq_file);
};

static inline struct inode *file_inode(const struct file *f)
{
	return f->f_inode;
}
static inline struct file *get_file(struct file *f)
{
	atomic_long_inc(&f->f_count);
	return f;
}
/* The last put releases: may sleep; from interrupt context a worker does it. */
void fput(struct file *f);
/* A file of @path, whose references it takes over on success.  ERR_PTR(-ENFILE, -ENOMEM). */
struct file *alloc_file(const struct path *path, int flags, const struct file_operations *fop);
/* Files with no name in a tree: eventfd, epoll: "anon_inode:[eventfd]". */
struct file *anon_inode_getfile(const char *name, const struct file_operations *fop, void *priv,
				int flags);
int anon_inode_getfd(const char *name, const struct file_operations *fop, void *priv, int flags);
struct file *
alloc_file_pseudo(struct inode *inode, struct mount *mnt, const char *name, int flags,
		  const struct file_operations *fop); /* consumes the inode on success */

/* Opening.  Paths are kernel strings; @resolve: RESOLVE_* of openat2(2). */
struct file *filp_open(const char *path, int flags, umode_t mode); /* ERR_PTR */
struct file *file_open_at(int dfd, const char *kpath, int flags, umode_t mode,
			  unsigned int resolve);
struct file *dentry_open(const struct path *path, int flags, const struct cred *cred);
/* A program: execute permission, regular, not on a noexec mount, nobody writes it until fput() by
 * put_exec().  @at_flags: AT_EMPTY_PATH, AT_SYMLINK_NOFOLLOW. */
struct file *open_exec(int dfd, const char *kpath, int at_flags);
void put_exec(struct file *f);
int filp_close(struct file *f);	       /* as close(2): flush, POSIX locks, fput */
int filp_flush_close(struct file *f);  /* the same, older name */
int deny_write_access(struct file *f); /* 0 or -ETXTBSY */
void allow_write_access(struct file *f);

/* Reading and writing: bytes or -errno; checks mode and range; @pos may be NULL for streams. */
ssize_t vfs_read(struct file *f, struct iov_iter *to, loff_t *pos);
ssize_t vfs_write(struct file *f, struct iov_iter *from, loff_t *pos);
ssize_t kernel_read(struct file *f, void *buf, size_t n, loff_t *pos);
ssize_t kernel_write(struct file *f, const void *buf, size_t n, loff_t *pos);
ssize_t vfs_copy_file_range(struct file *in, loff_t *ipos, struct file *out, loff_t *opos,
			    size_t n);
ssize_t do_sendfile(struct file *out, struct file *in, loff_t *ipos, size_t n);
loff_t vfs_llseek(struct file *f, loff_t off, int whence);
loff_t generic_file_llseek(struct file *f, loff_t off, int whence);
loff_t generic_file_llseek_size(struct file *f, loff_t off, int whence, loff_t max, loff_t eof);
loff_t vfs_setpos(struct file *f, loff_t off, loff_t max);
loff_t noop_llseek(struct file *f, loff_t off, int whence);
loff_t no_llseek(struct file *f, loff_t off, int whence);
int iterate_dir(struct file *f, struct dir_context *ctx);
/* Limits of a write (O_APPEND moves *pos): 0 and *count > 0, -EFBIG (+ SIGXFSZ), ... */
ssize_t generic_write_checks(struct file *f, loff_t *pos, struct iov_iter *from);
ssize_t generic_file_read_iter(struct file *f, loff_t *pos, struct iov_iter *to);
ssize_t generic_file_write_iter(struct file *f, loff_t *pos, struct iov_iter *from);
int generic_file_mmap(struct file *f, struct vm_area_struct *vma);
int nonseekable_open(struct inode *inode, struct file *f);
int stream_open(struct inode *inode, struct file *f);
int noop_fsync(struct file *f, loff_t start, loff_t end, int datasync);
int vfs_fsync_range(struct file *f, loff_t start, loff_t end, int datasync);
long vfs_ioctl(struct file *f, unsigned int cmd, uaddr_t arg); /* -ENOTTY if it has none */

/* F_SETOWN and SIGIO. */
void f_setown(struct file *f, struct pid *pid, int type);
void send_sigio(struct file *f, int fd, int band);

/* fasync: a list of files that want SIGIO. */
struct fasync_struct {
	struct fasync_struct *next; /* [RANK_LEAF lock in fcntl.c] */
	struct file *file;
	int fd;
};
int fasync_helper(int fd, struct file *f, int on, struct fasync_struct **list);
void kill_fasync(struct fasync_struct **list,
		 int band); /* POLL_IN, POLL_OUT...; any process context */

/* Registered by kernel/ipc/epoll.c: a file with watchers (f_ep) is released. */
extern void (*eventpoll_release_hook)(struct file *f);

long nr_files_in_use(void);
extern long sysctl_file_max;
