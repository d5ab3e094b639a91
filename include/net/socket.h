/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * net/socket.h - sockets as files, and what the border calls
 *
 * Every function takes kernel memory; addresses are bytes with a length, already copied and at most
 * sizeof(struct __kernel_sockaddr_storage) long.  Returns are 0 (or bytes) and -errno as the man
 * page has it.
 */
#pragma once

#include "base/types.h"
#include "fs/vfs/fs.h"
#include "kernel/base/uio.h"
#include "net/scm.h"
#include <asm/socket.h>
#include <linux/socket.h>

/* libc's values, in no UAPI header. */
enum { AF_UNSPEC = 0, AF_UNIX = 1, AF_MAX = 46 };
enum { SOCK_STREAM = 1, SOCK_DGRAM = 2, SOCK_RAW = 3, SOCK_SEQPACKET = 5, SOCK_MAX = 11 };
enum { SOCK_TYPE_MASK = 15, SOCK_CLOEXEC = 02000000, SOCK_NONBLOCK = 04000 };
enum { SHUT_RD = 0, SHUT_WR = 1, SHUT_RDWR = 2 };
#define MSG_OOB		 0x1u
#define MSG_PEEK	 0x2u
#define MSG_CTRUNC	 0x8u
#define MSG_TRUNC	 0x20u
#define MSG_DONTWAIT	 0x40u
#define MSG_EOR		 0x80u
#define MSG_WAITALL	 0x100u
#define MSG_NOSIGNAL	 0x4000u
#define MSG_WAITFORONE	 0x10000u
#define MSG_CMSG_CLOEXEC 0x40000000u
#define MSG_CMSG_COMPAT	 0x80000000u

#define SOCK_ADDR_MAX sizeof(struct __kernel_sockaddr_storage)

struct sock;
struct socket;

/* One message on its way: sendmsg() reads, recvmsg() fills in. */
struct sock_msg {
	void *name;	      /* SOCK_ADDR_MAX + 1 bytes, or NULL */
	int name_len;	      /* sending: 0, none; receiving: out */
	struct iov_iter iter; /* the data */
	struct scm scm;	      /* what comes with it */
	unsigned int flags;   /* MSG_*; after receiving: what msg_flags says */
};

struct proto_ops {
	int family;
	void (*release)(struct socket *s);
	int (*bind)(struct socket *s, void *addr, int len);
	int (*connect)(struct socket *s, void *addr, int len, bool nonblock);
	int (*socketpair)(struct socket *a, struct socket *b);
	int (*listen)(struct socket *s, int backlog);
	int (*accept)(struct socket *s, struct socket *new, bool nonblock);
	int (*getname)(struct socket *s, void *addr, bool peer); /* its length */
	int (*shutdown)(struct socket *s, int how);
	ssize_t (*sendmsg)(struct socket *s, struct sock_msg *m);
	ssize_t (*recvmsg)(struct socket *s, struct sock_msg *m, unsigned int flags);
	unsigned int (*poll)(struct socket *s, struct file *f, struct poll_table *pt);
	long (*ioctl)(struct socket *s, unsigned int cmd, uaddr_t arg);
	void (*show_fdinfo)(struct socket *s, void *seq_file);
};

/* What a file of sockfs has as private_data.  Lifetime: the file's. */
struct socket {
	struct sock *sk;	     /* [c] one reference */
	const struct proto_ops *ops; /* [c] */
	struct file *file;	     /* [c] */
	short type;		     /* [c] SOCK_* */
};

/* The socket of a file, or NULL. */
struct socket *file_socket(const struct file *f);

/* A new socket as a file for the border to install; @type with SOCK_NONBLOCK.  ERR_PTR. */
struct file *sock_file(int family, int type, int protocol);
int sock_pair(int family, int type, int protocol, struct file *files[2]);
/* A file for a connection that was waiting; @flags SOCK_NONBLOCK. */
struct file *sock_accept(struct socket *s, int flags);

ssize_t sock_sendmsg(struct socket *s, struct sock_msg *m);
ssize_t sock_recvmsg(struct socket *s, struct sock_msg *m, unsigned int flags);

/* Options: @val holds @len bytes; get: *len is the room, then what was filled. */
int sock_setsockopt(struct socket *s, int level, int name, const void *val, int len);
int sock_getsockopt(struct socket *s, int level, int name, void *val, int *len);
#define SOCK_OPT_MAX 4096 /* bytes of the largest value: SO_PEERGROUPS */

/* A family registers at boot. */
struct net_family {
	int family;
	/* Sets s->sk and s->ops by s->type, which it may change. */
	int (*create)(struct socket *s, int protocol);
};
void sock_register(const struct net_family *f);
void net_init(void); /* boot: sockfs and all families */
