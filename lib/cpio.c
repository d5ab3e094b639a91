/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/cpio.c - read cpio archives, formats newc and crc
 *
 * Theory
 *   A header is 6 bytes of magic and 13 fields of 8 hexadecimal digits.  The name
 *   follows, then zeros up to a multiple of 4 from the start of the archive, then
 *   the data, and zeros again.  Positions are offsets into the buffer, and a length
 *   is always compared with what is left, so nothing can overflow.
 *
 *   The padding behind the last data may be missing at the end of the buffer: some
 *   tools cut it off.  Padding bytes need not be zero; nobody writes others,
 *   and Linux does not look.
 *
 * Not here: making files of it (fs/initramfs), decompression (gzip.c).
 *
 * Locks: none.
 * Sources: Linux Documentation/driver-api/early-userspace/buffer-format.rst
 */
#include <linux/stat.h>

#include "lib/cpio.h"
#include "lib/string.h"

enum { MAGIC_LEN = 6, FIELD_LEN = 8, FIELDS = 13 };

enum field {
	F_INO,
	F_MODE,
	F_UID,
	F_GID,
	F_NLINK,
	F_MTIME,
	F_FILESIZE,
	F_DEV_MAJOR,
	F_DEV_MINOR,
	F_RDEV_MAJOR,
	F_RDEV_MINOR,
	F_NAMESIZE,
	F_CHECK
};

static const char trailer_name[] = "TRAILER!!!";

static const char *const error_texts[] = {
	[CPIO_OK] = "no error",
	[CPIO_BAD_MAGIC] = "no cpio magic",
	[CPIO_OLD_FORMAT] = "incorrect cpio method used: use -H newc option",
	[CPIO_BAD_HEX] = "header field is not hexadecimal",
	[CPIO_SHORT_HEADER] = "truncated inside a header",
	[CPIO_EMPTY_NAME] = "empty file name",
	[CPIO_LONG_NAME] = "file name too long",
	[CPIO_SHORT_NAME] = "truncated inside a file name",
	[CPIO_NAME_NOT_ENDED] = "file name is not terminated where its size says",
	[CPIO_SHORT_DATA] = "truncated inside a file",
	[CPIO_BAD_CHECKSUM] = "checksum of a file is wrong",
	[CPIO_NO_TRAILER] = "archive ends without TRAILER!!!",
	[CPIO_DATA_IN_TRAILER] = "TRAILER!!! has data",
};

const char *cpio_error_text(enum cpio_error error)
{
	return (size_t)error < ARRAY_SIZE(error_texts) ? error_texts[error] : "unknown error";
}

void cpio_init(struct cpio_reader *r, const void *data, size_t len)
{
	memset(r, 0, sizeof(*r));
	r->data = data;
	r->len = len;
}

size_t cpio_offset(const struct cpio_reader *r)
{
	return r->pos;
}

enum cpio_error cpio_error(const struct cpio_reader *r)
{
	return r->error;
}

static enum cpio_result fail(struct cpio_reader *r, size_t pos, enum cpio_error error)
{
	r->pos = pos;
	r->error = error;
	return CPIO_ERROR;
}

/* The next position that is a multiple of 4 from the archive's start, or the buffer's end. */
static size_t pad4(const struct cpio_reader *r, size_t pos)
{
	size_t padding = (r->base - pos) & 3;

	return padding < r->len - pos ? pos + padding : r->len;
}

static int hex_digit(u8 c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 'a' - 'A';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/* Return: how many good digits, FIELD_LEN if all. */
static size_t parse_hex(const u8 *text, u32 *value)
{
	u32 v = 0;
	size_t i;

	for (i = 0; i < FIELD_LEN; i++) {
		int digit = hex_digit(text[i]);

		if (digit < 0)
			return i;
		v = v << 4 | (u32)digit;
	}
	*value = v;
	return FIELD_LEN;
}

static bool has_magic(const struct cpio_reader *r, size_t pos, const char *magic)
{
	return r->len - pos >= MAGIC_LEN && memcmp(r->data + pos, magic, MAGIC_LEN) == 0;
}

static enum cpio_result bad_magic(struct cpio_reader *r, size_t pos)
{
	bool is_old = has_magic(r, pos, "070707") ||
		      (r->len - pos >= 2 && (memcmp(r->data + pos, "\xc7\x71", 2) == 0 ||
					     memcmp(r->data + pos, "\x71\xc7", 2) == 0));

	if (!r->in_archive && r->any_archive && !is_old) {
		r->pos = pos;
		return CPIO_FOREIGN;
	}
	return fail(r, pos, is_old ? CPIO_OLD_FORMAT : CPIO_BAD_MAGIC);
}

/* Magic and fields.  CPIO_ENTRY: good. */
static enum cpio_result read_header(struct cpio_reader *r, u32 *fields, bool *is_crc)
{
	size_t pos = r->pos;
	unsigned int i;

	*is_crc = has_magic(r, pos, "070702");
	if (!*is_crc && !has_magic(r, pos, "070701")) {
		/* A beginning of the magic, cut off, is a short header and nothing else. */
		if (r->len - pos < MAGIC_LEN && memcmp(r->data + pos, "070701", r->len - pos) == 0)
			return fail(r, r->len, CPIO_SHORT_HEADER);
		return bad_magic(r, pos);
	}
	if (r->len - pos < CPIO_HEADER_SIZE)
		return fail(r, r->len, CPIO_SHORT_HEADER);
	pos += MAGIC_LEN;
	for (i = 0; i < FIELDS; i++, pos += FIELD_LEN) {
		size_t good = parse_hex(r->data + pos, &fields[i]);

		if (good < FIELD_LEN)
			return fail(r, pos + good, CPIO_BAD_HEX);
	}
	return CPIO_ENTRY;
}

/* The name that @size says, at @pos.  CPIO_ENTRY: good. */
static enum cpio_result check_name(struct cpio_reader *r, size_t pos, u32 size)
{
	const u8 *name = r->data + pos;
	const u8 *nul;

	if (size == 0)
		return fail(r, r->pos + MAGIC_LEN + F_NAMESIZE * FIELD_LEN, CPIO_EMPTY_NAME);
	if (size > CPIO_NAME_MAX)
		return fail(r, r->pos + MAGIC_LEN + F_NAMESIZE * FIELD_LEN, CPIO_LONG_NAME);
	if (size > r->len - pos)
		return fail(r, r->len, CPIO_SHORT_NAME);
	nul = memchr(name, '\0', size);
	if (!nul)
		return fail(r, pos + size - 1, CPIO_NAME_NOT_ENDED);
	if (nul != name + size - 1)
		return fail(r, (size_t)(nul - r->data), CPIO_NAME_NOT_ENDED);
	return CPIO_ENTRY;
}

static u32 sum_bytes(const u8 *p, size_t n)
{
	u32 sum = 0;

	while (n--)
		sum += *p++;
	return sum;
}

static void fill_entry(struct cpio_entry *e, const u32 *f, const u8 *name, const u8 *data)
{
	*e = (struct cpio_entry){
		.name = (const char *)name,
		.name_len = f[F_NAMESIZE] - 1,
		.data = data,
		.size = f[F_FILESIZE],
		.ino = f[F_INO],
		.mode = f[F_MODE],
		.uid = f[F_UID],
		.gid = f[F_GID],
		.nlink = f[F_NLINK],
		.mtime = f[F_MTIME],
		.dev_major = f[F_DEV_MAJOR],
		.dev_minor = f[F_DEV_MINOR],
		.rdev_major = f[F_RDEV_MAJOR],
		.rdev_minor = f[F_RDEV_MINOR],
	};
}

static enum cpio_result end_archive(struct cpio_reader *r, size_t pos, u32 size)
{
	if (size)
		return fail(r, r->pos, CPIO_DATA_IN_TRAILER);
	r->pos = pos;
	r->in_archive = false;
	r->any_archive = true;
	return CPIO_TRAILER;
}

/* One entry at r->pos, where there is at least a byte. */
static enum cpio_result read_entry(struct cpio_reader *r, struct cpio_entry *entry)
{
	u32 fields[FIELDS];
	size_t name_pos, data_pos, end;
	enum cpio_result result;
	bool is_crc;

	result = read_header(r, fields, &is_crc);
	if (result != CPIO_ENTRY)
		return result;
	name_pos = r->pos + CPIO_HEADER_SIZE;
	result = check_name(r, name_pos, fields[F_NAMESIZE]);
	if (result != CPIO_ENTRY)
		return result;
	data_pos = pad4(r, name_pos + fields[F_NAMESIZE]);

	if (fields[F_NAMESIZE] == sizeof(trailer_name) &&
	    memcmp(r->data + name_pos, trailer_name, sizeof(trailer_name)) == 0)
		return end_archive(r, data_pos, fields[F_FILESIZE]);

	if (fields[F_FILESIZE] > r->len - data_pos)
		return fail(r, r->len, CPIO_SHORT_DATA);
	end = data_pos + fields[F_FILESIZE];
	/* GNU cpio leaves the sum of a symlink's target 0; Linux looks at files only, too. */
	if (is_crc && S_ISREG(fields[F_MODE]) &&
	    sum_bytes(r->data + data_pos, fields[F_FILESIZE]) != fields[F_CHECK])
		return fail(r, data_pos, CPIO_BAD_CHECKSUM);

	fill_entry(entry, fields, r->data + name_pos, r->data + data_pos);
	r->in_archive = true;
	r->pos = pad4(r, end);
	return CPIO_ENTRY;
}

enum cpio_result cpio_next(struct cpio_reader *r, struct cpio_entry *entry)
{
	if (r->error)
		return CPIO_ERROR;
	if (!r->in_archive) {
		const u8 *next = memchr_inv(r->data + r->pos, 0, r->len - r->pos);

		if (!next) {
			r->pos = r->len;
			return CPIO_END;
		}
		r->pos = r->base = (size_t)(next - r->data);
	}
	if (r->pos == r->len)
		return fail(r, r->pos, CPIO_NO_TRAILER);
	return read_entry(r, entry);
}
