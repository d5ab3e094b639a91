/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drivers/tty/internal.h - struct tty_struct and what the files of this folder share
 *
 * Lifetime of a tty_struct: one reference while its driver lists it (from first open to last
 * close), one per open file, one for the session that has it as controlling terminal.  The two ends
 * of a pty share one count, that of the master, so that `link` is always good. Key: c const after
 * creation, m tty_mutex, t termios_rwsem, x ctrl_lock, f flow_lock, b buf.lock, a atomic, o n_tty
 * output_lock, n n_tty lock
 */
#pragma once

#include "drivers/tty/tty.h"
#include "kernel/base/panic.h"
#include "kernel/proc/pid.h"
#include "kernel/sched/mutex.h"
#include "kernel/sched/wait.h"
#include "kernel/sched/workqueue.h"
#include "kernel/sync/refcount.h"

enum tty_driver_type { TTY_TYPE_SERIAL, TTY_TYPE_CONSOLE, TTY_TYPE_PTY_MASTER, TTY_TYPE_PTY_SLAVE };

struct tty_driver {
	const char *name;	 /* "ttyS": node and tty names */
	const char *driver_name; /* "serial" */
	unsigned int major, minor_start, num;
	int name_base; /* number of the first one */
	enum tty_driver_type type;
	const struct tty_operations *ops;
	struct ktermios init_termios;
	struct tty_struct **ttys; /* [m] by index; NULL array: not listed (pty) */
	struct ktermios **saved;  /* [m] termios kept between opens */
};

/* Bits of tty->flags [a]. */
enum tty_flag {
	TTY_HUPPED,	  /* hung up: nobody may use it until the last close */
	TTY_OTHER_CLOSED, /* pty: the other side is gone */
	TTY_PTY_LOCK,	  /* pty slave may not be opened yet */
	TTY_EXCLUSIVE,	  /* TIOCEXCL */
	TTY_THROTTLED,	  /* the driver was told to stop sending */
	TTY_IO_ERROR,
	TTY_PTY_GONE, /* pty slave: the pair is being taken down */
};

#define FLIP_SIZE 8192 /* characters */

/* Received characters on their way to the line discipline. */
struct tty_buffer {
	spinlock_t lock;	 /* RANK_TTY_BUF, irq-safe */
	u8 *chars, *marks;	 /* [b] TTY_NORMAL, TTY_BREAK... */
	unsigned int head, tail; /* [b] free-running */
	bool closed;		 /* [b] takes nothing more: tty_buffer_stop() */
	struct work_struct work;
};
enum { TTY_NORMAL, TTY_BREAK, TTY_FRAME, TTY_PARITY, TTY_OVERRUN };

struct tty_struct {
	struct tty_struct *counted; /* [c] whose ref counts: itself, or the pty's master */
	refcount_t ref;
	const struct tty_driver *driver;   /* [c] */
	const struct tty_operations *ops;  /* [c] */
	int index;			   /* [c] */
	char name[16];			   /* [c] */
	int count;			   /* [m] open files */
	unsigned long flags;		   /* [a] enum tty_flag */
	struct rw_semaphore termios_rwsem; /* RANK_TTY */
	struct ktermios termios;	   /* [t] */
	struct winsize winsize;		   /* [x] */
	spinlock_t ctrl_lock;		   /*     RANK_LEAF - irq-safe */
	struct pid *pgrp, *session;	   /* [x] foreground group; owner session */
	u8 ctrl_status;			   /* [x] TIOCPKT_* not yet read by a pty master */
	bool packet;			   /* [x] pty master in packet mode */
	spinlock_t flow_lock;		   /*     irq-safe */
	bool stopped, tco_stopped;	   /* [f] by ^S; by TCOOFF */
	struct tty_struct *link;	   /* [c] the other end of a pty */
	wait_queue_head_t read_wait, write_wait;
	struct mutex atomic_write_lock; /* RANK_TTY_IO */
	struct tty_buffer buf;
	struct n_tty_data *ldata; /* [c] */
	struct list_head files;	  /* [m] struct tty_file */
	void *driver_data;
};

/* One open file. */
struct tty_file {
	struct tty_struct *tty;
	struct file *file;
	bool hung;	       /* [m] written; read without */
	struct list_head list; /* [m] */
};

extern struct mutex tty_mutex; /* RANK_TTY_OPEN */

/* termios shorthands; termios_rwsem held */
#define I_FLAG(tty, f) ((tty)->termios.c_iflag & (f))
#define O_FLAG(tty, f) ((tty)->termios.c_oflag & (f))
#define C_FLAG(tty, f) ((tty)->termios.c_cflag & (f))
#define L_FLAG(tty, f) ((tty)->termios.c_lflag & (f))
#define CC(tty, c)     ((tty)->termios.c_cc[c])
#define NO_CHAR	       0 /* _POSIX_VDISABLE */

/* tty_io.c */
extern const struct file_operations tty_fops;
extern const struct ktermios tty_std_termios;
int tty_register_driver(struct tty_driver *d);
struct tty_struct *tty_create(const struct tty_driver *d, int index); /* or NULL */
void tty_get(struct tty_struct *tty);
void tty_put(struct tty_struct *tty);
int tty_attach_file(struct tty_struct *tty, struct file *f); /* tty_mutex held */
struct tty_struct *file_tty(struct file *f);
void tty_hangup(struct tty_struct *tty); /* process context; may sleep */
void tty_wakeup(struct tty_struct *tty); /* room to write again; any context */
bool tty_file_hung(const struct file *f);

/* tty_buffer.c */
int tty_buffer_init(struct tty_struct *tty);
/* Before @tty and the other end of a pty go: each end's work uses both. */
void tty_buffer_stop(struct tty_struct *tty);
void tty_buffer_destroy(struct tty_struct *tty);
unsigned int tty_insert_flip_string(struct tty_struct *tty, const u8 *s,
				    unsigned int n); /* accepted */
bool tty_insert_flip_char(struct tty_struct *tty, u8 c, u8 mark);
void tty_flip_buffer_push(struct tty_struct *tty);
unsigned int tty_buffer_room(struct tty_struct *tty);
void tty_buffer_flush(struct tty_struct *tty);

/* tty_ioctl.c */
long tty_ioctl(struct file *f, unsigned int cmd, uaddr_t arg);
void tty_set_termios(struct tty_struct *tty, const struct ktermios *new);
void tty_start(struct tty_struct *tty);
void tty_stop(struct tty_struct *tty);
int tty_drain(struct tty_struct *tty); /* waits for output: 0 or -ERESTARTSYS */
unsigned int tty_termios_baud(const struct ktermios *t);

/* tty_jobctl.c */
int tty_check_change(struct tty_struct *tty); /* background writers and changers: SIGTTOU */
int job_control_read(struct tty_struct *tty); /* background readers: SIGTTIN */
void tty_open_ctty(struct tty_struct *tty, bool readable); /* opened without O_NOCTTY */
int tiocsctty(struct tty_struct *tty, struct file *f, int steal);
long tty_jobctl_ioctl(struct tty_struct *tty, struct file *f, unsigned int cmd, uaddr_t arg);
void tty_signal_session_leader(struct tty_struct *tty, bool exit_session);
void tty_session_clear(struct tty_struct *tty); /* its session has no terminal any more */
struct tty_struct *get_current_tty(void);	/* referenced, or NULL */
void tty_signal_pgrp(struct tty_struct *tty, int sig);
extern const struct session_tty_ops tty_session_ops;

/* n_tty.c, n_tty_out.c, n_tty_read.c */
int n_tty_open(struct tty_struct *tty);
void n_tty_close(struct tty_struct *tty);
unsigned int n_tty_receive(struct tty_struct *tty, const u8 *chars, const u8 *marks,
			   unsigned int n); /* taken */
unsigned int n_tty_receive_room(struct tty_struct *tty);
ssize_t n_tty_read(struct tty_struct *tty, struct file *f, struct iov_iter *to);
ssize_t n_tty_write(struct tty_struct *tty, struct file *f, struct iov_iter *from);
unsigned int n_tty_poll(struct tty_struct *tty, struct file *f, struct poll_table *pt);
void n_tty_set_termios(struct tty_struct *tty, const struct ktermios *old);
void n_tty_flush_input(struct tty_struct *tty);
unsigned int n_tty_inq(struct tty_struct *tty);
bool n_tty_empty(struct tty_struct *tty);
void n_tty_check_unthrottle(struct tty_struct *tty);

/* pty.c */
int ptmx_open(struct file *f);
struct tty_struct *pts_lookup(const struct file *f); /* referenced slave, or NULL */
long pty_ioctl_peer(struct tty_struct *master, int flags);
void pty_last_close(struct tty_struct *tty); /* one end has no open file left */
void pty_init(void);

/* serial8250.c, vt.c */
void serial8250_init(void);
void vt_init(void);

/* --- tty_info.c --- */

struct kobject;
struct seq_file;
void tty_for_each_driver(struct seq_file *m,
			 void (*fn)(struct seq_file *m, const struct tty_driver *d));
void pty_for_each_driver(struct seq_file *m,
			 void (*fn)(struct seq_file *m, const struct tty_driver *d));
void tty_console_attributes(struct kobject *console); /* of /sys/class/tty/console */
