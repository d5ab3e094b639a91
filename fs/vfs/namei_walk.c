/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/namei_walk.c - from a path to a place
 *
 * Theory
 *   A walk goes from component to component, holding in nd->path where it is.  It starts in RCU
 *   mode: no references, no stores to shared memory; each dentry comes with the d_seq under which
 *   it was found, and before the walk moves on, the one it leaves is checked.  A walk ends by
 *   turning its last place into references (try_to_unlazy).  What RCU mode cannot do - ask a
 *   file system, follow a magic link - it leaves the same way and goes on in reference mode.  If
 *   something moved meanwhile, or symlinks are open, it returns -ECHILD and the walk starts again
 *   in reference mode, where nothing is retried.
 *
 *   Symlinks do not recurse: link_path_walk() keeps the rest of each outer text in nd->stack and
 *   goes on with the link's.  40 links in all, then ELOOP.
 *
 * Not here: what is done with the place (namei_*.c, open.c); permission of inodes (attr.c).
 *
 * Locks: none on a hit.  On a miss the directory's i_rwsem, for writing, so that one dentry is
 * made. Sources: path_resolution(7), openat2(2) RESOLVE_*; Linux
 * Documentation/filesystems/path-lookup.rst
 */
#include "walk.h"

#include "fs/vfs/fdtable.h"
#include "lib/string.h"
#include "path_text.h"

/* --- ending RCU mode, ending the walk --- */

static bool in_rcu(const struct nameidata *nd)
{
	return nd->flags & LOOKUP_RCU;
}

/* RCU mode fails: nothing is held any more. */
static int leave_rcu(struct nameidata *nd)
{
	nd->flags &= ~LOOKUP_RCU;
	nd->path = (struct path){0};
	if (!nd->root_held)
		nd->root = (struct path){0};
	rcu_read_unlock();
	return -ECHILD;
}

/* A reference to nd->root where the walk must come back to the same one. */
static bool hold_root(struct nameidata *nd)
{
	if (!(nd->flags & (LOOKUP_BENEATH | LOOKUP_IN_ROOT))) {
		if (!nd->root_held)
			nd->root = (struct path){0}; /* read again when needed */
		return true;
	}
	if (nd->root_held || !nd->root.mnt)
		return true;
	if (!legitimize_mnt(nd->root.mnt, nd->m_seq))
		return false;
	if (!d_get_rcu(nd->root.dentry, nd->root_seq)) {
		rcu_read_unlock();
		mntput(nd->root.mnt);
		rcu_read_lock();
		return false;
	}
	nd->root_held = true;
	return true;
}

/*
 * From RCU to reference mode at nd->path.
 * Return: 0, or -ECHILD: it is not what it was; nothing is held
 */
int try_to_unlazy(struct nameidata *nd)
{
	assert(in_rcu(nd));
	/* Texts of open links would need references too: rare, so start again instead. */
	if (nd->depth || !hold_root(nd))
		return leave_rcu(nd);
	if (!legitimize_mnt(nd->path.mnt, nd->m_seq))
		return leave_rcu(nd);
	if (!d_get_rcu(nd->path.dentry, nd->seq)) {
		rcu_read_unlock();
		mntput(nd->path.mnt);
		rcu_read_lock();
		return leave_rcu(nd);
	}
	nd->flags &= ~LOOKUP_RCU;
	rcu_read_unlock();
	return 0;
}

void put_link(struct nameidata *nd)
{
	struct saved_link *l = &nd->stack[--nd->depth];

	if (l->done.fn) {
		l->done.fn(l->done.arg);
		l->done.fn = NULL;
	}
	if (l->held)
		path_put(&l->link);
}

void terminate_walk(struct nameidata *nd)
{
	while (nd->depth)
		put_link(nd);
	if (in_rcu(nd))
		leave_rcu(nd);
	else if (nd->path.mnt)
		path_put(&nd->path);
	nd->path = (struct path){0};
	if (nd->root_held)
		path_put(&nd->root);
	nd->root_held = false;
	nd->root = (struct path){0};
	if (nd->stack != nd->embedded) {
		kfree(nd->stack);
		nd->stack = nd->embedded;
	}
}

int complete_walk(struct nameidata *nd)
{
	if (in_rcu(nd)) {
		int err = try_to_unlazy(nd);

		if (err)
			return err;
	}
	/* A rename may have carried us out while we walked. */
	if ((nd->flags & (LOOKUP_BENEATH | LOOKUP_IN_ROOT)) && nd->path.mnt == nd->root.mnt &&
	    !is_subdir(nd->path.dentry, nd->root.dentry))
		return -EXDEV;
	return 0;
}

/* --- starting --- */

void nd_begin(struct nameidata *nd, int dfd, const char *name, unsigned int flags)
{
	nd->path = (struct path){0};
	nd->root = (struct path){0};
	nd->inode = NULL;
	nd->flags = flags;
	nd->dfd = dfd;
	nd->name = name;
	nd->total_links = 0;
	nd->depth = 0;
	nd->root_held = false;
	nd->last_type = LAST_ROOT;
	nd->last = (struct qstr){.name = "", .len = 0};
	nd->stack = nd->embedded;
}

/* A path of @fs, with its d_seq, consistent under fs->seq. */
static void fs_path_rcu(struct fs_struct *fs, const struct path *which, struct path *out,
			unsigned int *seq)
{
	unsigned int s;

	do {
		s = read_seqcount_begin(&fs->seq);
		*out = *which;
		*seq = read_seqcount_begin(&out->dentry->d_seq);
	} while (read_seqcount_retry(&fs->seq, s));
}

static void set_root(struct nameidata *nd)
{
	struct fs_struct *fs = current->fs;

	if (nd->root.mnt)
		return;
	if (in_rcu(nd)) {
		fs_path_rcu(fs, &fs->root, &nd->root, &nd->root_seq);
	} else {
		get_fs_root(fs, &nd->root);
		nd->root_held = true;
	}
}

static int jump_to_root(struct nameidata *nd)
{
	if (nd->flags & LOOKUP_BENEATH)
		return -EXDEV;
	set_root(nd);
	if ((nd->flags & LOOKUP_NO_XDEV) && nd->path.mnt && nd->path.mnt != nd->root.mnt)
		return -EXDEV;
	if (in_rcu(nd)) {
		nd->path = nd->root;
		nd->seq = nd->root_seq;
		nd->inode = READ_ONCE(nd->path.dentry->d_inode);
		if (read_seqcount_retry(&nd->path.dentry->d_seq, nd->seq))
			return -ECHILD;
	} else {
		struct path old = nd->path;

		path_get(&nd->root);
		nd->path = nd->root;
		nd->inode = nd->path.dentry->d_inode;
		if (old.mnt)
			path_put(&old);
	}
	return 0;
}

static int start_at_fd(struct nameidata *nd)
{
	struct fd f = fdget_raw((unsigned int)nd->dfd);
	int err = 0;

	if (!f.file)
		return -EBADF;
	if (*nd->name && !S_ISDIR(f.file->f_inode->i_mode)) {
		err = -ENOTDIR;
	} else {
		nd->path = f.file->f_path;
		if (in_rcu(nd))
			nd->seq = read_seqcount_begin(&nd->path.dentry->d_seq);
		else
			path_get(&nd->path);
	}
	fdput(f);
	return err;
}

const char *path_init(struct nameidata *nd)
{
	const char *s = nd->name;
	int err;

	nd->m_seq = read_seqbegin(&mount_lock);
	if (in_rcu(nd))
		rcu_read_lock();
	if (*s == '/' && !(nd->flags & LOOKUP_IN_ROOT)) {
		err = jump_to_root(nd);
		return err ? ERR_PTR(err) : s;
	}
	if (nd->dfd == AT_FDCWD) {
		if (in_rcu(nd))
			fs_path_rcu(current->fs, &current->fs->pwd, &nd->path, &nd->seq);
		else
			get_fs_pwd(current->fs, &nd->path);
	} else {
		err = start_at_fd(nd);
		if (err)
			return ERR_PTR(err);
	}
	nd->inode = READ_ONCE(nd->path.dentry->d_inode);
	if (nd->flags & (LOOKUP_BENEATH | LOOKUP_IN_ROOT)) {
		nd->root = nd->path;
		nd->root_seq = nd->seq;
		if (!in_rcu(nd)) {
			path_get(&nd->root);
			nd->root_held = true;
		}
	}
	return s;
}

/* --- one step --- */

/* Up one level; at the root of the walk it stays. */
static int dotdot_rcu(struct nameidata *nd)
{
	struct dentry *parent;
	unsigned int seq;

	for (;;) {
		struct mount *m = nd->path.mnt;

		if (path_equal(&nd->path, &nd->root)) {
			if (nd->flags & LOOKUP_BENEATH)
				return -EXDEV;
			goto here;
		}
		if (nd->path.dentry != m->mnt_root)
			break;
		if (READ_ONCE(m->mnt_parent) == m)
			goto here;
		if (nd->flags & LOOKUP_NO_XDEV)
			return -EXDEV;
		parent = READ_ONCE(m->mnt_mountpoint);
		nd->path.mnt = READ_ONCE(m->mnt_parent);
		nd->path.dentry = parent;
		nd->seq = read_seqcount_begin(&parent->d_seq);
		if (read_seqretry(&mount_lock, nd->m_seq))
			return -ECHILD;
	}
	parent = READ_ONCE(nd->path.dentry->d_parent);
	seq = read_seqcount_begin(&parent->d_seq);
	if (read_seqcount_retry(&nd->path.dentry->d_seq, nd->seq))
		return -ECHILD;
	nd->path.dentry = parent;
	nd->seq = seq;
here:
	nd->inode = READ_ONCE(nd->path.dentry->d_inode);
	if (read_seqcount_retry(&nd->path.dentry->d_seq, nd->seq) || !nd->inode)
		return -ECHILD;
	return 0;
}

static int dotdot_ref(struct nameidata *nd)
{
	struct dentry *parent;

	for (;;) {
		if (path_equal(&nd->path, &nd->root)) {
			if (nd->flags & LOOKUP_BENEATH)
				return -EXDEV;
			return 0;
		}
		if (nd->path.dentry != nd->path.mnt->mnt_root)
			break;
		if ((nd->flags & LOOKUP_NO_XDEV) && nd->path.mnt->mnt_parent != nd->path.mnt)
			return -EXDEV;
		if (!follow_up(&nd->path))
			return 0;
	}
	parent = dget_parent(nd->path.dentry);
	dput(nd->path.dentry);
	nd->path.dentry = parent;
	return 0;
}

/* What is mounted on where we are, under RCU. */
static int cross_mounts_rcu(struct nameidata *nd, struct path *path, struct inode **inode,
			    unsigned int *seq)
{
	struct mount *m;

	while (d_mounted(path->dentry)) {
		m = lookup_mnt_rcu(path->mnt, path->dentry);
		if (!m)
			return read_seqretry(&mount_lock, nd->m_seq) ? -ECHILD : 0;
		if (nd->flags & LOOKUP_NO_XDEV)
			return -EXDEV;
		path->mnt = m;
		path->dentry = m->mnt_root;
		*seq = read_seqcount_begin(&path->dentry->d_seq);
		*inode = READ_ONCE(path->dentry->d_inode);
	}
	return 0;
}

static int cross_mounts_ref(struct nameidata *nd, struct path *path)
{
	if (follow_mount(path) && (nd->flags & LOOKUP_NO_XDEV))
		return -EXDEV;
	return 0;
}

const char *handle_dots(struct nameidata *nd)
{
	int err;

	if (nd->last_type != LAST_DOTDOT)
		return NULL;
	set_root(nd);
	if (in_rcu(nd)) {
		err = dotdot_rcu(nd);
		if (!err)
			err = cross_mounts_rcu(nd, &nd->path, &nd->inode, &nd->seq);
	} else {
		err = dotdot_ref(nd);
		if (!err)
			err = cross_mounts_ref(nd, &nd->path);
		nd->inode = nd->path.dentry->d_inode;
	}
	return err ? ERR_PTR(err) : NULL;
}

static int d_revalidate(struct dentry *d, unsigned int flags)
{
	if (likely(!(d->d_flags & DCACHE_OP_REVALIDATE)))
		return 1;
	return d->d_op->d_revalidate(d, flags);
}

static struct dentry *lookup_fast_rcu(struct nameidata *nd, struct inode **inode, unsigned int *seq)
{
	struct dentry *d = d_lookup_rcu(nd->path.dentry, &nd->last, seq);
	int valid;

	if (d) {
		*inode = READ_ONCE(d->d_inode);
		if (read_seqcount_retry(&d->d_seq, *seq))
			return ERR_PTR(-ECHILD);
	}
	/* The directory must still be the one we were in when the name was found (or not). */
	if (read_seqcount_retry(&nd->path.dentry->d_seq, nd->seq))
		return ERR_PTR(-ECHILD);
	if (!d)
		return NULL;
	valid = d_revalidate(d, nd->flags);
	if (valid < 0)
		return ERR_PTR(valid);
	return valid ? d : NULL;
}

struct dentry *lookup_fast(struct nameidata *nd, struct inode **inode, unsigned int *seq)
{
	struct dentry *d;
	int valid;

	if (in_rcu(nd)) {
		d = lookup_fast_rcu(nd, inode, seq);
		if (d)
			return d;
		if (try_to_unlazy(nd))
			return ERR_PTR(-ECHILD);
	}
	d = d_lookup(nd->path.dentry, &nd->last);
	if (!d)
		return NULL;
	valid = d_revalidate(d, nd->flags);
	if (valid <= 0) {
		if (valid == 0)
			d_invalidate(d);
		dput(d);
		return valid ? ERR_PTR(valid) : NULL;
	}
	*inode = d->d_inode;
	return d;
}

struct dentry *lookup_locked(const struct qstr *name, struct dentry *base, unsigned int flags)
{
	struct inode *dir = base->d_inode;
	struct dentry *d, *old;
	int valid;

	d = d_lookup(base, name);
	if (d) {
		valid = d_revalidate(d, flags);
		if (valid > 0)
			return d;
		if (valid == 0)
			d_invalidate(d);
		dput(d);
		if (valid < 0)
			return ERR_PTR(valid);
	}
	if (dir->i_flags & S_DEAD)
		return ERR_PTR(-ENOENT);
	d = d_alloc(base, name);
	if (!d)
		return ERR_PTR(-ENOMEM);
	old = dir->i_op->lookup(dir, d, flags);
	if (old) {
		dput(d);
		d = old;
	}
	return d;
}

static struct dentry *lookup_slow(struct nameidata *nd)
{
	struct inode *dir = nd->path.dentry->d_inode;
	struct dentry *d;

	if (nd->flags & LOOKUP_CACHED)
		return ERR_PTR(-EAGAIN);
	inode_lock(dir);
	d = lookup_locked(&nd->last, nd->path.dentry, nd->flags);
	inode_unlock(dir);
	return d;
}

/* --- symlinks --- */

static int grow_stack(struct nameidata *nd)
{
	struct saved_link *p;

	if (nd->depth < EMBEDDED_LINKS || nd->stack != nd->embedded)
		return 0;
	p = kmalloc(MAXSYMLINKS * sizeof(*p), in_rcu(nd) ? GFP_ATOMIC : GFP_KERNEL);
	if (!p)
		return in_rcu(nd) ? -ECHILD : -ENOMEM;
	memcpy(p, nd->embedded, sizeof(nd->embedded));
	nd->stack = p;
	return 0;
}

/* A magic link: nd->path becomes what it points to; @link is consumed. */
static const char *follow_magic_link(struct nameidata *nd, struct path *link, struct inode *inode)
{
	struct path target;
	int err;

	if (in_rcu(nd))
		return ERR_PTR(-ECHILD);
	if (nd->flags & LOOKUP_NO_MAGICLINKS)
		err = -ELOOP;
	else if (nd->flags & (LOOKUP_BENEATH | LOOKUP_IN_ROOT))
		err = -EXDEV;
	else
		err = inode->i_op->jump_link(link->dentry, &target);
	if (!err && (nd->flags & LOOKUP_NO_XDEV) && target.mnt != nd->path.mnt) {
		path_put(&target);
		err = -EXDEV;
	}
	dput(link->dentry);
	if (link->mnt != nd->path.mnt)
		mntput(link->mnt);
	if (err)
		return ERR_PTR(err);
	path_put(&nd->path);
	nd->path = target;
	nd->inode = target.dentry->d_inode;
	return NULL;
}

/*
 * Opens the symlink @link (mount referenced if it is not nd->path's; dentry referenced) for
 * walking. Return: its text, NULL if it is walked already, or ERR_PTR
 */
static const char *pick_link(struct nameidata *nd, struct path *link, struct inode *inode)
{
	struct saved_link *l;
	const char *text;
	int err;

	err = -ELOOP;
	if (nd->total_links++ >= MAXSYMLINKS || (nd->flags & LOOKUP_NO_SYMLINKS) ||
	    (link->mnt->mnt_flags & MNT_NOSYMFOLLOW))
		goto put;
	if (inode->i_op->jump_link)
		return follow_magic_link(nd, link, inode);
	err = grow_stack(nd);
	if (err)
		goto put;
	l = &nd->stack[nd->depth++];
	l->link = *link;
	l->done.fn = NULL;
	l->held = !in_rcu(nd);
	if (l->held && link->mnt == nd->path.mnt)
		mntget(link->mnt);
	touch_atime(link);
	text = inode->i_link;
	if (!text)
		text = inode->i_op->get_link(in_rcu(nd) ? NULL : link->dentry, inode, &l->done);
	if (IS_ERR(text))
		return text;
	if (*text == '/') {
		err = jump_to_root(nd);
		if (err)
			return ERR_PTR(err);
		while (*text == '/')
			text++;
	}
	if (*text)
		return text;
	put_link(nd);
	return NULL;
put:
	if (!in_rcu(nd)) {
		dput(link->dentry);
		if (link->mnt != nd->path.mnt)
			mntput(link->mnt);
	}
	return ERR_PTR(err);
}

/*
 * The walk enters @d (referenced in reference mode), crosses what is mounted there, and opens it if
 * it is a symlink to follow.
 */
const char *step_into(struct nameidata *nd, int flags, struct dentry *d, struct inode *inode,
		      unsigned int seq)
{
	struct path path = {.mnt = nd->path.mnt, .dentry = d};
	int err;

	if (in_rcu(nd)) {
		err = cross_mounts_rcu(nd, &path, &inode, &seq);
		if (err)
			return ERR_PTR(err);
	} else if (unlikely(d_mounted(d))) {
		mntget(path.mnt);
		err = cross_mounts_ref(nd, &path);
		if (err) {
			path_put(&path);
			return ERR_PTR(err);
		}
		if (path.mnt == nd->path.mnt)
			mntput(path.mnt);
		inode = path.dentry->d_inode;
	}
	if (!inode) {
		if (!in_rcu(nd))
			dput(path.dentry);
		return ERR_PTR(-ENOENT);
	}
	if (unlikely(S_ISLNK(inode->i_mode)) && !(flags & WALK_NOFOLLOW) &&
	    (!(flags & WALK_TRAILING) || (nd->flags & LOOKUP_FOLLOW))) {
		if (in_rcu(nd) && read_seqcount_retry(&path.dentry->d_seq, seq))
			return ERR_PTR(-ECHILD);
		return pick_link(nd, &path, inode);
	}
	if (!in_rcu(nd)) {
		dput(nd->path.dentry);
		if (path.mnt != nd->path.mnt)
			mntput(nd->path.mnt);
	}
	nd->path = path;
	nd->inode = inode;
	nd->seq = seq;
	return NULL;
}

const char *walk_component(struct nameidata *nd, int flags)
{
	struct inode *inode = NULL;
	unsigned int seq = 0;
	struct dentry *d;

	if (unlikely(nd->last_type != LAST_NORM)) {
		if (!(flags & WALK_MORE) && nd->depth)
			put_link(nd);
		return handle_dots(nd);
	}
	d = lookup_fast(nd, &inode, &seq);
	if (!d) {
		d = lookup_slow(nd);
		if (!IS_ERR(d))
			inode = d->d_inode;
	}
	if (IS_ERR(d))
		return ERR_CAST(d);
	/* Its text is used up, the name in nd->last too. */
	if (!(flags & WALK_MORE) && nd->depth)
		put_link(nd);
	return step_into(nd, flags, d, inode, seq);
}

/* --- all components --- */

int link_path_walk(const char *name, struct nameidata *nd)
{
	unsigned int nested = 0; /* texts in nd->stack that have a rest to walk */
	const char *link;
	int err;

	nd->last_type = LAST_ROOT;
	while (*name == '/')
		name++;
	if (!*name)
		return 0;
	for (;;) {
		/* nd->inode may be swapped under RCU for one of another kind: it is checked before
		 * use. */
		if (unlikely(!S_ISDIR(nd->inode->i_mode)))
			return -ENOTDIR;
		err = inode_permission(nd->inode, MAY_EXEC);
		if (err)
			return err;
		nd->last.name = name;
		nd->last.len = path_component(name);
		if (nd->last.len > NAME_MAX)
			return -ENAMETOOLONG;
		nd->last_type = (enum last_type)path_dots(name, nd->last.len);
		if (likely(nd->last_type == LAST_NORM))
			nd->last.hash = d_hash_name(nd->path.dentry, name, nd->last.len);
		name = path_skip_slashes(name + nd->last.len);
		if (*name) {
			link = walk_component(nd, WALK_MORE);
		} else {
			if (!nested)
				return 0; /* the last of the outermost text */
			name = nd->stack[--nested].name;
			link = walk_component(nd, 0);
		}
		if (unlikely(link)) {
			if (IS_ERR(link))
				return (int)PTR_ERR(link);
			nd->stack[nested++].name = name;
			name = link;
		}
	}
}

static const char *lookup_last(struct nameidata *nd)
{
	if (nd->last_type == LAST_NORM && has_trailing_slash(&nd->last))
		nd->flags |= LOOKUP_FOLLOW | LOOKUP_DIRECTORY;
	return walk_component(nd, WALK_TRAILING);
}

int path_lookupat(struct nameidata *nd, struct path *out)
{
	const char *s = path_init(nd);
	int err;

	if (IS_ERR(s)) {
		err = (int)PTR_ERR(s);
		goto out;
	}
	do {
		err = link_path_walk(s, nd);
		if (err)
			goto out;
		s = lookup_last(nd);
		if (IS_ERR(s)) {
			err = (int)PTR_ERR(s);
			goto out;
		}
	} while (s);
	err = complete_walk(nd);
	if (!err && (nd->flags & LOOKUP_DIRECTORY) && !S_ISDIR(nd->inode->i_mode))
		err = -ENOTDIR;
	if (!err) {
		*out = nd->path;
		nd->path = (struct path){0};
	}
out:
	terminate_walk(nd);
	return err;
}

static int path_parentat(struct nameidata *nd, struct path *parent)
{
	const char *s = path_init(nd);
	int err = IS_ERR(s) ? (int)PTR_ERR(s) : link_path_walk(s, nd);

	if (!err)
		err = complete_walk(nd);
	if (!err) {
		*parent = nd->path;
		nd->path = (struct path){0};
	}
	terminate_walk(nd);
	return err;
}

int filename_lookup(int dfd, const char *name, unsigned int flags, struct path *out)
{
	struct nameidata nd;
	int err;

	if (!*name && !(flags & LOOKUP_EMPTY))
		return -ENOENT;
	nd_begin(&nd, dfd, name, flags | LOOKUP_RCU);
	err = path_lookupat(&nd, out);
	if (unlikely(err == -ECHILD)) {
		nd_begin(&nd, dfd, name, flags);
		err = path_lookupat(&nd, out);
	}
	return err;
}

int filename_parentat(int dfd, const char *name, struct path *parent, struct qstr *last,
		      enum last_type *type)
{
	struct nameidata nd;
	int err;

	if (!*name)
		return -ENOENT;
	nd_begin(&nd, dfd, name, LOOKUP_PARENT | LOOKUP_RCU);
	err = path_parentat(&nd, parent);
	if (unlikely(err == -ECHILD)) {
		nd_begin(&nd, dfd, name, LOOKUP_PARENT);
		err = path_parentat(&nd, parent);
	}
	if (!err) {
		*last = nd.last;
		*type = nd.last_type;
	}
	return err;
}

int user_path_at(int dfd, const char *name, unsigned int flags, struct path *out)
{
	return filename_lookup(dfd, name, flags, out);
}

int kern_path(const char *name, unsigned int flags, struct path *out)
{
	return filename_lookup(AT_FDCWD, name, flags, out);
}

int path_pts(struct path *path)
{
	struct dentry *parent = dget_parent(path->dentry);
	struct qstr pts = {.name = "pts", .len = 3, .hash = d_hash_name(parent, "pts", 3)};
	struct dentry *d = d_lookup(parent, &pts); /* in the cache, if anything is mounted there */

	dput(parent);
	if (!d)
		return -ENOENT;
	dput(path->dentry);
	path->dentry = d;
	follow_mount(path);
	return 0;
}
