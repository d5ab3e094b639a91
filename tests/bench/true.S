/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/bench/true.S - the smallest program: one page of code, exit status 0 */
#include <asm/unistd.h>

	.globl	_start
_start:	xorl	%edi, %edi
	movl	$__NR_exit_group, %eax
	syscall
	.section .note.GNU-stack, "", @progbits
