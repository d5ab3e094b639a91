/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/bench/first.c - an /init whose first instruction reads the TSC
 *
 * Prints "FIRST <ticks since reset>" and switches the machine off.  No C library: nothing runs
 * before that instruction.
 */
#include <asm/unistd.h>
#include <linux/reboot.h>

static inline long call(long nr, long a, long b, long c)
{
	__asm__ volatile("syscall" : "+a"(nr) : "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
	return nr;
}

__attribute__((used, noreturn)) static void first(unsigned long ticks)
{
	char line[40] = "FIRST ";
	char digits[20];
	long n = 0, len = 6;

	do {
		digits[n++] = (char)('0' + ticks % 10);
		ticks /= 10;
	} while (ticks);
	while (n)
		line[len++] = digits[--n];
	line[len++] = '\n';
	call(__NR_write, 1, (long)line, len);
	call(__NR_reboot, (long)LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
	     LINUX_REBOOT_CMD_POWER_OFF);
	for (;;)
		call(__NR_pause, 0, 0, 0);
}

__asm__(".globl _start\n"
	"_start: rdtsc\n"
	"shl $32, %rdx\n"
	"lea (%rax,%rdx), %rdi\n"
	"and $-16, %rsp\n"
	"call first\n");
