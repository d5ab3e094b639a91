# SPDX-License-Identifier: GPL-2.0-or-later
#
# scripts/build/userland.mk - what stands around the kernel: BusyBox, zlib's source, initramfs, ISO

# --- Debian packages: stamps, so that a machine that has them is asked once per clean tree ---

# Goals that promise "one command" install what is missing; a plain build only says what it is.
installing := $(filter run run-% gdb iso test bench memmap bootstrap,$(MAKECMDGOALS))
PKG_BUILD := build/.packages-build $(if $(findstring clang,$(VARIANT)),build/.packages-clang)
PKG_RUN := build/.packages-run
PKG_ISO := build/.packages-iso
PKG_TEST := build/.packages-test
PKG_GDB := build/.packages-gdb
PKG_MEMMAP := build/.packages-memmap
build/.packages-%: scripts/bootstrap/packages.sh
	@mkdir -p build
	@flock build/.packages.lock scripts/bootstrap/packages.sh $(if $(installing),,--check) $*
	@touch $@

bootstrap: $(PKG_BUILD) $(PKG_RUN) $(PKG_ISO) $(PKG_TEST) $(PKG_GDB) $(PKG_MEMMAP)

# --- sources that are not ours ---

ZLIB_SRC := $(PITH_CACHE)/src/zlib-1.2.13.dfsg
ZLIB_READY := build/.zlib-source
$(ZLIB_READY): scripts/bootstrap/zlib.pins scripts/bootstrap/debian-source.sh | $(PKG_BUILD)
	$(call say,SOURCE,$(ZLIB_SRC))
	$(Q)scripts/bootstrap/debian-source.sh $<
	@touch $@

BUSYBOX := build/busybox/busybox
$(BUSYBOX) build/busybox/busybox.links &: scripts/bootstrap/busybox.pins rootfs/busybox.config \
		scripts/build/busybox.sh | $(PKG_BUILD)
	$(call say,BUSYBOX,build/busybox)
	$(Q)scripts/build/busybox.sh build/busybox

# --- the initramfs ---

rootfs-files := rootfs/manifest $(shell find rootfs/overlay -type f)
mkinitramfs := scripts/build/mkinitramfs.py

build/initramfs.cpio: $(rootfs-files) $(mkinitramfs) $(BUSYBOX) build/busybox/busybox.links
	$(call say,CPIO,$@)
	$(Q)$(mkinitramfs) -o $@ rootfs/manifest
build/initramfs.cpio.gz: build/initramfs.cpio
	$(call say,GZIP,$@)
	$(Q)gzip -9nc $< > $@
# EXTRA=dir: dir laid over the root
build/initramfs-extra.cpio: $(rootfs-files) $(mkinitramfs) $(BUSYBOX) FORCE
	$(call say,CPIO,$@ with $(EXTRA))
	$(Q)$(mkinitramfs) -o $@ rootfs/manifest --overlay '$(EXTRA)'

# tests/user, in /tests, run by init and followed by a power-off
build/initramfs-tests.cpio: build/initramfs.cpio user-tests-bin FORCE
	$(call say,CPIO,$@)
	$(Q)rm -rf build/tests/root && mkdir -p build/tests/root/tests build/tests/root/etc
	$(Q)cp tests/boot/inittab build/tests/root/etc/inittab
	$(Q)for f in build/tests/user/*; do \
		if [ -f $$f ] && [ -x $$f ]; then strip -o build/tests/root/tests/$${f##*/} $$f; fi; done
	$(Q)rm -f $(addprefix build/tests/root/tests/,$(user-tests-linux))
	$(Q)printf '%s\n' $(foreach t,$(user-tests-linux),'$t $(why-$t)') > build/tests/root/tests/absent
	$(Q)$(mkinitramfs) -o $@ rootfs/manifest --overlay build/tests/root
# Debian's busybox-static in place of ours
build/busybox-glibc/busybox: scripts/bootstrap/busybox-static.sh | $(PKG_BUILD)
	$(call say,SOURCE,$@)
	$(Q)scripts/bootstrap/busybox-static.sh $@
build/busybox-glibc/initramfs.cpio: build/busybox-glibc/busybox $(rootfs-files) $(mkinitramfs)
	$(call say,CPIO,$@)
	$(Q)build/busybox-glibc/busybox --list-full | sed 's|^|/|' > build/busybox-glibc/busybox.links
	$(Q)sed 's|build/busybox/|build/busybox-glibc/|' rootfs/manifest > build/busybox-glibc/manifest
	$(Q)$(mkinitramfs) -o $@ build/busybox-glibc/manifest

initramfs: build/initramfs.cpio

# --- the ISO: one image for BIOS and UEFI ---

ISO := $(B)/pith.iso
$(ISO): $(B)/pith.elf build/initramfs.cpio.gz scripts/build/grub.cfg | $(PKG_ISO)
	$(call say,ISO,$@)
	$(Q)rm -rf $(B)/iso && mkdir -p $(B)/iso/boot/grub
	$(Q)objcopy --strip-all $(B)/pith.elf $(B)/iso/boot/pith.elf
	$(Q)cp build/initramfs.cpio.gz $(B)/iso/boot/
	$(Q)sed 's|@APPEND@|$(APPEND)|' scripts/build/grub.cfg > $(B)/iso/boot/grub/grub.cfg
	$(Q)SOURCE_DATE_EPOCH=0 grub-mkrescue -o $@ --locales= --themes= --fonts= $(B)/iso > $(B)/iso.log 2>&1 || \
		{ cat $(B)/iso.log; exit 1; }

iso: $(ISO)

.PHONY: bootstrap initramfs iso
