/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * net/unix/name.c - names of sockets: in the file system, abstract, given by the kernel
 *
 * Theory
 *   A name in the file system is an inode; who holds the socket is found by it.  An abstract name
 * is bytes (the first is NUL) and the socket's type.  Both kinds are in one tree, so finding costs
 *   the logarithm of the number of names, whatever names a user chooses.
 *
 *   A socket gets at most one name and keeps it.  Whoever accepts a connection shares the
 *   listener's, without being found by it.
 *
 * Locks: bindlock while a name is given; names_lock (a leaf) for the tree.
 * Sources: unix(7), bind(2), getsockname(2)
 */
#include "internal.h"

#include "fs/vfs/mount.h"
#include "fs/vfs/namei.h"
#include "kernel/base/random.h"
#include "lib/rbtree.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"

static DEFINE_SPINLOCK(names_lock, RANK_LEAF);
static struct rb_root names; /* [names_lock] */

struct name_key {
	const struct inode *inode; /* NULL: abstract */
	const struct unix_address *addr;
	short type;
};

static struct name_key key_of(const struct unix_sock *u)
{
	return (struct name_key){.inode = u->path.dentry ? u->path.dentry->d_inode : NULL,
				 .addr = u->addr,
				 .type = u->sk.type};
}

static int name_cmp(const struct name_key *a, const struct unix_sock *u)
{
	struct name_key b = key_of(u);

	if (a->inode != b.inode)
		return a->inode < b.inode ? -1 : 1;
	if (a->inode)
		return 0;
	if (a->type != b.type)
		return a->type - b.type;
	if (a->addr->len != b.addr->len)
		return a->addr->len - b.addr->len;
	return memcmp(a->addr->bytes, b.addr->bytes, (size_t)a->addr->len);
}

/* Referenced, or NULL. */
static struct unix_sock *name_find(const struct name_key *key)
{
	struct unix_sock *u = NULL;
	struct rb_node *n;
	int cmp;

	spin_lock(&names_lock);
	for (n = names.rb_node; n; n = cmp < 0 ? n->rb_left : n->rb_right) {
		u = rb_entry(n, struct unix_sock, name_node);
		cmp = name_cmp(key, u);
		if (cmp == 0)
			break;
	}
	if (n)
		sock_hold(&u->sk);
	spin_unlock(&names_lock);
	return n ? u : NULL;
}

/* Publishes the name that @u was just given; false: it is taken, by another socket. */
static bool name_insert(struct unix_sock *u, const struct name_key *key)
{
	struct rb_node **link, *parent = NULL;
	bool free = true;

	spin_lock(&names_lock);
	for (link = &names.rb_node; *link && free;) {
		int cmp = name_cmp(key, rb_entry(*link, struct unix_sock, name_node));

		parent = *link;
		free = cmp != 0;
		link = cmp < 0 ? &parent->rb_left : &parent->rb_right;
	}
	if (free) {
		smp_store_release(&u->addr, (struct unix_address *)key->addr);
		rb_link_node(&u->name_node, parent, link);
		rb_insert_color(&u->name_node, &names);
		u->named = true;
	}
	spin_unlock(&names_lock);
	return free;
}

void unix_forget_name(struct unix_sock *u)
{
	spin_lock(&names_lock);
	if (u->named)
		rb_erase(&u->name_node, &names);
	u->named = false;
	spin_unlock(&names_lock);
}

/* --- addresses --- */

int unix_check_addr(const void *addr, int len)
{
	const struct sockaddr_un *sun = addr;

	if (len <= (int)UNIX_NAME_OFFSET || len > (int)sizeof(*sun))
		return -EINVAL;
	return sun->sun_family == AF_UNIX ? 0 : -EINVAL;
}

static struct unix_address *make_address(const void *bytes, int len)
{
	struct unix_address *a = kzalloc(sizeof(*a), GFP_KERNEL);

	if (!a)
		return NULL;
	refcount_set(&a->refs, 1);
	a->len = len;
	memcpy(a->bytes, bytes, (size_t)len);
	return a;
}

void unix_put_address(struct unix_address *a)
{
	if (refcount_dec_and_test(&a->refs))
		kfree(a);
}

int unix_copy_name(const struct unix_sock *u, void *addr)
{
	const struct unix_address *a = smp_load_acquire(&u->addr);

	if (!a)
		return 0;
	memcpy(addr, a->bytes, (size_t)a->len);
	return a->len;
}

int unix_getname(struct socket *s, void *addr, bool peer)
{
	struct unix_sock *u = unix_sk(s->sk);
	struct sockaddr_un none = {.sun_family = AF_UNIX};
	int len;

	if (peer) {
		u = unix_peer_get(u);
		if (!u)
			return -ENOTCONN;
	}
	len = unix_copy_name(u, addr);
	if (!len) {
		len = UNIX_NAME_OFFSET;
		memcpy(addr, &none, UNIX_NAME_OFFSET);
	}
	if (peer)
		sock_put(&u->sk);
	return len;
}

/* --- finding --- */

static struct unix_sock *find_path(const char *name, short type)
{
	struct name_key key = {0};
	struct unix_sock *u = NULL;
	struct path path;
	int err = kern_path(name, LOOKUP_FOLLOW, &path);

	if (err)
		return ERR_PTR(err);
	key.inode = path.dentry->d_inode;
	err = inode_permission(path.dentry->d_inode, MAY_WRITE);
	if (!err && S_ISSOCK(key.inode->i_mode))
		u = name_find(&key);
	if (!err && !u)
		err = -ECONNREFUSED;
	if (!err && u->sk.type == type)
		touch_atime(&path);
	path_put(&path);
	return err ? ERR_PTR(err) : u;
}

static struct unix_sock *find_abstract(const void *addr, int len, short type)
{
	struct unix_address a = {.len = len};
	struct name_key key = {.addr = &a, .type = type};
	struct unix_sock *u;

	memcpy(a.bytes, addr, (size_t)len);
	u = name_find(&key);
	return u ? u : ERR_PTR(-ECONNREFUSED);
}

struct unix_sock *unix_find(void *addr, int len, short type)
{
	char *name = (char *)addr + UNIX_NAME_OFFSET;
	struct unix_sock *u;

	if (*name) {
		((char *)addr)[len] = '\0';
		u = find_path(name, type);
	} else {
		u = find_abstract(addr, len, type);
	}
	if (!IS_ERR(u) && u->sk.type != type) {
		sock_put(&u->sk);
		return ERR_PTR(-EPROTOTYPE);
	}
	return u;
}

/* --- giving names --- */

/* The node has been made: @d in the locked directory @parent. */
static int take_path(struct unix_sock *u, const struct path *parent, struct dentry *d,
		     struct unix_address *a)
{
	struct name_key key = {.inode = d->d_inode, .addr = a};
	int err = 0;

	mutex_lock(&u->bindlock);
	if (u->addr) {
		err = -EINVAL;
	} else {
		u->path = (struct path){.mnt = parent->mnt, .dentry = d};
		path_get(&u->path);
		(void)name_insert(u, &key); /* a new inode: nobody has it */
	}
	mutex_unlock(&u->bindlock);
	if (err)
		vfs_unlink(parent->dentry->d_inode, d);
	return err;
}

static int bind_path(struct unix_sock *u, char *addr, int len)
{
	char *name = addr + UNIX_NAME_OFFSET;
	struct unix_address *a;
	struct path parent;
	struct dentry *d;
	umode_t mode = (umode_t)(S_IFSOCK | (0777 & ~current->fs->umask));
	int err;

	addr[len] = '\0';
	len = (int)(UNIX_NAME_OFFSET + strlen(name) + 1);
	a = make_address(addr, len);
	if (!a)
		return -ENOMEM;
	d = kern_path_create(AT_FDCWD, name, &parent, 0);
	if (IS_ERR(d)) {
		err = (int)PTR_ERR(d);
		goto put_address;
	}
	err = vfs_mknod(parent.dentry->d_inode, d, mode, 0);
	if (!err)
		err = take_path(u, &parent, d, a);
	done_path_create(&parent, d);
put_address:
	if (err)
		unix_put_address(a);
	return err == -EEXIST ? -EADDRINUSE : err;
}

static int bind_abstract(struct unix_sock *u, const void *addr, int len)
{
	struct unix_address *a = make_address(addr, len);
	struct name_key key = {.addr = a, .type = u->sk.type};
	int err = 0;

	if (!a)
		return -ENOMEM;
	mutex_lock(&u->bindlock);
	if (u->addr)
		err = -EINVAL;
	else if (!name_insert(u, &key))
		err = -EADDRINUSE;
	mutex_unlock(&u->bindlock);
	if (err)
		unix_put_address(a);
	return err;
}

#define AUTO_DIGITS 5
#define AUTO_NAMES  (1u << (4 * AUTO_DIGITS))

/* An abstract name of five hexadecimal digits. */
int unix_autobind(struct unix_sock *u)
{
	static const char digits[] = "0123456789abcdef";
	struct sockaddr_un sun = {.sun_family = AF_UNIX};
	unsigned int i, n, start;
	struct unix_address *a;
	struct name_key key;
	int err = 0;

	a = make_address(&sun, UNIX_NAME_OFFSET + 1 + AUTO_DIGITS);
	if (!a)
		return -ENOMEM;
	get_random_bytes(&start, sizeof(start));
	key = (struct name_key){.addr = a, .type = u->sk.type};
	mutex_lock(&u->bindlock);
	for (i = 0; !u->addr; i++) {
		if (i == AUTO_NAMES) {
			err = -ENOSPC;
			break;
		}
		n = (start + i) % AUTO_NAMES;
		for (int d = AUTO_DIGITS; d > 0; d--, n /= 16)
			a->bytes[UNIX_NAME_OFFSET + (unsigned int)d] = digits[n % 16];
		if (name_insert(u, &key))
			a = NULL;
		else
			cond_resched();
	}
	mutex_unlock(&u->bindlock);
	if (a)
		unix_put_address(a);
	return err;
}

int unix_bind(struct socket *s, void *addr, int len)
{
	struct unix_sock *u = unix_sk(s->sk);
	const struct sockaddr_un *sun = addr;
	int err;

	if (len == (int)UNIX_NAME_OFFSET && sun->sun_family == AF_UNIX)
		return unix_autobind(u);
	err = unix_check_addr(addr, len);
	if (err)
		return err;
	return sun->sun_path[0] ? bind_path(u, addr, len) : bind_abstract(u, addr, len);
}
