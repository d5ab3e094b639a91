/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/host/shim/xa_nodes.c - xarray nodes from host_alloc(), in place of mm/kmem */
#include "lib/xarray.h"

#include "host.h"

static void *node_alloc(gfp_t gfp __maybe_unused)
{
	return host_alloc(sizeof(struct xa_node));
}

static void node_free(struct xa_node *node)
{
	host_free(node);
}

static const struct xa_alloc_ops host_node_ops = {.alloc = node_alloc, .free = node_free};

static __attribute__((constructor)) void register_host_nodes(void)
{
	xa_set_alloc_ops(&host_node_ops);
}
