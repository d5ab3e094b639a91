# SPDX-License-Identifier: GPL-2.0-or-later
# lib/objs.mk - the library: pure C, no locks, no allocation policy

obj-y += lib/bitmap.o lib/errname.o lib/idr.o lib/kstrtox.o lib/rbtree.o
obj-y += lib/siphash.o lib/str.o lib/string.o lib/vsnprintf.o lib/xa_alloc.o lib/xarray.o
