# SPDX-License-Identifier: GPL-2.0-or-later
# abi/linux/objs.mk - the border with user programs

need-syscalls := y
obj-y += abi/linux/sys_mm.o
