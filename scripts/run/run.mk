# SPDX-License-Identifier: GPL-2.0-or-later
#
# scripts/run/run.mk - what is done with a kernel: run it, debug it, check it, test it, measure it

# KERNEL=linux is Debian's own kernel, to see what Linux does; KERNEL=path any other.
run-kernel := $(if $(KERNEL),$(if $(filter linux,$(KERNEL)),build/linux/vmlinuz,$(KERNEL)),$(B)/pith.elf)
run-initrd := $(if $(EXTRA),build/initramfs-extra.cpio,$(INITRAMFS))
qemu = scripts/run/qemu.py --smp '$(SMP)' --mem '$(MEM)' --accel '$(ACCEL)' --cpu '$(CPU)'
qemu-direct = --machine '$(MACHINE)' --kernel '$(run-kernel)' --initrd '$(run-initrd)' --append 'console=ttyS0$(if $(APPEND), $(APPEND))'
pc-machine = $(if $(filter microvm,$(MACHINE)),q35,$(MACHINE))

build/linux/vmlinuz: scripts/bootstrap/linux.sh | $(PKG_BUILD)
	$(call say,SOURCE,$@)
	$(Q)scripts/bootstrap/linux.sh $@

run: $(run-kernel) $(run-initrd) | $(PKG_RUN)
	$(call say,QEMU,$(MACHINE)$(,) $(SMP) CPUs$(,) $(MEM); leave with poweroff$(,) or Ctrl-A and then x)
	$(Q)$(qemu) $(qemu-direct)

run-iso: $(ISO) | $(PKG_RUN)
	$(call say,QEMU,$(pc-machine) from $(ISO) by BIOS; leave with poweroff$(,) or Ctrl-A and then x)
	$(Q)$(qemu) --machine '$(pc-machine)' --iso $(ISO)

run-uefi: $(ISO) | $(PKG_RUN)
	$(call say,QEMU,$(pc-machine) from $(ISO) by UEFI; leave with poweroff$(,) or Ctrl-A and then x)
	$(Q)$(qemu) --machine '$(pc-machine)' --iso $(ISO) --uefi build/uefi-vars.fd

# gdb here, the guest's console in build/gdb-console.log and on the socket build/gdb-console
GDB_ARGS ?=
gdb: $(run-kernel) $(run-initrd) | $(PKG_RUN) $(PKG_GDB)
	$(call say,GDB,$(run-kernel); the console is logged in build/gdb-console.log)
	$(Q)gdb -q -x scripts/gdb/pith.py $(run-kernel) \
		-ex "pith-connect $(qemu) $(qemu-direct)" $(GDB_ARGS)

check: | $(PKG_TEST) $(UAPI_STAMP)
	$(Q)scripts/check/run

# T=group or T=group/name runs a part; JOBS guests at a time
test: | $(PKG_RUN) $(PKG_ISO) $(PKG_TEST)
	$(Q)JOBS='$(JOBS)' tests/run $(T)

# BENCH_ARGS: tests/bench/run --help
BENCH_ARGS ?=
bench: bench-files build/linux/vmlinuz $(B)/pith.elf | $(PKG_RUN)
	$(Q)tests/bench/run $(BENCH_ARGS)

# A picture of physical memory, of a machine with 64 MiB unless MEM= says otherwise.
memmap-mem := $(if $(filter file,$(origin MEM)),64M,$(MEM))
memmap: $(run-kernel) $(run-initrd) | $(PKG_RUN) $(PKG_MEMMAP)
	$(call say,QEMU,$(MACHINE)$(,) $(SMP) CPUs$(,) $(memmap-mem): memory under a small load)
	$(Q)scripts/memmap/capture.py --kernel '$(run-kernel)' --initrd '$(run-initrd)' --machine '$(MACHINE)' --smp '$(SMP)' \
		--mem '$(memmap-mem)' --accel '$(ACCEL)' --cpu '$(CPU)' --append '$(APPEND)' -o build/memmap.txt
	$(Q)scripts/memmap/draw.py build/memmap.txt -o build/memmap.svg
	$(Q)rsvg-convert --zoom 2 build/memmap.svg -o build/memmap.png
	$(call say,DRAWN,build/memmap.svg and build/memmap.png; what they are drawn from is in build/memmap.txt)

.PHONY: run run-iso run-uefi gdb check test bench memmap
