# SPDX-License-Identifier: GPL-2.0-or-later
obj-y += arch/x86_64/boot/head.o
obj-y += arch/x86_64/boot/boot_info.o
obj-y += arch/x86_64/boot/mem_map.o
obj-y += arch/x86_64/boot/early_serial.o
obj-y += arch/x86_64/boot/setup.o
ktest-y += arch/x86_64/boot/mem_map_test.o
