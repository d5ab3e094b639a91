/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * net/sock.c - what sockets of all families do alike: waiting, telling, being made
 *
 * Locks: sk->wait.lock by wake-ups.
 * Sources: socket(7)
 */
#include "net/sock.h"

#include "fs/vfs/poll.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/pid.h"
#include "net/socket.h"

void sock_init(struct sock *sk, struct socket *s)
{
	refcount_set(&sk->refs, 1);
	spin_lock_init(&sk->lock, RANK_SOCK);
	init_waitqueue_head(&sk->wait);
	sk->sndbuf = sk->rcvbuf = SK_BUF_DEFAULT;
	sk->rcvlowat = 1;
	sk->rcvtimeo = sk->sndtimeo = KTIME_MAX;
	sk->socket = s;
	if (s)
		sk->type = s->type;
}

void sock_drop_peer_creds(struct sock *sk)
{
	if (sk->peer_pid)
		put_pid(sk->peer_pid);
	if (sk->peer_cred)
		put_cred(sk->peer_cred);
}

int sock_wait(wait_queue_head_t *wq, struct sock *sk, bool (*ready)(const struct sock *sk),
	      ktime_t deadline, enum sock_waiters how)
{
	struct wait_queue_entry e;
	ktime_t left = KTIME_MAX;
	int ret = 0;

	if (!deadline)
		return -EAGAIN;
	init_wait_entry(&e, how == SOCK_WAIT_ONE ? WQ_FLAG_EXCLUSIVE : 0);
	for (;;) {
		prepare_to_wait(wq, &e, TASK_INTERRUPTIBLE);
		if (ready(sk))
			break;
		if (signal_pending(current)) {
			ret = deadline == KTIME_MAX ? -ERESTARTSYS : -EINTR;
			break;
		}
		if (deadline != KTIME_MAX)
			left = deadline - ktime_get();
		if (left <= 0) {
			ret = -EAGAIN;
			break;
		}
		schedule_timeout(left);
	}
	finish_wait(wq, &e);
	/* A wake-up meant for one may have come to us, who leave without what it told of. */
	if (ret && how == SOCK_WAIT_ONE && ready(sk))
		wake_up(wq);
	return ret;
}

void sock_wake(struct sock *sk, unsigned int events, int band)
{
	wake_up_poll(&sk->wait, events);
	if (band)
		kill_fasync(&sk->fasync, band);
}

void sock_wake_all(struct sock *sk)
{
	wake_up_all(&sk->wait);
	kill_fasync(&sk->fasync, 1); /* POLL_IN */
}
