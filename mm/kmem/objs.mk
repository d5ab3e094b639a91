# SPDX-License-Identifier: GPL-2.0-or-later
obj-y += mm/kmem/slab.o mm/kmem/slab_setup.o mm/kmem/slab_common.o mm/kmem/kmalloc.o
obj-y += mm/kmem/vmalloc.o mm/kmem/vmallocinfo.o mm/kmem/ioremap.o mm/kmem/resource.o
obj-$(if $(call on,DEBUG),y) += mm/kmem/slab_debug.o mm/kmem/kmemleak.o
obj-$(if $(call on,DEBUG)$(call on,KASAN),y) += mm/kmem/stackdepot.o
obj-$(if $(call on,KASAN),y) += mm/kmem/kasan.o mm/kmem/kasan_report.o mm/kmem/kasan_slab.o
obj-$(if $(call on,UBSAN),y) += mm/kmem/ubsan.o
ktest-y += mm/kmem/slab_test.o mm/kmem/vmalloc_test.o
ktest-y += $(if $(call on,KASAN),mm/kmem/kasan_test.o) $(if $(call on,UBSAN),mm/kmem/ubsan_test.o)

# KASAN itself, and who handles objects that nobody may touch; what runs before there is a shadow.
nosan-y += $(addprefix mm/kmem/,kasan.o kasan_report.o kasan_slab.o kmemleak.o slab.o \
	slab_debug.o kmalloc.o stackdepot.o ubsan.o)
nosan-y += lib/string.o abi/linux/vdso/vdso.o arch/x86_64/cpu/dump.o

# The slab allocator on the build machine, over pretended pages and CPUs, against a model.
host-tests += slab
host-slab := mm/kmem/slab.c mm/kmem/slab_setup.c mm/kmem/slab_common.c mm/kmem/kmalloc.c tests/host/shim/slab.c \
	tests/host/slab_model.c
host-srcs-slab := $(host-slab) tests/host/slab_model_test.c
host-cflags-slab := -iquote tests/host/shim/slab -Itests/host/shim/vm -Iarch/x86_64/include
host-fuzzers += slab
host-fuzz-srcs-slab := $(host-slab) tests/host/fuzz/slab.c
host-fuzz-cflags-slab := $(host-cflags-slab)
