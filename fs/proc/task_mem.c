/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/proc/task_mem.c - /proc/<pid>/maps, smaps, cmdline, environ, auxv: what is in its address
 * space
 *
 * Theory
 *   maps, environ and auxv decide at open(2) who may look, and are then about that address space,
 *   even if the process execs another program: they hold the struct (mmgrab), and use it during a
 *   read only if anybody still runs in it (mmget_not_zero); after that they are empty.
 *
 *   maps shows one mapping per record.  mmap_lock is held for reading from ->start to ->stop, in
 *   which seq_file only writes its own buffer: lines are whole, and no user page is touched with
 *   the lock held.  The position of a record is the end of the mapping before it, so a reader
 *   that comes back later goes on where it was, whatever was mapped or unmapped meanwhile.
 *
 *   cmdline is for all to read, and says what the process says now.
 *
 * Not here: the text of a line (mm/vm/maps.c, mm/vm/smaps.c).
 *
 * Locks: mmap_lock, arg_lock.
 * Sources: proc(5), prctl(2) (PR_SET_MM), setproctitle(3bsd)
 */
#include "internal.h"

#include "kernel/proc/access.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"
#include "mm/vm/mm.h"

/*
 * The address space behind @inode for this opener, held by mmgrab, into *out (NULL: it has none).
 * Return: 0, -ESRCH, -EACCES or -EINTR
 */
static int open_mm(struct inode *inode, struct mm_struct **out)
{
	struct task_struct *t = get_proc_task(inode);
	struct mm_struct *mm;

	if (!t)
		return -ESRCH;
	mm = mm_access(t, ACCESS_FSCREDS);
	put_task_struct(t);
	if (IS_ERR(mm))
		return (int)PTR_ERR(mm);
	if (mm) {
		mmgrab(mm);
		mmput(mm);
	}
	*out = mm;
	return 0;
}

/* --- maps --- */

struct maps_reader {
	struct inode *inode;
	struct mm_struct *mm; /* mmgrab, or NULL */
	bool locked;	      /* between start and stop: mm used and mmap_lock held */
	char *path;	      /* a page for names */
};

static void *maps_start(struct seq_file *m, loff_t *pos)
{
	struct maps_reader *r = m->private;
	struct task_struct *t = get_proc_task(r->inode);

	if (!t)
		return ERR_PTR(-ESRCH);
	put_task_struct(t);
	if (!r->mm || !mmget_not_zero(r->mm))
		return NULL;
	if (mmap_read_lock_killable(r->mm)) {
		mmput(r->mm);
		return ERR_PTR(-EINTR);
	}
	r->locked = true;
	return find_vma(r->mm, (uaddr_t)*pos);
}

static void *maps_next(struct seq_file *m, void *v, loff_t *pos)
{
	struct vm_area_struct *vma = v;

	(void)m;
	*pos = (loff_t)vma->vm_end;
	return vma->vm_next;
}

static void maps_stop(struct seq_file *m, void *v)
{
	struct maps_reader *r = m->private;

	(void)v;
	if (!r->locked)
		return;
	r->locked = false;
	mmap_read_unlock(r->mm);
	mmput(r->mm);
}

static int maps_show(struct seq_file *m, void *v)
{
	struct maps_reader *r = m->private;
	struct vm_area_struct *vma = v;
	struct seq_sink s = seq_sink_of(m);
	const struct inode *inode;
	char *path;

	if (!vma->vm_file) {
		show_map_vma(&s, vma, NULL, false, 0, 0);
		return 0;
	}
	inode = file_inode(vma->vm_file);
	path = d_path(&vma->vm_file->f_path, r->path, PAGE_SIZE);
	show_map_vma(&s, vma, IS_ERR(path) ? "(path too long)" : path, false, inode->i_sb->s_dev,
		     inode->i_ino);
	return 0;
}

static int smaps_show(struct seq_file *m, void *v)
{
	struct seq_sink s = seq_sink_of(m);

	maps_show(m, v);
	show_smap_vma(&s, v);
	return 0;
}

static const struct seq_operations smaps_ops = {
	.start = maps_start,
	.next = maps_next,
	.stop = maps_stop,
	.show = smaps_show,
};

/* One record, the sum of all. */
static void *rollup_start(struct seq_file *m, loff_t *pos)
{
	struct maps_reader *r = m->private;
	void *v = *pos ? NULL : maps_start(m, pos);

	return v || *pos || r->locked ? v : ERR_PTR(-ESRCH);
}

static void *rollup_next(struct seq_file *m, void *v, loff_t *pos)
{
	(void)m;
	(void)v;
	++*pos;
	return NULL;
}

static int rollup_show(struct seq_file *m, void *v)
{
	struct seq_sink s = seq_sink_of(m);

	show_smaps_rollup(&s, ((struct vm_area_struct *)v)->vm_mm);
	return 0;
}

static const struct seq_operations rollup_ops = {
	.start = rollup_start,
	.next = rollup_next,
	.stop = maps_stop,
	.show = rollup_show,
};

static const struct seq_operations maps_ops = {
	.start = maps_start,
	.next = maps_next,
	.stop = maps_stop,
	.show = maps_show,
};

static void free_reader(struct maps_reader *r)
{
	if (r->mm)
		mmdrop(r->mm);
	kfree(r->path);
	kfree(r);
}

static int open_reader(struct inode *inode, struct file *f, const struct seq_operations *ops)
{
	struct maps_reader *r = kzalloc(sizeof(*r), GFP_KERNEL);
	int err = -ENOMEM;

	if (!r)
		return err;
	r->inode = inode;
	r->path = kmalloc(PAGE_SIZE, GFP_KERNEL);
	if (r->path)
		err = open_mm(inode, &r->mm);
	if (!err)
		err = seq_open(f, ops);
	if (err)
		free_reader(r);
	else
		((struct seq_file *)f->private_data)->private = r;
	return err;
}

static int maps_open(struct inode *inode, struct file *f)
{
	return open_reader(inode, f, &maps_ops);
}

static int smaps_open(struct inode *inode, struct file *f)
{
	return open_reader(inode, f, &smaps_ops);
}

static int rollup_open(struct inode *inode, struct file *f)
{
	return open_reader(inode, f, &rollup_ops);
}

static int maps_release(struct inode *inode, struct file *f)
{
	struct maps_reader *r = ((struct seq_file *)f->private_data)->private;

	free_reader(r);
	return seq_release(inode, f);
}

const struct file_operations proc_maps_fops = {
	.llseek = seq_lseek,
	.read_iter = seq_read_iter,
	.open = maps_open,
	.release = maps_release,
};

const struct file_operations proc_smaps_fops = {
	.llseek = seq_lseek,
	.read_iter = seq_read_iter,
	.open = smaps_open,
	.release = maps_release,
};

const struct file_operations proc_smaps_rollup_fops = {
	.llseek = seq_lseek,
	.read_iter = seq_read_iter,
	.open = rollup_open,
	.release = maps_release,
};

/* --- strings --- */

/* Copies [@addr, @end) of @mm to the reader, through @page: bytes, or -EFAULT if it took none. */
static ssize_t copy_range(struct mm_struct *mm, uaddr_t addr, uaddr_t end, char *page,
			  struct iov_iter *to)
{
	ssize_t done = 0;

	while (addr < end && iov_iter_count(to)) {
		size_t n = min_t(size_t, min_t(size_t, end - addr, PAGE_SIZE), iov_iter_count(to));
		size_t got = access_remote_vm(mm, addr, page, n, 0);
		size_t put = got ? copy_to_iter(page, got, to) : 0;

		if (!got)
			break;
		done += (ssize_t)put;
		addr += put;
		if (put < got)
			return done ? done : -EFAULT;
	}
	return done;
}

/* From @pos of what begins at @start, up to @end. */
static ssize_t copy_from_pos(struct mm_struct *mm, uaddr_t start, uaddr_t end, loff_t *pos,
			     char *page, struct iov_iter *to)
{
	ssize_t n;

	if (start >= end || *pos < 0 || (u64)*pos >= end - start)
		return 0;
	n = copy_range(mm, start + (uaddr_t)*pos, end, page, to);
	if (n > 0)
		*pos += n;
	return n;
}

/* The process wrote over the end of its arguments: one string from their start, at most a page. */
static ssize_t copy_title(struct mm_struct *mm, uaddr_t start, loff_t *pos, char *page,
			  struct iov_iter *to)
{
	size_t got = access_remote_vm(mm, start, page, PAGE_SIZE, 0);
	size_t len = strnlen(page, got);

	return simple_read_from_buffer(to, pos, page, len < got ? len + 1 : len);
}

static ssize_t read_cmdline(struct mm_struct *mm, loff_t *pos, char *page, struct iov_iter *to)
{
	uaddr_t arg_start, arg_end, env_start, env_end;
	char last;

	spin_lock(&mm->arg_lock);
	arg_start = mm->arg_start;
	arg_end = mm->arg_end;
	env_start = mm->env_start;
	env_end = mm->env_end;
	spin_unlock(&mm->arg_lock);
	if (arg_start >= arg_end)
		return 0;
	/* A title may run on into the environment only if that follows. */
	if (env_start != arg_end || env_end < env_start)
		env_end = arg_end;
	if (*pos < 0 || (u64)*pos >= env_end - arg_start)
		return 0;
	if (access_remote_vm(mm, arg_end - 1, &last, 1, 0) == 1 && last)
		return copy_title(mm, arg_start, pos, page, to);
	return copy_from_pos(mm, arg_start, arg_end, pos, page, to);
}

static ssize_t cmdline_read(struct file *f, loff_t *pos, struct iov_iter *to)
{
	struct task_struct *t = get_proc_task(file_inode(f));
	struct mm_struct *mm;
	ssize_t n = 0;
	char *page;

	if (!t)
		return -ESRCH;
	mm = get_task_mm(t);
	put_task_struct(t);
	if (!mm)
		return 0;
	page = kmalloc(PAGE_SIZE, GFP_KERNEL);
	n = page ? read_cmdline(mm, pos, page, to) : -ENOMEM;
	kfree(page);
	mmput(mm);
	return n;
}

const struct file_operations proc_cmdline_fops = {
	.llseek = generic_file_llseek,
	.read_iter = cmdline_read,
};

int proc_mm_open(struct inode *inode, struct file *f)
{
	struct mm_struct *mm = NULL;
	int err = open_mm(inode, &mm);

	f->private_data = mm;
	return err;
}

int proc_mm_release(struct inode *inode, struct file *f)
{
	(void)inode;
	if (f->private_data)
		mmdrop(f->private_data);
	return 0;
}

static ssize_t environ_read(struct file *f, loff_t *pos, struct iov_iter *to)
{
	struct mm_struct *mm = f->private_data;
	uaddr_t start, end;
	ssize_t n;
	char *page;

	if (!mm || !mmget_not_zero(mm))
		return 0;
	spin_lock(&mm->arg_lock);
	start = mm->env_start;
	end = mm->env_end;
	spin_unlock(&mm->arg_lock);
	page = kmalloc(PAGE_SIZE, GFP_KERNEL);
	n = page ? copy_from_pos(mm, start, end, pos, page, to) : -ENOMEM;
	kfree(page);
	mmput(mm);
	return n;
}

const struct file_operations proc_environ_fops = {
	.llseek = generic_file_llseek,
	.read_iter = environ_read,
	.open = proc_mm_open,
	.release = proc_mm_release,
};

/* Pairs up to AT_NULL; const since exec, so the struct is enough. */
static ssize_t auxv_read(struct file *f, loff_t *pos, struct iov_iter *to)
{
	struct mm_struct *mm = f->private_data;
	unsigned int words = 0;

	if (!mm)
		return 0;
	do
		words += 2;
	while (words < AT_VECTOR_SIZE && mm->saved_auxv[words - 2]);
	return simple_read_from_buffer(to, pos, mm->saved_auxv, words * sizeof(mm->saved_auxv[0]));
}

const struct file_operations proc_auxv_fops = {
	.llseek = generic_file_llseek,
	.read_iter = auxv_read,
	.open = proc_mm_open,
	.release = proc_mm_release,
};
