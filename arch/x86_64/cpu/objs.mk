# SPDX-License-Identifier: GPL-2.0-or-later
obj-y += arch/x86_64/cpu/features.o
obj-y += arch/x86_64/cpu/percpu.o
obj-y += arch/x86_64/cpu/dump.o
obj-y += arch/x86_64/cpu/fpu.o
obj-y += arch/x86_64/cpu/switch.o
obj-y += arch/x86_64/cpu/tables.o
obj-y += arch/x86_64/cpu/thread.o
