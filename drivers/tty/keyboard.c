/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drivers/tty/keyboard.c - PS/2 keyboard, scan code set 1, US layout
 *
 * Theory
 *   The controller turns what the keyboard sends into set 1 and raises interrupt 1.  A code below
 *   0x80 is a press, the same code with bit 7 a release, 0xe0 announces an extended key.  Modifiers
 *   are remembered; other keys become characters, or the escape sequences of the terminal "linux".
 *
 * Locks
 *   None: only the interrupt handler touches the state, and its line is not entered twice.
 *
 * Sources: IBM PS/2 keyboard reference; console_codes(4)
 */
#include "vt.h"

#include "arch/io.h"
#include "base/bits.h"
#include "kernel/base/printk.h"
#include "kernel/proc/reboot.h"
#include "kernel/sched/irq.h"
#include "lib/ctype.h"
#include "lib/string.h"

#define KBD_DATA   0x60
#define KBD_STATUS 0x64
#define KBD_IRQ	   1
#define STATUS_OBF 0x01	/* a byte is waiting */
#define STATUS_AUX 0x20	/* it is the mouse's */
#define CMD_READ_CONFIG	 0x20
#define CMD_WRITE_CONFIG 0x60
#define CONFIG_IRQ1	 0x01
#define CONFIG_TRANSLATE 0x40
#define CONFIG_OFF	 0x10

enum { MOD_SHIFT = 1, MOD_CTRL = 2, MOD_ALT = 4, MOD_CAPS = 8 };

static unsigned int mods;
static bool extended;

static const char plain[0x54] = {
	0, 27, '1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '-', '=', 127, '\t',
	'q', 'w', 'e', 'r', 't', 'y', 'u', 'i', 'o', 'p', '[', ']', '\r', 0, 'a', 's',
	'd', 'f', 'g', 'h', 'j', 'k', 'l', ';', '\'', '`', 0, '\\', 'z', 'x', 'c', 'v',
	'b', 'n', 'm', ',', '.', '/', 0, '*', 0, ' ', 0,
	[0x4a] = '-', [0x4e] = '+',
};
static const char shifted[0x54] = {
	0, 27, '!', '@', '#', '$', '%', '^', '&', '*', '(', ')', '_', '+', 127, '\t',
	'Q', 'W', 'E', 'R', 'T', 'Y', 'U', 'I', 'O', 'P', '{', '}', '\r', 0, 'A', 'S',
	'D', 'F', 'G', 'H', 'J', 'K', 'L', ':', '"', '~', 0, '|', 'Z', 'X', 'C', 'V',
	'B', 'N', 'M', '<', '>', '?', 0, '*', 0, ' ', 0,
	[0x4a] = '-', [0x4e] = '+',
};

static unsigned int modifier_of(u8 code)
{
	switch (code) {
	case 0x2a:
	case 0x36:
		return MOD_SHIFT;
	case 0x1d:
		return MOD_CTRL;
	case 0x38:
		return MOD_ALT;
	}
	return 0;
}

/* Keys that send a sequence: arrows, editing keys, F1..F12. */
static const char *sequence_of(u8 code)
{
	static const char *const function[] = { "\033[[A",  "\033[[B",	"\033[[C",  "\033[[D",
						"\033[[E",  "\033[17~", "\033[18~", "\033[19~",
						"\033[20~", "\033[21~" };
	bool app = vt_app_cursor();

	switch (code) {
	case 0x48:
		return app ? "\033OA" : "\033[A";
	case 0x50:
		return app ? "\033OB" : "\033[B";
	case 0x4d:
		return app ? "\033OC" : "\033[C";
	case 0x4b:
		return app ? "\033OD" : "\033[D";
	case 0x47:
		return "\033[1~";
	case 0x4f:
		return "\033[4~";
	case 0x49:
		return "\033[5~";
	case 0x51:
		return "\033[6~";
	case 0x52:
		return "\033[2~";
	case 0x53:
		return "\033[3~";
	case 0x57:
		return "\033[23~";
	case 0x58:
		return "\033[24~";
	}
	return code >= 0x3b && code <= 0x44 ? function[code - 0x3b] : NULL;
}

static void cad_function(struct work_struct *w)
{
	(void)w;
	ctrl_alt_del();
}

static struct work_struct cad_work;

static void press(u8 code, bool ext)
{
	const char *seq = sequence_of(code);
	char out[2];
	char c;

	if (code == 0x53 && (mods & (MOD_CTRL | MOD_ALT)) == (MOD_CTRL | MOD_ALT)) {
		schedule_work(&cad_work); /* it may sleep */
		return;
	}
	if (seq) {
		vt_input(seq, (unsigned int)strlen(seq));
		return;
	}
	if (code >= sizeof(plain))
		return;
	c = mods & MOD_SHIFT ? shifted[code] : plain[code];
	if (ext && code == 0x1c)
		c = '\r';
	if (ext && code == 0x35)
		c = '/';
	if ((mods & MOD_CAPS) && isalpha((u8)c))
		c = (char)(islower((u8)c) ? toupper((u8)c) : tolower((u8)c));
	if (!c)
		return;
	if (mods & MOD_CTRL)
		c = c == ' ' ? 0 : (char)(c & 0x1f);
	out[0] = 27;
	out[1] = c;
	if (mods & MOD_ALT)
		vt_input(out, 2);
	else
		vt_input(out + 1, 1);
}

static void scan_code(u8 raw)
{
	u8 code = raw & 0x7f;
	bool release = raw & 0x80, ext = extended;
	unsigned int mod;

	if (raw == 0xe0) {
		extended = true;
		return;
	}
	extended = false;
	mod = ext && code == 0x2a ? 0 : modifier_of(code);
	if (mod) {
		mods = release ? mods & ~mod : mods | mod;
		return;
	}
	if (release)
		return;
	if (code == 0x3a)
		mods ^= MOD_CAPS;
	else
		press(code, ext);
}

static enum irqreturn keyboard_interrupt(int irq, void *dev)
{
	u8 status = inb(KBD_STATUS);

	(void)irq;
	(void)dev;
	if (!(status & STATUS_OBF))
		return IRQ_NONE;
	while (status & STATUS_OBF) {
		u8 data = inb(KBD_DATA);

		if (!(status & STATUS_AUX))
			scan_code(data);
		status = inb(KBD_STATUS);
	}
	return IRQ_HANDLED;
}

static void wait_input_empty(void)
{
	for (int i = 0; i < 100000 && (inb(KBD_STATUS) & 2); i++)
		cpu_relax();
}

void keyboard_init(void)
{
	u8 config;

	if (inb(KBD_STATUS) == 0xff) /* no controller */
		return;
	for (int i = 0; i < 16 && (inb(KBD_STATUS) & STATUS_OBF); i++)
		(void)inb(KBD_DATA);
	wait_input_empty();
	outb(CMD_READ_CONFIG, KBD_STATUS);
	for (int i = 0; i < 100000 && !(inb(KBD_STATUS) & STATUS_OBF); i++)
		cpu_relax();
	config = (inb(KBD_DATA) | CONFIG_IRQ1 | CONFIG_TRANSLATE) & (u8)~CONFIG_OFF;
	wait_input_empty();
	outb(CMD_WRITE_CONFIG, KBD_STATUS);
	wait_input_empty();
	outb(config, KBD_DATA);
	INIT_WORK(&cad_work, cad_function);
	if (request_irq(KBD_IRQ, keyboard_interrupt, 0, "i8042", NULL))
		pr_warn("keyboard: interrupt %d is taken\n", KBD_IRQ);
}
