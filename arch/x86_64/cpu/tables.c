/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/cpu/tables.c - GDT, TSS and IDT
 *
 * Theory
 *   Each CPU has its own GDT and TSS; the IDT is one for all and read-only after boot.  Vectors
 *   without a use are not present: such an int in user mode is #GP, as on a Linux without 32-bit
 *   support.  #DF, #MC, NMI and #DB have stacks of their own, because they can come when %rsp is
 *   the user's.  The last word of each such stack holds the CPU's GS base for the entry code.
 *
 * Sources: Intel SDM 3A 6.14, 7.7
 */
#include "arch/percpu.h"
#include "arch/ptrace.h"
#include "lib/string.h"
#include <asm/cpufeature.h>
#include <asm/desc.h>
#include <asm/msr.h>

struct gdt {
	u64 e[GDT_ENTRIES];
};

struct idt_gate {
	u16 offset_low, selector;
	u8 ist, type;
	u16 offset_mid;
	u32 offset_high, reserved;
};

struct table_ptr {
	u16 limit;
	u64 base;
} __packed;

#define GATE_INTERRUPT 0x8e
#define GATE_USER      0x60 /* callable from user mode */

#define DESC_CODE64 0x00af9b000000ffffULL
#define DESC_DATA   0x00cf93000000ffffULL
#define DESC_CODE32 0x00cf9b000000ffffULL
#define DESC_USER   0x0000600000000000ULL
#define DESC_TSS    0x0000890000000000ULL
#define DESC_CPU    0x0040f50000000000ULL /* user-readable, limit in bytes */

DEFINE_PER_CPU_ALIGNED(struct tss, cpu_tss);
static DEFINE_PER_CPU_ALIGNED(struct gdt, cpu_gdt);
static struct idt_gate idt[256] __aligned(4096) __section(".data..ro_after_init");

/* entry.S: addresses of the stubs, by vector; 0 where there is none. */
extern const u64 exception_stubs[32];
extern char irq_stubs[], system_stubs[];
extern void entry_syscall(void), entry_syscall32(void);
#define STUB_SIZE 16

static void set_gate(unsigned int vec, u64 handler, u8 ist, u8 type)
{
	idt[vec] = (struct idt_gate){
		.offset_low = (u16)handler,
		.selector = __KERNEL_CS,
		.ist = ist,
		.type = type,
		.offset_mid = (u16)(handler >> 16),
		.offset_high = (u32)(handler >> 32),
	};
}

void __init idt_init(void)
{
	for (unsigned int v = 0; v < 32; v++)
		if (exception_stubs[v])
			set_gate(v, exception_stubs[v], 0, GATE_INTERRUPT);
	idt[1].ist = IST_DB;
	idt[2].ist = IST_NMI;
	idt[8].ist = IST_FATAL;
	idt[18].ist = IST_FATAL;
	idt[3].type |= GATE_USER; /* int3, into */
	idt[4].type |= GATE_USER;
	for (unsigned int i = 0; i < VEC_IRQ_COUNT; i++)
		set_gate(VEC_IRQ_BASE + i, (u64)irq_stubs + i * STUB_SIZE, 0, GATE_INTERRUPT);
	for (unsigned int v = VEC_SYS_FIRST; v < 256; v++)
		set_gate(v, (u64)system_stubs + (v - VEC_SYS_FIRST) * STUB_SIZE, 0, GATE_INTERRUPT);
}

/* Flat segments and a GDT register reload; far return, because a far jump to 64 bits is none. */
static void load_segments(const struct table_ptr *p)
{
	__asm__ __volatile__("lgdt %0\n\t"
			     "pushq %1\n\t"
			     "leaq 1f(%%rip), %%rax\n\t"
			     "pushq %%rax\n\t"
			     "lretq\n"
			     "1: movl %2, %%eax\n\t"
			     "movl %%eax, %%ss\n\t"
			     "xorl %%eax, %%eax\n\t"
			     "movl %%eax, %%ds\n\t"
			     "movl %%eax, %%es\n\t"
			     "movl %%eax, %%fs\n\t"
			     :
			     : "m"(*p), "i"(__KERNEL_CS), "i"(__KERNEL_DS)
			     : "rax", "memory");
}

static void gdt_init(int cpu)
{
	struct gdt *g = this_cpu_ptr(&cpu_gdt);
	u64 tss = (u64)this_cpu_ptr(&cpu_tss);
	struct table_ptr p = {sizeof(*g) - 1, (u64)g};

	g->e[GDT_KERNEL_CS] = DESC_CODE64;
	g->e[GDT_KERNEL_DS] = DESC_DATA;
	g->e[GDT_USER32_CS] = DESC_CODE32 | DESC_USER;
	g->e[GDT_USER_DS] = DESC_DATA | DESC_USER;
	g->e[GDT_USER_CS] = DESC_CODE64 | DESC_USER;
	g->e[GDT_TSS] = DESC_TSS | (sizeof(struct tss) - 1) | (tss & 0xffffff) << 16 |
			(tss >> 24 & 0xff) << 56;
	g->e[GDT_TSS + 1] = tss >> 32;
	g->e[GDT_CPU] = DESC_CPU | (u64)cpu;
	load_segments(&p);
	__asm__ __volatile__("ltr %w0" : : "r"(GDT_TSS * 8));
	/* No local table.  After reset there is one: 64 KiB of descriptors at address 0, the
	 * user's. */
	__asm__ __volatile__("lldt %w0" : : "r"(0));
}

static void tss_init(char *ist)
{
	static const u32 size[] = {IST_FATAL_SIZE, IST_NMI_SIZE, IST_DB_SIZE};
	struct tss *t = this_cpu_ptr(&cpu_tss);

	t->io_bitmap = sizeof(*t);
	for (unsigned int i = 0; i < 3; i++) {
		ist += size[i];
		((u64 *)ist)[-1] = this_cpu_read(this_cpu_off);
		t->ist[i] = (u64)ist - 16;
	}
}

static void syscall_init(void)
{
	wrmsr(MSR_EFER, rdmsr(MSR_EFER) | EFER_SCE);
	wrmsr(MSR_STAR, (u64)__USER32_CS << 48 | (u64)__KERNEL_CS << 32);
	wrmsr(MSR_LSTAR, (u64)entry_syscall);
	wrmsr(MSR_CSTAR, (u64)entry_syscall32);
	wrmsr(MSR_SYSCALL_MASK, X86_EFLAGS_IF | X86_EFLAGS_TF | X86_EFLAGS_DF | X86_EFLAGS_AC |
					X86_EFLAGS_NT | X86_EFLAGS_IOPL | X86_EFLAGS_RF);
}

void cpu_tables_init(int cpu, void *ist)
{
	struct table_ptr p = {sizeof(idt) - 1, (u64)idt};

	tss_init(ist);
	gdt_init(cpu);
	/* The null selector just loaded into %gs kept its base; say it again all the same. */
	wrmsr(MSR_GS_BASE, this_cpu_read(this_cpu_off));
	wrmsr(MSR_KERNEL_GS_BASE, 0);
	wrmsr(MSR_FS_BASE, 0);
	__asm__ __volatile__("lidt %0" : : "m"(p));
	syscall_init();
	if (boot_cpu_has(X86_FEATURE_RDTSCP))
		wrmsr(MSR_TSC_AUX, (u64)cpu);
}
