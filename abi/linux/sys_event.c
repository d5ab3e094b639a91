/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/sys_event.c - eventfd, timerfd, signalfd, epoll
 *
 * Sources: eventfd(2), timerfd_create(2), signalfd(2), epoll_create(2), epoll_ctl(2), epoll_wait(2)
 */
#include "sys_file.h"

#include "kernel/ipc/eventfd.h"
#include "kernel/proc/signal.h"
#include "mm/kmem/slab.h"

ABI_SIZE(struct epoll_event, 12);
ABI_SIZE(struct __kernel_itimerspec, 32);

/* Gives @f a descriptor; the reference is consumed. */
static sysret_t install(struct file *f, int flags)
{
	int fd;

	if (IS_ERR(f))
		return PTR_ERR(f);
	fd = get_unused_fd_flags((unsigned int)flags & O_CLOEXEC);
	if (fd < 0)
		fput(f);
	else
		fd_install((unsigned int)fd, f);
	return fd;
}

/* --- eventfd --- */

sysret_t sys_eventfd2(unsigned int count, int flags)
{
	return install(eventfd_file(count, flags), flags);
}

sysret_t sys_eventfd(unsigned int count)
{
	return sys_eventfd2(count, 0);
}

/* --- timerfd --- */

sysret_t sys_timerfd_create(int clockid, int flags)
{
	return install(timerfd_file(clockid, flags), flags);
}

static int get_time(const struct __kernel_timespec *ts, ktime_t *out)
{
	if (ts->tv_sec < 0 || ts->tv_nsec < 0 || ts->tv_nsec >= NSEC_PER_SEC)
		return -EINVAL;
	*out = ts->tv_sec >= KTIME_MAX / NSEC_PER_SEC ? KTIME_MAX
						      : ts->tv_sec * NSEC_PER_SEC + ts->tv_nsec;
	return 0;
}

static int put_itimerspec(const struct timerfd_spec *spec, struct __kernel_itimerspec __user *u)
{
	struct __kernel_itimerspec its = {
		.it_interval = {.tv_sec = spec->interval / NSEC_PER_SEC,
				.tv_nsec = spec->interval % NSEC_PER_SEC},
		.it_value = {.tv_sec = spec->value / NSEC_PER_SEC,
			     .tv_nsec = spec->value % NSEC_PER_SEC},
	};

	return copy_to_user(u, &its, sizeof(its)) ? -EFAULT : 0;
}

sysret_t sys_timerfd_settime(int fd, int flags, const struct __kernel_itimerspec __user *unew,
			     struct __kernel_itimerspec __user *uold)
{
	struct __kernel_itimerspec its;
	struct timerfd_spec new, old;
	struct fd f;
	int err;

	if (copy_from_user(&its, unew, sizeof(its)))
		return -EFAULT;
	if (get_time(&its.it_interval, &new.interval) || get_time(&its.it_value, &new.value))
		return -EINVAL;
	f = fdget((unsigned int)fd);
	if (!f.file)
		return -EBADF;
	err = timerfd_set(f.file, flags, &new, &old);
	fdput(f);
	if (!err && uold)
		err = put_itimerspec(&old, uold);
	return err;
}

sysret_t sys_timerfd_gettime(int fd, struct __kernel_itimerspec __user *ucur)
{
	struct fd f = fdget((unsigned int)fd);
	struct timerfd_spec cur;
	int err;

	if (!f.file)
		return -EBADF;
	err = timerfd_get(f.file, &cur);
	fdput(f);
	return err ? err : put_itimerspec(&cur, ucur);
}

/* --- signalfd --- */

sysret_t sys_signalfd4(int fd, const sigset_t __user *umask, size_t size, int flags)
{
	sigset_t mask;
	struct fd f;
	int err;

	if (flags & ~(O_CLOEXEC | O_NONBLOCK))
		return -EINVAL;
	if (size != sizeof(mask))
		return -EINVAL;
	if (copy_from_user(&mask, umask, sizeof(mask)))
		return -EFAULT;
	if (fd == -1)
		return install(signalfd_file(&mask, flags), flags);
	f = fdget((unsigned int)fd);
	if (!f.file)
		return -EBADF;
	err = signalfd_set_mask(f.file, &mask);
	fdput(f);
	return err ? err : fd;
}

sysret_t sys_signalfd(int fd, const sigset_t __user *umask, size_t size)
{
	return sys_signalfd4(fd, umask, size, 0);
}

/* --- epoll --- */

sysret_t sys_epoll_create1(int flags)
{
	return install(epoll_file(flags), flags);
}

sysret_t sys_epoll_create(int size)
{
	return size <= 0 ? -EINVAL : sys_epoll_create1(0);
}

sysret_t sys_epoll_ctl(int epfd, int op, int fd, struct epoll_event __user *uev)
{
	struct epoll_event ev = {0};
	struct fd ep, f;
	int err;

	if (op != EPOLL_CTL_DEL && copy_from_user(&ev, uev, sizeof(ev)))
		return -EFAULT;
	ep = fdget((unsigned int)epfd);
	if (!ep.file)
		return -EBADF;
	f = fdget((unsigned int)fd);
	err = -EBADF;
	if (f.file) {
		err = do_epoll_ctl(ep.file, op, fd, f.file, &ev);
		fdput(f);
	}
	fdput(ep);
	return err;
}

#define EVENTS_AT_ONCE 32
#define EP_MAX_EVENTS  (INT32_MAX / (int)sizeof(struct epoll_event))

static int epoll_wait_user(int epfd, struct epoll_event __user *u, int max, ktime_t deadline)
{
	struct epoll_event events[EVENTS_AT_ONCE];
	struct fd f;
	int n;

	if (max <= 0 || max > EP_MAX_EVENTS)
		return -EINVAL;
	if (!access_ok(u, (size_t)max * sizeof(*u)))
		return -EFAULT;
	f = fdget((unsigned int)epfd);
	if (!f.file)
		return -EBADF;
	n = do_epoll_wait(f.file, events, min(max, EVENTS_AT_ONCE), deadline);
	if (n > 0 && copy_to_user(u, events, (size_t)n * sizeof(*u)))
		n = -EFAULT;
	fdput(f);
	return n;
}

static ktime_t ms_deadline(int ms)
{
	return ms < 0 ? KTIME_MAX : deadline_after(ms * NSEC_PER_MSEC);
}

sysret_t sys_epoll_wait(int epfd, struct epoll_event __user *u, int max, int timeout_ms)
{
	return epoll_wait_user(epfd, u, max, ms_deadline(timeout_ms));
}

static sysret_t epoll_pwait_until(int epfd, struct epoll_event __user *u, int max, ktime_t deadline,
				  const sigset_t __user *umask, size_t size)
{
	int n = set_user_sigmask(umask, size);

	if (n)
		return n;
	n = epoll_wait_user(epfd, u, max, deadline);
	restore_saved_sigmask_unless(n == -EINTR);
	return n;
}

sysret_t sys_epoll_pwait(int epfd, struct epoll_event __user *u, int max, int timeout_ms,
			 const sigset_t __user *umask, size_t size)
{
	return epoll_pwait_until(epfd, u, max, ms_deadline(timeout_ms), umask, size);
}

sysret_t sys_epoll_pwait2(int epfd, struct epoll_event __user *u, int max,
			  const struct __kernel_timespec __user *ut, const sigset_t __user *umask,
			  size_t size)
{
	ktime_t deadline;
	int err = get_deadline(ut, &deadline);

	return err ? err : epoll_pwait_until(epfd, u, max, deadline, umask, size);
}
