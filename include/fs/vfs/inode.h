/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/inode.h - a file as an object: what it is, who may use it, where its bytes are
 *
 * Lifetime: i_count; ihold/iput.  The last iput evicts (file systems whose files exist while they
 *   are not in use keep a reference, through a dentry).  The memory is freed after a grace period,
 *   because path walk looks at i_mode and i_op without a reference.
 * Key: c const after creation, a atomic, i i_rwsem, l i_lock, s sb->s_inode_lock
 *   Times, mode and owner are written under i_rwsem and i_lock, read without either.
 */
#pragma once

#include "base/compiler.h"
#include "base/err.h"
#include "base/kdev.h"
#include "base/types.h"
#include "kernel/sched/mutex.h"
#include "kernel/sched/wait.h"
#include "lib/hlist.h"
#include "mm/vm/filemap.h"
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/stat.h>

struct delayed_call;
struct dentry;
struct file;
struct file_lock_context;
struct file_operations;
struct inode_operations;
struct path;
struct pipe_inode_info;
struct super_block;

#define MAY_EXEC   0x01
#define MAY_WRITE  0x02
#define MAY_READ   0x04
#define MAY_APPEND 0x08
#define MAY_OPEN   0x20
#define MAY_CHDIR  0x40

/* inode->i_flags */
#define S_NOATIME   (1u << 1)
#define S_APPEND    (1u << 2) /* writes only at the end */
#define S_IMMUTABLE (1u << 3)
#define S_DEAD	    (1u << 4) /* removed, but still open directory */
#define S_PRIVATE   (1u << 9) /* made by the kernel: no permission checks */
#define S_NOCMTIME  (1u << 10)
#define S_LINKABLE  (1u << 11) /* made by O_TMPFILE without O_EXCL: may still get a name */

struct timespec64 {
	s64 sec;
	u32 nsec;
};

struct inode {
	umode_t i_mode;					      /* [l] the type is const */
	uid_t i_uid;					      /* [l] */
	gid_t i_gid;					      /* [l] */
	unsigned int i_flags;				      /* [l] S_* */
	const struct inode_operations *i_op;		      /* [c] */
	const struct file_operations *i_fop;		      /* [c] default for its files */
	struct super_block *i_sb;			      /* [c] */
	struct address_space *i_mapping;		      /* [c] usually &i_data */
	u64 i_ino;					      /* [c] */
	unsigned int i_nlink;				      /* [i] */
	kdev_t i_rdev;					      /* [c] of a device node */
	loff_t i_size;					      /* [i] to write; i_size_read() */
	u64 i_blocks;					      /* [l] 512-byte units */
	struct timespec64 i_atime, i_mtime, i_ctime, i_btime; /* [l] */
	struct rw_semaphore i_rwsem; /* RANK_INODE_PARENT for directories, RANK_INODE for others */
	spinlock_t i_lock;	     /* RANK_INODE_SPIN */
	atomic_t i_count;
	atomic_t i_writecount;	    /* [a] writers; < 0: being executed, writing denied */
	atomic_t i_readcount;	    /* [a] files open for reading only: F_SETLEASE-like checks */
	struct hlist_head i_dentry; /* [l] aliases */
	struct list_head i_sb_list; /* [s] */
	struct pipe_inode_info *i_pipe; /* [l] of a FIFO */
	const char *i_link; /* [c] target of a symlink kept in memory, valid under RCU */
	struct file_lock_context *i_flctx; /* set once, release/acquire */
	void *i_private;		   /* [c] the file system's */
	struct rcu_head i_rcu;
	struct address_space i_data;
};

struct iattr {
	unsigned int ia_valid; /* ATTR_* */
	umode_t ia_mode;
	uid_t ia_uid;
	gid_t ia_gid;
	loff_t ia_size;
	struct timespec64 ia_atime, ia_mtime, ia_ctime;
	struct file *ia_file;
};
#define ATTR_MODE      (1u << 0)
#define ATTR_UID       (1u << 1)
#define ATTR_GID       (1u << 2)
#define ATTR_SIZE      (1u << 3)
#define ATTR_ATIME     (1u << 4)
#define ATTR_MTIME     (1u << 5)
#define ATTR_CTIME     (1u << 6)
#define ATTR_ATIME_SET (1u << 7)
#define ATTR_MTIME_SET (1u << 8)
#define ATTR_FORCE     (1u << 9) /* not asked for by a user: no permission checks */
#define ATTR_KILL_SUID (1u << 11)
#define ATTR_KILL_SGID (1u << 12)
#define ATTR_FILE      (1u << 13) /* ia_file is the file it came through */
#define ATTR_OPEN      (1u << 15) /* truncated by open(O_TRUNC) */
#define ATTR_TIMES_SET (1u << 16) /* utimes: both, or as UTIME_* say */
#define ATTR_TOUCH     (1u << 17) /* utimes(NULL): write permission is enough */

struct kstat {
	u32 result_mask, blksize;
	u64 attributes, attributes_mask; /* STATX_ATTR_* */
	umode_t mode;
	unsigned int nlink;
	uid_t uid;
	gid_t gid;
	kdev_t rdev, dev;
	u64 ino, blocks, mnt_id;
	loff_t size;
	struct timespec64 atime, mtime, ctime, btime;
};

struct delayed_call {
	void (*fn)(void *arg);
	void *arg;
};

/*
 * Directory operations are called with the directory's i_rwsem held for writing (lookup: for
 * reading at least); unlink, rmdir and rename also with the victim's.  @d of create, mkdir, link,
 * symlink, mknod is negative; they make it positive by d_instantiate().
 */
struct inode_operations {
	/* NULL: @d was used (d_add); another dentry to use instead; or ERR_PTR */
	struct dentry *(*lookup)(struct inode *dir, struct dentry *d, unsigned int flags);
	int (*create)(struct inode *dir, struct dentry *d, umode_t mode, bool excl);
	int (*link)(struct dentry *old, struct inode *dir, struct dentry *d);
	int (*unlink)(struct inode *dir, struct dentry *d);
	int (*symlink)(struct inode *dir, struct dentry *d, const char *target);
	int (*mkdir)(struct inode *dir, struct dentry *d, umode_t mode);
	int (*rmdir)(struct inode *dir, struct dentry *d);
	int (*mknod)(struct inode *dir, struct dentry *d, umode_t mode, kdev_t dev);
	int (*rename)(struct inode *odir, struct dentry *od, struct inode *ndir, struct dentry *nd,
		      unsigned int flags);
	int (*tmpfile)(struct inode *dir, struct dentry *d, umode_t mode); /* d_tmpfile(d, inode) */
	/* Target text.  @d NULL: in RCU walk, must not sleep (-ECHILD if it has to).  @done frees
	 * it. */
	const char *(*get_link)(struct dentry *d, struct inode *inode, struct delayed_call *done);
	/* Magic links (/proc/<pid>/exe): jump to a path, referenced; instead of get_link. */
	int (*jump_link)(struct dentry *d, struct path *out);
	int (*readlink)(struct dentry *d, char *buf, size_t size); /* bytes; for magic links */
	/* NULL: generic_permission().  May be called in RCU walk: must not sleep. */
	int (*permission)(struct inode *inode, int mask);
	int (*setattr)(struct dentry *d, struct iattr *attr);
	int (*getattr)(const struct path *path, struct kstat *st, u32 mask);
};

struct timespec64 current_time(void); /* CLOCK_REALTIME_COARSE, for inode stamps */
static inline int timespec64_compare(const struct timespec64 *a, const struct timespec64 *b)
{
	if (a->sec != b->sec)
		return a->sec < b->sec ? -1 : 1;
	return (int)a->nsec - (int)b->nsec;
}

/* Life. */
struct inode *new_inode(struct super_block *sb); /* i_count 1, times set; or NULL */
void ihold(struct inode *inode);
void iput(struct inode *inode);	       /* NULL is fine; may sleep */
void clear_inode(struct inode *inode); /* last step of ->evict_inode */
void inode_init_owner(struct inode *inode, const struct inode *dir, umode_t mode);
/* i_mode, i_rdev and the file operations of a device node, FIFO or socket. */
void init_special_inode(struct inode *inode, umode_t mode, kdev_t rdev);
u64 get_next_ino(void);
long nr_inodes_in_use(void);
static inline void set_nlink(struct inode *inode, unsigned int n)
{
	inode->i_nlink = n;
}
static inline void inc_nlink(struct inode *inode)
{
	inode->i_nlink++;
}
static inline void drop_nlink(struct inode *inode)
{
	inode->i_nlink--;
}

/* Permission of current's fsuid for MAY_* @mask: 0, -EACCES, -EROFS, -EPERM (immutable). */
int inode_permission(struct inode *inode, int mask);
int generic_permission(struct inode *inode, int mask);
bool inode_owner_or_capable(const struct inode *inode);

/* Attributes. */
int setattr_prepare(struct dentry *d, struct iattr *attr);
void setattr_copy(struct inode *inode, const struct iattr *attr);
int simple_setattr(struct dentry *d, struct iattr *attr);
int notify_change(struct dentry *d, struct iattr *attr); /* inode's rwsem held for writing */
int inode_newsize_ok(const struct inode *inode, loff_t size);
void generic_fillattr(struct inode *inode, struct kstat *st);
int vfs_getattr(const struct path *path, struct kstat *st, u32 mask);
void touch_atime(const struct path *path);
void inode_touch_mctime(struct inode *inode); /* contents changed: mtime, ctime now */
void inode_touch_ctime(struct inode *inode);
void file_accessed(struct file *f);
int file_update_time(struct file *f);
int file_remove_privs(struct file *f);	   /* set-id bits go when another writes */
int get_write_access(struct inode *inode); /* 0 or -ETXTBSY */
void put_write_access(struct inode *inode);

static inline loff_t i_size_read(const struct inode *i)
{
	return READ_ONCE(i->i_size);
}
static inline void i_size_write(struct inode *i, loff_t size)
{
	WRITE_ONCE(i->i_size, size);
}
static inline void inode_lock(struct inode *i) __no_lock_analysis
{
	down_write(&i->i_rwsem);
}
/* A second inode of the same kind; the caller says why the order is safe. */
static inline void inode_lock_nested(struct inode *i) __no_lock_analysis
{
	down_write_nested(&i->i_rwsem);
}
static inline void inode_unlock(struct inode *i) __no_lock_analysis
{
	up_write(&i->i_rwsem);
}
static inline void inode_lock_shared(struct inode *i) __no_lock_analysis
{
	down_read(&i->i_rwsem);
}
static inline void inode_unlock_shared(struct inode *i) __no_lock_analysis
{
	up_read(&i->i_rwsem);
}
/* Two files that are not directories, in the one order (by address). */
void lock_two_nondirectories(struct inode *a, struct inode *b) __no_lock_analysis;
void unlock_two_nondirectories(struct inode *a, struct inode *b) __no_lock_analysis;
