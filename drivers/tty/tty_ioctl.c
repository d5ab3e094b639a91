/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drivers/tty/tty_ioctl.c - ioctl(2) on terminals: termios, window size, flow control, queues,
 * modem lines
 *
 * Locks
 *   termios_rwsem for writing while termios change; ctrl_lock for the window size.
 *
 * Sources: tty_ioctl(4), termios(3)
 */
#include "internal.h"

#include "arch/uaccess.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/signal.h"
#include "lib/string.h"

/* --- speed --- */

static const struct {
	unsigned int code, baud;
} speeds[] = {
	{B0, 0},
	{B50, 50},
	{B75, 75},
	{B110, 110},
	{B134, 134},
	{B150, 150},
	{B200, 200},
	{B300, 300},
	{B600, 600},
	{B1200, 1200},
	{B1800, 1800},
	{B2400, 2400},
	{B4800, 4800},
	{B9600, 9600},
	{B19200, 19200},
	{B38400, 38400},
	{B57600, 57600},
	{B115200, 115200},
	{B230400, 230400},
	{B460800, 460800},
	{B500000, 500000},
	{B576000, 576000},
	{B921600, 921600},
	{B1000000, 1000000},
	{B1152000, 1152000},
	{B1500000, 1500000},
	{B2000000, 2000000},
	{B2500000, 2500000},
	{B3000000, 3000000},
	{B3500000, 3500000},
	{B4000000, 4000000},
};

unsigned int tty_termios_baud(const struct ktermios *t)
{
	unsigned int code = t->c_cflag & CBAUD;

	if (code == BOTHER)
		return t->c_ospeed;
	for (size_t i = 0; i < ARRAY_SIZE(speeds); i++) {
		if (speeds[i].code == code)
			return speeds[i].baud;
	}
	return 9600;
}

/* --- output flow --- */

void tty_stop(struct tty_struct *tty)
{
	unsigned long flags;
	bool was;

	spin_lock_irqsave(&tty->flow_lock, flags);
	was = tty->stopped;
	tty->stopped = true;
	spin_unlock_irqrestore(&tty->flow_lock, flags);
	if (!was && tty->ops->stop)
		tty->ops->stop(tty);
}

void tty_start(struct tty_struct *tty)
{
	unsigned long flags;
	bool was;

	spin_lock_irqsave(&tty->flow_lock, flags);
	was = tty->stopped && !tty->tco_stopped;
	if (was)
		tty->stopped = false;
	spin_unlock_irqrestore(&tty->flow_lock, flags);
	if (was && tty->ops->start)
		tty->ops->start(tty);
	if (was)
		tty_wakeup(tty);
}

static void set_tco(struct tty_struct *tty, bool stop)
{
	unsigned long flags;

	spin_lock_irqsave(&tty->flow_lock, flags);
	tty->tco_stopped = stop;
	spin_unlock_irqrestore(&tty->flow_lock, flags);
	if (stop)
		tty_stop(tty);
	else
		tty_start(tty);
}

int tty_drain(struct tty_struct *tty)
{
	if (!tty->ops->chars_in_buffer)
		return 0;
	return wait_event_interruptible(tty->write_wait, tty->ops->chars_in_buffer(tty) == 0 ||
								 test_bit(TTY_HUPPED, &tty->flags));
}

static long tcxonc(struct tty_struct *tty, uaddr_t arg)
{
	int err = tty_check_change(tty);
	u8 c;

	if (err)
		return err;
	switch (arg) {
	case TCOOFF:
		set_tco(tty, true);
		return 0;
	case TCOON:
		set_tco(tty, false);
		return 0;
	case TCIOFF:
	case TCION:
		c = arg == TCIOFF ? CC(tty, VSTOP) : CC(tty, VSTART);
		if (c != NO_CHAR && tty->ops->send_xchar)
			tty->ops->send_xchar(tty, (char)c);
		return 0;
	}
	return -EINVAL;
}

static long tcflsh(struct tty_struct *tty, uaddr_t arg)
{
	int err = tty_check_change(tty);

	if (err)
		return err;
	if (arg != TCIFLUSH && arg != TCOFLUSH && arg != TCIOFLUSH)
		return -EINVAL;
	if (arg != TCOFLUSH) {
		tty_buffer_flush(tty);
		n_tty_flush_input(tty);
		n_tty_check_unthrottle(tty);
	}
	if (arg != TCIFLUSH && tty->ops->flush_buffer)
		tty->ops->flush_buffer(tty);
	return 0;
}

static long tcsbrk(struct tty_struct *tty, bool send_break)
{
	int err = tty_check_change(tty);

	if (!err)
		err = tty_drain(tty);
	if (err || !send_break || !tty->ops->break_ctl)
		return err;
	err = tty->ops->break_ctl(tty, -1);
	if (!err) {
		msleep(250);
		err = tty->ops->break_ctl(tty, 0);
	}
	return err;
}

/* --- termios --- */

void tty_set_termios(struct tty_struct *tty, const struct ktermios *new)
{
	struct ktermios old;

	down_write(&tty->termios_rwsem);
	old = tty->termios;
	tty->termios = *new;
	n_tty_set_termios(tty, &old);
	if (tty->ops->set_termios)
		tty->ops->set_termios(tty, &old);
	up_write(&tty->termios_rwsem);
}

static void set_speeds(struct ktermios *t)
{
	t->c_ospeed = tty_termios_baud(t);
	t->c_ispeed = t->c_ospeed;
}

enum { FLUSH_INPUT = 1, WAIT_OUTPUT = 2 };

/* @v2: the caller's structure is struct termios2. */
static long set_termios(struct tty_struct *tty, uaddr_t arg, bool v2, unsigned int how)
{
	struct ktermios t;
	int err = tty_check_change(tty);

	if (err)
		return err;
	down_read(&tty->termios_rwsem);
	t = tty->termios;
	up_read(&tty->termios_rwsem);
	/* struct termios is the beginning of struct termios2, which is struct ktermios */
	if (copy_from_user(&t, (void __user *)arg,
			   v2 ? sizeof(struct termios2) : sizeof(struct termios)))
		return -EFAULT;
	set_speeds(&t);
	if (how & FLUSH_INPUT) {
		tty_buffer_flush(tty);
		n_tty_flush_input(tty);
	}
	if (how & WAIT_OUTPUT) {
		err = tty_drain(tty);
		if (err)
			return err;
	}
	tty_set_termios(tty, &t);
	return 0;
}

static long get_termios(struct tty_struct *tty, uaddr_t arg, bool v2)
{
	struct ktermios t;

	down_read(&tty->termios_rwsem);
	t = tty->termios;
	up_read(&tty->termios_rwsem);
	return copy_to_user((void __user *)arg, &t,
			    v2 ? sizeof(struct termios2) : sizeof(struct termios))
		       ? -EFAULT
		       : 0;
}

/* --- window size, queues, modem lines --- */

static long tiocgwinsz(struct tty_struct *tty, uaddr_t arg)
{
	unsigned long flags;
	struct winsize ws;

	spin_lock_irqsave(&tty->ctrl_lock, flags);
	ws = tty->winsize;
	spin_unlock_irqrestore(&tty->ctrl_lock, flags);
	return copy_to_user((void __user *)arg, &ws, sizeof(ws)) ? -EFAULT : 0;
}

static bool winsize_update(struct tty_struct *tty, const struct winsize *ws)
{
	unsigned long flags;
	bool changed;

	spin_lock_irqsave(&tty->ctrl_lock, flags);
	changed = memcmp(&tty->winsize, ws, sizeof(*ws)) != 0;
	tty->winsize = *ws;
	spin_unlock_irqrestore(&tty->ctrl_lock, flags);
	return changed;
}

static long tiocswinsz(struct tty_struct *tty, uaddr_t arg)
{
	struct winsize ws;

	if (copy_from_user(&ws, (void __user *)arg, sizeof(ws)))
		return -EFAULT;
	if (!winsize_update(tty, &ws))
		return 0;
	tty_signal_pgrp(tty, SIGWINCH);
	if (tty->link) {
		winsize_update(tty->link, &ws);
		tty_signal_pgrp(tty->link, SIGWINCH);
	}
	return 0;
}

static long modem_ioctl(struct tty_struct *tty, unsigned int cmd, uaddr_t arg)
{
	unsigned int val;

	if (cmd == TIOCMGET) {
		int lines = tty->ops->tiocmget ? tty->ops->tiocmget(tty) : -EINVAL;

		return lines < 0 ? lines : put_user(lines, (int __user *)arg);
	}
	if (!tty->ops->tiocmset)
		return -EINVAL;
	if (get_user(val, (unsigned int __user *)arg))
		return -EFAULT;
	switch (cmd) {
	case TIOCMBIS:
		return tty->ops->tiocmset(tty, val, 0);
	case TIOCMBIC:
		return tty->ops->tiocmset(tty, 0, val);
	}
	return tty->ops->tiocmset(tty, val, ~val);
}

static long tiocsti(struct tty_struct *tty, uaddr_t arg)
{
	char c;

	if (READ_ONCE(current->signal->tty) != tty && !capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (get_user(c, (char __user *)arg))
		return -EFAULT;
	tty_insert_flip_char(tty, (u8)c, TTY_NORMAL);
	tty_flip_buffer_push(tty);
	return 0;
}

static long queue_ioctl(struct tty_struct *tty, unsigned int cmd, uaddr_t arg)
{
	if (cmd == TIOCINQ)
		return put_user((int)n_tty_inq(tty), (int __user *)arg);
	return put_user((int)(tty->ops->chars_in_buffer ? tty->ops->chars_in_buffer(tty) : 0),
			(int __user *)arg);
}

/* --- dispatch --- */

static long termios_ioctl(struct tty_struct *tty, unsigned int cmd, uaddr_t arg)
{
	struct tty_struct *real = tty->driver->type == TTY_TYPE_PTY_MASTER ? tty->link : tty;

	switch (cmd) {
	case TCGETS:
		return get_termios(real, arg, false);
	case TCGETS2:
		return get_termios(real, arg, true);
	case TCSETS:
		return set_termios(real, arg, false, 0);
	case TCSETSW:
		return set_termios(real, arg, false, WAIT_OUTPUT);
	case TCSETSF:
		return set_termios(real, arg, false, WAIT_OUTPUT | FLUSH_INPUT);
	case TCSETS2:
		return set_termios(real, arg, true, 0);
	case TCSETSW2:
		return set_termios(real, arg, true, WAIT_OUTPUT);
	case TCSETSF2:
		return set_termios(real, arg, true, WAIT_OUTPUT | FLUSH_INPUT);
	case TCXONC:
		return tcxonc(tty, arg);
	case TCFLSH:
		return tcflsh(tty, arg);
	case TCSBRK:
		return tcsbrk(tty, arg == 0);
	case TCSBRKP:
		return tcsbrk(tty, true);
	}
	return -ENOIOCTLCMD;
}

static long simple_ioctl(struct tty_struct *tty, unsigned int cmd, uaddr_t arg)
{
	int val;

	switch (cmd) {
	case TIOCGWINSZ:
		return tiocgwinsz(tty, arg);
	case TIOCSWINSZ:
		return tiocswinsz(tty, arg);
	case TIOCINQ:
	case TIOCOUTQ:
		return queue_ioctl(tty, cmd, arg);
	case TIOCMGET:
	case TIOCMSET:
	case TIOCMBIS:
	case TIOCMBIC:
		return modem_ioctl(tty, cmd, arg);
	case TIOCSTI:
		return tiocsti(tty, arg);
	case TIOCEXCL:
		set_bit(TTY_EXCLUSIVE, &tty->flags);
		return 0;
	case TIOCNXCL:
		clear_bit(TTY_EXCLUSIVE, &tty->flags);
		return 0;
	case TIOCGEXCL:
		return put_user((int)test_bit(TTY_EXCLUSIVE, &tty->flags), (int __user *)arg);
	case TIOCGETD:
		return put_user(0, (int __user *)arg); /* N_TTY */
	case TIOCSETD:
		if (get_user(val, (int __user *)arg))
			return -EFAULT;
		return val == 0 ? 0 : -EINVAL;
	case TIOCGDEV:
		return put_user(
			new_encode_dev(MKDEV(tty->driver->major,
					     tty->driver->minor_start + (unsigned int)tty->index)),
			(unsigned int __user *)arg);
	case TIOCVHANGUP:
		if (!capable(CAP_SYS_ADMIN))
			return -EPERM;
		tty_hangup(tty);
		return 0;
	}
	return -ENOIOCTLCMD;
}

long tty_ioctl(struct file *f, unsigned int cmd, uaddr_t arg)
{
	struct tty_struct *tty = file_tty(f);
	long err;

	if (tty_file_hung(f))
		return cmd == TIOCSPGRP ? -ENOTTY : -EIO;
	err = tty_jobctl_ioctl(tty, f, cmd, arg);
	if (err == -ENOIOCTLCMD)
		err = termios_ioctl(tty, cmd, arg);
	if (err == -ENOIOCTLCMD)
		err = simple_ioctl(tty, cmd, arg);
	if (err == -ENOIOCTLCMD && tty->ops->ioctl)
		err = tty->ops->ioctl(tty, f, cmd, arg);
	return err;
}
