/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/ipc/pipe.h - pipes and FIFOs
 */
#pragma once

#include "fs/vfs/fs.h"

int do_pipe2(struct file *files[2], int flags); /* read end, write end; 0 or -errno */
long pipe_fcntl(struct file *f, unsigned int cmd,
		unsigned long arg); /* F_SETPIPE_SZ, F_GETPIPE_SZ */
extern unsigned int pipe_max_size;
bool is_pipe_file(const struct file *f);
void pipe_init(void);

/* Flags of splice(2); libc's values, in no UAPI header. */
#define SPLICE_F_MOVE	  1u
#define SPLICE_F_NONBLOCK 2u
#define SPLICE_F_MORE	  4u
#define SPLICE_F_GIFT	  8u
#define SPLICE_F_ALL	  15u

/* Bytes or -errno.  Positions are of the side that is not a pipe. */
ssize_t do_splice(struct file *in, loff_t *ipos, struct file *out, loff_t *opos, size_t len,
		  unsigned int flags);
ssize_t do_tee(struct file *in, struct file *out, size_t len, unsigned int flags);
