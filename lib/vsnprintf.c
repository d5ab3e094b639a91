/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/vsnprintf.c - formatted text
 *
 * Theory
 *   Output goes through struct out, which counts every character and stores those
 *   that fit.  A conversion is parsed into a struct spec, then one function
 *   per kind writes it.  Nothing here allocates, sleeps or takes a lock, so it
 *   may be used in any context, panic included.
 *
 * Not here: where the text goes (kernel/base/printk.c), growing buffers (seq_buf.c).
 *
 * Locks: none.  The hooks are set once, at boot.
 *
 * Sources: ISO C11 7.21.6.1; Linux Documentation/core-api/printk-formats.rst
 */
#include "base/err.h"
#include "lib/ctype.h"
#include "lib/format.h"
#include "lib/hash.h"
#include "lib/string.h"

enum {
	F_LEFT = 1 << 0,
	F_PLUS = 1 << 1,
	F_SPACE = 1 << 2,
	F_ALT = 1 << 3,
	F_ZERO = 1 << 4,
	F_UPPER = 1 << 5,
};

enum { NO_PRECISION = -1, HEX_BYTES_MAX = 64, DIGITS_MAX = 23, POINTER_DIGITS = 16 };

enum length { LEN_INT, LEN_CHAR, LEN_SHORT, LEN_LONG, LEN_LONG_LONG, LEN_SIZE };

struct spec {
	unsigned int flags;
	int width;
	int precision;
	enum length length;
	char conv;
	bool plain; /* no flags, width, precision */
};

struct out {
	char *buf;
	size_t size; /* of buf, one byte of it for the NUL */
	size_t len;  /* of the whole text */
};

static format_symbol_fn symbol_lookup __ro_after_init;
static siphash_key_t pointer_key __ro_after_init;
static bool pointer_key_set __ro_after_init;

void format_set_symbol_lookup(format_symbol_fn fn)
{
	symbol_lookup = fn;
}

void format_set_pointer_key(u64 k0, u64 k1)
{
	pointer_key.key[0] = k0;
	pointer_key.key[1] = k1;
	pointer_key_set = true;
}

static size_t room(const struct out *o)
{
	return o->len < o->size ? o->size - o->len : 0;
}

static void put_text(struct out *o, const char *s, size_t n)
{
	if (n == 1 && room(o)) /* a blank between numbers, a single digit: most of /proc */
		o->buf[o->len] = *s;
	else if (room(o))
		memcpy(o->buf + o->len, s, min(n, room(o)));
	o->len += n;
}

static void put_fill(struct out *o, char c, int n)
{
	if (n <= 0)
		return;
	if (room(o))
		memset(o->buf + o->len, c, min((size_t)n, room(o)));
	o->len += (size_t)n;
}

/* Text in a field: padded with spaces to the width. */
static void put_field(struct out *o, const struct spec *spec, const char *s, size_t n)
{
	int pad = n < (size_t)spec->width ? spec->width - (int)n : 0;

	if (!(spec->flags & F_LEFT))
		put_fill(o, ' ', pad);
	put_text(o, s, n);
	if (spec->flags & F_LEFT)
		put_fill(o, ' ', pad);
}

static void put_string(struct out *o, const struct spec *spec, const char *s)
{
	if (!s)
		s = "(null)";
	put_field(o, spec, s,
		  spec->precision < 0 ? strlen(s) : strnlen(s, (size_t)spec->precision));
}

static const char digit_pairs[] = "00010203040506070809101112131415161718192021222324"
				  "25262728293031323334353637383940414243444546474849"
				  "50515253545556575859606162636465666768697071727374"
				  "75767778798081828384858687888990919293949596979899";

/* Digits of @v into the end of @buf; none for 0.  Return: where they begin. */
static char *make_digits(char *end, u64 v, unsigned int base, bool upper)
{
	const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";

	if (base == 10) {
		for (; v >= 100; v /= 100) {
			end -= 2;
			__builtin_memcpy(end, &digit_pairs[2 * (v % 100)], 2);
		}
		for (; v; v /= 10)
			*--end = (char)('0' + v % 10);
	} else {
		unsigned int shift = base == 16 ? 4 : 3;

		for (; v; v >>= shift)
			*--end = digits[v & (base - 1)];
	}
	return end;
}

/* Without flags, width and precision: nearly all numbers. */
static void put_plain_number(struct out *o, u64 v, unsigned int base, const char *sign)
{
	char digits[DIGITS_MAX], *end = digits + DIGITS_MAX;
	char *first = make_digits(end, v, base, false);

	if (first == end)
		*--first = '0';
	if (*sign)
		*--first = *sign;
	put_text(o, first, (size_t)(end - first));
}

unsigned int format_decimal(char buf[DECIMAL_MAX], u64 v)
{
	char digits[DECIMAL_MAX], *end = digits + DECIMAL_MAX;
	char *first = make_digits(end, v, 10, false);
	unsigned int n = (unsigned int)(end - first), i;

	if (n == 0) {
		buf[0] = '0';
		return 1;
	}
	for (i = 0; i < n; i++)
		buf[i] = first[i];
	return n;
}

static void put_number(struct out *o, const struct spec *spec, u64 v, unsigned int base,
		       const char *sign)
{
	char digits[DIGITS_MAX];
	char *first = make_digits(digits + DIGITS_MAX, v, base, spec->flags & F_UPPER);
	int ndigits = (int)(digits + DIGITS_MAX - first);
	int least = spec->precision < 0 ? 1 : spec->precision;
	int nprefix, zeros, pad;

	if ((spec->flags & F_ALT) && base == 16)
		sign = spec->flags & F_UPPER ? "0X" : "0x";
	if ((spec->flags & F_ALT) && base == 8 && least <= ndigits)
		least = ndigits + 1;
	nprefix = (int)strlen(sign);
	zeros = max(least - ndigits, 0);
	pad = (int)max((s64)spec->width - nprefix - zeros - ndigits, 0LL);
	if ((spec->flags & (F_ZERO | F_LEFT)) == F_ZERO && spec->precision < 0) {
		zeros += pad;
		pad = 0;
	}

	if (!(spec->flags & F_LEFT))
		put_fill(o, ' ', pad);
	put_text(o, sign, (size_t)nprefix);
	put_fill(o, '0', zeros);
	put_text(o, first, (size_t)ndigits);
	if (spec->flags & F_LEFT)
		put_fill(o, ' ', pad);
}

static void put_hex(struct out *o, u64 v, int precision, unsigned int flags)
{
	struct spec spec = {.flags = flags, .precision = precision};

	put_number(o, &spec, v, 16, "");
}

/* A pointer is 16 digits; one that says nothing about the address, or the truth if @raw. */
static void put_pointer(struct out *o, struct spec spec, const void *p, bool raw)
{
	u64 v = (uintptr_t)p;

	if (!raw && !IS_ERR_OR_NULL(p)) {
		if (!pointer_key_set) {
			put_field(o, &spec, "(____ptrval____)", POINTER_DIGITS);
			return;
		}
		v = (u32)siphash_2u64(v, 0, &pointer_key);
	}
	spec.precision = POINTER_DIGITS;
	put_number(o, &spec, v, 16, "");
}

/* %pS %ps %pB */
static void put_symbol(struct out *o, const void *p, char kind)
{
	unsigned long addr = (uintptr_t)p;
	unsigned long back = kind == 'B' && addr ? 1 : 0;
	struct format_symbol sym;

	if (!symbol_lookup || !symbol_lookup(addr - back, &sym)) {
		put_hex(o, addr, 1, F_ALT);
		return;
	}
	put_text(o, sym.name, strlen(sym.name));
	if (kind == 's')
		return;
	put_text(o, "+", 1);
	put_hex(o, sym.offset + back, 1, F_ALT);
	if (sym.size) {
		put_text(o, "/", 1);
		put_hex(o, sym.size, 1, F_ALT);
	}
}

/* %*ph and its variants */
static void put_bytes(struct out *o, const struct spec *spec, const u8 *p, const char *separator)
{
	int n = spec->width > HEX_BYTES_MAX ? HEX_BYTES_MAX : max(spec->width, 1);
	int i;

	for (i = 0; i < n; i++) {
		if (i)
			put_text(o, separator, strlen(separator));
		put_hex(o, p[i], 2, 0);
	}
}

/* Return: how many letters behind the p belonged to it. */
static int put_pointer_extended(struct out *o, const struct spec *spec, const void *p,
				const char *letters)
{
	const char *name;

	switch (letters[0]) {
	case 'x':
		put_pointer(o, *spec, p, true);
		return 1;
	case 'S':
	case 's':
	case 'B':
		put_symbol(o, p, letters[0]);
		return 1;
	case 'e':
		name = IS_ERR(p) ? errname((int)PTR_ERR(p)) : NULL;
		if (name) {
			put_text(o, "-", 1);
			put_text(o, name, strlen(name));
		} else {
			put_pointer(o, *spec, p, false);
		}
		return 1;
	case 'h':
		switch (letters[1]) {
		case 'C':
			put_bytes(o, spec, p, ":");
			return 2;
		case 'D':
			put_bytes(o, spec, p, "-");
			return 2;
		case 'N':
			put_bytes(o, spec, p, "");
			return 2;
		default:
			put_bytes(o, spec, p, " ");
			return 1;
		}
	default:
		put_pointer(o, *spec, p, false);
		return 0;
	}
}

static unsigned int flag_of(char c)
{
	switch (c) {
	case '-':
		return F_LEFT;
	case '+':
		return F_PLUS;
	case ' ':
		return F_SPACE;
	case '#':
		return F_ALT;
	case '0':
		return F_ZERO;
	default:
		return 0;
	}
}

/* A number in the format; saturates. */
static const char *parse_count(const char *f, int *n)
{
	*n = 0;
	for (; isdigit((u8)*f); f++) {
		if (__builtin_mul_overflow(*n, 10, n) || __builtin_add_overflow(*n, *f - '0', n))
			*n = INT32_MAX;
	}
	return f;
}

static const char *parse_length(const char *f, enum length *length)
{
	*length = LEN_INT;
	switch (*f) {
	case 'h':
		*length = f[1] == 'h' ? LEN_CHAR : LEN_SHORT;
		return f[1] == 'h' ? f + 2 : f + 1;
	case 'l':
		*length = f[1] == 'l' ? LEN_LONG_LONG : LEN_LONG;
		return f[1] == 'l' ? f + 2 : f + 1;
	case 'j':
	case 't':
	case 'z':
		*length = LEN_SIZE; /* all 64 bits wide */
		return f + 1;
	default:
		return f;
	}
}

/* va_list may be an array type: a struct makes a pointer to it well-defined everywhere. */
struct args {
	va_list ap;
};

/* Flags, width and precision.  @f: behind the percent sign.  Return: behind them. */
static const char *parse_field(const char *f, struct spec *spec, struct args *args)
{
	while (flag_of(*f))
		spec->flags |= flag_of(*f++);

	if (*f == '*') {
		s64 width = va_arg(args->ap, int);

		if (width < 0) {
			spec->flags |= F_LEFT;
			width = -width;
		}
		spec->width = (int)min(width, (s64)INT32_MAX);
		f++;
	} else {
		f = parse_count(f, &spec->width);
	}
	if (*f == '.') {
		if (f[1] == '*') {
			spec->precision = max(va_arg(args->ap, int), NO_PRECISION);
			f += 2;
		} else {
			f = parse_count(f + 1, &spec->precision);
		}
	}
	return f;
}

/* @f: behind the percent sign.  Return: behind the conversion. */
static const char *parse_spec(const char *f, struct spec *spec, struct args *args)
{
	*spec = (struct spec){.precision = NO_PRECISION};
	if (*f < 'A') /* no letter */
		f = parse_field(f, spec, args);
	spec->plain = !spec->flags && !spec->width && spec->precision < 0;
	f = parse_length(f, &spec->length);
	spec->conv = *f;
	return *f ? f + 1 : f;
}

static s64 next_signed(struct args *args, enum length length)
{
	switch (length) {
	case LEN_CHAR:
		return (signed char)va_arg(args->ap, int);
	case LEN_SHORT:
		return (short)va_arg(args->ap, int);
	case LEN_INT:
		return va_arg(args->ap, int);
	default:
		return va_arg(args->ap, long long);
	}
}

static u64 next_unsigned(struct args *args, enum length length)
{
	switch (length) {
	case LEN_CHAR:
		return (unsigned char)va_arg(args->ap, int);
	case LEN_SHORT:
		return (unsigned short)va_arg(args->ap, int);
	case LEN_INT:
		return va_arg(args->ap, unsigned int);
	default:
		return va_arg(args->ap, unsigned long long);
	}
}

static void put_signed(struct out *o, struct spec *spec, s64 v)
{
	const char *sign = "";

	if (v < 0)
		sign = "-";
	else if (spec->flags & F_PLUS)
		sign = "+";
	else if (spec->flags & F_SPACE)
		sign = " ";
	if (spec->plain)
		put_plain_number(o, v < 0 ? 0 - (u64)v : (u64)v, 10, sign);
	else
		put_number(o, spec, v < 0 ? 0 - (u64)v : (u64)v, 10, sign);
}

static void put_unsigned(struct out *o, struct spec *spec, u64 v, unsigned int base)
{
	if (spec->plain)
		put_plain_number(o, v, base, "");
	else
		put_number(o, spec, v, base, "");
}

/* Return: behind what was used of the format. */
static const char *convert(struct out *o, const char *percent, struct args *args)
{
	struct spec spec;
	const char *f = parse_spec(percent + 1, &spec, args);
	char c;

	switch (spec.conv) {
	case 'd':
	case 'i':
		put_signed(o, &spec, next_signed(args, spec.length));
		break;
	case 'u':
		put_unsigned(o, &spec, next_unsigned(args, spec.length), 10);
		break;
	case 'o':
		put_unsigned(o, &spec, next_unsigned(args, spec.length), 8);
		break;
	case 'X':
		spec.flags |= F_UPPER;
		put_number(o, &spec, next_unsigned(args, spec.length), 16, "");
		break;
	case 'x':
		put_unsigned(o, &spec, next_unsigned(args, spec.length), 16);
		break;
	case 'c':
		c = (char)va_arg(args->ap, int);
		put_field(o, &spec, &c, 1);
		break;
	case 's':
		put_string(o, &spec, va_arg(args->ap, const char *));
		break;
	case 'p':
		f += put_pointer_extended(o, &spec, va_arg(args->ap, const void *), f);
		break;
	case '%':
		put_text(o, "%", 1);
		break;
	default:
		put_text(o, percent, (size_t)(f - percent));
		break;
	}
	return f;
}

int vsnprintf(char *buf, size_t size, const char *fmt, va_list ap)
{
	struct out o = {.buf = buf, .size = size ? size - 1 : 0};
	struct args args;

	va_copy(args.ap, ap);
	while (*fmt) {
		const char *percent = strchrnul(fmt, '%');

		put_text(&o, fmt, (size_t)(percent - fmt));
		fmt = *percent ? convert(&o, percent, &args) : percent;
	}
	va_end(args.ap);
	if (size)
		buf[min(o.len, o.size)] = '\0';
	return (int)min(o.len, (size_t)INT32_MAX);
}

int snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return n;
}

int vscnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	int n = vsnprintf(buf, size, fmt, args);

	if (!size)
		return 0;
	return (size_t)n < size ? n : (int)(size - 1);
}

int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vscnprintf(buf, size, fmt, args);
	va_end(args);
	return n;
}
