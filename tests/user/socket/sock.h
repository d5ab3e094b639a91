/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/socket/sock.h - what the socket tests share */
#pragma once

#include "harness.h"

#include <poll.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>

/* libc has its own ideas of these calls. */
#define sendmsg(s, m, f)	syscall(SYS_sendmsg, s, m, f)
#define recvmsg(s, m, f)	syscall(SYS_recvmsg, s, m, f)
#define sendmmsg(s, v, n, f)	syscall(SYS_sendmmsg, s, v, n, f)
#define recvmmsg(s, v, n, f, t) syscall(SYS_recvmmsg, s, v, n, f, t)
#define accept4(s, a, l, f)	(int)syscall(SYS_accept4, s, a, l, f)

/* Fills in a name: a path, or abstract if it begins with '@'.  Its length. */
static inline socklen_t name_of(struct sockaddr_un *a, const char *name)
{
	memset(a, 0, sizeof(*a));
	a->sun_family = AF_UNIX;
	strcpy(a->sun_path, name);
	if (*name == '@') {
		a->sun_path[0] = 0;
		return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name));
	}
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name) + 1);
}

static inline int bind_to(int s, const char *name)
{
	struct sockaddr_un a;
	socklen_t len = name_of(&a, name);

	return bind(s, (struct sockaddr *)&a, len);
}

static inline int connect_to(int s, const char *name)
{
	struct sockaddr_un a;
	socklen_t len = name_of(&a, name);

	return connect(s, (struct sockaddr *)&a, len);
}

static inline int unix_socket(int type)
{
	return REQUIRE_OK(socket(AF_UNIX, type, 0));
}

static inline int listener(int type, const char *name, int backlog)
{
	int s = unix_socket(type);

	REQUIRE_OK(bind_to(s, name));
	REQUIRE_OK(listen(s, backlog));
	return s;
}

static inline int events_of(int fd, short want)
{
	struct pollfd p = {fd, want, 0};

	return poll(&p, 1, 0) < 0 ? -1 : p.revents;
}

/* One message of @n descriptors with @len bytes. */
static inline ssize_t send_fds(int s, const void *data, size_t len, const int *fds, int n)
{
	static char space[CMSG_SPACE(300 * sizeof(int))];
	struct iovec v = {(void *)data, len};
	struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = space};
	struct cmsghdr *c;

	m.msg_controllen = CMSG_SPACE((size_t)n * sizeof(int));
	memset(space, 0, sizeof(space));
	c = CMSG_FIRSTHDR(&m);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN((size_t)n * sizeof(int));
	memcpy(CMSG_DATA(c), fds, (size_t)n * sizeof(int));
	return sendmsg(s, &m, MSG_NOSIGNAL);
}

/* Receives; *n: room for descriptors, then how many came.  *flags: for recvmsg, then msg_flags. */
static inline ssize_t recv_fds(int s, void *data, size_t len, int *fds, int *n, int *flags)
{
	char space[CMSG_SPACE(300 * sizeof(int))] = {0};
	struct iovec v = {data, len};
	struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = space};
	struct cmsghdr *c;
	ssize_t got;

	m.msg_controllen = *n ? CMSG_LEN((size_t)*n * sizeof(int)) : 0;
	*n = 0;
	got = recvmsg(s, &m, *flags);
	*flags = m.msg_flags;
	if (got < 0)
		return got;
	for (c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
		if (c->cmsg_type != SCM_RIGHTS)
			continue;
		*n = (int)((c->cmsg_len - CMSG_LEN(0)) / sizeof(int));
		memcpy(fds, CMSG_DATA(c), (size_t)*n * sizeof(int));
	}
	return got;
}
