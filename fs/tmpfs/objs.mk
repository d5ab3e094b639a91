# SPDX-License-Identifier: GPL-2.0-or-later
obj-y += fs/tmpfs/super.o fs/tmpfs/dir.o fs/tmpfs/file.o fs/tmpfs/memfd.o fs/tmpfs/options.o
obj-y += fs/tmpfs/attr_flags.o
