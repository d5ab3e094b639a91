/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/cpio.h - read cpio archives, formats newc (070701) and crc (070702)
 *
 * Theory
 *   The archive lies in memory, whole; cpio_next() goes from entry to entry and
 *   hands out views into it, so file contents can stay where they are.  Every
 *   field is checked before it is used.
 *
 *   An initramfs is any number of archives one behind the other, each closed by an
 *   entry named TRAILER!!!, with zero bytes between them.  Compressed ones may
 *   follow: when something that is no cpio header comes after a trailer and zeros,
 *   cpio_next() stops there with CPIO_FOREIGN and the caller looks at what it is.
 *
 *   Hard links: entries of one archive with nlink > 1 and equal (ino, dev) are one
 *   file; the last of them usually carries the data, the others have size 0.
 *   Whoever unpacks keeps that table, and forgets it at a CPIO_TRAILER.
 *
 * Locks: none.
 * Sources: Linux Documentation/driver-api/early-userspace/buffer-format.rst, cpio(5)
 */
#pragma once

#include "base/compiler.h"
#include "base/types.h"

#define CPIO_HEADER_SIZE 110u
#define CPIO_NAME_MAX	 4096u /* with the NUL, as PATH_MAX */

struct cpio_entry {
	const char *name; /* terminated by a NUL in the archive */
	size_t name_len;  /* without the NUL */
	const u8 *data;	  /* contents; of a symlink: its target, not terminated */
	size_t size;	  /* of data, bytes */
	u32 ino;
	u32 mode;
	u32 uid;
	u32 gid;
	u32 nlink;
	u32 mtime;     /* seconds since 1970 */
	u32 dev_major; /* of the file system it was on */
	u32 dev_minor;
	u32 rdev_major; /* what a device node stands for */
	u32 rdev_minor;
};

enum cpio_result {
	CPIO_ENTRY,   /* *entry is set */
	CPIO_TRAILER, /* an archive ended; more may follow */
	CPIO_END,     /* the buffer is used up */
	CPIO_FOREIGN, /* behind an archive: something else, at cpio_offset() */
	CPIO_ERROR,   /* see cpio_error() and cpio_offset() */
};

enum cpio_error {
	CPIO_OK,
	CPIO_BAD_MAGIC,	      /* no 070701 or 070702 where a header must be */
	CPIO_OLD_FORMAT,      /* 070707 or binary: made without -H newc */
	CPIO_BAD_HEX,	      /* a header field is not 8 hexadecimal digits */
	CPIO_SHORT_HEADER,    /* the archive ends inside a header */
	CPIO_EMPTY_NAME,      /* name size 0 */
	CPIO_LONG_NAME,	      /* name size over CPIO_NAME_MAX */
	CPIO_SHORT_NAME,      /* the archive ends inside a name */
	CPIO_NAME_NOT_ENDED,  /* no NUL where the name size says, or one before */
	CPIO_SHORT_DATA,      /* the archive ends inside a file's data */
	CPIO_BAD_CHECKSUM,    /* crc format: the sum of the data is another */
	CPIO_NO_TRAILER,      /* the buffer ends, but not with TRAILER!!! and zeros */
	CPIO_DATA_IN_TRAILER, /* TRAILER!!! with a size */
};

struct cpio_reader {
	const u8 *data;
	size_t len;
	size_t pos;	  /* of the next header, or of what is wrong */
	size_t base;	  /* where the current archive begins: 4-byte padding counts from here */
	bool in_archive;  /* an entry was read, its trailer not yet */
	bool any_archive; /* at least one trailer was seen */
	enum cpio_error error;
};

/* cpio_init - @data stays the caller's, and in place while entries are used */
void cpio_init(struct cpio_reader *r, const void *data, size_t len);

/* cpio_next - the next entry into *@entry (set only for CPIO_ENTRY) */
enum cpio_result __must_check cpio_next(struct cpio_reader *r, struct cpio_entry *entry);

/* cpio_offset - bytes from the start: of the fault, or of the next header */
size_t cpio_offset(const struct cpio_reader *r);

enum cpio_error cpio_error(const struct cpio_reader *r);
/* cpio_error_text - what is wrong, in words: "no cpio magic" */
const char *cpio_error_text(enum cpio_error error);
