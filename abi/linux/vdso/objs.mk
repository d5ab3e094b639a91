# SPDX-License-Identifier: GPL-2.0-or-later
# abi/linux/vdso/objs.mk - the vDSO: a shared object of user code, linked by itself and carried as data

obj-y += abi/linux/vdso/map.o abi/linux/vdso/image.o

VDSO := $(OBJ)/abi/linux/vdso
CFLAGS_abi/linux/vdso/image.o := -Wa,-I$(OBJ)/abi/linux/vdso
# User code: position-independent, small code model, unwind tables for debuggers; no vector registers, so that it
# disturbs nothing.
VDSO_CFLAGS := -std=gnu11 -O2 -m64 -fPIC -ffreestanding -fno-stack-protector -fno-common -fcf-protection=none \
	-mgeneral-regs-only -fasynchronous-unwind-tables -fno-strict-aliasing
VDSO_LDFLAGS := -m elf_x86_64 -shared -nostdlib -soname linux-vdso.so.1 --hash-style=both --build-id=none \
	-Bsymbolic --eh-frame-hdr -z max-page-size=4096 -z noexecstack

$(VDSO)/vdso.o: abi/linux/vdso/vdso.c include/arch/clock.h $(B)/flags | build/uapi/.copied
	$(call say,VDSO,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(KCPPFLAGS) $(VDSO_CFLAGS) $(KWARNFLAGS) -c -o $@ $<

$(VDSO)/vdso.so: $(VDSO)/vdso.o abi/linux/vdso/vdso.lds
	$(call say,VDSO,$@)
	$(Q)$(LD) $(VDSO_LDFLAGS) -T abi/linux/vdso/vdso.lds -o $@ $<

$(VDSO)/image.o: $(VDSO)/vdso.so
