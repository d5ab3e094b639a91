/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/mm/uaccess_asm.S - copying to and from user memory
 *
 * Theory
 *   The copies move 8 bytes at a time, 32 per turn: under QEMU's TCG string instructions cost one
 *   instruction per byte, and real processors lose little.  A faulting move goes on at a
 *   fixup that returns the bytes left, counted from the last complete step; the part of a step that
 *   was done before the fault counts as not done, except that the tail is retried bytewise so
 *   that everything up to the bad page is copied.
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
	movq %rdx, %rcx
	subq $32, %rcx
	jb 2f
1:
10:	movq (%rsi), %rax
11:	movq 8(%rsi), %r8
12:	movq 16(%rsi), %r9
13:	movq 24(%rsi), %r10
14:	movq %rax, (%rdi)
15:	movq %r8, 8(%rdi)
16:	movq %r9, 16(%rdi)
17:	movq %r10, 24(%rdi)
	addq $32, %rsi
	addq $32, %rdi
	subq $32, %rcx
	jae 1b
2:	addq $32, %rcx			/* 0..31 left */
	jz 5f
	subq $8, %rcx
	jb 4f
3:
20:	movq (%rsi), %rax
21:	movq %rax, (%rdi)
	addq $8, %rsi
	addq $8, %rdi
	subq $8, %rcx
	jae 3b
4:	addq $8, %rcx			/* 0..7 left */
	jz 5f
	testb $4, %cl
	jz 6f
22:	movl (%rsi), %eax
23:	movl %eax, (%rdi)
	addq $4, %rsi
	addq $4, %rdi
	subq $4, %rcx
	jz 5f
6:
30:	movb (%rsi), %al
31:	movb %al, (%rdi)
	incq %rsi
	incq %rdi
	decq %rcx
	jnz 6b
5:	ASM_CLAC
	xorl %eax, %eax
	ret

/* A fault in the wide loops: what is left, byte by byte up to the bad one. */
fix32:	addq $32, %rcx
	jmp bytes
fix8:	addq $8, %rcx
bytes:
40:	movb (%rsi), %al
41:	movb %al, (%rdi)
	incq %rsi
	incq %rdi
	decq %rcx
	jnz bytes
fix1:	ASM_CLAC
	movq %rcx, %rax
	ret
	.size user_copy, . - user_copy

	.irp n, 10, 11, 12, 13, 14, 15, 16, 17
	EX_TABLE \n\()b, fix32
	.endr
	EX_TABLE 20b, fix8
	EX_TABLE 21b, fix8
	EX_TABLE 22b, bytes
	EX_TABLE 23b, bytes
	.irp n, 30, 31, 40, 41
	EX_TABLE \n\()b, fix1
	.endr

/* (rdi to, rsi bytes) -> rax bytes not cleared */
	.globl user_clear
	.type user_clear, @function
user_clear:
	ASM_STAC
	movq %rsi, %rcx
	xorl %eax, %eax
	subq $8, %rcx
	jb 2f
1:
50:	movq %rax, (%rdi)
	addq $8, %rdi
	subq $8, %rcx
	jae 1b
2:	addq $8, %rcx
	jz 4f
3:
51:	movb %al, (%rdi)
	incq %rdi
	decq %rcx
	jnz 3b
4:	ASM_CLAC
	movq %rcx, %rax
	ret
5:	addq $8, %rcx
	jmp 3b
	.size user_clear, . - user_clear
	EX_TABLE 50b, 5b
	EX_TABLE 51b, 4b
