# SPDX-License-Identifier: GPL-2.0-or-later
obj-y += mm/kmem/slab.o mm/kmem/slab_common.o mm/kmem/kmalloc.o mm/kmem/vmalloc.o mm/kmem/resource.o
obj-$(if $(call on,DEBUG),y) += mm/kmem/slab_debug.o
ktest-y += mm/kmem/slab_test.o mm/kmem/vmalloc_test.o
