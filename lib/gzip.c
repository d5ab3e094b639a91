/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/gzip.c - unpack gzip: a thin adapter over zlib's inflate
 *
 * Theory
 *   zlib asks for memory twice, for its state and for a window of 32 KiB, and gives
 *   both back at the end; so the workspace is handed out from the front
 *   and never taken back.
 *
 * Not here: the decompressor (zlib's source package), what to do with the contents.
 *
 * Locks: none.
 * Sources: zlib.h; RFC 1952
 */
#define Z_SOLO
#define ZLIB_CONST
#include <zlib.h>

#include "base/bits.h"
#include "lib/gzip.h"
#include "lib/string.h"

enum { GZIP_WINDOW_BITS = 16 + 15, WORKSPACE_ALIGN = 16 }; /* 16: gzip, not zlib, header */

struct arena {
	u8 *base;
	size_t size;
	size_t used;
};

static voidpf arena_alloc(voidpf opaque, uInt items, uInt size)
{
	struct arena *arena = opaque;
	size_t bytes = ALIGN((size_t)items * size, (size_t)WORKSPACE_ALIGN);
	void *p;

	if (bytes > arena->size - arena->used)
		return Z_NULL;
	p = arena->base + arena->used;
	arena->used += bytes;
	return p;
}

static void arena_free(voidpf opaque __maybe_unused, voidpf p __maybe_unused)
{
}

static uInt as_uint(size_t n)
{
	return (uInt)min(n, (size_t)UINT32_MAX);
}

/* What inflate() answered, when it can neither go on nor is done. */
static enum gzip_result failure(struct gzip_job *job, const z_stream *z, int status)
{
	switch (status) {
	case Z_BUF_ERROR: /* no progress: it wants input, and there is none */
		job->reason = "ends too soon";
		return GZIP_TRUNCATED;
	case Z_MEM_ERROR:
		job->reason = "not enough memory to unpack";
		return GZIP_NO_SPACE;
	case Z_NEED_DICT:
		job->reason = "needs a dictionary";
		return GZIP_CORRUPT;
	default:
		job->reason = z->msg ? z->msg : "damaged data";
		return GZIP_CORRUPT;
	}
}

static enum gzip_result unpack(struct gzip_job *job, z_stream *z)
{
	int status;

	do {
		size_t given, n;

		z->next_in = (const u8 *)job->in + job->in_used;
		z->avail_in = as_uint(job->in_len - job->in_used);
		z->next_out = job->buf;
		z->avail_out = as_uint(job->buf_size);
		given = z->avail_in;

		status = inflate(z, Z_NO_FLUSH);
		job->in_used += given - z->avail_in;
		n = (size_t)(z->next_out - (u8 *)job->buf);
		if (n) {
			job->sink_error = job->sink(job->ctx, job->buf, n);
			if (job->sink_error) {
				job->reason = "contents were refused";
				return GZIP_STOPPED;
			}
			job->out_len += n;
		}
	} while (status == Z_OK);
	return status == Z_STREAM_END ? GZIP_OK : failure(job, z, status);
}

enum gzip_result gunzip(struct gzip_job *job)
{
	struct arena arena = {.base = job->workspace, .size = job->workspace_size};
	z_stream z = {.zalloc = arena_alloc, .zfree = arena_free, .opaque = &arena};
	enum gzip_result result;
	int status;

	job->in_used = 0;
	job->out_len = 0;
	job->reason = "no error";
	job->sink_error = 0;
	if (!gzip_is_gzip(job->in, job->in_len)) {
		job->reason = "not in gzip format";
		return GZIP_NOT_GZIP;
	}
	status = inflateInit2(&z, GZIP_WINDOW_BITS);
	if (status != Z_OK)
		return failure(job, &z, status);
	result = unpack(job, &z);
	inflateEnd(&z);
	return result;
}
