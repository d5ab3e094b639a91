# SPDX-License-Identifier: GPL-2.0-or-later
# kernel/sync/objs.mk - locks that spin, reference counts, RCU

obj-y += kernel/sync/lock_debug.o kernel/sync/rcu.o kernel/sync/refcount.o kernel/sync/spinlock.o
