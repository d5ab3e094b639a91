/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * net/unix/poll.c - what a socket is ready for
 *
 * Theory
 *   All that changes the answer wakes the socket's own queue, with one exception: whether a
 * datagram socket's peer has room.  Who polls for that leaves an entry (peer_wake) on the peer's
 *   peer_wait, which passes the wake-up on, once.
 *
 * Locks: the peer's peer_wait.lock for peer_wake; our wait.lock inside.
 * Sources: poll(2), unix(7); events compared with Linux
 */
#include "internal.h"

#define POLL_WRITABLE (EPOLLOUT | EPOLLWRNORM | EPOLLWRBAND)

static int pass_on(struct wait_queue_entry *e, unsigned int mode, int flags, void *key)
{
	struct unix_sock *u = container_of(e, struct unix_sock, peer_wake);

	(void)mode;
	(void)flags;
	list_del_init(&e->entry);
	u->peer_watched = NULL;
	__wake_up(&u->sk.wait, TASK_NORMAL, 1, key);
	return 0; /* it does not count as the one that was to be woken */
}

void unix_poll_init(struct unix_sock *u)
{
	init_wait_entry(&u->peer_wake, 0);
	u->peer_wake.func = pass_on;
}

void unix_unwatch_peer(struct unix_sock *u, struct unix_sock *peer)
{
	unsigned long flags;
	bool was;

	spin_lock_irqsave(&peer->peer_wait.lock, flags);
	was = u->peer_watched == peer;
	if (was) {
		list_del_init(&u->peer_wake.entry);
		u->peer_watched = NULL;
	}
	spin_unlock_irqrestore(&peer->peer_wait.lock, flags);
	if (was)
		sock_wake(&u->sk, POLL_WRITABLE, 0);
}

/* True if the peer's queue is full, and we shall be told. */
static bool watch_peer(struct unix_sock *u)
{
	struct unix_sock *peer;
	unsigned long flags;
	bool full;

	spin_lock(&u->sk.lock); /* peer stays ours, so that who changes it takes the entry off */
	peer = u->peer;
	full = peer && READ_ONCE(peer->peer) != u && unix_queue_full(peer);
	if (full) {
		spin_lock_irqsave(&peer->peer_wait.lock, flags);
		if (!u->peer_watched) {
			u->peer_watched = peer;
			list_add(&u->peer_wake.entry, &peer->peer_wait.head);
		}
		spin_unlock_irqrestore(&peer->peer_wait.lock, flags);
		smp_mb(); /* the entry is there before we look again */
		full = unix_queue_full(peer) && !READ_ONCE(peer->sk.dead);
	}
	spin_unlock(&u->sk.lock);
	return full;
}

static unsigned int common_events(const struct unix_sock *u)
{
	const struct sock *sk = &u->sk;
	unsigned int shut = sock_shutdown_of(sk), mask = 0;

	if (atomic_read(&sk->err))
		mask |= EPOLLERR;
	if (shut == SHUTDOWN_BOTH)
		mask |= EPOLLHUP;
	if (shut & RCV_SHUTDOWN)
		mask |= EPOLLRDHUP | EPOLLIN | EPOLLRDNORM;
	if (!list_empty(&u->queue) || !list_empty(&u->incoming))
		mask |= EPOLLIN | EPOLLRDNORM;
	if (!unix_is_dgram(u) && sock_state_of(sk) == SK_UNCONNECTED)
		mask |= EPOLLHUP;
	return mask;
}

unsigned int unix_stream_poll(struct socket *s, struct file *f, struct poll_table *pt)
{
	struct unix_sock *u = unix_sk(s->sk);

	poll_wait(f, &u->sk.wait, pt);
	return common_events(u) | (unix_writable(&u->sk) ? POLL_WRITABLE : 0);
}

unsigned int unix_dgram_poll(struct socket *s, struct file *f, struct poll_table *pt)
{
	struct unix_sock *u = unix_sk(s->sk);
	unsigned int mask;

	poll_wait(f, &u->sk.wait, pt);
	mask = common_events(u);
	if (pt && pt->key && !(pt->key & POLL_WRITABLE))
		return mask;
	if (unix_writable(&u->sk) && !watch_peer(u))
		mask |= POLL_WRITABLE;
	return mask;
}
