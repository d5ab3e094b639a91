# SPDX-License-Identifier: GPL-2.0-or-later
# net/objs.mk - sockets

obj-y += net/socket.o net/sock.o net/sockopt.o net/scm.o
obj-y += net/unix/unix.o net/unix/name.o net/unix/connect.o net/unix/message.o
obj-y += net/unix/stream.o net/unix/dgram.o net/unix/poll.o net/unix/garbage.o
ktest-y += net/unix/unix_test.o
