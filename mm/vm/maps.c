/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/maps.c - one line of /proc/<pid>/maps, as Linux prints it to the byte
 *
 * Not here: walking the VMAs and finding a file's path (fs/proc).
 *
 * Locks: 40 mmap_lock for reading.
 *
 * Sources: proc(5); Linux 6.1
 */
#include "mm/vm/mm.h"

#include "base/kdev.h"
#include "lib/format.h"
#include "lib/string.h"

#include "internal.h"

#define MAPS_NAME_COLUMN 72 /* the name follows one more blank */

const char *arch_vma_name(struct vm_area_struct *vma)
{
	const struct mm_struct *mm = vma->vm_mm;
	const char *name;

	if (vma->vm_ops && vma->vm_ops->name) {
		name = vma->vm_ops->name(vma);
		if (name)
			return name;
	}
	if (vma->vm_start <= mm->brk && vma->vm_end >= mm->start_brk)
		return "[heap]";
	if (vma->vm_start <= mm->start_stack && vma->vm_end >= mm->start_stack)
		return "[stack]";
	return NULL;
}

/* A newline would end the line. */
static void show_path(const struct seq_sink *s, const char *path)
{
	const char *nl;

	while ((nl = strchr(path, '\n'))) {
		s->printf(s->ctx, "%.*s\\012", (int)(nl - path), path);
		path = nl + 1;
	}
	s->printf(s->ctx, "%s", path);
}

void show_map_vma(const struct seq_sink *s, struct vm_area_struct *vma, const char *path,
		  bool deleted, u32 dev, u64 ino)
{
	unsigned long f = vma->vm_flags;
	unsigned long long offset =
		vma->vm_file ? (unsigned long long)vma->vm_pgoff << PAGE_SHIFT : 0;
	const char *name = path;
	char line[128];
	int n;

	n = scnprintf(line, sizeof(line), "%08lx-%08lx %c%c%c%c %08llx %02x:%02x %llu ",
		      vma->vm_start, vma->vm_end, f & VM_READ ? 'r' : '-', f & VM_WRITE ? 'w' : '-',
		      f & VM_EXEC ? 'x' : '-', f & VM_MAYSHARE ? 's' : 'p', offset, MAJOR(dev),
		      MINOR(dev), (unsigned long long)ino);
	if (!name && !vma->vm_file)
		name = arch_vma_name(vma);
	if (!name) {
		s->printf(s->ctx, "%s\n", line);
		return;
	}
	s->printf(s->ctx, "%s%*s", line, n < MAPS_NAME_COLUMN ? MAPS_NAME_COLUMN + 1 - n : 1, "");
	show_path(s, name);
	s->printf(s->ctx, deleted ? " (deleted)\n" : "\n");
}
