/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drivers/tty/tty.h - terminals: core, line discipline N_TTY, drivers
 *
 * struct tty_struct is one terminal.  Drivers push received characters with tty_insert_flip_char()
 * (any context) and tty_flip_buffer_push(); a worker runs the line discipline in process context.
 * Locks: tty->termios_rwsem, ldisc's own; tty->ctrl_lock for session and pgrp; see
 * drivers/tty/tty_core.c.
 */
#pragma once

#include "fs/vfs/fs.h"
#include "kernel/sched/workqueue.h"
#include <asm/termbits.h>
#include <asm/termios.h>

struct tty_driver;
struct tty_struct;
struct n_tty_data;
struct pid;

struct tty_operations {
	int (*open)(struct tty_struct *tty, struct file *f);
	void (*close)(struct tty_struct *tty, struct file *f);
	int (*write)(struct tty_struct *tty, const u8 *buf, int n); /* accepted; does not sleep */
	unsigned int (*write_room)(struct tty_struct *tty);
	unsigned int (*chars_in_buffer)(struct tty_struct *tty);
	void (*flush_buffer)(struct tty_struct *tty);
	void (*set_termios)(struct tty_struct *tty, const struct ktermios *old);
	void (*throttle)(struct tty_struct *tty);
	void (*unthrottle)(struct tty_struct *tty);
	void (*stop)(struct tty_struct *tty);
	void (*start)(struct tty_struct *tty);
	void (*send_xchar)(struct tty_struct *tty, char c);
	int (*tiocmget)(struct tty_struct *tty);
	int (*tiocmset)(struct tty_struct *tty, unsigned int set, unsigned int clear);
	int (*break_ctl)(struct tty_struct *tty, int state);
	long (*ioctl)(struct tty_struct *tty, struct file *f, unsigned int cmd,
		      uaddr_t arg); /* -ENOIOCTLCMD */
	void (*hangup)(struct tty_struct *tty);
};

/* For /proc/<pid>/stat: device number (new_encode_dev) and foreground group of @t's terminal. */
void tty_proc_stat(struct task_struct *t, int *tty_nr, int *tpgid);
void tty_init(void);
void serial8250_early_console(void); /* polled output from the first line on */
