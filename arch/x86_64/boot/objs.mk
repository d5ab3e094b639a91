# SPDX-License-Identifier: GPL-2.0-or-later
obj-y += arch/x86_64/boot/head.o
obj-y += arch/x86_64/boot/boot_info.o
obj-y += arch/x86_64/boot/mem_map.o
obj-y += arch/x86_64/boot/early_serial.o
obj-y += arch/x86_64/boot/setup.o
obj-y += arch/x86_64/boot/discover.o
obj-y += arch/x86_64/boot/resources.o
ktest-y += arch/x86_64/boot/mem_map_test.o

host-tests += mem_map
host-srcs-mem_map := arch/x86_64/boot/mem_map.c arch/x86_64/boot/mem_map_test.c
