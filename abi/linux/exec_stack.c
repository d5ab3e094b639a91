/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/exec_stack.c - what a program finds on its stack: argc, argv, envp, the auxiliary
 * vector
 *
 * Theory
 *   exec has put the strings at the top of the new stack, bprm->p pointing at argv[0]'s first byte.
 * Below them come the platform's name and 16 random bytes, then, up from the stack pointer (a
 * multiple of 16): argc, the pointers to the arguments, NULL, those to the environment, NULL, the
 * vector.
 *
 * Locks: none: the address space is current's and not shared yet.
 *
 * Sources: System V ABI AMD64 supplement 3.4.1, getauxval(3), execve(2)
 */
#include "abi/linux/border.h"
#include "arch/cpuinfo.h"
#include "kernel/base/random.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/process.h"
#include "lib/string.h"
#include "mm/vm/mm.h"
#include <linux/auxvec.h>

#define STRING_MAX (32 * PAGE_SIZE)
static const char platform[] = "x86_64";

struct auxv {
	u64 *at, *end;
};

static void aux(struct auxv *v, u64 type, u64 value)
{
	if (v->at + 2 > v->end)
		return; /* cannot be: AT_VECTOR_SIZE is asserted below */
	*v->at++ = type;
	*v->at++ = value;
}
_Static_assert(AT_VECTOR_SIZE >= 2 * 22, "room for every entry of fill_auxv() and AT_NULL");

/* Fills mm->saved_auxv; how many words. */
static unsigned int fill_auxv(const struct linux_binprm *bprm, uaddr_t u_platform, uaddr_t u_random)
{
	const struct cred *c = current_cred();
	struct mm_struct *mm = bprm->mm;
	struct auxv v = {mm->saved_auxv, mm->saved_auxv + AT_VECTOR_SIZE};

	memset(mm->saved_auxv, 0, sizeof(mm->saved_auxv));
	if (bprm->vdso)
		aux(&v, AT_SYSINFO_EHDR, bprm->vdso);
	aux(&v, AT_MINSIGSTKSZ, sigframe_size_max());
	aux(&v, AT_HWCAP, arch_hwcap());
	aux(&v, AT_PAGESZ, PAGE_SIZE);
	aux(&v, AT_CLKTCK, USER_HZ);
	aux(&v, AT_PHDR, bprm->phdr_addr);
	aux(&v, AT_PHENT, bprm->phent);
	aux(&v, AT_PHNUM, bprm->phnum);
	aux(&v, AT_BASE, bprm->interp_base);
	aux(&v, AT_FLAGS, 0);
	aux(&v, AT_ENTRY, bprm->entry);
	aux(&v, AT_UID, c->uid);
	aux(&v, AT_EUID, c->euid);
	aux(&v, AT_GID, c->gid);
	aux(&v, AT_EGID, c->egid);
	aux(&v, AT_SECURE, bprm->secureexec);
	aux(&v, AT_RANDOM, u_random);
	aux(&v, AT_HWCAP2, arch_hwcap2());
	aux(&v, AT_EXECFN, bprm->exec);
	aux(&v, AT_PLATFORM, u_platform);
	aux(&v, AT_NULL, 0);
	return (unsigned int)(v.at - mm->saved_auxv);
}

/* Writes pointers to @n strings that begin at *@str, and NULL; moves both on. */
static int put_string_pointers(uaddr_t *slot, uaddr_t *str, int n)
{
	while (n-- > 0) {
		size_t len;

		if (put_user((u64)*str, (u64 __user *)*slot))
			return -EFAULT;
		*slot += sizeof(u64);
		len = strnlen_user((const char __user *)*str, STRING_MAX);
		if (!len || len > STRING_MAX)
			return -EINVAL;
		*str += len;
	}
	if (put_user((u64)0, (u64 __user *)*slot))
		return -EFAULT;
	*slot += sizeof(u64);
	return 0;
}

int create_stack(struct linux_binprm *bprm, uaddr_t *sp)
{
	struct mm_struct *mm = bprm->mm;
	uaddr_t p = arch_align_stack(bprm->p, current->flags & PF_RANDOMIZE);
	uaddr_t u_platform, u_random, slot, str = bprm->p;
	unsigned int aux_words;
	u8 random[16];
	int err;

	p -= sizeof(platform);
	u_platform = p;
	p -= sizeof(random);
	u_random = p;
	get_random_bytes(random, sizeof(random));
	if (copy_to_user((void __user *)u_platform, platform, sizeof(platform)) ||
	    copy_to_user((void __user *)u_random, random, sizeof(random)))
		return -EFAULT;

	aux_words = fill_auxv(bprm, u_platform, u_random);
	p = ALIGN_DOWN(p, 16UL) - aux_words * sizeof(u64);
	p -= ((size_t)bprm->argc + 1 + (size_t)bprm->envc + 1 + 1) * sizeof(u64);
	p = ALIGN_DOWN(p, 16UL);

	slot = p;
	if (put_user((u64)bprm->argc, (u64 __user *)slot))
		return -EFAULT;
	slot += sizeof(u64);
	mm->arg_start = str;
	err = put_string_pointers(&slot, &str, bprm->argc);
	if (err)
		return err;
	mm->arg_end = mm->env_start = str;
	err = put_string_pointers(&slot, &str, bprm->envc);
	if (err)
		return err;
	mm->env_end = str;
	if (copy_to_user((void __user *)slot, mm->saved_auxv, aux_words * sizeof(u64)))
		return -EFAULT;
	*sp = p;
	return 0;
}
