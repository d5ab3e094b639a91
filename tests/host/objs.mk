# SPDX-License-Identifier: GPL-2.0-or-later
#
# tests/host/objs.mk - kernel code compiled for the build machine: unit tests and fuzzers
#
# Stand-alone:   make -f tests/host/objs.mk O=/tmp/x host-test
#                make -f tests/host/objs.mk O=/tmp/x fuzz FUZZ_SECONDS=5
# The top Makefile includes this file; then O is build.
#
# To add a test program NAME, two lines, here or in the objs.mk of your folder:
#     host-tests += NAME
#     host-srcs-NAME := mm/phys/buddy.c mm/phys/buddy_test.c tests/host/shim/my_shim.c
# It is linked with the runner, with lib/ (not lib's tests) and shim/host.c, and is compiled with
# -DPITH_HOST.  What the code needs from other rooms (kmalloc, spinlocks) goes into a
# shim in tests/host/shim/, whose folder is on the include path.  host-cflags-NAME adds flags.
#
# To add a fuzzer NAME, also two lines:
#     host-fuzzers += NAME
#     host-fuzz-srcs-NAME := tests/host/fuzz/NAME.c
# It defines LLVMFuzzerTestOneInput() and has a corpus in tests/host/corpus/NAME/.  host-test
# replays the corpus; `make fuzz` (clang) searches for FUZZ_SECONDS, from the corpus on.
# host-fuzz-cflags-NAME adds flags.
#
# Variables: HOSTCC (gcc), FUZZCC (clang-14), FUZZ_SECONDS (10), KTEST_SEED (environment).

ifndef rooms
O ?= build
Q := $(if $(V),,@)
say = $(if $(V),@:,@printf '  %-7s %s\n' '$(1)' '$(2)')
.DELETE_ON_ERROR:
endif

HOSTCC ?= gcc
FUZZCC ?= $(or $(shell command -v clang-14),clang)
FUZZ_SECONDS ?= 10

H := $(O)/host

# --- the library, which everything is linked with ---

host-lib-srcs := $(filter-out %_test.c,$(wildcard lib/*.c)) tests/host/shim/host.c \
	tests/host/shim/xa_nodes.c

# --- test programs ---

host-tests += lib
host-srcs-lib := $(wildcard lib/*_test.c tests/host/lib_*_test.c)

# --- fuzzers ---

host-fuzzers += cpio cmdline elf gzip
host-fuzz-srcs-cpio := tests/host/fuzz/cpio.c
host-fuzz-srcs-cmdline := tests/host/fuzz/cmdline.c
host-fuzz-srcs-elf := tests/host/fuzz/elf.c
host-fuzz-srcs-gzip := tests/host/fuzz/gzip.c

# --- how they are built ---

HOST_SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all
HOST_WARN := -Wall -Wextra -Wshadow -Wvla -Wundef -Wstrict-prototypes -Wpointer-arith \
	-Wimplicit-fallthrough -Werror
HOST_CFLAGS := -std=gnu11 -g -O1 -fno-omit-frame-pointer -fno-strict-aliasing -fno-common \
	$(HOST_WARN) -MMD -MP
# Kernel code sees kernel headers, and our names for what libc has too.
HOST_KFLAGS := -DPITH_HOST -ffreestanding -Iinclude -Itests/host -Itests/host/shim \
	-include tests/host/shim/rename.h
HOST_LIBS := -lz

# $(call host_objs,DIR,SOURCES)
host_objs = $(patsubst %.c,$(H)/$(1)/%.o,$(2))

$(H)/test/tests/host/shim/host.o: tests/host/shim/host.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(HOST_CFLAGS) $(HOST_SANITIZE) -c -o $@ $<

$(H)/test/%.o: %.c tests/host/shim/rename.h
	$(call say,HOSTCC,$<)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) $(HOST_CFLAGS) $(HOST_SANITIZE) $(HOST_KFLAGS) -c -o $@ $<

$(H)/fuzz/tests/host/shim/host.o: tests/host/shim/host.c
	@mkdir -p $(@D)
	$(Q)$(FUZZCC) $(HOST_CFLAGS) $(HOST_SANITIZE) -c -o $@ $<

$(H)/fuzz/%.o: %.c tests/host/shim/rename.h
	$(call say,FUZZCC,$<)
	@mkdir -p $(@D)
	$(Q)$(FUZZCC) $(HOST_CFLAGS) $(HOST_SANITIZE) -fsanitize=fuzzer-no-link $(HOST_KFLAGS) -c -o $@ $<

# $(call host_test_rules,NAME): its own objects lie apart, because its flags may differ
define host_test_rules
$(H)/own-$(1)/%.o: %.c tests/host/shim/rename.h
	$$(call say,HOSTCC,$$<)
	@mkdir -p $$(@D)
	$$(Q)$(HOSTCC) $(HOST_CFLAGS) $(HOST_SANITIZE) $(HOST_KFLAGS) $(host-cflags-$(1)) -c -o $$@ $$<
$(H)/test-$(1): $(call host_objs,own-$(1),$(sort $(host-srcs-$(1)))) \
		$(call host_objs,test,$(sort tests/host/runner.c $(host-lib-srcs)))
	$$(call say,HOSTLD,$$@)
	$$(Q)$(HOSTCC) $(HOST_SANITIZE) -o $$@ $$(filter %.o,$$^) $(HOST_LIBS)
host-test-$(1): $(H)/test-$(1)
	$$(call say,TEST,host: $(1))
	$$(Q)$(H)/test-$(1)
.PHONY: host-test-$(1)
endef

# $(call host_fuzz_rules,NAME)
define host_fuzz_rules
$(H)/replay-own-$(1)/%.o: %.c tests/host/shim/rename.h
	$$(call say,HOSTCC,$$<)
	@mkdir -p $$(@D)
	$$(Q)$(HOSTCC) $(HOST_CFLAGS) $(HOST_SANITIZE) $(HOST_KFLAGS) $(host-fuzz-cflags-$(1)) -c -o $$@ $$<
$(H)/fuzz-own-$(1)/%.o: %.c tests/host/shim/rename.h
	$$(call say,FUZZCC,$$<)
	@mkdir -p $$(@D)
	$$(Q)$(FUZZCC) $(HOST_CFLAGS) $(HOST_SANITIZE) -fsanitize=fuzzer-no-link $(HOST_KFLAGS) $(host-fuzz-cflags-$(1)) \
		-c -o $$@ $$<
$(H)/replay-$(1): $(call host_objs,replay-own-$(1),$(sort $(host-fuzz-srcs-$(1)))) \
		$(call host_objs,test,$(sort tests/host/fuzz/replay.c $(host-lib-srcs)))
	$$(call say,HOSTLD,$$@)
	$$(Q)$(HOSTCC) $(HOST_SANITIZE) -o $$@ $$(filter %.o,$$^) $(HOST_LIBS)
host-replay-$(1): $(H)/replay-$(1)
	$$(call say,REPLAY,$(1))
	$$(Q)$(H)/replay-$(1) $$(sort $$(wildcard tests/host/corpus/$(1)/*))
$(H)/fuzz-$(1): $(call host_objs,fuzz-own-$(1),$(sort $(host-fuzz-srcs-$(1)))) \
		$(call host_objs,fuzz,$(sort $(host-lib-srcs)))
	$$(call say,FUZZLD,$$@)
	$$(Q)$(FUZZCC) $(HOST_SANITIZE) -fsanitize=fuzzer -o $$@ $$(filter %.o,$$^) $(HOST_LIBS)
fuzz-$(1): $(H)/fuzz-$(1)
	$$(call say,FUZZ,$(1): $(FUZZ_SECONDS) s)
	@mkdir -p $(H)/found/$(1)
	$$(Q)$(H)/fuzz-$(1) -max_total_time=$(FUZZ_SECONDS) -timeout=5 -rss_limit_mb=512 \
		-max_len=16384 -print_final_stats=1 -verbosity=0 -artifact_prefix=$(H)/found/$(1)- \
		$(H)/found/$(1) tests/host/corpus/$(1)
.PHONY: host-replay-$(1) fuzz-$(1)
endef

$(foreach t,$(host-tests),$(eval $(call host_test_rules,$(t))))
$(foreach f,$(host-fuzzers),$(eval $(call host_fuzz_rules,$(f))))

host-test: $(addprefix host-test-,$(host-tests)) $(addprefix host-replay-,$(host-fuzzers))
fuzz: $(addprefix fuzz-,$(host-fuzzers))
.PHONY: host-test fuzz

-include $(shell find $(H) -name '*.d' 2>/dev/null)
