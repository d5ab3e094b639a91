/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/base/cmdline.h - taking a command line apart; pure, runs on the host
 *
 * Sources: Linux Documentation/admin-guide/kernel-parameters.rst
 */
#pragma once

#include "base/types.h"

/*
 * param_next - cuts one parameter off @args, in place
 * @param: its name; @value: what follows '=', or NULL for a bare word.  Double quotes keep spaces together
 *   and are removed round a value or round the whole parameter.
 * Return: the rest, without leading space; @args must begin with something that is not space
 */
char *param_next(char *args, char **param, char **value);

/* Equal, where '-' and '_' are the same. */
bool param_eq(const char *a, const char *b);

/* What is passed on to init.  Both arrays end in NULL. */
struct init_args {
	char **argv, **envp;
	unsigned int argc, envc;	/* used, the program's name in argv[0] included */
	unsigned int max_args, max_envs; /* room, without the NULL */
	const char *overflow;		/* the first that found no room; NULL: none */
	bool overflow_is_env;
};

/* Adds a parameter nobody took: key=value to envp (instead of one with the same key), a word to argv. */
void init_args_add(struct init_args *a, char *param, char *value);
/* Adds to argv whatever it is: everything after "--". */
void init_args_add_word(struct init_args *a, char *param, char *value);
