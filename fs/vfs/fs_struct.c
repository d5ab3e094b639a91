/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/fs_struct.c - root, working directory and umask of a process
 *
 * Theory
 *   Path walk reads root and pwd without a lock, under fs->seq, and takes references only if it
 *   ends there.  Writers hold fs->lock and bump seq.
 *
 * Locks: fs->lock (a leaf).  t->fs changes under task_lock.
 * Sources: chdir(2), chroot(2), umask(2), clone(2) CLONE_FS
 */
#include "internal.h"

#include "kernel/proc/pid.h"

static struct kmem_cache *fs_cache;
struct fs_struct init_fs;

static void path_set(struct fs_struct *fs, struct path *which, const struct path *path)
{
	struct path old;

	path_get(path);
	spin_lock(&fs->lock);
	write_seqcount_begin(&fs->seq);
	old = *which;
	*which = *path;
	write_seqcount_end(&fs->seq);
	spin_unlock(&fs->lock);
	if (old.dentry)
		path_put(&old);
}

static void path_read(struct fs_struct *fs, const struct path *which, struct path *out)
{
	spin_lock(&fs->lock);
	*out = *which;
	path_get(out);
	spin_unlock(&fs->lock);
}

void set_fs_root(struct fs_struct *fs, const struct path *path)
{
	path_set(fs, &fs->root, path);
}

void set_fs_pwd(struct fs_struct *fs, const struct path *path)
{
	path_set(fs, &fs->pwd, path);
}

void get_fs_root(struct fs_struct *fs, struct path *root)
{
	path_read(fs, &fs->root, root);
}

void get_fs_pwd(struct fs_struct *fs, struct path *pwd)
{
	path_read(fs, &fs->pwd, pwd);
}

static void fs_setup(struct fs_struct *fs)
{
	refcount_set(&fs->users, 1);
	spin_lock_init(&fs->lock, RANK_LEAF);
	fs->seq = (seqcount_t){0};
	fs->in_exec = false;
}

struct fs_struct *copy_fs_struct(struct fs_struct *old)
{
	struct fs_struct *fs = kmem_cache_alloc(fs_cache, GFP_KERNEL);

	if (!fs)
		return NULL;
	fs_setup(fs);
	spin_lock(&old->lock);
	fs->umask = old->umask;
	fs->root = old->root;
	fs->pwd = old->pwd;
	path_get(&fs->root);
	path_get(&fs->pwd);
	spin_unlock(&old->lock);
	return fs;
}

static void put_fs_struct(struct fs_struct *fs)
{
	if (!fs || !refcount_dec_and_test(&fs->users))
		return;
	path_put(&fs->root);
	path_put(&fs->pwd);
	kmem_cache_free(fs_cache, fs);
}

void exit_fs(struct task_struct *t)
{
	struct fs_struct *fs;

	task_lock(t);
	fs = t->fs;
	t->fs = NULL;
	task_unlock(t);
	put_fs_struct(fs);
}

int unshare_fs_struct(void)
{
	struct fs_struct *old = current->fs, *fs;

	if (refcount_read(&old->users) == 1)
		return 0;
	fs = copy_fs_struct(old);
	if (!fs)
		return -ENOMEM;
	task_lock(current);
	current->fs = fs;
	task_unlock(current);
	put_fs_struct(old);
	return 0;
}

/* Replaces @from by @to in one fs_struct; how many references to @from became free. */
static int replace_path(struct fs_struct *fs, const struct path *from, const struct path *to)
{
	int n = 0;

	spin_lock(&fs->lock);
	write_seqcount_begin(&fs->seq);
	if (path_equal(&fs->root, from)) {
		path_get(to);
		fs->root = *to;
		n++;
	}
	if (path_equal(&fs->pwd, from)) {
		path_get(to);
		fs->pwd = *to;
		n++;
	}
	write_seqcount_end(&fs->seq);
	spin_unlock(&fs->lock);
	return n;
}

/* pivot_root(2): every process whose root or cwd was the old root gets the new one. */
void chroot_fs_refs(const struct path *from, const struct path *to)
{
	struct task_struct *leader, *t;
	int n = 0;

	spin_lock(&tasklist_lock);
	for_each_process(leader)
	{
		for_each_thread(leader, t)
		{
			task_lock(t);
			if (t->fs)
				n += replace_path(t->fs, from, to);
			task_unlock(t);
		}
	}
	spin_unlock(&tasklist_lock);
	n += replace_path(&init_fs, from, to);
	while (n--)
		path_put(from);
}

void __init fs_struct_init(void)
{
	fs_cache = kmem_cache_create("fs_cache", sizeof(struct fs_struct),
				     _Alignof(struct fs_struct), SLAB_PANIC, NULL);
	fs_setup(&init_fs);
	init_fs.umask = 0022;
	current->fs = &init_fs;
}
