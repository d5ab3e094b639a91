# SPDX-License-Identifier: GPL-2.0-or-later
# kernel/base/objs.mk - log, panic, boot parameters, randomness, I/O cursor

obj-y += kernel/base/blake2s.o kernel/base/chacha.o kernel/base/init_args.o kernel/base/console.o kernel/base/fault_inject.o
obj-y += kernel/base/kallsyms.o kernel/base/log_ring.o kernel/base/panic.o kernel/base/param.o
obj-y += kernel/base/printk.o kernel/base/random.o kernel/base/symbol_search.o kernel/base/uio.o kernel/base/utsname.o

ktest-y += kernel/base/chacha_test.o kernel/base/fault_inject_test.o kernel/base/init_args_test.o kernel/base/kallsyms_test.o
ktest-y += kernel/base/log_ring_test.o kernel/base/printk_test.o kernel/base/random_test.o
ktest-y += kernel/base/symbol_search_test.o kernel/base/uio_test.o

# The pure half, on the build machine.
host-tests += base
host-srcs-base := $(addprefix kernel/base/,blake2s.c chacha.c chacha_test.c init_args.c init_args_test.c \
	symbol_search.c symbol_search_test.c log_ring.c log_ring_test.c) \
	kernel/sched/fair_math.c kernel/sched/fair_math_test.c
