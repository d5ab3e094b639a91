# SPDX-License-Identifier: GPL-2.0-or-later
obj-y += fs/debugfs/debugfs.o
obj-y += fs/debugfs/memory.o
obj-$(if $(call on,DEBUG),y) += fs/debugfs/provoke_crash.o
