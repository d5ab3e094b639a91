# SPDX-License-Identifier: GPL-2.0-or-later
#
# Makefile - the only make process of Pith: kernel, initramfs, images, runs and tests
#
# Theory
#   Nothing recurses.  Every folder with something to build has an objs.mk, which this file
#   includes; paths in it are written from the top of the tree (scripts/build/kernel.mk says what).
#   A build of the kernel is a VARIANT: which compiler, DEBUG, KTEST, KASAN, UBSAN.  Each variant has its own
#   folder, so that objects of two variants never meet.  What does not depend on the variant
#   (UAPI headers, BusyBox, the initramfs) lies in build/ once.
#
#   scripts/build/userland.mk  packages, BusyBox, zlib's source, the initramfs, the ISO
#   scripts/build/kernel.mk    compile, generate, link: $(B)/pith.elf
#   scripts/run/run.mk         QEMU, gdb, tests
#
# Not here: the order of the tests (tests/run), what QEMU is given (scripts/run/qemu.py).

MAKEFLAGS	+= --no-builtin-rules --no-builtin-variables --no-print-directory
SHELL		:= /bin/bash
.SHELLFLAGS	:= -e -o pipefail -c
.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL	:= all

# --- what you may set on the command line; `make help` lists it ---

ifneq ($(filter default undefined,$(origin CC)),)
CC		:= gcc
endif
MACHINE		?= q35
SMP		?= 2
MEM		?= 256M
ACCEL		?= tcg
CPU		?= max
APPEND		?=
INITRAMFS	?= build/initramfs.cpio
KERNEL		?=
EXTRA		?=
DEBUG		?=
KTEST		?=
KASAN		?=
UBSAN		?=
V		?=
T		?=
JOBS		?= 2
# Downloads, unpacked sources and built BusyBoxes: outside build/, shared by all clones.
PITH_CACHE	?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/pith
export PITH_CACHE

# --- the rooms of the house; one without an objs.mk has nothing to build yet ---

rooms := \
	lib \
	kernel/base kernel/sync kernel/sched kernel/proc kernel/ipc kernel \
	mm/phys mm/kmem mm/vm \
	fs/vfs fs/initramfs fs/tmpfs fs/devtmpfs fs/devpts fs/proc fs/kernfs fs/sysfs fs/debugfs \
	drivers/base drivers/tty drivers/char drivers/acpi drivers/rtc \
	arch/x86_64/boot arch/x86_64/cpu arch/x86_64/mm arch/x86_64/entry \
	abi/linux abi/linux/vdso \
	tests/kernel tests/host tests/fuzz tests/user tests/bench

# --- the variant ---

on = $(filter-out 0 n no,$($(1)))
space := $(subst ,, )
, := ,
VARIANT := $(subst $(space),-,$(strip $(if $(findstring clang,$(notdir $(firstword $(CC)))),clang) \
	$(if $(call on,DEBUG),debug) $(if $(call on,KTEST),ktest) \
	$(if $(call on,KASAN),kasan) $(if $(call on,UBSAN),ubsan)))
B := build$(if $(VARIANT),/$(VARIANT))

# $(call say,STEP,what): one line per step; with V=1 make shows the commands instead
ifneq ($(call on,V),)
Q :=
say = @:
else
Q := @
say = @printf '  %-7s %s\n' '$(1)' '$(2)'
endif

all: $(B)/pith.elf

include scripts/build/userland.mk
include scripts/build/kernel.mk
include scripts/run/run.mk

# --- housekeeping ---

clean:
	$(call say,CLEAN,build)
	$(Q)rm -rf build

distclean: clean
	$(call say,CLEAN,$(PITH_CACHE))
	$(Q)rm -rf '$(PITH_CACHE)'

help:
	@cat scripts/run/help.txt

# for the test driver: the value of one variable
print-%:
	@echo '$($*)'

FORCE:
.PHONY: all clean distclean help FORCE
