/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/thread.h - the architecture's part of a task: registers, FPU, TLS; switching between tasks
 */
#pragma once

#include "base/types.h"
#include <asm/processor.h> /* struct thread_struct: embedded in task_struct */

struct task_struct;
struct pt_regs;

/* The boot CPU runs on it from the first instruction; init_task.stack. */
extern u8 init_stack[];

/* Kernel stack, bytes; a guard page below.  Red zones around locals need room. */
#ifdef CONFIG_KASAN
#define THREAD_SIZE 32768
#else
#define THREAD_SIZE 16384
#endif

/* The stack of init_task: the boot CPU starts on it. */
extern u8 init_stack[THREAD_SIZE];

/* Switches stack, registers, FPU, TLS and per-CPU current; returns the task we came from. */
struct task_struct *arch_switch_to(struct task_struct *prev, struct task_struct *next);

/**
 * arch_copy_thread - prepare @p so that its first switch-in begins a copy of @regs in user mode
 * @sp:  user stack pointer, 0 keeps that of @regs
 * @tls: new FS base if @set_tls
 * Return: 0 or -ENOMEM (FPU state).  The child's system call returns 0.
 */
int arch_copy_thread(struct task_struct *p, const struct pt_regs *regs, uaddr_t sp, bool set_tls,
		     uaddr_t tls);
/* The same for a kernel thread: it begins in fn(arg) and must not return to user mode unless fn
 * did an exec, after which returning from fn enters the program. */
int arch_copy_kthread(struct task_struct *p, int (*fn)(void *arg), void *arg);
/* Frees what the two above allocated. */
void arch_free_thread(struct task_struct *p);

/* After exec: fresh registers, FPU state, no TLS; user mode begins at @ip with @sp. */
void arch_start_thread(struct pt_regs *regs, uaddr_t ip, uaddr_t sp);

/* arch_prctl(2): ARCH_SET_FS, ARCH_GET_FS, ARCH_SET_GS, ARCH_GET_GS, ARCH_CPUID. */
long arch_prctl(struct task_struct *p, int code, uaddr_t addr);

/* Prints registers / walks frame pointers of @p (current if NULL) into the log. */
void show_regs(const struct pt_regs *regs);
void show_stack(struct task_struct *p, const struct pt_regs *regs);
/* Return addresses of this call chain, innermost first, without the first @skip (the caller of
 * this function is the first): how many, at most @max.  Any context. */
unsigned int stack_trace_save(unsigned long *ips, unsigned int max, unsigned int skip);
void print_stack_trace(const unsigned long *ips, unsigned int n); /* as show_stack() does */
