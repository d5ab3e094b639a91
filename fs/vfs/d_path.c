/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/d_path.c - from a place back to its path
 *
 * Theory
 *   The text grows from the end of the buffer towards its start, one name per step upwards,
 *   crossing mounts where a mount's root is reached, until the root that was asked for.  All under
 *   RCU; a rename or a change of mounts meanwhile makes it start again.  Names are copied byte
 *   by byte: their length may be that of another name for a moment, their end never is far.
 *
 * Locks: none; rename_lock and mount_lock are watched.
 * Sources: getcwd(2), proc(5) maps, Linux Documentation/filesystems/path-lookup.rst
 */
#include "internal.h"

#include "lib/format.h"
#include "lib/string.h"

struct text {
	char *start; /* of the buffer */
	char *pos;   /* first byte written so far */
	bool full;
};

static void prepend(struct text *t, const char *s, size_t n)
{
	if ((size_t)(t->pos - t->start) < n) {
		t->full = true;
		return;
	}
	t->pos -= n;
	memcpy(t->pos, s, n);
}

static void prepend_name(struct text *t, const struct dentry *d)
{
	const char *name = READ_ONCE(d->d_name.name);
	size_t len = READ_ONCE(d->d_name.len), n;

	/* Pointer and length may be of two names; never read past a terminator. */
	n = strnlen(name, len < NAME_MAX ? len : NAME_MAX);
	prepend(t, name, n);
	prepend(t, "/", 1);
}

enum reached { AT_ROOT, AT_TOP, AT_DETACHED };

/* Writes the path of (@m, @d) as seen from @root; where the way up ended. */
static enum reached prepend_path(struct text *t, struct mount *m, struct dentry *d,
				 const struct path *root)
{
	struct dentry *parent;
	struct mount *up;

	while (d != root->dentry || m != root->mnt) {
		if (d == m->mnt_root) {
			up = READ_ONCE(m->mnt_parent);
			if (up == m)
				return m->unmounted || m->internal ? AT_DETACHED : AT_TOP;
			d = READ_ONCE(m->mnt_mountpoint);
			m = up;
			continue;
		}
		parent = READ_ONCE(d->d_parent);
		if (parent == d)
			return AT_DETACHED;
		prepend_name(t, d);
		d = parent;
	}
	return AT_ROOT;
}

/* The text in *@t begins at t->pos, with NUL.  */
static enum reached path_text(struct text *t, const struct path *path, const struct path *root,
			      const char *suffix)
{
	unsigned int rseq, mseq;
	enum reached where;
	char *end = t->pos;

	rcu_read_lock();
	do {
		rseq = read_seqbegin(&rename_lock);
		mseq = read_seqbegin(&mount_lock);
		t->pos = end;
		t->full = false;
		prepend(t, suffix, strlen(suffix) + 1);
		where = prepend_path(t, path->mnt, path->dentry, root);
	} while (read_seqretry(&rename_lock, rseq) || read_seqretry(&mount_lock, mseq));
	rcu_read_unlock();
	if (!t->full && strcmp(t->pos, suffix) == 0)
		prepend(t, "/", 1); /* the root itself */
	return where;
}

char *path_from_root(const struct path *path, const struct path *root, char *buf, int len)
{
	struct text t = {.start = buf, .pos = buf + len};

	if (path_text(&t, path, root, "") != AT_ROOT)
		return NULL;
	return t.full ? ERR_PTR(-ENAMETOOLONG) : t.pos;
}

char *d_path(const struct path *path, char *buf, int len)
{
	struct dentry *d = path->dentry;
	struct text t = {.start = buf, .pos = buf + len};
	struct path root;
	enum reached where;

	if (d->d_op && d->d_op->d_dname && (!IS_ROOT(d) || d != path->mnt->mnt_root))
		return d->d_op->d_dname(d, buf, len);
	get_fs_root(current->fs, &root);
	where = path_text(&t, path, &root, d_unlinked(d) ? " (deleted)" : "");
	path_put(&root);
	(void)where; /* outside of the root: Linux shows the path without its way there */
	return t.full ? ERR_PTR(-ENAMETOOLONG) : t.pos;
}

char *dentry_path_raw(struct dentry *d, char *buf, int len)
{
	struct text t = {.start = buf, .pos = buf + len};
	struct dentry *p;
	unsigned int seq;

	rcu_read_lock();
	do {
		seq = read_seqbegin(&rename_lock);
		t.pos = buf + len;
		t.full = false;
		prepend(&t, "", 1);
		for (p = d; !IS_ROOT(p); p = READ_ONCE(p->d_parent))
			prepend_name(&t, p);
	} while (read_seqretry(&rename_lock, seq));
	rcu_read_unlock();
	if (!t.full && *t.pos == '\0')
		prepend(&t, "/", 1);
	return t.full ? ERR_PTR(-ENAMETOOLONG) : t.pos;
}

char *dynamic_dname(char *buf, int len, const char *fmt, ...)
{
	char tmp[64];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(tmp, sizeof(tmp), fmt, ap) + 1;
	va_end(ap);
	if (n > (int)sizeof(tmp) || n > len)
		return ERR_PTR(-ENAMETOOLONG);
	return memcpy(buf + len - n, tmp, (size_t)n);
}

/* getcwd(2) shows what is not below the root as "(unreachable)/...". */
char *cwd_text(const struct path *pwd, const struct path *root, char *buf, int len)
{
	struct text t = {.start = buf, .pos = buf + len};

	if (d_unlinked(pwd->dentry))
		return ERR_PTR(-ENOENT);
	if (path_text(&t, pwd, root, "") != AT_ROOT)
		prepend(&t, "(unreachable)", 13);
	return t.full ? ERR_PTR(-ERANGE) : t.pos;
}
