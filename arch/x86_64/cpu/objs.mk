# SPDX-License-Identifier: GPL-2.0-or-later
obj-y += arch/x86_64/cpu/features.o
obj-y += arch/x86_64/cpu/percpu.o
