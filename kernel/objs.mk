# SPDX-License-Identifier: GPL-2.0-or-later
obj-y += kernel/main.o
