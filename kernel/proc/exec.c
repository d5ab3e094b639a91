/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/exec.c - execve: from a path to a running program
 *
 * Theory
 *   do_execveat() prepares everything that may fail in an address space that is not in use yet:
 * opens the file, checks that it may be executed, copies the strings.  Then it asks the formats: a
 * script names another file and begins again, at most five times; an ELF program is loaded and
 * takes over.  An error up to begin_new_exec() leaves the caller as it was; after that it kills.
 *
 *   exec_args.c    strings        exec_script.c  "#!"
 *   exec_elf.c     programs       exec_switch.c  the point of no return
 *
 * Locks: signal->cred_guard (sleeps) for the whole call: one exec per process at a time.
 *
 * Sources: execve(2), execveat(2)
 */
#include "fs/vfs/fdtable.h"
#include "fs/vfs/mount.h"
#include "fs/vfs/namei.h"
#include "internal.h"
#include "kernel/base/printk.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"
#include "mm/vm/mm.h"
#include <linux/fcntl.h>

/* A regular file that may be executed, writing to it denied; ERR_PTR(-EACCES, -ETXTBSY, ...). */
struct file *exec_open(int dfd, const char *path, int flags)
{
	unsigned int lookup = LOOKUP_FOLLOW;
	struct path p;
	struct file *f;
	int err;

	if (flags & AT_SYMLINK_NOFOLLOW)
		lookup &= ~LOOKUP_FOLLOW;
	if (flags & AT_EMPTY_PATH)
		lookup |= LOOKUP_EMPTY;
	err = user_path_at(dfd, path, lookup, &p);
	if (err)
		return ERR_PTR(err);
	err = -ELOOP;
	if (S_ISLNK(p.dentry->d_inode->i_mode))
		goto put;
	err = -EACCES;
	if (!S_ISREG(p.dentry->d_inode->i_mode) || (p.mnt->mnt_flags & MNT_NOEXEC))
		goto put;
	err = inode_permission(p.dentry->d_inode, MAY_EXEC);
	if (err)
		goto put;
	f = dentry_open(&p, O_RDONLY, current_cred());
	path_put(&p);
	if (IS_ERR(f))
		return f;
	err = deny_write_access(f);
	if (err) {
		fput(f);
		return ERR_PTR(err);
	}
	return f;
put:
	path_put(&p);
	return ERR_PTR(err);
}

static void close_exec_file(struct file *f)
{
	if (!f)
		return;
	allow_write_access(f);
	fput(f);
}

/* The name of the program: as given, or /dev/fd/N for what only a descriptor reaches. */
static int set_name(struct exec_state *e, int dfd, const char *path)
{
	struct linux_binprm *bprm = &e->bprm;

	bprm->filename = path;
	if (dfd != AT_FDCWD && path[0] != '/') {
		e->fdpath = path[0] ? kasprintf(GFP_KERNEL, "/dev/fd/%d/%s", dfd, path)
				    : kasprintf(GFP_KERNEL, "/dev/fd/%d", dfd);
		if (!e->fdpath)
			return -ENOMEM;
		bprm->filename = e->fdpath;
		e->no_script = get_close_on_exec((unsigned int)dfd);
	}
	bprm->interp = bprm->filename;
	return 0;
}

static int make_address_space(struct exec_state *e)
{
	struct linux_binprm *bprm = &e->bprm;
	int err;

	bprm->mm = mm_alloc();
	if (!bprm->mm)
		return -ENOMEM;
	err = setup_initial_stack(bprm->mm, &e->stack_top);
	if (err)
		return err;
	e->vma_start = e->stack_top - PAGE_SIZE;
	bprm->p = e->stack_top - sizeof(void *); /* the last word stays 0 */
	return 0;
}

static int copy_all_strings(struct exec_state *e, const struct exec_strings *argv,
			    const struct exec_strings *envp)
{
	static const char *const empty[] = {"", NULL};
	static const struct exec_strings one_empty = {.kernel = empty};
	struct linux_binprm *bprm = &e->bprm;
	int err;

	err = exec_copy_kernel_string(e, bprm->filename);
	if (err)
		return err;
	bprm->exec = bprm->p;
	err = exec_copy_strings(e, envp, bprm->envc);
	if (err)
		return err;
	if (bprm->argc)
		return exec_copy_strings(e, argv, bprm->argc);
	/* A program may rely on argv[0]; Linux, since 5.18, gives an empty one. */
	printk_once(KERN_WARNING "process '%s' launched '%s' with NULL argv: empty string added\n",
		    current->comm, bprm->filename);
	bprm->argc = 1;
	return exec_copy_strings(e, &one_empty, 1);
}

static int count_all_strings(struct exec_state *e, const struct exec_strings *argv,
			     const struct exec_strings *envp)
{
	int n = exec_count_strings(argv);

	if (n < 0)
		return n;
	e->bprm.argc = n;
	n = exec_count_strings(envp);
	if (n < 0)
		return n;
	e->bprm.envc = n;
	return exec_set_limit(e);
}

/* Finds out what the file is, through scripts to a program, and runs it. */
static int run_file(struct exec_state *e)
{
	struct linux_binprm *bprm = &e->bprm;
	int depth, err;

	for (depth = 0; depth <= BINPRM_MAX_DEPTH; depth++) {
		loff_t pos = 0;
		ssize_t n;

		memset(bprm->buf, 0, sizeof(bprm->buf));
		n = kernel_read(bprm->file, bprm->buf, sizeof(bprm->buf), &pos);
		if (n < 0)
			return (int)n;
		err = load_script(e);
		if (err == -ENOEXEC)
			return load_elf_binary(e);
		if (err)
			return err;
		close_exec_file(bprm->file);
		bprm->file = e->interp_file;
		e->interp_file = NULL;
	}
	return -ELOOP;
}

static int exec_locked(struct exec_state *e, int dfd, const char *path, int flags,
		       const struct exec_strings *argv, const struct exec_strings *envp)
{
	struct linux_binprm *bprm = &e->bprm;
	struct file *f;
	int err;

	f = exec_open(dfd, path, flags);
	if (IS_ERR(f))
		return (int)PTR_ERR(f);
	bprm->file = f;
	err = make_address_space(e);
	if (err)
		return err;
	err = count_all_strings(e, argv, envp);
	if (err)
		return err;
	err = copy_all_strings(e, argv, envp);
	if (err)
		return err;
	return run_file(e);
}

static bool user_has_too_many_processes(void)
{
	return (current->flags & PF_NPROC_EXCEEDED) &&
	       (unsigned long)atomic_read(&current_cred()->user->processes) > rlimit(RLIMIT_NPROC);
}

static void exec_state_free(struct exec_state *e)
{
	struct linux_binprm *bprm = &e->bprm;

	exec_put_page(e);
	close_exec_file(bprm->file);
	close_exec_file(e->interp_file);
	if (bprm->mm && !e->mm_taken)
		mmput(bprm->mm);
	if (bprm->cred)
		abort_creds(bprm->cred);
	kfree(e->fdpath);
	kfree(e);
}

int do_execveat(int dfd, const char *path, int flags, struct exec_strings argv,
		struct exec_strings envp) __no_lock_analysis
{
	struct mm_caller caller;
	struct exec_state *e;
	int err;

	if (user_has_too_many_processes())
		return -EAGAIN;
	current->flags &= ~PF_NPROC_EXCEEDED;
	e = kzalloc(sizeof(*e), GFP_KERNEL);
	if (!e)
		return -ENOMEM;
	mm_caller_init(&caller);
	e->caller = &caller;
	err = set_name(e, dfd, path);
	if (err)
		goto out;
	err = -ERESTARTNOINTR;
	if (mutex_lock_interruptible(&current->signal->cred_guard))
		goto out;
	current->in_execve = true;
	err = exec_locked(e, dfd, path, flags, &argv, &envp);
	current->in_execve = false;
	/* The old program is gone and the new one is not there: nobody can take the error. */
	if (err && e->bprm.point_of_no_return && !fatal_signal_pending(current))
		force_fatal_sig(SIGSEGV);
	mutex_unlock(&current->signal->cred_guard);
out:
	exec_state_free(e);
	return err;
}

int kernel_execve(const char *path, const char *const *argv, const char *const *envp)
{
	struct exec_strings a = {.kernel = argv}, v = {.kernel = envp};

	return do_execveat(AT_FDCWD, path, 0, a, v);
}
