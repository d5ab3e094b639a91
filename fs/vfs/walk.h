/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/walk.h - a path walk in progress, for the files of fs/vfs that end one
 */
#pragma once

#include "fs/vfs/namei.h"
#include "internal.h"

enum last_type { LAST_NORM, LAST_ROOT, LAST_DOT, LAST_DOTDOT };

/* A symlink whose text is being walked; @link is referenced unless the walk is under RCU. */
struct saved_link {
	struct path link;
	struct delayed_call done;
	const char *name; /* what follows the link in the text it was found in */
	bool held;
};

#define EMBEDDED_LINKS 2
#define MAXSYMLINKS    40

struct nameidata {
	struct path path;    /* where the walk is */
	struct inode *inode; /* of path.dentry */
	struct path root;    /* root.mnt NULL: not looked at yet */
	struct qstr last;
	enum last_type last_type;
	unsigned int flags;	 /* LOOKUP_* */
	unsigned int seq, m_seq; /* RCU: d_seq of path.dentry, mount_lock */
	unsigned int root_seq;
	int dfd;
	const char *name;
	unsigned int total_links;
	unsigned int depth; /* links in stack */
	bool root_held;
	struct saved_link *stack, embedded[EMBEDDED_LINKS];
};

#define WALK_MORE     1 /* more components follow in this text */
#define WALK_NOFOLLOW 2
#define WALK_TRAILING 4 /* the last of the whole path: LOOKUP_FOLLOW decides */

void nd_begin(struct nameidata *nd, int dfd, const char *name, unsigned int flags);
/* First text to walk, or ERR_PTR. */
const char *path_init(struct nameidata *nd);
/* All components but the last, which is in nd->last then. */
int link_path_walk(const char *name, struct nameidata *nd);
/* The next text if the last component is a symlink to follow, NULL if the walk is there, or
 * ERR_PTR. */
const char *walk_component(struct nameidata *nd, int flags);
const char *handle_dots(struct nameidata *nd);
const char *step_into(struct nameidata *nd, int flags, struct dentry *d, struct inode *inode,
		      unsigned int seq);
/* nd->last in nd->path: a cached dentry or NULL (then the walk is not under RCU any more). */
struct dentry *lookup_fast(struct nameidata *nd, struct inode **inode, unsigned int *seq);
/* Directory locked for writing: cached or asked for; referenced, maybe negative. */
struct dentry *lookup_locked(const struct qstr *name, struct dentry *base, unsigned int flags);
int try_to_unlazy(struct nameidata *nd);
int complete_walk(struct nameidata *nd);
void put_link(struct nameidata *nd);
void terminate_walk(struct nameidata *nd);
int path_lookupat(struct nameidata *nd, struct path *out);

int filename_lookup(int dfd, const char *name, unsigned int flags, struct path *out);
/* The directory (referenced) and the last component, which points into @name. */
int filename_parentat(int dfd, const char *name, struct path *parent, struct qstr *last,
		      enum last_type *type);

/* May current make / remove a name in @dir? */
int may_create(struct inode *dir, const struct dentry *child);
int may_delete(struct inode *dir, const struct dentry *victim, bool isdir);
/* A trailing slash in the text of @last. */
static inline bool has_trailing_slash(const struct qstr *last)
{
	return last->name[last->len] != '\0';
}
