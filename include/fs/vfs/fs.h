/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/fs.h - inodes, dentries, super blocks and open files
 *
 * Lifetime: inode i_count (iget/iput; the last put with i_nlink 0 evicts), dentry d_lockref (dget/dput;
 *   freed after RCU), file f_count (get_file/fput), mount mnt_count (mntget/mntput).
 * Path walk is lock-free (RCU) on a cache hit; it takes references only at the end.
 * Key: c const after creation, a atomic, i inode->i_rwsem, l i_lock, d d_lock, p parent's i_rwsem,
 *   m mapping
 */
#pragma once

#include "base/compiler.h"
#include "base/err.h"
#include "base/kdev.h"
#include "base/types.h"
#include "kernel/base/uio.h"
#include "kernel/sched/mutex.h"
#include "kernel/sched/time.h"
#include "kernel/sched/wait.h"
#include "kernel/sync/refcount.h"
#include "kernel/sync/seqlock.h"
#include "lib/list.h"
#include "mm/vm/filemap.h"
#include <linux/fcntl.h>
#include <linux/stat.h>
#include <linux/fs.h>

struct cred;
struct delayed_call;
struct dentry;
struct dir_context;
struct file;
struct iattr;
struct inode;
struct kstat;
struct kstatfs;
struct file_lock_context;
struct file_system_type;
struct inode_operations;
struct mount;
struct path;
struct pipe_inode_info;
struct poll_table;
struct super_block;

#define FMODE_READ   0x1u
#define FMODE_WRITE  0x2u
#define FMODE_LSEEK  0x4u
#define FMODE_PREAD  0x8u
#define FMODE_PWRITE 0x10u
#define FMODE_EXEC   0x20u
#define FMODE_PATH   0x4000u
#define FMODE_ATOMIC_POS 0x8000u	/* read/write take f_pos_lock */

#define MAY_EXEC   1
#define MAY_WRITE  2
#define MAY_READ   4
#define MAY_APPEND 8

struct timespec64 {
	s64 sec;
	u32 nsec;
};
struct timespec64 current_time(void);		/* CLOCK_REALTIME, for inode stamps */

struct inode {
	umode_t i_mode;			/* [l] type is const */
	uid_t i_uid;
	gid_t i_gid;
	unsigned int i_flags;		/* S_* */
	const struct inode_operations *i_op; /* [c] */
	const struct file_operations *i_fop; /* [c] default for its files */
	struct super_block *i_sb;	/* [c] */
	struct address_space *i_mapping;/* [c] usually &i_data */
	struct address_space i_data;
	u64 i_ino;			/* [c] */
	unsigned int i_nlink;		/* [i] */
	kdev_t i_rdev;			/* [c] of a device node */
	loff_t i_size;			/* [i] to write; read with READ_ONCE */
	u64 i_blocks;			/* [l] 512-byte units */
	struct timespec64 i_atime, i_mtime, i_ctime, i_btime; /* [l] */
	struct rw_semaphore i_rwsem;	/* RANK_INODE */
	spinlock_t i_lock;		/* RANK_INODE_SPIN */
	atomic_t i_count;
	atomic_t i_writecount;		/* writers; < 0: executed, writing denied */
	struct hlist_head i_dentry;	/* [l] aliases */
	struct list_head i_sb_list;	/* [sb->s_inode_lock] */
	struct pipe_inode_info *i_pipe;	/* [l] FIFO */
	struct file_lock_context *i_flctx; /* [l] */
	u64 i_version;
	void *i_private;		/* [c] the file system's */
	struct rcu_head i_rcu;
};

struct qstr { const char *name; u32 len; u32 hash; };
#define DNAME_INLINE_LEN 40

struct dentry {
	unsigned int d_flags;		/* [d] DCACHE_* */
	seqcount_t d_seq;		/* [d] name, parent, inode change */
	struct hlist_node d_hash;	/* [hash bucket lock, RCU] */
	struct dentry *d_parent;	/* [d_seq] */
	struct qstr d_name;
	struct inode *d_inode;		/* NULL: negative */
	char d_iname[DNAME_INLINE_LEN];
	spinlock_t d_lock;		/* RANK_DENTRY */
	int d_count;			/* [d] references */
	const struct dentry_operations *d_op;
	struct super_block *d_sb;	/* [c] */
	void *d_fsdata;
	struct list_head d_lru;		/* [lru lock] unused ones */
	struct list_head d_child;	/* [parent's d_lock] */
	struct list_head d_subdirs;	/* [d] */
	struct hlist_node d_alias;	/* [inode->i_lock] */
	struct rcu_head d_rcu;
};
#define DCACHE_MOUNTED	   0x0001u
#define DCACHE_UNHASHED	   0x0002u
#define DCACHE_DONTCACHE   0x0004u	/* dropped at the last put (proc) */

struct path { struct mount *mnt; struct dentry *dentry; };

struct file {
	fmode_t f_mode;			/* [c] FMODE_* */
	unsigned int f_flags;		/* [f_lock] O_* */
	atomic_long_t f_count;
	spinlock_t f_lock;
	struct mutex f_pos_lock;
	loff_t f_pos;			/* [f_pos_lock] */
	struct path f_path;		/* [c] */
	struct inode *f_inode;		/* [c] */
	struct address_space *f_mapping;/* [c] */
	const struct file_operations *f_op; /* [c] */
	const struct cred *f_cred;	/* [c] the opener's */
	void *private_data;
	struct pid *f_owner_pid;	/* F_SETOWN */
	int f_owner_type, f_owner_sig;
	struct list_head f_ep;		/* epoll watchers */
	struct rcu_head f_rcu;
};

typedef bool (*filldir_t)(struct dir_context *ctx, const char *name, int len, loff_t off, u64 ino,
			  unsigned int type);	/* false: full */
struct dir_context { filldir_t actor; loff_t pos; };

struct file_operations {
	loff_t (*llseek)(struct file *f, loff_t off, int whence);
	ssize_t (*read_iter)(struct file *f, loff_t *pos, struct iov_iter *to);
	ssize_t (*write_iter)(struct file *f, loff_t *pos, struct iov_iter *from);
	int (*iterate)(struct file *f, struct dir_context *ctx); /* inode's rwsem held for reading */
	unsigned int (*poll)(struct file *f, struct poll_table *pt); /* EPOLL* events that are ready */
	long (*ioctl)(struct file *f, unsigned int cmd, uaddr_t arg); /* -ENOIOCTLCMD: not mine */
	int (*mmap)(struct file *f, struct vm_area_struct *vma);
	int (*open)(struct inode *inode, struct file *f);
	int (*flush)(struct file *f);	/* each close(2) */
	int (*release)(struct inode *inode, struct file *f);
	int (*fsync)(struct file *f, loff_t start, loff_t end, int datasync);
	long (*fallocate)(struct file *f, int mode, loff_t off, loff_t len);
	int (*fasync)(int fd, struct file *f, int on);
};

struct inode_operations {
	struct dentry *(*lookup)(struct inode *dir, struct dentry *d, unsigned int flags); /* NULL: d used */
	int (*create)(struct inode *dir, struct dentry *d, umode_t mode, bool excl);
	int (*link)(struct dentry *old, struct inode *dir, struct dentry *d);
	int (*unlink)(struct inode *dir, struct dentry *d);
	int (*symlink)(struct inode *dir, struct dentry *d, const char *target);
	int (*mkdir)(struct inode *dir, struct dentry *d, umode_t mode);
	int (*rmdir)(struct inode *dir, struct dentry *d);
	int (*mknod)(struct inode *dir, struct dentry *d, umode_t mode, kdev_t dev);
	int (*rename)(struct inode *odir, struct dentry *od, struct inode *ndir, struct dentry *nd, unsigned int flags);
	int (*tmpfile)(struct inode *dir, struct file *f, umode_t mode);
	/* Target text: inline pointer valid under RCU, or read into a page by get_link with done. */
	const char *(*get_link)(struct dentry *d, struct inode *inode, struct delayed_call *done);
	/* Magic links (/proc/<pid>/exe): jump to a path; takes precedence over get_link when following. */
	int (*jump_link)(struct dentry *d, struct path *out);
	int (*readlink)(struct dentry *d, char *buf, size_t size); /* bytes; for magic links */
	int (*permission)(struct inode *inode, int mask);
	int (*setattr)(struct dentry *d, struct iattr *attr);
	int (*getattr)(const struct path *path, struct kstat *st, u32 mask);
};
struct delayed_call { void (*fn)(void *); void *arg; };

struct iattr {
	unsigned int ia_valid;		/* ATTR_* */
	umode_t ia_mode;
	uid_t ia_uid;
	gid_t ia_gid;
	loff_t ia_size;
	struct timespec64 ia_atime, ia_mtime, ia_ctime;
	struct file *ia_file;
};
#define ATTR_MODE  (1u << 0)
#define ATTR_UID   (1u << 1)
#define ATTR_GID   (1u << 2)
#define ATTR_SIZE  (1u << 3)
#define ATTR_ATIME (1u << 4)
#define ATTR_MTIME (1u << 5)
#define ATTR_CTIME (1u << 6)
#define ATTR_ATIME_SET (1u << 7)
#define ATTR_MTIME_SET (1u << 8)
#define ATTR_FORCE (1u << 9)
#define ATTR_KILL_SUID (1u << 11)
#define ATTR_KILL_SGID (1u << 12)
#define ATTR_OPEN  (1u << 15)

struct kstat {
	u32 result_mask, blksize, attributes;
	umode_t mode;
	unsigned int nlink;
	uid_t uid;
	gid_t gid;
	kdev_t rdev, dev;
	u64 ino, blocks, mnt_id;
	loff_t size;
	struct timespec64 atime, mtime, ctime, btime;
};

struct dentry_operations {
	int (*d_revalidate)(struct dentry *d, unsigned int flags); /* 1 valid, 0 drop; no sleeping lock */
	bool (*d_delete)(const struct dentry *d);	/* true: do not cache */
	void (*d_release)(struct dentry *d);
	char *(*d_dname)(struct dentry *d, char *buf, int len); /* "pipe:[12]" */
};

struct super_operations {
	struct inode *(*alloc_inode)(struct super_block *sb);
	void (*free_inode)(struct inode *inode);
	void (*evict_inode)(struct inode *inode);	/* i_nlink 0 or unmount; must truncate */
	void (*put_super)(struct super_block *sb);
	int (*statfs)(struct dentry *d, struct kstatfs *st);
	int (*remount)(struct super_block *sb, unsigned long *flags, char *data);
	int (*show_options)(struct super_block *sb, char *buf, size_t size); /* ",size=64k" */
	int (*sync_fs)(struct super_block *sb);
};
struct kstatfs { long type, bsize, blocks, bfree, bavail, files, ffree, namelen, frsize, flags; u64 fsid; };

struct super_block {
	struct list_head s_list;
	kdev_t s_dev;			/* [c] anonymous: major 0 */
	unsigned long s_flags;		/* SB_* = MS_* */
	unsigned long s_magic, s_blocksize;
	loff_t s_maxbytes;
	const struct file_system_type *s_type;
	const struct super_operations *s_op;
	const struct dentry_operations *s_d_op;
	struct dentry *s_root;
	struct rw_semaphore s_umount;
	struct mutex s_vfs_rename_mutex;
	spinlock_t s_inode_lock;
	struct list_head s_inodes;
	atomic_t s_active;
	u32 s_time_gran;
	char s_id[32];
	void *s_fs_info;
};

struct file_system_type {
	const char *name;
	int fs_flags;			/* FS_REQUIRES_DEV, FS_USERNS... ; bit 0: needs a device */
	/* A new or shared super block with s_root set, s_umount held for writing; ERR_PTR. */
	struct super_block *(*mount)(const struct file_system_type *t, unsigned long flags, const char *dev, void *data);
	void (*kill_sb)(struct super_block *sb);
	struct file_system_type *next;
};
int register_filesystem(struct file_system_type *t);
struct file_system_type *get_fs_type(const char *name);
extern struct file_system_type *file_systems;	/* [register lock]; grows only */

/* Super blocks. */
struct super_block *sget_anon(const struct file_system_type *t, unsigned long flags, int (*fill)(struct super_block *sb, void *data), void *data);
struct super_block *sget_single(const struct file_system_type *t, unsigned long flags, int (*fill)(struct super_block *sb, void *data), void *data);
void kill_anon_super(struct super_block *sb);
void kill_litter_super(struct super_block *sb);

/* Inodes. */
struct inode *new_inode(struct super_block *sb);	/* i_count 1, times set; or NULL */
void ihold(struct inode *inode);
void iput(struct inode *inode);				/* may sleep */
void inode_init_owner(struct inode *inode, const struct inode *dir, umode_t mode);
void init_special_inode(struct inode *inode, umode_t mode, kdev_t rdev);
void set_nlink(struct inode *inode, unsigned int n);
void inc_nlink(struct inode *inode);
void drop_nlink(struct inode *inode);
void clear_inode(struct inode *inode);
u64 get_next_ino(void);
int inode_permission(struct inode *inode, int mask);	/* of current's fsuid; 0, -EACCES, -EROFS */
int generic_permission(struct inode *inode, int mask);
int setattr_prepare(struct dentry *d, struct iattr *attr);
void setattr_copy(struct inode *inode, const struct iattr *attr);
int simple_setattr(struct dentry *d, struct iattr *attr);
int notify_change(struct dentry *d, struct iattr *attr); /* inode's rwsem held */
void generic_fillattr(struct inode *inode, struct kstat *st);
int vfs_getattr(const struct path *path, struct kstat *st, u32 mask);
void touch_atime(const struct path *path);
void file_accessed(struct file *f);
int file_update_time(struct file *f);
int file_remove_privs(struct file *f);
static inline loff_t i_size_read(const struct inode *i) { return READ_ONCE(i->i_size); }
static inline void i_size_write(struct inode *i, loff_t s) { WRITE_ONCE(i->i_size, s); }
static inline void inode_lock(struct inode *i) { down_write(&i->i_rwsem); }
static inline void inode_unlock(struct inode *i) { up_write(&i->i_rwsem); }
static inline void inode_lock_shared(struct inode *i) { down_read(&i->i_rwsem); }
static inline void inode_unlock_shared(struct inode *i) { up_read(&i->i_rwsem); }

/* Dentries. */
struct dentry *d_alloc(struct dentry *parent, const struct qstr *name);
struct dentry *d_alloc_name(struct dentry *parent, const char *name);
struct dentry *d_make_root(struct inode *inode);	/* consumes the inode */
struct dentry *d_alloc_pseudo(struct super_block *sb, const struct qstr *name);
void d_instantiate(struct dentry *d, struct inode *inode); /* consumes the inode reference */
void d_add(struct dentry *d, struct inode *inode);
struct dentry *d_splice_alias(struct inode *inode, struct dentry *d);
struct dentry *d_lookup(struct dentry *parent, const struct qstr *name); /* referenced or NULL */
void d_drop(struct dentry *d);
void d_delete(struct dentry *d);
void d_move(struct dentry *from, struct dentry *to);
void d_exchange(struct dentry *a, struct dentry *b);
void d_invalidate(struct dentry *d);
void d_genocide(struct dentry *root);
void shrink_dcache_sb(struct super_block *sb);
struct dentry *dget(struct dentry *d);
void dput(struct dentry *d);				/* may sleep */
static inline bool d_is_negative(const struct dentry *d) { return !READ_ONCE(d->d_inode); }
static inline bool d_unhashed(const struct dentry *d) { return !d->d_hash.pprev; }
bool is_subdir(struct dentry *d, struct dentry *ancestor);
/* Path as text, from the end of @buf; "(unreachable)" and " (deleted)" as on Linux.  ERR_PTR(-ENAMETOOLONG). */
char *d_path(const struct path *path, char *buf, int len);
char *dentry_path_raw(struct dentry *d, char *buf, int len);
u32 full_name_hash_salted(const struct dentry *parent, const char *name, unsigned int len);

static inline void path_get(const struct path *p);
static inline void path_put(const struct path *p);
void mntget(struct mount *m);
void mntput(struct mount *m);
static inline void path_get(const struct path *p)
{
	mntget(p->mnt);
	dget(p->dentry);
}
static inline void path_put(const struct path *p)
{
	dput(p->dentry);
	mntput(p->mnt);
}

/* Files. */
static inline struct file *get_file(struct file *f) { atomic_long_inc(&f->f_count); return f; }
void fput(struct file *f);				/* may sleep; the last put releases */
struct file *alloc_file(const struct path *path, int flags, const struct file_operations *fop); /* consumes path on success */
/* A file with no name in a tree: pipes, eventfd, memfd: "anon_inode:[eventfd]". */
struct file *anon_inode_getfile(const char *name, const struct file_operations *fop, void *priv, int flags);
struct file *filp_open(const char *path, int flags, umode_t mode);	/* ERR_PTR */
struct file *file_open_at(int dfd, const char *kpath, int flags, umode_t mode, unsigned int resolve);
struct file *dentry_open(const struct path *path, int flags, const struct cred *cred);
int filp_flush_close(struct file *f);
ssize_t vfs_read(struct file *f, struct iov_iter *to, loff_t *pos);
ssize_t vfs_write(struct file *f, struct iov_iter *from, loff_t *pos);
ssize_t kernel_read(struct file *f, void *buf, size_t n, loff_t *pos);
ssize_t kernel_write(struct file *f, const void *buf, size_t n, loff_t *pos);
loff_t vfs_llseek(struct file *f, loff_t off, int whence);
loff_t generic_file_llseek(struct file *f, loff_t off, int whence);
loff_t noop_llseek(struct file *f, loff_t off, int whence);
loff_t no_llseek(struct file *f, loff_t off, int whence);
int iterate_dir(struct file *f, struct dir_context *ctx);
ssize_t generic_file_read_iter(struct file *f, loff_t *pos, struct iov_iter *to);
ssize_t generic_file_write_iter(struct file *f, loff_t *pos, struct iov_iter *from);
int generic_file_mmap(struct file *f, struct vm_area_struct *vma);
int nonseekable_open(struct inode *inode, struct file *f);
int stream_open(struct inode *inode, struct file *f);
int noop_fsync(struct file *f, loff_t start, loff_t end, int datasync);
int deny_write_access(struct file *f);		/* 0 or -ETXTBSY */
void allow_write_access(struct file *f);
int get_write_access(struct inode *inode);
void put_write_access(struct inode *inode);

/* Device nodes: drivers register majors. */
int register_chrdev_region(unsigned int major, unsigned int minor, unsigned int count, const char *name,
			   const struct file_operations *fop);	/* 0 or -EBUSY */
struct seq_file;
void chrdev_show(struct seq_file *m);	/* "Character devices:" part of /proc/devices */
extern const struct file_operations def_chr_fops, pipefifo_fops;
extern const struct inode_operations page_symlink_iops;

/* What devtmpfs does, registered by it: creates /dev nodes; may be called before it is mounted. */
int devtmpfs_create_node(const char *name, umode_t mode, kdev_t dev); /* "pts/..": no; "tty0": yes */
int devtmpfs_delete_node(const char *name);

/* libfs: directories that live in the dentry cache. */
extern const struct file_operations simple_dir_operations;
extern const struct inode_operations simple_dir_inode_operations;
struct dentry *simple_lookup(struct inode *dir, struct dentry *d, unsigned int flags);
int simple_link(struct dentry *old, struct inode *dir, struct dentry *d);
int simple_unlink(struct inode *dir, struct dentry *d);
int simple_rmdir(struct inode *dir, struct dentry *d);
int simple_rename(struct inode *odir, struct dentry *od, struct inode *ndir, struct dentry *nd, unsigned int flags);
bool simple_empty(struct dentry *d);
int simple_statfs(struct dentry *d, struct kstatfs *st);
ssize_t simple_read_from_buffer(struct iov_iter *to, loff_t *pos, const void *from, size_t available);
int dcache_dir_open(struct inode *inode, struct file *f);
int dcache_readdir(struct file *f, struct dir_context *ctx);

void vfs_init(void);			/* caches, rootfs */
