/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * net/sock.h - the part of a socket that all families share
 *
 * Lifetime: refs; the file has one, others who point at it have theirs.  sk->ops->destroy frees.
 * Key: c const, a atomic, l lock.  Plain words without a letter are set by one store and read by
 *   anyone.
 */
#pragma once

#include "base/atomic.h"
#include "fs/vfs/fs.h"
#include "kernel/sched/time.h"
#include "kernel/sched/wait.h"
#include "kernel/sync/refcount.h"
#include "net/scm.h"

struct cred;

enum sock_state { SK_UNCONNECTED, SK_CONNECTED, SK_LISTENING };

/* sk->shutdown */
#define RCV_SHUTDOWN  1u
#define SEND_SHUTDOWN 2u
#define SHUTDOWN_BOTH 3u

/* sk->flags: options that are on or off */
#define SK_REUSEADDR 0x001u
#define SK_REUSEPORT 0x002u
#define SK_KEEPALIVE 0x004u
#define SK_BROADCAST 0x008u
#define SK_DONTROUTE 0x010u
#define SK_OOBINLINE 0x020u
#define SK_PASSCRED  0x040u
#define SK_DEBUG     0x080u
#define SK_LINGER    0x100u
#define SK_PASSSEC   0x200u

/* SO_SNDBUF and SO_RCVBUF: what a new socket has, the most that may be asked for, the least. */
#define SK_BUF_DEFAULT 212992
#define SK_BUF_MAX     212992
#define SK_SNDBUF_MIN  4608
#define SK_RCVBUF_MIN  2304

struct sock {
	refcount_t refs;
	spinlock_t lock;      /* RANK_SOCK */
	short type;	      /* [c] SOCK_* */
	short family;	      /* [c] */
	int protocol;	      /* [c] */
	u8 state;	      /* [l] enum sock_state */
	u8 shutdown;	      /* [l] */
	bool dead;	      /* [l] its file is gone */
	unsigned int flags;   /* [l to write] SK_* */
	atomic_t err;	      /* -errno that the next call reports, or 0 */
	int backlog;	      /* [l] */
	int sndbuf, rcvbuf;   /* bytes */
	int rcvlowat, linger; /* bytes, seconds */
	int priority, mark;
	ktime_t rcvtimeo, sndtimeo;   /* ns, KTIME_MAX: none */
	atomic_long_t wmem;	      /* bytes charged to it that are still under way */
	struct pid *peer_pid;	      /* [l] of who connected or listens */
	const struct cred *peer_cred; /* [l] */
	wait_queue_head_t wait;	      /* readers, writers, pollers */
	struct fasync_struct *fasync;
	struct socket *socket;		  /* [l] NULL: not accepted yet, or dead */
	void (*destroy)(struct sock *sk); /* [c] the last reference is gone */
};

void sock_init(struct sock *sk, struct socket *s);
void sock_drop_peer_creds(struct sock *sk);
static inline void sock_hold(struct sock *sk)
{
	refcount_inc(&sk->refs);
}
static inline void sock_put(struct sock *sk)
{
	if (refcount_dec_and_test(&sk->refs))
		sk->destroy(sk);
}
/* The pending error, once. */
static inline int sock_error(struct sock *sk)
{
	return atomic_read(&sk->err) ? atomic_xchg(&sk->err, 0) : 0;
}
static inline unsigned int sock_shutdown_of(const struct sock *sk)
{
	return READ_ONCE(sk->shutdown);
}
static inline unsigned int sock_state_of(const struct sock *sk)
{
	return READ_ONCE(sk->state);
}

/*
 * Waiting.  A deadline is absolute, KTIME_MAX: none, 0: do not wait.
 */
static inline ktime_t sock_deadline(ktime_t timeo, bool nonblock)
{
	if (nonblock)
		return 0;
	return timeo == KTIME_MAX ? KTIME_MAX : ktime_add_safe(ktime_get(), timeo);
}
enum sock_waiters { SOCK_WAIT_ALL, SOCK_WAIT_ONE };
/* On @wq until @ready(@sk): 0, -EAGAIN (time is up), -ERESTARTSYS, or -EINTR if a limit of time
 * was set, as such calls are not restarted. */
int sock_wait(wait_queue_head_t *wq, struct sock *sk, bool (*ready)(const struct sock *sk),
	      ktime_t deadline, enum sock_waiters how);

/* Telling.  @events EPOLL*; @band POLL_* of SIGIO, 0: nobody. */
void sock_wake(struct sock *sk, unsigned int events, int band);
void sock_wake_all(struct sock *sk); /* its state changed */
