/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/base/init_args.c - arguments and environment of init (contracts: init_args.h) */
#include "init_args.h"

#include "lib/string.h"

static void note_overflow(struct init_args *a, const char *text, bool is_env)
{
	if (a->overflow)
		return;
	a->overflow = text;
	a->overflow_is_env = is_env;
}

void init_args_add_word(struct init_args *a, char *word)
{
	if (a->argc == a->max_args) {
		note_overflow(a, word, false);
		return;
	}
	a->argv[a->argc++] = word;
	a->argv[a->argc] = NULL;
}

void init_args_add_env(struct init_args *a, char *text, size_t key_len)
{
	for (unsigned int i = 0; i < a->envc; i++) {
		if (strncmp(a->envp[i], text, key_len + 1) == 0) {
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
