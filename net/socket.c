/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * net/socket.c - sockets as files
 *
 * Theory
 *   Each socket is an inode of its own on an internal mount ("socket:[12]" in /proc/<pid>/fd) with
 *   one file; struct socket ties the file to the family's struct sock.  read(2) and write(2) are
 *   recvmsg and sendmsg without an address.  The file's release takes the family's part down; the
 *   struct sock may live on in queues of others.
 *
 * Not here: options (sockopt.c), control messages (scm.c), user memory (the border).
 *
 * Locks: none of its own.
 * Sources: socket(2), socket(7), socketpair(2), accept(2)
 */
#include "net/socket.h"

#include "fs/vfs/fdtable.h"
#include "fs/vfs/mount.h"
#include "fs/vfs/poll.h"
#include "kernel/base/panic.h"
#include "kernel/proc/cred.h"
#include "mm/kmem/slab.h"
#include "net/sock.h"
#include "net/unix.h"
#include <linux/magic.h>

static struct mount *sock_mnt __ro_after_init;
static const struct net_family *families[AF_MAX] __ro_after_init;

static bool nonblocking(const struct socket *s, unsigned int flags)
{
	return (flags & MSG_DONTWAIT) || (READ_ONCE(s->file->f_flags) & O_NONBLOCK);
}

/* --- data --- */

ssize_t sock_sendmsg(struct socket *s, struct sock_msg *m)
{
	if (nonblocking(s, m->flags))
		m->flags |= MSG_DONTWAIT;
	return s->ops->sendmsg(s, m);
}

ssize_t sock_recvmsg(struct socket *s, struct sock_msg *m, unsigned int flags)
{
	if (nonblocking(s, flags))
		flags |= MSG_DONTWAIT;
	m->flags = 0;
	m->name_len = 0;
	return s->ops->recvmsg(s, m, flags);
}

static ssize_t sock_read_iter(struct file *f, loff_t *pos, struct iov_iter *to)
{
	struct sock_msg m = {.iter = *to};
	ssize_t n;

	(void)pos;
	if (!to->count)
		return 0;
	n = sock_recvmsg(f->private_data, &m, 0);
	*to = m.iter;
	scm_destroy(&m.scm);
	return n;
}

static ssize_t sock_write_iter(struct file *f, loff_t *pos, struct iov_iter *from)
{
	struct socket *s = f->private_data;
	struct sock_msg m = {.iter = *from, .flags = s->type == SOCK_SEQPACKET ? MSG_EOR : 0};
	ssize_t n;

	(void)pos;
	scm_own_creds(&m.scm.creds);
	n = sock_sendmsg(s, &m);
	*from = m.iter;
	scm_destroy(&m.scm);
	return n;
}

/* --- the file --- */

static unsigned int sock_poll(struct file *f, struct poll_table *pt)
{
	struct socket *s = f->private_data;

	return s->ops->poll(s, f, pt);
}

static long sock_ioctl(struct file *f, unsigned int cmd, uaddr_t arg)
{
	struct socket *s = f->private_data;

	return s->ops->ioctl(s, cmd, arg);
}

static int sock_fasync(int fd, struct file *f, int on)
{
	struct socket *s = f->private_data;

	return s->sk ? fasync_helper(fd, f, on, &s->sk->fasync) : 0;
}

static void sock_show_fdinfo(struct file *f, void *seq)
{
	struct socket *s = f->private_data;

	if (s->ops->show_fdinfo)
		s->ops->show_fdinfo(s, seq);
}

static int sock_release(struct inode *inode, struct file *f)
{
	struct socket *s = f->private_data;

	(void)inode;
	if (s->sk)
		s->ops->release(s);
	kfree(s);
	return 0;
}

static const struct file_operations socket_fops = {
	.llseek = no_llseek,
	.read_iter = sock_read_iter,
	.write_iter = sock_write_iter,
	.poll = sock_poll,
	.ioctl = sock_ioctl,
	.release = sock_release,
	.fasync = sock_fasync,
	.show_fdinfo = sock_show_fdinfo,
};

struct socket *file_socket(const struct file *f)
{
	return f->f_op == &socket_fops ? f->private_data : NULL;
}

/* --- making --- */

static struct inode *sock_inode(void)
{
	struct inode *inode = new_inode(sock_mnt->mnt_sb);

	if (!inode)
		return NULL;
	inode->i_ino = get_next_ino();
	init_special_inode(inode, S_IFSOCK | 0777, 0); /* open(2) by /proc/<pid>/fd: ENXIO */
	inode->i_uid = current_fsuid();
	inode->i_gid = current_fsgid();
	return inode;
}

/* A file with a struct socket that has no struct sock yet. */
static struct file *bare_file(short type, int flags)
{
	struct socket *s = kzalloc(sizeof(*s), GFP_KERNEL);
	struct inode *inode;
	struct file *f;

	if (!s)
		return ERR_PTR(-ENOMEM);
	inode = sock_inode();
	if (!inode) {
		kfree(s);
		return ERR_PTR(-ENFILE);
	}
	f = alloc_file_pseudo(inode, sock_mnt, "", O_RDWR | (flags & O_NONBLOCK), &socket_fops);
	if (IS_ERR(f)) {
		iput(inode);
		kfree(s);
		return f;
	}
	s->type = type;
	s->file = f;
	f->private_data = s;
	stream_open(inode, f);
	return f;
}

struct file *sock_file(int family, int type, int protocol)
{
	int flags = type & ~SOCK_TYPE_MASK, err;
	struct file *f;

	BUILD_BUG_ON(SOCK_NONBLOCK != O_NONBLOCK || SOCK_CLOEXEC != O_CLOEXEC);
	if (flags & ~(SOCK_CLOEXEC | SOCK_NONBLOCK))
		return ERR_PTR(-EINVAL);
	type &= SOCK_TYPE_MASK;
	if (family < 0 || family >= AF_MAX)
		return ERR_PTR(-EAFNOSUPPORT);
	if (type >= SOCK_MAX)
		return ERR_PTR(-EINVAL);
	if (!families[family])
		return ERR_PTR(-EAFNOSUPPORT);
	f = bare_file((short)type, flags);
	if (IS_ERR(f))
		return f;
	err = families[family]->create(f->private_data, protocol);
	if (err) {
		fput(f);
		return ERR_PTR(err);
	}
	return f;
}

int sock_pair(int family, int type, int protocol, struct file *files[2])
{
	struct file *a, *b;
	struct socket *s;
	int err;

	a = sock_file(family, type, protocol);
	if (IS_ERR(a))
		return (int)PTR_ERR(a);
	b = sock_file(family, type, protocol);
	if (IS_ERR(b)) {
		err = (int)PTR_ERR(b);
		goto put_a;
	}
	s = a->private_data;
	err = s->ops->socketpair ? s->ops->socketpair(s, b->private_data) : -EOPNOTSUPP;
	if (err)
		goto put_b;
	files[0] = a;
	files[1] = b;
	return 0;

put_b:
	fput(b);
put_a:
	fput(a);
	return err;
}

struct file *sock_accept(struct socket *s, int flags)
{
	struct socket *new;
	struct file *f;
	int err;

	f = bare_file(s->type, flags);
	if (IS_ERR(f))
		return f;
	new = f->private_data;
	new->ops = s->ops;
	err = s->ops->accept(s, new, nonblocking(s, 0));
	if (err) {
		fput(f);
		return ERR_PTR(err);
	}
	return f;
}

/* --- the internal mount --- */

static char *sock_dname(struct dentry *d, char *buf, int len)
{
	return dynamic_dname(buf, len, "socket:[%llu]", (unsigned long long)d->d_inode->i_ino);
}

static const struct dentry_operations sock_dops = {.d_dname = sock_dname};

static int sockfs_fill(struct super_block *sb, void *data)
{
	struct inode *root = new_inode(sb);

	(void)data;
	sb->s_magic = SOCKFS_MAGIC;
	sb->s_d_op = &sock_dops;
	if (!root)
		return -ENOMEM;
	root->i_ino = get_next_ino();
	root->i_mode = S_IFDIR | 0600;
	sb->s_root = d_make_root(root);
	return sb->s_root ? 0 : -ENOMEM;
}

static struct super_block *sockfs_mount(const struct file_system_type *t, unsigned long flags,
					const char *dev, void *data)
{
	(void)dev;
	return sget_anon(t, flags, sockfs_fill, data);
}

static struct file_system_type sock_fs_type = {
	.name = "sockfs",
	.mount = sockfs_mount,
	.kill_sb = kill_anon_super,
};

void __init sock_register(const struct net_family *f)
{
	families[f->family] = f;
}

void __init net_init(void)
{
	if (register_filesystem(&sock_fs_type))
		panic("net: cannot register sockfs");
	sock_mnt = kern_mount(&sock_fs_type);
	if (IS_ERR(sock_mnt))
		panic("net: cannot mount sockfs: error %ld", PTR_ERR(sock_mnt));
	unix_init();
}
