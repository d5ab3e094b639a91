/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/kmem/ubsan.c - the undefined behaviour sanitizer (make UBSAN=1): what the compiler calls
 *
 * Theory
 *   UBSAN=1 compiles the kernel with -fsanitize=shift,bounds,signed-integer-overflow,... : where C
 *   leaves a result undefined the compiler calls one of these with a description of the place and
 *   the operands.  Each place is reported once, in Linux's words, and the kernel goes on with what
 *   the machine computes.
 *
 * Locks: none; the mark "reported" is set atomically in the compiler's own record of the place.
 *
 * Sources: the ABI of gcc's and clang's UndefinedBehaviorSanitizer; Linux
 *   Documentation/dev-tools/ubsan.rst
 */
#include "mm/kmem/ubsan.h"

#include "arch/thread.h"
#include "kernel/base/panic.h"
#include "lib/format.h"

#define REPORTED (1u << 31) /* in a column */

struct location {
	const char *file;
	u32 line, column;
};

struct type {
	u16 kind; /* 0: integer */
	u16 info; /* bit 0: signed; the rest: log2 of the bits */
	char name[];
};

struct overflow_data {
	struct location where;
	const struct type *type;
};

struct shift_data {
	struct location where;
	const struct type *left, *right;
};

struct bounds_data {
	struct location where;
	const struct type *array, *index;
};

struct unreachable_data {
	struct location where;
};

struct value_data {
	struct location where;
	const struct type *type;
};

static unsigned int nr_reports;
static bool expecting;
static unsigned int expected;

unsigned int ubsan_reports(void)
{
	return READ_ONCE(nr_reports);
}

void ubsan_expect_begin(void)
{
	expected = 0;
	WRITE_ONCE(expecting, true);
}

unsigned int ubsan_expect_end(void)
{
	WRITE_ONCE(expecting, false);
	return expected;
}

static bool is_signed(const struct type *t)
{
	return t->info & 1;
}

static unsigned int bits_of(const struct type *t)
{
	return 1u << (t->info >> 1);
}

/* An operand of up to 64 bits is passed itself, a larger one by its address. */
static s64 value_of(const struct type *t, unsigned long v)
{
	unsigned int bits = bits_of(t);

	if (bits > 64)
		return (s64) * (const u64 *)v;
	if (!is_signed(t) || bits == 64)
		return (s64)v;
	return (s64)(v << (64 - bits)) >> (64 - bits);
}

static void print_value(char *buf, size_t size, const struct type *t, unsigned long v)
{
	if (is_signed(t))
		snprintf(buf, size, "%lld", (long long)value_of(t, v));
	else
		snprintf(buf, size, "%llu", (unsigned long long)value_of(t, v));
}

static void __cold report(struct location *w, const char *kind, const char *text)
{
	u32 column = __atomic_fetch_or(&w->column, REPORTED, __ATOMIC_RELAXED);

	if (expecting)
		expected++;
	else
		nr_reports++;
	if ((column & REPORTED) || oops_in_progress)
		return;
	pr_err("================================================================================"
	       "\n");
	pr_err("UBSAN: %s in %s:%u:%u\n", kind, w->file, w->line, column);
	pr_err("%s\n", text);
	print_bug_header();
	show_stack(NULL, NULL);
	pr_err("================================================================================"
	       "\n");
}

static void __cold overflow(struct overflow_data *d, unsigned long a, unsigned long b,
			    const char *op)
{
	char left[24], right[24], text[160];

	print_value(left, sizeof(left), d->type, a);
	print_value(right, sizeof(right), d->type, b);
	snprintf(text, sizeof(text), "%s %s %s cannot be represented in type %s", left, op, right,
		 d->type->name);
	report(&d->where, "signed-integer-overflow", text);
}

void __ubsan_handle_add_overflow(struct overflow_data *d, unsigned long a, unsigned long b);
void __ubsan_handle_sub_overflow(struct overflow_data *d, unsigned long a, unsigned long b);
void __ubsan_handle_mul_overflow(struct overflow_data *d, unsigned long a, unsigned long b);
void __ubsan_handle_negate_overflow(struct overflow_data *d, unsigned long a);
void __ubsan_handle_divrem_overflow(struct overflow_data *d, unsigned long a, unsigned long b);
void __ubsan_handle_shift_out_of_bounds(struct shift_data *d, unsigned long a, unsigned long b);
void __ubsan_handle_out_of_bounds(struct bounds_data *d, unsigned long index);
void __ubsan_handle_builtin_unreachable(struct unreachable_data *d) __noreturn;
void __ubsan_handle_load_invalid_value(struct value_data *d, unsigned long v);
void __ubsan_handle_vla_bound_not_positive(struct value_data *d, unsigned long bound);

void __ubsan_handle_add_overflow(struct overflow_data *d, unsigned long a, unsigned long b)
{
	overflow(d, a, b, "+");
}

void __ubsan_handle_sub_overflow(struct overflow_data *d, unsigned long a, unsigned long b)
{
	overflow(d, a, b, "-");
}

void __ubsan_handle_mul_overflow(struct overflow_data *d, unsigned long a, unsigned long b)
{
	overflow(d, a, b, "*");
}

void __ubsan_handle_negate_overflow(struct overflow_data *d, unsigned long a)
{
	char value[24], text[120];

	print_value(value, sizeof(value), d->type, a);
	snprintf(text, sizeof(text), "negation of %s cannot be represented in type %s", value,
		 d->type->name);
	report(&d->where, "negation-overflow", text);
}

void __ubsan_handle_divrem_overflow(struct overflow_data *d, unsigned long a, unsigned long b)
{
	char value[24], text[120];

	(void)b;
	print_value(value, sizeof(value), d->type, a);
	snprintf(text, sizeof(text), "division of %s by %s", value,
		 value_of(d->type, b) ? "-1 cannot be represented" : "zero");
	report(&d->where, "division-overflow", text);
}

void __ubsan_handle_shift_out_of_bounds(struct shift_data *d, unsigned long a, unsigned long b)
{
	char left[24], right[24], text[160];

	print_value(left, sizeof(left), d->left, a);
	print_value(right, sizeof(right), d->right, b);
	if (is_signed(d->right) && value_of(d->right, b) < 0)
		snprintf(text, sizeof(text), "shift exponent %s is negative", right);
	else if ((u64)value_of(d->right, b) >= bits_of(d->left))
		snprintf(text, sizeof(text), "shift exponent %s is too large for %u-bit type %s",
			 right, bits_of(d->left), d->left->name);
	else
		snprintf(text, sizeof(text),
			 "left shift of %s by %s places cannot be represented in type %s", left,
			 right, d->left->name);
	report(&d->where, "shift-out-of-bounds", text);
}

void __ubsan_handle_out_of_bounds(struct bounds_data *d, unsigned long index)
{
	char value[24], text[160];

	print_value(value, sizeof(value), d->index, index);
	snprintf(text, sizeof(text), "index %s is out of range for type %s", value, d->array->name);
	report(&d->where, "array-index-out-of-bounds", text);
}

void __ubsan_handle_builtin_unreachable(struct unreachable_data *d)
{
	report(&d->where, "unreachable", "calling __builtin_unreachable()");
	panic("can't return from __builtin_unreachable()");
}

void __ubsan_handle_load_invalid_value(struct value_data *d, unsigned long v)
{
	char value[24], text[120];

	print_value(value, sizeof(value), d->type, v);
	snprintf(text, sizeof(text), "load of value %s is not a valid value for type %s", value,
		 d->type->name);
	report(&d->where, "invalid-load", text);
}

void __ubsan_handle_vla_bound_not_positive(struct value_data *d, unsigned long bound)
{
	char value[24], text[120];

	print_value(value, sizeof(value), d->type, bound);
	snprintf(text, sizeof(text), "variable length array bound value %s <= 0", value);
	report(&d->where, "vla-bound-not-positive", text);
}
