/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/cmdline.h - take a kernel command line apart, as Linux does
 *
 * Words are separated by white space.  Double quotes keep white space inside a word; they may
 * stand around the whole word or around the value, and are removed there; there is no escape.  A
 * word with "=" is key and value.  What follows the word "--" is for init, untouched.
 *
 * Nothing is written and nothing allocated: results point into the line.
 *
 * Locks: none.
 * Source: Linux Documentation/admin-guide/kernel-parameters.rst
 */
#pragma once

#include "base/compiler.h"
#include "base/types.h"

struct cmdline_arg {
	const char *key; /* not terminated */
	size_t key_len;
	const char *value; /* not terminated; NULL: there was no "=" */
	size_t value_len;
	const char *word; /* the whole word, without quotes around all of it */
	size_t word_len;
	bool for_init; /* stood behind "--" */
};

struct cmdline_iter {
	const char *pos;
	bool for_init;
};

#define CMDLINE_ITER(line)                                                                         \
	{                                                                                          \
		.pos = (line), .for_init = false                                                   \
	}

/* cmdline_next - the next word into *@arg; false at the end ("--" itself is not a word) */
bool cmdline_next(struct cmdline_iter *it, struct cmdline_arg *arg);

/* cmdline_key_is - the key is @name; "-" and "_" are the same */
bool cmdline_key_is(const struct cmdline_arg *arg, const char *name);

/**
 * cmdline_find - the last "name" or "name=value" before "--"
 *
 * Return: true if there is one, with *@arg set
 */
bool cmdline_find(const char *line, const char *name, struct cmdline_arg *arg);

/* cmdline_has - is @name there, with or without a value? */
bool cmdline_has(const char *line, const char *name);

/**
 * cmdline_copy_value - the value of the last "name=value" into @buf, terminated
 *
 * Return: its length; -ENOENT: not there, or no value; -E2BIG: longer than @size - 1 (cut)
 */
ssize_t cmdline_copy_value(const char *line, const char *name, char *buf, size_t size);
