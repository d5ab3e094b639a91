# SPDX-License-Identifier: GPL-2.0-or-later
# mm/vm/objs.mk - address spaces and the page cache

obj-y += mm/vm/account.o mm/vm/anon_vma.o mm/vm/brk.o mm/vm/exec_stack.o mm/vm/fault.o
obj-y += mm/vm/filemap.o mm/vm/filemap_io.o mm/vm/fork.o mm/vm/gup.o mm/vm/layout.o
obj-y += mm/vm/madvise.o mm/vm/maps.o mm/vm/memory.o mm/vm/mincore.o mm/vm/mlock.o mm/vm/mm_struct.o
obj-y += mm/vm/mmap.o mm/vm/mprotect.o mm/vm/mremap.o mm/vm/munmap.o mm/vm/oom.o mm/vm/oom_log.o
obj-y += mm/vm/pgtable.o mm/vm/pt_share.o mm/vm/rmap.o mm/vm/shmem.o mm/vm/smaps.o mm/vm/pagemap.o
obj-y += mm/vm/truncate.o mm/vm/vma.o mm/vm/vma_lock.o mm/vm/vmscan.o
obj-y += mm/vm/zap.o

ktest-y += mm/vm/fault_test.o mm/vm/filemap_test.o mm/vm/stress_test.o

# The VMA logic on the build machine, against a model; no page tables.
host-tests += vm
host-vm := tests/host/shim/panic.c tests/host/shim/vm.c mm/vm/account.c mm/vm/anon_vma.c mm/vm/brk.c \
	mm/vm/layout.c mm/vm/mlock.c mm/vm/mmap.c mm/vm/mprotect.c mm/vm/mremap.c mm/vm/munmap.c \
	mm/vm/rmap.c mm/vm/vma.c
host-srcs-vm := $(host-vm) tests/host/shim/vm_nopt.c tests/host/vm_model_test.c
host-cflags-vm := -iquote tests/host/shim/vm -Iarch/x86_64/include

# The kernel's own tests of faults and page cache there, with page tables over pretended RAM.
host-tests += vmram
host-srcs-vmram := $(host-vm) tests/host/shim/vm_ram.c mm/vm/exec_stack.c mm/vm/fault.c mm/vm/filemap.c \
	mm/vm/filemap_io.c mm/vm/fork.c mm/vm/gup.c mm/vm/madvise.c mm/vm/memory.c mm/vm/mm_struct.c \
	mm/vm/pgtable.c mm/vm/pt_share.c mm/vm/shmem.c mm/vm/truncate.c mm/vm/vma_lock.c mm/vm/vmscan.c mm/vm/zap.c \
	mm/vm/fault_test.c mm/vm/filemap_test.c mm/vm/stress_test.c \
	tests/host/vm_fail_test.c
host-cflags-vmram := -iquote tests/host/shim/vm -Itests/host/shim/vm -Iarch/x86_64/include
