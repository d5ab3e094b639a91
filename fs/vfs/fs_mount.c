/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/fs_mount.c - mount(2), umount2(2), pivot_root(2), and the first mount
 *
 * Theory
 *   mount(2) is five calls in one; its flags say which, in this order: remount (of the mount only,
 *   with MS_BIND), bind, propagation, move, new.  Each looks up its paths first, then takes
 *   namespace_sem and checks everything again that may have changed, then changes the tree by the
 *   steps of namespace.c.
 *
 *   A place is locked by lock_mount(): namespace_sem, and the inode of the topmost dentry there,
 *   so that the directory cannot be removed under the new mount.
 *
 * Sources: mount(2), umount2(2), pivot_root(2), mount_namespaces(7)
 */
#include "namespace.h"

#include "fs/vfs/namei.h"
#include "lib/string.h"

/* Linux's values of calls made by libc of old: MS_MGC_VAL in the upper half. */
#define MGC_VAL 0xC0ED0000ul
#define MGC_MSK 0xffff0000ul

#define MS_PROPAGATION (MS_SHARED | MS_PRIVATE | MS_SLAVE | MS_UNBINDABLE)
#define MNT_USER_FLAGS                                                                             \
	(MNT_NOSUID | MNT_NODEV | MNT_NOEXEC | MNT_NOATIME | MNT_NODIRATIME | MNT_RELATIME |       \
	 MNT_READONLY | MNT_NOSYMFOLLOW)

static int mnt_flags_of(unsigned long flags)
{
	int m = 0;

	if (!(flags & (MS_NOATIME | MS_STRICTATIME)))
		m |= MNT_RELATIME;
	if (flags & MS_NOSUID)
		m |= MNT_NOSUID;
	if (flags & MS_NODEV)
		m |= MNT_NODEV;
	if (flags & MS_NOEXEC)
		m |= MNT_NOEXEC;
	if (flags & MS_NOATIME)
		m |= MNT_NOATIME;
	if (flags & MS_NODIRATIME)
		m |= MNT_NODIRATIME;
	if (flags & MS_RDONLY)
		m |= MNT_READONLY;
	if (flags & MS_NOSYMFOLLOW)
		m |= MNT_NOSYMFOLLOW;
	return m;
}

/* --- the place --- */

/*
 * Takes namespace_sem and the inode of the topmost dentry at @path; references of @path move up.
 * Return: 0, or -ENOENT: it was removed.
 */
static int lock_mount(struct path *path) __no_lock_analysis
{
	struct inode *inode;

	for (;;) {
		down_write(&namespace_sem);
		if (!follow_mount(path))
			break;
		up_write(&namespace_sem);
	}
	inode = path->dentry->d_inode;
	inode_lock(inode);
	if ((inode->i_flags & S_DEAD) || d_unlinked(path->dentry)) {
		inode_unlock(inode);
		up_write(&namespace_sem);
		return -ENOENT;
	}
	return 0;
}

static void unlock_mount(struct path *path) __no_lock_analysis
{
	LIST_HEAD(none);

	inode_unlock(path->dentry->d_inode);
	namespace_unlock(&none);
}

/* Puts the tree @m on @path.  0 or -errno; on success the tree owns @m's reference. */
static int graft_tree(struct mount *m, struct path *path)
{
	if (!check_mnt(path->mnt))
		return -EINVAL;
	if (S_ISDIR(path->dentry->d_inode->i_mode) != S_ISDIR(m->mnt_root->d_inode->i_mode))
		return -ENOTDIR;
	attach_mnt(m, path->mnt, path->dentry);
	commit_tree(m, path->mnt->mnt_ns);
	return 0;
}

/* --- new --- */

/* Which super block @dev names, for types on devices: none are there yet, so only the errors are.
 */
static int check_device(const char *dev)
{
	struct path path;
	umode_t mode;
	int err;

	if (!dev || !*dev)
		return -EINVAL;
	err = kern_path(dev, LOOKUP_FOLLOW, &path);
	if (err)
		return err;
	mode = path.dentry->d_inode->i_mode;
	path_put(&path);
	return S_ISBLK(mode) ? -ENXIO : -ENOTBLK;
}

static struct mount *make_mount(const struct file_system_type *t, const char *dev,
				unsigned long flags, void *data)
{
	struct super_block *sb;
	struct mount *m;
	int err;

	if (!t)
		return ERR_PTR(-ENODEV);
	if (t->fs_flags & FS_REQUIRES_DEV) {
		err = check_device(dev);
		if (err)
			return ERR_PTR(err);
	}
	sb = t->mount(t, flags & MS_SB_MASK, dev, data);
	if (IS_ERR(sb))
		return ERR_CAST(sb);
	up_write(&sb->s_umount);
	m = alloc_mount(sb, sb->s_root, dev, mnt_flags_of(flags));
	if (!m) {
		deactivate_super(sb);
		return ERR_PTR(-ENOMEM);
	}
	return m;
}

static int do_new_mount(struct path *path, const char *type, const char *dev, unsigned long flags,
			void *data)
{
	struct mount *m;
	int err;

	if (!type)
		return -EINVAL;
	m = make_mount(get_fs_type(type), dev, flags, data);
	if (IS_ERR(m))
		return (int)PTR_ERR(m);
	err = lock_mount(path);
	if (err)
		goto put;
	if (S_ISLNK(m->mnt_root->d_inode->i_mode))
		err = -EINVAL;
	else if (path->mnt->mnt_sb == m->mnt_sb && path_mounted(path) &&
		 path->mnt->mnt_root == m->mnt_root)
		err = -EBUSY; /* the same, twice on the same place */
	else
		err = graft_tree(m, path);
	unlock_mount(path);
	if (!err)
		return 0;
put:
	mntput(m);
	return err;
}

/* --- bind, move --- */

/* Shows @old's tree, or its part below @old, at @path as well; @partial becomes what is left of a
 * failure. */
static int bind_locked(struct path *path, const struct path *old, bool recursive,
		       struct mount **partial)
{
	struct mount *m;
	int err;

	m = recursive ? copy_tree(old->mnt, old->dentry, partial)
		      : clone_mnt(old->mnt, old->dentry);
	if (!m)
		return -ENOMEM;
	err = graft_tree(m, path);
	if (err)
		*partial = m;
	return err;
}

/* Is @m an ancestor of @p, or the same? */
static bool mnt_is_below(struct mount *p, const struct mount *m)
{
	for (; p != m; p = p->mnt_parent)
		if (p->mnt_parent == p)
			return false;
	return true;
}

/* Moves the mount at @old to @path; @parent becomes what it was mounted on. */
static int move_locked(struct path *path, const struct path *old, struct path *parent)
{
	if (!path_mounted(old) || old->mnt->mnt_parent == old->mnt)
		return -EINVAL;
	if (S_ISDIR(path->dentry->d_inode->i_mode) != S_ISDIR(old->dentry->d_inode->i_mode))
		return -EINVAL;
	if (mnt_is_below(path->mnt, old->mnt))
		return -ELOOP;
	detach_mnt(old->mnt, parent);
	attach_mnt(old->mnt, path->mnt, path->dentry);
	return 0;
}

/* MS_BIND and MS_MOVE: @from, a path of this namespace, comes to @path. */
static int mount_from(struct path *path, const char *from, unsigned long flags)
{
	struct path old, parent = {0}; /* to put once the mount point is unlocked, */
	struct mount *partial = NULL;  /* as this is to be dropped */
	int err;

	if (!from || !*from)
		return -EINVAL;
	err = kern_path(from, LOOKUP_FOLLOW, &old);
	if (err)
		return err;
	err = lock_mount(path);
	if (err)
		goto put_old;
	if (!check_mnt(path->mnt) || !check_mnt(old.mnt))
		err = -EINVAL;
	else if (flags & MS_BIND)
		err = bind_locked(path, &old, flags & MS_REC, &partial);
	else
		err = move_locked(path, &old, &parent);
	unlock_mount(path);
	if (partial)
		drop_private_tree(partial);
	if (parent.dentry)
		path_put(&parent);
put_old:
	path_put(&old);
	return err;
}

/* --- remount --- */

static int change_mnt_flags(struct mount *m, int flags)
{
	int err;

	if (flags & MNT_READONLY) {
		err = mnt_make_readonly(m);
		if (err)
			return err;
	}
	WRITE_ONCE(m->mnt_flags, (m->mnt_flags & ~MNT_USER_FLAGS) | flags);
	return 0;
}

static int reconfigure_super(struct super_block *sb, unsigned long flags, void *data)
{
	unsigned long sb_flags = flags & MS_SB_MASK & ~(unsigned long)MS_SILENT;
	int err = 0;

	down_write(&sb->s_umount);
	if (sb_flags & SB_RDONLY)
		err = sb_make_readonly(sb);
	if (!err && sb->s_op->remount)
		err = sb->s_op->remount(sb, &sb_flags, data);
	if (!err)
		WRITE_ONCE(sb->s_flags, (sb->s_flags & ~(MS_SB_MASK)) | sb_flags);
	up_write(&sb->s_umount);
	return err;
}

static int do_remount(struct path *path, unsigned long flags, void *data)
{
	struct mount *m = path->mnt;
	int mnt_flags = mnt_flags_of(flags), err;

	if (!check_mnt(m) || !path_mounted(path))
		return -EINVAL;
	/* Without any of them the times rules stay, as Linux keeps them. */
	if (!(flags & (MS_NOATIME | MS_NODIRATIME | MS_RELATIME | MS_STRICTATIME)))
		mnt_flags = (mnt_flags & ~MNT_RELATIME) |
			    (m->mnt_flags & (MNT_NOATIME | MNT_NODIRATIME | MNT_RELATIME));
	if (!(flags & MS_BIND)) {
		err = reconfigure_super(m->mnt_sb, flags, data);
		if (err)
			return err;
	}
	down_write(&namespace_sem);
	err = change_mnt_flags(m, mnt_flags);
	up_write(&namespace_sem);
	return err;
}

/* Every mount is private already; nothing can be shared. */
static int do_change_type(struct path *path, unsigned long flags)
{
	unsigned long type = flags & MS_PROPAGATION;

	if (flags & ~(MS_PROPAGATION | MS_REC | MS_SILENT))
		return -EINVAL;
	if (!is_power_of_2(type) || !path_mounted(path))
		return -EINVAL;
	return type == MS_PRIVATE || type == MS_SLAVE ? 0 : -EINVAL;
}

int do_mount(const char *dev, const char *dir, const char *type, unsigned long flags, void *data)
{
	struct path path;
	int err;

	if ((flags & MGC_MSK) == MGC_VAL)
		flags &= ~MGC_MSK;
	err = kern_path(dir, LOOKUP_FOLLOW, &path);
	if (err)
		return err;
	if (!capable(CAP_SYS_ADMIN))
		err = -EPERM;
	else if (flags & MS_REMOUNT)
		err = do_remount(&path, flags, data);
	else if (flags & MS_BIND)
		err = mount_from(&path, dev, flags);
	else if (flags & MS_PROPAGATION)
		err = do_change_type(&path, flags);
	else if (flags & MS_MOVE)
		err = mount_from(&path, dev, flags);
	else
		err = do_new_mount(&path, type, dev, flags, data);
	path_put(&path);
	return err;
}

/* --- umount --- */

static int umount_locked(struct mount *m, int flags, struct list_head *dead)
{
	if (!check_mnt(m) || m->mnt_parent == m)
		return -EINVAL;
	/* The tree's reference and the caller's. */
	if (!(flags & MNT_DETACH) && mount_busy(m, 2))
		return -EBUSY;
	umount_tree(m, dead);
	return 0;
}

int do_umount(const char *dir, int flags)
{
	unsigned int lookup = flags & UMOUNT_NOFOLLOW ? 0 : LOOKUP_FOLLOW;
	LIST_HEAD(dead);
	struct path path;
	int err;

	/* MNT_EXPIRE is not there. */
	if (flags & ~(MNT_FORCE | MNT_DETACH | UMOUNT_NOFOLLOW))
		return -EINVAL;
	err = kern_path(dir, lookup, &path);
	if (err)
		return err;
	if (!capable(CAP_SYS_ADMIN)) {
		path_put(&path);
		return -EPERM;
	}
	/* The rootfs, which hangs on nothing, is there for good. */
	if (!path_mounted(&path) || !check_mnt(path.mnt) || path.mnt->mnt_parent == path.mnt) {
		path_put(&path);
		return -EINVAL;
	}
	/* The root itself cannot go: it becomes read-only, which is what shutdown scripts want. */
	if (path.mnt == current->fs->root.mnt && !(flags & MNT_DETACH)) {
		err = reconfigure_super(path.mnt->mnt_sb, path.mnt->mnt_sb->s_flags | SB_RDONLY,
					NULL);
		path_put(&path);
		return err;
	}
	dput(path.dentry); /* the mount's own root: not a user */
	down_write(&namespace_sem);
	err = umount_locked(path.mnt, flags, &dead);
	namespace_unlock(&dead);
	mntput(path.mnt);
	return err;
}

/* --- pivot_root --- */

static int pivot_checks(const struct path *new, const struct path *old, const struct path *root)
{
	if (!check_mnt(root->mnt) || !check_mnt(new->mnt) || !check_mnt(old->mnt))
		return -EINVAL;
	if (new->mnt == root->mnt || old->mnt == root->mnt)
		return -EBUSY; /* loop, on the same file system */
	if (!path_mounted(root) || root->mnt->mnt_parent == root->mnt)
		return -EINVAL; /* also the rootfs: it stays */
	if (!path_mounted(new) || new->mnt->mnt_parent == new->mnt)
		return -EINVAL;
	if (!mnt_is_below(old->mnt, new->mnt))
		return -EINVAL;
	if (!mnt_is_below(new->mnt, root->mnt))
		return -EINVAL;
	return 0;
}

int do_pivot_root(const char *new_root, const char *put_old)
{
	struct path new, old, root, root_parent = {0}, new_parent = {0};
	int err;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	err = kern_path(new_root, LOOKUP_FOLLOW | LOOKUP_DIRECTORY, &new);
	if (err)
		return err;
	err = kern_path(put_old, LOOKUP_FOLLOW | LOOKUP_DIRECTORY, &old);
	if (err)
		goto put_new;
	get_fs_root(current->fs, &root);
	err = lock_mount(&old);
	if (err)
		goto put_root;
	err = pivot_checks(&new, &old, &root);
	if (err)
		goto unlock;
	err = -ENOENT;
	if (d_unlinked(new.dentry))
		goto unlock;
	/* new_root takes the place of root, root goes on put_old (which is below new_root). */
	detach_mnt(new.mnt, &new_parent);
	detach_mnt(root.mnt, &root_parent);
	attach_mnt(root.mnt, old.mnt, old.dentry);
	attach_mnt(new.mnt, root_parent.mnt, root_parent.dentry);
	err = 0;
unlock:
	unlock_mount(&old);
	if (!err) {
		chroot_fs_refs(&root, &new);
		path_put(&root_parent);
		path_put(&new_parent);
	}
put_root:
	path_put(&root);
	path_put(&old);
put_new:
	path_put(&new);
	return err;
}

/* --- boot --- */

int __init mount_rootfs(void)
{
	struct mnt_namespace *ns;
	struct mount *m;
	struct path root;

	m = make_mount(rootfs_fs_type, "rootfs", 0, NULL);
	if (IS_ERR(m))
		return (int)PTR_ERR(m);
	m->mnt_flags = 0;
	ns = alloc_mnt_ns();
	if (!ns) {
		mntput(m);
		return -ENOMEM;
	}
	down_write(&namespace_sem);
	ns->root = m;
	commit_tree(m, ns);
	up_write(&namespace_sem);
	init_mnt_ns = ns;
	init_nsproxy.mnt_ns = ns;
	current->nsproxy = &init_nsproxy;
	root = (struct path){.mnt = m, .dentry = m->mnt_root};
	set_fs_root(&init_fs, &root);
	set_fs_pwd(&init_fs, &root);
	return 0;
}
