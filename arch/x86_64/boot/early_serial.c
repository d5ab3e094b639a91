/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/boot/early_serial.c - the log on COM1 from the first line on, polled
 *
 * Replaced by the interrupt-driven driver when that registers its console.  A machine without the
 * port reads 0xff from it and gets no early console.
 *
 * Locks: the console lock (printk holds it around write).
 */
#include "boot_private.h"
#include "arch/io.h"
#include "arch/irqflags.h"
#include "kernel/base/printk.h"

#define COM1	  0x3f8
#define UART_THR  (COM1 + 0)
#define UART_DLL  (COM1 + 0)
#define UART_DLM  (COM1 + 1)
#define UART_IER  (COM1 + 1)
#define UART_FCR  (COM1 + 2)
#define UART_LCR  (COM1 + 3)
#define UART_MCR  (COM1 + 4)
#define UART_LSR  (COM1 + 5)
#define LSR_THRE  0x20
#define LCR_8N1	  0x03
#define LCR_DLAB  0x80
#define FIFO_SIZE 16
#define SPIN_MAX  1000000 /* a wedged line must not stop the boot */

static unsigned int room; /* bytes the transmit FIFO surely takes */

static void put(u8 c)
{
	if (room == 0) {
		for (int i = 0; i < SPIN_MAX && !(inb(UART_LSR) & LSR_THRE); i++)
			cpu_relax();
		room = FIFO_SIZE;
	}
	outb(c, UART_THR);
	room--;
}

static void early_serial_write(struct console *con, const char *s, unsigned int n)
{
	(void)con;
	for (unsigned int i = 0; i < n; i++) {
		if (s[i] == '\n')
			put('\r');
		put((u8)s[i]);
	}
}

static struct console early_serial = {
	.name = "earlyser",
	.index = 0,
	.write = early_serial_write,
	.early = true,
};

void __init early_serial_init(void)
{
	if (inb(UART_LSR) == 0xff)
		return;
	outb(0, UART_IER);
	outb(LCR_DLAB | LCR_8N1, UART_LCR);
	outb(1, UART_DLL); /* 115200 */
	outb(0, UART_DLM);
	outb(LCR_8N1, UART_LCR);
	outb(0x07, UART_FCR); /* FIFOs on and empty */
	outb(0x03, UART_MCR); /* DTR, RTS */
	register_console(&early_serial);
}
