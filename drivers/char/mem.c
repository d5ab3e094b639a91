/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drivers/char/mem.c - null, zero, full, random, urandom
 *
 * Theory
 *   Devices without hardware, all of major 1.  Reading /dev/zero maps to shared anonymous memory
 * when it is mmap'ed, as on Linux.  /dev/random waits until the generator is seeded, /dev/urandom
 * does not; what is written to either is mixed in.
 *
 * Sources: null(4), full(4), random(4)
 */
#include "drivers/char/char.h"

#include <linux/major.h>
#include <linux/random.h>
#include "arch/uaccess.h"
#include "base/kdev.h"
#include "drivers/base/device.h"
#include "fs/vfs/fs.h"
#include "fs/vfs/poll.h"
#include "kernel/base/random.h"
#include "kernel/sched/wait.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/signal.h"
#include "mm/vm/mm.h"
#include "mm/vm/shmem.h"

enum { MINOR_NULL = 3, MINOR_ZERO = 5, MINOR_FULL = 7, MINOR_RANDOM = 8, MINOR_URANDOM = 9 };

static loff_t null_lseek(struct file *f, loff_t off, int whence)
{
	(void)off;
	(void)whence;
	f->f_pos = 0;
	return 0;
}

static ssize_t null_read(struct file *f, loff_t *pos, struct iov_iter *to)
{
	(void)f;
	(void)pos;
	(void)to;
	return 0;
}

static ssize_t null_write(struct file *f, loff_t *pos, struct iov_iter *from)
{
	size_t n = iov_iter_count(from);

	(void)f;
	(void)pos;
	iov_iter_advance(from, n);
	return (ssize_t)n;
}

static ssize_t zero_read(struct file *f, loff_t *pos, struct iov_iter *to)
{
	ssize_t total = 0;

	(void)f;
	(void)pos;
	while (iov_iter_count(to)) {
		size_t want = min_t(size_t, iov_iter_count(to), 65536);
		size_t n = iov_iter_zero(want, to);

		total += (ssize_t)n;
		if (n < want)
			return total ? total : -EFAULT;
		if (signal_pending(current))
			return total;
		cond_resched();
	}
	return total;
}

static int zero_mmap(struct file *f, struct vm_area_struct *vma)
{
	(void)f;
	if (vma->vm_flags & VM_SHARED)
		return shmem_zero_setup(vma);
	vma->vm_ops = NULL; /* private: anonymous memory that shows the file's name */
	return 0;
}

static ssize_t full_write(struct file *f, loff_t *pos, struct iov_iter *from)
{
	(void)f;
	(void)pos;
	(void)from;
	return -ENOSPC;
}

/* --- random --- */

static ssize_t random_bytes(struct iov_iter *to)
{
	ssize_t total = 0;
	u8 chunk[256];

	while (iov_iter_count(to)) {
		size_t want = min_t(size_t, iov_iter_count(to), sizeof(chunk));
		size_t n;

		get_random_bytes(chunk, want);
		n = copy_to_iter(chunk, want, to);
		total += (ssize_t)n;
		if (n < want)
			return total ? total : -EFAULT;
		if ((total & 4095) == 0) {
			if (signal_pending(current))
				return total;
			cond_resched();
		}
	}
	return total;
}

static ssize_t urandom_read(struct file *f, loff_t *pos, struct iov_iter *to)
{
	(void)f;
	(void)pos;
	return random_bytes(to);
}

static ssize_t random_read(struct file *f, loff_t *pos, struct iov_iter *to)
{
	int err;

	(void)pos;
	if (!random_ready() && (f->f_flags & O_NONBLOCK))
		return -EAGAIN;
	err = wait_for_random_bytes();
	return err ? err : random_bytes(to);
}

static ssize_t random_write(struct file *f, loff_t *pos, struct iov_iter *from)
{
	ssize_t total = 0;
	u8 chunk[64];

	(void)f;
	(void)pos;
	while (iov_iter_count(from)) {
		size_t want = min_t(size_t, iov_iter_count(from), sizeof(chunk));
		size_t n = copy_from_iter(chunk, want, from);

		add_random_entropy(chunk, n);
		total += (ssize_t)n;
		if (n < want)
			return total ? total : -EFAULT;
		cond_resched();
	}
	return total;
}

/* RNDADDENTROPY: bytes to mix in, and for how many bits of them to take the caller's word. */
static long add_entropy(struct rand_pool_info __user *info)
{
	struct iov_iter from;
	int bits, size;
	ssize_t n;

	if (get_user(bits, &info->entropy_count) || get_user(size, &info->buf_size))
		return -EFAULT;
	if (bits < 0 || size < 0)
		return -EINVAL;
	iov_iter_ubuf(&from, ITER_SOURCE, info->buf, (size_t)size);
	n = random_write(NULL, NULL, &from);
	if (n < 0)
		return n;
	if (n != size)
		return -EFAULT;
	credit_random_entropy((unsigned int)bits);
	return 0;
}

static long random_ioctl(struct file *f, unsigned int cmd, uaddr_t arg)
{
	int bits;

	(void)f;
	if (cmd == RNDGETENTCNT)
		return put_user((int)random_entropy_avail(), (int __user *)arg);
	if (cmd != RNDADDTOENTCNT && cmd != RNDADDENTROPY && cmd != RNDCLEARPOOL &&
	    cmd != RNDZAPENTCNT && cmd != RNDRESEEDCRNG)
		return -EINVAL; /* as Linux; other devices say ENOTTY */
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	switch (cmd) {
	case RNDADDTOENTCNT:
		if (get_user(bits, (int __user *)arg))
			return -EFAULT;
		if (bits < 0)
			return -EINVAL;
		credit_random_entropy((unsigned int)bits);
		return 0;
	case RNDADDENTROPY:
		return add_entropy((struct rand_pool_info __user *)arg);
	case RNDRESEEDCRNG:
		return random_reseed();
	default: /* once seeded, the count has no meaning; before, as Linux */
		random_forget_credit();
		return 0;
	}
}

static const struct file_operations null_fops = {
	.llseek = null_lseek,
	.read_iter = null_read,
	.write_iter = null_write,
};
static const struct file_operations zero_fops = {
	.llseek = null_lseek,
	.read_iter = zero_read,
	.write_iter = null_write,
	.mmap = zero_mmap,
};
static const struct file_operations full_fops = {
	.llseek = null_lseek,
	.read_iter = zero_read,
	.write_iter = full_write,
};
static const struct file_operations random_fops = {
	.llseek = noop_llseek,
	.read_iter = random_read,
	.write_iter = random_write,
	.ioctl = random_ioctl,
};
static const struct file_operations urandom_fops = {
	.llseek = noop_llseek,
	.read_iter = urandom_read,
	.write_iter = random_write,
	.ioctl = random_ioctl,
};

void mem_devices_init(void)
{
	static const struct {
		unsigned int minor;
		const char *name;
		const struct file_operations *fops;
	} devices[] = {
		{MINOR_NULL, "null", &null_fops},	   {MINOR_ZERO, "zero", &zero_fops},
		{MINOR_FULL, "full", &full_fops},	   {MINOR_RANDOM, "random", &random_fops},
		{MINOR_URANDOM, "urandom", &urandom_fops},
	};

	for (size_t i = 0; i < ARRAY_SIZE(devices); i++) {
		register_chrdev_region(MEM_MAJOR, devices[i].minor, 1, "mem", devices[i].fops);
		device_create("mem", NULL, devices[i].name, 0666,
			      MKDEV(MEM_MAJOR, devices[i].minor));
	}
	kmsg_device_init();
}
