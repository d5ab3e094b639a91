/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drivers/tty/tty_io.c - terminals as files: open, close, read, write, poll, hangup
 *
 * Theory
 *   A driver announces a range of minors; the tty_struct behind one exists from its first open to
 * its last close, and its termios are kept in the driver between.  Each open file has a struct
 * tty_file; a hangup marks those that are open, and from then on they read end of file and write
 * EIO, while a new open starts afresh.
 *
 *   /dev/tty (5,0) opens the caller's controlling terminal, /dev/console (5,1) what console= chose,
 *   /dev/ptmx (5,2) a new pty.
 *
 * Not here
 *   Line discipline: n_tty*.c.  ioctl: tty_ioctl.c.  Sessions and job control: tty_jobctl.c.
 *
 * Locks
 *   tty_mutex (RANK_TTY_OPEN): open, close and hangup, drivers' tables, lists of files.
 */
#include "internal.h"

#include <linux/major.h>
#include "base/kdev.h"
#include "drivers/base/device.h"
#include "fs/vfs/poll.h"
#include "kernel/base/panic.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/process.h"
#include "kernel/proc/signal.h"
#include "lib/format.h"
#include "lib/list.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"

#define MAX_TTY_DRIVERS 8

DEFINE_MUTEX(tty_mutex, RANK_TTY_OPEN);
static struct tty_driver *drivers[MAX_TTY_DRIVERS]; /* [tty_mutex]; grows only */
static unsigned int nr_drivers;

const struct ktermios tty_std_termios = {
	.c_iflag = ICRNL | IXON,
	.c_oflag = OPOST | ONLCR,
	.c_cflag = B38400 | CS8 | CREAD | HUPCL,
	.c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
	.c_cc = {[VINTR] = 003,
		 [VQUIT] = 034,
		 [VERASE] = 0177,
		 [VKILL] = 025,
		 [VEOF] = 004,
		 [VTIME] = 0,
		 [VMIN] = 1,
		 [VSWTC] = 0,
		 [VSTART] = 021,
		 [VSTOP] = 023,
		 [VSUSP] = 032,
		 [VEOL] = 0,
		 [VREPRINT] = 022,
		 [VDISCARD] = 017,
		 [VWERASE] = 027,
		 [VLNEXT] = 026,
		 [VEOL2] = 0},
	.c_ispeed = 38400,
	.c_ospeed = 38400,
};

/* --- life of a tty_struct --- */

struct tty_struct *tty_create(const struct tty_driver *d, int index)
{
	struct tty_struct *tty = kzalloc(sizeof(*tty), GFP_KERNEL);

	if (!tty)
		return NULL;
	refcount_set(&tty->ref, 1);
	tty->counted = tty;
	tty->driver = d;
	tty->ops = d->ops;
	tty->index = index;
	tty->termios = d->init_termios;
	if (d->type == TTY_TYPE_PTY_MASTER)
		strscpy(tty->name, "ptm", sizeof(tty->name));
	else
		snprintf(tty->name, sizeof(tty->name), "%s%d", d->name, index + d->name_base);
	init_rwsem(&tty->termios_rwsem, RANK_TTY);
	mutex_init(&tty->atomic_write_lock, RANK_TTY_IO);
	spin_lock_init(&tty->ctrl_lock, RANK_TTY_BUF);
	spin_lock_init(&tty->flow_lock, RANK_TTY_BUF);
	init_waitqueue_head(&tty->read_wait);
	init_waitqueue_head(&tty->write_wait);
	INIT_LIST_HEAD(&tty->files);
	if (tty_buffer_init(tty) == 0 && n_tty_open(tty) == 0)
		return tty;
	tty_put(tty);
	return NULL;
}

void tty_get(struct tty_struct *tty)
{
	refcount_inc(&tty->counted->ref);
}

static void tty_destroy(struct tty_struct *tty)
{
	tty_buffer_destroy(tty);
	n_tty_close(tty);
	put_pid(tty->pgrp);
	put_pid(tty->session);
	kfree(tty);
}

void tty_put(struct tty_struct *tty)
{
	if (!tty || !refcount_dec_and_test(&tty->counted->ref))
		return;
	tty = tty->counted;
	tty_buffer_stop(tty);
	if (tty->link)
		tty_destroy(tty->link);
	tty_destroy(tty);
}

int tty_register_driver(struct tty_driver *d)
{
	mutex_lock(&tty_mutex);
	assert(nr_drivers < MAX_TTY_DRIVERS);
	drivers[nr_drivers++] = d;
	mutex_unlock(&tty_mutex);
	return register_chrdev_region(d->major, d->minor_start, d->num, d->driver_name, &tty_fops);
}

void tty_for_each_driver(struct seq_file *m,
			 void (*fn)(struct seq_file *m, const struct tty_driver *d))
{
	mutex_lock(&tty_mutex);
	for (unsigned int i = nr_drivers; i-- > 0;) /* newest first, as on Linux */
		fn(m, drivers[i]);
	mutex_unlock(&tty_mutex);
}

static struct tty_driver *find_driver(kdev_t dev, int *index)
{
	for (unsigned int i = 0; i < nr_drivers; i++) {
		struct tty_driver *d = drivers[i];

		if (MAJOR(dev) == d->major && MINOR(dev) >= d->minor_start &&
		    MINOR(dev) < d->minor_start + d->num) {
			*index = (int)(MINOR(dev) - d->minor_start);
			return d;
		}
	}
	return NULL;
}

struct tty_struct *file_tty(struct file *f)
{
	struct tty_file *tf = f->private_data;

	return tf->tty;
}

bool tty_file_hung(const struct file *f)
{
	const struct tty_file *tf = f->private_data;

	return READ_ONCE(tf->hung);
}

void tty_wakeup(struct tty_struct *tty)
{
	wake_up_poll(&tty->write_wait, EPOLLOUT | EPOLLWRNORM);
}

/* --- open --- */

int tty_attach_file(struct tty_struct *tty, struct file *f)
{
	struct tty_file *tf = kzalloc(sizeof(*tf), GFP_KERNEL);

	assert(mutex_held(&tty_mutex));
	if (!tf)
		return -ENOMEM;
	tf->tty = tty;
	tf->file = f;
	tty_get(tty);
	list_add(&tf->list, &tty->files);
	tty->count++;
	f->private_data = tf;
	return 0;
}

static void detach_file(struct tty_file *tf)
{
	list_del(&tf->list);
	tf->tty->count--;
	tty_put(tf->tty);
	kfree(tf);
}

/* The terminal behind @d's minor, made if nobody has it open.  tty_mutex held; no reference taken.
 */
static struct tty_struct *driver_tty(struct tty_driver *d, int index)
{
	struct tty_struct *tty = d->ttys[index];

	if (tty)
		return tty;
	tty = tty_create(d, index);
	if (!tty)
		return ERR_PTR(-ENOMEM);
	if (d->saved[index]) {
		tty->termios = *d->saved[index];
		n_tty_set_termios(tty, NULL);
	}
	d->ttys[index] = tty;
	return tty;
}

/* Last close or failed first open: termios are kept for the next one. */
static void driver_forget(struct tty_struct *tty)
{
	struct tty_driver *d = (struct tty_driver *)tty->driver;

	if (!d->ttys || d->ttys[tty->index] != tty)
		return;
	if (!d->saved[tty->index])
		d->saved[tty->index] = kmalloc(sizeof(struct ktermios), GFP_KERNEL);
	if (d->saved[tty->index])
		*d->saved[tty->index] = tty->termios;
	d->ttys[tty->index] = NULL;
	tty_put(tty);
}

/* What the opened node stands for, with a reference: the real terminal.  tty_mutex held. */
static struct tty_struct *resolve(const struct file *f, bool *noctty)
{
	kdev_t dev = f->f_inode->i_rdev;
	struct tty_driver *d;
	struct tty_struct *tty;
	int index;

	if (dev == MKDEV(TTYAUX_MAJOR, 0)) {
		tty = get_current_tty();
		*noctty = true;
		return tty ? tty : ERR_PTR(-ENXIO);
	}
	if (dev == MKDEV(TTYAUX_MAJOR, 1)) {
		*noctty = true;
		dev = console_device();
		if (!dev)
			return ERR_PTR(-ENODEV);
	}
	if (MAJOR(dev) >= UNIX98_PTY_SLAVE_MAJOR && MAJOR(dev) < UNIX98_PTY_SLAVE_MAJOR + 8) {
		tty = pts_lookup(f);
		return tty ? tty : ERR_PTR(-EIO);
	}
	if (dev == MKDEV(TTY_MAJOR, 0)) { /* the screen in front */
		*noctty = true;
		dev = MKDEV(TTY_MAJOR, 1);
	}
	d = find_driver(dev, &index);
	if (!d)
		return ERR_PTR(-ENODEV);
	tty = driver_tty(d, index);
	if (!IS_ERR(tty))
		tty_get(tty);
	return tty;
}

static int open_checks(struct tty_struct *tty)
{
	if (test_bit(TTY_PTY_LOCK, &tty->flags) || test_bit(TTY_OTHER_CLOSED, &tty->flags))
		return -EIO;
	if (test_bit(TTY_EXCLUSIVE, &tty->flags) && tty->count && !capable(CAP_SYS_ADMIN))
		return -EBUSY;
	return 0;
}

static int open_locked(struct tty_struct *tty, struct file *f)
{
	int err = open_checks(tty);

	if (err)
		return err;
	err = tty_attach_file(tty, f);
	if (err)
		return err;
	if (tty->ops->open)
		err = tty->ops->open(tty, f);
	if (err) {
		detach_file(f->private_data);
		f->private_data = NULL;
		return err;
	}
	clear_bit(TTY_HUPPED, &tty->flags);
	return 0;
}

static int tty_open(struct inode *inode, struct file *f)
{
	bool noctty = f->f_flags & O_NOCTTY;
	struct tty_struct *tty;
	int err;

	nonseekable_open(inode, f);
	if (inode->i_rdev == MKDEV(TTYAUX_MAJOR, 2))
		return ptmx_open(f);
	mutex_lock(&tty_mutex);
	tty = resolve(f, &noctty);
	if (IS_ERR(tty)) {
		mutex_unlock(&tty_mutex);
		return (int)PTR_ERR(tty);
	}
	err = open_locked(tty, f);
	if (err && !tty->count)
		driver_forget(tty);
	mutex_unlock(&tty_mutex);
	if (!err && !noctty)
		tty_open_ctty(tty, f->f_mode & FMODE_READ);
	tty_put(tty);
	return err;
}

static int tty_release(struct inode *inode, struct file *f)
{
	struct tty_file *tf = f->private_data;
	struct tty_struct *tty;
	bool last;

	(void)inode;
	if (!tf)
		return 0;
	tty = tf->tty;
	tty_get(tty);
	if (READ_ONCE(tty->count) == 1 && !tf->hung && tty->driver->type == TTY_TYPE_SERIAL)
		tty_drain(tty);
	mutex_lock(&tty_mutex);
	if (tty->ops->close)
		tty->ops->close(tty, f);
	detach_file(tf);
	last = tty->count == 0;
	if (last)
		driver_forget(tty);
	mutex_unlock(&tty_mutex);
	if (last && tty->driver->type == TTY_TYPE_PTY_MASTER)
		tty_hangup(tty->link);
	else if (last)
		tty_session_clear(tty);
	if (last && tty->link)
		pty_last_close(tty);
	tty_put(tty);
	return 0;
}

/* --- read, write, poll --- */

static ssize_t tty_read_iter(struct file *f, loff_t *pos, struct iov_iter *to)
{
	(void)pos;
	if (tty_file_hung(f))
		return 0;
	return n_tty_read(file_tty(f), f, to);
}

static ssize_t tty_write_iter(struct file *f, loff_t *pos, struct iov_iter *from)
{
	(void)pos;
	if (tty_file_hung(f))
		return -EIO;
	return n_tty_write(file_tty(f), f, from);
}

static unsigned int tty_poll(struct file *f, struct poll_table *pt)
{
	return n_tty_poll(file_tty(f), f, pt);
}

/* --- hangup --- */

/* Every open file sees the end; the session loses its terminal. */
void tty_hangup(struct tty_struct *tty)
{
	struct tty_file *tf;

	mutex_lock(&tty_mutex);
	if (test_and_set_bit(TTY_HUPPED, &tty->flags)) {
		mutex_unlock(&tty_mutex);
		return;
	}
	list_for_each_entry (tf, &tty->files, list) {
		/* the console stays usable: its files belong to init as well */
		if (tf->file->f_inode->i_rdev != MKDEV(TTYAUX_MAJOR, 1))
			WRITE_ONCE(tf->hung, true);
	}
	if (tty->ops->hangup)
		tty->ops->hangup(tty);
	mutex_unlock(&tty_mutex);
	tty_signal_session_leader(tty, true);
	down_write(&tty->termios_rwsem);
	tty->termios = tty->driver->init_termios;
	n_tty_set_termios(tty, NULL);
	up_write(&tty->termios_rwsem);
	tty_buffer_flush(tty);
	n_tty_flush_input(tty);
	wake_up_all(&tty->read_wait);
	wake_up_all(&tty->write_wait);
}

const struct file_operations tty_fops = {
	.llseek = no_llseek,
	.read_iter = tty_read_iter,
	.write_iter = tty_write_iter,
	.poll = tty_poll,
	.ioctl = tty_ioctl,
	.open = tty_open,
	.release = tty_release,
};

void tty_init(void)
{
	register_chrdev_region(TTYAUX_MAJOR, 0, 1, "/dev/tty", &tty_fops);
	register_chrdev_region(TTYAUX_MAJOR, 1, 1, "/dev/console", &tty_fops);
	device_create("tty", NULL, "tty", 0666, MKDEV(TTYAUX_MAJOR, 0));
	tty_console_attributes(device_create("tty", NULL, "console", 0600, MKDEV(TTYAUX_MAJOR, 1)));
	session_tty_ops = &tty_session_ops;
	pty_init();
	serial8250_init();
	vt_init();
}
