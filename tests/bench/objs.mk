# SPDX-License-Identifier: GPL-2.0-or-later
#
# tests/bench/objs.mk - the programs that measure, and the initramfs that holds them in /bench

BENCH := $(O)/bench
bench-bin := $(BENCH)/root/bench
bench-objs := $(patsubst %,$(BENCH)/obj/%.o,main process event memory file)
bench-cflags := -std=gnu11 -O2 -g -Wall -Wextra -Werror -pthread -idirafter $(O)/uapi-links

$(BENCH)/obj/%.o: tests/bench/%.c tests/bench/bench.h | $(O)/uapi-links $(PKG_BUILD)
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)musl-gcc $(bench-cflags) -c -o $@ $<
$(bench-bin)/run: $(bench-objs)
	@mkdir -p $(@D)
	$(Q)musl-gcc -static -pthread -s -o $@ $^
$(bench-bin)/first: tests/bench/first.c | $(PKG_BUILD)
	@mkdir -p $(@D)
	$(Q)gcc -O2 -Wall -Wextra -Werror -fno-pic -fno-stack-protector -nostdlib -static -s -o $@ $<
$(bench-bin)/true: tests/bench/true.S | $(PKG_BUILD)
	@mkdir -p $(@D)
	$(Q)gcc -nostdlib -static -no-pie -s -Wl,-z,noseparate-code -Wl,--build-id=none -o $@ $<

# What the firmware costs, by the two ways into a kernel.
$(BENCH)/entry.elf: tests/bench/entry.S | $(PKG_BUILD)
	@mkdir -p $(@D)
	$(Q)gcc -m32 -nostdlib -static -no-pie -Wl,-m,elf_i386,-Ttext=0x100000,-e,start,--build-id=none -o $@ $<
$(BENCH)/entry.bzimage: tests/bench/entry.S | $(PKG_BUILD)
	@mkdir -p $(@D)
	$(Q)gcc -m32 -DBZIMAGE -c -o $@.o $<
	$(Q)objcopy -O binary -j .text $@.o $@

$(BENCH)/initramfs.cpio: $(addprefix $(bench-bin)/,run first true) $(rootfs-files) $(mkinitramfs) \
		$(BUSYBOX) build/busybox/busybox.links
	$(call say,CPIO,$@)
	$(Q)$(mkinitramfs) -o $@ rootfs/manifest --overlay $(BENCH)/root

bench-files: $(BENCH)/initramfs.cpio $(BENCH)/entry.elf $(BENCH)/entry.bzimage
.PHONY: bench-files
