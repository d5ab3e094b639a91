/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * net/unix/garbage.c - descriptors in flight, and sockets that only reach each other
 *
 * Theory
 *   A descriptor in a message keeps its file open.  If the file is a socket in whose own queue the
 *   message lies (or in a circle of several), nobody can ever receive it, and it would stay for
 *   ever.  A collection finds such circles:
 *     1. Suspects are sockets whose file has no other reference than messages in flight.
 *     2. From each suspect's count, take away those messages that lie in queues of suspects.  Who
 *        is left above zero is held from outside.
 *     3. All that those hold in their queues, and so on, can be reached, too.
 *     4. The messages of the rest that hold suspects are taken out and freed.
 *
 *   flight_lock is held from 1 to 4 and whenever a file goes into or out of flight.  A message that
 * is on its way between a caller and a queue counts as held from outside.  Nobody can get at a
 *   suspect meanwhile: a new reference to one comes out of a message, and that needs the lock
 *   (unix_flight_end(), unix_flight_peek()).
 *
 *   It runs from a worker after a socket was released, if any socket is in flight.
 *
 * Locks: flight_lock (sleeps) -> sk.lock.
 * Sources: unix(7) SCM_RIGHTS, ETOOMANYREFS
 */
#include "internal.h"

#include "kernel/proc/cred.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/signal.h"
#include "kernel/sched/workqueue.h"

static DEFINE_MUTEX(flight_lock, RANK_SOCK_FLIGHT);
static LIST_HEAD(in_flight); /* [flight_lock] sockets */
static struct work_struct gc_work;

/* The AF_UNIX socket of a file, or NULL. */
static struct unix_sock *file_unix(const struct file *f)
{
	struct socket *s = file_socket(f);

	return s && s->ops->family == AF_UNIX ? unix_sk(s->sk) : NULL;
}

/* --- into flight and out of it --- */

static bool too_many(const struct user_struct *user)
{
	return atomic_read(&user->files_in_flight) > 0 &&
	       (unsigned long)atomic_read(&user->files_in_flight) > rlimit(RLIMIT_NOFILE) &&
	       !capable(CAP_SYS_RESOURCE) && !capable(CAP_SYS_ADMIN);
}

int unix_flight_begin(struct unix_msg *m, struct scm *scm)
{
	struct user_struct *user = current_cred()->user;
	struct scm_fds *fds = scm->fds;
	struct unix_sock *u;
	unsigned int i;

	if (too_many(user))
		return -ETOOMANYREFS;
	scm->fds = NULL;
	refcount_inc(&user->refs);
	fds->user = user;
	atomic_add((int)fds->n, &user->files_in_flight);
	mutex_lock(&flight_lock);
	m->scm.fds = fds;
	for (i = 0; i < fds->n; i++) {
		u = file_unix(fds->file[i]);
		if (u && u->in_flight++ == 0)
			list_add_tail(&u->flight_link, &in_flight);
	}
	mutex_unlock(&flight_lock);
	return 0;
}

/* flight_lock held. */
static struct scm_fds *land(struct unix_msg *m)
{
	struct scm_fds *fds = m->scm.fds;
	struct unix_sock *u;
	unsigned int i;

	m->scm.fds = NULL;
	for (i = 0; i < fds->n; i++) {
		u = file_unix(fds->file[i]);
		if (u && --u->in_flight == 0)
			list_del_init(&u->flight_link);
	}
	return fds;
}

struct scm_fds *unix_flight_end(struct unix_msg *m)
{
	struct scm_fds *fds;

	mutex_lock(&flight_lock);
	fds = land(m);
	mutex_unlock(&flight_lock);
	atomic_sub((int)fds->n, &fds->user->files_in_flight);
	free_uid(fds->user);
	fds->user = NULL;
	return fds;
}

struct scm_fds *unix_flight_peek(struct unix_msg *m)
{
	struct scm_fds *fds;

	mutex_lock(&flight_lock);
	fds = scm_fds_dup(m->scm.fds);
	mutex_unlock(&flight_lock);
	return fds;
}

/* --- a collection; flight_lock is held throughout --- */

struct gc {
	struct list_head suspects;  /* sockets */
	struct list_head reachable; /* sockets */
	struct list_head garbage;   /* messages */
	void (*see)(struct gc *gc, struct unix_sock *u);
	bool take;
};

/* Calls gc->see for each suspect that @m holds; true if there is one. */
static bool look_at(struct gc *gc, struct unix_msg *m)
{
	bool any = false;
	unsigned int i;

	for (i = 0; m->scm.fds && i < m->scm.fds->n; i++) {
		struct unix_sock *u = file_unix(m->scm.fds->file[i]);

		if (u && u->suspect) {
			any = true;
			if (gc->see)
				gc->see(gc, u);
		}
	}
	return any;
}

static void look_at_queue(struct gc *gc, struct unix_sock *u)
{
	struct unix_msg *m, *next;

	spin_lock(&u->sk.lock);
	list_for_each_entry_safe (m, next, &u->queue, link) {
		if (look_at(gc, m) && gc->take) {
			atomic_sub((int)m->scm.fds->n, &u->nr_fds);
			unix_dequeue(u, m);
			list_add_tail(&m->link, &gc->garbage);
		}
	}
	spin_unlock(&u->sk.lock);
	cond_resched();
}

/* Its own queue, and those of connections that wait in it.  Nobody accepts from a suspect, so those
 * only become more while the lock is let go. */
static void look_into(struct gc *gc, struct unix_sock *u)
{
	struct list_head *at = &u->incoming;

	look_at_queue(gc, u);
	for (;;) {
		spin_lock(&u->sk.lock);
		at = at->next;
		spin_unlock(&u->sk.lock);
		if (at == &u->incoming)
			return;
		look_at_queue(gc, list_entry(at, struct unix_sock, incoming_link));
	}
}

static void held_inside(struct gc *gc, struct unix_sock *u)
{
	(void)gc;
	u->outside--;
}

static void held_outside(struct gc *gc, struct unix_sock *u)
{
	u->suspect = false;
	list_move_tail(&u->flight_link, &gc->reachable);
}

static void find_suspects(struct gc *gc)
{
	struct unix_sock *u, *next;

	list_for_each_entry_safe (u, next, &in_flight, flight_link) {
		struct file *f = u->sk.socket->file; /* a file in flight is not released */

		u->suspect = atomic_long_read(&f->f_count) == (long)u->in_flight;
		u->outside = u->in_flight;
		if (u->suspect)
			list_move_tail(&u->flight_link, &gc->suspects);
	}
}

static void find_reachable(struct gc *gc)
{
	struct unix_sock *u, *next;

	list_for_each_entry_safe (u, next, &gc->suspects, flight_link)
		if (u->outside)
			held_outside(gc, u);
	gc->see = held_outside;
	list_for_each_entry (u, &gc->reachable, flight_link)
		look_into(gc, u);
}

static void collect(struct gc *gc)
{
	struct unix_sock *u;

	find_suspects(gc);
	gc->see = held_inside;
	list_for_each_entry (u, &gc->suspects, flight_link)
		look_into(gc, u);
	find_reachable(gc);
	gc->see = NULL;
	gc->take = true;
	list_for_each_entry (u, &gc->suspects, flight_link)
		look_into(gc, u);
	list_for_each_entry (u, &gc->suspects, flight_link)
		u->suspect = false;
	list_splice_tail_init(&gc->suspects, &in_flight);
	list_splice_tail_init(&gc->reachable, &in_flight);
}

static void run_gc(struct work_struct *w)
{
	struct gc gc = {.see = NULL};
	struct unix_msg *m, *next;

	(void)w;
	INIT_LIST_HEAD(&gc.suspects);
	INIT_LIST_HEAD(&gc.reachable);
	INIT_LIST_HEAD(&gc.garbage);
	mutex_lock(&flight_lock);
	collect(&gc);
	mutex_unlock(&flight_lock);
	list_for_each_entry_safe (m, next, &gc.garbage, link)
		unix_msg_free(m);
}

void unix_gc(void)
{
	if (!list_empty(&in_flight))
		schedule_work(&gc_work);
}

void __init unix_gc_init(void)
{
	INIT_WORK(&gc_work, run_gc);
}
