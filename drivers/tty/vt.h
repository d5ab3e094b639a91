/* SPDX-License-Identifier: GPL-2.0-or-later */
/* drivers/tty/vt.h - the screen (vt.c), its terminal emulation (vt_emu.c) and the keyboard
 * (keyboard.c) */
#pragma once

#include "internal.h"

#define VT_COLS 80
#define VT_ROWS 25
#define VT_NPAR 16

/* What the emulation draws on; [l]: vt lock. */
struct vt_screen {
	u16 *cells;		  /* [c] character | attribute << 8 */
	unsigned int x, y;	  /* [l] cursor */
	bool wrap_pending;	  /* [l] the next character goes to the next line */
	unsigned int top, bottom; /* [l] scroll region, rows [top, bottom) */
	u8 attr, fg, bg;	  /* [l] as VGA; the parts it is made of */
	bool bold, reverse, cursor_on, autowrap, insert, app_cursor, origin; /* [l] */
	struct {
		unsigned int x, y;
		u8 fg, bg;
		bool bold, reverse;
	} saved;						      /* [l] */
	enum { VT_GROUND, VT_ESC, VT_CSI, VT_OSC, VT_CHARSET } state; /* [l] of the parser */
	unsigned int par[VT_NPAR], npar;			      /* [l] */
	char private;		/* [l] '?' or '>' after CSI, or 0 */
	u32 utf8;		/* [l] code point being read */
	unsigned int utf8_left; /* [l] bytes still to come */
	char reply[24];		/* [l] answer to a query, sent as input */
};

void vt_emu_reset(struct vt_screen *s);
void vt_emu_putc(struct vt_screen *s, u8 c);

/* keyboard.c */
void keyboard_init(void);
/* vt.c: characters a key makes go to the terminal on the screen. */
void vt_input(const char *s, unsigned int n);
bool vt_app_cursor(void);
