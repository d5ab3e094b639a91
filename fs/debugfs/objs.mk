# SPDX-License-Identifier: GPL-2.0-or-later
obj-y += fs/debugfs/debugfs.o
