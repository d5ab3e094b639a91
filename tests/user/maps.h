/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/maps.h - reading /proc/self/maps */
#pragma once
#include "harness.h"

struct map_line {
	unsigned long start, end, offset, inode;
	unsigned major, minor;
	char perms[8];
	char name[PATH_MAX];
};

/* Parses the line at @p; returns the start of the next one, or NULL at the end. */
static inline char *maps_next(char *p, struct map_line *m)
{
	int n = 0;
	char *nl;

	if (!p || !*p)
		return NULL;
	memset(m, 0, sizeof(*m));
	if (sscanf(p, "%lx-%lx %7s %lx %x:%x %lu%n", &m->start, &m->end, m->perms, &m->offset,
		   &m->major, &m->minor, &m->inode, &n) < 7) {
		test_fail(__FILE__, __LINE__, "bad maps line: %.80s", p);
		return NULL;
	}
	nl = strchr(p, '\n');
	if (!nl)
		nl = p + strlen(p);
	while (p[n] == ' ')
		n++;
	if (p + n < nl)
		snprintf(m->name, sizeof(m->name), "%.*s", (int)(nl - p - n), p + n);
	return *nl ? nl + 1 : nl;
}

/* The whole file, in a static buffer: reading it must not make a mapping. */
static inline char *maps_read(void)
{
	static char buf[4 << 20];
	int fd = REQUIRE_OK(open("/proc/self/maps", O_RDONLY | O_CLOEXEC));
	size_t len = 0;
	ssize_t n;

	while ((n = read(fd, buf + len, sizeof(buf) - 1 - len)) > 0)
		len += n;
	CHECK_EQ(n, 0);
	buf[len] = 0;
	close(fd);
	return buf;
}

/* The line that holds @addr; 1 if there is one. */
static inline int maps_find(const void *addr, struct map_line *m)
{
	char *p = maps_read();
	int found = 0;

	while (!found && (p = maps_next(p, m)))
		found = (unsigned long)addr >= m->start && (unsigned long)addr < m->end;
	return found;
}

static inline int maps_find_name(const char *name, struct map_line *m)
{
	char *p = maps_read();
	int found = 0;

	while (!found && (p = maps_next(p, m)))
		found = !strcmp(m->name, name);
	return found;
}

/* How many lines overlap [addr, addr + len). */
static inline int maps_count(const void *addr, size_t len)
{
	char *p = maps_read();
	unsigned long a = (unsigned long)addr;
	struct map_line m;
	int n = 0;

	while ((p = maps_next(p, &m)))
		n += m.start < a + len && m.end > a;
	return n;
}
