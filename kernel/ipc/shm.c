/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/ipc/shm.c - System V shared memory: segments by key and id, attached like files
 *
 * Theory
 *   A segment is an unlinked shmem file "SYSVkkkkkkkk" whose inode number is the id.  Attaching
 * maps a struct file of its own, opened as the attacher asked (read-only or both), so that the rest
 * of mm/vm needs to know nothing.  Attachments are counted by the VMAs: ->open and ->close see
 * forks, splits and the end of a process.  IPC_RMID marks a segment SHM_DEST; it goes when nobody
 * has it attached, till then its id (not its key) still works.
 *
 *   shmat() counts itself in while it maps, so that the segment cannot go under its hands.
 *
 * Not here: keys, ids, permissions (ipc_ids.c); the memory (mm/vm/shmem.c); huge pages: EINVAL.
 *
 * Locks: 40 mmap_lock -> 46 shm_ids.lock.  Mapping and unmapping are done without the latter.
 * Sources: shmget(2) shmop(2) shmctl(2) sysvipc(7), proc(5) (/proc/sysvipc/shm)
 */
#include "kernel/ipc/shm.h"

#include "fs/vfs/file.h"
#include "fs/vfs/seq_file.h"
#include "ipc_ids.h"
#include "kernel/base/panic.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/signal.h"
#include "kernel/sched/time.h"
#include "lib/format.h"
#include "mm/kmem/slab.h"
#include "mm/vm/mm.h"
#include "mm/vm/shmem.h"

#include <linux/mman.h>

/* In the mode of a segment, as shmctl(2) shows it. */
#define SHM_DEST   01000
#define SHM_LOCKED 02000

/*
 * struct shm_segment - a segment
 *
 * Lifetime: refs: one of the ids until it is removed, one of each attached file.
 * Key: c const, i shm_ids.lock
 */
struct shm_segment {
	struct ipc_perm_obj perm;
	refcount_t refs;
	struct file *file;	    /* [c] the memory; opened for both */
	size_t size;		    /* [c] as asked for */
	unsigned long nattch;	    /* [i] VMAs, and shmat() calls in progress */
	s64 atime, dtime, ctime;    /* [i] seconds */
	pid_t cpid, lpid;	    /* [c], [i] */
	struct user_struct *locker; /* [i] who pays for SHM_LOCK, referenced, or NULL */
};

#define ULONG_MAX (~0UL) /* SHMMAX and SHMALL are written with it */
unsigned long sysctl_shmmax = SHMMAX, sysctl_shmall = SHMALL;
int sysctl_shmmni = SHMMNI;

static struct ipc_ids shm_ids = IPC_IDS_INIT(shm_ids);
static unsigned long shm_total; /* [shm_ids.lock] pages of all segments */

static struct shm_segment *to_segment(struct ipc_perm_obj *p)
{
	return container_of(p, struct shm_segment, perm);
}

static unsigned long segment_pages(const struct shm_segment *s)
{
	return PAGE_ALIGN(s->size) >> PAGE_SHIFT;
}

static struct shm_segment *find_segment(int id)
{
	struct ipc_perm_obj *p = ipc_find(&shm_ids, id);

	return IS_ERR(p) ? ERR_CAST(p) : to_segment(p);
}

/* --- life --- */

static void put_segment(struct shm_segment *s)
{
	if (!refcount_dec_and_test(&s->refs))
		return;
	fput(s->file);
	kfree(s);
}

static void unlock_segment(struct shm_segment *s)
{
	if (!s->locker)
		return;
	atomic_long_sub((long)segment_pages(s), &s->locker->locked_vm);
	free_uid(s->locker);
	s->locker = NULL;
}

/* Takes @s from the ids if it is marked and not attached.  True: the caller puts the ids' reference
 * when it has dropped the lock. */
static bool destroy_if_unused(struct shm_segment *s)
{
	if (s->nattch || !(s->perm.mode & SHM_DEST) || s->perm.deleted)
		return false;
	shm_total -= segment_pages(s);
	unlock_segment(s);
	ipc_remove(&shm_ids, &s->perm);
	return true;
}

/* An attachment less. */
static void detach(struct shm_segment *s)
{
	bool gone;

	mutex_lock(&shm_ids.lock);
	assert(s->nattch > 0);
	s->nattch--;
	gone = destroy_if_unused(s);
	mutex_unlock(&shm_ids.lock);
	if (gone)
		put_segment(s);
}

static struct shm_segment *new_segment(__kernel_key_t key, size_t size, int flags)
{
	struct shm_segment *s = kzalloc(sizeof(*s), GFP_KERNEL);
	unsigned long vm_flags = 0;
	char name[16];

	if (!s)
		return ERR_PTR(-ENOMEM);
	if ((flags & SHM_NORESERVE) && READ_ONCE(sysctl_overcommit_memory) != 2)
		vm_flags = VM_NORESERVE;
	snprintf(name, sizeof(name), "SYSV%08x", (unsigned int)key);
	s->file = shmem_file_setup(name, (loff_t)size, vm_flags);
	if (IS_ERR(s->file)) {
		struct file *f = s->file;

		kfree(s);
		return ERR_CAST(f);
	}
	refcount_set(&s->refs, 1);
	s->size = size;
	s->cpid = current->tgid;
	s->ctime = ktime_get_real_seconds();
	return s;
}

static int create_segment(__kernel_key_t key, size_t size, int flags)
{
	unsigned long pages = PAGE_ALIGN(size) >> PAGE_SHIFT;
	struct shm_segment *s;
	int id;

	if (size < SHMMIN || size > READ_ONCE(sysctl_shmmax))
		return -EINVAL;
	if (pages << PAGE_SHIFT < size)
		return -ENOSPC;
	if (shm_total + pages < shm_total || shm_total + pages > READ_ONCE(sysctl_shmall))
		return -ENOSPC;
	if (flags & SHM_HUGETLB)
		return -EINVAL;
	s = new_segment(key, size, flags);
	if (IS_ERR(s))
		return (int)PTR_ERR(s);
	id = ipc_add(&shm_ids, &s->perm, key, flags, READ_ONCE(sysctl_shmmni));
	if (id < 0) {
		put_segment(s);
		return id;
	}
	s->file->f_inode->i_ino = (u64)id; /* as /proc/<pid>/maps shows it */
	shm_total += pages;
	return id;
}

int do_shmget(__kernel_key_t key, size_t size, int flags)
{
	struct ipc_perm_obj *p = NULL;
	int ret;

	mutex_lock(&shm_ids.lock);
	if (key != IPC_PRIVATE)
		p = ipc_find_key(&shm_ids, key);
	if (!p)
		ret = key == IPC_PRIVATE || (flags & IPC_CREAT) ? create_segment(key, size, flags)
								: -ENOENT;
	else if ((flags & IPC_CREAT) && (flags & IPC_EXCL))
		ret = -EEXIST;
	else if (to_segment(p)->size < size)
		ret = -EINVAL;
	else
		ret = ipc_permitted(p, flags) ? -EACCES : p->id;
	mutex_unlock(&shm_ids.lock);
	return ret;
}

/* --- attaching --- */

static void shm_vma_open(struct vm_area_struct *vma)
{
	struct shm_segment *s = vma->vm_file->private_data;

	mutex_lock(&shm_ids.lock);
	s->nattch++;
	s->atime = ktime_get_real_seconds();
	s->lpid = current->tgid;
	mutex_unlock(&shm_ids.lock);
}

static void shm_vma_close(struct vm_area_struct *vma)
{
	struct shm_segment *s = vma->vm_file->private_data;

	mutex_lock(&shm_ids.lock);
	s->dtime = ktime_get_real_seconds();
	s->lpid = current->tgid;
	mutex_unlock(&shm_ids.lock);
	detach(s);
}

static vm_fault_t shm_fault(struct vm_fault *vmf)
{
	return shmem_vm_ops.fault(vmf);
}

static vm_fault_t shm_map_pages(struct vm_fault *vmf, unsigned long start, unsigned long end)
{
	return shmem_vm_ops.map_pages(vmf, start, end);
}

static const struct vm_operations_struct shm_vm_ops = {
	.open = shm_vma_open,
	.close = shm_vma_close,
	.fault = shm_fault,
	.map_pages = shm_map_pages,
};

static int shm_mmap(struct file *f, struct vm_area_struct *vma)
{
	(void)f;
	vma->vm_ops = &shm_vm_ops;
	shm_vma_open(vma);
	return 0;
}

static int shm_release(struct inode *inode, struct file *f)
{
	(void)inode;
	put_segment(f->private_data);
	return 0;
}

static const struct file_operations shm_file_operations = {
	.mmap = shm_mmap,
	.release = shm_release,
};

/* A file to map @s by, with its own reference; counted in nattch on success. */
static struct file *open_segment(int id, int acc_mode, int open_flags)
{
	struct shm_segment *s;
	struct file *f = NULL;
	struct path path;
	int err;

	mutex_lock(&shm_ids.lock);
	s = find_segment(id);
	err = IS_ERR(s) ? (int)PTR_ERR(s) : ipc_permitted(&s->perm, acc_mode);
	if (!err) {
		path = s->file->f_path;
		path_get(&path);
		f = alloc_file(&path, open_flags, &shm_file_operations);
		if (IS_ERR(f)) {
			err = (int)PTR_ERR(f);
			path_put(&path);
		}
	}
	if (!err) {
		refcount_inc(&s->refs);
		f->private_data = s;
		s->nattch++;
	}
	mutex_unlock(&shm_ids.lock);
	return err ? ERR_PTR(err) : f;
}

/* The address to map at, from @addr and @flags of shmat(2); *map_flags says how. */
static int attach_address(uaddr_t *addr, int flags, unsigned long *map_flags)
{
	*map_flags = MAP_SHARED;
	if (!*addr)
		return flags & SHM_REMAP ? -EINVAL : 0;
	if (!PAGE_ALIGNED(*addr)) {
		if (!(flags & SHM_RND))
			return -EINVAL;
		*addr &= PAGE_MASK;
		/* Address 0 is not to be taken over by rounding. */
		if (!*addr && (flags & SHM_REMAP))
			return -EINVAL;
	}
	*map_flags |= flags & SHM_REMAP ? MAP_FIXED : MAP_FIXED_NOREPLACE;
	return 0;
}

uaddr_t do_shmat(const struct mm_caller *c, int id, uaddr_t addr, int flags)
{
	unsigned long map_flags, prot = PROT_READ;
	int acc_mode = 0444, open_flags = O_RDONLY, err;
	struct file *f;
	size_t size;

	if (id < 0)
		return (uaddr_t)-EINVAL;
	err = attach_address(&addr, flags, &map_flags);
	if (err)
		return (uaddr_t)err;
	if (!(flags & SHM_RDONLY)) {
		prot |= PROT_WRITE;
		acc_mode |= 0222;
		open_flags = O_RDWR;
	}
	if (flags & SHM_EXEC) {
		prot |= PROT_EXEC;
		acc_mode |= 0111;
	}
	f = open_segment(id, acc_mode, open_flags);
	if (IS_ERR(f))
		return (uaddr_t)PTR_ERR(f);
	size = ((struct shm_segment *)f->private_data)->size;
	if (addr && !(flags & SHM_REMAP) && addr + size < addr) {
		addr = (uaddr_t)-EINVAL;
	} else {
		addr = do_mmap(current->mm, c, f, addr, size, prot, map_flags, 0);
		if (addr == (uaddr_t)-EEXIST)
			addr = (uaddr_t)-EINVAL; /* shmop(2) has no other word for "in use" */
	}
	detach(f->private_data);
	fput(f);
	return addr;
}

/* The first VMA from @vma on that begins a segment mapped as if at @addr. */
static struct vm_area_struct *attached_at(struct vm_area_struct *vma, uaddr_t addr)
{
	for (; vma; vma = vma->vm_next)
		if (vma->vm_ops == &shm_vm_ops &&
		    (vma->vm_start - addr) >> PAGE_SHIFT == vma->vm_pgoff)
			break;
	return vma;
}

int do_shmdt(uaddr_t addr)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma, *next;
	const struct file *f;
	uaddr_t end;
	int err = -EINVAL;

	if (!PAGE_ALIGNED(addr))
		return -EINVAL;
	if (mmap_write_lock_killable(mm))
		return -EINTR;
	vma = attached_at(find_vma(mm, addr), addr);
	if (vma) {
		/* All pieces of that attachment: it may have been split, and have lost some. */
		f = vma->vm_file;
		end = addr + PAGE_ALIGN(((struct shm_segment *)f->private_data)->size);
		for (err = 0; vma && vma->vm_end <= end && !err; vma = next) {
			next = vma->vm_next;
			if (vma->vm_ops == &shm_vm_ops && vma->vm_file == f &&
			    (vma->vm_start - addr) >> PAGE_SHIFT == vma->vm_pgoff)
				err = do_munmap_locked(mm, vma->vm_start,
						       vma->vm_end - vma->vm_start);
		}
	}
	mmap_write_unlock(mm);
	return err;
}

/* --- control --- */

int shm_get_limits(struct shminfo64 *info)
{
	int max;

	*info = (struct shminfo64){
		.shmmax = READ_ONCE(sysctl_shmmax),
		.shmmin = SHMMIN,
		.shmmni = (unsigned long)READ_ONCE(sysctl_shmmni),
		.shmseg = (unsigned long)READ_ONCE(sysctl_shmmni),
		.shmall = READ_ONCE(sysctl_shmall),
	};
	mutex_lock(&shm_ids.lock);
	max = ipc_max_index(&shm_ids);
	mutex_unlock(&shm_ids.lock);
	return max;
}

int shm_get_usage(struct shm_info *info)
{
	struct ipc_perm_obj *p;
	unsigned long index;
	int max;

	*info = (struct shm_info){0};
	mutex_lock(&shm_ids.lock);
	idr_for_each_entry(&shm_ids.idr, p, index) info->shm_rss +=
		to_segment(p)->file->f_mapping->nrpages;
	info->used_ids = shm_ids.in_use;
	info->shm_tot = shm_total;
	max = ipc_max_index(&shm_ids);
	mutex_unlock(&shm_ids.lock);
	return max;
}

int shm_get_status(int cmd, int id, struct shmid64_ds *ds)
{
	struct ipc_perm_obj *p;
	struct shm_segment *s;
	int ret;

	mutex_lock(&shm_ids.lock);
	p = cmd == IPC_STAT ? ipc_find(&shm_ids, id) : ipc_find_index(&shm_ids, id);
	ret = IS_ERR(p) ? (int)PTR_ERR(p) : cmd == SHM_STAT_ANY ? 0 : ipc_permitted(p, 0444);
	if (!ret) {
		s = to_segment(p);
		*ds = (struct shmid64_ds){
			.shm_segsz = s->size,
			.shm_atime = s->atime,
			.shm_dtime = s->dtime,
			.shm_ctime = s->ctime,
			.shm_cpid = s->cpid,
			.shm_lpid = s->lpid,
			.shm_nattch = s->nattch,
		};
		ipc_get(p, &ds->shm_perm);
		ret = cmd == IPC_STAT ? 0 : p->id;
	}
	mutex_unlock(&shm_ids.lock);
	return ret;
}

int shm_set_owner(int id, const struct ipc64_perm *perm)
{
	struct shm_segment *s;
	int err;

	mutex_lock(&shm_ids.lock);
	s = find_segment(id);
	err = IS_ERR(s) ? (int)PTR_ERR(s) : ipc_may_change(&s->perm);
	if (!err)
		err = ipc_set(&s->perm, perm);
	if (!err)
		s->ctime = ktime_get_real_seconds();
	mutex_unlock(&shm_ids.lock);
	return err;
}

int shm_remove(int id)
{
	struct shm_segment *s;
	bool gone = false;
	int err;

	mutex_lock(&shm_ids.lock);
	s = find_segment(id);
	err = IS_ERR(s) ? (int)PTR_ERR(s) : ipc_may_change(&s->perm);
	if (!err) {
		ipc_forget_key(&s->perm);
		s->perm.mode |= SHM_DEST;
		gone = destroy_if_unused(s);
	}
	mutex_unlock(&shm_ids.lock);
	if (gone)
		put_segment(s);
	return err;
}

/* Charges @s to the caller's RLIMIT_MEMLOCK; its pages stay anyway, as there is no swap. */
static int lock_segment(struct shm_segment *s)
{
	struct user_struct *u = current_cred()->user;
	unsigned long limit = rlimit(RLIMIT_MEMLOCK), locked;

	if (s->perm.mode & SHM_LOCKED)
		return 0;
	locked = (unsigned long)atomic_long_read(&u->locked_vm) + segment_pages(s);
	if (limit != RLIM_INFINITY && locked > limit >> PAGE_SHIFT && !capable(CAP_IPC_LOCK))
		return -ENOMEM;
	atomic_long_add((long)segment_pages(s), &u->locked_vm);
	refcount_inc(&u->refs);
	s->locker = u;
	s->perm.mode |= SHM_LOCKED;
	return 0;
}

/* SHM_LOCK and SHM_UNLOCK: the owners may, within their limit. */
static int may_lock(const struct shm_segment *s, int cmd)
{
	uid_t euid = current_euid();

	if (capable(CAP_IPC_LOCK))
		return 0;
	if (euid != s->perm.uid && euid != s->perm.cuid)
		return -EPERM;
	return cmd == SHM_LOCK && !rlimit(RLIMIT_MEMLOCK) ? -EPERM : 0;
}

int shm_lock(int cmd, int id)
{
	struct shm_segment *s;
	int err;

	mutex_lock(&shm_ids.lock);
	s = find_segment(id);
	err = IS_ERR(s) ? (int)PTR_ERR(s) : may_lock(s, cmd);
	if (!err && cmd == SHM_LOCK) {
		err = lock_segment(s);
	} else if (!err) {
		unlock_segment(s);
		s->perm.mode &= (umode_t)~SHM_LOCKED;
	}
	mutex_unlock(&shm_ids.lock);
	return err;
}

/* --- /proc/sysvipc/shm --- */

int shm_proc_show(struct seq_file *m, void *v)
{
	const struct shm_segment *s;
	struct ipc_perm_obj *p;
	unsigned long index;

	(void)v;
	seq_puts(m,
		 "       key      shmid perms                  size  cpid  lpid nattch   uid   gid"
		 "  cuid  cgid      atime      dtime      ctime                   rss"
		 "                  swap\n");
	mutex_lock(&shm_ids.lock);
	idr_for_each_entry(&shm_ids.idr, p, index)
	{
		s = to_segment(p);
		seq_printf(m,
			   "%10d %10d  %4o %21lu %5u %5u  %5lu %5u %5u %5u %5u %10llu %10llu"
			   " %10llu %21lu %21lu\n",
			   p->key, p->id, p->mode, s->size, s->cpid, s->lpid, s->nattch, p->uid,
			   p->gid, p->cuid, p->cgid, (unsigned long long)s->atime,
			   (unsigned long long)s->dtime, (unsigned long long)s->ctime,
			   s->file->f_mapping->nrpages << PAGE_SHIFT, 0UL);
	}
	mutex_unlock(&shm_ids.lock);
	return 0;
}
