/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/vdso/vvar.c - the kernel's side of [vvar]: time for the vDSO
 *
 * Locks: the caller of arch_vdso_update() is the only writer (it holds the clock's seqlock).
 *
 * Sources: vdso(7)
 */
#include "vvar.h"
#include "arch/clock.h"
#include "base/atomic.h"
#include "lib/string.h"

static struct vdso_data before_the_page;	/* until vdso_init() */
static struct vdso_data *vvar = &before_the_page;

void arch_vdso_update(const struct vdso_time *t)
{
	struct vdso_data *d = READ_ONCE(vvar);
	bool is_tsc = !strcmp(arch_clock_name, "tsc");

	WRITE_ONCE(d->seq, d->seq + 1);
	smp_wmb();
	d->mult = is_tsc ? t->mult : 0;
	d->shift = (u32)t->shift;
	d->cycle_last = t->cycle_last;
	d->mono_ns = t->mono_ns;
	/* Linux's sense of the names: wall + wall_to_mono = mono. */
	d->mono_to_real_ns = -t->wall_to_mono_ns;
	d->mono_to_boot_ns = -t->boot_to_mono_ns;
	smp_store_release(&d->seq, d->seq + 1);
}

void vvar_use_page(void *page)
{
	/* Boot, one CPU, interrupts may come: an update in between must not be lost. */
	unsigned long flags;

	local_irq_save(flags);
	memcpy(page, vvar, sizeof(*vvar));
	vvar = page;
	local_irq_restore(flags);
}
