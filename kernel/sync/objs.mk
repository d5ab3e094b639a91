# SPDX-License-Identifier: GPL-2.0-or-later
# kernel/sync/objs.mk - locks that spin, reference counts, RCU

obj-y += kernel/sync/rcu.o kernel/sync/refcount.o kernel/sync/spinlock.o
obj-y += $(if $(call on,DEBUG),kernel/sync/lock_debug.o kernel/sync/rcu_debug.o)
