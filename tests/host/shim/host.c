/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/host/shim/host.c - the host's libc behind host.h */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "host.h"

static long fail_after = -1;
static long blocks;

void host_vprint(const char *fmt, va_list args)
{
	vprintf(fmt, args);
	fflush(stdout);
}

void host_print(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	host_vprint(fmt, args);
	va_end(args);
}

int host_vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	return vsnprintf(buf, size, fmt, args);
}

const char *host_getenv(const char *name)
{
	return getenv(name);
}

unsigned long long host_time_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (unsigned long long)ts.tv_sec * 1000000000u + (unsigned long long)ts.tv_nsec;
}

void host_abort(void)
{
	abort();
}

void *host_alloc(size_t size)
{
	void *p;

	if (fail_after == 0)
		return NULL;
	if (fail_after > 0)
		fail_after--;
	p = calloc(1, size);
	if (!p)
		abort();
	blocks++;
	return p;
}

void host_free(void *p)
{
	if (p)
		blocks--;
	free(p);
}

void host_fail_after(long n)
{
	fail_after = n;
}

long host_blocks(void)
{
	return blocks;
}

void *host_read_file(const char *path, size_t *len)
{
	FILE *f = fopen(path, "rb");
	char *data = NULL;
	long size;

	if (!f)
		return NULL;
	if (fseek(f, 0, SEEK_END) == 0 && (size = ftell(f)) >= 0 && fseek(f, 0, SEEK_SET) == 0) {
		/* Exactly as long as the file: reading behind it is an error ASan sees. */
		data = host_alloc((size_t)size);
		*len = data ? fread(data, 1, (size_t)size, f) : 0;
	}
	fclose(f);
	return data;
}

int host_write_file(const char *path, const void *data, size_t len)
{
	FILE *f = fopen(path, "wb");
	size_t n;

	if (!f)
		return -1;
	n = fwrite(data, 1, len, f);
	return fclose(f) == 0 && n == len ? 0 : -1;
}

void host_unlink(const char *path)
{
	unlink(path);
}

int host_pid(void)
{
	return getpid();
}

int host_run(const char *command)
{
	int status = system(command);

	return status >= 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
