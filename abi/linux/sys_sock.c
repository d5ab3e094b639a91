/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/sys_sock.c - the socket calls
 *
 * Theory
 *   Addresses, control messages and option values are copied into kernel memory here and go to the
 *   family as plain bytes; only the data stays where it is, behind an iov_iter.  Received files
 *   become descriptors here too, as that writes to user memory.
 *
 * Sources: socket(2), socketpair(2), bind(2), connect(2), listen(2), accept(2), getsockname(2),
 *   getpeername(2), shutdown(2), getsockopt(2), send(2), recv(2), sendmmsg(2), recvmmsg(2), cmsg(3)
 */
#include "sys_file.h"

#include "kernel/proc/cred.h"
#include "kernel/proc/pid.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"
#include "net/sock.h"
#include "net/socket.h"
#include <linux/uio.h>

/* struct msghdr and struct mmsghdr, in no UAPI header. */
struct user_msghdr {
	void __user *name;
	int name_len;
	struct user_iovec __user *iov;
	size_t iov_len;
	void __user *control;
	size_t control_len;
	unsigned int flags;
};
struct user_mmsghdr {
	struct user_msghdr hdr;
	unsigned int len;
};
ABI_SIZE(struct user_msghdr, 56);
ABI_FIELD(struct user_msghdr, iov, 16);
ABI_FIELD(struct user_msghdr, control, 32);
ABI_FIELD(struct user_msghdr, flags, 48);
ABI_SIZE(struct user_mmsghdr, 64);
ABI_SIZE(struct cmsg_header, 16);
ABI_SIZE(struct user_cred, 12);

#define CONTROL_MAX	18432 /* net.core.optmem_max */
#define OVERFLOW_ID	65534
#define CMSG_SIZE(n)	(sizeof(struct cmsg_header) + (n))
#define FD_CMSG_ROOM(n) (((n) - sizeof(struct cmsg_header)) / sizeof(int))

/* One byte more than an address: names are ended there. */
struct addr_buf {
	_Alignas(8) char bytes[SOCK_ADDR_MAX + 1];
};

/* --- descriptors and addresses --- */

/* The socket of @fd, to be followed by fdput(*f); ERR_PTR(-EBADF, -ENOTSOCK). */
static struct socket *get_socket(unsigned int fd, struct fd *f)
{
	struct socket *s;

	*f = fdget(fd);
	if (!f->file)
		return ERR_PTR(-EBADF);
	s = file_socket(f->file);
	if (s)
		return s;
	fdput(*f);
	return ERR_PTR(-ENOTSOCK);
}

static int get_addr(struct addr_buf *a, const void __user *u, int len)
{
	if (len < 0 || len > (int)SOCK_ADDR_MAX)
		return -EINVAL;
	memset(a, 0, sizeof(*a));
	return len && copy_from_user(a->bytes, u, (size_t)len) ? -EFAULT : 0;
}

/* As much as there is room for; *@ulen becomes the whole length. */
static int put_addr(const struct addr_buf *a, int len, void __user *u, int __user *ulen)
{
	int room;

	if (get_user(room, ulen))
		return -EFAULT;
	if (room < 0)
		return -EINVAL;
	room = min(room, len);
	if (room && copy_to_user(u, a->bytes, (size_t)room))
		return -EFAULT;
	return put_user(len, ulen);
}

static int install(struct file *f, int flags)
{
	int fd = get_unused_fd_flags((unsigned int)flags & O_CLOEXEC);

	if (fd < 0)
		fput(f);
	else
		fd_install((unsigned int)fd, f);
	return fd;
}

/* --- making --- */

sysret_t sys_socket(int family, int type, int protocol)
{
	struct file *f = sock_file(family, type, protocol);

	return IS_ERR(f) ? PTR_ERR(f) : install(f, type);
}

sysret_t sys_socketpair(int family, int type, int protocol, int __user *ufds)
{
	unsigned int flags = (unsigned int)type & O_CLOEXEC;
	struct file *files[2];
	int fds[2], err;

	if (type & ~(SOCK_TYPE_MASK | SOCK_CLOEXEC | SOCK_NONBLOCK))
		return -EINVAL;
	fds[0] = get_unused_fd_flags(flags);
	if (fds[0] < 0)
		return fds[0];
	fds[1] = err = get_unused_fd_flags(flags);
	if (err < 0)
		goto put_fd0;
	err = copy_to_user(ufds, fds, sizeof(fds)) ? -EFAULT : 0;
	if (!err)
		err = sock_pair(family, type, protocol, files);
	if (err)
		goto put_fd1;
	fd_install((unsigned int)fds[0], files[0]);
	fd_install((unsigned int)fds[1], files[1]);
	return 0;

put_fd1:
	put_unused_fd((unsigned int)fds[1]);
put_fd0:
	put_unused_fd((unsigned int)fds[0]);
	return err;
}

/* --- names and connections --- */

sysret_t sys_bind(unsigned int fd, const void __user *uaddr, int len)
{
	struct addr_buf a;
	struct fd f;
	struct socket *s = get_socket(fd, &f);
	int err;

	if (IS_ERR(s))
		return PTR_ERR(s);
	err = get_addr(&a, uaddr, len);
	if (!err)
		err = s->ops->bind(s, a.bytes, len);
	fdput(f);
	return err;
}

sysret_t sys_connect(unsigned int fd, const void __user *uaddr, int len)
{
	struct addr_buf a;
	struct fd f;
	struct socket *s = get_socket(fd, &f);
	int err;

	if (IS_ERR(s))
		return PTR_ERR(s);
	err = get_addr(&a, uaddr, len);
	if (!err)
		err = s->ops->connect(s, a.bytes, len, f.file->f_flags & O_NONBLOCK);
	fdput(f);
	return err;
}

sysret_t sys_listen(unsigned int fd, int backlog)
{
	struct fd f;
	struct socket *s = get_socket(fd, &f);
	int err;

	if (IS_ERR(s))
		return PTR_ERR(s);
	err = s->ops->listen ? s->ops->listen(s, backlog) : -EOPNOTSUPP;
	fdput(f);
	return err;
}

sysret_t sys_accept4(unsigned int fd, void __user *uaddr, int __user *ulen, int flags)
{
	struct file *new = ERR_PTR(-EOPNOTSUPP);
	struct addr_buf a;
	struct socket *s;
	struct fd f;
	int ret, newfd, len;

	if (flags & ~(SOCK_CLOEXEC | SOCK_NONBLOCK))
		return -EINVAL;
	s = get_socket(fd, &f);
	if (IS_ERR(s))
		return PTR_ERR(s);
	newfd = get_unused_fd_flags((unsigned int)flags & O_CLOEXEC);
	if (newfd < 0) {
		fdput(f);
		return newfd;
	}
	if (s->ops->accept)
		new = sock_accept(s, flags);
	ret = IS_ERR(new) ? (int)PTR_ERR(new) : 0;
	if (!ret && uaddr) {
		len = s->ops->getname(file_socket(new), a.bytes, true);
		ret = len < 0 ? -ECONNABORTED : put_addr(&a, len, uaddr, ulen);
	}
	if (!ret) {
		fd_install((unsigned int)newfd, new);
		ret = newfd;
	} else {
		put_unused_fd((unsigned int)newfd);
		if (!IS_ERR(new))
			fput(new);
	}
	fdput(f);
	return ret;
}

sysret_t sys_accept(unsigned int fd, void __user *uaddr, int __user *ulen)
{
	return sys_accept4(fd, uaddr, ulen, 0);
}

static int get_name_of(unsigned int fd, void __user *uaddr, int __user *ulen, bool peer)
{
	struct addr_buf a;
	struct fd f;
	struct socket *s = get_socket(fd, &f);
	int len;

	if (IS_ERR(s))
		return (int)PTR_ERR(s);
	len = s->ops->getname(s, a.bytes, peer);
	fdput(f);
	return len < 0 ? len : put_addr(&a, len, uaddr, ulen);
}

sysret_t sys_getsockname(unsigned int fd, void __user *uaddr, int __user *ulen)
{
	return get_name_of(fd, uaddr, ulen, false);
}

sysret_t sys_getpeername(unsigned int fd, void __user *uaddr, int __user *ulen)
{
	return get_name_of(fd, uaddr, ulen, true);
}

sysret_t sys_shutdown(unsigned int fd, int how)
{
	struct fd f;
	struct socket *s = get_socket(fd, &f);
	int err;

	if (IS_ERR(s))
		return PTR_ERR(s);
	err = s->ops->shutdown(s, how);
	fdput(f);
	return err;
}

/* --- options --- */

#define SMALL_OPT 64 /* what is set is never longer */

sysret_t sys_setsockopt(unsigned int fd, int level, int name, const void __user *uval, int len)
{
	_Alignas(8) char val[SMALL_OPT] = {0};
	struct fd f;
	struct socket *s;
	int err;

	if (len < 0)
		return -EINVAL;
	s = get_socket(fd, &f);
	if (IS_ERR(s))
		return PTR_ERR(s);
	len = min(len, SMALL_OPT);
	/* Too short or of another level: judged before the address is. */
	if (level == SOL_SOCKET && len >= (int)sizeof(int) &&
	    copy_from_user(val, uval, (size_t)len))
		err = -EFAULT;
	else
		err = sock_setsockopt(s, level, name, val, len);
	fdput(f);
	return err;
}

sysret_t sys_getsockopt(unsigned int fd, int level, int name, void __user *uval, int __user *ulen)
{
	struct socket *s;
	int len, room, err;
	struct fd f;
	void *val;

	s = get_socket(fd, &f);
	if (IS_ERR(s))
		return PTR_ERR(s);
	err = get_user(len, ulen) ? -EFAULT : len < 0 ? -EINVAL : 0;
	if (level != SOL_SOCKET)
		err = -EOPNOTSUPP;
	val = err ? NULL : kzalloc(SOCK_OPT_MAX, GFP_KERNEL);
	if (!err && !val)
		err = -ENOMEM;
	if (err)
		goto put;
	room = len = min(len, SOCK_OPT_MAX);
	err = sock_getsockopt(s, level, name, val, &len);
	if (!err && copy_to_user(uval, val, (size_t)min(len, room)))
		err = -EFAULT;
	if ((!err || err == -ERANGE) && put_user(len, ulen))
		err = -EFAULT;
	kfree(val);
put:
	fdput(f);
	return err;
}

/* --- one message --- */

static int get_control(const struct user_msghdr *h, struct scm *scm)
{
	void *control;
	int err;

	if (!h->control || !h->control_len)
		return scm_send(scm, NULL, 0);
	if (h->control_len > CONTROL_MAX)
		return -ENOBUFS;
	control = kmalloc(h->control_len, GFP_KERNEL);
	if (!control)
		return -ENOBUFS;
	err = copy_from_user(control, h->control, h->control_len) ? -EFAULT : 0;
	if (!err)
		err = scm_send(scm, control, h->control_len);
	kfree(control);
	return err;
}

static int check_header(struct user_msghdr *h)
{
	if (!h->name)
		h->name_len = 0;
	if (h->name_len < 0)
		return -EINVAL;
	h->name_len = min(h->name_len, (int)SOCK_ADDR_MAX);
	return h->iov_len > UIO_MAXIOV ? -EMSGSIZE : 0;
}

static ssize_t send_one(struct socket *s, const struct user_msghdr __user *u, unsigned int flags)
{
	struct user_msghdr h;
	struct addr_buf a;
	struct sock_msg m = {.name = a.bytes, .flags = flags & ~MSG_CMSG_COMPAT};
	struct user_vec v;
	ssize_t n;

	if (copy_from_user(&h, u, sizeof(h)))
		return -EFAULT;
	n = check_header(&h);
	if (!n)
		n = get_addr(&a, h.name, h.name_len);
	if (n)
		return n;
	m.name_len = h.name_len;
	n = get_vec(&v, ITER_SOURCE, h.iov, h.iov_len, &m.iter);
	if (n)
		return n;
	n = get_control(&h, &m.scm);
	if (!n) {
		n = sock_sendmsg(s, &m);
		scm_destroy(&m.scm);
	}
	put_vec(&v);
	return n;
}

/* --- what came with a message --- */

struct control_out {
	char __user *at;
	size_t left;
	unsigned int flags;
};

static void put_cmsg(struct control_out *c, int type, const void *data, size_t n)
{
	struct cmsg_header h = {.len = CMSG_SIZE(n), .level = SOL_SOCKET, .type = type};
	size_t step;

	if (c->left < sizeof(h)) {
		c->flags |= MSG_CTRUNC;
		return;
	}
	if (c->left < h.len) {
		c->flags |= MSG_CTRUNC;
		h.len = c->left;
	}
	if (copy_to_user(c->at, &h, sizeof(h)) ||
	    copy_to_user(c->at + sizeof(h), data, h.len - sizeof(h)))
		return;
	step = min(CMSG_ALIGNED(CMSG_SIZE(n)), c->left);
	c->at += step;
	c->left -= step;
}

/* As many descriptors as there is room for, and as may be had. */
static void put_fds(struct control_out *c, struct scm_fds *fds, unsigned int flags)
{
	size_t room = c->left > sizeof(struct cmsg_header) ? FD_CMSG_ROOM(c->left) : 0;
	int __user *at = (int __user *)(c->at + sizeof(struct cmsg_header));
	struct cmsg_header h = {.level = SOL_SOCKET, .type = SCM_RIGHTS};
	unsigned int i;
	size_t step;

	for (i = 0; i < min_t(size_t, room, fds->n); i++) {
		int fd = get_unused_fd_flags(flags & MSG_CMSG_CLOEXEC ? O_CLOEXEC : 0);

		if (fd < 0)
			break;
		if (put_user(fd, at + i)) {
			put_unused_fd((unsigned int)fd);
			break;
		}
		fd_install((unsigned int)fd, get_file(fds->file[i]));
	}
	if (i < fds->n)
		c->flags |= MSG_CTRUNC;
	h.len = CMSG_SIZE(i * sizeof(int));
	if (!i || copy_to_user(c->at, &h, sizeof(h)))
		return;
	step = min(CMSG_ALIGNED(h.len), c->left);
	c->at += step;
	c->left -= step;
}

static void put_control(struct control_out *c, struct scm *scm, unsigned int flags)
{
	struct user_cred u = {.pid = 0, .uid = OVERFLOW_ID, .gid = OVERFLOW_ID};

	if (!c->at) {
		if (scm->want_creds || scm->fds)
			c->flags |= MSG_CTRUNC;
		return;
	}
	if (scm->creds.pid)
		u = (struct user_cred){.pid = pid_nr(scm->creds.pid),
				       .uid = scm->creds.uid,
				       .gid = scm->creds.gid};
	if (scm->want_creds)
		put_cmsg(c, SCM_CREDENTIALS, &u, sizeof(u));
	if (scm->fds)
		put_fds(c, scm->fds, flags);
}

/* The header goes back to user space: 0 or -EFAULT, -EINVAL. */
static int put_header(const struct user_msghdr *h, struct user_msghdr __user *u, struct sock_msg *m,
		      unsigned int flags)
{
	struct control_out c = {.at = h->control, .left = h->control_len};
	int err = 0;

	c.flags = m->flags | (flags & MSG_CMSG_CLOEXEC);
	put_control(&c, &m->scm, flags);
	if (h->name)
		err = put_addr(m->name, m->name_len, h->name, &u->name_len);
	if (!err)
		err = put_user(c.flags, &u->flags);
	if (!err)
		err = put_user(h->control_len - c.left, &u->control_len);
	return err;
}

static ssize_t recv_one(struct socket *s, struct user_msghdr __user *u, unsigned int flags)
{
	struct user_msghdr h;
	struct addr_buf a;
	struct sock_msg m = {.name = a.bytes};
	struct user_vec v;
	ssize_t n;
	int err;

	if (copy_from_user(&h, u, sizeof(h)))
		return -EFAULT;
	err = check_header(&h);
	if (err)
		return err;
	n = get_vec(&v, ITER_DEST, h.iov, h.iov_len, &m.iter);
	if (n)
		return n;
	n = sock_recvmsg(s, &m, flags);
	if (n >= 0) {
		err = put_header(&h, u, &m, flags);
		if (err)
			n = err;
	}
	scm_destroy(&m.scm);
	put_vec(&v);
	return n;
}

/* --- the calls --- */

sysret_t sys_sendmsg(unsigned int fd, const struct user_msghdr __user *msg, unsigned int flags)
{
	struct socket *s;
	struct fd f;
	ssize_t n;

	if (flags & MSG_CMSG_COMPAT)
		return -EINVAL;
	s = get_socket(fd, &f);
	if (IS_ERR(s))
		return PTR_ERR(s);
	n = send_one(s, msg, flags);
	fdput(f);
	return n;
}

sysret_t sys_recvmsg(unsigned int fd, struct user_msghdr __user *msg, unsigned int flags)
{
	struct socket *s;
	struct fd f;
	ssize_t n;

	if (flags & MSG_CMSG_COMPAT)
		return -EINVAL;
	s = get_socket(fd, &f);
	if (IS_ERR(s))
		return PTR_ERR(s);
	n = recv_one(s, msg, flags);
	fdput(f);
	return n;
}

sysret_t sys_sendto(unsigned int fd, const void __user *buf, size_t len, unsigned int flags,
		    const void __user *uaddr, int addr_len)
{
	struct addr_buf a;
	struct sock_msg m = {.name = a.bytes, .flags = flags & ~MSG_CMSG_COMPAT};
	struct socket *s;
	struct fd f;
	ssize_t n;

	len = min_t(size_t, len, MAX_RW_COUNT);
	if (!access_ok(buf, len))
		return -EFAULT;
	s = get_socket(fd, &f);
	if (IS_ERR(s))
		return PTR_ERR(s);
	n = uaddr ? get_addr(&a, uaddr, addr_len) : 0;
	if (!n) {
		m.name_len = uaddr ? addr_len : 0;
		iov_iter_ubuf(&m.iter, ITER_SOURCE, (void __user *)buf, len);
		scm_own_creds(&m.scm.creds);
		n = sock_sendmsg(s, &m);
		scm_destroy(&m.scm);
	}
	fdput(f);
	return n;
}

sysret_t sys_recvfrom(unsigned int fd, void __user *buf, size_t len, unsigned int flags,
		      void __user *uaddr, int __user *ulen)
{
	struct addr_buf a;
	struct sock_msg m = {.name = uaddr ? a.bytes : NULL};
	struct socket *s;
	struct fd f;
	ssize_t n;
	int err;

	len = min_t(size_t, len, MAX_RW_COUNT);
	if (!access_ok(buf, len))
		return -EFAULT;
	s = get_socket(fd, &f);
	if (IS_ERR(s))
		return PTR_ERR(s);
	iov_iter_ubuf(&m.iter, ITER_DEST, buf, len);
	n = sock_recvmsg(s, &m, flags);
	scm_destroy(&m.scm); /* nowhere to put it */
	if (n >= 0 && uaddr) {
		err = put_addr(&a, m.name_len, uaddr, ulen);
		if (err)
			n = err;
	}
	fdput(f);
	return n;
}

/* --- many messages --- */

sysret_t sys_sendmmsg(unsigned int fd, struct user_mmsghdr __user *vec, unsigned int nr,
		      unsigned int flags)
{
	unsigned int done = 0;
	struct socket *s;
	ssize_t n = 0;
	struct fd f;

	if (flags & MSG_CMSG_COMPAT)
		return -EINVAL;
	s = get_socket(fd, &f);
	if (IS_ERR(s))
		return PTR_ERR(s);
	for (nr = min_t(unsigned int, nr, UIO_MAXIOV); done < nr; done++) {
		n = send_one(s, &vec[done].hdr, flags);
		if (n >= 0 && put_user((unsigned int)n, &vec[done].len))
			n = -EFAULT;
		if (n < 0)
			break;
		cond_resched();
	}
	fdput(f);
	return done ? (sysret_t)done : n;
}

/* Until @nr have come, nothing more has, or after one it is past @deadline. */
static ssize_t recv_many(struct socket *s, struct user_mmsghdr __user *vec, unsigned int nr,
			 unsigned int flags, ktime_t deadline)
{
	unsigned int done = 0;
	ssize_t n = sock_error(s->sk);

	if (n)
		return n;
	while (done < nr) {
		n = recv_one(s, &vec[done].hdr, flags & ~MSG_WAITFORONE);
		if (n >= 0 && put_user((unsigned int)n, &vec[done].len))
			n = -EFAULT;
		if (n < 0)
			break;
		done++;
		if (flags & MSG_WAITFORONE)
			flags |= MSG_DONTWAIT;
		if (deadline != KTIME_MAX && ktime_get() >= deadline)
			break;
		cond_resched();
	}
	if (!done)
		return n;
	/* What went wrong after the first is for the next call to say. */
	if (n < 0 && n != -EAGAIN && n != -ERESTARTSYS && n != -EINTR)
		atomic_set(&s->sk->err, (int)n);
	return done;
}

sysret_t sys_recvmmsg(unsigned int fd, struct user_mmsghdr __user *vec, unsigned int nr,
		      unsigned int flags, struct __kernel_timespec __user *timeout)
{
	ktime_t deadline, left;
	struct __kernel_timespec ts;
	struct socket *s;
	struct fd f;
	ssize_t n;
	int err;

	if (flags & MSG_CMSG_COMPAT)
		return -EINVAL;
	err = get_deadline(timeout, &deadline);
	if (err)
		return err;
	s = get_socket(fd, &f);
	if (IS_ERR(s))
		return PTR_ERR(s);
	n = recv_many(s, vec, nr, flags, deadline);
	fdput(f);
	if (n > 0 && timeout && deadline != KTIME_MAX) {
		left = max_t(ktime_t, deadline - ktime_get(), 0);
		ts = (struct __kernel_timespec){.tv_sec = left / NSEC_PER_SEC,
						.tv_nsec = left % NSEC_PER_SEC};
		if (copy_to_user(timeout, &ts, sizeof(ts)))
			n = -EFAULT;
	}
	return n;
}
