/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/cred.h - who a task is: user and group ids, capabilities
 *
 * Immutable once published; a task replaces its own by prepare_creds() / commit_creds().
 */
#pragma once

#include "base/types.h"
#include "kernel/sync/rcu.h"
#include "kernel/sync/refcount.h"
#include "kernel/sched/sched.h"
#include <linux/capability.h>

struct group_info {
	refcount_t usage;
	unsigned int ngroups;
	gid_t gid[]; /* sorted */
};

struct cred {
	refcount_t usage;
	uid_t uid, suid, euid, fsuid;
	gid_t gid, sgid, egid, fsgid;
	unsigned int securebits;
	u64 cap_inheritable, cap_permitted, cap_effective, cap_bset, cap_ambient;
	struct group_info *group_info;
	struct user_struct *user; /* per-uid accounting */
	struct rcu_head rcu;
};

/* Per real uid: counts against RLIMIT_NPROC, RLIMIT_SIGPENDING, RLIMIT_MEMLOCK (shm). */
struct user_struct {
	refcount_t refs;
	uid_t uid;
	atomic_t processes;
	atomic_t sigpending;
	atomic_long_t locked_vm;  /* pages */
	atomic_t files_in_flight; /* in messages of AF_UNIX */
	struct hlist_node hash;
};

extern struct cred init_cred;

static inline const struct cred *current_cred(void)
{
	return current->cred;
}
#define current_uid()	current_cred()->uid
#define current_euid()	current_cred()->euid
#define current_fsuid() current_cred()->fsuid
#define current_fsgid() current_cred()->fsgid

const struct cred *get_cred(const struct cred *c);
void put_cred(const struct cred *c);
struct cred *prepare_creds(void);   /* a private copy, or NULL */
int commit_creds(struct cred *new); /* takes the reference; 0 */
void abort_creds(struct cred *new);
const struct cred *get_task_cred(struct task_struct *t);
bool cred_has_cap(const struct cred *c, int cap);
bool capable(int cap);				  /* of current; sets PF_SUPERPRIV */
bool in_group_p(const struct cred *c, gid_t gid); /* fsgid or supplementary */
bool in_egroup_p(const struct cred *c, gid_t gid);

#define CAP_FULL_SET ((CAP_LAST_CAP == 63 ? ~0ULL : (1ULL << (CAP_LAST_CAP + 1)) - 1))

/* The calls of setuid(2) and family on the running task: 0 or -EPERM, -EINVAL, -EAGAIN, -ENOMEM; -1
 * keeps. */
int do_setuid(uid_t uid);
int do_setreuid(uid_t ruid, uid_t euid);
int do_setresuid(uid_t ruid, uid_t euid, uid_t suid);
uid_t do_setfsuid(uid_t uid); /* the old one, always */
int do_setgid(gid_t gid);
int do_setregid(gid_t rgid, gid_t egid);
int do_setresgid(gid_t rgid, gid_t egid, gid_t sgid);
gid_t do_setfsgid(gid_t gid);
/* Takes the array over a copy; sorted by us. */
int do_setgroups(const gid_t *list, unsigned int n);
int do_capset(u64 effective, u64 permitted, u64 inheritable);
/* Credentials of a program about to run: @euid/@egid from set-id bits, (uid_t)-1: none. */
struct cred *cred_for_exec(uid_t euid, gid_t egid, bool *secure);

struct user_struct *find_user(uid_t uid); /* referenced or NULL */
struct user_struct *alloc_uid(uid_t uid); /* referenced; NULL: no memory */
void free_uid(struct user_struct *u);
void cred_init(void);
