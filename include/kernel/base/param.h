/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/base/param.h - boot parameters
 *
 * A parameter registers itself: early ones are parsed before memory exists (mem=, console=,
 * loglevel=), the others before initcalls.  What nobody takes goes to init: key=value to its
 * environment, words to its arguments, as on Linux.
 */
#pragma once

#include "base/compiler.h"
#include "base/types.h"

struct boot_param {
	const char *name;	 /* "mem", "quiet" */
	int (*set)(char *value); /* value is NULL for a bare word; 0 or -errno */
	bool early;
};

#define __BOOT_PARAM(n, fn, e)                                                                     \
	static const struct boot_param __unique(__param_)                                          \
	__used __section("boot_params") __aligned(8) = {n, fn, e}
#define early_param(n, fn) __BOOT_PARAM(n, fn, true)
#define boot_param(n, fn)  __BOOT_PARAM(n, fn, false)

extern char saved_command_line[];	/* as given; /proc/cmdline */
extern char *init_argv[], *init_envp[]; /* NULL-terminated; for /init; argv[0] is the program's */

void parse_early_params(void); /* takes boot_info.cmdline */
void parse_params(void);
/* init= and rdinit=: words given before them are not for init, as on Linux (LILO's "auto"). */
void init_argv_restart(void);
/* Panics, as Linux does, if more words or variables were given than init can be passed. */
void check_init_args(void);
