/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/tmpfs/options.c - mount options of tmpfs
 *
 * Locks: none.
 * Sources: tmpfs(5); Linux Documentation/filesystems/tmpfs.rst
 */
#include "options.h"

#include "base/err.h"
#include "lib/kstrtox.h"
#include "lib/string.h"

#define BLOCK_BYTES 4096u

static int parse_count(const char *value, u64 *out)
{
	char *end;

	if (*value < '0' || *value > '9')
		return -EINVAL;
	*out = memparse(value, &end);
	return *end ? -EINVAL : 0;
}

static int parse_size(const char *value, u64 ram_pages, struct tmpfs_options *o)
{
	u64 bytes;
	char *end;

	if (*value < '0' || *value > '9')
		return -EINVAL;
	bytes = memparse(value, &end);
	if (*end == '%') {
		bytes = bytes > 1000000 ? ~0ull : ram_pages * bytes / 100 * BLOCK_BYTES;
		end++;
	}
	if (*end)
		return -EINVAL;
	o->max_blocks = bytes / BLOCK_BYTES + (bytes % BLOCK_BYTES != 0);
	o->has_blocks = true;
	return 0;
}

static int parse_id(const char *value, u32 *out)
{
	int err = kstrtou32(value, 10, out);

	return err || *out == (u32)-1 ? -EINVAL : 0;
}

static int parse_one(const char *key, const char *value, u64 ram_pages, struct tmpfs_options *o)
{
	u32 n;
	int err;

	if (!value)
		return -EINVAL;
	if (strcmp(key, "size") == 0)
		return parse_size(value, ram_pages, o);
	if (strcmp(key, "nr_blocks") == 0) {
		o->has_blocks = true;
		return parse_count(value, &o->max_blocks);
	}
	if (strcmp(key, "nr_inodes") == 0) {
		o->has_inodes = true;
		return parse_count(value, &o->max_inodes);
	}
	if (strcmp(key, "mode") == 0) {
		err = kstrtou32(value, 8, &n);
		if (err)
			return -EINVAL;
		o->mode = n & 07777;
		o->has_mode = true;
		return 0;
	}
	if (strcmp(key, "uid") == 0) {
		o->has_uid = true;
		return parse_id(value, &o->uid);
	}
	if (strcmp(key, "gid") == 0) {
		o->has_gid = true;
		return parse_id(value, &o->gid);
	}
	return -EINVAL;
}

int tmpfs_parse_options(char *text, u64 ram_pages, struct tmpfs_options *o)
{
	char *opt, *value;
	int err;

	while (text && (opt = strsep(&text, ","))) {
		if (!*opt)
			continue;
		value = strchr(opt, '=');
		if (value)
			*value++ = '\0';
		err = parse_one(opt, value, ram_pages, o);
		if (err)
			return err;
	}
	return 0;
}
