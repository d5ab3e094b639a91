/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/host/lib_archive_test.c - what the host's cpio and gzip write, we read
 *
 * Without cpio or gzip in PATH the test is skipped with a message.
 */
#include "kernel/base/ktest.h"
#include "lib/cpio.h"
#include "lib/format.h"
#include "lib/gzip.h"
#include "lib/prng.h"
#include "lib/string.h"

#include "shim/host.h"

/* A directory with a file, a link to it, a symlink and something large. */
static const char make_tree[] =
	"set -e; d=$(mktemp -d); trap 'rm -rf $d' EXIT; mkdir -m 750 $d/t; cd $d/t;"
	"printf 'hello' > file; ln file link; ln -s target sym; mkfifo fifo; mkdir sub;"
	"dd if=/dev/urandom of=sub/big bs=1000 count=777 status=none;"
	"find . | LC_ALL=C sort | cpio --quiet -o -H ";

static bool have(const char *tool)
{
	char command[64];

	snprintf(command, sizeof(command), "command -v %s >/dev/null", tool);
	if (host_run(command) == 0)
		return true;
	host_print("# skipped: no %s here\n", tool);
	return false;
}

static void check_tree(const u8 *data, size_t len)
{
	u32 file_ino = 0, link_ino = 1, seen = 0;
	size_t linked = 0;
	struct cpio_entry e;
	struct cpio_reader r;
	enum cpio_result result;

	cpio_init(&r, data, len);
	while ((result = cpio_next(&r, &e)) == CPIO_ENTRY) {
		seen++;
		if (strcmp(e.name, "file") == 0 || strcmp(e.name, "link") == 0) {
			*(e.name[0] == 'f' ? &file_ino : &link_ino) = e.ino;
			EXPECT_EQ(e.nlink, 2u);
			if (e.size) {
				linked += e.size;
				EXPECT_EQ(memcmp(e.data, "hello", 5), 0);
			}
		} else if (strcmp(e.name, "sym") == 0) {
			EXPECT_EQ(e.mode & 0170000, 0120000u);
			EXPECT_EQ(e.size, 6u);
			EXPECT_EQ(memcmp(e.data, "target", 6), 0);
		} else if (strcmp(e.name, "fifo") == 0) {
			EXPECT_EQ(e.mode & 0170000, 0010000u);
		} else if (strcmp(e.name, ".") == 0) {
			EXPECT_EQ(e.mode, 040750u);
		} else if (strcmp(e.name, "sub/big") == 0) {
			EXPECT_EQ(e.size, 777000u);
		} else {
			EXPECT_STREQ(e.name, "sub");
		}
	}
	EXPECT_EQ(result, CPIO_TRAILER);
	EXPECT_EQ(cpio_next(&r, &e), CPIO_END);
	EXPECT_EQ(seen, 7u);
	EXPECT_EQ(file_ino, link_ino);
	/* The contents of a linked file are in one of its entries. */
	EXPECT_EQ(linked, 5u);
}

static void check_format(const char *format)
{
	char command[768];
	size_t len;
	u8 *data;

	snprintf(command, sizeof(command), "%s%s > /tmp/pith-cpio-test.%d", make_tree, format,
		 host_pid());
	if (!have("cpio"))
		return;
	ASSERT_EQ(host_run(command), 0);
	snprintf(command, sizeof(command), "/tmp/pith-cpio-test.%d", host_pid());
	data = host_read_file(command, &len);
	host_unlink(command);
	ASSERT_NOT_NULL(data);
	check_tree(data, len);
	host_free(data);
}

KTEST(cpio_tool, newc)
{
	check_format("newc");
}

KTEST(cpio_tool, crc)
{
	check_format("crc");
}

struct compare {
	const u8 *want;
	size_t at;
	bool differs;
};

static int compare_sink(void *ctx, const void *data, size_t len)
{
	struct compare *c = ctx;

	if (memcmp(c->want + c->at, data, len) != 0)
		c->differs = true;
	c->at += len;
	return 0;
}

KTEST(gzip_tool, large)
{
	enum { LEN = 700000, BUF = 5000 };
	struct prng rnd = PRNG_INIT(ktest_seed());
	char path[64], command[160];
	struct compare c = {0};
	struct gzip_job job;
	size_t i, len;
	u8 *plain, *packed;

	if (!have("gzip"))
		return;
	plain = host_alloc(LEN);
	for (i = 0; i < LEN; i++) /* words that come again, at many distances */
		plain[i] = prng_below(&rnd, 9) || i < 9000 ? (u8)prng_below(&rnd, 200)
							   : plain[i - 1 - prng_below(&rnd, 8999)];
	for (i = 0; i + 600 < LEN; i += 1 + prng_below(&rnd, 2000)) {
		if (i > 40000)
			memcpy(plain + i, plain + i - 32000, 500);
	}
	snprintf(path, sizeof(path), "/tmp/pith-gzip-test.%d", host_pid());
	ASSERT_EQ(host_write_file(path, plain, LEN), 0);
	snprintf(command, sizeof(command), "gzip -f -9 %s", path);
	ASSERT_EQ(host_run(command), 0);
	snprintf(path, sizeof(path), "/tmp/pith-gzip-test.%d.gz", host_pid());
	packed = host_read_file(path, &len);
	host_unlink(path);
	ASSERT_NOT_NULL(packed);

	c.want = plain;
	job = (struct gzip_job){.in = packed,
				.in_len = len,
				.workspace = host_alloc(GZIP_WORKSPACE_SIZE),
				.workspace_size = GZIP_WORKSPACE_SIZE,
				.buf = host_alloc(BUF),
				.buf_size = BUF,
				.sink = compare_sink,
				.ctx = &c};
	EXPECT_EQ(gunzip(&job), GZIP_OK);
	EXPECT_STREQ(job.reason, "no error");
	EXPECT_EQ(job.in_used, len);
	EXPECT_EQ(job.out_len, (u64)LEN);
	EXPECT_FALSE(c.differs);
	host_free(job.workspace);
	host_free(job.buf);
	host_free(packed);
	host_free(plain);
}
