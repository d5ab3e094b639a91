/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drivers/tty/pty.c - pseudo-terminals
 *
 * Theory
 *   Opening /dev/ptmx makes a pair: the master, which is that open file, and the slave /dev/pts/N.
 * What one end writes is put into the other's flip buffer; the slave's goes through its line
 * discipline, the master is a raw terminal.  Both ends share one reference count.
 *
 *   The last close of the master hangs the slave up; the last close of the slave makes the master
 * read EIO until somebody opens the slave again.  The pair and its number go when both are closed.
 *
 * Locks
 *   tty_mutex: pairs, the table of indices.
 */
#include "internal.h"

#include <linux/major.h>
#include "arch/uaccess.h"
#include "drivers/base/device.h"
#include "fs/devpts/devpts.h"
#include "fs/vfs/fdtable.h"
#include "fs/vfs/namei.h"
#include "fs/vfs/poll.h"
#include "kernel/proc/signal.h"
#include "lib/format.h"
#include "lib/list.h"
#include "lib/xarray.h"

#define PTY_MAX 4096

static struct xarray pty_slaves; /* [tty_mutex] index -> slave */
static struct tty_driver master_driver, slave_driver;

struct tty_struct *pts_lookup(int index)
{
	struct tty_struct *tty;

	assert(mutex_held(&tty_mutex));
	tty = xa_load(&pty_slaves, (unsigned long)index);
	if (tty)
		tty_get(tty);
	return tty;
}

/* --- the ends as drivers of each other --- */

static int pty_write(struct tty_struct *tty, const u8 *buf, int n)
{
	unsigned int sent;

	if (READ_ONCE(tty->stopped) || n <= 0)
		return 0;
	sent = tty_insert_flip_string(tty->link, buf, (unsigned int)n);
	tty_flip_buffer_push(tty->link);
	return (int)sent;
}

static unsigned int pty_write_room(struct tty_struct *tty)
{
	return READ_ONCE(tty->stopped) ? 0 : tty_buffer_room(tty->link);
}

static void pty_note_status(struct tty_struct *tty, u8 set, u8 clear)
{
	unsigned long flags;

	if (!tty->link->packet)
		return;
	spin_lock_irqsave(&tty->ctrl_lock, flags);
	tty->ctrl_status = (tty->ctrl_status & ~clear) | set;
	spin_unlock_irqrestore(&tty->ctrl_lock, flags);
	wake_up_poll(&tty->link->read_wait, EPOLLIN | EPOLLPRI);
}

static void pty_stop(struct tty_struct *tty)
{
	if (tty->driver->type == TTY_TYPE_PTY_SLAVE)
		pty_note_status(tty, TIOCPKT_STOP, TIOCPKT_START);
}

static void pty_start(struct tty_struct *tty)
{
	if (tty->driver->type == TTY_TYPE_PTY_SLAVE)
		pty_note_status(tty, TIOCPKT_START, TIOCPKT_STOP);
}

static void pty_flush_buffer(struct tty_struct *tty)
{
	tty_buffer_flush(tty->link);
	if (tty->driver->type == TTY_TYPE_PTY_SLAVE)
		pty_note_status(tty, TIOCPKT_FLUSHWRITE, 0);
}

static void pty_set_termios(struct tty_struct *tty, const struct ktermios *old)
{
	bool was, is;

	if (tty->driver->type == TTY_TYPE_PTY_SLAVE) {
		was = (old->c_iflag & IXON) && old->c_cc[VSTOP] == 023 && old->c_cc[VSTART] == 021;
		is = I_FLAG(tty, IXON) && CC(tty, VSTOP) == 023 && CC(tty, VSTART) == 021;
		if (was != is)
			pty_note_status(tty, is ? TIOCPKT_DOSTOP : TIOCPKT_NOSTOP,
					is ? TIOCPKT_NOSTOP : TIOCPKT_DOSTOP);
	}
	tty->termios.c_cflag &= ~(CSIZE | PARENB);
	tty->termios.c_cflag |= CS8 | CREAD;
}

static int pty_slave_open(struct tty_struct *tty, struct file *f)
{
	(void)f;
	clear_bit(TTY_OTHER_CLOSED, &tty->link->flags);
	return 0;
}

/* tty_mutex held; the file is still counted. */
static void pty_close(struct tty_struct *tty, struct file *f)
{
	(void)f;
	if (tty->count > 1)
		return;
	set_bit(TTY_OTHER_CLOSED, &tty->link->flags);
	wake_up_all(&tty->link->read_wait);
	wake_up_all(&tty->link->write_wait);
	wake_up_all(&tty->read_wait);
	wake_up_all(&tty->write_wait);
}

void pty_last_close(struct tty_struct *tty)
{
	struct tty_struct *slave = tty->driver->type == TTY_TYPE_PTY_SLAVE ? tty : tty->link;
	bool gone;

	if (tty->driver->type == TTY_TYPE_PTY_MASTER)
		devpts_pty_kill(slave->index);
	mutex_lock(&tty_mutex);
	gone = slave->count == 0 && slave->link->count == 0 &&
	       xa_load(&pty_slaves, (unsigned long)slave->index) == slave;
	if (gone)
		xa_erase(&pty_slaves, (unsigned long)slave->index);
	mutex_unlock(&tty_mutex);
	if (gone)
		tty_put(slave); /* the pair's own reference */
}

/* --- ioctl --- */

static long pty_set_lock(struct tty_struct *master, uaddr_t arg)
{
	int val;

	if (get_user(val, (int __user *)arg))
		return -EFAULT;
	if (val)
		set_bit(TTY_PTY_LOCK, &master->link->flags);
	else
		clear_bit(TTY_PTY_LOCK, &master->link->flags);
	return 0;
}

static long pty_set_packet(struct tty_struct *master, uaddr_t arg)
{
	unsigned long flags;
	int val;

	if (get_user(val, (int __user *)arg))
		return -EFAULT;
	spin_lock_irqsave(&master->link->ctrl_lock, flags);
	if (val && !master->packet)
		master->link->ctrl_status = 0;
	master->packet = val != 0;
	spin_unlock_irqrestore(&master->link->ctrl_lock, flags);
	return 0;
}

static long pty_get_peer(struct tty_struct *master, int flags)
{
	char path[32];
	struct file *f;
	int fd = get_unused_fd_flags((unsigned int)flags);

	if (fd < 0)
		return fd;
	snprintf(path, sizeof(path), "/dev/pts/%d", master->index);
	f = filp_open(path, flags, 0);
	if (IS_ERR(f)) {
		put_unused_fd((unsigned int)fd);
		return PTR_ERR(f);
	}
	fd_install((unsigned int)fd, f);
	return fd;
}

static long pty_master_ioctl(struct tty_struct *tty, unsigned int cmd, uaddr_t arg)
{
	switch (cmd) {
	case TIOCSPTLCK:
		return pty_set_lock(tty, arg);
	case TIOCGPTLCK:
		return put_user((int)test_bit(TTY_PTY_LOCK, &tty->link->flags), (int __user *)arg);
	case TIOCPKT:
		return pty_set_packet(tty, arg);
	case TIOCGPKT:
		return put_user((int)tty->packet, (int __user *)arg);
	case TIOCGPTN:
		return put_user((unsigned int)tty->index, (unsigned int __user *)arg);
	case TIOCGPTPEER:
		return pty_get_peer(tty, (int)arg);
	case TIOCSIG:
		if ((int)arg != SIGINT && (int)arg != SIGQUIT && (int)arg != SIGTSTP)
			return -EINVAL;
		tty_signal_pgrp(tty->link, (int)arg);
		return 0;
	}
	return -ENOIOCTLCMD;
}

static const struct tty_operations master_ops = {
	.close = pty_close,
	.write = pty_write,
	.write_room = pty_write_room,
	.flush_buffer = pty_flush_buffer,
	.set_termios = pty_set_termios,
	.ioctl = pty_master_ioctl,
};

static const struct tty_operations slave_ops = {
	.open = pty_slave_open,
	.close = pty_close,
	.write = pty_write,
	.write_room = pty_write_room,
	.flush_buffer = pty_flush_buffer,
	.set_termios = pty_set_termios,
	.stop = pty_stop,
	.start = pty_start,
};

/* --- /dev/ptmx --- */

static struct tty_struct *pty_pair_create(int index)
{
	struct tty_struct *master = tty_create(&master_driver, index), *slave;

	if (!master)
		return NULL;
	slave = tty_create(&slave_driver, index);
	if (!slave) {
		tty_put(master);
		return NULL;
	}
	slave->counted = master;
	slave->link = master;
	master->link = slave;
	set_bit(TTY_PTY_LOCK, &slave->flags);
	return master;
}

/* Lowest free index, or -EIO when there are too many as Linux says, with tty_mutex held. */
static int pty_free_index(void)
{
	for (int i = 0; i < PTY_MAX; i++) {
		if (!xa_load(&pty_slaves, (unsigned long)i))
			return i;
	}
	return -ENOSPC;
}

static int pty_create_attach(struct file *f, struct tty_struct **out)
{
	struct tty_struct *master;
	int index, err;

	mutex_lock(&tty_mutex);
	index = pty_free_index();
	err = index;
	if (index < 0)
		goto unlock;
	master = pty_pair_create(index);
	err = -ENOMEM;
	if (!master)
		goto unlock;
	err = xa_err(xa_store(&pty_slaves, (unsigned long)index, master->link, GFP_KERNEL));
	if (err)
		goto put_pair;
	err = tty_attach_file(master, f);
	if (err)
		goto erase;
	*out = master;
	goto unlock;
erase:
	xa_erase(&pty_slaves, (unsigned long)index);
put_pair:
	tty_put(master);
unlock:
	mutex_unlock(&tty_mutex);
	return err;
}

int ptmx_open(struct inode *inode, struct file *f)
{
	struct tty_struct *master;
	int err = pty_create_attach(f, &master);

	if (err)
		return err;
	err = devpts_pty_new(master->index,
			     MKDEV(UNIX98_PTY_SLAVE_MAJOR, (unsigned int)master->index));
	if (err)
		tty_fops.release(inode, f);
	return err;
}

void pty_init(void)
{
	xa_init(&pty_slaves);
	master_driver = (struct tty_driver){
		.name = "ptm",
		.driver_name = "pty_master",
		.major = UNIX98_PTY_MASTER_MAJOR,
		.num = PTY_MAX,
		.type = TTY_TYPE_PTY_MASTER,
		.ops = &master_ops,
		.init_termios = tty_std_termios,
	};
	master_driver.init_termios.c_cflag = B38400 | CS8 | CREAD;
	master_driver.init_termios.c_iflag = 0;
	master_driver.init_termios.c_oflag = 0;
	master_driver.init_termios.c_lflag = 0;
	slave_driver = (struct tty_driver){
		.name = "pts/",
		.driver_name = "pty_slave",
		.major = UNIX98_PTY_SLAVE_MAJOR,
		.num = PTY_MAX,
		.type = TTY_TYPE_PTY_SLAVE,
		.ops = &slave_ops,
		.init_termios = tty_std_termios,
	};
	slave_driver.init_termios.c_cflag = B38400 | CS8 | CREAD;
	register_chrdev_region(UNIX98_PTY_SLAVE_MAJOR, 0, PTY_MAX, "pts", &tty_fops);
	register_chrdev_region(TTYAUX_MAJOR, 2, 1, "/dev/ptmx", &tty_fops);
	device_create("tty", NULL, "ptmx", 0666, MKDEV(TTYAUX_MAJOR, 2));
}
