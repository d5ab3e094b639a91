# SPDX-License-Identifier: GPL-2.0-or-later
obj-y += drivers/base/device.o drivers/base/cpu.o drivers/base/node.o
