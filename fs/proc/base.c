/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/proc/base.c - /proc/<pid> and /proc/<pid>/task/<tid>: directories of a process
 *
 * Theory
 *   Two tables say what is in them.  Names are made when looked up and dropped when unused, so
 *   nothing is kept for processes that nobody looks at; a name is good as long as its struct pid
 *   has a task (proc_revalidate).  Every operation finds the task anew from the pid and takes a
 *   reference: it may be gone (-ESRCH, or an empty file, as the file's table says), and even with
 *   the reference its sighand, mm, files and fs may already be NULL.
 *
 *   Files belong to the process's effective ids, or to root if the process may not be dumped.
 *   That is what keeps others out of 0400 files; files that all may read but that tell secrets
 *   ask ptrace_may_access() themselves.
 *
 * Not here: the text of the files (stat.c, status.c, task_mem.c, attr.c, mounts.c), descriptors
 *   (fd.c).
 *
 * Locks: RCU to find tasks; task_lock for what a task points to.
 * Sources: proc(5), Linux Documentation/filesystems/proc.rst
 */
#include "internal.h"

#include "fs/vfs/mount.h"
#include "kernel/proc/access.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/process.h"
#include "kernel/proc/signal.h"
#include "lib/format.h"
#include "lib/rculist.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"
#include "mm/vm/mm.h"

#define PID_DIR_MODE (S_IFDIR | 0555)
#define TID_BATCH    32

/* --- who owns the files --- */

void task_dump_owner(struct task_struct *t, umode_t mode, uid_t *uid, gid_t *gid)
{
	const struct cred *c;
	bool dumpable;

	*uid = 0;
	*gid = 0;
	if (t->flags & PF_KTHREAD)
		return;
	task_lock(t);
	dumpable = t->mm && get_dumpable(t->mm) == SUID_DUMP_USER;
	task_unlock(t);
	/* The directories themselves always show whose process it is. */
	if (!dumpable && mode != PID_DIR_MODE)
		return;
	rcu_read_lock();
	c = rcu_dereference(t->cred);
	*uid = c->euid;
	*gid = c->egid;
	rcu_read_unlock();
}

static struct pid *get_task_pid(struct task_struct *t)
{
	struct pid *pid;

	rcu_read_lock();
	pid = task_pid(t);
	if (pid && !refcount_inc_not_zero(&pid->count))
		pid = NULL;
	rcu_read_unlock();
	return pid;
}

struct inode *proc_pid_make_inode(struct super_block *sb, struct task_struct *t, umode_t mode,
				  u64 ino)
{
	struct inode *inode = new_inode(sb);

	if (!inode)
		return NULL;
	PROC_I(inode)->pid = get_task_pid(t);
	if (!PROC_I(inode)->pid) {
		iput(inode);
		return NULL;
	}
	inode->i_ino = ino;
	inode->i_mode = mode;
	set_nlink(inode, 1);
	task_dump_owner(t, mode, &inode->i_uid, &inode->i_gid);
	return inode;
}

/* Owners follow the task.  Does not sleep. */
static void update_owner(struct task_struct *t, struct inode *inode)
{
	uid_t uid;
	gid_t gid;

	task_dump_owner(t, inode->i_mode, &uid, &gid);
	if (uid == READ_ONCE(inode->i_uid) && gid == READ_ONCE(inode->i_gid))
		return;
	spin_lock(&inode->i_lock);
	WRITE_ONCE(inode->i_uid, uid);
	WRITE_ONCE(inode->i_gid, gid);
	spin_unlock(&inode->i_lock);
}

static bool still_there(struct task_struct *t, struct inode *inode)
{
	const struct proc_inode *pi = PROC_I(inode);
	fmode_t mode;

	if (!pi->is_fd)
		return true;
	if (!proc_fd_mode(t, pi->fd, &mode))
		return false;
	if (S_ISLNK(inode->i_mode))
		WRITE_ONCE(inode->i_mode, proc_fd_link_mode(mode));
	return true;
}

static int proc_revalidate(struct dentry *d, unsigned int flags)
{
	struct inode *inode = d_inode(d);
	struct task_struct *t;
	int valid = 1;

	(void)flags;
	if (!inode)
		return 0;
	if (!PROC_I(inode)->pid)
		return 1;
	rcu_read_lock();
	t = pid_task(PROC_I(inode)->pid, PIDTYPE_PID);
	if (t && still_there(t, inode))
		update_owner(t, inode);
	else
		valid = 0;
	rcu_read_unlock();
	return valid;
}

/* Names of processes are not worth keeping: most are looked at once. */
static bool proc_delete_dentry(const struct dentry *d)
{
	struct inode *inode = d_inode(d);

	return !inode || PROC_I(inode)->pid;
}

const struct dentry_operations proc_dentry_ops = {
	.d_revalidate = proc_revalidate,
	.d_delete = proc_delete_dentry,
};

int proc_pid_getattr(const struct path *path, struct kstat *st, u32 mask)
{
	struct inode *inode = d_inode(path->dentry);
	struct task_struct *t = get_proc_task(inode);

	(void)mask;
	if (!t)
		return -ENOENT;
	update_owner(t, inode);
	put_task_struct(t);
	generic_fillattr(inode, st);
	return 0;
}

int proc_pid_setattr(struct dentry *d, struct iattr *attr)
{
	int err;

	if (attr->ia_valid & ATTR_MODE)
		return -EPERM;
	err = setattr_prepare(d, attr);
	if (!err)
		setattr_copy(d_inode(d), attr);
	return err;
}

const struct inode_operations proc_pid_file_iops = {
	.getattr = proc_pid_getattr,
	.setattr = proc_pid_setattr,
};

/* --- files of one record --- */

int proc_single_open(struct inode *inode, struct file *f, int (*show)(struct seq_file *m, void *v))
{
	return single_open(f, show, inode);
}

static int pid_single_show(struct seq_file *m, void *v)
{
	struct inode *inode = m->private;
	struct task_struct *t = get_proc_task(inode);
	int err;

	(void)v;
	if (!t)
		return -ESRCH;
	err = PROC_I(inode)->entry->show(m, t);
	put_task_struct(t);
	return err;
}

static int pid_single_open(struct inode *inode, struct file *f)
{
	return proc_single_open(inode, f, pid_single_show);
}

const struct file_operations proc_pid_single_fops = {
	.llseek = seq_lseek,
	.read_iter = seq_read_iter,
	.open = pid_single_open,
	.release = single_release,
};

/* --- magic links --- */

static int exe_path(struct task_struct *t, struct path *path)
{
	struct mm_struct *mm = get_task_mm(t);
	struct file *exe;

	if (!mm)
		return -ENOENT;
	exe = get_mm_exe_file(mm);
	mmput(mm);
	if (!exe)
		return -ENOENT;
	*path = exe->f_path;
	path_get(path);
	fput(exe);
	return 0;
}

static int fs_path(struct task_struct *t, struct path *path,
		   void (*get)(struct fs_struct *fs, struct path *p))
{
	int err = -ENOENT;

	task_lock(t);
	if (t->fs) {
		get(t->fs, path);
		err = 0;
	}
	task_unlock(t);
	return err;
}

static int cwd_path(struct task_struct *t, struct path *path)
{
	return fs_path(t, path, get_fs_pwd);
}

static int root_path(struct task_struct *t, struct path *path)
{
	return fs_path(t, path, get_fs_root);
}

/* -EACCES also for a task that is gone, as Linux answers. */
static int link_jump(struct dentry *d, struct path *path)
{
	struct inode *inode = d_inode(d);
	struct task_struct *t = get_proc_task(inode);
	int err = -EACCES;

	if (!t)
		return err;
	if (ptrace_may_access(t, ACCESS_FSCREDS))
		err = PROC_I(inode)->entry->get_path(t, path);
	put_task_struct(t);
	return err;
}

int proc_readlink_path(const struct path *path, char *buf, size_t size)
{
	char *page = kmalloc(PAGE_SIZE, GFP_KERNEL), *text;
	size_t len;

	if (!page)
		return -ENOMEM;
	text = d_path(path, page, PAGE_SIZE);
	if (IS_ERR(text)) {
		kfree(page);
		return (int)PTR_ERR(text);
	}
	len = min(strlen(text), size);
	memcpy(buf, text, len);
	kfree(page);
	return (int)len;
}

static int link_readlink(struct dentry *d, char *buf, size_t size)
{
	struct path path;
	int n = link_jump(d, &path);

	if (n)
		return n;
	n = proc_readlink_path(&path, buf, size);
	path_put(&path);
	return n;
}

const struct inode_operations proc_pid_link_iops = {
	.jump_link = link_jump,
	.readlink = link_readlink,
	.getattr = proc_pid_getattr,
	.setattr = proc_pid_setattr,
};

/* --- the tables --- */

static const struct inode_operations task_dir_iops;
static const struct file_operations task_dir_fops;

#define DIR(n, m, i, f)                                                                            \
	{                                                                                          \
		.name = n, .mode = S_IFDIR | (m), .iop = &(i), .fop = &(f)                         \
	}
#define REG(n, m, f)                                                                               \
	{                                                                                          \
		.name = n, .mode = S_IFREG | (m), .iop = &proc_pid_file_iops, .fop = &(f)          \
	}
#define ONE(n, m, s)                                                                               \
	{                                                                                          \
		.name = n, .mode = S_IFREG | (m), .iop = &proc_pid_file_iops,                      \
		.fop = &proc_pid_single_fops, .show = s                                            \
	}
#define LNK(n, g)                                                                                  \
	{                                                                                          \
		.name = n, .mode = S_IFLNK | 0777, .iop = &proc_pid_link_iops, .get_path = g       \
	}

static const struct pid_entry tgid_entries[] = {
	DIR("task", 0555, task_dir_iops, task_dir_fops),
	DIR("fd", 0500, proc_fd_dir_iops, proc_fd_dir_fops),
	DIR("fdinfo", 0555, proc_fdinfo_dir_iops, proc_fdinfo_dir_fops),
	DIR("net", 0555, proc_net_dir_iops, proc_net_dir_fops),
	REG("environ", 0400, proc_environ_fops),
	REG("auxv", 0400, proc_auxv_fops),
	ONE("status", 0444, proc_pid_status),
	ONE("personality", 0400, proc_pid_personality),
	ONE("limits", 0444, proc_pid_limits),
	REG("comm", 0644, proc_comm_fops),
	REG("cmdline", 0444, proc_cmdline_fops),
	ONE("stat", 0444, proc_tgid_stat),
	ONE("statm", 0444, proc_pid_statm),
	REG("maps", 0444, proc_maps_fops),
	REG("mem", 0600, proc_mem_fops),
	REG("smaps", 0444, proc_smaps_fops),
	REG("smaps_rollup", 0444, proc_smaps_rollup_fops),
	REG("pagemap", 0400, proc_pagemap_fops),
	LNK("cwd", cwd_path),
	LNK("root", root_path),
	LNK("exe", exe_path),
	REG("mounts", 0444, proc_mounts_fops),
	REG("mountinfo", 0444, proc_mountinfo_fops),
	ONE("wchan", 0444, proc_pid_wchan),
	ONE("oom_score", 0444, proc_pid_oom_score),
	REG("oom_adj", 0644, proc_oom_adj_fops),
	REG("oom_score_adj", 0644, proc_oom_score_adj_fops),
	REG("make-it-fail", 0644, proc_make_it_fail_fops),
	REG("fail-nth", 0644, proc_fail_nth_fops),
};

static const struct pid_entry tid_entries[] = {
	DIR("fd", 0500, proc_fd_dir_iops, proc_fd_dir_fops),
	DIR("fdinfo", 0555, proc_fdinfo_dir_iops, proc_fdinfo_dir_fops),
	DIR("net", 0555, proc_net_dir_iops, proc_net_dir_fops),
	REG("environ", 0400, proc_environ_fops),
	REG("auxv", 0400, proc_auxv_fops),
	ONE("status", 0444, proc_pid_status),
	ONE("personality", 0400, proc_pid_personality),
	ONE("limits", 0444, proc_pid_limits),
	REG("comm", 0644, proc_comm_fops),
	REG("cmdline", 0444, proc_cmdline_fops),
	ONE("stat", 0444, proc_tid_stat),
	ONE("statm", 0444, proc_pid_statm),
	REG("maps", 0444, proc_maps_fops),
	REG("mem", 0600, proc_mem_fops),
	REG("smaps", 0444, proc_smaps_fops),
	REG("smaps_rollup", 0444, proc_smaps_rollup_fops),
	REG("pagemap", 0400, proc_pagemap_fops),
	LNK("cwd", cwd_path),
	LNK("root", root_path),
	LNK("exe", exe_path),
	REG("mounts", 0444, proc_mounts_fops),
	REG("mountinfo", 0444, proc_mountinfo_fops),
	ONE("wchan", 0444, proc_pid_wchan),
	ONE("oom_score", 0444, proc_pid_oom_score),
	REG("oom_adj", 0644, proc_oom_adj_fops),
	REG("oom_score_adj", 0644, proc_oom_score_adj_fops),
	REG("make-it-fail", 0644, proc_make_it_fail_fops),
	REG("fail-nth", 0644, proc_fail_nth_fops),
};

#define TGID_DIR_NLINK 6 /* with task, fd, fdinfo, net */
#define TID_DIR_NLINK  5

struct pid_dir {
	const struct pid_entry *entries;
	unsigned int n;
	enum proc_ino_kind kind; /* of the entries */
};

static const struct pid_dir tgid_dir = {tgid_entries, ARRAY_SIZE(tgid_entries), INO_TGID_ENTRY};
static const struct pid_dir tid_dir = {tid_entries, ARRAY_SIZE(tid_entries), INO_TID_ENTRY};

static struct dentry *add_entry(const struct pid_dir *pd, struct task_struct *t, struct dentry *d,
				unsigned int i)
{
	const struct pid_entry *e = &pd->entries[i];
	struct inode *inode =
		proc_pid_make_inode(d->d_sb, t, e->mode, proc_ino(t->pid, pd->kind, i));

	if (!inode)
		return ERR_PTR(-ENOENT);
	PROC_I(inode)->entry = e;
	inode->i_op = e->iop;
	if (e->fop)
		inode->i_fop = e->fop;
	if (S_ISDIR(e->mode))
		set_nlink(inode, 2);
	d_add(d, inode);
	return NULL;
}

static struct dentry *pid_dir_lookup(const struct pid_dir *pd, struct inode *dir, struct dentry *d)
{
	struct task_struct *t = get_proc_task(dir);
	struct dentry *res = ERR_PTR(-ENOENT);

	if (!t)
		return res;
	for (unsigned int i = 0; i < pd->n; i++)
		if (strcmp(d->d_name.name, pd->entries[i].name) == 0) {
			res = add_entry(pd, t, d, i);
			break;
		}
	put_task_struct(t);
	return res;
}

static int pid_dir_iterate(const struct pid_dir *pd, struct file *f, struct dir_context *ctx)
{
	struct task_struct *t = get_proc_task(file_inode(f));
	pid_t nr;

	if (!t)
		return -ENOENT;
	nr = t->pid;
	put_task_struct(t);
	if (!dir_emit_dots(f, ctx))
		return 0;
	for (; ctx->pos - 2 < pd->n; ctx->pos++) {
		unsigned int i = (unsigned int)(ctx->pos - 2);
		const struct pid_entry *e = &pd->entries[i];

		if (!dir_emit(ctx, e->name, (int)strlen(e->name), proc_ino(nr, pd->kind, i),
			      mode_to_dtype(e->mode)))
			break;
	}
	return 0;
}

static struct dentry *tgid_dir_lookup(struct inode *dir, struct dentry *d, unsigned int flags)
{
	(void)flags;
	return pid_dir_lookup(&tgid_dir, dir, d);
}

static struct dentry *tid_dir_lookup(struct inode *dir, struct dentry *d, unsigned int flags)
{
	(void)flags;
	return pid_dir_lookup(&tid_dir, dir, d);
}

static int tgid_dir_iterate(struct file *f, struct dir_context *ctx)
{
	return pid_dir_iterate(&tgid_dir, f, ctx);
}

static int tid_dir_iterate(struct file *f, struct dir_context *ctx)
{
	return pid_dir_iterate(&tid_dir, f, ctx);
}

#define PID_DIR_IOPS(look)                                                                         \
	{                                                                                          \
		.lookup = look, .getattr = proc_pid_getattr, .setattr = proc_pid_setattr           \
	}
static const struct inode_operations tgid_dir_iops = PID_DIR_IOPS(tgid_dir_lookup);
static const struct inode_operations tid_dir_iops = PID_DIR_IOPS(tid_dir_lookup);
static const struct file_operations tgid_dir_fops = {.llseek = generic_file_llseek,
						     .iterate = tgid_dir_iterate};
static const struct file_operations tid_dir_fops = {.llseek = generic_file_llseek,
						    .iterate = tid_dir_iterate};

/* --- /proc/<pid> in the root --- */

long proc_name_to_int(const char *name, unsigned int len)
{
	long n = 0;

	if (len == 0 || len > 10 || (len > 1 && name[0] == '0'))
		return -1;
	for (unsigned int i = 0; i < len; i++) {
		if (name[i] < '0' || name[i] > '9')
			return -1;
		n = n * 10 + (name[i] - '0');
	}
	return n <= 0x7fffffff ? n : -1;
}

/* Any thread's number works, but only those of processes are listed. */
struct dentry *proc_pid_lookup(struct inode *dir, struct dentry *d)
{
	long nr = proc_name_to_int(d->d_name.name, d->d_name.len);
	struct task_struct *t = nr > 0 ? find_get_task_by_vpid((pid_t)nr) : NULL;
	struct inode *inode;

	if (!t)
		return ERR_PTR(-ENOENT);
	inode = proc_pid_make_inode(dir->i_sb, t, PID_DIR_MODE, proc_ino((pid_t)nr, INO_TGID, 0));
	put_task_struct(t);
	if (!inode)
		return ERR_PTR(-ENOENT);
	inode->i_op = &tgid_dir_iops;
	inode->i_fop = &tgid_dir_fops;
	set_nlink(inode, TGID_DIR_NLINK);
	d_add(d, inode);
	return NULL;
}

/* The number of the first process at or after @nr, or 0. */
static pid_t next_process(pid_t nr)
{
	struct pid *pid;
	pid_t found = 0;

	rcu_read_lock();
	while (!found && (pid = find_ge_pid(nr)) != NULL) {
		nr = pid->nr + 1;
		if (pid_task(pid, PIDTYPE_TGID))
			found = pid->nr;
	}
	rcu_read_unlock();
	return found;
}

void proc_pid_readdir(struct dir_context *ctx)
{
	pid_t nr;
	char name[12];
	int len;

	if (ctx->pos - FIRST_PROCESS_ENTRY > PID_MAX_LIMIT)
		return;
	while ((nr = next_process((pid_t)(ctx->pos - FIRST_PROCESS_ENTRY))) != 0) {
		ctx->pos = nr + FIRST_PROCESS_ENTRY;
		len = snprintf(name, sizeof(name), "%d", nr);
		if (!dir_emit(ctx, name, len, proc_ino(nr, INO_TGID, 0), mode_to_dtype(S_IFDIR)))
			return;
		ctx->pos++;
		cond_resched();
	}
	ctx->pos = FIRST_PROCESS_ENTRY + PID_MAX_LIMIT + 1;
}

/* --- /proc/<pid>/task --- */

static struct dentry *task_lookup(struct inode *dir, struct dentry *d, unsigned int flags)
{
	long nr = proc_name_to_int(d->d_name.name, d->d_name.len);
	struct task_struct *leader = get_proc_task(dir), *t = NULL;
	struct inode *inode = NULL;

	(void)flags;
	if (leader && nr > 0)
		t = find_get_task_by_vpid((pid_t)nr);
	if (t && t->signal == leader->signal)
		inode = proc_pid_make_inode(dir->i_sb, t, PID_DIR_MODE,
					    proc_ino((pid_t)nr, INO_TID, 0));
	if (t)
		put_task_struct(t);
	if (leader)
		put_task_struct(leader);
	if (!inode)
		return ERR_PTR(-ENOENT);
	inode->i_op = &tid_dir_iops;
	inode->i_fop = &tid_dir_fops;
	set_nlink(inode, TID_DIR_NLINK);
	d_add(d, inode);
	return NULL;
}

/* Numbers of up to @max threads after the first @skip; how many. */
static unsigned int thread_numbers(struct task_struct *p, loff_t skip, pid_t *nr, unsigned int max)
{
	struct task_struct *t;
	unsigned int n = 0;

	rcu_read_lock();
	list_for_each_entry_rcu(t, &p->signal->thread_head, thread_node)
	{
		if (skip-- > 0)
			continue;
		if (n == max)
			break;
		nr[n++] = t->pid;
	}
	rcu_read_unlock();
	return n;
}

static int task_iterate(struct file *f, struct dir_context *ctx)
{
	struct task_struct *p = get_proc_task(file_inode(f));
	pid_t nr[TID_BATCH];
	char name[12];
	unsigned int n;

	if (!p)
		return -ENOENT;
	if (!dir_emit_dots(f, ctx))
		goto put;
	do {
		n = thread_numbers(p, ctx->pos - 2, nr, TID_BATCH);
		for (unsigned int i = 0; i < n; i++, ctx->pos++) {
			int len = snprintf(name, sizeof(name), "%d", nr[i]);

			if (!dir_emit(ctx, name, len, proc_ino(nr[i], INO_TID, 0),
				      mode_to_dtype(S_IFDIR)))
				goto put;
		}
	} while (n == TID_BATCH);
put:
	put_task_struct(p);
	return 0;
}

static int task_getattr(const struct path *path, struct kstat *st, u32 mask)
{
	struct task_struct *p;
	int err = proc_pid_getattr(path, st, mask);

	if (err)
		return err;
	p = get_proc_task(d_inode(path->dentry));
	if (p) {
		st->nlink += (unsigned int)READ_ONCE(p->signal->nr_threads);
		put_task_struct(p);
	}
	return 0;
}

static const struct inode_operations task_dir_iops = {
	.lookup = task_lookup,
	.getattr = task_getattr,
	.setattr = proc_pid_setattr,
};

static const struct file_operations task_dir_fops = {
	.llseek = generic_file_llseek,
	.iterate = task_iterate,
};
