/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drivers/tty/vt.c - the VGA text screen as terminal tty1 and as console tty0
 *
 * Theory
 *   A PC started by GRUB in text mode has an 80x25 screen at physical 0xb8000.  If memory there
 *   keeps what is written to it, the terminal exists; machines without VGA have none.  Output is
 * drawn at once, so there is always room.  tty0 is another name of tty1.
 *
 * Locks
 *   vt_lock (RANK_TTY_PORT, irq-safe): screen, parser, cursor registers.
 */
#include "vt.h"

#include <linux/kd.h>
#include <linux/major.h>
#include <linux/vt.h>
#include "arch/io.h"
#include "arch/uaccess.h"
#include "drivers/base/device.h"
#include "kernel/base/printk.h"
#include "lib/string.h"
#include "mm/kmem/vmalloc.h"

#define VGA_TEXT     0xb8000
#define CRTC_INDEX   0x3d4
#define CRTC_DATA    0x3d5
#define CURSOR_START 0x0a
#define CURSOR_HIGH  0x0e
#define CURSOR_LOW   0x0f

static DEFINE_SPINLOCK(vt_lock, RANK_TTY_PORT);
static struct vt_screen screen;	  /* [vt_lock] */
static struct tty_struct *vt_tty; /* [vt_lock] while open */
static struct tty_struct *vt_ttys[2];
static struct ktermios *vt_saved[2];

static void crtc(u8 reg, u8 v)
{
	outb(reg, CRTC_INDEX);
	outb(v, CRTC_DATA);
}

static void show_cursor(void)
{
	unsigned int pos = screen.y * VT_COLS + screen.x;

	crtc(CURSOR_START, screen.cursor_on ? 13 : 0x20);
	crtc(CURSOR_HIGH, (u8)(pos >> 8));
	crtc(CURSOR_LOW, (u8)pos);
}

static void draw(const char *s, unsigned int n, bool cook)
{
	for (unsigned int i = 0; i < n; i++) {
		if (cook && s[i] == '\n')
			vt_emu_putc(&screen, '\r');
		vt_emu_putc(&screen, (u8)s[i]);
	}
	show_cursor();
}

/* --- terminal --- */

void vt_input(const char *s, unsigned int n)
{
	struct tty_struct *tty;
	unsigned long flags;

	spin_lock_irqsave(&vt_lock, flags);
	tty = vt_tty;
	if (tty)
		tty_get(tty);
	spin_unlock_irqrestore(&vt_lock, flags);
	if (!tty)
		return;
	for (unsigned int i = 0; i < n; i++)
		tty_insert_flip_char(tty, (u8)s[i], TTY_NORMAL);
	tty_flip_buffer_push(tty);
	tty_put(tty);
}

bool vt_app_cursor(void)
{
	return READ_ONCE(screen.app_cursor);
}

static int vt_open(struct tty_struct *tty, struct file *f)
{
	unsigned long flags;

	(void)f;
	tty->winsize = (struct winsize){.ws_row = VT_ROWS, .ws_col = VT_COLS};
	spin_lock_irqsave(&vt_lock, flags);
	vt_tty = tty;
	spin_unlock_irqrestore(&vt_lock, flags);
	return 0;
}

static void vt_close(struct tty_struct *tty, struct file *f)
{
	unsigned long flags;

	(void)f;
	if (tty->count > 1)
		return;
	spin_lock_irqsave(&vt_lock, flags);
	if (vt_tty == tty)
		vt_tty = NULL;
	spin_unlock_irqrestore(&vt_lock, flags);
}

static int vt_write(struct tty_struct *tty, const u8 *buf, int n)
{
	char reply[sizeof(screen.reply)];
	unsigned long flags;

	if (READ_ONCE(tty->stopped))
		return 0;
	spin_lock_irqsave(&vt_lock, flags);
	draw((const char *)buf, (unsigned int)n, false);
	memcpy(reply, screen.reply, sizeof(reply));
	screen.reply[0] = '\0';
	spin_unlock_irqrestore(&vt_lock, flags);
	if (reply[0])
		vt_input(reply, (unsigned int)strlen(reply));
	return n;
}

static unsigned int vt_write_room(struct tty_struct *tty)
{
	return READ_ONCE(tty->stopped) ? 0 : 32768;
}

static long vt_ioctl(struct tty_struct *tty, struct file *f, unsigned int cmd, uaddr_t arg)
{
	(void)tty;
	(void)f;
	switch (cmd) {
	case KDGKBTYPE:
		return put_user((char)KB_101, (char __user *)arg);
	case KDGETMODE:
		return put_user(KD_TEXT, (int __user *)arg);
	case KDGKBMODE:
		return put_user(K_UNICODE, (int __user *)arg);
	case VT_OPENQRY:
		return put_user(1, (int __user *)arg);
	}
	return -ENOIOCTLCMD;
}

static const struct tty_operations vt_ops = {
	.open = vt_open,
	.close = vt_close,
	.write = vt_write,
	.write_room = vt_write_room,
	.ioctl = vt_ioctl,
};

static struct tty_driver vt_driver = {
	.name = "tty",
	.driver_name = "tty",
	.major = TTY_MAJOR,
	.minor_start = 1,
	.num = 1,
	.name_base = 1,
	.type = TTY_TYPE_CONSOLE,
	.ops = &vt_ops,
	.ttys = vt_ttys,
	.saved = vt_saved,
};

/* --- console --- */

__no_lock_analysis /* maybe not held in an oops */
	static void
	vt_console_write(struct console *con, const char *s, unsigned int n)
{
	unsigned long flags;
	bool locked = true;

	(void)con;
	local_irq_save(flags);
	if (oops_in_progress)
		locked = spin_trylock(&vt_lock);
	else
		spin_lock(&vt_lock);
	draw(s, n, true);
	if (locked)
		spin_unlock(&vt_lock);
	local_irq_restore(flags);
}

static int vt_console_setup(struct console *con, const char *options)
{
	(void)options;
	if (con->index > 1)
		return -ENODEV;
	con->index = 0;
	con->dev = MKDEV(TTY_MAJOR, 1);
	return 0;
}

static struct console vt_console = {
	.name = "tty",
	.index = -1,
	.write = vt_console_write,
	.setup = vt_console_setup,
};

/* The cursor register keeps what is written, and so does text memory: then there is a screen. */
static bool screen_present(volatile u16 *cell)
{
	u16 old = *cell;
	bool ok;

	crtc(CURSOR_LOW, 0x5a);
	if (inb(CRTC_DATA) != 0x5a)
		return false;

	*cell = 0x5aa5;
	ok = *cell == 0x5aa5;
	*cell = 0xa55a;
	ok = ok && *cell == 0xa55a;
	*cell = old;
	return ok;
}

void vt_init(void)
{
	screen.cells = ioremap_wc(VGA_TEXT, VT_COLS * VT_ROWS * sizeof(u16));
	if (!screen.cells || !screen_present(screen.cells)) {
		iounmap(screen.cells);
		return;
	}
	vt_emu_reset(&screen);
	show_cursor();
	vt_driver.init_termios = tty_std_termios;
	vt_driver.init_termios.c_iflag |= IUTF8;
	tty_register_driver(&vt_driver);
	register_chrdev_region(TTY_MAJOR, 0, 1, "/dev/vc/0", &tty_fops);
	device_create("tty", NULL, "tty0", 0620, MKDEV(TTY_MAJOR, 0));
	device_create("tty", NULL, "tty1", 0620, MKDEV(TTY_MAJOR, 1));
	pr_info("Console: colour VGA+ %dx%d\n", VT_COLS, VT_ROWS);
	register_console(&vt_console);
	keyboard_init();
}
