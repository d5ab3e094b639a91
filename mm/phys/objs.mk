# SPDX-License-Identifier: GPL-2.0-or-later
obj-y += mm/phys/memblock.o mm/phys/buddy.o mm/phys/page_alloc.o mm/phys/page_init.o mm/phys/memmap.o \
	 mm/phys/page_stat.o mm/phys/vmstat.o mm/phys/contig.o

ktest-y += mm/phys/page_alloc_test.o mm/phys/memmap_test.o

host-tests += buddy
host-srcs-buddy := mm/phys/buddy.c mm/phys/buddy_test.c tests/host/shim/panic.c
host-cflags-buddy := -iquote tests/host/shim/mm
