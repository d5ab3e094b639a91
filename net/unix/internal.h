/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * net/unix/internal.h - a socket of AF_UNIX and its messages
 *
 * Key: c const, a atomic, l sk.lock, b bindlock to set (once), r iolock, g flight_lock, n the lock
 *   of the names, L the lock of the list of all
 *
 * Order: bindlock and iolock are outermost, never together; flight_lock inside iolock; sk.lock of
 *   two sockets by address (unix_lock_two()), or of a listener before one that waits in its queue.
 */
#pragma once

#include "fs/vfs/poll.h"
#include "kernel/sched/mutex.h"
#include "net/sock.h"
#include "net/socket.h"
#include <linux/un.h>

#define UNIX_NAME_OFFSET offsetof(struct sockaddr_un, sun_path)

/* A name.  Immutable; shared by a listener and the connections it accepts. */
struct unix_address {
	refcount_t refs;
	int len; /* of family and name; a path's NUL counts */
	char bytes[sizeof(struct sockaddr_un) + 1];
};

struct unix_sock {
	struct sock sk;			   /* first */
	struct unix_sock *peer;		   /* [l] referenced; of streams set once */
	struct unix_address *addr;	   /* [b] NULL: no name */
	struct path path;		   /* [b] of a name in the file system */
	struct rb_node name_node;	   /* [n] */
	bool named;			   /* [n] in the tree */
	struct mutex bindlock;		   /* RANK_SOCK_BIND */
	struct mutex iolock;		   /* RANK_SOCK_READ: one reader at a time */
	struct list_head queue;		   /* [l] messages; only with iolock they leave it */
	unsigned int queued;		   /* [l] messages, or connections that wait */
	struct list_head incoming;	   /* [l] of a listener: connections, each referenced */
	struct list_head incoming_link;	   /* [listener's l] */
	wait_queue_head_t peer_wait;	   /* who waits for room in our queue */
	struct wait_queue_entry peer_wake; /* [peer's peer_wait.lock] ours in the peer's */
	struct unix_sock *peer_watched;	   /* [peer's peer_wait.lock] where it is */
	struct list_head all_link;	   /* [L] */
	atomic_t nr_fds;		   /* files in our queue */
	/* garbage.c */
	struct list_head flight_link; /* [g] */
	unsigned int in_flight;	      /* [g] messages that our file is in */
	unsigned int outside;	      /* [g] during a collection */
	bool suspect;		      /* [g] during a collection */
};

/* Lifetime: its maker's, then the queue's, then the reader's. */
struct unix_msg {
	struct list_head link;	/* [receiver's l] */
	struct unix_sock *from; /* [c] referenced; it is charged */
	unsigned int len;	/* [c] bytes in all */
	unsigned int taken;	/* [r] of a stream: bytes read already */
	unsigned int charge;	/* [c] */
	unsigned int npages;	/* [c] 0: the bytes are in data */
	struct scm scm;		/* files: [g] */
	union {
		struct page *page[0];
		char data[0];
	};
};

extern const struct proto_ops unix_stream_ops, unix_dgram_ops, unix_seqpacket_ops;

static inline struct unix_sock *unix_sk(const struct sock *sk)
{
	return container_of((struct sock *)(uintptr_t)sk, struct unix_sock, sk);
}
static inline bool unix_is_dgram(const struct unix_sock *u)
{
	return u->sk.type == SOCK_DGRAM;
}
/* More than the backlog is in the queue. */
static inline bool unix_queue_full(const struct unix_sock *u)
{
	return READ_ONCE(u->queued) > (unsigned int)READ_ONCE(u->sk.backlog);
}
/* So much room that it pays to wake a writer. */
static inline bool unix_writable(const struct sock *sk)
{
	return sock_state_of(sk) != SK_LISTENING &&
	       atomic_long_read(&sk->wmem) * 4 <= READ_ONCE(sk->sndbuf);
}

/* unix.c */
struct unix_sock *unix_new(struct socket *s, short type); /* ERR_PTR(-ENFILE, -ENOMEM) */
void unix_lock_two(struct unix_sock *a, struct unix_sock *b) __no_lock_analysis;
void unix_unlock_two(struct unix_sock *a, struct unix_sock *b) __no_lock_analysis;
struct unix_sock *unix_peer_get(struct unix_sock *u); /* referenced, or NULL */
void unix_set_peer_creds(struct unix_sock *u);	      /* current is who the peer sees */
void unix_copy_peer_creds(struct unix_sock *to, const struct unix_sock *from);
void unix_drop_queue(struct unix_sock *u);
void unix_release_sock(struct unix_sock *u, bool accepted);

/* name.c */
int unix_check_addr(const void *addr, int len);
int unix_bind(struct socket *s, void *addr, int len);
int unix_autobind(struct unix_sock *u);
int unix_getname(struct socket *s, void *addr, bool peer);
/* Bytes of the name of @u at @addr; 0: none. */
int unix_copy_name(const struct unix_sock *u, void *addr);
struct unix_sock *unix_find(void *addr, int len, short type); /* referenced, or ERR_PTR */
void unix_forget_name(struct unix_sock *u);
void unix_put_address(struct unix_address *a);

/* connect.c */
int unix_stream_connect(struct socket *s, void *addr, int len, bool nonblock);
int unix_listen(struct socket *s, int backlog);
int unix_accept(struct socket *s, struct socket *new, bool nonblock);
int unix_socketpair(struct socket *a, struct socket *b);
int unix_shutdown(struct socket *s, int how);

/* message.c */
/* Room for @len bytes, charged to @u once there is some: -EAGAIN, -EINTR..., -EPIPE, -ENOBUFS. */
struct unix_msg *unix_msg_new(struct unix_sock *u, size_t len, ktime_t deadline);
int unix_msg_fill(struct unix_msg *m, struct iov_iter *from); /* 0 or -EFAULT */
/* @n bytes from @at; 0 or -EFAULT. */
int unix_msg_copy(const struct unix_msg *m, size_t at, size_t n, struct iov_iter *to);
void unix_msg_free(struct unix_msg *m);
void unix_enqueue(struct unix_sock *to, struct unix_msg *m); /* sk.lock held */
void unix_dequeue(struct unix_sock *u, struct unix_msg *m);  /* sk.lock held */
/* Does either side want to know who writes? */
bool unix_wants_creds(const struct unix_sock *u, const struct unix_sock *to);
void unix_limits_init(void);

/* stream.c, dgram.c */
ssize_t unix_stream_sendmsg(struct socket *s, struct sock_msg *m);
ssize_t unix_stream_recvmsg(struct socket *s, struct sock_msg *m, unsigned int flags);
int unix_dgram_connect(struct socket *s, void *addr, int len, bool nonblock);
ssize_t unix_dgram_sendmsg(struct socket *s, struct sock_msg *m);
ssize_t unix_dgram_recvmsg(struct socket *s, struct sock_msg *m, unsigned int flags);
ssize_t unix_seqpacket_sendmsg(struct socket *s, struct sock_msg *m);
ssize_t unix_seqpacket_recvmsg(struct socket *s, struct sock_msg *m, unsigned int flags);

/* poll.c */
void unix_poll_init(struct unix_sock *u);
unsigned int unix_stream_poll(struct socket *s, struct file *f, struct poll_table *pt);
unsigned int unix_dgram_poll(struct socket *s, struct file *f, struct poll_table *pt);
/* @u no longer waits for room in the queue of @peer; whoever polls it looks again. */
void unix_unwatch_peer(struct unix_sock *u, struct unix_sock *peer);

/* garbage.c */
int unix_flight_begin(struct unix_msg *m, struct scm *scm); /* 0 or -ETOOMANYREFS */
struct scm_fds *unix_flight_end(struct unix_msg *m);	    /* the files are the caller's now */
struct scm_fds *unix_flight_peek(struct unix_msg *m);	    /* a copy, or NULL: no memory */
void unix_gc(void);
void unix_gc_init(void);
