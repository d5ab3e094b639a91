/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/mm/page.S - clear_page and copy_page
 *
 * Theory
 *   16-byte moves through %xmm0 and %xmm1, which are put back at the end: they may be the user's.
 *   An interrupt that clears a page in between puts them back as well, and tasks are not
 *   switched here, so nobody sees them changed.  Under QEMU's TCG this is half the instructions
 *   of rep stosq and of 8-byte moves; bytewise string instructions would cost an instruction a byte.
 *   CR4.OSFXSR is set before the first C code (head.S, trampoline.S).
 */
	.text

	.globl clear_page
	.type clear_page, @function
clear_page:				/* (rdi page) */
	subq $16, %rsp
	movups %xmm0, (%rsp)
	xorps %xmm0, %xmm0
	leaq 4096(%rdi), %rdx
1:
	.set off, 0
	.rept 32
	movaps %xmm0, off(%rdi)
	.set off, off + 16
	.endr
	addq $512, %rdi
	cmpq %rdx, %rdi
	jne 1b
	movups (%rsp), %xmm0
	addq $16, %rsp
	ret
	.size clear_page, . - clear_page

	.globl copy_page
	.type copy_page, @function
copy_page:				/* (rdi to, rsi from) */
	subq $32, %rsp
	movups %xmm0, (%rsp)
	movups %xmm1, 16(%rsp)
	leaq 4096(%rdi), %rdx
2:
	.set off, 0
	.rept 16
	movaps off(%rsi), %xmm0
	movaps off + 16(%rsi), %xmm1
	movaps %xmm0, off(%rdi)
	movaps %xmm1, off + 16(%rdi)
	.set off, off + 32
	.endr
	addq $512, %rsi
	addq $512, %rdi
	cmpq %rdx, %rdi
	jne 2b
	movups (%rsp), %xmm0
	movups 16(%rsp), %xmm1
	addq $32, %rsp
	ret
	.size copy_page, . - copy_page
