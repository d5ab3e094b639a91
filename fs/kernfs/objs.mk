# SPDX-License-Identifier: GPL-2.0-or-later
obj-y += fs/kernfs/tree.o fs/kernfs/inode.o
