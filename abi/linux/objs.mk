# SPDX-License-Identifier: GPL-2.0-or-later
# abi/linux/objs.mk - the border with user programs

need-syscalls := y

obj-y += abi/linux/syscall.o abi/linux/exec_stack.o abi/linux/sigframe.o abi/linux/siginfo.o
obj-y += abi/linux/sys_proc.o abi/linux/sys_signal.o abi/linux/sys_time.o abi/linux/sys_timex.o abi/linux/sys_cred.o
obj-y += abi/linux/sys_sched.o abi/linux/sys_misc.o abi/linux/sys_syslog.o abi/linux/sys_prctl.o
obj-y += abi/linux/sys_futex.o
obj-y += abi/linux/sys_mm.o
obj-y += abi/linux/sys_file.o abi/linux/sys_rw.o abi/linux/sys_open.o abi/linux/sys_stat.o
obj-y += abi/linux/sys_namei.o abi/linux/sys_mount.o abi/linux/sys_poll.o abi/linux/sys_fcntl.o
obj-y += abi/linux/sys_event.o abi/linux/sys_ipc.o abi/linux/sys_process_vm.o abi/linux/sys_sock.o
