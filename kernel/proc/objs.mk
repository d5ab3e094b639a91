# SPDX-License-Identifier: GPL-2.0-or-later
# kernel/proc/objs.mk - processes: fork, exec, exit, wait, signals, credentials, timers

obj-y += kernel/proc/pid.o kernel/proc/pidfd.o kernel/proc/user.o kernel/proc/cred.o kernel/proc/session.o
obj-y += kernel/proc/fork.o kernel/proc/exit.o kernel/proc/wait.o kernel/proc/rusage.o kernel/proc/oom.o
obj-y += kernel/proc/exec.o kernel/proc/exec_args.o kernel/proc/exec_script.o kernel/proc/exec_elf.o
obj-y += kernel/proc/exec_switch.o kernel/proc/fail.o kernel/proc/reboot.o kernel/proc/access.o
obj-y += kernel/proc/signal_send.o kernel/proc/signal_deliver.o kernel/proc/signal_action.o
obj-y += kernel/proc/itimer.o kernel/proc/posix_timer.o kernel/proc/sleep.o

ktest-y += kernel/proc/pid_test.o kernel/proc/cred_test.o kernel/proc/signal_test.o kernel/proc/rlimit_test.o
