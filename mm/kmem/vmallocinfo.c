/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mm/kmem/vmallocinfo.c - /proc/vmallocinfo: every range of the vmalloc area, as Linux prints it */
#include "mm/phys/mmzone.h"
#include "vmap.h"

static void show_area(const struct seq_sink *s, const struct vmap_area *a,
		      const unsigned int *node_pages)
{
	static const char *const kinds[] = {"vmalloc", "vmap", "ioremap"};

	s->printf(s->ctx, "0x%016lx-0x%016lx %7lu", a->start, a->end, a->end - a->start);
	if (a->dead || a->freeing) {
		s->printf(s->ctx, " unpurged vm_area\n");
		return;
	}
	s->printf(s->ctx, " %pS", a->caller);
	if (a->nr_pages)
		s->printf(s->ctx, " pages=%u", a->nr_pages);
	if (a->phys)
		s->printf(s->ctx, " phys=0x%016llx", (u64)a->phys);
	s->printf(s->ctx, " %s", kinds[a->kind]);
	if (a->kind == VMAP_ALLOC && is_vmalloc_addr(a->pages))
		s->printf(s->ctx, " vpages");
	for (int nid = 0; nid < nr_nodes; nid++) {
		if (node_pages[nid])
			s->printf(s->ctx, " N%d=%u", nid, node_pages[nid]);
	}
	s->printf(s->ctx, "\n");
}

void vmallocinfo_show(const struct seq_sink *s)
{
	unsigned int node_pages[MAX_NUMNODES];
	struct vmap_area a;
	unsigned long at = 0;

	while (vmap_next_area(at, &a, node_pages)) {
		show_area(s, &a, node_pages);
		at = a.end;
	}
}
