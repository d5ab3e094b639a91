/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/base/init_args.h - what of the command line is passed on to init; pure, runs on the host
 *
 * Source: Linux Documentation/admin-guide/kernel-parameters.rst
 */
#pragma once

#include "base/types.h"

/* Both arrays end in NULL. */
struct init_args {
	char **argv, **envp;
	unsigned int argc, envc;	 /* used, the program's name in argv[0] included */
	unsigned int max_args, max_envs; /* room, without the NULL */
	const char *overflow;		 /* the first that found no room; NULL: none */
	bool overflow_is_env;
};

/* Adds a word to argv. */
void init_args_add_word(struct init_args *a, char *word);
/* Adds "key=value", whose key has @key_len characters, to envp, or puts it in place of one with
 * that key. */
void init_args_add_env(struct init_args *a, char *text, size_t key_len);
