/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/sys_file.c - names, vectors and time-outs from user space, for the other sys_ files
 *
 * Sources: path_resolution(7) ENAMETOOLONG, readv(2)
 */
#include "sys_file.h"

#include "mm/kmem/slab.h"
#include <linux/limits.h>
#include <linux/uio.h>

ABI_SIZE(struct user_iovec, 16);
ABI_FIELD(struct user_iovec, iov_len, 8);
ABI_SIZE(struct iovec, 16);

int get_name(struct user_name *n, const char __user *u)
{
	ssize_t len = strncpy_from_user(n->buf, u, sizeof(n->buf));

	n->heap = NULL;
	n->s = n->buf;
	if (likely(len >= 0 && len < (ssize_t)sizeof(n->buf)))
		return 0;
	if (len < 0)
		return (int)len;
	n->heap = kmalloc(PATH_MAX, GFP_KERNEL);
	if (!n->heap)
		return -ENOMEM;
	len = strncpy_from_user(n->heap, u, PATH_MAX);
	if (len >= 0 && len < PATH_MAX) {
		n->s = n->heap;
		return 0;
	}
	kfree(n->heap);
	return len < 0 ? (int)len : -ENAMETOOLONG;
}

void put_name(struct user_name *n)
{
	if (unlikely(n->heap))
		kfree(n->heap);
}

int get_remote_vec(struct user_vec *v, const struct user_iovec __user *u, unsigned long nr)
{
	unsigned long i;
	int err = 0;

	v->iov = v->fast;
	if (nr > UIO_MAXIOV)
		return -EINVAL;
	if (nr > UIO_FAST) {
		v->iov = kmalloc_array(nr, sizeof(*v->iov), GFP_KERNEL);
		if (!v->iov)
			return -ENOMEM;
	}
	if (copy_from_user(v->iov, u, nr * sizeof(*v->iov)))
		err = -EFAULT;
	for (i = 0; i < nr && !err; i++)
		if ((ssize_t)v->iov[i].iov_len < 0)
			err = -EINVAL;
	if (err)
		put_vec(v);
	return err;
}

int get_vec(struct user_vec *v, enum iter_dir dir, const struct user_iovec __user *u,
	    unsigned long nr, struct iov_iter *it)
{
	size_t total = 0;
	unsigned long i;
	int err = get_remote_vec(v, u, nr);

	if (err)
		return err;
	for (i = 0; i < nr; i++) {
		if (!access_ok(v->iov[i].iov_base, v->iov[i].iov_len)) {
			put_vec(v);
			return -EFAULT;
		}
		if (v->iov[i].iov_len > MAX_RW_COUNT - total)
			v->iov[i].iov_len = MAX_RW_COUNT - total;
		total += v->iov[i].iov_len;
	}
	iov_iter_init(it, dir, v->iov, (unsigned int)nr, total);
	return 0;
}

void put_vec(struct user_vec *v)
{
	if (v->iov != v->fast)
		kfree(v->iov);
}

ktime_t deadline_after(ktime_t rel)
{
	return rel > 0 ? ktime_add_safe(ktime_get(), rel) : 0;
}

int get_deadline(const struct __kernel_timespec __user *u, ktime_t *deadline)
{
	struct __kernel_timespec ts;

	*deadline = KTIME_MAX;
	if (!u)
		return 0;
	if (copy_from_user(&ts, u, sizeof(ts)))
		return -EFAULT;
	if (ts.tv_sec < 0 || ts.tv_nsec < 0 || ts.tv_nsec >= NSEC_PER_SEC)
		return -EINVAL;
	if (ts.tv_sec >= KTIME_MAX / NSEC_PER_SEC)
		return 0;
	*deadline = deadline_after(ts.tv_sec * NSEC_PER_SEC + ts.tv_nsec);
	return 0;
}
