/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lib/cpio_test.c - archives built here, good ones and one for every way to be bad */
#include "kernel/base/ktest.h"
#include "lib/cpio.h"
#include "lib/format.h"
#include "lib/string.h"

enum { ROOM = 8192, REG = 0100644 };

static u8 archive[ROOM];
static size_t used, base;

static void start(void)
{
	memset(archive, 0, sizeof(archive));
	used = base = 0;
}

/* Appends an entry whose header says what it is told; pads as cpio does. */
static void add_raw(const char *magic, const char *name, u32 name_size, const void *data, u32 size,
		    u32 check)
{
	static char header[128];
	size_t n = (size_t)snprintf(
		header, sizeof(header), "%s%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08X%08x",
		magic, 721, REG, 1000, 100, 1, 1234567890, size, 8, 1, 4, 64, name_size, check);

	memcpy(archive + used, header, n);
	used += n;
	memcpy(archive + used, name, strlen(name));
	used += strlen(name) + 1;
	used += (base - used) & 3;
	memcpy(archive + used, data, size);
	used += size;
	used += (base - used) & 3;
}

static void add(const char *name, const char *text)
{
	add_raw("070701", name, (u32)strlen(name) + 1, text, (u32)strlen(text), 0);
}

static void end(void)
{
	add("TRAILER!!!", "");
}

static void expect_error(size_t len, enum cpio_error error, size_t offset)
{
	struct cpio_entry entry;
	struct cpio_reader r;
	enum cpio_result result;

	cpio_init(&r, archive, len);
	do {
		result = cpio_next(&r, &entry);
	} while (result == CPIO_ENTRY || result == CPIO_TRAILER);
	EXPECT_EQ(result, CPIO_ERROR);
	EXPECT_EQ(cpio_error(&r), error);
	EXPECT_EQ(cpio_offset(&r), offset);
	/* It does not get better. */
	EXPECT_EQ(cpio_next(&r, &entry), CPIO_ERROR);
	EXPECT_NE(strcmp(cpio_error_text(error), "unknown error"), 0);
}

KTEST(cpio, two_archives)
{
	struct cpio_entry e;
	struct cpio_reader r;

	start();
	add("a", "hello");
	add("dir/file", "");
	end();
	used += 509; /* tools pad to blocks; the next archive begins anywhere */
	base = used;
	add("second", "x");
	end();

	cpio_init(&r, archive, sizeof(archive));
	ASSERT_EQ(cpio_next(&r, &e), CPIO_ENTRY);
	EXPECT_STREQ(e.name, "a");
	EXPECT_EQ(e.name_len, 1u);
	EXPECT_EQ(e.size, 5u);
	EXPECT_EQ(memcmp(e.data, "hello", 5), 0);
	EXPECT_EQ(e.ino, 721u);
	EXPECT_EQ(e.mode, (u32)REG);
	EXPECT_EQ(e.uid, 1000u);
	EXPECT_EQ(e.gid, 100u);
	EXPECT_EQ(e.nlink, 1u);
	EXPECT_EQ(e.mtime, 1234567890u);
	EXPECT_EQ(e.dev_major, 8u);
	EXPECT_EQ(e.dev_minor, 1u);
	EXPECT_EQ(e.rdev_major, 4u);
	EXPECT_EQ(e.rdev_minor, 64u);
	ASSERT_EQ(cpio_next(&r, &e), CPIO_ENTRY);
	EXPECT_STREQ(e.name, "dir/file");
	EXPECT_EQ(cpio_next(&r, &e), CPIO_TRAILER);
	ASSERT_EQ(cpio_next(&r, &e), CPIO_ENTRY);
	EXPECT_STREQ(e.name, "second");
	EXPECT_EQ(cpio_next(&r, &e), CPIO_TRAILER);
	EXPECT_EQ(cpio_next(&r, &e), CPIO_END);
	EXPECT_EQ(cpio_next(&r, &e), CPIO_END);
}

KTEST(cpio, something_else_follows)
{
	struct cpio_entry e;
	struct cpio_reader r;
	size_t at;

	start();
	end();
	at = used + 512;
	memcpy(archive + at, "\x1f\x8b", 2);
	cpio_init(&r, archive, at + 2);
	EXPECT_EQ(cpio_next(&r, &e), CPIO_TRAILER);
	EXPECT_EQ(cpio_next(&r, &e), CPIO_FOREIGN);
	EXPECT_EQ(cpio_offset(&r), at);
	/* But not as the first thing. */
	cpio_init(&r, archive + at, 2);
	EXPECT_EQ(cpio_next(&r, &e), CPIO_ERROR);
	/* Nothing at all, and nothing but zeros, are archives without files. */
	cpio_init(&r, archive, 0);
	EXPECT_EQ(cpio_next(&r, &e), CPIO_END);
}

KTEST(cpio, crc_format)
{
	struct cpio_entry e;
	struct cpio_reader r;

	start();
	add_raw("070702", "a", 2, "abc", 3, 'a' + 'b' + 'c');
	add_raw("070702", "b", 2, "abc", 3, 1);
	cpio_init(&r, archive, used);
	EXPECT_EQ(cpio_next(&r, &e), CPIO_ENTRY);
	EXPECT_EQ(cpio_next(&r, &e), CPIO_ERROR);
	EXPECT_EQ(cpio_error(&r), CPIO_BAD_CHECKSUM);
}

KTEST(cpio, bad_headers)
{
	size_t second;

	start();
	add("a", "hello");
	second = used;
	add("b", "x");
	archive[second] = 'x';
	expect_error(used, CPIO_BAD_MAGIC, second);
	memcpy(archive + second, "070707", 6);
	expect_error(used, CPIO_OLD_FORMAT, second);
	memcpy(archive + second, "070701", 6);
	archive[second + 6 + 3 * 8 + 5] = 'g';
	expect_error(used, CPIO_BAD_HEX, second + 6 + 3 * 8 + 5);
	archive[second + 6 + 3 * 8 + 5] = ' ';
	expect_error(used, CPIO_BAD_HEX, second + 6 + 3 * 8 + 5);

	start();
	add_raw("070701", "", 0, "", 0, 0);
	expect_error(used, CPIO_EMPTY_NAME, 6 + 11 * 8);
	start();
	add_raw("070701", "n", CPIO_NAME_MAX + 1, "", 0, 0);
	expect_error(ROOM, CPIO_LONG_NAME, 6 + 11 * 8);
	start();
	add_raw("070701", "n", 0xffffffff, "", 0, 0);
	expect_error(used, CPIO_LONG_NAME, 6 + 11 * 8);
	start();
	add_raw("070701", "name", 40, "", 0, 0);
	expect_error(110 + 30, CPIO_SHORT_NAME, 110 + 30);
	expect_error(ROOM, CPIO_NAME_NOT_ENDED, 110 + 4);
	start();
	add_raw("070701", "name", 4, "", 0, 0);
	expect_error(used, CPIO_NAME_NOT_ENDED, 110 + 3);
	start();
	add_raw("070701", "TRAILER!!!", 11, "abc", 3, 0);
	expect_error(used, CPIO_DATA_IN_TRAILER, 0);
}

/* Cut anywhere, an archive is an error at its end, except where only padding is lost. */
KTEST(cpio, every_truncation)
{
	struct cpio_entry e;
	struct cpio_reader r;
	size_t whole, name_end, data_end, len;

	start();
	add("ab", "hello, world"); /* name ends at 113, data from 116 to 128 */
	name_end = 113;
	data_end = 128;
	end();
	whole = used;
	for (len = 1; len < whole; len++) {
		size_t in = len < data_end ? len : len - data_end;
		enum cpio_error want = CPIO_SHORT_HEADER;
		enum cpio_result result;

		if (len == data_end) {
			want = CPIO_NO_TRAILER;
		} else if (len > data_end && in >= 110) {
			if (in >= 110 + 11)
				continue; /* TRAILER!!! and its NUL are there */
			want = CPIO_SHORT_NAME;
		} else if (len < data_end && len >= 110) {
			want = len < name_end ? CPIO_SHORT_NAME : CPIO_SHORT_DATA;
		}
		cpio_init(&r, archive, len);
		do {
			result = cpio_next(&r, &e);
		} while (result == CPIO_ENTRY);
		EXPECT_EQ(result, CPIO_ERROR);
		EXPECT_EQ(cpio_error(&r), want);
		EXPECT_EQ(cpio_offset(&r), len);
	}
}
