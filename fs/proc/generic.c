/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/proc/generic.c - the tree of /proc entries that belong to no process
 *
 * Theory
 *   Each directory keeps its entries in a tree ordered by length and bytes of the name, which is
 *   also the order of readdir, as on Linux.  Entries are added at boot or later and never removed,
 *   so only finding and stepping need the lock; inodes are made from entries on look-up.
 *
 * Locks: pde_lock (a leaf, spins) for the shape of the tree; mode and owner change under the
 *   i_rwsem of the inode through which they are changed.
 * Sources: Linux Documentation/filesystems/proc.rst, proc(5)
 */
#include "internal.h"

#include "lib/string.h"
#include "mm/kmem/slab.h"

#define FIRST_INO 0xf0000000u

static DEFINE_SPINLOCK(pde_lock, RANK_LEAF);
static u32 next_ino = FIRST_INO; /* [pde_lock] */

static int name_cmp(const char *name, unsigned int len, const struct proc_dir_entry *e)
{
	if (len != e->len)
		return len < e->len ? -1 : 1;
	return memcmp(name, e->name, len);
}

/* pde_lock held. */
static struct proc_dir_entry *find_locked(struct proc_dir_entry *dir, const char *name,
					  unsigned int len)
{
	struct rb_node *n = dir->subdir.rb_node;

	while (n) {
		struct proc_dir_entry *e = rb_entry(n, struct proc_dir_entry, node);
		int cmp = name_cmp(name, len, e);

		if (cmp == 0)
			return e;
		n = cmp < 0 ? n->rb_left : n->rb_right;
	}
	return NULL;
}

struct proc_dir_entry *pde_find(struct proc_dir_entry *dir, const char *name, unsigned int len)
{
	struct proc_dir_entry *e;

	spin_lock(&pde_lock);
	e = find_locked(dir, name, len);
	spin_unlock(&pde_lock);
	return e;
}

/* False: the name is taken. */
static bool insert(struct proc_dir_entry *dir, struct proc_dir_entry *new)
{
	struct rb_node **link, *parent = NULL;
	bool free = true;

	spin_lock(&pde_lock);
	for (link = &dir->subdir.rb_node; *link && free;) {
		int cmp =
			name_cmp(new->name, new->len, rb_entry(*link, struct proc_dir_entry, node));

		parent = *link;
		free = cmp != 0;
		link = cmp < 0 ? &parent->rb_left : &parent->rb_right;
	}
	if (free) {
		new->parent = dir;
		new->ino = next_ino++;
		rb_link_node(&new->node, parent, link);
		rb_insert_color(&new->node, &dir->subdir);
		if (S_ISDIR(new->mode) && dir->nlink > 1)
			dir->nlink++;
	}
	spin_unlock(&pde_lock);
	return free;
}

/* Goes down the directories of *path; *path is then the last component.  NULL: one is missing. */
static struct proc_dir_entry *walk_to_last(const char **path, struct proc_dir_entry *dir)
{
	const char *slash;

	while (dir && (slash = strchr(*path, '/')) != NULL) {
		dir = pde_find(dir, *path, (unsigned int)(slash - *path));
		*path = slash + 1;
	}
	return dir && S_ISDIR(dir->mode) ? dir : NULL;
}

/* A new entry for the last component of @path, not yet in the tree; *dir is where it goes. */
static struct proc_dir_entry *pde_alloc(const char *path, umode_t mode,
					struct proc_dir_entry *parent, struct proc_dir_entry **dir)
{
	struct proc_dir_entry *e;
	size_t len;

	*dir = walk_to_last(&path, parent ? parent : &proc_root);
	len = strlen(path);
	if (!*dir || !len)
		return NULL;
	e = kzalloc(sizeof(*e) + len + 1, GFP_KERNEL);
	if (!e)
		return NULL;
	memcpy(e->name, path, len);
	e->len = (unsigned int)len;
	e->mode = mode;
	e->nlink = S_ISDIR(mode) ? 2 : 1;
	return e;
}

/* From here on others see @e.  NULL: the name was taken, @e is freed. */
static struct proc_dir_entry *pde_publish(struct proc_dir_entry *dir, struct proc_dir_entry *e)
{
	if (insert(dir, e))
		return e;
	kfree(e);
	return NULL;
}

struct proc_dir_entry *pde_create(const char *path, umode_t mode, struct proc_dir_entry *parent,
				  const struct inode_operations *iop,
				  const struct file_operations *fop, void *data)
{
	struct proc_dir_entry *dir, *e = pde_alloc(path, mode, parent, &dir);

	if (!e)
		return NULL;
	e->iop = iop;
	e->fop = fop;
	e->data = data;
	if (S_ISLNK(mode) && data)
		e->size = (loff_t)strlen(data);
	if (S_ISDIR(mode) && dir->nlink == 1)
		e->nlink = 1;
	return pde_publish(dir, e);
}

/* --- inode and file operations --- */

struct dentry *pde_lookup(struct inode *dir, struct dentry *d, unsigned int flags)
{
	struct proc_dir_entry *e = pde_find(PDE(dir), d->d_name.name, d->d_name.len);
	struct inode *inode;

	(void)flags;
	if (!e)
		return ERR_PTR(-ENOENT);
	inode = proc_get_inode(dir->i_sb, e);
	if (!inode)
		return ERR_PTR(-ENOMEM);
	d_add(d, inode);
	return NULL;
}

bool pde_readdir(struct proc_dir_entry *dir, struct dir_context *ctx)
{
	struct proc_dir_entry *e;
	struct rb_node *n;
	loff_t skip = ctx->pos - 2;

	spin_lock(&pde_lock);
	for (n = rb_first(&dir->subdir); n && skip > 0; skip--)
		n = rb_next(n);
	spin_unlock(&pde_lock);
	while (n) {
		e = rb_entry(n, struct proc_dir_entry, node);
		if (!dir_emit(ctx, e->name, (int)e->len, e->ino, mode_to_dtype(e->mode)))
			return false;
		ctx->pos++;
		spin_lock(&pde_lock);
		n = rb_next(n);
		spin_unlock(&pde_lock);
	}
	return true;
}

int pde_iterate(struct file *f, struct dir_context *ctx)
{
	if (dir_emit_dots(f, ctx))
		pde_readdir(PDE(file_inode(f)), ctx);
	return 0;
}

int pde_setattr(struct dentry *d, struct iattr *attr)
{
	struct inode *inode = d_inode(d);
	struct proc_dir_entry *e = PDE(inode);
	int err = setattr_prepare(d, attr);

	if (err)
		return err;
	setattr_copy(inode, attr);
	WRITE_ONCE(e->mode, inode->i_mode);
	WRITE_ONCE(e->uid, inode->i_uid);
	WRITE_ONCE(e->gid, inode->i_gid);
	return 0;
}

int pde_getattr(const struct path *path, struct kstat *st, u32 mask)
{
	struct inode *inode = d_inode(path->dentry);

	(void)mask;
	set_nlink(inode, READ_ONCE(PDE(inode)->nlink));
	generic_fillattr(inode, st);
	return 0;
}

const struct file_operations pde_dir_fops = {
	.llseek = generic_file_llseek,
	.iterate = pde_iterate,
};

static const struct inode_operations pde_dir_iops = {
	.lookup = pde_lookup,
	.setattr = pde_setattr,
	.getattr = pde_getattr,
};

static const struct inode_operations pde_file_iops = {
	.setattr = pde_setattr,
};

static int single_pde_open(struct inode *inode, struct file *f)
{
	struct proc_dir_entry *e = PDE(inode);

	return single_open(f, e->show, e->data);
}

static const struct file_operations single_pde_fops = {
	.llseek = seq_lseek,
	.read_iter = seq_read_iter,
	.open = single_pde_open,
	.release = single_release,
};

/* --- for other folders --- */

struct proc_dir_entry *proc_mkdir(const char *name, struct proc_dir_entry *parent)
{
	return pde_create(name, S_IFDIR | 0555, parent, &pde_dir_iops, &pde_dir_fops, NULL);
}

struct proc_dir_entry *proc_symlink(const char *name, struct proc_dir_entry *parent,
				    const char *target)
{
	char *text = kstrdup(target, GFP_KERNEL);
	struct proc_dir_entry *e;

	if (!text)
		return NULL;
	e = pde_create(name, S_IFLNK | 0777, parent, &simple_symlink_inode_operations, NULL, text);
	if (!e)
		kfree(text);
	return e;
}

struct proc_dir_entry *proc_create(const char *name, umode_t mode, struct proc_dir_entry *parent,
				   const struct file_operations *fop, void *data)
{
	if (!(mode & 07777))
		mode |= 0444;
	return pde_create(name, S_IFREG | (mode & 07777), parent, &pde_file_iops, fop, data);
}

struct proc_dir_entry *proc_create_single(const char *name, umode_t mode,
					  struct proc_dir_entry *parent,
					  int (*show)(struct seq_file *m, void *v))
{
	struct proc_dir_entry *dir,
		*e = pde_alloc(name, S_IFREG | (mode ? mode : 0444), parent, &dir);

	if (!e)
		return NULL;
	e->iop = &pde_file_iops;
	e->fop = &single_pde_fops;
	e->show = show;
	return pde_publish(dir, e);
}

void *pde_data(const struct inode *inode)
{
	return PDE(inode)->data;
}
