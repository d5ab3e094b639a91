/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/cpu/trampoline.S - first instructions of the other CPUs
 *
 * Copied to a page below 1 MiB whose number is the start-up vector; runs there in real mode at
 * offset 0 of its segment, so it uses only offsets from its own beginning.  init_pgd shows that page
 * at its physical address too, which carries it into the high half.  One CPU at a time: smp.c puts its
 * stack and per-CPU base into ap_stack and ap_gs_base.
 */
#include <asm/page.h>

#define OFF(sym) (sym - trampoline_start)

	.section .init.text, "ax"
	.balign 16
	.globl trampoline_start, trampoline_end
	.code16
trampoline_start:
	cli
	cld
	movw %cs, %ax
	movw %ax, %ds
	movzwl %ax, %ebx
	shll $4, %ebx			/* where we are */
	/* complete the descriptor table's address and the far pointers */
	leal OFF(gdt)(%ebx), %eax
	movl %eax, OFF(gdt_ptr) + 2
	leal OFF(protected)(%ebx), %eax
	movl %eax, OFF(to_protected)
	lgdtl OFF(gdt_ptr)
	movl $0x11, %eax		/* PE, ET */
	movl %eax, %cr0
	ljmpl *OFF(to_protected)

	.code32
protected:
	movl $0x18, %eax
	movl %eax, %ds
	movl %eax, %es
	movl %eax, %ss
	movl $0x620, %eax		/* PAE, OSFXSR, OSXMMEXCPT */
	movl %eax, %cr4
	movl OFF(cr3)(%ebx), %eax
	movl %eax, %cr3
	movl $0xc0000080, %ecx		/* EFER: SCE, LME, NXE */
	rdmsr
	orl $0x901, %eax
	wrmsr
	movl $0x80010033, %eax		/* PG, WP, NE, ET, MP, PE */
	movl %eax, %cr0
	ljmp *OFF(to_long)(%ebx)

	.balign 8
gdt:
	.quad 0
	.quad 0x00cf9b000000ffff	/* 0x08 32-bit code */
	.quad 0x00af9b000000ffff	/* 0x10 64-bit code */
	.quad 0x00cf93000000ffff	/* 0x18 data */
gdt_ptr:
	.word . - gdt - 1
	.long 0
to_protected:
	.long 0
	.word 8
	.balign 4
to_long:
	.globl trampoline_long, trampoline_cr3
trampoline_long:
	.long 0				/* smp.c: physical address of long_start in the copy */
	.word 0x10
	.balign 4
trampoline_cr3:
cr3:	.long 0

	.code64
	.globl trampoline_long_start
trampoline_long_start:
	movabsq $ap_high, %rax
	jmp *%rax
trampoline_end:

ap_high:
	xorl %eax, %eax
	movl %eax, %fs
	movl %eax, %gs
	movl $0xc0000101, %ecx		/* MSR_GS_BASE */
	movq ap_gs_base, %rax
	movq %rax, %rdx
	shrq $32, %rdx
	wrmsr
	movq ap_stack, %rsp
	xorl %ebp, %ebp
	call ap_main
	ud2
