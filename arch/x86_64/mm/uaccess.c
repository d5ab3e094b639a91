/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/x86_64/mm/uaccess.c - the checked face of user memory
 *
 * Theory
 *   Each function refuses ranges that reach above TASK_SIZE_MAX and then lets the MMU decide; a
 *   fault that cannot be served ends in a fixup (extable.c).  Strings are read a word at a time, at
 *   aligned addresses, so that no read crosses into a page that the string does not reach.
 *
 * Context: may sleep in the page fault, except the _nofault forms.
 */
#include "arch/page.h"
#include "arch/uaccess.h"
#include "base/bits.h"
#include "base/kasan_checks.h"
#include "kernel/sched/sched.h"
#include "lib/string.h"
#include <linux/futex.h>

size_t user_copy(void *to, const void *from, size_t n); /* uaccess_asm.S */
size_t user_clear(void *to, size_t n);

#define ONES  0x0101010101010101UL
#define HIGHS 0x8080808080808080UL

size_t copy_to_user(void __user *to, const void *from, size_t n)
{
	if (unlikely(!access_ok(to, n)))
		return n;
	kasan_check_read(from, n);
	return user_copy((__force void *)to, from, n);
}

size_t copy_from_user_partial(void *to, const void __user *from, size_t n)
{
	if (unlikely(!access_ok(from, n)))
		return n;
	return user_copy(to, (__force const void *)from, n);
}

size_t copy_from_user(void *to, const void __user *from, size_t n)
{
	size_t left = n;

	kasan_check_write(to, n);
	if (likely(access_ok(from, n)))
		left = user_copy(to, (__force const void *)from, n);
	if (unlikely(left))
		memset((char *)to + (n - left), 0, left);
	return left;
}

size_t clear_user(void __user *to, size_t n)
{
	if (unlikely(!access_ok(to, n)))
		return n;
	return user_clear((__force void *)to, n);
}

size_t copy_to_user_nofault(void __user *to, const void *from, size_t n)
{
	size_t left;

	pagefault_disable();
	left = copy_to_user(to, from, n);
	pagefault_enable();
	return left;
}

size_t copy_from_user_nofault(void *to, const void __user *from, size_t n)
{
	size_t left;

	pagefault_disable();
	left = copy_from_user_partial(to, from, n);
	pagefault_enable();
	return left;
}

/* An aligned word of user memory; 0 or -EFAULT. */
static inline long read_word(unsigned long *v, uaddr_t addr)
{
	long err = 0;

	__get_user_asm("q", "+r", *v, addr, err);
	return err;
}

/* Non-zero if a byte of @v is zero: the lowest set bit is in the first such byte. */
static inline unsigned long zero_bytes(unsigned long v)
{
	return (v - ONES) & ~v & HIGHS;
}

/*
 * The word at @addr rounded down, with the bytes before @addr made non-zero; *@skip is how many.
 * A string may end anywhere in its last word, but an aligned word never spans two pages.
 */
static inline long first_word(unsigned long *v, uaddr_t addr, unsigned int *skip)
{
	long err;

	*v = 0;
	*skip = addr & 7;
	err = read_word(v, addr & ~7UL);
	if (*skip)
		*v |= ~0UL >> (64 - 8 * *skip);
	return err;
}

size_t strnlen_user(const char __user *s, size_t count)
{
	uaddr_t addr = (__force uaddr_t)s;
	size_t max, done = 0;
	unsigned int skip;
	unsigned long v;

	if (addr >= TASK_SIZE_MAX || count == 0)
		return 0;
	max = min(count, (size_t)(TASK_SIZE_MAX - addr));
	if (first_word(&v, addr, &skip))
		return 0;
	for (;;) {
		unsigned long z = zero_bytes(v);

		if (z) {
			size_t len = done + (__ffs(z) >> 3) + 1 - skip;

			return len <= max ? len : count + 1;
		}
		done += 8;
		if (done - skip >= max)
			return max < count ? 0 : count + 1;
		if (read_word(&v, (addr & ~7UL) + done))
			return 0;
	}
}

static ssize_t copy_string(char *dst, uaddr_t addr, size_t max, size_t count)
{
	size_t done = 0;
	unsigned long v;
	unsigned int skip;

	if (first_word(&v, addr, &skip))
		return -EFAULT;
	/* up to an aligned source, bytewise */
	for (unsigned int i = skip; i < 8 && skip; i++, done++) {
		if (done == max)
			goto full;
		dst[done] = (char)(v >> (8 * i));
		if (!dst[done])
			return (ssize_t)done;
	}
	for (; max - done >= 8; done += 8) {
		unsigned long z;

		if ((done || skip) && read_word(&v, addr + done))
			return -EFAULT;
		z = zero_bytes(v);
		*(unsigned long *)(dst + done) = v;
		if (z)
			return (ssize_t)(done + (__ffs(z) >> 3));
	}
	if (done < max && read_word(&v, addr + done))
		return -EFAULT;
	for (unsigned int i = 0; done < max; i++, done++) {
		dst[done] = (char)(v >> (8 * i));
		if (!dst[done])
			return (ssize_t)done;
	}
full:
	return max < count ? -EFAULT : (ssize_t)count;
}

ssize_t strncpy_from_user(char *dst, const char __user *src, size_t count)
{
	uaddr_t addr = (__force uaddr_t)src;

	if (count == 0)
		return 0;
	if (addr >= TASK_SIZE_MAX)
		return -EFAULT;
	return copy_string(dst, addr, min(count, (size_t)(TASK_SIZE_MAX - addr)), count);
}

int copy_from_kernel_nofault(void *dst, const void *src, size_t n)
{
	unsigned long addr = (unsigned long)src;
	size_t left;

	/* user half, non-canonical hole, wrap-around */
	if (addr < PAGE_OFFSET || addr + n < addr)
		return -EFAULT;
	pagefault_disable();
	left = user_copy(dst, src, n);
	pagefault_enable();
	return left ? -EFAULT : 0;
}

int user_cmpxchg_u32(u32 *oldp, u32 __user *uaddr, u32 oldv, u32 newv)
{
	u32 *p = (__force u32 *)uaddr;
	int err = 0;

	if (!access_ok(uaddr, sizeof(*p)))
		return -EFAULT;
	/* err cannot live in %rax here: cmpxchg's */
	__asm__ __volatile__(ASM_STAC "movl %[bad], %[err]\n"
				      "1: lock cmpxchgl %[new], %[mem]\n"
				      "movl $0, %[err]\n"
				      "2: " ASM_CLAC ASM_EX_TABLE("1b", "2b", "0")
			     : [err] "=&r"(err), "+a"(oldv), [mem] "+m"(*p)
			     : [new] "r"(newv), [bad] "i"(-EFAULT)
			     : "memory", "cc");
	if (!err)
		*oldp = oldv;
	return err;
}

static bool futex_new_value(int op, u32 old, u32 oparg, u32 *newv)
{
	switch (op) {
	case FUTEX_OP_SET:
		*newv = oparg;
		return true;
	case FUTEX_OP_ADD:
		*newv = old + oparg;
		return true;
	case FUTEX_OP_OR:
		*newv = old | oparg;
		return true;
	case FUTEX_OP_ANDN:
		*newv = old & ~oparg;
		return true;
	case FUTEX_OP_XOR:
		*newv = old ^ oparg;
		return true;
	default:
		return false;
	}
}

int futex_atomic_op_inuser(int op, u32 oparg, u32 *oldp, u32 __user *uaddr)
{
	u32 old, seen, newv;
	int err = get_user(old, uaddr);

	if (err)
		return err;
	for (;;) {
		if (!futex_new_value(op, old, oparg, &newv))
			return -ENOSYS;
		err = user_cmpxchg_u32(&seen, uaddr, old, newv);
		if (err)
			return err;
		if (seen == old)
			break;
		old = seen;
	}
	*oldp = old;
	return 0;
}
