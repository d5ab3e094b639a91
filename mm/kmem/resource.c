/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/kmem/resource.c - the trees of I/O ports and physical addresses in use
 *
 * Theory
 *   A node's children lie inside it, sorted and apart.  request_resource() adds a child directly
 *   under the root given; insert_resource() goes down to where it belongs and adopts what it
 *   encloses.  request_region() makes a busy node inside the deepest non-busy one that contains it.
 *
 * Locks
 *   resource_lock (RANK_LEAF): the shape of both trees.
 */
#include "mm/kmem/resource.h"

#include "base/err.h"
#include "kernel/base/printk.h"
#include "kernel/sync/spinlock.h"
#include "mm/kmem/slab.h"

static DEFINE_SPINLOCK(resource_lock, RANK_LEAF);

struct resource ioport_resource = {.end = 0xffff, .name = "PCI IO", .flags = IORESOURCE_IO};
struct resource iomem_resource = {.end = ~0ULL, .name = "PCI mem", .flags = IORESOURCE_MEM};

/* Adds @new among @root's children, or returns the child it meets (@root if it does not fit). */
static struct resource *try_add(struct resource *root, struct resource *new)
{
	struct resource **link = &root->child;

	if (new->end < new->start || new->start < root->start || new->end > root->end)
		return root;
	for (;;) {
		struct resource *r = *link;

		if (!r || r->start > new->end) {
			new->sibling = r;
			new->parent = root;
			*link = new;
			return NULL;
		}
		if (r->end >= new->start)
			return r;
		link = &r->sibling;
	}
}

int request_resource(struct resource *root, struct resource *new)
{
	struct resource *conflict;

	spin_lock(&resource_lock);
	conflict = try_add(root, new);
	spin_unlock(&resource_lock);
	return conflict ? -EBUSY : 0;
}

/* @first and the siblings after it that lie in @new become its children. */
static int adopt(struct resource *parent, struct resource *new, struct resource *first)
{
	struct resource *last = first, **link = &parent->child;

	while (last->sibling && last->sibling->start <= new->end)
		last = last->sibling;
	if (first->start < new->start || last->end > new->end)
		return -EBUSY;
	while (*link != first)
		link = &(*link)->sibling;
	*link = new;
	new->parent = parent;
	new->child = first;
	new->sibling = last->sibling;
	last->sibling = NULL;
	for (struct resource *r = first; r; r = r->sibling)
		r->parent = new;
	return 0;
}

int insert_resource(struct resource *root, struct resource *new)
{
	struct resource *conflict;
	int err = 0;

	spin_lock(&resource_lock);
	for (;;) {
		conflict = try_add(root, new);
		if (!conflict)
			break;
		if (conflict == root) {
			err = -EBUSY;
			break;
		}
		if (conflict->start <= new->start && conflict->end >= new->end &&
		    !(conflict->start == new->start && conflict->end == new->end)) {
			root = conflict;
			continue;
		}
		err = adopt(root, new, conflict);
		break;
	}
	spin_unlock(&resource_lock);
	return err;
}

static int unlink_locked(struct resource *r)
{
	struct resource **link;

	if (!r->parent || r->child)
		return -EINVAL;
	link = &r->parent->child;
	while (*link && *link != r)
		link = &(*link)->sibling;
	if (!*link)
		return -EINVAL;
	*link = r->sibling;
	r->parent = r->sibling = NULL;
	return 0;
}

int release_resource(struct resource *r)
{
	int err;

	spin_lock(&resource_lock);
	err = unlink_locked(r);
	spin_unlock(&resource_lock);
	return err;
}

static struct resource *region_request(struct resource *root, u64 start, u64 n, const char *name)
{
	struct resource *r, *conflict;

	if (!n || start + n - 1 < start)
		return NULL;
	r = kzalloc(sizeof(*r), GFP_KERNEL);
	if (!r)
		return NULL;
	r->name = name;
	r->start = start;
	r->end = start + n - 1;
	r->flags = (root->flags & (IORESOURCE_IO | IORESOURCE_MEM)) | IORESOURCE_BUSY;
	spin_lock(&resource_lock);
	for (;;) {
		conflict = try_add(root, r);
		if (!conflict || conflict == root || (conflict->flags & IORESOURCE_BUSY))
			break;
		root = conflict;
	}
	spin_unlock(&resource_lock);
	if (conflict) {
		kfree(r);
		return NULL;
	}
	return r;
}

static void region_release(struct resource *root, u64 start, u64 n)
{
	u64 end = start + n - 1;
	struct resource *r;

	spin_lock(&resource_lock);
	r = root->child;
	while (r) {
		if (r->end < start) {
			r = r->sibling;
		} else if (r->start == start && r->end == end && (r->flags & IORESOURCE_BUSY)) {
			unlink_locked(r);
			break;
		} else {
			r = r->start <= start && r->end >= end ? r->child : NULL;
		}
	}
	spin_unlock(&resource_lock);
	if (!r)
		pr_warn("Trying to free nonexistent resource <%016llx-%016llx>\n", start, end);
	kfree(r);
}

struct resource *request_region(u64 start, u64 n, const char *name)
{
	return region_request(&ioport_resource, start, n, name);
}

void release_region(u64 start, u64 n)
{
	region_release(&ioport_resource, start, n);
}

struct resource *request_mem_region(u64 start, u64 n, const char *name)
{
	return region_request(&iomem_resource, start, n, name);
}

void release_mem_region(u64 start, u64 n)
{
	region_release(&iomem_resource, start, n);
}

int walk_resource_tree(struct resource *root,
		       int (*fn)(const struct resource *r, int depth, void *ctx), void *ctx)
{
	struct resource *r;
	int depth = 0, err = 0;

	spin_lock(&resource_lock);
	r = root->child;
	while (r && !err) {
		err = fn(r, depth, ctx);
		if (r->child) {
			r = r->child;
			depth++;
			continue;
		}
		while (r && !r->sibling) {
			r = r->parent == root ? NULL : r->parent;
			depth--;
		}
		r = r ? r->sibling : NULL;
	}
	spin_unlock(&resource_lock);
	return err;
}
