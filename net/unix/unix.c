/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * net/unix/unix.c - AF_UNIX: life of a socket, and what all three types share
 *
 * Theory
 *   A socket has one queue of messages from anyone who sends to it.  Connected streams and
 *   sequenced packets point at each other (peer) and stay so until they are released; a datagram
 *   socket's peer is where it sends to, and from whom alone it takes messages.
 *
 *   Released sockets are dead: senders find that out under the receiver's lock, so that nothing is
 *   ever queued to one.  The struct goes when the last peer and the last message of its own go.
 *
 * Not here: names (name.c), making connections (connect.c), data (stream.c, dgram.c, message.c),
 *   descriptors in flight (garbage.c).
 *
 * Locks: see internal.h.
 * Sources: unix(7), shutdown(2), ioctl_list(2), proc(5) net/unix
 */
#include "internal.h"

#include "arch/uaccess.h"
#include "fs/vfs/seq_file.h"
#include "kernel/base/panic.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/signal.h"
#include "mm/kmem/slab.h"
#include "net/unix.h"
#include <asm/ioctls.h>
#include <linux/net.h>
#include <linux/sockios.h>

#define BACKLOG_DEFAULT 10 /* messages in a datagram socket's queue, and one more */

static struct kmem_cache *unix_cache;
static DEFINE_MUTEX(all_lock, RANK_SOCK_FLIGHT);
static LIST_HEAD(all_socks); /* [all_lock] */
static atomic_long_t nr_socks;

/* --- life --- */

static void unix_destroy(struct sock *sk)
{
	struct unix_sock *u = unix_sk(sk);

	assert(list_empty(&u->queue) && list_empty(&u->incoming) && !u->peer && !u->in_flight);
	if (u->addr)
		unix_put_address(u->addr);
	sock_drop_peer_creds(sk);
	atomic_long_dec(&nr_socks);
	kmem_cache_free(unix_cache, u);
}

struct unix_sock *unix_new(struct socket *s, short type)
{
	struct unix_sock *u;

	/* Those that wait to be accepted have no file to be counted by. */
	if (atomic_long_read(&nr_socks) >= 2 * READ_ONCE(sysctl_file_max))
		return ERR_PTR(-ENFILE);
	u = kmem_cache_zalloc(unix_cache, GFP_KERNEL);
	if (!u)
		return ERR_PTR(-ENOMEM);
	atomic_long_inc(&nr_socks);
	sock_init(&u->sk, s);
	u->sk.type = type;
	u->sk.family = AF_UNIX;
	u->sk.backlog = BACKLOG_DEFAULT;
	u->sk.destroy = unix_destroy;
	mutex_init(&u->bindlock, RANK_SOCK_BIND);
	mutex_init(&u->iolock, RANK_SOCK_READ);
	INIT_LIST_HEAD(&u->queue);
	INIT_LIST_HEAD(&u->incoming);
	INIT_LIST_HEAD(&u->flight_link);
	init_waitqueue_head(&u->peer_wait);
	unix_poll_init(u);
	mutex_lock(&all_lock);
	list_add_tail(&u->all_link, &all_socks);
	mutex_unlock(&all_lock);
	return u;
}

static int unix_create(struct socket *s, int protocol)
{
	struct unix_sock *u;

	if (protocol && protocol != AF_UNIX)
		return -EPROTONOSUPPORT;
	switch (s->type) {
	case SOCK_STREAM:
		s->ops = &unix_stream_ops;
		break;
	case SOCK_RAW: /* as BSD has it: another name for datagrams */
		s->type = SOCK_DGRAM;
		s->ops = &unix_dgram_ops;
		break;
	case SOCK_DGRAM:
		s->ops = &unix_dgram_ops;
		break;
	case SOCK_SEQPACKET:
		s->ops = &unix_seqpacket_ops;
		break;
	default:
		return -ESOCKTNOSUPPORT;
	}
	u = unix_new(s, s->type);
	if (IS_ERR(u))
		return (int)PTR_ERR(u);
	u->sk.protocol = protocol;
	s->sk = &u->sk;
	return 0;
}

/* --- two sockets --- */

void unix_lock_two(struct unix_sock *a, struct unix_sock *b)
{
	if (a > b)
		swap(a, b);
	spin_lock(&a->sk.lock);
	if (a != b)
		spin_lock_nested(&b->sk.lock); /* by address */
}

void unix_unlock_two(struct unix_sock *a, struct unix_sock *b)
{
	spin_unlock(&a->sk.lock);
	if (a != b)
		spin_unlock(&b->sk.lock);
}

struct unix_sock *unix_peer_get(struct unix_sock *u)
{
	struct unix_sock *peer;

	spin_lock(&u->sk.lock);
	peer = u->peer;
	if (peer)
		sock_hold(&peer->sk);
	spin_unlock(&u->sk.lock);
	return peer;
}

void unix_set_peer_creds(struct unix_sock *u)
{
	sock_drop_peer_creds(&u->sk);
	u->sk.peer_pid = get_pid(current->signal->pids[PIDTYPE_TGID]);
	u->sk.peer_cred = get_cred(current_cred());
}

void unix_copy_peer_creds(struct unix_sock *to, const struct unix_sock *from)
{
	sock_drop_peer_creds(&to->sk);
	to->sk.peer_pid = from->sk.peer_pid ? get_pid(from->sk.peer_pid) : NULL;
	to->sk.peer_cred = from->sk.peer_cred ? get_cred(from->sk.peer_cred) : NULL;
}

/* --- release --- */

void unix_drop_queue(struct unix_sock *u)
{
	struct unix_msg *m;

	for (;;) {
		spin_lock(&u->sk.lock);
		m = list_first_entry_or_null(&u->queue, struct unix_msg, link);
		if (m)
			unix_dequeue(u, m);
		spin_unlock(&u->sk.lock);
		if (!m)
			return;
		if (m->scm.fds)
			atomic_sub((int)m->scm.fds->n, &u->nr_fds);
		unix_msg_free(m);
	}
}

/* The other end of a connection: it can neither send nor receive more than it has. */
static void hang_up(struct unix_sock *peer, bool reset)
{
	spin_lock(&peer->sk.lock);
	peer->sk.shutdown = SHUTDOWN_BOTH;
	if (reset)
		atomic_set(&peer->sk.err, -ECONNRESET);
	spin_unlock(&peer->sk.lock);
	sock_wake_all(&peer->sk);
}

/* Connections that nobody accepts any more. */
static void drop_incoming(struct unix_sock *u)
{
	struct unix_sock *e;

	for (;;) {
		spin_lock(&u->sk.lock);
		e = list_first_entry_or_null(&u->incoming, struct unix_sock, incoming_link);
		if (e) {
			list_del(&e->incoming_link);
			u->queued--;
		}
		spin_unlock(&u->sk.lock);
		if (!e)
			return;
		unix_release_sock(e, false);
	}
}

void unix_release_sock(struct unix_sock *u, bool accepted)
{
	struct unix_sock *peer;
	struct path path;
	bool unread;

	mutex_lock(&all_lock);
	list_del(&u->all_link);
	mutex_unlock(&all_lock);
	unix_forget_name(u);
	spin_lock(&u->sk.lock);
	u->sk.shutdown = SHUTDOWN_BOTH;
	u->sk.dead = true;
	u->sk.socket = NULL;
	u->sk.state = SK_UNCONNECTED;
	peer = u->peer;
	u->peer = NULL;
	path = u->path;
	u->path = (struct path){0};
	unread = !list_empty(&u->queue);
	spin_unlock(&u->sk.lock);
	wake_up_all(&u->peer_wait);
	if (peer) {
		if (!unix_is_dgram(u))
			hang_up(peer, unread || !accepted);
		unix_unwatch_peer(u, peer);
		sock_put(&peer->sk);
	}
	drop_incoming(u);
	unix_drop_queue(u);
	if (path.dentry)
		path_put(&path);
	sock_put(&u->sk);
}

static void unix_release(struct socket *s)
{
	struct unix_sock *u = unix_sk(s->sk);

	s->sk = NULL;
	unix_release_sock(u, true);
	unix_gc();
}

/* --- ioctl --- */

/* Bytes to read: all of a stream's, those of the first datagram. */
static long bytes_queued(struct unix_sock *u)
{
	struct unix_msg *m;
	long n = 0;

	if (sock_state_of(&u->sk) == SK_LISTENING)
		return -EINVAL;
	spin_lock(&u->sk.lock);
	list_for_each_entry (m, &u->queue, link) {
		n += m->len - m->taken;
		if (unix_is_dgram(u))
			break;
	}
	spin_unlock(&u->sk.lock);
	return n;
}

static long unix_ioctl(struct socket *s, unsigned int cmd, uaddr_t arg)
{
	struct unix_sock *u = unix_sk(s->sk);
	long n;

	switch (cmd) {
	case SIOCOUTQ:
		n = atomic_long_read(&u->sk.wmem);
		break;
	case SIOCINQ:
		n = bytes_queued(u);
		break;
	default:
		return -ENOIOCTLCMD;
	}
	return n < 0 ? n : put_user((int)n, (int __user *)arg);
}

static void unix_show_fdinfo(struct socket *s, void *seq)
{
	seq_printf(seq, "scm_fds: %u\n", (unsigned int)atomic_read(&unix_sk(s->sk)->nr_fds));
}

/* --- /proc/net/unix --- */

static void show_one(struct seq_file *m, struct unix_sock *u)
{
	struct sock *sk = &u->sk;
	bool connected, listening;
	u64 ino = 0;
	int state;

	spin_lock(&sk->lock);
	connected = sk->state == SK_CONNECTED;
	listening = sk->state == SK_LISTENING;
	if (sk->socket)
		ino = sk->socket->file->f_inode->i_ino;
	spin_unlock(&sk->lock);
	state = ino ? (connected ? SS_CONNECTED : SS_UNCONNECTED)
		    : (connected ? SS_CONNECTING : SS_DISCONNECTING);
	/* Addresses in the kernel are nobody's business; Linux counts one reference more. */
	seq_printf(m, "%016x: %08X %08X %08X %04X %02X %5llu", 0, refcount_read(&sk->refs) + 1, 0,
		   listening ? __SO_ACCEPTCON : 0, sk->type, state, (unsigned long long)ino);
}

static void show_name(struct seq_file *m, const struct unix_sock *u)
{
	const struct unix_address *a = smp_load_acquire(&u->addr);
	int i;

	if (a) {
		bool abstract = !a->bytes[UNIX_NAME_OFFSET];

		seq_puts(m, abstract ? " @" : " ");
		for (i = UNIX_NAME_OFFSET + abstract; i < a->len - !abstract; i++)
			seq_putc(m, a->bytes[i] ? a->bytes[i] : '@');
	}
	seq_putc(m, '\n');
}

void unix_show(struct seq_file *m)
{
	struct unix_sock *u;

	seq_puts(m, "Num       RefCount Protocol Flags    Type St Inode Path\n");
	mutex_lock(&all_lock);
	list_for_each_entry (u, &all_socks, all_link) {
		show_one(m, u);
		show_name(m, u);
	}
	mutex_unlock(&all_lock);
}

/* --- the three types --- */

#define COMMON_OPS                                                                                 \
	.family = AF_UNIX, .release = unix_release, .bind = unix_bind,                             \
	.socketpair = unix_socketpair, .getname = unix_getname, .shutdown = unix_shutdown,         \
	.ioctl = unix_ioctl, .show_fdinfo = unix_show_fdinfo

const struct proto_ops unix_stream_ops = {
	COMMON_OPS,
	.connect = unix_stream_connect,
	.listen = unix_listen,
	.accept = unix_accept,
	.sendmsg = unix_stream_sendmsg,
	.recvmsg = unix_stream_recvmsg,
	.poll = unix_stream_poll,
};

const struct proto_ops unix_dgram_ops = {
	COMMON_OPS,
	.connect = unix_dgram_connect,
	.sendmsg = unix_dgram_sendmsg,
	.recvmsg = unix_dgram_recvmsg,
	.poll = unix_dgram_poll,
};

const struct proto_ops unix_seqpacket_ops = {
	COMMON_OPS,
	.connect = unix_stream_connect,
	.listen = unix_listen,
	.accept = unix_accept,
	.sendmsg = unix_seqpacket_sendmsg,
	.recvmsg = unix_seqpacket_recvmsg,
	.poll = unix_dgram_poll,
};

static const struct net_family unix_family = {.family = AF_UNIX, .create = unix_create};

void __init unix_init(void)
{
	unix_cache = KMEM_CACHE(unix_sock, SLAB_PANIC);
	unix_limits_init();
	unix_gc_init();
	sock_register(&unix_family);
}
