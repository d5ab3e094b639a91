/* SPDX-License-Identifier: GPL-2.0-or-later */
/* net/unix/unix_test.c - queues and their accounting, without sleeping */
#include "internal.h"

#include "kernel/base/ktest.h"
#include "lib/string.h"

static ssize_t put(struct file *f, const void *buf, size_t n)
{
	return kernel_write(f, buf, n, NULL);
}

static ssize_t get(struct file *f, void *buf, size_t n)
{
	return kernel_read(f, buf, n, NULL);
}

static struct unix_sock *sock_of(struct file *f)
{
	return unix_sk(file_socket(f)->sk);
}

KTEST(unix, stream_charges_and_gives_back)
{
	struct file *f[2];
	struct unix_sock *u;
	char buf[16];
	int n = 0;

	ASSERT_EQ(sock_pair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, f), 0);
	u = sock_of(f[0]);
	EXPECT_EQ(get(f[1], buf, 1), -EAGAIN);
	while (put(f[0], "x", 1) == 1)
		n++;
	EXPECT_EQ(n, 278); /* as on Linux: 768 bytes each in 212,992 */
	EXPECT_EQ(sock_of(f[1])->queued, (unsigned int)n);
	EXPECT_TRUE(atomic_long_read(&u->sk.wmem) >= u->sk.sndbuf);
	while (get(f[1], buf, sizeof(buf)) > 0)
		;
	EXPECT_EQ(atomic_long_read(&u->sk.wmem), 0);
	EXPECT_EQ(put(f[0], "abc", 3), 3);
	EXPECT_EQ(get(f[1], buf, 2), 2);
	EXPECT_EQ(get(f[1], buf, 2), 1);
	EXPECT_EQ(buf[0], 'c');
	fput(f[1]);
	EXPECT_EQ(get(f[0], buf, 1), 0);
	fput(f[0]);
}

KTEST(unix, datagrams_keep_their_borders)
{
	struct file *f[2];
	char buf[16];

	ASSERT_EQ(sock_pair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, f), 0);
	EXPECT_EQ(put(f[0], "first", 5), 5);
	EXPECT_EQ(put(f[0], "", 0), 0);
	EXPECT_EQ(put(f[0], "third", 5), 5);
	EXPECT_EQ(sock_of(f[1])->queued, 3u);
	EXPECT_EQ(get(f[1], buf, 3), 3);
	EXPECT_EQ(get(f[1], buf, 3), 0);
	EXPECT_EQ(get(f[1], buf, 16), 5);
	EXPECT_EQ(get(f[1], buf, 16), -EAGAIN);
	fput(f[1]);
	EXPECT_EQ(put(f[0], "x", 1), -ECONNREFUSED);
	EXPECT_EQ(put(f[0], "x", 1), -ENOTCONN);
	fput(f[0]);
}

KTEST(unix, large_messages_are_whole)
{
	static char in[20000], out[20000];
	struct file *f[2];
	size_t i;

	for (i = 0; i < sizeof(in); i++)
		in[i] = (char)(i * 7 + i / 256);
	ASSERT_EQ(sock_pair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, f), 0);
	EXPECT_EQ(put(f[0], in, sizeof(in)), (ssize_t)sizeof(in));
	EXPECT_EQ(get(f[1], out, sizeof(out)), (ssize_t)sizeof(out));
	EXPECT_EQ(memcmp(in, out, sizeof(in)), 0);
	EXPECT_EQ(atomic_long_read(&sock_of(f[0])->sk.wmem), 0);
	fput(f[0]);
	EXPECT_EQ(get(f[1], out, 1), 0);
	fput(f[1]);
}
