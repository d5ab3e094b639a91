/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/base/param.c - boot parameters and what is left of them for init
 *
 * Theory
 *   The command line is read twice, each time from a copy that is cut up in place.  The first
 *   time, before there is memory, only early parameters are looked at; the second time the others,
 *   and what nobody knows goes to init: key=value to its environment, a word to its arguments, and
 *   everything after "--" to its arguments.  A name with a dot in it that nobody knows belongs to
 *   a module Pith does not have, and is not passed on.  A name may be registered more than
 *   once: each gets the value.
 *
 * Boot only, one CPU: no locks.
 *
 * Sources: Linux Documentation/admin-guide/kernel-parameters.rst, bootparam(7)
 */
#include "kernel/base/param.h"

#include "arch/boot.h"
#include "base/err.h"
#include "kernel/base/panic.h"
#include "lib/string.h"

#include "cmdline.h"

#define MAX_INIT_ARGS 32
#define MAX_INIT_ENVS 32

extern const struct boot_param __start_boot_params[], __stop_boot_params[];

char saved_command_line[COMMAND_LINE_SIZE];
static char init_line[COMMAND_LINE_SIZE];	/* cut up; init's strings point into it */
static char early_line[COMMAND_LINE_SIZE] __initdata;

char *init_argv[MAX_INIT_ARGS + 2] = { "init" };
char *init_envp[MAX_INIT_ENVS + 2 + 1] = { "HOME=/", "TERM=linux" };

static struct init_args left = {
	.argv = init_argv, .argc = 1, .max_args = MAX_INIT_ARGS,
	.envp = init_envp, .envc = 2, .max_envs = MAX_INIT_ENVS,
};

static void __init report_bad(const char *param, const char *value, bool early, int err)
{
	if (early)
		pr_warn("Malformed early option '%s'\n", param);
	else if (err == -ENOSPC)
		pr_err("Booting kernel: `%s' too large for parameter `%s'\n", value ? value : "", param);
	else
		pr_err("Booting kernel: `%s' invalid for parameter `%s'\n", value ? value : "", param);
}

/* Offers it to all who registered for this pass; true if anybody, of either pass, knows it. */
static bool __init dispatch(char *param, char *value, bool early)
{
	const struct boot_param *p;
	bool known = false;
	int err;

	for (p = __start_boot_params; p < __stop_boot_params; p++) {
		if (!param_eq(p->name, param))
			continue;
		known = true;
		if (p->early != early)
			continue;
		err = p->set(value);
		if (err)
			report_bad(param, value, early, err);
	}
	return known;
}

static void __init parse(char *args, bool early)
{
	char *param, *value;

	args = skip_spaces(args);
	while (*args) {
		args = param_next(args, &param, &value);
		if (!value && strcmp(param, "--") == 0)
			break;
		if (dispatch(param, value, early) || early || strchr(param, '.'))
			continue;
		init_args_add(&left, param, value);
	}
	if (early)
		return;
	while (*args) {
		args = param_next(args, &param, &value);
		init_args_add_word(&left, param, value);
	}
}

void __init parse_early_params(void)
{
	strscpy(saved_command_line, boot_info.cmdline, COMMAND_LINE_SIZE);
	strscpy(early_line, boot_info.cmdline, COMMAND_LINE_SIZE);
	if (boot_info.cmdline_truncated)
		pr_warn("Command line longer than %d bytes: cut\n", COMMAND_LINE_SIZE - 1);
	parse(early_line, true);
}

/* As Linux says it: one line with all that goes to init. */
static void __init report_unknown(unsigned int argc, unsigned int envc)
{
	unsigned int i;

	if (left.argc == argc && left.envc == envc)
		return;
	pr_notice("Unknown kernel command line parameters \"");
	for (i = argc; i < left.argc; i++)
		pr_cont("%s%s", i > argc ? " " : "", left.argv[i]);
	for (i = envc; i < left.envc; i++)
		pr_cont("%s%s", left.argc > argc || i > envc ? " " : "", left.envp[i]);
	pr_cont("\", will be passed to user space.\n");
}

void __init parse_params(void)
{
	unsigned int argc = left.argc, envc = left.envc;

	strscpy(init_line, saved_command_line, COMMAND_LINE_SIZE);
	parse(init_line, false);
	report_unknown(min(argc, left.argc), envc);
}

void __init init_argv_restart(void)
{
	left.argc = 1;
	left.argv[1] = NULL;
}

void __init check_init_args(void)
{
	if (left.overflow)
		panic("Too many boot %s vars at `%s'", left.overflow_is_env ? "env" : "init",
		      left.overflow);
}
