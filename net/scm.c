/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * net/scm.c - control messages: descriptors and credentials that travel with the bytes
 *
 * Theory
 *   A sender's control messages become a struct scm of referenced files and a struct pid, so that
 *   nothing of the sender's needs to live until the receiver comes.
 *
 *   To put a file may release a socket, whose queue may hold files that are sockets again, in a
 * chain as long as a user likes.  The outermost scm_fds_free() of a task keeps a list
 *   (current->dead_fds); the inner ones only append to it, so the stack stays flat.
 *
 * Not here: who may have how many in flight, and cycles of them (unix/garbage.c); handing
 *   descriptors to the receiver (the border).
 *
 * Locks: none.
 * Sources: unix(7) SCM_RIGHTS, SCM_CREDENTIALS; cmsg(3)
 */
#include "net/scm.h"

#include "fs/vfs/fdtable.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/signal.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"

/* --- files --- */

static struct scm_fds *fds_alloc(unsigned int n)
{
	struct scm_fds *fds = kzalloc(sizeof(*fds) + n * sizeof(struct file *), GFP_KERNEL);

	if (fds)
		INIT_LIST_HEAD(&fds->dead);
	return fds;
}

void scm_fds_free(struct scm_fds *fds)
{
	struct list_head dead;
	unsigned int i;

	if (!fds)
		return;
	if (current->dead_fds) {
		list_add_tail(&fds->dead, current->dead_fds);
		return;
	}
	INIT_LIST_HEAD(&dead);
	current->dead_fds = &dead;
	list_add_tail(&fds->dead, &dead);
	while ((fds = list_first_entry_or_null(&dead, struct scm_fds, dead))) {
		list_del(&fds->dead);
		for (i = 0; i < fds->n; i++)
			fput(fds->file[i]);
		kfree(fds);
		cond_resched();
	}
	current->dead_fds = NULL;
}

struct scm_fds *scm_fds_dup(const struct scm_fds *fds)
{
	struct scm_fds *copy = fds_alloc(fds->n);

	if (!copy)
		return NULL;
	for (; copy->n < fds->n; copy->n++)
		copy->file[copy->n] = get_file(fds->file[copy->n]);
	return copy;
}

/* Adds the @n descriptors at @data to what is there already. */
static int add_fds(struct scm *scm, const int *data, unsigned int n)
{
	struct scm_fds *all;
	unsigned int i, old = scm->fds ? scm->fds->n : 0;

	if (!n)
		return 0;
	if (n > SCM_MAX_FD || old + n > SCM_MAX_FD)
		return -EINVAL;
	all = fds_alloc(old + n);
	if (!all)
		return -ENOMEM;
	if (scm->fds) {
		memcpy(all->file, scm->fds->file, old * sizeof(struct file *));
		all->n = old;
		kfree(scm->fds);
	}
	scm->fds = all;
	for (i = 0; i < n; i++) {
		struct file *f = data[i] < 0 ? NULL : fget_raw((unsigned int)data[i]);

		if (!f)
			return -EBADF;
		all->file[all->n++] = f;
	}
	return 0;
}

/* --- credentials --- */

void scm_own_creds(struct scm_creds *c)
{
	scm_drop_creds(c);
	rcu_read_lock();
	c->pid = get_pid(current->signal->pids[PIDTYPE_TGID]);
	rcu_read_unlock();
	c->uid = current_cred()->uid;
	c->gid = current_cred()->gid;
}

void scm_copy_creds(struct scm_creds *to, const struct scm_creds *from)
{
	scm_drop_creds(to);
	*to = *from;
	if (to->pid)
		get_pid(to->pid);
}

void scm_drop_creds(struct scm_creds *c)
{
	if (c->pid)
		put_pid(c->pid);
	c->pid = NULL;
}

/* Whom a sender may claim to be: one of its own ids, or with a capability anybody. */
static bool may_claim(const struct user_cred *u)
{
	const struct cred *c = current_cred();

	return (u->pid == current->tgid || capable(CAP_SYS_ADMIN)) &&
	       (u->uid == c->uid || u->uid == c->euid || u->uid == c->suid ||
		capable(CAP_SETUID)) &&
	       (u->gid == c->gid || u->gid == c->egid || u->gid == c->sgid || capable(CAP_SETGID));
}

static int claim_creds(struct scm *scm, const struct user_cred *u)
{
	struct pid *pid;

	if (!may_claim(u))
		return -EPERM;
	if (u->uid == (uid_t)-1 || u->gid == (gid_t)-1)
		return -EINVAL;
	pid = find_get_pid(u->pid);
	if (!pid)
		return -ESRCH;
	scm_drop_creds(&scm->creds);
	scm->creds = (struct scm_creds){.pid = pid, .uid = u->uid, .gid = u->gid};
	return 0;
}

/* --- control messages --- */

static int take_one(struct scm *scm, const struct cmsg_header *h)
{
	size_t room = h->len - sizeof(*h);

	if (h->level != SOL_SOCKET_LEVEL)
		return 0;
	switch (h->type) {
	case SCM_RIGHTS:
		return add_fds(scm, (const int *)(h + 1), (unsigned int)(room / sizeof(int)));
	case SCM_CREDENTIALS:
		if (room != sizeof(struct user_cred))
			return -EINVAL;
		return claim_creds(scm, (const struct user_cred *)(h + 1));
	default:
		return -EINVAL;
	}
}

int scm_send(struct scm *scm, const void *control, size_t len)
{
	size_t at = 0;
	int err = 0;

	*scm = (struct scm){0};
	scm_own_creds(&scm->creds);
	while (!err && at < len && len - at >= sizeof(struct cmsg_header)) {
		const struct cmsg_header *h = (const void *)((const char *)control + at);

		if (h->len < sizeof(*h) || h->len > len - at) {
			err = -EINVAL;
			break;
		}
		err = take_one(scm, h);
		at += CMSG_ALIGNED(h->len);
	}
	if (err)
		scm_destroy(scm);
	return err;
}

void scm_destroy(struct scm *scm)
{
	struct scm_fds *fds = scm->fds;

	scm->fds = NULL;
	scm_drop_creds(&scm->creds);
	scm_fds_free(fds);
}
