/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/ipc/pipe.h - pipes and FIFOs
 */
#pragma once

#include "fs/vfs/fs.h"

int do_pipe2(struct file *files[2], int flags); /* read end, write end; 0 or -errno */
long pipe_fcntl(struct file *f, unsigned int cmd,
		unsigned long arg); /* F_SETPIPE_SZ, F_GETPIPE_SZ */
/* splice(2); a NULL position: the file's own.  @len > 0.  Bytes or -errno. */
ssize_t do_splice(struct file *in, loff_t *ipos, struct file *out, loff_t *opos, size_t len,
		  bool nonblock);
/* tee(2): the same from pipe to pipe, and the bytes stay in @in. */
ssize_t do_tee(struct file *in, struct file *out, size_t len, bool nonblock);
extern unsigned int pipe_max_size;
bool is_pipe_file(const struct file *f);
void pipe_init(void);
