/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fs/tmpfs/options_test.c - mount options of tmpfs; on the host */
#include "options.h"

#include "base/err.h"
#include "kernel/base/ktest.h"

static int parse(const char *text, struct tmpfs_options *o)
{
	char buf[128];

	*o = (struct tmpfs_options){.max_blocks = 7, .max_inodes = 8, .mode = 01777};
	__builtin_strcpy(buf, text);
	return tmpfs_parse_options(buf, 1000, o);
}

KTEST(tmpfs_options, good)
{
	struct tmpfs_options o;

	EXPECT_EQ(parse("", &o), 0);
	EXPECT_EQ(o.max_blocks, 7u);
	EXPECT_EQ(parse("size=10m,nr_inodes=2k,mode=0700,uid=1,gid=2", &o), 0);
	EXPECT_EQ(o.max_blocks, 2560u);
	EXPECT_EQ(o.max_inodes, 2048u);
	EXPECT_EQ(o.mode, 0700u);
	EXPECT_EQ(o.uid, 1u);
	EXPECT_EQ(o.gid, 2u);
	EXPECT_EQ(parse("size=4097", &o), 0);
	EXPECT_EQ(o.max_blocks, 2u);
	EXPECT_EQ(parse("size=25%", &o), 0);
	EXPECT_EQ(o.max_blocks, 250u);
	EXPECT_EQ(parse(",nr_blocks=0,", &o), 0);
	EXPECT_EQ(o.max_blocks, 0u);
	EXPECT_EQ(tmpfs_parse_options(NULL, 1000, &o), 0);
}

KTEST(tmpfs_options, bad)
{
	static const char *const texts[] = {
		"size",		 "size=",     "size=x",		  "size=1q",	    "size=-1",
		"mode=8",	 "mode=",     "uid=-1",		  "uid=4294967295", "gid=a",
		"nr_inodes=10%", "unknown=1", "size=1m,nonsense",
	};
	struct tmpfs_options o;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++)
		EXPECT_EQ(parse(texts[i], &o), -EINVAL);
}
