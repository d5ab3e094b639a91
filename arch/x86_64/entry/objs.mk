# SPDX-License-Identifier: GPL-2.0-or-later
asm-offsets := arch/x86_64/entry/asm-offsets.c
obj-y += arch/x86_64/entry/entry.o
obj-y += arch/x86_64/entry/traps.o
obj-y += arch/x86_64/entry/fault.o
obj-y += arch/x86_64/entry/umip.o
obj-y += arch/x86_64/entry/exit.o
