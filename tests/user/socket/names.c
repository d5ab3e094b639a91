/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/socket/names.c - socket(2), bind(2) and the three kinds of names */
#include "socket/sock.h"

#include <sys/stat.h>

TEST(kinds_of_sockets)
{
	CHECK_ERRNO(socket(9999, SOCK_STREAM, 0), EAFNOSUPPORT);
	CHECK_ERRNO(socket(-1, SOCK_STREAM, 0), EAFNOSUPPORT);
	CHECK_ERRNO(socket(AF_UNIX, 12, 0), EINVAL);
	CHECK_ERRNO(socket(AF_UNIX, SOCK_RDM, 0), ESOCKTNOSUPPORT);
	CHECK_ERRNO(socket(AF_UNIX, SOCK_STREAM, 9), EPROTONOSUPPORT);
	CHECK_ERRNO(socket(AF_UNIX, SOCK_STREAM | 0x100000, 0), EINVAL);
	CHECK_OK(socket(AF_UNIX, SOCK_STREAM, AF_UNIX));
	CHECK_OK(socket(AF_UNIX, SOCK_RAW, 0));
}

TEST(descriptor_flags)
{
	int s = REQUIRE_OK(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
	struct stat st;
	char link[64], path[64];
	ssize_t n;

	CHECK_EQ(fcntl(s, F_GETFD), FD_CLOEXEC);
	CHECK_EQ(fcntl(s, F_GETFL), O_RDWR | O_NONBLOCK);
	CHECK_OK(fstat(s, &st));
	CHECK(S_ISSOCK(st.st_mode));
	sprintf(path, "/proc/self/fd/%d", s);
	n = CHECK_OK(readlink(path, link, sizeof(link) - 1));
	link[n < 0 ? 0 : n] = 0;
	sprintf(path, "socket:[%lu]", (unsigned long)st.st_ino);
	CHECK_STR(link, path);
	CHECK_ERRNO(lseek(s, 0, SEEK_SET), ESPIPE);
	CHECK_ERRNO(pread(s, path, 1, 0), ESPIPE);
	sprintf(path, "/proc/self/fd/%d", s);
	CHECK_ERRNO(open(path, O_RDWR), ENXIO);
}

TEST(a_path)
{
	int s = unix_socket(SOCK_STREAM), t = unix_socket(SOCK_STREAM);
	struct sockaddr_un a;
	socklen_t len = sizeof(a);
	struct stat st;

	umask(027);
	CHECK_OK(bind_to(s, "name"));
	CHECK_OK(stat("name", &st));
	CHECK_EQ(st.st_mode, S_IFSOCK | 0750);
	CHECK_OK(getsockname(s, (struct sockaddr *)&a, &len));
	CHECK_EQ(len, 2 + 5);
	CHECK_EQ(a.sun_family, AF_UNIX);
	CHECK_STR(a.sun_path, "name");
	CHECK_ERRNO(bind_to(t, "name"), EADDRINUSE);
	CHECK_ERRNO(bind_to(s, "other"), EINVAL);
	CHECK_ERRNO(stat("other", &st), ENOENT);
	CHECK_ERRNO(bind_to(t, "no/where"), ENOENT);
	CHECK_ERRNO(open("name", O_RDWR), ENXIO);
	close(s);
	CHECK_OK(stat("name", &st)); /* stays */
	CHECK_ERRNO(connect_to(t, "name"), ECONNREFUSED);
	CHECK_OK(unlink("name"));
	CHECK_ERRNO(connect_to(t, "name"), ENOENT);
}

TEST(a_path_without_end)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	char back[sizeof(a) + 16];
	socklen_t len = sizeof(back);
	int s = unix_socket(SOCK_DGRAM);

	memset(a.sun_path, 'x', sizeof(a.sun_path));
	CHECK_OK(bind(s, (struct sockaddr *)&a, sizeof(a)));
	CHECK_OK(getsockname(s, (struct sockaddr *)back, &len));
	CHECK_EQ(len, sizeof(a) + 1);
	CHECK_EQ(back[len - 1], 0);
}

TEST(abstract_names)
{
	int s = unix_socket(SOCK_DGRAM), t = unix_socket(SOCK_DGRAM), u = unix_socket(SOCK_STREAM);
	struct sockaddr_un a;
	socklen_t len = sizeof(a);
	char name[32];

	sprintf(name, "@pith-%d", getpid());
	CHECK_OK(bind_to(s, name));
	CHECK_ERRNO(bind_to(t, name), EADDRINUSE);
	CHECK_ERRNO(bind_to(s, name), EINVAL);
	CHECK_OK(bind_to(u, name)); /* another type */
	CHECK_OK(getsockname(s, (struct sockaddr *)&a, &len));
	CHECK_EQ(len, 2 + strlen(name));
	CHECK_MEM(a.sun_path + 1, name + 1, strlen(name) - 1);
	close(s);
	CHECK_OK(bind_to(t, name)); /* free at once */
}

TEST(names_by_the_kernel)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX}, b;
	socklen_t len = sizeof(b);
	int s = unix_socket(SOCK_DGRAM);

	CHECK_OK(getsockname(s, (struct sockaddr *)&b, &len));
	CHECK_EQ(len, 2);
	CHECK_OK(bind(s, (struct sockaddr *)&a, 2));
	len = sizeof(b);
	CHECK_OK(getsockname(s, (struct sockaddr *)&b, &len));
	CHECK_EQ(len, 2 + 6);
	CHECK_EQ(b.sun_path[0], 0);
	CHECK_EQ(strspn(b.sun_path + 1, "0123456789abcdef"), 5);
	CHECK_OK(bind(s, (struct sockaddr *)&a, 2)); /* has one: fine */
}

TEST(bad_addresses)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX, .sun_path = "x"};
	int s = unix_socket(SOCK_STREAM);
	socklen_t len = -1;

	CHECK_ERRNO(bind(s, (struct sockaddr *)&a, 1), EINVAL);
	CHECK_ERRNO(bind(s, (struct sockaddr *)&a, sizeof(a) + 1), EINVAL);
	CHECK_ERRNO(bind(s, (struct sockaddr *)&a, -1), EINVAL);
	CHECK_ERRNO(bind(s, (struct sockaddr *)&a, 200), EINVAL);
	CHECK_ERRNO(bind(s, KERNEL_ADDR, sizeof(a)), EFAULT);
	a.sun_family = AF_INET;
	CHECK_ERRNO(bind(s, (struct sockaddr *)&a, sizeof(a)), EINVAL);
	CHECK_ERRNO(getsockname(s, (struct sockaddr *)&a, &len), EINVAL);
	CHECK_ERRNO(getsockname(s, (struct sockaddr *)&a, KERNEL_ADDR), EFAULT);
	CHECK_ERRNO(getpeername(s, (struct sockaddr *)&a, &len), ENOTCONN);
	CHECK_ERRNO(bind(0x7fffffff, (struct sockaddr *)&a, sizeof(a)), EBADF);
	CHECK_ERRNO(listen(s, 1), EINVAL);
	CHECK_ERRNO(accept(s, NULL, NULL), EINVAL);
}

TEST(permission)
{
	int s, t;

	if (getuid())
		SKIP("needs root");
	s = listener(SOCK_STREAM, "p", 5);
	(void)s;
	chmod(".", 0755);
	chmod("p", 0600);
	REQUIRE_OK(setresuid(12345, 12345, 12345));
	t = unix_socket(SOCK_STREAM);
	CHECK_ERRNO(connect_to(t, "p"), EACCES);
}

TEST(in_proc_net)
{
	char name[40], line[256];
	bool seen = false;
	FILE *f;

	sprintf(name, "@pith-proc-%d", getpid());
	listener(SOCK_STREAM, name, 5);
	f = fopen("/proc/net/unix", "r");
	REQUIRE(f != NULL);
	REQUIRE(fgets(line, sizeof(line), f));
	CHECK_STR(line, "Num       RefCount Protocol Flags    Type St Inode Path\n");
	while (fgets(line, sizeof(line), f)) {
		unsigned long num, ino;
		unsigned int refs, proto, flags, type, st;
		char path[100] = "";

		CHECK(sscanf(line, "%lx: %x %x %x %x %x %lu %99s", &num, &refs, &proto, &flags,
			     &type, &st, &ino, path) >= 7);
		if (strcmp(path, name))
			continue;
		seen = true;
		CHECK_EQ(flags, 0x10000);
		CHECK_EQ(type, SOCK_STREAM);
		CHECK_EQ(st, 1);
	}
	CHECK(seen);
}
