# SPDX-License-Identifier: GPL-2.0-or-later
# kernel/ipc/objs.mk - ways for processes to meet: futexes, pipes, event descriptors

obj-y += kernel/ipc/futex.o kernel/ipc/futex_robust.o
obj-y += kernel/ipc/pipe.o kernel/ipc/pipe_file.o kernel/ipc/splice.o
ktest-y += kernel/ipc/pipe_test.o
obj-y += kernel/ipc/eventfd.o kernel/ipc/timerfd.o kernel/ipc/signalfd.o kernel/ipc/epoll.o
obj-y += kernel/ipc/ipc_ids.o kernel/ipc/shm.o

ktest-y += kernel/ipc/futex_test.o
