/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/cpu/dump.c - registers and call chains for panics and warnings
 *
 * The chain follows frame pointers and trusts nothing: each frame is read by
 * copy_from_kernel_nofault() and must lie higher than the last one.  Addresses that the chain
 * passed but that are no text are left out; "?" is never guessed.
 */
#include "arch/current.h"
#include "arch/ptrace.h"
#include "arch/smp.h"
#include "arch/thread.h"
#include "arch/uaccess.h"
#include "kernel/base/panic.h"
#include "kernel/base/printk.h"
#include "kernel/sched/sched.h"
#include <asm/msr.h>
#include <asm/sections.h>

#define MAX_FRAMES  32
#define MAX_REPEATS 4096 /* no stack holds more frames of one function */

static void print_symbol(const char *prefix, unsigned long addr)
{
	unsigned long off = 0, size = 0;
	const char *name = kallsyms_lookup(addr, &off, &size);

	if (name)
		printk(KERN_EMERG "%s%s+%#lx/%#lx\n", prefix, name, off, size);
	else
		printk(KERN_EMERG "%s%#lx\n", prefix, addr);
}

void show_regs(const struct pt_regs *regs)
{
	if (user_mode(regs))
		printk(KERN_EMERG "RIP: %04lx:%#lx\n", regs->cs, regs->ip);
	else
		print_symbol("RIP: 0010:", regs->ip);
	printk(KERN_EMERG "RSP: %04lx:%016lx EFLAGS: %08lx ORIG_RAX: %016lx\n", regs->ss, regs->sp,
	       regs->flags, regs->orig_ax);
	printk(KERN_EMERG "RAX: %016lx RBX: %016lx RCX: %016lx\n", regs->ax, regs->bx, regs->cx);
	printk(KERN_EMERG "RDX: %016lx RSI: %016lx RDI: %016lx\n", regs->dx, regs->si, regs->di);
	printk(KERN_EMERG "RBP: %016lx R08: %016lx R09: %016lx\n", regs->bp, regs->r8, regs->r9);
	printk(KERN_EMERG "R10: %016lx R11: %016lx R12: %016lx\n", regs->r10, regs->r11, regs->r12);
	printk(KERN_EMERG "R13: %016lx R14: %016lx R15: %016lx\n", regs->r13, regs->r14, regs->r15);
	printk(KERN_EMERG "CR0: %08lx CR2: %016lx CR3: %016lx CR4: %08lx\n", read_cr0(), read_cr2(),
	       read_cr3(), read_cr4());
}

/* A return address: the call before it is what counts, also if it is a function's last instruction.
 */
static void print_caller(unsigned long ret)
{
	unsigned long off = 0, size = 0;
	const char *name = kallsyms_lookup(ret - 1, &off, &size);

	if (name)
		printk(KERN_EMERG " %s+%#lx/%#lx\n", name, off + 1, size);
	else
		printk(KERN_EMERG " %#lx\n", ret);
}

/* A function that called itself is one line and a count, so that its caller is seen too. */
static void print_repeats(unsigned int n)
{
	if (n)
		printk(KERN_EMERG " ... %u more of it\n", n);
}

static void walk_frames(unsigned long fp)
{
	unsigned long frame[2], last = 0;
	unsigned int repeats = 0;

	for (int lines = 0; lines < MAX_FRAMES && repeats < MAX_REPEATS;) {
		if (fp & 7 || copy_from_kernel_nofault(frame, (const void *)fp, sizeof(frame)))
			break;
		if (frame[1] == last) {
			repeats++;
		} else if (kernel_text_address(frame[1])) {
			print_repeats(repeats);
			repeats = 0;
			print_caller(frame[1]);
			last = frame[1];
			lines++;
		}
		if (frame[0] <= fp)
			break;
		fp = frame[0];
	}
	print_repeats(repeats);
}

/* The frame at @fp: the running task's own stack needs no care, others may not be there. */
static bool read_frame(unsigned long fp, unsigned long frame[2])
{
	if (fp & 7)
		return false;
	if (fp - (unsigned long)current->stack <= THREAD_SIZE - 2 * sizeof(long)) {
		frame[0] = ((unsigned long *)fp)[0];
		frame[1] = ((unsigned long *)fp)[1];
		return true;
	}
	return copy_from_kernel_nofault(frame, (const void *)fp, 2 * sizeof(long)) == 0;
}

unsigned int stack_trace_save(unsigned long *ips, unsigned int max, unsigned int skip)
{
	unsigned long fp = (unsigned long)__builtin_frame_address(0), frame[2];
	unsigned int n = 0;

	while (n < max) {
		if (!read_frame(fp, frame))
			break;
		if (!kernel_text_address(frame[1]))
			break; /* the user's side of a system call */
		if (skip)
			skip--;
		else
			ips[n++] = frame[1];
		if (frame[0] <= fp)
			break;
		fp = frame[0];
	}
	return n;
}

void print_stack_trace(const unsigned long *ips, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		print_caller(ips[i]);
}

/* A task that does not run: its frame pointer is the sixth word switch_stacks() pushed. */
static unsigned long sleeping_fp(const struct task_struct *p)
{
	unsigned long fp = 0;

	if (copy_from_kernel_nofault(&fp, (const unsigned long *)p->thread.sp + 5, sizeof(fp)))
		return 0;
	return fp;
}

/* Who called an address that is no function: no frame was made yet, so it is the word on top. */
static void print_jumper(const struct pt_regs *regs)
{
	unsigned long ret;

	if (!copy_from_kernel_nofault(&ret, (const void *)regs->sp, sizeof(ret)) &&
	    kernel_text_address(ret))
		print_caller(ret);
}

void show_stack(struct task_struct *p, const struct pt_regs *regs)
{
	printk(KERN_EMERG "Call Trace:\n");
	if (regs && !user_mode(regs)) {
		print_symbol(" ", regs->ip);
		if (!kernel_text_address(regs->ip))
			print_jumper(regs);
		walk_frames(regs->bp);
	} else if (!p || p == current) {
		walk_frames((unsigned long)__builtin_frame_address(0));
	} else {
		walk_frames(sleeping_fp(p));
	}
}
