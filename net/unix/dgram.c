/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * net/unix/dgram.c - messages with borders: datagrams and sequenced packets
 *
 * Theory
 *   A message goes whole into the receiver's queue.  The queue of a datagram socket is short
 *   (backlog); a sender that finds it full waits, on the receiver's peer_wait.  Two that are each
 *   other's peer are held back by SO_SNDBUF alone.
 *
 *   Sequenced packets are connected as streams are (connect.c) and then behave as such a pair.
 *
 * Locks: iolock over a read, not while it sleeps; sk.lock of sender and receiver, by address.
 * Sources: unix(7), send(2), recv(2), connect(2)
 */
#include "internal.h"

#include "kernel/proc/pid.h"

#define POLL_READABLE (EPOLLIN | EPOLLPRI | EPOLLRDNORM | EPOLLRDBAND)

/* --- connect --- */

/* @u has left @old: what it had received is lost, and the peer that still sends to us is told. */
static void tell_old_peer(struct unix_sock *u, struct unix_sock *old)
{
	bool was_ours;

	mutex_lock(&u->iolock);
	unix_drop_queue(u);
	mutex_unlock(&u->iolock);
	wake_up_all(&u->peer_wait);
	spin_lock(&old->sk.lock);
	was_ours = !old->sk.dead && old->peer == u;
	if (was_ours)
		atomic_set(&old->sk.err, -ECONNRESET);
	spin_unlock(&old->sk.lock);
	if (was_ours)
		sock_wake(&old->sk, EPOLLERR, 0);
}

/* Both locked (@to NULL: none).  The old peer, whose reference is the caller's now, or NULL. */
static struct unix_sock *change_peer(struct unix_sock *u, struct unix_sock *to)
{
	struct unix_sock *old = u->peer;

	if (to)
		sock_hold(&to->sk);
	u->peer = to;
	WRITE_ONCE(u->sk.state, to ? SK_CONNECTED : SK_UNCONNECTED);
	return old;
}

static void leave(struct unix_sock *u, struct unix_sock *old, struct unix_sock *now)
{
	if (!old)
		return;
	unix_unwatch_peer(u, old);
	if (old != now)
		tell_old_peer(u, old);
	sock_put(&old->sk);
}

/* Has @to no peer, or us? */
static bool may_send(const struct unix_sock *u, const struct unix_sock *to)
{
	return !to->peer || to->peer == u;
}

static int connect_to(struct unix_sock *u, void *addr, int len)
{
	struct unix_sock *to, *old = NULL;
	int err;

	do {
		to = unix_find(addr, len, SOCK_DGRAM);
		if (IS_ERR(to))
			return (int)PTR_ERR(to);
		err = 0;
		unix_lock_two(u, to);
		if (to->sk.dead)
			err = 1;
		else if (!may_send(u, to))
			err = -EPERM;
		else
			old = change_peer(u, to);
		unix_unlock_two(u, to);
		if (!err)
			leave(u, old, to);
		sock_put(&to->sk);
	} while (err == 1);
	return err;
}

int unix_dgram_connect(struct socket *s, void *addr, int len, bool nonblock)
{
	struct unix_sock *u = unix_sk(s->sk), *old;
	const struct sockaddr_un *sun = addr;
	int err;

	(void)nonblock;
	if (len < (int)sizeof(sun->sun_family))
		return -EINVAL;
	if (sun->sun_family == AF_UNSPEC) {
		spin_lock(&u->sk.lock);
		old = change_peer(u, NULL);
		spin_unlock(&u->sk.lock);
		leave(u, old, NULL);
		return 0;
	}
	err = unix_check_addr(addr, len);
	if (!err && (READ_ONCE(u->sk.flags) & SK_PASSCRED) && !u->addr)
		err = unix_autobind(u);
	return err ? err : connect_to(u, addr, len);
}

/* --- sending --- */

static bool takes_more(const struct sock *sk)
{
	return READ_ONCE(sk->dead) || (sock_shutdown_of(sk) & RCV_SHUTDOWN) ||
	       !unix_queue_full(unix_sk(sk));
}

/* 0; -EAGAIN: the queue is full; 1: @to is dead. */
static int try_queue(struct unix_sock *u, struct unix_sock *to, struct unix_msg *msg)
{
	int err = 0;

	spin_lock(&to->sk.lock);
	if (!may_send(u, to))
		err = -EPERM;
	else if (to->sk.dead)
		err = 1;
	else if (to->sk.shutdown & RCV_SHUTDOWN)
		err = -EPIPE;
	else if (to != u && to->peer != u && unix_queue_full(to))
		err = -EAGAIN;
	else
		unix_enqueue(to, msg);
	spin_unlock(&to->sk.lock);
	return err;
}

/* The peer that @u sends to has gone. */
static int peer_is_dead(struct unix_sock *u, struct unix_sock *to)
{
	struct unix_sock *old = NULL;

	if (u->sk.type == SOCK_SEQPACKET)
		return -EPIPE;
	spin_lock(&u->sk.lock);
	if (u->peer == to)
		old = change_peer(u, NULL);
	spin_unlock(&u->sk.lock);
	leave(u, old, NULL);
	return old ? -ECONNREFUSED : 1;
}

/* To @to, or by name if that is NULL.  0: @msg is the receiver's. */
static int deliver(struct unix_sock *u, struct unix_sock *to, struct sock_msg *m,
		   struct unix_msg *msg, ktime_t deadline)
{
	int err;

	for (;;) {
		if (!to) {
			if (!m->name_len)
				return -ECONNRESET;
			to = unix_find(m->name, m->name_len, u->sk.type);
			if (IS_ERR(to))
				return (int)PTR_ERR(to);
		}
		if (unix_wants_creds(u, to))
			scm_copy_creds(&msg->scm.creds, &m->scm.creds);
		err = try_queue(u, to, msg);
		if (!err)
			sock_wake(&to->sk, POLL_READABLE, 1); /* POLL_IN */
		else if (err == -EAGAIN)
			err = sock_wait(&to->peer_wait, &to->sk, takes_more, deadline,
					SOCK_WAIT_ONE)
				      ?: 2;
		else if (err == 1)
			err = peer_is_dead(u, to);
		if (err == 2)
			continue; /* there is room: the same again */
		sock_put(&to->sk);
		to = NULL;
		if (err <= 0)
			return err;
	}
}

ssize_t unix_dgram_sendmsg(struct socket *s, struct sock_msg *m)
{
	struct unix_sock *u = unix_sk(s->sk), *to = NULL;
	ktime_t deadline = sock_deadline(READ_ONCE(u->sk.sndtimeo), m->flags & MSG_DONTWAIT);
	size_t len = m->iter.count;
	struct unix_msg *msg;
	int err = 0;

	if (m->flags & MSG_OOB)
		return -EOPNOTSUPP;
	if (m->name_len)
		err = unix_check_addr(m->name, m->name_len);
	else if (!(to = unix_peer_get(u)))
		err = -ENOTCONN;
	if (!err && (READ_ONCE(u->sk.flags) & SK_PASSCRED) && !u->addr)
		err = unix_autobind(u);
	if (!err && len > (size_t)READ_ONCE(u->sk.sndbuf) - 32)
		err = -EMSGSIZE;
	if (err)
		goto put;
	msg = unix_msg_new(u, len, deadline);
	if (IS_ERR(msg)) {
		err = (int)PTR_ERR(msg);
		goto put;
	}
	if (m->scm.fds)
		err = unix_flight_begin(msg, &m->scm);
	if (!err)
		err = unix_msg_fill(msg, &m->iter);
	if (!err) {
		err = deliver(u, to, m, msg, deadline);
		to = NULL;
	}
	if (err)
		unix_msg_free(msg);
put:
	if (to)
		sock_put(&to->sk);
	return err ? err : (ssize_t)len;
}

ssize_t unix_seqpacket_sendmsg(struct socket *s, struct sock_msg *m)
{
	int err = sock_error(s->sk);

	if (err)
		return err;
	if (sock_state_of(s->sk) != SK_CONNECTED)
		return -ENOTCONN;
	m->name_len = 0;
	return unix_dgram_sendmsg(s, m);
}

/* --- receiving --- */

static bool readable(const struct sock *sk)
{
	return !list_empty(&unix_sk(sk)->queue) || atomic_read(&sk->err) ||
	       (sock_shutdown_of(sk) & RCV_SHUTDOWN);
}

/* iolock held. */
static struct unix_msg *take_first(struct unix_sock *u, bool peek)
{
	struct unix_msg *msg;

	spin_lock(&u->sk.lock);
	msg = list_first_entry_or_null(&u->queue, struct unix_msg, link);
	if (msg && !peek)
		unix_dequeue(u, msg);
	spin_unlock(&u->sk.lock);
	return msg;
}

/* The first message with iolock held, NULL at the end, ERR_PTR without. */
static struct unix_msg *wait_for_first(struct unix_sock *u, unsigned int flags) __no_lock_analysis
{
	ktime_t deadline = sock_deadline(READ_ONCE(u->sk.rcvtimeo), flags & MSG_DONTWAIT);
	struct unix_msg *msg;
	unsigned int shut;
	int err;

	for (;;) {
		mutex_lock(&u->iolock);
		msg = take_first(u, flags & MSG_PEEK);
		if (msg)
			return msg;
		mutex_unlock(&u->iolock);
		err = sock_error(&u->sk);
		if (err)
			return ERR_PTR(err);
		shut = sock_shutdown_of(&u->sk) & RCV_SHUTDOWN;
		if (shut && (deadline || u->sk.type == SOCK_SEQPACKET))
			return list_empty(&u->queue) ? NULL : ERR_PTR(-EAGAIN);
		err = sock_wait(&u->sk.wait, &u->sk, readable, deadline, SOCK_WAIT_ONE);
		if (err)
			return ERR_PTR(err);
	}
}

/* @msg goes to the reader: bytes or -errno. */
static ssize_t hand_over(struct unix_sock *u, struct unix_msg *msg, struct sock_msg *m,
			 unsigned int flags)
{
	size_t n = min_t(size_t, m->iter.count, msg->len);
	int err;

	if (m->name)
		m->name_len = unix_copy_name(msg->from, m->name);
	if (n < msg->len)
		m->flags |= MSG_TRUNC;
	err = unix_msg_copy(msg, 0, n, &m->iter);
	if (err)
		return err;
	m->scm.want_creds = READ_ONCE(u->sk.flags) & SK_PASSCRED;
	if (m->scm.want_creds)
		scm_copy_creds(&m->scm.creds, &msg->scm.creds);
	if (msg->scm.fds) {
		if (flags & MSG_PEEK)
			m->scm.fds = unix_flight_peek(msg);
		else
			m->scm.fds = unix_flight_end(msg);
		if (!m->scm.fds)
			return -ENOMEM;
	}
	return flags & MSG_TRUNC ? (ssize_t)msg->len : (ssize_t)n;
}

ssize_t unix_dgram_recvmsg(struct socket *s, struct sock_msg *m,
			   unsigned int flags) __no_lock_analysis
{
	struct unix_sock *u = unix_sk(s->sk);
	struct unix_msg *msg;
	ssize_t ret;

	if (flags & MSG_OOB)
		return -EOPNOTSUPP;
	msg = wait_for_first(u, flags);
	if (IS_ERR_OR_NULL(msg))
		return PTR_ERR(msg);
	if (!(flags & MSG_PEEK)) {
		if (msg->scm.fds)
			atomic_sub((int)msg->scm.fds->n, &u->nr_fds);
		wake_up_poll(&u->peer_wait, EPOLLOUT | EPOLLWRNORM | EPOLLWRBAND);
	}
	ret = hand_over(u, msg, m, flags);
	mutex_unlock(&u->iolock);
	if (!(flags & MSG_PEEK))
		unix_msg_free(msg);
	return ret;
}

ssize_t unix_seqpacket_recvmsg(struct socket *s, struct sock_msg *m, unsigned int flags)
{
	if (sock_state_of(s->sk) != SK_CONNECTED)
		return -ENOTCONN;
	return unix_dgram_recvmsg(s, m, flags);
}
