# SPDX-License-Identifier: GPL-2.0-or-later
# fs/proc/objs.mk - the proc file system

obj-y += fs/proc/root.o fs/proc/inode.o fs/proc/generic.o fs/proc/self.o
obj-y += fs/proc/base.o fs/proc/fd.o fs/proc/stat.o fs/proc/status.o fs/proc/task_mem.o fs/proc/task_pages.o fs/proc/attr.o
obj-y += fs/proc/mounts.o fs/proc/net.o fs/proc/system.o fs/proc/cpu_stat.o fs/proc/memory.o fs/proc/sysvipc.o fs/proc/page.o fs/proc/kmsg.o
obj-y += fs/proc/sysctl.o fs/proc/sysctl_text.o fs/proc/sysctl_table.o

ktest-y += fs/proc/sysctl_test.o fs/proc/proc_test.o
