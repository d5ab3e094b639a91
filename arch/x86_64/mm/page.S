/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/mm/page.S - clear_page and copy_page
 *
 * Unrolled 8-byte moves: under QEMU's TCG nearly the instruction count of rep stosq and half the
 * time, and byte-wise string instructions would cost an instruction a byte.
 */
	.text

	.globl clear_page
	.type clear_page, @function
clear_page:				/* (rdi page) */
	xorl %eax, %eax
	leaq 4096(%rdi), %rdx
1:
	.set off, 0
	.rept 32
	movq %rax, off(%rdi)
	.set off, off + 8
	.endr
	addq $256, %rdi
	cmpq %rdx, %rdi
	jne 1b
	ret
	.size clear_page, . - clear_page

	.globl copy_page
	.type copy_page, @function
copy_page:				/* (rdi to, rsi from) */
	leaq 4096(%rdi), %rdx
2:
	.set off, 0
	.rept 8
	movq off(%rsi), %rax
	movq off + 8(%rsi), %rcx
	movq off + 16(%rsi), %r8
	movq off + 24(%rsi), %r9
	movq %rax, off(%rdi)
	movq %rcx, off + 8(%rdi)
	movq %r8, off + 16(%rdi)
	movq %r9, off + 24(%rdi)
	.set off, off + 32
	.endr
	addq $256, %rsi
	addq $256, %rdi
	cmpq %rdx, %rdi
	jne 2b
	ret
	.size copy_page, . - copy_page
