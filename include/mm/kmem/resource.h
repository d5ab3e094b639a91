/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/kmem/resource.h - who uses which I/O ports and physical addresses
 *
 * Two trees, ioport_resource and iomem_resource; a parent contains its children, siblings are
 * sorted and do not overlap.  /proc/ioports and /proc/iomem print them.
 */
#pragma once

#include "base/compiler.h"
#include "base/types.h"

#define IORESOURCE_IO	0x00000100
#define IORESOURCE_MEM	0x00000200
#define IORESOURCE_BUSY 0x80000000

struct resource {
	u64 start, end; /* both inclusive */
	const char *name;
	unsigned int flags;
	struct resource *parent, *sibling, *child; /* [resource lock] */
};

extern struct resource ioport_resource, iomem_resource;

int request_resource(struct resource *root, struct resource *new); /* 0 or -EBUSY */
int insert_resource(struct resource *root, struct resource *new);  /* may become a parent */
int release_resource(struct resource *r);			   /* 0 or -EINVAL */
/* NULL if busy or out of memory.  Context: may sleep once slab is up. */
struct resource *request_region(u64 start, u64 n, const char *name);
void release_region(u64 start, u64 n);
struct resource *request_mem_region(u64 start, u64 n, const char *name);
void release_mem_region(u64 start, u64 n);
/* Walks in order; depth of each by its parents.  fn != 0 stops.  Takes the lock. */
int walk_resource_tree(struct resource *root,
		       int (*fn)(const struct resource *r, int depth, void *ctx), void *ctx);
/* For boot before slab: static struct resources. */
