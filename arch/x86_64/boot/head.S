/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/boot/head.S - from the boot loader to C
 *
 * Theory
 *   QEMU enters at pvh_start (address from the ELF note, %ebx = hvm_start_info), GRUB at mb2_start
 *   (%eax = magic, %ebx = Multiboot2 information).  Both: 32-bit protected mode, flat segments,
 *   paging off.  We check that this is a 64-bit processor with NX, make page tables that show the
 *   first 4 GiB three times (identity, direct map, and its first GiB at the image's address), and
 *   go on in the high half on the stack of the boot CPU.
 *
 * Not here
 *   A Multiboot1 header: QEMU would prefer it to the PVH note and then refuse a 64-bit file.
 *   The final page tables: arch/x86_64/mm/init.c.  Other CPUs: arch/x86_64/cpu/trampoline.S.
 *
 * Sources: Multiboot2 specification 3.1-3.3; Xen's docs/misc/pvh; Intel SDM 3A 9.8.5
 */
#include <asm/page.h>

#define PVH_MAGIC 0x336ec578
#define MB2_HEADER_MAGIC 0xe85250d6
#define COM1 0x3f8
#ifdef CONFIG_KASAN
#define STACK_SIZE 32768		/* THREAD_SIZE */
#else
#define STACK_SIZE 16384
#endif

#define PA(sym) (sym - __START_KERNEL_map)

	.section .boot.header, "a"
	.balign 8
mb2_header:
	.long MB2_HEADER_MAGIC, 0, mb2_end - mb2_header
	.long -(MB2_HEADER_MAGIC + 0 + (mb2_end - mb2_header))
	.balign 8
	.word 1, 1			/* information: optional */
	.long 8 + 4 * 6
	.long 1, 2, 3, 6, 14, 15	/* command line, loader, modules, map, RSDP 1 and 2 */
	.balign 8
	.word 4, 1			/* console: EGA text is understood, none is required */
	.long 12, 2
	.balign 8
	.word 6, 1			/* modules on page boundaries */
	.long 8
	.balign 8
	.word 0, 0
	.long 8
mb2_end:

	.section .note.pvh, "a", @note
	.balign 4
	.long 4, 4, 18			/* XEN_ELFNOTE_PHYS32_ENTRY */
	.asciz "Xen"
	.long pvh_start

	.section .boot, "ax"
	.code32
	.globl pvh_start, mb2_start
pvh_start:
	movl $PVH_MAGIC, %eax
mb2_start:
	cli
	cld
	movl %eax, %ebp			/* kept: %ebp protocol, %ebx information */
	movl $PA(init_stack) + STACK_SIZE, %esp
	pushl %ebx			/* cpuid overwrites it */

	movl $no_long_mode, %esi
	movl $0x80000000, %eax
	cpuid
	cmpl $0x80000001, %eax
	jb refuse
	movl $0x80000001, %eax
	cpuid
	btl $29, %edx			/* LM */
	jnc refuse
	movl $no_nx, %esi
	btl $20, %edx			/* NX */
	jnc refuse
	popl %ebx

	/* Page tables.  The image's .bss is zero: the loader cleared it. */
	movl $PA(boot_pdpt) + 3, %eax
	movl %eax, PA(boot_pgd)
	movl %eax, PA(boot_pgd) + ((PAGE_OFFSET >> PGDIR_SHIFT) & 511) * 8
	movl $PA(boot_pdpt_high) + 3, %eax
	movl %eax, PA(boot_pgd) + 511 * 8
	movl $PA(boot_pd) + 3, %eax
	movl %eax, PA(boot_pdpt_high) + 510 * 8
	xorl %ecx, %ecx
1:	movl %eax, PA(boot_pdpt)(, %ecx, 8)
	addl $4096, %eax
	incl %ecx
	cmpl $4, %ecx
	jb 1b
	xorl %ecx, %ecx
	movl $0x83, %eax		/* present, writable, 2 MiB */
2:	movl %eax, PA(boot_pd)(, %ecx, 8)
	addl $0x200000, %eax
	incl %ecx
	cmpl $2048, %ecx
	jb 2b

	movl $0x620, %eax		/* CR4: PAE, OSFXSR, OSXMMEXCPT */
	movl %eax, %cr4
	movl $PA(boot_pgd), %eax
	movl %eax, %cr3
	movl $0xc0000080, %ecx		/* EFER: SCE, LME, NXE */
	rdmsr
	orl $0x901, %eax
	wrmsr
	movl $0x80010023, %eax		/* CR0: PG, WP, NE, MP, PE */
	movl %eax, %cr0
	lgdt boot_gdt_ptr
	ljmp $0x10, $long_mode

/* %esi: what is missing.  Said on the serial line, the only device that needs no set-up. */
refuse:
	movw $COM1 + 5, %dx
1:	inb %dx, %al
	cmpb $0xff, %al			/* no such port */
	je 3f
	testb $0x20, %al
	jz 1b
	lodsb
	testb %al, %al
	jz 3f
	movw $COM1, %dx
	outb %al, %dx
	jmp refuse
3:	hlt
	jmp 3b

no_long_mode:
	.asciz "Pith: this processor has no 64-bit mode (long mode); x86-64 is required.\r\n"
no_nx:
	.asciz "Pith: this processor has no NX (no-execute pages), or the firmware turned it off.\r\n"

	.code64
long_mode:
	movabsq $high_start, %rax
	jmp *%rax

	.balign 8
boot_gdt:				/* the selectors of the final table */
	.quad 0, 0
	.quad 0x00af9b000000ffff	/* 0x10 kernel code */
	.quad 0x00cf93000000ffff	/* 0x18 kernel data */
boot_gdt_ptr:
	.word . - boot_gdt - 1
	.long boot_gdt

	.section .init.text, "ax"
high_start:
	movl $0x18, %eax
	movl %eax, %ds
	movl %eax, %es
	movl %eax, %ss
	xorl %eax, %eax
	movl %eax, %fs
	movl %eax, %gs			/* also makes the GS base 0: per-CPU data of CPU 0 */
	movl $0xc0000101, %ecx		/* MSR_GS_BASE, in case the loader was odd */
	xorl %edx, %edx
	wrmsr
	movq $init_stack + STACK_SIZE, %rsp
#ifdef CONFIG_KASAN
	call kasan_early_init
#endif
	movl %ebp, %edi
	movl %ebx, %esi
	xorl %ebp, %ebp			/* end of the frame chain */
	call boot_main
	ud2

	.section .bss..page_aligned, "aw", @nobits
	.balign 4096
	.globl init_stack
init_stack:
	.skip STACK_SIZE

	.section .init.bss, "aw", @nobits
	.balign 4096
	.globl boot_pgd, boot_pdpt, boot_pd
boot_pgd:	.skip 4096
boot_pdpt:	.skip 4096
boot_pdpt_high:	.skip 4096
boot_pd:	.skip 4096 * 4
