/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * net/scm.h - what travels beside the bytes: descriptors and credentials
 *
 * A struct scm is one call's own; it owns what it points to until scm_destroy().
 */
#pragma once

#include "base/types.h"
#include "lib/list.h"

struct file;
struct pid;
struct user_struct;

#define SCM_MAX_FD 253

/* libc's values, in no UAPI header. */
enum { SOL_SOCKET_LEVEL = 1, SCM_RIGHTS = 1, SCM_CREDENTIALS = 2 };

/* Files on their way.  Each is referenced. */
struct scm_fds {
	struct list_head dead;	  /* waiting to be put: scm_fds_free() */
	struct user_struct *user; /* referenced; who they count against while in flight, or NULL */
	unsigned int n;
	struct file *file[];
};

struct scm_creds {
	struct pid *pid; /* referenced; NULL: not said */
	uid_t uid;
	gid_t gid;
};

struct scm {
	struct scm_fds *fds; /* NULL: none */
	struct scm_creds creds;
	bool want_creds; /* received: the socket has SO_PASSCRED */
};

/* The layout of struct ucred and struct cmsghdr, which are in no UAPI header. */
struct user_cred {
	int pid;
	uid_t uid;
	gid_t gid;
};
struct cmsg_header {
	size_t len; /* of header and data */
	int level, type;
};
#define CMSG_ALIGNED(n) (((n) + sizeof(size_t) - 1) & ~(sizeof(size_t) - 1))

/*
 * scm_send - reads the control messages of a sender, @len bytes of kernel memory
 *
 * Return: 0, or -EINVAL, -EBADF, -EPERM, -ESRCH, -ENOMEM; *scm is then empty.
 */
int scm_send(struct scm *scm, const void *control, size_t len);
/* Credentials of the caller, as if it had sent none of its own. */
void scm_own_creds(struct scm_creds *c);
void scm_copy_creds(struct scm_creds *to, const struct scm_creds *from);
void scm_drop_creds(struct scm_creds *c);
void scm_destroy(struct scm *scm);

struct scm_fds *scm_fds_dup(const struct scm_fds *fds); /* or NULL: no memory */
/* Puts the files.  Closing one may free sockets with more of them in their queues: those are put
 * one after the other, not one inside the other. */
void scm_fds_free(struct scm_fds *fds);
