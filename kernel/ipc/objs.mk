# SPDX-License-Identifier: GPL-2.0-or-later
# kernel/ipc/objs.mk - ways for processes to meet: futexes, pipes, event descriptors

obj-y += kernel/ipc/futex.o kernel/ipc/futex_robust.o

ktest-y += kernel/ipc/futex_test.o
