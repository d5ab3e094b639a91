# SPDX-License-Identifier: GPL-2.0-or-later
#
# tests/user/objs.mk - builds the user-space behaviour tests
#
# Included by the top Makefile, or stand-alone from the top directory:
#   make -f tests/user/objs.mk O=/tmp/x user-tests-bin     build all
#   make -f tests/user/objs.mk O=/tmp/x user-tests-host    build, and run on this Linux
#
# A test FAMILY-NAME is tests/user/FAMILY/NAME.c and becomes $(O)/tests/user/FAMILY-NAME,
# beside the runner, $(O)/tests/user/run.

O ?= build
UAPI ?= $(O)/uapi-links
MUSL_CC ?= musl-gcc
MUSL_INC ?= /usr/include/x86_64-linux-musl
MUSL_LIB ?= /usr/lib/x86_64-linux-musl

user-tests :=
user-tests-linux :=
include tests/user/list.mk

# Built as static position-independent executables instead.
user-tests-pie := process-static_pie

user-test-cflags := -std=gnu11 -O2 -g -Wall -Wextra -Werror -pthread -Itests/user -idirafter $(UAPI)
user-test-bins := $(addprefix $(O)/tests/user/,$(user-tests) $(user-tests-linux) $(user-tests-pie))

.PHONY: user-tests-bin user-tests-host user-tests-clean
user-tests-bin: $(user-test-bins) $(O)/tests/user/run

$(O)/tests/user/harness.o: tests/user/harness.c tests/user/harness.h | $(O)/tests/user $(UAPI)
	$(MUSL_CC) $(user-test-cflags) -fPIE -c -o $@ $<

$(O)/tests/user/run: tests/user/run.c | $(O)/tests/user $(UAPI)
	$(MUSL_CC) $(user-test-cflags) -static -o $@ $<

# $1 the test's name: the first '-' is the '/' of its source path.
define user-test-rule
$(O)/tests/user/$1: tests/user/$(subst -,/,$1).c tests/user/harness.h $(O)/tests/user/harness.o
	$$(MUSL_CC) $$(user-test-cflags) -static -o $$@ $$< $(O)/tests/user/harness.o
endef
$(foreach t,$(user-tests) $(user-tests-linux),$(eval $(call user-test-rule,$t)))

# musl-gcc -static-pie would silently make a dynamic executable: link by hand.
define user-test-pie-rule
$(O)/tests/user/$1: tests/user/$(subst -,/,$1).c tests/user/harness.h $(O)/tests/user/harness.o
	gcc $$(user-test-cflags) -fPIE -static-pie -nostdlib -nostdinc -isystem $$(MUSL_INC) \
		-isystem "$$$$(gcc -print-file-name=include)" -L$$(MUSL_LIB) -o $$@ \
		$$(MUSL_LIB)/rcrt1.o $$(MUSL_LIB)/crti.o $$< $(O)/tests/user/harness.o \
		-lc -lgcc $$(MUSL_LIB)/crtn.o
endef
$(foreach t,$(user-tests-pie),$(eval $(call user-test-pie-rule,$t)))

$(O)/tests/user:
	mkdir -p $@

# Kernel headers for musl, which brings none: links to linux-libc-dev's.
$(O)/uapi-links:
	mkdir -p $@
	ln -sfn /usr/include/linux $@/linux
	ln -sfn /usr/include/asm-generic $@/asm-generic
	ln -sfn /usr/include/x86_64-linux-gnu/asm $@/asm

user-tests-host: user-tests-bin
	$(O)/tests/user/run $(RUNFLAGS) $(abspath $(O)/tests/user)

user-tests-clean:
	rm -rf $(O)/tests/user
