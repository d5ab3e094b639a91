/* SPDX-License-Identifier: GPL-2.0-or-later */
/* abi/linux/vdso/image.S - the linked vDSO, as data of the kernel; map.c copies it to pages of its own */
	.section .rodata
	.balign 16
	.globl vdso_image_start
vdso_image_start:
	.incbin "vdso.so"
	.globl vdso_image_end
vdso_image_end:
