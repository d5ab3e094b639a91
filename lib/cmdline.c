/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/cmdline.c - take a kernel command line apart
 *
 * Not here: what the parameters mean (kernel/base/param.c).
 * Locks: none.
 */
#include "base/err.h"
#include "lib/cmdline.h"
#include "lib/ctype.h"
#include "lib/string.h"

/* The end of the word at @s: white space outside of quotes, or the end of the line. */
static const char *word_end(const char *s)
{
	bool quoted = false;

	for (; *s && (quoted || !isspace((u8)*s)); s++) {
		if (*s == '"')
			quoted = !quoted;
	}
	return s;
}

/* Removes a quote at the start and, if there was one, one at the end. */
static void strip_quotes(const char **s, size_t *len)
{
	if (!*len || **s != '"')
		return;
	(*s)++;
	(*len)--;
	if (*len && (*s)[*len - 1] == '"')
		(*len)--;
}

static void parse_word(const char *word, size_t len, struct cmdline_arg *arg)
{
	const char *equals;

	strip_quotes(&word, &len);
	arg->word = word;
	arg->word_len = len;
	arg->key = word;
	arg->key_len = len;
	arg->value = NULL;
	arg->value_len = 0;

	/* "=x" is a word that has no key, as in Linux. */
	equals = len ? memchr(word + 1, '=', len - 1) : NULL;
	if (!equals)
		return;
	arg->key_len = (size_t)(equals - word);
	arg->value = equals + 1;
	arg->value_len = len - arg->key_len - 1;
	strip_quotes(&arg->value, &arg->value_len);
}

bool cmdline_next(struct cmdline_iter *it, struct cmdline_arg *arg)
{
	const char *word, *end;

	do {
		word = skip_spaces(it->pos);
		end = word_end(word);
		it->pos = end;
		if (word == end)
			return false;
		if (it->for_init || end - word != 2 || memcmp(word, "--", 2) != 0)
			break;
		it->for_init = true;
	} while (true);

	parse_word(word, (size_t)(end - word), arg);
	arg->for_init = it->for_init;
	return true;
}

static char dash(char c)
{
	return c == '-' ? '_' : c;
}

bool cmdline_key_is(const struct cmdline_arg *arg, const char *name)
{
	size_t i;

	for (i = 0; i < arg->key_len; i++) {
		if (!name[i] || dash(name[i]) != dash(arg->key[i]))
			return false;
	}
	return name[i] == '\0';
}

bool cmdline_find(const char *line, const char *name, struct cmdline_arg *arg)
{
	struct cmdline_iter it = CMDLINE_ITER(line);
	struct cmdline_arg at;
	bool found = false;

	while (cmdline_next(&it, &at) && !at.for_init) {
		if (cmdline_key_is(&at, name)) {
			*arg = at;
			found = true;
		}
	}
	return found;
}

bool cmdline_has(const char *line, const char *name)
{
	struct cmdline_arg arg;

	return cmdline_find(line, name, &arg);
}

ssize_t cmdline_copy_value(const char *line, const char *name, char *buf, size_t size)
{
	struct cmdline_arg arg;
	size_t n;

	if (size == 0)
		return -E2BIG;
	if (!cmdline_find(line, name, &arg) || !arg.value)
		return -ENOENT;
	n = min(arg.value_len, size - 1);
	memcpy(buf, arg.value, n);
	buf[n] = '\0';
	return n == arg.value_len ? (ssize_t)n : -E2BIG;
}
