/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * net/unix.h - AF_UNIX, to those outside of it
 */
#pragma once

struct seq_file;

void unix_init(void);
/* The text of /proc/net/unix. */
void unix_show(struct seq_file *m);
