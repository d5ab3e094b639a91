/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/base/cmdline.c - taking a command line apart (theory and contracts: cmdline.h) */
#include "cmdline.h"

#include "lib/ctype.h"
#include "lib/string.h"

char *param_next(char *args, char **param, char **value)
{
	bool in_quote = false, quoted = *args == '"';
	char *end, *eq = NULL;

	if (quoted) {
		args++;
		in_quote = true;
	}
	for (end = args; *end && (in_quote || !isspace(*end)); end++) {
		if (*end == '=' && !eq && end != args)
			eq = end;
		else if (*end == '"')
			in_quote = !in_quote;
	}
	*param = args;
	*value = NULL;
	if (eq) {
		*eq = '\0';
		*value = eq + 1;
		if (**value == '"') {
			(*value)++;
			if (end > *value && end[-1] == '"')
				end[-1] = '\0';
		}
	}
	if (quoted && end > args && end[-1] == '"')
		end[-1] = '\0';
	if (*end)
		*end++ = '\0';
	return skip_spaces(end);
}

bool param_eq(const char *a, const char *b)
{
	for (;; a++, b++) {
		char x = *a == '-' ? '_' : *a;
		char y = *b == '-' ? '_' : *b;

		if (x != y)
			return false;
		if (!x)
			return true;
	}
}

/* Puts back the '=' that param_next() cut out, and what quotes it removed: "key=value" again. */
static char *rejoin(char *param, char *value)
{
	size_t len = strlen(param);

	if (!value)
		return param;
	if (value != param + len + 1) /* an opening quote was skipped */
		memmove(param + len + 1, value, strlen(value) + 1);
	param[len] = '=';
	return param;
}

static void note_overflow(struct init_args *a, const char *param, bool is_env)
{
	if (a->overflow)
		return;
	a->overflow = param;
	a->overflow_is_env = is_env;
}

static void add_env(struct init_args *a, char *param, char *value)
{
	size_t key = strlen(param);
	char *text = rejoin(param, value);

	for (unsigned int i = 0; i < a->envc; i++) {
		if (strncmp(a->envp[i], text, key + 1) == 0) {
			a->envp[i] = text;
			return;
		}
	}
	if (a->envc == a->max_envs) {
		note_overflow(a, text, true);
		return;
	}
	a->envp[a->envc++] = text;
	a->envp[a->envc] = NULL;
}

void init_args_add_word(struct init_args *a, char *param, char *value)
{
	char *text = rejoin(param, value);

	if (a->argc == a->max_args) {
		note_overflow(a, text, false);
		return;
	}
	a->argv[a->argc++] = text;
	a->argv[a->argc] = NULL;
}

void init_args_add(struct init_args *a, char *param, char *value)
{
	if (value)
		add_env(a, param, value);
	else
		init_args_add_word(a, param, NULL);
}
