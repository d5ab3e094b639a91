/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fs/vfs/text_test.c - paths as text; on the host */
#include "kernel/base/ktest.h"
#include "path_text.h"

KTEST(path_text, components)
{
	const char *p = "usr//bin/";

	EXPECT_EQ(path_component(p), 3u);
	p = path_skip_slashes(p + 3);
	EXPECT_STREQ(p, "bin/");
	EXPECT_EQ(path_component(p), 3u);
	p = path_skip_slashes(p + 3);
	EXPECT_EQ(path_component(p), 0u);
	EXPECT_EQ(path_dots(".", 1), 2);
	EXPECT_EQ(path_dots("..", 2), 3);
	EXPECT_EQ(path_dots("...", 3), 0);
	EXPECT_EQ(path_dots(".a", 2), 0);
	EXPECT_EQ(path_dots("./x", 1), 2);
	EXPECT_EQ(path_dots("a", 1), 0);
}
