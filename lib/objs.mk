# SPDX-License-Identifier: GPL-2.0-or-later
# lib/objs.mk - the library: pure C, no locks, no allocation policy

obj-y += lib/bitmap.o lib/cmdline.o lib/cpio.o lib/elf.o lib/errname.o lib/gzip.o lib/hash.o
obj-y += lib/idr.o lib/kstrtox.o lib/list_sort.o lib/rbtree.o lib/seq_buf.o lib/siphash.o lib/sort.o
obj-y += lib/str.o lib/string.o lib/vsnprintf.o lib/xa_alloc.o lib/xarray.o

ktest-y += lib/bitmap_test.o lib/cmdline_test.o lib/cpio_test.o lib/elf_test.o lib/format_test.o
ktest-y += lib/gzip_test.o lib/list_test.o lib/rbtree_test.o lib/string_test.o lib/xarray_test.o

need-zlib := y
CFLAGS_lib/gzip.o = -isystem $(ZLIB_SRC)
