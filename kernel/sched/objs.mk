# SPDX-License-Identifier: GPL-2.0-or-later
# kernel/sched/objs.mk - scheduler, sleeping locks, time, interrupts, kernel threads

obj-y += kernel/sched/balance.o kernel/sched/core.o kernel/sched/cputime.o kernel/sched/fair.o
obj-y += kernel/sched/fair_math.o kernel/sched/hrtimer.o kernel/sched/idle.o kernel/sched/irq.o
obj-y += kernel/sched/kthread.o kernel/sched/mutex.o kernel/sched/policy.o kernel/sched/rcu_thread.o
obj-y += kernel/sched/rt.o kernel/sched/rwsem.o kernel/sched/timekeeping.o kernel/sched/timeout.o
obj-y += kernel/sched/uio_page.o kernel/sched/wait.o kernel/sched/workqueue.o
obj-y += $(if $(call on,DEBUG),kernel/sched/sched_debug.o)

ktest-y += kernel/sched/fair_math_test.o kernel/sched/lock_test.o kernel/sched/rcu_test.o
ktest-y += kernel/sched/sched_test.o kernel/sched/test_crew.o kernel/sched/wait_test.o
