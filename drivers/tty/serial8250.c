/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drivers/tty/serial8250.c - 16550 serial ports ttyS0..ttyS3, and the console on one of them
 *
 * Theory
 *   Ports are looked for at the four places a PC has them (scratch register and loopback test).
 * Sending goes through a ring that the transmitter-empty interrupt drains, a FIFO at a time;
 * receiving hands every character of the FIFO to the flip buffer.  While that is full the receive
 * interrupt is off, so the sender is held back by the FIFO.
 *
 *   The console writes by polling, under the port's lock, between the bytes of the ring.
 *
 * Locks
 *   port->lock (RANK_TTY_PORT, irq-safe): registers and ring.
 *
 * Sources: PC16550D data sheet
 */
#include "internal.h"

#include <linux/major.h>
#include <linux/serial_reg.h>
#include "arch/io.h"
#include "base/kdev.h"
#include "drivers/base/device.h"
#include "kernel/base/printk.h"
#include "kernel/proc/reboot.h"
#include "kernel/sched/irq.h"
#include "lib/format.h"
#include "lib/kstrtox.h"
#include "mm/kmem/resource.h"
#include "mm/phys/alloc.h"

#define NR_PORTS   4
#define RING_SIZE  4096
#define FIFO_SIZE  16
#define BASE_BAUD  115200
#define POLL_LIMIT 100000
#define DRAIN_MS   1000
#define MAX_PASSES 64

struct serial_port {
	spinlock_t lock;
	u16 base;		 /* [c] I/O port */
	int irq;		 /* [c] */
	bool present;		 /* [c] */
	u8 ier, mcr;		 /* [lock] as last written */
	bool stopped;		 /* [lock] */
	u8 *ring;		 /* [lock] one page, from first open on */
	unsigned int head, tail; /* [lock] */
	int xchar;		 /* [lock] sent before the ring; -1: none */
	struct tty_struct *tty;	 /* [lock] while open */
};

static struct serial_port ports[NR_PORTS] = {
	{.base = 0x3f8, .irq = 4, .xchar = -1},
	{.base = 0x2f8, .irq = 3, .xchar = -1},
	{.base = 0x3e8, .irq = 4, .xchar = -1},
	{.base = 0x2e8, .irq = 3, .xchar = -1},
};
static struct tty_struct *serial_ttys[NR_PORTS];
static struct ktermios *serial_saved[NR_PORTS];

static u8 reg_in(const struct serial_port *p, unsigned int reg)
{
	return inb((u16)(p->base + reg));
}

static void reg_out(const struct serial_port *p, unsigned int reg, u8 v)
{
	outb(v, (u16)(p->base + reg));
}

static void set_ier(struct serial_port *p, u8 ier)
{
	if (p->ier != ier) {
		p->ier = ier;
		reg_out(p, UART_IER, ier);
	}
}

/* --- interrupt --- */

static void receive(struct serial_port *p, u8 lsr)
{
	while (lsr & (UART_LSR_DR | UART_LSR_BI)) {
		u8 mark = TTY_NORMAL, c;

		if (!p->tty || !tty_buffer_room(p->tty)) {
			set_ier(p, p->ier & (u8) ~(UART_IER_RDI | UART_IER_RLSI));
			return; /* stays in the FIFO until unthrottle */
		}
		c = reg_in(p, UART_RX);
		if (lsr & UART_LSR_BI)
			mark = TTY_BREAK;
		else if (lsr & UART_LSR_PE)
			mark = TTY_PARITY;
		else if (lsr & UART_LSR_FE)
			mark = TTY_FRAME;
		tty_insert_flip_char(p->tty, c, mark);
		lsr = reg_in(p, UART_LSR);
	}
}

/*
 * Fills the transmitter's FIFO.  The interrupt is on while there is more, and only then: an edge
 * for which nothing is left when it is served counts as one that nobody wanted.
 */
static void transmit(struct serial_port *p)
{
	unsigned int n = FIFO_SIZE;

	if (reg_in(p, UART_LSR) & UART_LSR_THRE) {
		if (p->xchar >= 0) {
			reg_out(p, UART_TX, (u8)p->xchar);
			p->xchar = -1;
			n--;
		}
		while (n-- && p->tail != p->head && !p->stopped)
			reg_out(p, UART_TX, p->ring[p->tail++ % RING_SIZE]);
	}
	if (p->xchar >= 0 || (p->tail != p->head && !p->stopped))
		set_ier(p, p->ier | UART_IER_THRI);
	else
		set_ier(p, p->ier & (u8)~UART_IER_THRI);
}

static enum irqreturn serial_interrupt(int irq, void *dev)
{
	struct serial_port *p = dev;
	bool received = false, room = false, served = false;
	struct tty_struct *tty;
	u8 iir;

	(void)irq;
	spin_lock(&p->lock);
	tty = p->tty;
	/*
	 * The line is edge-triggered and reading IIR takes the transmitter's request back: every
	 * request that is read is served, and one that comes later makes a new edge.
	 */
	for (int pass = 0; pass < MAX_PASSES; pass++) {
		u8 lsr;

		iir = reg_in(p, UART_IIR);
		if (iir & UART_IIR_NO_INT)
			break;
		served = true;
		lsr = reg_in(p, UART_LSR);
		if (lsr & (UART_LSR_DR | UART_LSR_BI)) {
			receive(p, lsr);
			received = true;
		}
		if (p->ier & UART_IER_THRI) {
			transmit(p);
			room = true;
		}
		if ((iir & UART_IIR_ID) == UART_IIR_MSI)
			reg_in(p, UART_MSR);
	}
	if (tty && received)
		tty_flip_buffer_push(tty);
	spin_unlock(&p->lock);
	if (tty && room)
		tty_wakeup(tty);
	return served ? IRQ_HANDLED : IRQ_NONE;
}

/* --- as a tty driver --- */

static struct serial_port *port_of(struct tty_struct *tty)
{
	return &ports[tty->index];
}

static void program_line(struct serial_port *p, const struct ktermios *t)
{
	static const u8 word_length[] = {UART_LCR_WLEN5, UART_LCR_WLEN6, UART_LCR_WLEN7,
					 UART_LCR_WLEN8};
	unsigned int baud = tty_termios_baud(t);
	u8 lcr = word_length[(t->c_cflag & CSIZE) / CS6];
	u16 divisor = (u16)(baud ? max(BASE_BAUD / baud, 1u) : 0);

	if (t->c_cflag & CSTOPB)
		lcr |= UART_LCR_STOP;
	if (t->c_cflag & PARENB)
		lcr |= UART_LCR_PARITY | (t->c_cflag & PARODD ? 0 : UART_LCR_EPAR);
	p->mcr = baud ? UART_MCR_DTR | UART_MCR_RTS | UART_MCR_OUT2 : UART_MCR_OUT2;
	if (divisor) {
		reg_out(p, UART_LCR, lcr | UART_LCR_DLAB);
		reg_out(p, UART_DLL, divisor & 0xff);
		reg_out(p, UART_DLM, divisor >> 8);
	}
	reg_out(p, UART_LCR, lcr);
	reg_out(p, UART_MCR, p->mcr);
}

static int serial_open(struct tty_struct *tty, struct file *f)
{
	struct serial_port *p = port_of(tty);
	unsigned long flags;
	u8 *ring;
	int err;

	(void)f;
	if (!p->present)
		return -EIO;
	if (tty->count > 1)
		return 0;
	ring = (u8 *)__get_free_page(GFP_KERNEL);
	if (!ring)
		return -ENOMEM;
	err = request_irq(p->irq, serial_interrupt, IRQF_SHARED, "ttyS", p);
	if (err) {
		free_page((unsigned long)ring);
		return err;
	}
	spin_lock_irqsave(&p->lock, flags);
	p->ring = ring;
	p->head = p->tail = 0;
	p->stopped = false;
	p->tty = tty;
	program_line(p, &tty->termios);
	reg_out(p, UART_FCR, UART_FCR_ENABLE_FIFO | UART_FCR_CLEAR_RCVR | UART_FCR_R_TRIG_10);
	set_ier(p, UART_IER_RDI | UART_IER_RLSI);
	spin_unlock_irqrestore(&p->lock, flags);
	return 0;
}

static void serial_close(struct tty_struct *tty, struct file *f)
{
	struct serial_port *p = port_of(tty);
	unsigned long flags;
	u8 *ring;

	(void)f;
	if (tty->count > 1)
		return;
	spin_lock_irqsave(&p->lock, flags);
	set_ier(p, 0);
	ring = p->ring;
	p->ring = NULL;
	p->tty = NULL;
	spin_unlock_irqrestore(&p->lock, flags);
	if (ring) {
		free_irq(p->irq, p);
		free_page((unsigned long)ring);
	}
}

static int serial_write(struct tty_struct *tty, const u8 *buf, int n)
{
	struct serial_port *p = port_of(tty);
	unsigned long flags;
	bool empty;
	int done = 0;

	spin_lock_irqsave(&p->lock, flags);
	while (p->ring && done < n && p->head - p->tail < RING_SIZE)
		p->ring[p->head++ % RING_SIZE] = buf[done++];
	if (done && !p->stopped)
		transmit(p);
	empty = p->tail == p->head;
	spin_unlock_irqrestore(&p->lock, flags);
	if (done && empty)
		tty_wakeup(tty); /* no interrupt comes to tell who waits for that (tcdrain) */
	return done;
}

static unsigned int serial_write_room(struct tty_struct *tty)
{
	struct serial_port *p = port_of(tty);

	return RING_SIZE - (READ_ONCE(p->head) - READ_ONCE(p->tail));
}

static unsigned int serial_chars_in_buffer(struct tty_struct *tty)
{
	struct serial_port *p = port_of(tty);

	return READ_ONCE(p->head) - READ_ONCE(p->tail);
}

static void serial_flush_buffer(struct tty_struct *tty)
{
	struct serial_port *p = port_of(tty);
	unsigned long flags;

	spin_lock_irqsave(&p->lock, flags);
	p->tail = p->head;
	spin_unlock_irqrestore(&p->lock, flags);
	tty_wakeup(tty);
}

static void serial_set_termios(struct tty_struct *tty, const struct ktermios *old)
{
	struct serial_port *p = port_of(tty);
	unsigned long flags;

	if (old->c_cflag == tty->termios.c_cflag && old->c_ospeed == tty->termios.c_ospeed)
		return;
	spin_lock_irqsave(&p->lock, flags);
	program_line(p, &tty->termios);
	spin_unlock_irqrestore(&p->lock, flags);
}

static void serial_set_stopped(struct tty_struct *tty, bool stopped)
{
	struct serial_port *p = port_of(tty);
	unsigned long flags;

	spin_lock_irqsave(&p->lock, flags);
	p->stopped = stopped;
	if (!stopped && p->ring)
		transmit(p);
	spin_unlock_irqrestore(&p->lock, flags);
	if (!stopped)
		tty_wakeup(tty);
}

static void serial_stop(struct tty_struct *tty)
{
	serial_set_stopped(tty, true);
}

static void serial_start(struct tty_struct *tty)
{
	serial_set_stopped(tty, false);
}

static void serial_unthrottle(struct tty_struct *tty)
{
	struct serial_port *p = port_of(tty);
	unsigned long flags;

	spin_lock_irqsave(&p->lock, flags);
	if (p->tty)
		set_ier(p, p->ier | UART_IER_RDI | UART_IER_RLSI);
	spin_unlock_irqrestore(&p->lock, flags);
}

static void serial_send_xchar(struct tty_struct *tty, char c)
{
	struct serial_port *p = port_of(tty);
	unsigned long flags;

	spin_lock_irqsave(&p->lock, flags);
	p->xchar = (u8)c;
	if (p->ring)
		transmit(p);
	spin_unlock_irqrestore(&p->lock, flags);
	tty_wakeup(tty);
}

static int serial_tiocmget(struct tty_struct *tty)
{
	struct serial_port *p = port_of(tty);
	u8 msr = reg_in(p, UART_MSR);

	return (p->mcr & UART_MCR_DTR ? TIOCM_DTR : 0) | (p->mcr & UART_MCR_RTS ? TIOCM_RTS : 0) |
	       (msr & UART_MSR_DCD ? TIOCM_CAR : 0) | (msr & UART_MSR_RI ? TIOCM_RNG : 0) |
	       (msr & UART_MSR_DSR ? TIOCM_DSR : 0) | (msr & UART_MSR_CTS ? TIOCM_CTS : 0);
}

static int serial_tiocmset(struct tty_struct *tty, unsigned int set, unsigned int clear)
{
	struct serial_port *p = port_of(tty);
	unsigned long flags;

	spin_lock_irqsave(&p->lock, flags);
	if ((set | clear) & TIOCM_DTR)
		p->mcr = set & TIOCM_DTR ? p->mcr | UART_MCR_DTR : p->mcr & (u8)~UART_MCR_DTR;
	if ((set | clear) & TIOCM_RTS)
		p->mcr = set & TIOCM_RTS ? p->mcr | UART_MCR_RTS : p->mcr & (u8)~UART_MCR_RTS;
	reg_out(p, UART_MCR, p->mcr);
	spin_unlock_irqrestore(&p->lock, flags);
	return 0;
}

static int serial_break_ctl(struct tty_struct *tty, int state)
{
	struct serial_port *p = port_of(tty);
	unsigned long flags;
	u8 lcr;

	spin_lock_irqsave(&p->lock, flags);
	lcr = reg_in(p, UART_LCR);
	reg_out(p, UART_LCR, state ? lcr | UART_LCR_SBC : lcr & (u8)~UART_LCR_SBC);
	spin_unlock_irqrestore(&p->lock, flags);
	return 0;
}

static const struct tty_operations serial_ops = {
	.open = serial_open,
	.close = serial_close,
	.write = serial_write,
	.write_room = serial_write_room,
	.chars_in_buffer = serial_chars_in_buffer,
	.flush_buffer = serial_flush_buffer,
	.set_termios = serial_set_termios,
	.unthrottle = serial_unthrottle,
	.stop = serial_stop,
	.start = serial_start,
	.send_xchar = serial_send_xchar,
	.tiocmget = serial_tiocmget,
	.tiocmset = serial_tiocmset,
	.break_ctl = serial_break_ctl,
};

static struct tty_driver serial_driver = {
	.name = "ttyS",
	.driver_name = "ttyS",
	.major = TTY_MAJOR,
	.minor_start = 64,
	.num = NR_PORTS,
	.type = TTY_TYPE_SERIAL,
	.ops = &serial_ops,
	.ttys = serial_ttys,
	.saved = serial_saved,
};

/* --- as a console --- */

static void console_putc(struct serial_port *p, u8 c)
{
	for (int i = 0; i < POLL_LIMIT && !(reg_in(p, UART_LSR) & UART_LSR_THRE); i++)
		cpu_relax();
	reg_out(p, UART_TX, c);
}

__no_lock_analysis /* maybe not held in an oops */
	static void
	serial_console_write(struct console *con, const char *s, unsigned int n)
{
	struct serial_port *p = &ports[con->index];
	unsigned long flags;
	bool locked;

	local_irq_save(flags);
	if (oops_in_progress) {
		locked = spin_trylock(&p->lock);
	} else {
		spin_lock(&p->lock);
		locked = true;
	}
	for (unsigned int i = 0; i < n; i++) {
		if (s[i] == '\n')
			console_putc(p, '\r');
		console_putc(p, (u8)s[i]);
	}
	if (locked)
		spin_unlock(&p->lock);
	local_irq_restore(flags);
}

static int serial_console_setup(struct console *con, const char *options)
{
	unsigned int baud = BASE_BAUD;
	char digits[12];
	size_t n = 0;

	if (con->index < 0)
		con->index = 0;
	if (con->index >= NR_PORTS || !ports[con->index].present)
		return -ENODEV;
	while (options && options[n] >= '0' && options[n] <= '9' && n + 1 < sizeof(digits)) {
		digits[n] = options[n];
		n++;
	}
	digits[n] = '\0';
	if (n && (kstrtouint(digits, 10, &baud) || !baud))
		baud = BASE_BAUD;
	con->dev = MKDEV(TTY_MAJOR, 64 + (unsigned int)con->index);
	return 0;
}

static struct console serial_console = {
	.name = "ttyS",
	.index = -1,
	.write = serial_console_write,
	.setup = serial_console_setup,
};

/* --- finding the ports --- */

static bool port_present(const struct serial_port *p)
{
	u8 status;

	reg_out(p, UART_SCR, 0x5a);
	if (reg_in(p, UART_SCR) != 0x5a)
		return false;
	reg_out(p, UART_MCR, UART_MCR_LOOP | UART_MCR_OUT2 | UART_MCR_RTS);
	status = reg_in(p, UART_MSR) & 0xf0;
	reg_out(p, UART_MCR, UART_MCR_DTR | UART_MCR_RTS | UART_MCR_OUT2);
	return status == (UART_MSR_DCD | UART_MSR_CTS);
}

/* Before the machine goes down: at most a second a port for what is still in its ring. */
static void drain_all_ports(void)
{
	for (int i = 0; i < NR_PORTS; i++) {
		struct serial_port *p = &ports[i];

		for (int ms = 0; ms < DRAIN_MS && READ_ONCE(p->head) != READ_ONCE(p->tail); ms++)
			msleep(1);
		for (int n = 0;
		     p->present && n < POLL_LIMIT && !(reg_in(p, UART_LSR) & UART_LSR_TEMT); n++)
			cpu_relax();
	}
}

void serial8250_init(void)
{
	reboot_drain_hook = drain_all_ports;
	serial_driver.init_termios = tty_std_termios;
	serial_driver.init_termios.c_cflag = B115200 | CS8 | CREAD | HUPCL | CLOCAL;
	serial_driver.init_termios.c_ispeed = serial_driver.init_termios.c_ospeed = BASE_BAUD;
	for (int i = 0; i < NR_PORTS; i++) {
		struct serial_port *p = &ports[i];
		char name[8];

		spin_lock_init(&p->lock, RANK_TTY_PORT);
		p->present = port_present(p);
		if (!p->present)
			continue;
		reg_out(p, UART_IER, 0);
		request_region(p->base, 8, "serial");
		pr_info("ttyS%d at I/O 0x%x (irq = %d, base_baud = %d) is a 16550A\n", i, p->base,
			p->irq, BASE_BAUD);
		snprintf(name, sizeof(name), "ttyS%d", i);
		device_create("tty", "platform/serial8250", name, 0660,
			      MKDEV(TTY_MAJOR, 64 + (unsigned int)i));
	}
	tty_register_driver(&serial_driver);
	if (ports[0].present || ports[1].present || ports[2].present || ports[3].present)
		register_console(&serial_console);
}
