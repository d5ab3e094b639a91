/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/entry/umip.c - what sgdt, sidt, sldt, str and smsw tell a user program
 *
 * Theory
 *   With UMIP (CR4) these five raise #GP in user mode, so that no program learns where the
 *   kernel's tables are.  Programs that use them all the same, as they could on older processors,
 * go on with the values Linux gives: tables at addresses where nothing is, no LDT, the CR0 of any
 *   kernel.  Two bytes of opcode and a ModRM operand are decoded, no more; everything else stays
 *   the fault that it is.
 *
 * Not here: 32-bit code, which has no system calls either.
 *
 * Locks: none.  The instruction is read, and its result written, as any user memory is.
 *
 * Sources: Intel SDM 2A 2.1 (prefixes, ModRM, SIB), 4 (SGDT, SIDT, SLDT, SMSW, STR); values as
 * Linux
 */
#include "traps_private.h"

#include "arch/uaccess.h"
#include "kernel/proc/signal.h"
#include "kernel/sched/sched.h"
#include "lib/string.h"
#include <asm/cpufeature.h>
#include <asm/desc.h>
#include <asm/msr.h>
#include <asm/traps.h>

#define INSN_MAX       15
#define DUMMY_GDT_BASE 0xfffffffffffe0000UL
#define DUMMY_IDT_BASE 0xffffffffffff0000UL
#define DUMMY_CR0      0x80050033UL /* PG AM WP NE ET MP PE */

#define REX_W 8
#define REX_X 2
#define REX_B 1

/* One instruction, as far as it has been read. */
struct insn {
	u8 byte[INSN_MAX];
	unsigned int len, at; /* bytes there are, and read */
	u8 rex, segment;      /* the prefix, or 0 */
	bool opsize16, addr32;
	u8 mod, reg, rm; /* of ModRM; reg without REX.R, which these ignore */
};

/* Beyond the end: 0, and at > len says so. */
static u8 next_byte(struct insn *in)
{
	return in->at < in->len ? in->byte[in->at++] : (in->at = in->len + 1, 0);
}

static long next_signed(struct insn *in, unsigned int bytes)
{
	u32 v = 0;

	for (unsigned int i = 0; i < bytes; i++)
		v |= (u32)next_byte(in) << (8 * i);
	return bytes == 1 ? (s8)v : (s32)v;
}

/* Legacy prefixes, then REX right before the opcode, which is returned. */
static u8 skip_prefixes(struct insn *in)
{
	for (;;) {
		u8 b = next_byte(in);

		if (b == 0x66)
			in->opsize16 = true;
		else if (b == 0x67)
			in->addr32 = true;
		else if (b == 0x64 || b == 0x65)
			in->segment = b;
		else if (b == 0x26 || b == 0x2e || b == 0x36 || b == 0x3e)
			continue; /* segments without a base in 64-bit mode */
		else if ((b & 0xf0) == 0x40)
			return in->rex = b, next_byte(in);
		else
			return b;
	}
}

/* Register @n as the processor counts them. */
static unsigned long *reg_of(struct pt_regs *r, unsigned int n)
{
	unsigned long *const regs[] = {&r->ax,	&r->cx,	 &r->dx,  &r->bx, &r->sp,  &r->bp,
				       &r->si,	&r->di,	 &r->r8,  &r->r9, &r->r10, &r->r11,
				       &r->r12, &r->r13, &r->r14, &r->r15};

	return regs[n];
}

static unsigned int rex_bit(const struct insn *in, u8 bit)
{
	return in->rex & bit ? 8 : 0;
}

/* The part of an address that a SIB byte gives. */
static unsigned long sib_address(struct insn *in, struct pt_regs *regs)
{
	u8 sib = next_byte(in);
	unsigned int index = (sib >> 3 & 7) | rex_bit(in, REX_X), base = sib & 7;
	unsigned long addr = 0;

	if (index != 4)
		addr = *reg_of(regs, index) << (sib >> 6);
	if (base == 5 && in->mod == 0)
		return addr + (unsigned long)next_signed(in, 4);
	return addr + *reg_of(regs, base | rex_bit(in, REX_B));
}

/* Where the operand lies; reads the instruction to its end. */
static unsigned long operand_address(struct insn *in, struct pt_regs *regs)
{
	bool ip_relative = in->mod == 0 && in->rm == 5;
	unsigned long addr = 0;

	if (in->rm == 4)
		addr = sib_address(in, regs);
	else if (!ip_relative)
		addr = *reg_of(regs, in->rm | rex_bit(in, REX_B));
	if (in->mod == 1)
		addr += (unsigned long)next_signed(in, 1);
	else if (in->mod == 2 || ip_relative)
		addr += (unsigned long)next_signed(in, 4);
	if (ip_relative)
		addr += regs->ip + in->at;
	if (in->addr32)
		addr = (u32)addr;
	if (in->segment == 0x64)
		addr += rdmsr(MSR_FS_BASE);
	else if (in->segment == 0x65)
		addr += rdmsr(MSR_KERNEL_GS_BASE); /* the user's, while we are here */
	return addr;
}

/* The bytes that @in stores, to @data; how many, 0 if it is none of the five. */
static unsigned int result_of(const struct insn *in, u8 group, u8 data[10])
{
	unsigned int size = in->mod != 3 ? 2 : in->rex & REX_W ? 8 : in->opsize16 ? 2 : 4;
	unsigned long value;

	if (group == 1 && in->reg <= 1 && in->mod != 3) { /* sgdt, sidt: limit 0 and base */
		value = in->reg == 0 ? DUMMY_GDT_BASE : DUMMY_IDT_BASE;
		memset(data, 0, 2);
		memcpy(data + 2, &value, sizeof(value));
		return 2 + sizeof(value);
	}
	if (group == 0 && in->reg == 0)
		value = 0; /* sldt */
	else if (group == 0 && in->reg == 1)
		value = GDT_TSS * 8; /* str */
	else if (group == 1 && in->reg == 4)
		value = DUMMY_CR0; /* smsw */
	else
		return 0;
	memcpy(data, &value, size);
	return size;
}

/* #GP in user mode: true if it was one of the five, and has been done or got its signal. */
bool umip_emulate(struct pt_regs *regs)
{
	struct insn in = {.len = 0};
	unsigned long addr = 0;
	unsigned int size;
	u8 data[10], modrm, group;

	if (!boot_cpu_has(X86_FEATURE_UMIP) || regs->cs != __USER_CS)
		return false;
	in.len =
		INSN_MAX - (unsigned int)copy_from_user(in.byte, (void __user *)regs->ip, INSN_MAX);
	if (skip_prefixes(&in) != 0x0f)
		return false;
	group = next_byte(&in);
	modrm = next_byte(&in);
	in.mod = modrm >> 6;
	in.reg = modrm >> 3 & 7;
	in.rm = modrm & 7;
	size = group <= 1 ? result_of(&in, group, data) : 0;
	if (!size)
		return false;
	if (in.mod != 3)
		addr = operand_address(&in, regs);
	if (in.at > in.len)
		return false;
	if (in.mod == 3) {
		memcpy(reg_of(regs, in.rm | rex_bit(&in, REX_B)), data, size);
	} else if (copy_to_user((void __user *)addr, data, size)) {
		force_sig_fault(SIGSEGV, SEGV_MAPERR, addr);
		return true;
	}
	regs->ip += in.at;
	return true;
}
