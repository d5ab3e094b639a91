/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/ipc/eventfd.h - files that are events: eventfd, timerfd, signalfd, epoll
 *
 * Each makes a file for the border to install, or ERR_PTR.  @flags are those of the calls.
 */
#pragma once

#include "base/types.h"
#include <asm/signal.h>
#include <linux/eventpoll.h>

struct file;

struct file *eventfd_file(unsigned int count, int flags);

/* Times in ns of @clockid; it_value 0: disarmed. */
struct timerfd_spec {
	ktime_t interval, value;
};
struct file *timerfd_file(int clockid, int flags);
int timerfd_set(struct file *f, int flags, const struct timerfd_spec *new,
		struct timerfd_spec *old);
int timerfd_get(struct file *f, struct timerfd_spec *cur);

struct file *signalfd_file(const sigset_t *mask, int flags);
/* New mask for an existing one; -EINVAL if @f is none. */
int signalfd_set_mask(struct file *f, const sigset_t *mask);

struct file *epoll_file(int flags);
int do_epoll_ctl(struct file *epf, int op, int fd, struct file *target,
		 const struct epoll_event *ev);
/* Ready events, at most @max, into kernel memory; @deadline as do_poll().  -EINTR when a signal
 * comes. */
int do_epoll_wait(struct file *epf, struct epoll_event *events, int max, ktime_t deadline);

void eventfd_init(void); /* boot: caches and hooks of all of them */
void timerfd_init(void); /* called by eventfd_init() */
