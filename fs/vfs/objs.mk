# SPDX-License-Identifier: GPL-2.0-or-later
obj-y += fs/vfs/dcache.o fs/vfs/dcache_tree.o fs/vfs/inode.o fs/vfs/attr.o fs/vfs/file_table.o \
	fs/vfs/fdtable.o fs/vfs/super.o fs/vfs/mount.o fs/vfs/namespace.o fs/vfs/fs_mount.o \
	fs/vfs/fs_struct.o fs/vfs/namei_walk.o fs/vfs/namei_create.o fs/vfs/namei_rename.o \
	fs/vfs/namei_attr.o fs/vfs/open.o fs/vfs/read_write.o fs/vfs/copy.o fs/vfs/readdir.o \
	fs/vfs/stat.o fs/vfs/d_path.o fs/vfs/seq_file.o fs/vfs/libfs.o fs/vfs/char_dev.o \
	fs/vfs/anon_inodes.o fs/vfs/fcntl.o fs/vfs/locks.o fs/vfs/select.o fs/vfs/init.o
ktest-y += fs/vfs/namei_test.o fs/vfs/file_test.o

# What needs no kernel runs on the build machine too.
host-tests += vfs
host-srcs-vfs := fs/vfs/text_test.c fs/tmpfs/options.c fs/tmpfs/options_test.c
