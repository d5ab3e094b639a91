/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * net/unix/message.c - messages: memory and who pays for it
 *
 * Theory
 *   A message is filled before anybody sees it, so that no lock is held while user memory is read.
 *   Up to a page its bytes are behind the header, else in pages.  It is charged to the sender until
 *   the receiver has taken it: what it costs is counted as Linux counts a socket buffer, header and
 *   rounding included, so that as many messages fit into SO_SNDBUF as programs are used to; that
 *   is never less than the memory it has.
 *
 *   All senders together may have a quarter of memory; beyond that sending fails with ENOBUFS.
 *
 * Locks: none; the queue is under the receiver's sk.lock.
 * Sources: socket(7) SO_SNDBUF, send(2) ENOBUFS
 */
#include "internal.h"

#include "arch/page.h"
#include "base/bits.h"
#include "kernel/proc/pid.h"
#include "mm/kmem/slab.h"
#include "mm/phys/alloc.h"

#define HEADER_COST 256u /* of Linux's struct sk_buff */
#define TAIL_COST   320u /* of its shared information, behind the bytes */
#define HEAD_LEAST  512u /* the smallest allocation that those fit into */
#define HEAD_BYTES  ((unsigned int)PAGE_SIZE - TAIL_COST)
#define MSG_LEN_MAX (16u << 20)

static atomic_long_t bytes_in_use;
static long bytes_limit __ro_after_init;

static unsigned int cost_of(size_t len)
{
	size_t head = len <= HEAD_BYTES ? roundup_pow_of_two(len + TAIL_COST) : PAGE_SIZE;
	size_t rest = len <= HEAD_BYTES ? 0 : len - HEAD_BYTES;

	rest = (rest + PAGE_SIZE - 1) & ~(size_t)(PAGE_SIZE - 1);
	return HEADER_COST + (unsigned int)(max_t(size_t, head, HEAD_LEAST) + rest);
}

static struct unix_msg *msg_alloc(size_t len)
{
	unsigned int npages = 0;
	struct unix_msg *m;
	size_t extra = len;

	if (len > MSG_LEN_MAX)
		return NULL;
	if (sizeof(*m) + len > PAGE_SIZE) {
		npages = (unsigned int)((len + PAGE_SIZE - 1) / PAGE_SIZE);
		extra = npages * sizeof(struct page *);
	}
	m = kmalloc(sizeof(*m) + extra, GFP_KERNEL);
	if (!m)
		return NULL;
	*m = (struct unix_msg){.len = (unsigned int)len};
	for (; m->npages < npages; m->npages++) {
		m->page[m->npages] = alloc_page(GFP_KERNEL);
		if (!m->page[m->npages]) {
			unix_msg_free(m);
			return NULL;
		}
	}
	return m;
}

static bool has_room(const struct sock *sk)
{
	return atomic_long_read(&sk->wmem) < READ_ONCE(sk->sndbuf) || atomic_read(&sk->err) ||
	       (sock_shutdown_of(sk) & SEND_SHUTDOWN);
}

struct unix_msg *unix_msg_new(struct unix_sock *u, size_t len, ktime_t deadline)
{
	struct sock *sk = &u->sk;
	struct unix_msg *m;
	int err;

	for (;;) {
		err = sock_error(sk);
		if (err)
			return ERR_PTR(err);
		if (sock_shutdown_of(sk) & SEND_SHUTDOWN)
			return ERR_PTR(-EPIPE);
		if (atomic_long_read(&sk->wmem) < READ_ONCE(sk->sndbuf))
			break;
		err = sock_wait(&sk->wait, sk, has_room, deadline, SOCK_WAIT_ALL);
		if (err)
			return ERR_PTR(err);
	}
	if (atomic_long_read(&bytes_in_use) > bytes_limit)
		return ERR_PTR(-ENOBUFS);
	m = msg_alloc(len);
	if (!m)
		return ERR_PTR(-ENOBUFS);
	m->charge = cost_of(len);
	m->from = u;
	sock_hold(sk);
	atomic_long_add(m->charge, &sk->wmem);
	atomic_long_add(m->charge, &bytes_in_use);
	return m;
}

int unix_msg_fill(struct unix_msg *m, struct iov_iter *from)
{
	size_t done, n;
	unsigned int i;

	if (!m->npages)
		return copy_from_iter(m->data, m->len, from) == m->len ? 0 : -EFAULT;
	for (i = 0, done = 0; i < m->npages; i++, done += n) {
		n = min_t(size_t, m->len - done, PAGE_SIZE);
		if (copy_from_iter(page_address(m->page[i]), n, from) < n)
			return -EFAULT;
	}
	return 0;
}

int unix_msg_copy(const struct unix_msg *m, size_t at, size_t n, struct iov_iter *to)
{
	size_t part, off;

	if (!m->npages)
		return copy_to_iter(m->data + at, n, to) == n ? 0 : -EFAULT;
	for (; n; n -= part, at += part) {
		off = at & (PAGE_SIZE - 1);
		part = min_t(size_t, n, PAGE_SIZE - off);
		if (copy_to_iter((char *)page_address(m->page[at / PAGE_SIZE]) + off, part, to) <
		    part)
			return -EFAULT;
	}
	return 0;
}

/* The charge goes back; a writer is woken when it pays. */
static void uncharge(struct unix_msg *m)
{
	struct sock *sk = &m->from->sk;

	atomic_long_sub(m->charge, &bytes_in_use);
	atomic_long_sub(m->charge, &sk->wmem);
	if (unix_writable(sk) && !READ_ONCE(sk->dead))
		sock_wake(sk, EPOLLOUT | EPOLLWRNORM | EPOLLWRBAND, 2); /* POLL_OUT */
	sock_put(sk);
}

void unix_msg_free(struct unix_msg *m)
{
	unsigned int i;

	if (m->scm.fds)
		scm_fds_free(unix_flight_end(m));
	scm_drop_creds(&m->scm.creds);
	if (m->from)
		uncharge(m);
	for (i = 0; i < m->npages; i++)
		put_page(m->page[i]);
	kfree(m);
}

void unix_enqueue(struct unix_sock *to, struct unix_msg *m)
{
	list_add_tail(&m->link, &to->queue);
	WRITE_ONCE(to->queued, to->queued + 1);
	if (m->scm.fds)
		atomic_add((int)m->scm.fds->n, &to->nr_fds);
}

void unix_dequeue(struct unix_sock *u, struct unix_msg *m)
{
	list_del(&m->link);
	WRITE_ONCE(u->queued, u->queued - 1);
}

bool unix_wants_creds(const struct unix_sock *u, const struct unix_sock *to)
{
	return (READ_ONCE(u->sk.flags) & SK_PASSCRED) || !READ_ONCE(to->sk.socket) ||
	       (READ_ONCE(to->sk.flags) & SK_PASSCRED);
}

void __init unix_limits_init(void)
{
	bytes_limit = (long)(totalram_pages() / 4 * PAGE_SIZE);
}
