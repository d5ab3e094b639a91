/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/bench/entry.S - a kernel that says what the firmware cost, and stops
 *
 * The TSC at the first instruction of the kernel, printed as 16 hexadecimal digits after "ENTRY ",
 * then isa-debug-exit.  Assembled twice, because the firmware takes two ways: as an ELF with a PVH
 * note (how QEMU starts Pith), and with -DBZIMAGE as a flat file with Linux's setup header (how it
 * starts Linux; Documentation/x86/boot.rst).  What -icount counts before this is not the kernel's.
 */
#define COM1	0x3f8
#define EXIT	0xf4

#ifdef BZIMAGE
	.code16
	.org	0x1f1
	.byte	1			/* setup_sects */
	.word	0			/* root_flags */
	.long	0x20			/* syssize: 512 bytes, in units of 16 */
	.word	0, 0xffff, 0		/* ram_size, vid_mode, root_dev */
	.word	0xaa55
	.org	0x200
	.byte	0xeb, start - 1f	/* jmp start */
1:	.ascii	"HdrS"
	.word	0x20c			/* version */
	.long	0			/* realmode_swtch */
	.word	0, 0			/* start_sys_seg, kernel_version */
	.byte	0, 1			/* type_of_loader, loadflags: LOADED_HIGH */
	.word	0			/* setup_move_size */
	.long	0x100000, 0, 0, 0	/* code32_start, ramdisk_image, ramdisk_size, bootsect_kludge */
	.word	0, 0			/* heap_end_ptr, ext_loader */
	.long	0, 0x37ffffff, 0x1000	/* cmd_line_ptr, initrd_addr_max, kernel_alignment */
	.byte	0, 0			/* relocatable_kernel, min_alignment */
	.word	0			/* xloadflags */
	.long	2047, 0			/* cmdline_size, hardware_subarch */
	.quad	0			/* hardware_subarch_data */
	.long	0, 0			/* payload_offset, payload_length */
	.quad	0, 0			/* setup_data, pref_address */
	.long	0x1000, 0		/* init_size, handover_offset */
#else
	.section .note.pvh, "a", @note
	.balign	4
	.long	4, 4, 18		/* XEN_ELFNOTE_PHYS32_ENTRY */
	.asciz	"Xen"
	.long	start
	.text
	.code32
	.globl	start
#endif
start:	rdtsc
	movl	%eax, %esi
	movl	%edx, %edi
	movw	$COM1, %dx
	.irp	c, 'E', 'N', 'T', 'R', 'Y', ' '
	movb	$\c, %al
	outb	%al, %dx
	.endr
	movl	$16, %ecx
1:	movl	%edi, %eax		/* the topmost digit of edi:esi, then shift it out */
	shrl	$28, %eax
	addb	$'0', %al
	cmpb	$'9', %al
	jbe	2f
	addb	$('a' - '0' - 10), %al
2:	outb	%al, %dx
	shldl	$4, %esi, %edi
	shll	$4, %esi
	decl	%ecx
	jnz	1b
	movb	$'\n', %al
	outb	%al, %dx
	outb	%al, $EXIT
3:	hlt
	jmp	3b
#ifdef BZIMAGE
	.org	0x600
#else
	.section .note.GNU-stack, "", @progbits
#endif
