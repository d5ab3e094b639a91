# SPDX-License-Identifier: GPL-2.0-or-later
obj-y += fs/sysfs/mount.o fs/sysfs/kobject.o fs/sysfs/file.o
ktest-y += fs/sysfs/sysfs_test.o
