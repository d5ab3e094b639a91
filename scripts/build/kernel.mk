# SPDX-License-Identifier: GPL-2.0-or-later
#
# scripts/build/kernel.mk - compile and link one variant of the kernel into $(B)
#
# An objs.mk appends to these, with paths from the top of the tree:
#   obj-y     objects of every kernel           obj-y   += mm/phys/buddy.o
#   ktest-y   objects of a KTEST=1 kernel only  ktest-y += mm/phys/buddy_test.o
#   CFLAGS_mm/phys/buddy.o := -O3               extra flags for one object
#   nosan-y   objects (or folders, with a trailing /) that KASAN=1 and UBSAN=1 leave as they are
# and may set
#   need-syscalls := y          link the table generated from abi/linux/syscalls.tbl
#   need-zlib := y              link zlib's inflate; its headers are in $(ZLIB_SRC)
#   need-stack-protector := y   __stack_chk_guard and __stack_chk_fail exist (DEBUG=1 uses them)
#   asm-offsets := a/b.c        gen/asm-offsets.h from its ASM_OFFSET lines (see below)
# An objs.mk is a make fragment and may hold rules of its own, e.g. for the vDSO.

OBJ		:= $(B)/obj
# Where the test programs go, which no variant changes.
O		:= build
obj-y		:=
ktest-y		:=
nosan-y		:=
need-zlib	:=
need-syscalls	:=
need-stack-protector :=
asm-offsets	:=

include $(wildcard $(addsuffix /objs.mk,$(rooms)))

bare := $(strip $(foreach o,$(obj-y) $(ktest-y),$(if $(findstring /,$(o)),,$(o))))
$(if $(bare),$(error objs.mk: write paths from the top of the tree, not: $(bare)))

VERSION := $(shell cat VERSION)
# The compiler is asked only when the first object is built: bootstrap may have to install it.
CC_INCLUDE = $(eval CC_INCLUDE := $(shell $(CC) -print-file-name=include))$(CC_INCLUDE)

# --- flags ---

KCPPFLAGS = -nostdinc -isystem $(CC_INCLUDE) -Iinclude -Iarch/x86_64/include -I$(B) \
	-isystem build/uapi -D__KERNEL__ $(if $(call on,DEBUG),-DCONFIG_DEBUG=1) $(if $(call on,KTEST),-DCONFIG_KTEST=1) \
	$(if $(call on,KASAN),-DCONFIG_KASAN=1) $(if $(call on,UBSAN),-DCONFIG_UBSAN=1)
# No vector registers (user state lives in them), no red zone (interrupts use the stack).
KARCHFLAGS := -m64 -mcmodel=kernel -mno-red-zone -mgeneral-regs-only -fno-pic -fcf-protection=none
KWARNFLAGS := -Wall -Wextra -Wshadow -Wvla -Wundef -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
	-Wimplicit-fallthrough -Wframe-larger-than=$(if $(call on,KASAN)$(call on,UBSAN),8192,1024) -Werror
KSSPFLAGS := $(if $(and $(call on,DEBUG),$(need-stack-protector)),-fstack-protector-strong \
	-mstack-protector-guard=global,-fno-stack-protector)
KBASEFLAGS := -std=gnu11 -O2 -g -ffreestanding $(KARCHFLAGS) -fno-strict-aliasing -fno-common \
	-fno-omit-frame-pointer -fno-asynchronous-unwind-tables -fno-delete-null-pointer-checks \
	-ffile-prefix-map=$(CURDIR)=. -ffile-prefix-map=$(PITH_CACHE)/src/=third_party/ $(KSSPFLAGS)
KCFLAGS := $(KBASEFLAGS) $(KWARNFLAGS)
KAFLAGS := -g -m64 -D__ASSEMBLY__ -Wa,--noexecstack -ffile-prefix-map=$(CURDIR)=.
KLDFLAGS := -m elf_x86_64 -nostdlib -static -z noexecstack -z max-page-size=4096 --build-id=none \
	--no-warn-rwx-segments
LD := ld
# The generated table and the ABI's own files name the border's headers from the top.
ABIFLAGS := -iquote include -iquote .

# Sanitizers.  KASAN: each access is checked by a call (__asan_load8_noabort ...); locals and globals get red
# zones.  What is left as it is also keeps the plain memory functions: theirs are lib/string.c's real names.
is-clang := $(findstring clang,$(notdir $(firstword $(CC))))
KASAN_OFFSET := 0xdffffc0000000000
KASANFLAGS := -fsanitize=kernel-address $(if $(is-clang),$(addprefix -mllvm ,-asan-mapping-offset=$(KASAN_OFFSET) \
	-asan-globals=1 -asan-stack=1 -asan-instrumentation-with-call-threshold=0),-fasan-shadow-offset=$(KASAN_OFFSET) \
	$(addprefix --param ,asan-globals=1 asan-stack=1 asan-instrument-allocas=1 asan-instrumentation-with-call-threshold=0))
KASANPLAIN := -Dmemcpy=__memcpy -Dmemmove=__memmove -Dmemset=__memset
UBSANFLAGS := $(addprefix -fsanitize=,shift bounds signed-integer-overflow unreachable bool enum integer-divide-by-zero \
	vla-bound) -fno-sanitize-recover=unreachable \
	$(addprefix -Wno-,array-bounds maybe-uninitialized stringop-overflow) $(if $(is-clang),-Wno-unknown-warning-option)
is-plain = $(or $(filter $(1),$(nosan-y)),$(filter $(addsuffix %,$(filter %/,$(nosan-y))),$(1)))
san_of = $(if $(call is-plain,$(1)),$(if $(call on,KASAN),$(KASANPLAIN)),$(if $(call on,KASAN),$(KASANFLAGS)) \
	$(if $(call on,UBSAN),$(UBSANFLAGS)))
kflags_of = $(call san_of,$(patsubst $(OBJ)/%,%,$(1))) $(CFLAGS_$(patsubst $(OBJ)/%,%,$(1)))

# $(call changed,TEXT): write $@ only if TEXT differs from what it holds
define changed
@mkdir -p $(@D); printf '%s\n' '$(subst ','\'',$(1))' | cmp -s - $@ || printf '%s\n' '$(subst ','\'',$(1))' > $@
endef

$(B)/flags: FORCE | $(PKG_BUILD)
	$(call changed,$(shell $(CC) --version | head -n 1) $(KCPPFLAGS) $(KCFLAGS) $(KAFLAGS) $(KLDFLAGS) $(ABIFLAGS) \
		$(if $(call on,KASAN),$(KASANFLAGS)) $(if $(call on,UBSAN),$(UBSANFLAGS)) $(nosan-y) \
		$(foreach v,$(sort $(filter CFLAGS_%,$(.VARIABLES))),$(v)=$($(v))))

# --- Linux's user ABI: numbers and structures from linux-libc-dev, copied, never retyped ---

UAPI_STAMP := build/uapi/.copied
$(UAPI_STAMP): /usr/include/linux/version.h | $(PKG_BUILD)
	$(call say,UAPI,build/uapi)
	$(Q)rm -rf build/uapi && mkdir -p build/uapi
	$(Q)cp -r /usr/include/linux /usr/include/asm-generic /usr/include/mtd build/uapi/
	$(Q)cp -r /usr/include/x86_64-linux-gnu/asm build/uapi/asm
	$(Q): > build/uapi/unistd.h # <linux/shm.h> names the C library's, for a macro nobody uses here
	$(Q)touch $@
# On a fresh machine linux-libc-dev arrives with the bootstrap.
/usr/include/linux/version.h: | $(PKG_BUILD)

# --- generated files ---

gen-headers := $(B)/gen/version.h $(B)/gen/syscalls.h
$(B)/gen/version.h: FORCE
	$(call changed,#define PITH_VERSION "$(VERSION)")

ifneq ($(need-syscalls),)
obj-y += gen/syscalls_table.o
endif
$(B)/gen/syscalls.h $(B)/gen/syscalls_table.c &: abi/linux/syscalls.tbl scripts/build/gen-syscalls.py | $(PKG_BUILD)
	$(call say,GEN,$(B)/gen/syscalls.h)
	@mkdir -p $(B)/gen
	$(Q)scripts/build/gen-syscalls.py $< --header $(B)/gen/syscalls.h --table $(B)/gen/syscalls_table.c

docs/syscalls.md: abi/linux/syscalls.tbl scripts/build/gen-syscalls.py
	$(call say,GEN,$@)
	$(Q)scripts/build/gen-syscalls.py $< --doc $@

# asm-offsets: the C file holds  asm volatile("\n->NAME %c0" :: "i" (offsetof(...)));
ifneq ($(asm-offsets),)
gen-headers += $(B)/gen/asm-offsets.h
$(B)/gen/asm-offsets.h: $(asm-offsets) $(B)/flags $(UAPI_STAMP) $(B)/gen/version.h
	$(call say,GEN,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(KCPPFLAGS) $(KCFLAGS) $(if $(findstring clang,$(CC)),-fno-integrated-as) \
		-MMD -MP -MF $@.d -MT $@ -S -o $@.s $<
	$(Q)sed -n 's/^[[:space:]]*->\([A-Za-z0-9_]*\) [$$#]*\(-\{0,1\}[0-9]*\).*/#define \1 \2/p' $@.s > $@
-include $(B)/gen/asm-offsets.h.d
endif

# --- compile ---

ZLIB_OBJS := inflate.o inftrees.o inffast.o zutil.o adler32.o crc32.o
zlib-y := $(if $(need-zlib),$(addprefix $(B)/third_party/zlib/,$(ZLIB_OBJS)))
objs := $(addprefix $(OBJ)/,$(sort $(obj-y) $(if $(call on,KTEST),$(ktest-y))))
before-objs = $(UAPI_STAMP) $(B)/flags
order-objs = $(gen-headers) $(if $(need-zlib),$(ZLIB_READY)) $(PKG_BUILD)

$(OBJ)/%.o: %.c $(before-objs) | $(order-objs)
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(KCPPFLAGS) $(KCFLAGS) $(if $(filter abi/linux/%,$<),$(ABIFLAGS)) $(call kflags_of,$@) -MMD -MP -c -o $@ $<

$(OBJ)/%.o: %.S $(before-objs) | $(order-objs)
	$(call say,AS,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(KCPPFLAGS) $(KAFLAGS) $(CFLAGS_$(patsubst $(OBJ)/%,%,$@)) -MMD -MP -c -o $@ $<

$(OBJ)/gen/%.o: $(B)/gen/%.c $(before-objs) | $(order-objs)
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(KCPPFLAGS) $(KCFLAGS) $(ABIFLAGS) -MMD -MP -c -o $@ $<

# zlib: their code, our machine flags; its warnings are not ours to fix.
$(B)/third_party/zlib/%.o: $(before-objs) | $(ZLIB_READY)
	$(call say,CC,zlib/$*.c)
	@mkdir -p $(@D)
	$(Q)$(CC) $(KCPPFLAGS) $(KBASEFLAGS) -w -DZ_SOLO -DHAVE_MEMCPY -Dmemcpy=__builtin_memcpy -Dmemset=__builtin_memset \
		-Dmemcmp=__builtin_memcmp -c -o $@ $(ZLIB_SRC)/$*.c

-include $(objs:.o=.d)

# --- link ---

LDS := arch/x86_64/boot/pith.lds
$(B)/pith.lds: $(LDS) $(before-objs) | $(order-objs)
	$(call say,LDS,$@)
	$(Q)$(CC) $(KCPPFLAGS) -std=c11 -D__ASSEMBLY__ -DLINKER_SCRIPT -E -P -x c -MMD -MP -MF $@.d -MT $@ -o $@ $<
-include $(B)/pith.lds.d

$(B)/objects: FORCE
	$(call changed,$(objs) $(zlib-y))

# Linked until the symbol table inside it describes it: scripts/build/link.sh.
$(B)/pith.elf: $(objs) $(zlib-y) $(B)/objects $(B)/pith.lds scripts/build/link.sh scripts/build/gen-kallsyms.py
	$(call say,LD,$@)
	$(Q)CC='$(CC)' LD='$(LD)' LDFLAGS='$(KLDFLAGS)' AFLAGS='$(KAFLAGS)' \
		scripts/build/link.sh $@ $(B)/pith.lds $(B)/objects

# --- compiles that make no object, for make check: each public header alone, clang's lock analysis ---

public-headers := $(shell find include -name '*.h')
check-headers: $(patsubst %,$(B)/check/%.ok,$(public-headers))
$(B)/check/%.h.ok: %.h $(before-objs) | $(order-objs)
	@mkdir -p $(@D)
	$(Q)$(CC) $(KCPPFLAGS) $(KCFLAGS) -MMD -MP -MF $(@:.ok=.d) -MT $@ -fsyntax-only -include $< -x c /dev/null
	@touch $@

check-locks: $(patsubst %,$(B)/check/%.ok,$(wildcard $(patsubst %.o,%.c,$(obj-y) $(ktest-y))))
$(B)/check/%.c.ok: %.c $(before-objs) | $(order-objs)
	@mkdir -p $(@D)
	$(Q)$(CC) $(KCPPFLAGS) $(KCFLAGS) $(if $(filter abi/linux/%,$<),$(ABIFLAGS)) $(CFLAGS_$(<:.c=.o)) -Wthread-safety \
		-MMD -MP -MF $(@:.ok=.d) -MT $@ -fsyntax-only $<
	@touch $@

-include $(shell find $(B)/check -name '*.d' 2> /dev/null)
.PHONY: check-headers check-locks

format:
	$(Q)git ls-files -co --exclude-standard '*.c' '*.h' | xargs -r clang-format-14 -i
.PHONY: format
