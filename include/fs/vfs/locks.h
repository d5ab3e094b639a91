/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/locks.h - advisory locks: whole files (flock) and ranges of bytes (fcntl)
 */
#pragma once

#include "fs/vfs/file.h"

struct seq_file;

struct lock_request {
	int type; /* F_RDLCK, F_WRLCK, F_UNLCK */
	bool ofd; /* owned by the open file, not by the process */
	loff_t start,
		end; /* first and last byte; end MAX_LFS_FILESIZE: to the end, wherever it is */
	pid_t pid;   /* out of vfs_getlk: who holds it; -1: an open file */
};

/* Resolves flock's l_whence, l_start, l_len: 0, -EINVAL, -EOVERFLOW. */
int lock_request_range(struct lock_request *req, struct file *f, int whence, loff_t start,
		       loff_t len);
/* 0, -EAGAIN, -EBADF (not open for it), -EDEADLK, -EINTR as -ERESTARTSYS, -ENOLCK. */
int vfs_setlk(struct file *f, const struct lock_request *req, bool wait);
/* What is in the way of @req, or type F_UNLCK. */
int vfs_getlk(struct file *f, struct lock_request *req);
/* @type F_RDLCK (LOCK_SH), F_WRLCK (LOCK_EX), F_UNLCK.  0, -EWOULDBLOCK, -ERESTARTSYS, -ENOLCK. */
int vfs_flock(struct file *f, int type, bool wait);
/* The lines of /proc/locks. */
void locks_show(struct seq_file *m);
