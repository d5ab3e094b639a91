/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drivers/tty/vt_emu.c - the terminal "linux" on an 80x25 text screen
 *
 * Theory
 *   A state machine over the output: control characters, ESC sequences, CSI sequences with
 *   parameters; everything else is a glyph at the cursor.  Cells are VGA text cells in memory;
 * whoever owns the screen copies nothing, the memory is the screen.  UTF-8 is decoded; what code
 * page 437 has is shown, the rest as '?'.
 *
 * Not here
 *   The device, the lock, the cursor registers: vt.c.
 *
 * Locks
 *   The caller's (vt lock).
 *
 * Sources: console_codes(4), ECMA-48
 */
#include "vt.h"

#include "lib/format.h"
#include "lib/string.h"

static u16 blank(const struct vt_screen *s)
{
	return (u16)(' ' | s->attr << 8);
}

static void fill(struct vt_screen *s, unsigned int from, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		s->cells[from + i] = blank(s);
}

static unsigned int at(const struct vt_screen *s)
{
	return s->y * VT_COLS + s->x;
}

static void make_attr(struct vt_screen *s)
{
	u8 fg = (u8)(s->fg | (s->bold ? 8 : 0));

	s->attr = s->reverse ? (u8)((fg & 7) << 4 | s->bg | (fg & 8)) : (u8)(s->bg << 4 | fg);
}

static void default_attr(struct vt_screen *s)
{
	s->fg = 7;
	s->bg = 0;
	s->bold = s->reverse = false;
	make_attr(s);
}

void vt_emu_reset(struct vt_screen *s)
{
	s->top = 0;
	s->bottom = VT_ROWS;
	s->cursor_on = s->autowrap = true;
	s->insert = s->app_cursor = s->origin = s->wrap_pending = false;
	s->state = VT_GROUND;
	s->utf8_left = 0;
	default_attr(s);
	s->x = s->y = 0;
	s->saved.fg = 7;
	fill(s, 0, VT_COLS * VT_ROWS);
}

/* Rows [from, to) move up by @n; blank ones come in below. */
static void scroll_up(struct vt_screen *s, unsigned int from, unsigned int to, unsigned int n)
{
	n = min(n, to - from);
	memmove(s->cells + from * VT_COLS, s->cells + (from + n) * VT_COLS,
		(to - from - n) * VT_COLS * sizeof(u16));
	fill(s, (to - n) * VT_COLS, n * VT_COLS);
}

static void scroll_down(struct vt_screen *s, unsigned int from, unsigned int to, unsigned int n)
{
	n = min(n, to - from);
	memmove(s->cells + (from + n) * VT_COLS, s->cells + from * VT_COLS,
		(to - from - n) * VT_COLS * sizeof(u16));
	fill(s, from * VT_COLS, n * VT_COLS);
}

static void line_feed(struct vt_screen *s)
{
	s->wrap_pending = false;
	if (s->y + 1 == s->bottom)
		scroll_up(s, s->top, s->bottom, 1);
	else if (s->y + 1 < VT_ROWS)
		s->y++;
}

static void reverse_feed(struct vt_screen *s)
{
	s->wrap_pending = false;
	if (s->y == s->top)
		scroll_down(s, s->top, s->bottom, 1);
	else if (s->y)
		s->y--;
}

static void go_to(struct vt_screen *s, unsigned int x, unsigned int y)
{
	unsigned int lo = s->origin ? s->top : 0, hi = s->origin ? s->bottom : VT_ROWS;

	s->x = min(x, (unsigned int)VT_COLS - 1);
	s->y = min(lo + y, hi - 1);
	s->wrap_pending = false;
}

/* --- glyphs --- */

static u8 glyph_of(u32 c)
{
	static const struct {
		u16 code;
		u8 glyph;
	} map[] = {
		{0x2500, 0xc4}, {0x2502, 0xb3}, {0x250c, 0xda}, {0x2510, 0xbf}, {0x2514, 0xc0},
		{0x2518, 0xd9}, {0x251c, 0xc3}, {0x2524, 0xb4}, {0x252c, 0xc2}, {0x2534, 0xc1},
		{0x253c, 0xc5}, {0x2550, 0xcd}, {0x2551, 0xba}, {0x2588, 0xdb}, {0x2591, 0xb0},
		{0x2592, 0xb1}, {0x2593, 0xb2}, {0x00e4, 0x84}, {0x00f6, 0x94}, {0x00fc, 0x81},
		{0x00c4, 0x8e}, {0x00d6, 0x99}, {0x00dc, 0x9a}, {0x00df, 0xe1}, {0x00e9, 0x82},
		{0x00e8, 0x8a}, {0x00e0, 0x85}, {0x00e7, 0x87}, {0x00f1, 0xa4}, {0x00b0, 0xf8},
		{0x00b5, 0xe6}, {0x00a3, 0x9c}, {0x2022, 0xf9}, {0x00b7, 0xfa},
	};

	if (c < 0x80)
		return (u8)c;
	for (size_t i = 0; i < ARRAY_SIZE(map); i++) {
		if (map[i].code == c)
			return map[i].glyph;
	}
	return '?';
}

static void put_glyph(struct vt_screen *s, u32 code)
{
	if (s->wrap_pending && s->autowrap) {
		s->x = 0;
		line_feed(s);
	}
	if (s->insert)
		memmove(s->cells + at(s) + 1, s->cells + at(s), (VT_COLS - 1 - s->x) * sizeof(u16));
	s->cells[at(s)] = (u16)(glyph_of(code) | s->attr << 8);
	if (s->x + 1 < VT_COLS)
		s->x++;
	else
		s->wrap_pending = true;
}

/* Collects UTF-8; a malformed byte shows as '?'. */
static void text(struct vt_screen *s, u8 c)
{
	if (c < 0x80) {
		s->utf8_left = 0;
		put_glyph(s, c);
	} else if ((c & 0xc0) == 0x80 && s->utf8_left) {
		s->utf8 = s->utf8 << 6 | (c & 0x3f);
		if (--s->utf8_left == 0)
			put_glyph(s, s->utf8);
	} else if (c >= 0xc2 && c < 0xf5) {
		s->utf8_left = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
		s->utf8 = c & (0x3f >> s->utf8_left);
	} else {
		s->utf8_left = 0;
		put_glyph(s, '?');
	}
}

/* --- CSI --- */

static unsigned int par(const struct vt_screen *s, unsigned int i, unsigned int def)
{
	return i < s->npar && s->par[i] ? s->par[i] : def;
}

static void erase_display(struct vt_screen *s, unsigned int how)
{
	if (how == 0)
		fill(s, at(s), VT_COLS * VT_ROWS - at(s));
	else if (how == 1)
		fill(s, 0, at(s) + 1);
	else
		fill(s, 0, VT_COLS * VT_ROWS);
}

static void erase_line(struct vt_screen *s, unsigned int how)
{
	unsigned int row = s->y * VT_COLS;

	if (how == 0)
		fill(s, at(s), VT_COLS - s->x);
	else if (how == 1)
		fill(s, row, s->x + 1);
	else
		fill(s, row, VT_COLS);
}

static void sgr(struct vt_screen *s)
{
	/* ANSI colour order to VGA's */
	static const u8 vga[8] = {0, 4, 2, 6, 1, 5, 3, 7};

	for (unsigned int i = 0; i < s->npar; i++) {
		unsigned int p = s->par[i];

		if (p == 0)
			default_attr(s);
		else if (p == 1 || p == 22)
			s->bold = p == 1;
		else if (p == 7 || p == 27)
			s->reverse = p == 7;
		else if (p >= 30 && p <= 37)
			s->fg = vga[p - 30];
		else if (p == 39)
			s->fg = 7;
		else if (p >= 40 && p <= 47)
			s->bg = vga[p - 40];
		else if (p == 49)
			s->bg = 0;
		else if (p >= 90 && p <= 97)
			s->fg = vga[p - 90] | 8;
		else if ((p == 38 || p == 48) && i + 1 < s->npar)
			i += s->par[i + 1] == 5 ? 2 : 4;
	}
	make_attr(s);
}

static void set_mode(struct vt_screen *s, bool on)
{
	for (unsigned int i = 0; i < s->npar; i++) {
		if (s->private == '?') {
			switch (s->par[i]) {
			case 1:
				s->app_cursor = on;
				break;
			case 6:
				s->origin = on;
				go_to(s, 0, 0);
				break;
			case 7:
				s->autowrap = on;
				break;
			case 25:
				s->cursor_on = on;
				break;
			}
		} else if (s->par[i] == 4) {
			s->insert = on;
		}
	}
}

static void shift_chars(struct vt_screen *s, unsigned int n, bool insert)
{
	unsigned int room = VT_COLS - s->x;
	u16 *here = s->cells + at(s);

	n = min(n, room);
	if (insert) {
		memmove(here + n, here, (room - n) * sizeof(u16));
		fill(s, at(s), n);
	} else {
		memmove(here, here + n, (room - n) * sizeof(u16));
		fill(s, at(s) + room - n, n);
	}
}

static void save_cursor(struct vt_screen *s)
{
	s->saved.x = s->x;
	s->saved.y = s->y;
	s->saved.fg = s->fg;
	s->saved.bg = s->bg;
	s->saved.bold = s->bold;
	s->saved.reverse = s->reverse;
}

static void restore_cursor(struct vt_screen *s)
{
	s->x = s->saved.x;
	s->y = s->saved.y;
	s->fg = s->saved.fg;
	s->bg = s->saved.bg;
	s->bold = s->saved.bold;
	s->reverse = s->saved.reverse;
	s->wrap_pending = false;
	make_attr(s);
}

static void set_region(struct vt_screen *s)
{
	unsigned int top = par(s, 0, 1), bottom = par(s, 1, VT_ROWS);

	if (top < bottom && bottom <= VT_ROWS) {
		s->top = top - 1;
		s->bottom = bottom;
		go_to(s, 0, 0);
	}
}

static void report(struct vt_screen *s)
{
	if (s->private)
		return;
	if (par(s, 0, 0) == 5)
		strscpy(s->reply, "\033[0n", sizeof(s->reply));
	else if (par(s, 0, 0) == 6)
		snprintf(s->reply, sizeof(s->reply), "\033[%u;%uR", s->y + 1, s->x + 1);
}

/* Cursor movement; true if @c was one of those. */
static bool csi_move(struct vt_screen *s, u8 c)
{
	unsigned int n = par(s, 0, 1);

	switch (c) {
	case 'A':
		s->y -= min(n, s->y);
		break;
	case 'B':
	case 'e':
		s->y = min(s->y + n, (unsigned int)VT_ROWS - 1);
		break;
	case 'C':
	case 'a':
		s->x = min(s->x + n, (unsigned int)VT_COLS - 1);
		break;
	case 'D':
		s->x -= min(n, s->x);
		break;
	case 'E':
		go_to(s, 0, min(s->y + n, (unsigned int)VT_ROWS - 1));
		break;
	case 'F':
		go_to(s, 0, s->y - min(n, s->y));
		break;
	case 'G':
	case '`':
		s->x = min(n, (unsigned int)VT_COLS) - 1;
		break;
	case 'd':
		go_to(s, s->x, n - 1);
		break;
	case 'H':
	case 'f':
		go_to(s, par(s, 1, 1) - 1, n - 1);
		break;
	default:
		return false;
	}
	s->wrap_pending = false;
	return true;
}

static void csi_final(struct vt_screen *s, u8 c)
{
	unsigned int n = par(s, 0, 1);

	if (csi_move(s, c))
		return;
	switch (c) {
	case 'J':
		erase_display(s, par(s, 0, 0));
		break;
	case 'K':
		erase_line(s, par(s, 0, 0));
		break;
	case 'L':
	case 'M':
		if (s->y < s->top || s->y >= s->bottom)
			break;
		if (c == 'L')
			scroll_down(s, s->y, s->bottom, n);
		else
			scroll_up(s, s->y, s->bottom, n);
		break;
	case '@':
	case 'P':
		shift_chars(s, n, c == '@');
		break;
	case 'X':
		fill(s, at(s), min(n, VT_COLS - s->x));
		break;
	case 'S':
		scroll_up(s, s->top, s->bottom, n);
		break;
	case 'T':
		scroll_down(s, s->top, s->bottom, n);
		break;
	case 'm':
		sgr(s);
		break;
	case 'h':
	case 'l':
		set_mode(s, c == 'h');
		break;
	case 'r':
		set_region(s);
		break;
	case 's':
		save_cursor(s);
		break;
	case 'u':
		restore_cursor(s);
		break;
	case 'n':
		report(s);
		break;
	case 'c':
		if (!s->private && !par(s, 0, 0))
			strscpy(s->reply, "\033[?6c", sizeof(s->reply));
		break;
	}
}

static void csi(struct vt_screen *s, u8 c)
{
	if (c >= '0' && c <= '9') {
		unsigned int *p = &s->par[s->npar - 1];

		*p = min(*p * 10 + (c - '0'), 9999u);
	} else if (c == ';') {
		if (s->npar < VT_NPAR)
			s->par[s->npar++] = 0;
	} else if (c == '?' || c == '>') {
		s->private = (char)c;
	} else if (c >= 0x40) {
		s->state = VT_GROUND;
		csi_final(s, c);
	}
}

static void escape(struct vt_screen *s, u8 c)
{
	s->state = VT_GROUND;
	switch (c) {
	case '[':
		s->state = VT_CSI;
		memset(s->par, 0, sizeof(s->par));
		s->npar = 1;
		s->private = 0;
		break;
	case ']':
		s->state = VT_OSC;
		break;
	case '(':
	case ')':
	case '#':
	case '%':
		s->state = VT_CHARSET;
		break;
	case 'D':
		line_feed(s);
		break;
	case 'E':
		s->x = 0;
		line_feed(s);
		break;
	case 'M':
		reverse_feed(s);
		break;
	case 'c':
		vt_emu_reset(s);
		break;
	case '7':
		save_cursor(s);
		break;
	case '8':
		restore_cursor(s);
		break;
	}
}

/* True if @c was a control character. */
static bool control(struct vt_screen *s, u8 c)
{
	switch (c) {
	case '\a':
		if (s->state == VT_OSC)
			s->state = VT_GROUND;
		return true;
	case '\b':
		s->x -= s->x ? 1 : 0;
		s->wrap_pending = false;
		return true;
	case '\t':
		s->x = min((s->x | 7) + 1, (unsigned int)VT_COLS - 1);
		return true;
	case '\n':
	case '\v':
	case '\f':
		line_feed(s);
		return true;
	case '\r':
		s->x = 0;
		s->wrap_pending = false;
		return true;
	case 0x18:
	case 0x1a:
		s->state = VT_GROUND;
		return true;
	case 0x1b:
		s->state = VT_ESC;
		return true;
	}
	return c < 0x20 || c == 0x7f;
}

void vt_emu_putc(struct vt_screen *s, u8 c)
{
	if (control(s, c))
		return;
	switch (s->state) {
	case VT_GROUND:
		text(s, c);
		break;
	case VT_ESC:
		escape(s, c);
		break;
	case VT_CSI:
		csi(s, c);
		break;
	case VT_OSC:
		break;
	case VT_CHARSET:
		s->state = VT_GROUND;
		break;
	}
}
