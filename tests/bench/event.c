/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/bench/event.c - waiting for one of many, and threads that wake each other */
#include "bench.h"
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

#define NR_FDS 100

static struct pollfd polled[NR_FDS];
static int epoll_fd, event_fd;

/* A hundred eventfds, of which the last has something. */
static void make_poll(void)
{
	for (int i = 0; i < NR_FDS; i++)
		polled[i] = (struct pollfd){.fd = (int)must(eventfd(i == NR_FDS - 1, 0), "eventfd"),
					    .events = POLLIN};
}

static void make_epoll(void)
{
	make_poll();
	epoll_fd = (int)must(epoll_create1(0), "epoll_create1");
	for (int i = 0; i < NR_FDS; i++) {
		struct epoll_event e = {.events = EPOLLIN, .data.fd = polled[i].fd};

		must(epoll_ctl(epoll_fd, EPOLL_CTL_ADD, polled[i].fd, &e), "epoll_ctl");
	}
}

static uint64_t run_poll(unsigned long n)
{
	uint64_t t = ticks();

	while (n--)
		if (syscall(SYS_poll, polled, NR_FDS, -1) != 1)
			fail("poll");
	return ticks() - t;
}

static uint64_t run_epoll(unsigned long n)
{
	struct epoll_event e;
	uint64_t t = ticks();

	while (n--)
		if (syscall(SYS_epoll_wait, epoll_fd, &e, 1, -1) != 1)
			fail("epoll_wait");
	return ticks() - t;
}

static void make_event(void)
{
	event_fd = (int)must(eventfd(0, 0), "eventfd");
}

/* A write and a read of 8 bytes; nobody sleeps. */
static uint64_t run_eventfd(unsigned long n)
{
	uint64_t value = 1, t = ticks();

	while (n--)
		if (write(event_fd, &value, 8) != 8 || read(event_fd, &value, 8) != 8)
			fail("eventfd");
	return ticks() - t;
}

static volatile int turn;

static void futex(int op, int value)
{
	syscall(SYS_futex, &turn, op, value, NULL, NULL, 0);
}

static void *partner(void *arg)
{
	(void)arg;
	for (;;) {
		futex(FUTEX_WAIT_PRIVATE, 0);
		if (turn == 1) {
			turn = 0;
			futex(FUTEX_WAKE_PRIVATE, 1);
		}
	}
	return NULL;
}

static void start_partner(void)
{
	pthread_t thread;

	errno = pthread_create(&thread, NULL, partner, NULL);
	if (errno)
		fail("thread");
}

/* To another thread of the process and back: two wakes, two waits, two switches. */
static uint64_t run_threads(unsigned long n)
{
	uint64_t t = ticks();

	while (n--) {
		turn = 1;
		futex(FUTEX_WAKE_PRIVATE, 1);
		while (turn == 1)
			futex(FUTEX_WAIT_PRIVATE, 1);
	}
	return ticks() - t;
}

const struct row event_rows[] = {
	{"poll_100", 500, run_poll, make_poll},
	{"epoll_100", 1000, run_epoll, make_epoll},
	{"eventfd", 2000, run_eventfd, make_event},
	{"thread_round_trip", 1000, run_threads, start_partner},
	{0},
};
