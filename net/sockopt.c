/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * net/sockopt.c - options of level SOL_SOCKET
 *
 * Theory
 *   Those that are a bit of sk->flags are in a table.  Buffer sizes are doubled when they are set,
 *   as bookkeeping counts against them, too.  Options that other families give a meaning to can
 *   be set and read back, as on Linux.
 *
 * Locks: sk->lock for flags and the peer's credentials.
 * Sources: socket(7), unix(7), getsockopt(2)
 */
#include "net/socket.h"

#include "arch/page.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/pid.h"
#include "lib/string.h"
#include "net/sock.h"
#include <linux/time_types.h>

struct linger_opt { /* struct linger, in no UAPI header */
	int on, seconds;
};

static const struct {
	int name;
	unsigned int flag;
} switches[] = {
	{SO_REUSEADDR, SK_REUSEADDR}, {SO_REUSEPORT, SK_REUSEPORT}, {SO_KEEPALIVE, SK_KEEPALIVE},
	{SO_BROADCAST, SK_BROADCAST}, {SO_DONTROUTE, SK_DONTROUTE}, {SO_OOBINLINE, SK_OOBINLINE},
	{SO_PASSCRED, SK_PASSCRED},   {SO_PASSSEC, SK_PASSSEC},	    {SO_DEBUG, SK_DEBUG},
};

static unsigned int switch_of(int name)
{
	for (size_t i = 0; i < ARRAY_SIZE(switches); i++)
		if (switches[i].name == name)
			return switches[i].flag;
	return 0;
}

static void set_flag(struct sock *sk, unsigned int flag, bool on)
{
	spin_lock(&sk->lock);
	if (on)
		sk->flags |= flag;
	else
		sk->flags &= ~flag;
	spin_unlock(&sk->lock);
}

/* --- setting --- */

static int set_timeout(ktime_t *to, const void *val, int len)
{
	struct __kernel_old_timeval tv;

	if (len < (int)sizeof(tv))
		return -EINVAL;
	memcpy(&tv, val, sizeof(tv));
	if (tv.tv_usec < 0 || tv.tv_usec >= USEC_PER_SEC)
		return -EDOM;
	if (tv.tv_sec < 0)
		WRITE_ONCE(*to, 0);
	else if ((tv.tv_sec == 0 && tv.tv_usec == 0) || tv.tv_sec >= KTIME_MAX / NSEC_PER_SEC - 1)
		WRITE_ONCE(*to, KTIME_MAX);
	else
		WRITE_ONCE(*to, tv.tv_sec * NSEC_PER_SEC + tv.tv_usec * NSEC_PER_USEC);
	return 0;
}

static int set_linger(struct sock *sk, const void *val, int len)
{
	struct linger_opt l;

	if (len < (int)sizeof(l))
		return -EINVAL;
	memcpy(&l, val, sizeof(l));
	if (l.on)
		WRITE_ONCE(sk->linger, l.seconds);
	set_flag(sk, SK_LINGER, l.on);
	return 0;
}

static void set_buffer(int *buf, int val, int least)
{
	WRITE_ONCE(*buf, max(val * 2, least));
}

static int set_number(struct sock *sk, int name, int val)
{
	switch (name) {
	case SO_SNDBUF:
		set_buffer(&sk->sndbuf, (int)min_t(unsigned int, (unsigned int)val, SK_BUF_MAX),
			   SK_SNDBUF_MIN);
		sock_wake_all(sk); /* there may be room now */
		return 0;
	case SO_RCVBUF:
		set_buffer(&sk->rcvbuf, (int)min_t(unsigned int, (unsigned int)val, SK_BUF_MAX),
			   SK_RCVBUF_MIN);
		return 0;
	case SO_SNDBUFFORCE:
		if (!capable(CAP_NET_ADMIN))
			return -EPERM;
		set_buffer(&sk->sndbuf, clamp_t(int, val, 0, INT32_MAX / 2), SK_SNDBUF_MIN);
		sock_wake_all(sk);
		return 0;
	case SO_RCVBUFFORCE:
		if (!capable(CAP_NET_ADMIN))
			return -EPERM;
		set_buffer(&sk->rcvbuf, clamp_t(int, val, 0, INT32_MAX / 2), SK_RCVBUF_MIN);
		return 0;
	case SO_RCVLOWAT:
		WRITE_ONCE(sk->rcvlowat, val < 0 ? INT32_MAX : val ? val : 1);
		return 0;
	case SO_PRIORITY:
		if ((val < 0 || val > 6) && !capable(CAP_NET_ADMIN) && !capable(CAP_NET_RAW))
			return -EPERM;
		WRITE_ONCE(sk->priority, val);
		return 0;
	case SO_MARK:
		if (!capable(CAP_NET_ADMIN) && !capable(CAP_NET_RAW))
			return -EPERM;
		WRITE_ONCE(sk->mark, val);
		return 0;
	}
	return -ENOPROTOOPT;
}

int sock_setsockopt(struct socket *s, int level, int name, const void *val, int len)
{
	struct sock *sk = s->sk;
	unsigned int flag = switch_of(name);
	int number;

	if (level != SOL_SOCKET)
		return -EOPNOTSUPP;
	if (len < (int)sizeof(int))
		return -EINVAL;
	memcpy(&number, val, sizeof(number));
	if (name == SO_DEBUG && number && !capable(CAP_NET_ADMIN))
		return -EACCES;
	if (flag) {
		set_flag(sk, flag, number);
		return 0;
	}
	switch (name) {
	case SO_LINGER:
		return set_linger(sk, val, len);
	case SO_RCVTIMEO_OLD:
	case SO_RCVTIMEO_NEW:
		return set_timeout(&sk->rcvtimeo, val, len);
	case SO_SNDTIMEO_OLD:
	case SO_SNDTIMEO_NEW:
		return set_timeout(&sk->sndtimeo, val, len);
	}
	return set_number(sk, name, number);
}

/* --- reading --- */

static int put_value(void *val, int *len, const void *from, size_t n)
{
	*len = min(*len, (int)n);
	memcpy(val, from, (size_t)*len);
	return 0;
}

static int get_timeout(void *val, int *len, ktime_t t)
{
	struct __kernel_old_timeval tv = {0};

	if (t != KTIME_MAX) {
		tv.tv_sec = t / NSEC_PER_SEC;
		tv.tv_usec = t % NSEC_PER_SEC / NSEC_PER_USEC;
	}
	return put_value(val, len, &tv, sizeof(tv));
}

static int get_peer_cred(struct sock *sk, void *val, int *len)
{
	struct user_cred u = {.pid = 0, .uid = (uid_t)-1, .gid = (gid_t)-1};

	spin_lock(&sk->lock);
	u.pid = pid_nr(sk->peer_pid);
	if (sk->peer_cred) {
		u.uid = sk->peer_cred->euid;
		u.gid = sk->peer_cred->egid;
	}
	spin_unlock(&sk->lock);
	return put_value(val, len, &u, sizeof(u));
}

static int get_peer_groups(struct sock *sk, void *val, int *len)
{
	const struct cred *c = NULL;
	int err = -ENODATA, bytes;

	spin_lock(&sk->lock);
	if (sk->peer_cred)
		c = get_cred(sk->peer_cred);
	spin_unlock(&sk->lock);
	if (!c)
		return err;
	bytes = (int)(c->group_info->ngroups * sizeof(gid_t));
	err = *len < bytes || bytes > SOCK_OPT_MAX ? -ERANGE : 0;
	*len = bytes;
	if (!err)
		memcpy(val, c->group_info->gid, (size_t)bytes);
	put_cred(c);
	return err;
}

/* Options whose value is one number; false: none of them. */
static bool get_number(struct sock *sk, int name, int *val)
{
	switch (name) {
	case SO_TYPE:
		*val = sk->type;
		return true;
	case SO_DOMAIN:
		*val = sk->family;
		return true;
	case SO_PROTOCOL:
		*val = sk->protocol;
		return true;
	case SO_ERROR:
		*val = -sock_error(sk);
		return true;
	case SO_ACCEPTCONN:
		*val = sock_state_of(sk) == SK_LISTENING;
		return true;
	case SO_SNDBUF:
		*val = READ_ONCE(sk->sndbuf);
		return true;
	case SO_RCVBUF:
		*val = READ_ONCE(sk->rcvbuf);
		return true;
	case SO_RCVLOWAT:
		*val = READ_ONCE(sk->rcvlowat);
		return true;
	case SO_SNDLOWAT:
		*val = 1;
		return true;
	case SO_PRIORITY:
		*val = READ_ONCE(sk->priority);
		return true;
	case SO_MARK:
		*val = READ_ONCE(sk->mark);
		return true;
	}
	*val = (READ_ONCE(sk->flags) & switch_of(name)) != 0;
	return switch_of(name) != 0;
}

int sock_getsockopt(struct socket *s, int level, int name, void *val, int *len)
{
	struct sock *sk = s->sk;
	struct linger_opt l;
	int number;

	if (level != SOL_SOCKET)
		return -EOPNOTSUPP;
	if (get_number(sk, name, &number))
		return put_value(val, len, &number, sizeof(number));
	switch (name) {
	case SO_LINGER:
		l.on = (READ_ONCE(sk->flags) & SK_LINGER) != 0;
		l.seconds = READ_ONCE(sk->linger);
		return put_value(val, len, &l, sizeof(l));
	case SO_RCVTIMEO_OLD:
	case SO_RCVTIMEO_NEW:
		return get_timeout(val, len, READ_ONCE(sk->rcvtimeo));
	case SO_SNDTIMEO_OLD:
	case SO_SNDTIMEO_NEW:
		return get_timeout(val, len, READ_ONCE(sk->sndtimeo));
	case SO_PEERCRED:
		return get_peer_cred(sk, val, len);
	case SO_PEERGROUPS:
		return get_peer_groups(sk, val, len);
	}
	return -ENOPROTOOPT;
}
