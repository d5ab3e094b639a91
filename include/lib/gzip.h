/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/gzip.h - unpack gzip: a thin adapter over zlib's inflate
 *
 * Theory
 *   A gzip file is a row of members.  gunzip() unpacks one, hands its contents to
 *   a function in pieces of the caller's buffer, and says how much input it used;
 *   the caller goes on from there.  Header, CRC-32 and length are checked.
 *
 *   All memory is the caller's: a workspace of GZIP_WORKSPACE_SIZE and the
 *   buffer.  One buffer as large as the contents makes one piece of them.
 *
 * Locks: none; one workspace serves one call at a time.
 * Sources: RFC 1952, RFC 1951, zlib.h
 */
#pragma once

#include "base/compiler.h"
#include "base/types.h"

#define GZIP_WORKSPACE_SIZE (48u * 1024)

enum gzip_result {
	GZIP_OK,
	GZIP_NOT_GZIP,	/* does not begin with 1f 8b */
	GZIP_TRUNCATED, /* the input ends too soon */
	GZIP_CORRUPT,	/* see ->reason */
	GZIP_STOPPED,	/* the sink refused; see ->sink_error */
	GZIP_NO_SPACE,	/* the workspace is too small */
};

/* Takes @len unpacked bytes; returns 0 to go on, or -errno. */
typedef int (*gzip_sink_fn)(void *ctx, const void *data, size_t len);

struct gzip_job {
	const void *in;
	size_t in_len;
	void *workspace; /* 16-byte aligned */
	size_t workspace_size;
	void *buf; /* what the sink gets; at least 1 byte */
	size_t buf_size;
	gzip_sink_fn sink;
	void *ctx;

	/* Set by gunzip(). */
	size_t in_used;	    /* bytes of input; on an error, about where it is */
	u64 out_len;	    /* bytes given to the sink */
	const char *reason; /* in words; never NULL after an error */
	int sink_error;
};

/* gzip_is_gzip - does it begin as a gzip member? */
static inline bool gzip_is_gzip(const void *in, size_t len)
{
	const u8 *p = in;

	return len >= 2 && p[0] == 0x1f && p[1] == 0x8b;
}

/* gunzip - unpack one member.  Context: as the sink's */
enum gzip_result __must_check gunzip(struct gzip_job *job);
