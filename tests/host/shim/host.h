/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/host/shim/host.h - what the host's libc gives to tests
 *
 * host.c is the only file compiled against libc's headers; everything else sees the kernel's.
 * So this header uses plain C types.
 */
#pragma once

#include <stdarg.h>
#include <stddef.h>

void host_print(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void host_vprint(const char *fmt, va_list args) __attribute__((format(printf, 1, 0)));
int host_vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
	__attribute__((format(printf, 3, 0)));
const char *host_getenv(const char *name);
unsigned long long host_time_ns(void);
_Noreturn void host_abort(void);

/* Zeroed memory.  NULL when host_fail_after() says so. */
void *host_alloc(size_t size);
void host_free(void *p);
/* The @n + 1st host_alloc() from now on, and all after it, fail; n < 0: none does. */
void host_fail_after(long n);
/* Blocks allocated and not freed. */
long host_blocks(void);

/* Whole file in memory from host_alloc(); NULL if it cannot be read. */
void *host_read_file(const char *path, size_t *len);
/* Writes a file; 0 or -1. */
int host_write_file(const char *path, const void *data, size_t len);
void host_unlink(const char *path);
int host_pid(void);
/* Runs a shell command; its exit status, or -1. */
int host_run(const char *command);
