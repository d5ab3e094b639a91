/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/mm/uaccess_asm.S - copying to and from user memory
 *
 * Theory
 *   Words are moved by rep movsq: one instruction per word under an emulator that counts, and what
 *   real processors are quickest at; rep movsb would be an instruction a byte.  TCG itself needs a
 *   sixth more wall time for a page so than for a loop that moves 64 bytes per turn; that loop is
 *   1,817 instructions for a pread of 4 KiB where this is about 1,000, and slower on a processor.  Short
 *   copies, and the end of a longer one, are two words that may overlap.  A faulting move goes on at
 *   a fixup, which tries again byte by byte, so that everything up to the bad page is copied, and
 *   returns the bytes left.
 *   The callers (uaccess.c) have checked the range.
 *
 * All: (rdi to, rsi from, rdx bytes) -> rax bytes not copied.
 */
#include <asm/uaccess.h>

	.text

	.globl user_copy
	.type user_copy, @function
user_copy:
	ASM_STAC
	cmpq $8, %rdx
	jb 3f
	cmpq $16, %rdx
	jb 2f
	movq %rdx, %rcx
	shrq $3, %rcx
10:	rep movsq
	andl $7, %edx
	jz 9f
	/* The last 8 bytes once more, in place of 1 to 7 by themselves. */
11:	movq -8(%rsi,%rdx), %rax
12:	movq %rax, -8(%rdi,%rdx)
9:	ASM_CLAC
	xorl %eax, %eax
	ret
2:
20:	movq (%rsi), %rax
21:	movq -8(%rsi,%rdx), %rcx
22:	movq %rax, (%rdi)
23:	movq %rcx, -8(%rdi,%rdx)
	jmp 9b
3:	cmpl $4, %edx
	jb 4f
24:	movl (%rsi), %eax
25:	movl -4(%rsi,%rdx), %ecx
26:	movl %eax, (%rdi)
27:	movl %ecx, -4(%rdi,%rdx)
	jmp 9b
4:	testl %edx, %edx
	jz 9b
30:	movb (%rsi), %al
31:	movb %al, (%rdi)
	decl %edx
	jz 9b
	incq %rsi
	incq %rdi
	jmp 30b

/* A fault: what is left, byte by byte up to the bad one. */
fix_words:				/* %rcx words are left, and %rdx & 7 bytes */
	andl $7, %edx
	leaq (%rdx,%rcx,8), %rdx
fix_bytes:				/* %rdx bytes are left */
	testq %rdx, %rdx
	jz 9b
40:	movb (%rsi), %al
41:	movb %al, (%rdi)
	incq %rsi
	incq %rdi
	decq %rdx
	jnz 40b
fix_end:
	ASM_CLAC
	movq %rdx, %rax
	ret
	.size user_copy, . - user_copy

	EX_TABLE 10b, fix_words
	.irp n, 11, 12, 20, 21, 22, 23, 24, 25, 26, 27
	EX_TABLE \n\()b, fix_bytes
	.endr
	.irp n, 30, 31, 40, 41
	EX_TABLE \n\()b, fix_end
	.endr

/* (rdi to, rsi bytes) -> rax bytes not cleared */
	.globl user_clear
	.type user_clear, @function
user_clear:
	ASM_STAC
	xorl %eax, %eax
	movq %rsi, %rcx
	shrq $3, %rcx
50:	rep stosq
	movq %rsi, %rcx
	andl $7, %ecx
51:	rep stosb
2:	ASM_CLAC
	movq %rcx, %rax
	ret
fix_clear:				/* %rcx words are left, and %rsi & 7 bytes */
	andl $7, %esi
	leaq (%rsi,%rcx,8), %rcx
	jmp 51b
	.size user_clear, . - user_clear
	EX_TABLE 50b, fix_clear
	EX_TABLE 51b, 2b
