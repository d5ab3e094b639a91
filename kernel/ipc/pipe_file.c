/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/ipc/pipe_file.c - pipes and FIFOs as files
 *
 * Theory
 *   pipe(2) makes an inode on an internal mount with two files.  A FIFO is a node of any file
 *   system; its pipe exists while somebody has it open, hanging on the inode.  Opening one end of a
 *   FIFO waits until the other end was opened since: r_counter and w_counter count opens, so that a
 *   partner that came and went meanwhile counts.
 *
 * Locks: pipe->mutex; inode->i_lock for i_pipe and pipe->files.
 * Sources: pipe(2), fifo(7), fcntl(2) F_SETPIPE_SZ, poll(2)
 */
#include "pipe_internal.h"

#include "arch/uaccess.h"
#include "fs/vfs/mount.h"
#include "fs/vfs/poll.h"
#include "kernel/base/panic.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/signal.h"
#include "mm/kmem/slab.h"
#include <asm/ioctls.h>
#include <linux/magic.h>

unsigned int pipe_max_size = 1u << 20;
static struct mount *pipe_mnt __ro_after_init;
static struct kmem_cache *pipe_cache;

/* --- life --- */

static struct pipe_inode_info *alloc_pipe(void)
{
	struct pipe_inode_info *p = kmem_cache_zalloc(pipe_cache, GFP_KERNEL);

	if (!p)
		return NULL;
	p->bufs = kcalloc(PIPE_DEF_BUFFERS, sizeof(*p->bufs), GFP_KERNEL);
	if (!p->bufs) {
		kmem_cache_free(pipe_cache, p);
		return NULL;
	}
	p->ring_size = PIPE_DEF_BUFFERS;
	p->r_counter = p->w_counter = 1;
	mutex_init(&p->mutex, RANK_PIPE);
	init_waitqueue_head(&p->rd_wait);
	init_waitqueue_head(&p->wr_wait);
	return p;
}

static void free_pipe(struct pipe_inode_info *p)
{
	pipe_drop_pages(p);
	kfree(p->bufs);
	kmem_cache_free(pipe_cache, p);
}

static void put_pipe(struct inode *inode, struct pipe_inode_info *p)
{
	bool last;

	spin_lock(&inode->i_lock);
	last = --p->files == 0;
	if (last)
		inode->i_pipe = NULL;
	spin_unlock(&inode->i_lock);
	if (last)
		free_pipe(p);
}

/* --- poll, ioctl, fasync --- */

/* A FIFO opened for reading without a writer is not hung up until one has come: f_pos holds
 * w_counter then. */
static bool reader_hung_up(const struct file *f, const struct pipe_inode_info *p)
{
	return !READ_ONCE(p->writers) && f->f_pos != (loff_t)READ_ONCE(p->w_counter);
}

static unsigned int pipe_poll(struct file *f, struct poll_table *pt)
{
	struct pipe_inode_info *p = f->private_data;
	unsigned int mask = 0, head, tail;

	WRITE_ONCE(p->polled, true);
	if (f->f_mode & FMODE_READ)
		poll_wait(f, &p->rd_wait, pt);
	if (f->f_mode & FMODE_WRITE)
		poll_wait(f, &p->wr_wait, pt);
	head = READ_ONCE(p->head);
	tail = READ_ONCE(p->tail);
	if (f->f_mode & FMODE_READ) {
		if (!pipe_empty(head, tail))
			mask |= EPOLLIN | EPOLLRDNORM;
		if (reader_hung_up(f, p))
			mask |= EPOLLHUP;
	}
	if (f->f_mode & FMODE_WRITE) {
		if (!pipe_full(head, tail, READ_ONCE(p->ring_size)))
			mask |= EPOLLOUT | EPOLLWRNORM;
		if (!READ_ONCE(p->readers))
			mask |= EPOLLERR;
	}
	return mask;
}

static long pipe_ioctl(struct file *f, unsigned int cmd, uaddr_t arg)
{
	struct pipe_inode_info *p = f->private_data;
	unsigned int i, bytes = 0;

	if (cmd != FIONREAD)
		return -ENOIOCTLCMD;
	mutex_lock(&p->mutex);
	for (i = p->tail; i != p->head; i++)
		bytes += pipe_slot(p, i)->len;
	mutex_unlock(&p->mutex);
	return put_user((int)bytes, (int __user *)arg);
}

static int pipe_fasync(int fd, struct file *f, int on)
{
	struct pipe_inode_info *p = f->private_data;
	int err = 0;

	if (f->f_mode & FMODE_READ)
		err = fasync_helper(fd, f, on, &p->fasync_readers);
	if (err >= 0 && (f->f_mode & FMODE_WRITE)) {
		err = fasync_helper(fd, f, on, &p->fasync_writers);
		if (err < 0 && (f->f_mode & FMODE_READ))
			fasync_helper(-1, f, 0, &p->fasync_readers);
	}
	return err < 0 ? err : 0;
}

/* --- open, release --- */

static int pipe_release(struct inode *inode, struct file *f)
{
	struct pipe_inode_info *p = f->private_data;
	bool wake;

	mutex_lock(&p->mutex);
	if (f->f_mode & FMODE_READ)
		p->readers--;
	if (f->f_mode & FMODE_WRITE)
		p->writers--;
	wake = !p->readers != !p->writers; /* one side is alone now */
	mutex_unlock(&p->mutex);
	if (wake) {
		__wake_up(&p->rd_wait, TASK_NORMAL, 0,
			  (void *)(EPOLLIN | EPOLLRDNORM | EPOLLERR | EPOLLHUP));
		__wake_up(&p->wr_wait, TASK_NORMAL, 0,
			  (void *)(EPOLLOUT | EPOLLWRNORM | EPOLLERR | EPOLLHUP));
		kill_fasync(&p->fasync_readers, 1);
		kill_fasync(&p->fasync_writers, 2);
	}
	put_pipe(inode, p);
	return 0;
}

/* Sleeps until *@count moves: the other side was opened.  mutex held.  0 or -ERESTARTSYS. */
static int wait_for_partner(struct pipe_inode_info *p, unsigned int *count) __no_lock_analysis
{
	unsigned int was = *count;
	int err = 0;

	while (was == *count && !err) {
		mutex_unlock(&p->mutex);
		err = wait_event_interruptible(p->rd_wait, READ_ONCE(*count) != was);
		mutex_lock(&p->mutex);
	}
	return err;
}

static void wake_partner(struct pipe_inode_info *p)
{
	wake_up_all(&p->rd_wait);
}

/* The FIFO's pipe, which exists while it is open; one of p->files is ours. */
static struct pipe_inode_info *fifo_get_pipe(struct inode *inode)
{
	struct pipe_inode_info *p, *new = NULL;

	for (;;) {
		spin_lock(&inode->i_lock);
		p = inode->i_pipe;
		if (!p && new) {
			p = inode->i_pipe = new;
			new = NULL;
		}
		if (p)
			p->files++;
		spin_unlock(&inode->i_lock);
		if (p)
			break;
		new = alloc_pipe();
		if (!new)
			return NULL;
	}
	if (new)
		free_pipe(new);
	return p;
}

static int fifo_open_read(struct file *f, struct pipe_inode_info *p)
{
	int err;

	p->r_counter++;
	if (p->readers++ == 0)
		wake_partner(p);
	if (p->writers)
		return 0;
	if (f->f_flags & O_NONBLOCK) {
		f->f_pos = (loff_t)p->w_counter;
		return 0;
	}
	err = wait_for_partner(p, &p->w_counter);
	if (err && --p->readers == 0)
		wake_up_all(&p->wr_wait);
	return err;
}

static int fifo_open_write(struct file *f, struct pipe_inode_info *p)
{
	int err;

	if ((f->f_flags & O_NONBLOCK) && !p->readers)
		return -ENXIO;
	p->w_counter++;
	if (p->writers++ == 0)
		wake_partner(p);
	if (p->readers)
		return 0;
	err = wait_for_partner(p, &p->r_counter);
	if (err && --p->writers == 0)
		wake_up_all(&p->rd_wait);
	return err;
}

static int fifo_open(struct inode *inode, struct file *f)
{
	struct pipe_inode_info *p = fifo_get_pipe(inode);
	int err;

	if (!p)
		return -ENOMEM;
	f->private_data = p;
	f->f_pos = -1;
	stream_open(inode, f);
	mutex_lock(&p->mutex);
	switch (f->f_mode & (FMODE_READ | FMODE_WRITE)) {
	case FMODE_READ:
		err = fifo_open_read(f, p);
		break;
	case FMODE_WRITE:
		err = fifo_open_write(f, p);
		break;
	case FMODE_READ | FMODE_WRITE: /* never blocks */
		p->readers++;
		p->writers++;
		p->r_counter++;
		p->w_counter++;
		if (p->readers == 1 || p->writers == 1)
			wake_partner(p);
		err = 0;
		break;
	default:
		err = -EINVAL;
	}
	mutex_unlock(&p->mutex);
	if (err)
		put_pipe(inode, p);
	return err;
}

const struct file_operations pipefifo_fops = {
	.open = fifo_open,
	.llseek = no_llseek,
	.read_iter = pipe_read,
	.write_iter = pipe_write,
	.poll = pipe_poll,
	.ioctl = pipe_ioctl,
	.release = pipe_release,
	.fasync = pipe_fasync,
};

bool is_pipe_file(const struct file *f)
{
	return f->f_op == &pipefifo_fops;
}

/* --- pipe(2) --- */

static struct inode *pipe_inode(void)
{
	struct inode *inode = new_inode(pipe_mnt->mnt_sb);
	struct pipe_inode_info *p;

	if (!inode)
		return NULL;
	p = alloc_pipe();
	if (!p) {
		iput(inode);
		return NULL;
	}
	p->files = 2;
	p->readers = p->writers = 1;
	inode->i_pipe = p;
	inode->i_ino = get_next_ino();
	inode->i_fop = &pipefifo_fops;
	inode->i_mode = S_IFIFO | 0600;
	inode->i_uid = current_fsuid();
	inode->i_gid = current_fsgid();
	return inode;
}

static void pipe_file_setup(struct file *f, struct inode *inode)
{
	f->private_data = inode->i_pipe;
	f->f_pos = -1;
	stream_open(inode, f);
}

int do_pipe2(struct file *files[2], int flags)
{
	struct inode *inode;
	struct file *r, *w;

	if (flags & ~(O_CLOEXEC | O_NONBLOCK | O_DIRECT))
		return -EINVAL;
	inode = pipe_inode();
	if (!inode)
		return -ENFILE;
	w = alloc_file_pseudo(inode, pipe_mnt, "", O_WRONLY | (flags & (O_NONBLOCK | O_DIRECT)),
			      &pipefifo_fops);
	if (IS_ERR(w)) {
		free_pipe(inode->i_pipe);
		inode->i_pipe = NULL;
		iput(inode);
		return (int)PTR_ERR(w);
	}
	pipe_file_setup(w, inode);
	r = alloc_file(&w->f_path, O_RDONLY | (flags & O_NONBLOCK), &pipefifo_fops);
	if (IS_ERR(r)) {
		/* The reader that never came: its share of the pipe goes with the writer. */
		spin_lock(&inode->i_lock);
		inode->i_pipe->files--;
		spin_unlock(&inode->i_lock);
		inode->i_pipe->readers--;
		fput(w);
		return (int)PTR_ERR(r);
	}
	path_get(&r->f_path);
	pipe_file_setup(r, inode);
	files[0] = r;
	files[1] = w;
	return 0;
}

/* --- size --- */

static long pipe_set_size(struct pipe_inode_info *p, unsigned long arg)
{
	struct pipe_buffer *bufs;
	unsigned int slots, used, i;
	u64 bytes;

	if (arg > 1u << 31)
		return -EINVAL;
	bytes = roundup_pow_of_two(max_t(u64, arg, PAGE_SIZE));
	if (bytes > (u64)p->ring_size * PAGE_SIZE && bytes > pipe_max_size &&
	    !capable(CAP_SYS_RESOURCE))
		return -EPERM;
	slots = (unsigned int)(bytes / PAGE_SIZE);
	used = p->head - p->tail;
	if (used > slots)
		return -EBUSY;
	bufs = kcalloc(slots, sizeof(*bufs), GFP_KERNEL | __GFP_NOWARN);
	if (!bufs)
		return -ENOMEM;
	for (i = 0; i < used; i++)
		bufs[i] = *pipe_slot(p, p->tail + i);
	kfree(p->bufs);
	p->bufs = bufs;
	p->tail = 0;
	p->head = used;
	p->ring_size = slots;
	return (long)bytes;
}

long pipe_fcntl(struct file *f, unsigned int cmd, unsigned long arg)
{
	struct pipe_inode_info *p = f->private_data;
	long ret = -EINVAL;

	if (!is_pipe_file(f))
		return -EBADF;
	mutex_lock(&p->mutex);
	if (cmd == F_SETPIPE_SZ)
		ret = pipe_set_size(p, arg);
	else if (cmd == F_GETPIPE_SZ)
		ret = (long)p->ring_size * PAGE_SIZE;
	mutex_unlock(&p->mutex);
	if (cmd == F_SETPIPE_SZ && ret > 0)
		wake_up_poll(&p->wr_wait, EPOLLOUT | EPOLLWRNORM); /* there may be more room */
	return ret;
}

/* --- the internal mount --- */

static char *pipe_dname(struct dentry *d, char *buf, int len)
{
	return dynamic_dname(buf, len, "pipe:[%llu]", (unsigned long long)d->d_inode->i_ino);
}

static const struct dentry_operations pipe_dops = {.d_dname = pipe_dname};

static struct super_block *pipefs_mount(const struct file_system_type *t, unsigned long flags,
					const char *dev, void *data)
{
	(void)dev;
	(void)data;
	return sget_pseudo(t, flags, PIPEFS_MAGIC, &pipe_dops);
}

static struct file_system_type pipe_fs_type = {
	.name = "pipefs",
	.mount = pipefs_mount,
	.kill_sb = kill_anon_super,
};

void __init pipe_init(void)
{
	pipe_cache = kmem_cache_create("pipe_inode_info", sizeof(struct pipe_inode_info), 8,
				       SLAB_PANIC, NULL);
	if (register_filesystem(&pipe_fs_type))
		panic("pipe: cannot register pipefs");
	pipe_mnt = kern_mount(&pipe_fs_type);
	if (IS_ERR(pipe_mnt))
		panic("pipe: cannot mount pipefs: error %ld", PTR_ERR(pipe_mnt));
}
