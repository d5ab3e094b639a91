/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/sys_poll.c - poll, ppoll, select, pselect6
 *
 * Theory
 *   Descriptors and sets are copied in, looked at in kernel memory, and the answers copied out.
 *   Time-outs become absolute deadlines at once; what is left of them is written back where Linux
 *   does (not by poll).
 *
 * Sources: poll(2), select(2)
 */
#include "sys_file.h"

#include "fs/vfs/poll.h"
#include "kernel/proc/signal.h"
#include "kernel/sync/rcu.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"

ABI_SIZE(struct pollfd, 8);
ABI_FIELD(struct pollfd, revents, 6);

/* Writes back what is left until @deadline; a fault there is not an error. */
static void put_left_timespec(struct __kernel_timespec __user *u, ktime_t deadline)
{
	struct __kernel_timespec ts = {0};
	ktime_t left;

	if (!u || deadline == KTIME_MAX)
		return;
	left = deadline ? deadline - ktime_get() : 0;
	if (left > 0) {
		ts.tv_sec = left / NSEC_PER_SEC;
		ts.tv_nsec = left % NSEC_PER_SEC;
	}
	if (copy_to_user(u, &ts, sizeof(ts)))
		return;
}

/* --- poll --- */

#define POLL_STACK 16

static int poll_user(struct pollfd __user *u, unsigned int nfds, ktime_t deadline)
{
	struct pollfd stack[POLL_STACK], *fds = stack;
	unsigned int i;
	int ret;

	if (nfds > rlimit(RLIMIT_NOFILE))
		return -EINVAL;
	if (nfds > POLL_STACK) {
		fds = kvmalloc(size_mul(nfds, sizeof(*fds)), GFP_KERNEL);
		if (!fds)
			return -ENOMEM;
	}
	ret = -EFAULT;
	if (copy_from_user(fds, u, nfds * sizeof(*fds)))
		goto free;
	ret = do_poll(fds, nfds, deadline);
	for (i = 0; i < nfds; i++) {
		if (put_user(fds[i].revents, &u[i].revents)) {
			ret = -EFAULT;
			break;
		}
	}
free:
	if (fds != stack)
		kvfree(fds);
	return ret;
}

sysret_t sys_poll(struct pollfd __user *u, unsigned int nfds, int timeout_ms)
{
	ktime_t deadline = KTIME_MAX;

	if (timeout_ms >= 0)
		deadline = deadline_after(timeout_ms * NSEC_PER_MSEC);
	return poll_user(u, nfds, deadline);
}

sysret_t sys_ppoll(struct pollfd __user *u, unsigned int nfds,
		   struct __kernel_timespec __user *utime, const sigset_t __user *umask,
		   size_t sigsetsize)
{
	ktime_t deadline;
	int ret = get_deadline(utime, &deadline);

	if (ret)
		return ret;
	ret = set_user_sigmask(umask, sigsetsize);
	if (ret)
		return ret;
	ret = poll_user(u, nfds, deadline);
	restore_saved_sigmask_unless(ret == -ERESTARTNOHAND);
	put_left_timespec(utime, deadline);
	return ret;
}

/* --- select --- */

#define SELECT_STACK_WORDS 4 /* 256 descriptors */

static int select_user(int n, unsigned long __user *in, unsigned long __user *out,
		       unsigned long __user *ex, ktime_t deadline)
{
	unsigned long stack[6 * SELECT_STACK_WORDS], *bits = stack;
	unsigned long __user *from[3] = {in, out, ex};
	struct fd_set_bits fds;
	unsigned int max, words, i;
	size_t bytes;
	int ret;

	if (n < 0)
		return -EINVAL;
	rcu_read_lock();
	max = rcu_dereference(current->files->fdt)->max_fds;
	rcu_read_unlock();
	if ((unsigned int)n > max)
		n = (int)max;
	words = ((unsigned int)n + 63) / 64;
	bytes = words * sizeof(long);
	if (words > SELECT_STACK_WORDS) {
		bits = kvmalloc(6 * bytes, GFP_KERNEL);
		if (!bits)
			return -ENOMEM;
	}
	fds = (struct fd_set_bits){bits,
				   bits + words,
				   bits + 2 * words,
				   bits + 3 * words,
				   bits + 4 * words,
				   bits + 5 * words};
	ret = -EFAULT;
	for (i = 0; i < 3; i++) {
		memset(bits + i * words, 0, bytes);
		if (from[i] && copy_from_user(bits + i * words, from[i], bytes))
			goto free;
	}
	memset(fds.res_in, 0, 3 * bytes);
	ret = do_select(n, &fds, deadline);
	if (ret < 0)
		goto free;
	for (i = 0; i < 3; i++)
		if (from[i] && copy_to_user(from[i], bits + (3 + i) * words, bytes))
			ret = -EFAULT;
free:
	if (bits != stack)
		kvfree(bits);
	return ret;
}

struct abi_select_timeval {
	s64 tv_sec, tv_usec;
};

sysret_t sys_select(int n, unsigned long __user *in, unsigned long __user *out,
		    unsigned long __user *ex, struct abi_select_timeval __user *utv)
{
	struct abi_select_timeval tv;
	ktime_t deadline = KTIME_MAX, left;
	int ret;

	if (utv) {
		if (copy_from_user(&tv, utv, sizeof(tv)))
			return -EFAULT;
		/* Linux carries excess microseconds over; negative is an error. */
		if (tv.tv_sec < 0 || tv.tv_usec < 0)
			return -EINVAL;
		if (tv.tv_sec < KTIME_MAX / NSEC_PER_SEC / 2 &&
		    tv.tv_usec < KTIME_MAX / NSEC_PER_USEC / 2)
			deadline = deadline_after(tv.tv_sec * NSEC_PER_SEC +
						  tv.tv_usec * NSEC_PER_USEC);
	}
	ret = select_user(n, in, out, ex, deadline);
	if (utv && deadline != KTIME_MAX) {
		left = deadline ? deadline - ktime_get() : 0;
		left = left > 0 ? left : 0;
		tv.tv_sec = left / NSEC_PER_SEC;
		tv.tv_usec = left % NSEC_PER_SEC / NSEC_PER_USEC;
		if (copy_to_user(utv, &tv, sizeof(tv)) && ret == -ERESTARTNOHAND)
			ret = -EINTR; /* a restart would wait too long */
	}
	return ret;
}

/* The sixth argument of pselect6 is a pointer to these two. */
struct abi_sigset_arg {
	const sigset_t __user *mask;
	size_t size;
};
ABI_SIZE(struct abi_sigset_arg, 16);

sysret_t sys_pselect6(int n, unsigned long __user *in, unsigned long __user *out,
		      unsigned long __user *ex, struct __kernel_timespec __user *utime,
		      const void __user *usig)
{
	struct abi_sigset_arg sig = {0};
	ktime_t deadline;
	int ret;

	if (usig && copy_from_user(&sig, usig, sizeof(sig)))
		return -EFAULT;
	ret = get_deadline(utime, &deadline);
	if (ret)
		return ret;
	ret = set_user_sigmask(sig.mask, sig.size);
	if (ret)
		return ret;
	ret = select_user(n, in, out, ex, deadline);
	restore_saved_sigmask_unless(ret == -ERESTARTNOHAND);
	put_left_timespec(utime, deadline);
	return ret;
}
