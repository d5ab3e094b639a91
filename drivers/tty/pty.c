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
 *   The pair belongs to an instance of devpts, whose super block the slave's driver_data is: it
 * holds an active reference.  The slave is found by its node there, which the master's driver_data
 * is.
 *
 * Locks
 *   tty_mutex: pairs; a node's reference to its slave is read under it.
 */
#include "internal.h"

#include <linux/major.h>
#include "arch/uaccess.h"
#include "drivers/base/device.h"
#include "fs/devpts/devpts.h"
#include "fs/vfs/fdtable.h"
#include "fs/vfs/mount.h"
#include "fs/vfs/poll.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/signal.h"
#include "lib/list.h"

#define PTY_MAX 4096

static struct tty_driver master_driver, slave_driver;

struct tty_struct *pts_lookup(const struct file *f)
{
	struct tty_struct *tty;

	assert(mutex_held(&tty_mutex));
	tty = devpts_get_priv(f->f_path.dentry);
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

/* Nobody has either end open any more, or had: the number and the pair's own reference go. */
static void pty_pair_remove(struct tty_struct *slave)
{
	struct super_block *sb = slave->driver_data;

	devpts_kill_index(sb, slave->index);
	tty_put(slave);
	deactivate_super(sb);
}

void pty_last_close(struct tty_struct *tty)
{
	struct tty_struct *slave = tty->driver->type == TTY_TYPE_PTY_SLAVE ? tty : tty->link;
	bool gone;

	if (tty->driver->type == TTY_TYPE_PTY_MASTER && tty->driver_data)
		devpts_pty_kill(tty->driver_data);
	mutex_lock(&tty_mutex);
	gone = slave->count == 0 && slave->link->count == 0 &&
	       !test_and_set_bit(TTY_PTY_GONE, &slave->flags);
	mutex_unlock(&tty_mutex);
	if (gone)
		pty_pair_remove(slave);
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

/* Opens the slave as its instance shows it, whatever is mounted where by now. */
static long pty_get_peer(struct tty_struct *master, const struct file *ptmx, int flags)
{
	struct dentry *node = master->driver_data;
	struct path pts;
	struct file *f;
	int fd, err;

	err = devpts_mount_of(&ptmx->f_path, &pts);
	if (err)
		return err;
	err = -ENODEV;
	if (pts.mnt->mnt_sb != node->d_sb)
		goto put;
	err = fd = get_unused_fd_flags((unsigned int)flags);
	if (fd < 0)
		goto put;
	f = dentry_open(&(struct path){.mnt = pts.mnt, .dentry = node}, flags, current_cred());
	if (IS_ERR(f)) {
		put_unused_fd((unsigned int)fd);
		err = (int)PTR_ERR(f);
		goto put;
	}
	fd_install((unsigned int)fd, f);
	err = fd;
put:
	path_put(&pts);
	return err;
}

static long pty_master_ioctl(struct tty_struct *tty, struct file *f, unsigned int cmd, uaddr_t arg)
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
		return pty_get_peer(tty, f, (int)arg);
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

/* A new pair of the instance @sb, whose master is @f. */
static int pty_create_attach(struct super_block *sb, int index, struct file *f,
			     struct tty_struct **out)
{
	struct tty_struct *master;
	int err = -ENOMEM;

	mutex_lock(&tty_mutex);
	master = pty_pair_create(index);
	if (master) {
		err = tty_attach_file(master, f);
		if (err)
			tty_put(master);
	}
	mutex_unlock(&tty_mutex);
	if (err)
		return err;
	master->link->driver_data = sb;
	*out = master;
	return 0;
}

/* Opens a new pair, whose slave appears in @pts, the root of an instance. */
static int pty_open_in(const struct path *pts, struct file *f)
{
	struct super_block *sb = pts->mnt->mnt_sb;
	struct tty_struct *master;
	int index, err;
	struct dentry *d;

	index = devpts_new_index(sb);
	if (index < 0)
		return index;
	atomic_inc(&sb->s_active); /* the mount in @pts has one as well */
	err = pty_create_attach(sb, index, f, &master);
	if (err) {
		devpts_kill_index(sb, index);
		deactivate_super(sb);
		return err;
	}
	d = devpts_pty_new(sb, index, master->link);
	if (IS_ERR(d)) {
		tty_fops.release(f->f_inode, f);
		return (int)PTR_ERR(d);
	}
	master->driver_data = d;
	return 0;
}

int ptmx_open(struct file *f)
{
	struct path pts;
	int err = devpts_mount_of(&f->f_path, &pts);

	if (err)
		return err;
	err = pty_open_in(&pts, f);
	path_put(&pts);
	return err;
}

void pty_init(void)
{
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
