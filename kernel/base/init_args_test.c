/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/base/init_args_test.c - what init gets of the command line */
#include "kernel/base/ktest.h"
#include "lib/string.h"

#include "init_args.h"

KTEST(init_args, words_and_variables)
{
	char *argv[4] = {"init"}, *envp[4] = {"HOME=/"};
	struct init_args a = {
		.argv = argv, .argc = 1, .max_args = 3, .envp = envp, .envc = 1, .max_envs = 3};

	init_args_add_word(&a, "single");
	init_args_add_env(&a, "FOO=bar", 3);
	init_args_add_env(&a, "FOOT=x", 4);
	EXPECT_STREQ(argv[1], "single");
	EXPECT_NULL(argv[2]);
	EXPECT_STREQ(envp[1], "FOO=bar");
	EXPECT_STREQ(envp[2], "FOOT=x");
	EXPECT_NULL(envp[3]);
	/* The last one counts, wherever the first stood. */
	init_args_add_env(&a, "HOME=/root", 4);
	EXPECT_STREQ(envp[0], "HOME=/root");
	EXPECT_EQ(a.envc, 3u);
	EXPECT_NULL(a.overflow);
}

KTEST(init_args, overflow_is_noted_once)
{
	char *argv[3] = {"init"}, *envp[2] = {NULL};
	struct init_args a = {.argv = argv, .argc = 1, .max_args = 2, .envp = envp, .max_envs = 1};

	init_args_add_word(&a, "one");
	init_args_add_word(&a, "two");
	init_args_add_env(&a, "A=1", 1);
	init_args_add_env(&a, "B=2", 1);
	EXPECT_EQ(a.argc, 2u);
	ASSERT_NOT_NULL(a.overflow);
	EXPECT_STREQ(a.overflow, "two");
	EXPECT_FALSE(a.overflow_is_env);
	EXPECT_NULL(argv[2]);
	EXPECT_NULL(envp[1]);
}
