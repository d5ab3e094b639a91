# SPDX-License-Identifier: GPL-2.0-or-later
obj-y += drivers/char/mem.o drivers/char/kmsg.o
