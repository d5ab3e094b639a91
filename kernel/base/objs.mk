# SPDX-License-Identifier: GPL-2.0-or-later
# kernel/base/objs.mk - log, panic, boot parameters, randomness, I/O cursor

obj-y += kernel/base/blake2s.o kernel/base/chacha.o kernel/base/init_args.o kernel/base/console.o
obj-y += kernel/base/kallsyms.o kernel/base/log_ring.o kernel/base/panic.o kernel/base/param.o
obj-y += kernel/base/printk.o kernel/base/random.o kernel/base/uio.o kernel/base/utsname.o
