/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/base/param.c - boot parameters and what is left of them for init
 *
 * Theory
 *   The command line is read twice.  The first time, before there is memory, only early parameters
 *   are looked at; the second time the others, and what nobody knows goes to init: key=value to its
 *   environment, a word to its arguments, and everything after "--" to its arguments.  A name with
 *   a dot in it that nobody knows belongs to a module Pith does not have, and is not passed on.  A
 *   name may be registered more than once: each gets the value.
 *
 *   Values are copied out, terminated; those of the second pass stay, so who gets one may keep it.
 *
 * Not here: the syntax (lib/cmdline.c).
 * Boot only, one CPU: no locks.
 *
 * Sources: Linux Documentation/admin-guide/kernel-parameters.rst, bootparam(7)
 */
#include "kernel/base/param.h"

#include "arch/boot.h"
#include "base/err.h"
#include "kernel/base/panic.h"
#include "lib/cmdline.h"
#include "lib/string.h"

#include "init_args.h"

#define MAX_INIT_ARGS 32
#define MAX_INIT_ENVS 32

extern const struct boot_param __start_boot_params[], __stop_boot_params[];

/* Copies of words.  Each takes its length and a NUL, as it does, with its separator, in the line.
 */
struct arena {
	char *next, *end;
};

char saved_command_line[COMMAND_LINE_SIZE];
static char init_words[COMMAND_LINE_SIZE];
static char early_words[COMMAND_LINE_SIZE] __initdata;

char *init_argv[MAX_INIT_ARGS + 1] = {"init"};
char *init_envp[MAX_INIT_ENVS + 1] = {"HOME=/", "TERM=linux"};

static struct init_args left = {
	.argv = init_argv,
	.argc = 1,
	.max_args = MAX_INIT_ARGS,
	.envp = init_envp,
	.envc = 2,
	.max_envs = MAX_INIT_ENVS,
};

static unsigned int unknown_argc __initdata = 1; /* up to here words that stood before "--" */

/* "key" or "key=value", without quotes; *value points into it. */
static char *__init copy_word(struct arena *a, const struct cmdline_arg *arg, char **value)
{
	size_t need = arg->key_len + (arg->value ? 1 + arg->value_len : 0) + 1;
	char *text = a->next;

	assert(need <= (size_t)(a->end - a->next));
	a->next += need;
	memcpy(text, arg->key, arg->key_len);
	text[need - 1] = '\0';
	*value = NULL;
	if (arg->value) {
		text[arg->key_len] = '=';
		*value = text + arg->key_len + 1;
		memcpy(*value, arg->value, arg->value_len);
	}
	return text;
}

static void __init report_bad(const struct boot_param *p, const char *value, int err)
{
	if (!value)
		value = "";
	if (p->early)
		pr_warn("Malformed early option '%s'\n", p->name);
	else if (err == -ENOSPC)
		pr_err("Booting kernel: `%s' too large for parameter `%s'\n", value, p->name);
	else
		pr_err("Booting kernel: `%s' invalid for parameter `%s'\n", value, p->name);
}

/* Offers it to all who registered for this pass; true if anybody, of either pass, knows it. */
static bool __init dispatch(const struct cmdline_arg *arg, char *value, bool early)
{
	const struct boot_param *p;
	bool known = false;
	int err;

	for (p = __start_boot_params; p < __stop_boot_params; p++) {
		if (!cmdline_key_is(arg, p->name))
			continue;
		known = true;
		if (p->early != early)
			continue;
		err = p->set(value);
		if (err)
			report_bad(p, value, err);
	}
	return known;
}

static void __init pass_on(const struct cmdline_arg *arg, char *text)
{
	if (arg->value && !arg->for_init)
		init_args_add_env(&left, text, arg->key_len);
	else
		init_args_add_word(&left, text);
	if (!arg->for_init)
		unknown_argc = left.argc;
}

static void __init parse(struct arena words, bool early)
{
	struct cmdline_iter it = CMDLINE_ITER(saved_command_line);
	struct cmdline_arg arg;
	char *text, *value;

	while (cmdline_next(&it, &arg)) {
		if (early && arg.for_init)
			return;
		text = copy_word(&words, &arg, &value);
		if (!arg.for_init && dispatch(&arg, value, early))
			continue;
		if (!early && (arg.for_init || !memchr(arg.key, '.', arg.key_len)))
			pass_on(&arg, text);
	}
}

void __init parse_early_params(void)
{
	strscpy(saved_command_line, boot_info.cmdline, COMMAND_LINE_SIZE);
	if (boot_info.cmdline_truncated)
		pr_warn("Command line longer than %d bytes: cut\n", COMMAND_LINE_SIZE - 1);
	parse((struct arena){early_words, early_words + COMMAND_LINE_SIZE}, true);
}

/* As Linux says it: one line with what nobody knew. */
static void __init report_unknown(unsigned int envc)
{
	unsigned int i;

	if (unknown_argc == 1 && left.envc == envc)
		return;
	pr_notice("Unknown kernel command line parameters \"");
	for (i = 1; i < unknown_argc; i++)
		pr_cont("%s%s", i > 1 ? " " : "", left.argv[i]);
	for (i = envc; i < left.envc; i++)
		pr_cont("%s%s", unknown_argc > 1 || i > envc ? " " : "", left.envp[i]);
	pr_cont("\", will be passed to user space.\n");
}

void __init parse_params(void)
{
	unsigned int envc = left.envc;

	parse((struct arena){init_words, init_words + COMMAND_LINE_SIZE}, false);
	report_unknown(envc);
}

void __init init_argv_restart(void)
{
	left.argc = unknown_argc = 1;
	left.argv[1] = NULL;
}

void __init check_init_args(void)
{
	if (left.overflow)
		panic("Too many boot %s vars at `%s'", left.overflow_is_env ? "env" : "init",
		      left.overflow);
}
