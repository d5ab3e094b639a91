/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * net/unix/stream.c - bytes in order
 *
 * Theory
 *   A write becomes messages of at most STREAM_CHUNK bytes; a read takes bytes of as many messages
 *   as it wants.  It stops after one that brought descriptors, so that they stay at their place in
 *   the stream, and, if the reader asks for credentials, before one of another writer.
 *
 *   A connected stream keeps its peer until it is released, so its own calls use it without a
 *   reference.
 *
 * Locks: iolock over a read, not while it sleeps; the receiver's sk.lock to queue.
 * Sources: unix(7), send(2), recv(2)
 */
#include "internal.h"

#include "kernel/proc/pid.h"
#include "kernel/proc/signal.h"

#define STREAM_CHUNK 32768u /* bytes of one message at most */

#define POLL_READABLE (EPOLLIN | EPOLLPRI | EPOLLRDNORM | EPOLLRDBAND)

/* --- sending --- */

/* One message of @n bytes; *scm's descriptors go with it.  0 or -errno. */
static int send_one(struct unix_sock *u, struct unix_sock *peer, struct sock_msg *m, size_t n,
		    ktime_t deadline)
{
	struct unix_msg *msg = unix_msg_new(u, n, deadline);
	int err;

	if (IS_ERR(msg))
		return (int)PTR_ERR(msg);
	if (unix_wants_creds(u, peer))
		scm_copy_creds(&msg->scm.creds, &m->scm.creds);
	err = m->scm.fds ? unix_flight_begin(msg, &m->scm) : 0;
	if (!err)
		err = unix_msg_fill(msg, &m->iter);
	if (err)
		goto free;
	spin_lock(&peer->sk.lock);
	if (peer->sk.dead || (peer->sk.shutdown & RCV_SHUTDOWN))
		err = -EPIPE;
	else
		unix_enqueue(peer, msg);
	spin_unlock(&peer->sk.lock);
	if (err)
		goto free;
	sock_wake(&peer->sk, POLL_READABLE, 1); /* POLL_IN */
	return 0;

free:
	unix_msg_free(msg);
	return err;
}

static size_t chunk_of(const struct unix_sock *u, size_t left)
{
	size_t half = (size_t)(READ_ONCE(u->sk.sndbuf) / 2 - 64); /* two are always under way */

	return min(left, min_t(size_t, half, STREAM_CHUNK));
}

ssize_t unix_stream_sendmsg(struct socket *s, struct sock_msg *m)
{
	struct unix_sock *u = unix_sk(s->sk), *peer;
	ktime_t deadline = sock_deadline(READ_ONCE(u->sk.sndtimeo), m->flags & MSG_DONTWAIT);
	ssize_t done = 0;
	int err = 0;
	size_t n;

	if (m->flags & MSG_OOB)
		return -EOPNOTSUPP;
	if (m->name_len)
		return sock_state_of(&u->sk) == SK_CONNECTED ? -EISCONN : -EOPNOTSUPP;
	peer = smp_load_acquire(&u->peer);
	if (!peer)
		return -ENOTCONN;
	if (sock_shutdown_of(&u->sk) & SEND_SHUTDOWN)
		err = -EPIPE;
	while (!err && m->iter.count) {
		n = chunk_of(u, m->iter.count);
		err = send_one(u, peer, m, n, deadline);
		if (!err)
			done += (ssize_t)n;
	}
	if (err == -EPIPE && !done && !(m->flags & MSG_NOSIGNAL))
		send_sig_self(SIGPIPE);
	return done ? done : err;
}

/* --- receiving --- */

struct stream_read {
	struct unix_sock *u;
	struct sock_msg *m;
	unsigned int flags;
	size_t done, least;    /* bytes: so far; a read of this much does not wait */
	struct unix_msg *last; /* MSG_PEEK: looked at already */
	bool have_creds;
};

static bool readable(const struct sock *sk)
{
	return !list_empty(&unix_sk(sk)->queue) || atomic_read(&sk->err) ||
	       (sock_shutdown_of(sk) & RCV_SHUTDOWN);
}

/* iolock held: the message that comes next, or NULL. */
static struct unix_msg *next_msg(struct stream_read *r)
{
	struct list_head *at = r->last ? &r->last->link : &r->u->queue;
	struct unix_msg *msg = NULL;

	spin_lock(&r->u->sk.lock);
	if (at->next != &r->u->queue)
		msg = list_entry(at->next, struct unix_msg, link);
	spin_unlock(&r->u->sk.lock);
	return msg;
}

static bool same_writer(const struct scm_creds *a, const struct scm_creds *b)
{
	return a->pid == b->pid && a->uid == b->uid && a->gid == b->gid;
}

/* The descriptors of a message that is read for the first time.  0 or -ENOMEM. */
static int take_fds(struct stream_read *r, struct unix_msg *msg)
{
	if (r->flags & MSG_PEEK) {
		r->m->scm.fds = unix_flight_peek(msg);
		return r->m->scm.fds ? 0 : -ENOMEM;
	}
	r->m->scm.fds = unix_flight_end(msg);
	atomic_sub((int)r->m->scm.fds->n, &r->u->nr_fds);
	return 0;
}

/* Takes what is wanted of @msg: 1 go on, 0 stop here, -errno. */
static int take_msg(struct stream_read *r, struct unix_msg *msg)
{
	size_t n = min_t(size_t, r->m->iter.count, msg->len - msg->taken);
	bool fds = msg->scm.fds;
	int err;

	if (r->m->scm.want_creds && r->have_creds &&
	    !same_writer(&r->m->scm.creds, &msg->scm.creds))
		return 0;
	if (r->m->scm.want_creds && !r->have_creds) {
		scm_copy_creds(&r->m->scm.creds, &msg->scm.creds);
		r->have_creds = true;
	}
	if (r->m->name && !r->m->name_len)
		r->m->name_len = unix_copy_name(msg->from, r->m->name);
	err = unix_msg_copy(msg, msg->taken, n, &r->m->iter);
	if (err)
		return err;
	if (fds) {
		err = take_fds(r, msg);
		if (err)
			return err;
	}
	r->done += n;
	if (r->flags & MSG_PEEK) {
		r->last = msg;
		return !fds;
	}
	WRITE_ONCE(msg->taken, msg->taken + (unsigned int)n);
	if (msg->taken < msg->len)
		return 0;
	spin_lock(&r->u->sk.lock);
	unix_dequeue(r->u, msg);
	spin_unlock(&r->u->sk.lock);
	unix_msg_free(msg);
	return !fds;
}

/* Nothing there: 0 look again, 1 the end, -errno.  iolock is let go while it sleeps. */
static int wait_for_more(struct stream_read *r, ktime_t deadline) __no_lock_analysis
{
	struct sock *sk = &r->u->sk;
	int err;

	if (r->done >= r->least || (r->done && (r->flags & MSG_PEEK)))
		return 1;
	err = sock_error(sk);
	if (err)
		return err;
	if (sock_shutdown_of(sk) & RCV_SHUTDOWN)
		return list_empty(&r->u->queue) ? 1 : 0;
	mutex_unlock(&r->u->iolock);
	err = sock_wait(&sk->wait, sk, readable, deadline, SOCK_WAIT_ALL);
	mutex_lock(&r->u->iolock);
	return err;
}

ssize_t unix_stream_recvmsg(struct socket *s, struct sock_msg *m, unsigned int flags)
{
	struct unix_sock *u = unix_sk(s->sk);
	struct stream_read r = {.u = u, .m = m, .flags = flags};
	ktime_t deadline = sock_deadline(READ_ONCE(u->sk.rcvtimeo), flags & MSG_DONTWAIT);
	struct unix_msg *msg;
	int more;

	if (sock_state_of(&u->sk) != SK_CONNECTED)
		return -EINVAL;
	if (flags & MSG_OOB)
		return -EOPNOTSUPP;
	r.least = flags & MSG_WAITALL
			  ? m->iter.count
			  : min_t(size_t, m->iter.count, (size_t)READ_ONCE(u->sk.rcvlowat));
	r.least = max_t(size_t, r.least, 1);
	m->scm.want_creds = READ_ONCE(u->sk.flags) & SK_PASSCRED;
	mutex_lock(&u->iolock);
	do {
		msg = next_msg(&r);
		if (msg) {
			more = take_msg(&r, msg);
			if (more <= 0 || !m->iter.count)
				break;
		} else {
			more = wait_for_more(&r, deadline);
			if (more)
				break;
		}
	} while (true);
	mutex_unlock(&u->iolock);
	return r.done || more >= 0 ? (ssize_t)r.done : more;
}
