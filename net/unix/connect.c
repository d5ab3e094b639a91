/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * net/unix/connect.c - connections of streams and sequenced packets
 *
 * Theory
 *   connect(2) makes the other end itself and puts it, complete, into the listener's queue; it can
 *   be written to at once.  accept(2) only takes it out and gives it a file.  A full queue makes
 *   connect wait on the listener's peer_wait.
 *
 * Locks: the sk.lock of both, by address.
 * Sources: unix(7), connect(2), listen(2), accept(2), socketpair(2), shutdown(2)
 */
#include "internal.h"

#include "arch/page.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/pid.h"

#define SOMAXCONN_LIMIT 4096 /* net.core.somaxconn */

/* --- connect --- */

static bool accepts(const struct unix_sock *l)
{
	return !l->sk.dead && l->sk.state == SK_LISTENING && !(l->sk.shutdown & RCV_SHUTDOWN);
}

static bool has_place(const struct sock *sk)
{
	return READ_ONCE(sk->dead) || sock_state_of(sk) != SK_LISTENING ||
	       (sock_shutdown_of(sk) & RCV_SHUTDOWN) || !unix_queue_full(unix_sk(sk));
}

/* Both locked: @e becomes the other end of @u and waits in @l. */
static void join(struct unix_sock *u, struct unix_sock *l, struct unix_sock *e)
{
	struct unix_address *a = smp_load_acquire(&l->addr);

	e->sk.state = SK_CONNECTED;
	e->sk.flags = l->sk.flags & (SK_PASSCRED | SK_PASSSEC);
	unix_set_peer_creds(e);
	if (a) {
		refcount_inc(&a->refs);
		e->addr = a;
	}
	sock_hold(&u->sk);
	e->peer = u;
	unix_copy_peer_creds(u, l);
	sock_hold(&e->sk);
	smp_store_release(&u->peer, e);
	smp_store_release(&u->sk.state, SK_CONNECTED);
	list_add_tail(&e->incoming_link, &l->incoming);
	WRITE_ONCE(l->queued, l->queued + 1);
}

/* 0, -EAGAIN (full) or what is wrong.  1: the listener has just gone, look it up again. */
static int try_connect(struct unix_sock *u, struct unix_sock *l, struct unix_sock *e)
{
	int err = 0;

	unix_lock_two(u, l);
	if (l->sk.dead)
		err = 1;
	else if (!accepts(l))
		err = -ECONNREFUSED;
	else if (unix_queue_full(l))
		err = -EAGAIN;
	else if (u->sk.state == SK_CONNECTED)
		err = -EISCONN;
	else if (u->sk.state != SK_UNCONNECTED)
		err = -EINVAL;
	else
		join(u, l, e);
	unix_unlock_two(u, l);
	return err;
}

int unix_stream_connect(struct socket *s, void *addr, int len, bool nonblock)
{
	struct unix_sock *u = unix_sk(s->sk), *l, *e;
	ktime_t deadline = sock_deadline(READ_ONCE(u->sk.sndtimeo), nonblock);
	int err = unix_check_addr(addr, len);

	if (!err && (u->sk.flags & SK_PASSCRED) && !u->addr)
		err = unix_autobind(u);
	if (err)
		return err;
	e = unix_new(NULL, u->sk.type);
	if (IS_ERR(e))
		return (int)PTR_ERR(e);
	for (;;) {
		l = unix_find(addr, len, u->sk.type);
		if (IS_ERR(l)) {
			err = (int)PTR_ERR(l);
			break;
		}
		err = try_connect(u, l, e);
		if (err == -EAGAIN)
			err = sock_wait(&l->peer_wait, &l->sk, has_place, deadline, SOCK_WAIT_ALL);
		else if (err != 1)
			break;
		sock_put(&l->sk);
		l = NULL;
		if (err < 0)
			break;
	}
	if (!err)
		sock_wake(&l->sk, EPOLLIN | EPOLLRDNORM, 1); /* POLL_IN */
	if (!IS_ERR_OR_NULL(l))
		sock_put(&l->sk);
	if (err)
		unix_release_sock(e, false);
	return err;
}

/* --- listen, accept --- */

int unix_listen(struct socket *s, int backlog)
{
	struct unix_sock *u = unix_sk(s->sk);
	int err = 0;

	if (!smp_load_acquire(&u->addr))
		return -EINVAL;
	backlog = (int)min_t(unsigned int, (unsigned int)backlog, SOMAXCONN_LIMIT);
	spin_lock(&u->sk.lock);
	if (u->sk.state == SK_CONNECTED) {
		err = -EINVAL;
	} else {
		WRITE_ONCE(u->sk.backlog, backlog);
		WRITE_ONCE(u->sk.state, SK_LISTENING);
		unix_set_peer_creds(u);
	}
	spin_unlock(&u->sk.lock);
	if (!err)
		wake_up_all(&u->peer_wait); /* the queue may be longer now */
	return err;
}

static bool has_incoming(const struct sock *sk)
{
	return !list_empty(&unix_sk(sk)->incoming) || (sock_shutdown_of(sk) & RCV_SHUTDOWN);
}

static struct unix_sock *take_incoming(struct unix_sock *u)
{
	struct unix_sock *e;

	spin_lock(&u->sk.lock);
	e = list_first_entry_or_null(&u->incoming, struct unix_sock, incoming_link);
	if (e) {
		list_del(&e->incoming_link);
		WRITE_ONCE(u->queued, u->queued - 1);
	}
	spin_unlock(&u->sk.lock);
	return e;
}

int unix_accept(struct socket *s, struct socket *new, bool nonblock)
{
	struct unix_sock *u = unix_sk(s->sk), *e;
	ktime_t deadline = sock_deadline(READ_ONCE(u->sk.rcvtimeo), nonblock);
	int err;

	if (sock_state_of(&u->sk) != SK_LISTENING)
		return -EINVAL;
	while (!(e = take_incoming(u))) {
		if (sock_shutdown_of(&u->sk) & RCV_SHUTDOWN)
			return -EINVAL;
		err = sock_wait(&u->sk.wait, &u->sk, has_incoming, deadline, SOCK_WAIT_ONE);
		if (err)
			return err;
	}
	wake_up(&u->peer_wait);
	spin_lock(&e->sk.lock);
	e->sk.socket = new;
	spin_unlock(&e->sk.lock);
	new->sk = &e->sk;
	return 0;
}

/* --- both ends at once; one direction less --- */

int unix_socketpair(struct socket *sa, struct socket *sb)
{
	struct unix_sock *a = unix_sk(sa->sk), *b = unix_sk(sb->sk);

	sock_hold(&a->sk);
	sock_hold(&b->sk);
	a->peer = b;
	b->peer = a;
	unix_set_peer_creds(a);
	unix_set_peer_creds(b);
	a->sk.state = b->sk.state = SK_CONNECTED;
	return 0;
}

int unix_shutdown(struct socket *s, int how)
{
	struct unix_sock *u = unix_sk(s->sk), *peer;
	u8 mine, theirs = 0;

	if (how < SHUT_RD || how > SHUT_RDWR)
		return -EINVAL;
	mine = (u8)(how + 1); /* RCV, SEND, both */
	if (mine & RCV_SHUTDOWN)
		theirs |= SEND_SHUTDOWN;
	if (mine & SEND_SHUTDOWN)
		theirs |= RCV_SHUTDOWN;
	spin_lock(&u->sk.lock);
	u->sk.shutdown |= mine;
	peer = u->peer;
	if (peer)
		sock_hold(&peer->sk);
	spin_unlock(&u->sk.lock);
	sock_wake_all(&u->sk);
	wake_up_all(&u->peer_wait);
	if (!peer)
		return 0;
	if (!unix_is_dgram(u)) {
		spin_lock(&peer->sk.lock);
		peer->sk.shutdown |= theirs;
		spin_unlock(&peer->sk.lock);
		sock_wake_all(&peer->sk);
	}
	sock_put(&peer->sk);
	return 0;
}
