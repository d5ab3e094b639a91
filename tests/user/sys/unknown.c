/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/sys/unknown.c - system calls that do not exist */
#include "harness.h"

TEST(numbers_beyond_the_table)
{
	static const long nr[] = {999, 1000, 511, 700, 4096, 65535, 0x3fffffff, 0x7fffffff};

	for (size_t i = 0; i < ARRAY_LEN(nr); i++)
		CHECK_ERRNO(syscall(nr[i], 1, 2, 3, 4, 5, 6), ENOSYS);
	CHECK_ERRNO(syscall(-1L), ENOSYS);
	CHECK_ERRNO(syscall(-4096L), ENOSYS);
}

TEST(calls_linux_has_given_up)
{
	/* uselib, create_module, get_kernel_syms, query_module, nfsservctl, getpmsg, putpmsg,
	 * afs_syscall, tuxcall, security, vserver */
	static const long nr[] = {134, 174, 177, 178, 180, 181, 182, 183, 184, 185, 236};

	for (size_t i = 0; i < ARRAY_LEN(nr); i++)
		CHECK_ERRNO(syscall(nr[i], 0, 0, 0), ENOSYS);
}

TEST(the_rest_of_the_register_is_ignored_or_refused)
{
	/* Linux looks at 32 bits of the number. */
	long r = syscall((long)(0xabcd00000000UL | SYS_getpid));

	CHECK_EQ(r, getpid());
}

TEST(registers_survive_a_call)
{
	unsigned long rbx = 1, r12 = 2, r9 = 3, rdi = 4, rsi = 5;
	long rax = SYS_getpid;
	register unsigned long r9v __asm__("r9") = r9;
	register unsigned long r12v __asm__("r12") = r12;

	__asm__ volatile("syscall"
			 : "+a"(rax), "+b"(rbx), "+D"(rdi), "+S"(rsi), "+r"(r9v), "+r"(r12v)
			 :
			 : "rcx", "r11", "memory");
	CHECK_EQ(rax, getpid());
	CHECK_EQ(rbx, 1);
	CHECK_EQ(r12v, 2);
	CHECK_EQ(r9v, 3);
	CHECK_EQ(rdi, 4);
	CHECK_EQ(rsi, 5);
}
