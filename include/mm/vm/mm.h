/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/mm.h - address spaces: what the calls of the border, fork, exec and the trap handler use
 *
 * Every function takes the mm as a parameter; none reads current.  Functions named _locked want
 * mmap_lock held (for writing unless said otherwise); the others take it.
 * Lengths and addresses are checked here as the man pages say; the border only decodes flags.
 */
#pragma once

#include "base/compiler.h"
#include "base/err.h"
#include "mm/vm/mm_types.h"

/* What mm needs to know of its caller, since it does not read current. */
struct mm_caller {
	unsigned long rlim_as, rlim_data, rlim_stack, rlim_memlock; /* bytes */
	bool cap_ipc_lock, cap_sys_admin, cap_sys_rawio;
	unsigned int personality;
};

/* mm_file_ops->fmode(): the values of fs's FMODE_*. */
#define MM_FMODE_READ  0x1u
#define MM_FMODE_WRITE 0x2u

/* Files, as seen from below; registered by fs/vfs. */
struct mm_file_ops {
	void (*get)(struct file *f);
	void (*put)(struct file *f);
	struct address_space *(*mapping)(struct file *f);
	/* access(f): FMODE_READ/FMODE_WRITE opened, noexec mount; mmap: the file's ->mmap method */
	unsigned int (*fmode)(struct file *f);
	int (*mmap)(struct file *f, struct vm_area_struct *vma);
	bool (*noexec)(struct file *f);
	bool (*can_mmap)(struct file *f);  /* has an ->mmap method; NULL: all have */
	int (*deny_write)(struct file *f); /* exec's own file: -ETXTBSY */
	void (*allow_write)(struct file *f);
	/* Size in bytes of an inode whose address_space has no ->size of its own; size_set: a write
	 * grew it. */
	loff_t (*size)(const struct inode *inode);
	void (*size_set)(struct inode *inode, loff_t size);
	/* A new unlinked tmpfs file of @size bytes ("/@name (deleted)") on an internal mount,
	 * opened for reading and writing, one reference; its mapping is made by
	 * shmem_mapping_init(..., flags).  ERR_PTR. */
	struct file *(*shmem_file)(const char *name, loff_t size, unsigned long vm_flags);
};
extern const struct mm_file_ops
	*mm_file_ops; /* registered by fs/vfs before the first mmap of a file */

/* Life. */
struct mm_struct *mm_alloc(void); /* empty, mm_users 1; or NULL */
struct mm_struct *dup_mm(struct mm_struct *old, const struct mm_caller *c); /* fork; ERR_PTR */
static inline void mmget(struct mm_struct *mm)
{
	atomic_inc(&mm->mm_users);
}
static inline bool mmget_not_zero(struct mm_struct *mm)
{
	return atomic_inc_not_zero(&mm->mm_users);
}
static inline void mmgrab(struct mm_struct *mm)
{
	atomic_inc(&mm->mm_count);
}
void mmput(struct mm_struct *mm);  /* may sleep */
void mmdrop(struct mm_struct *mm); /* any context */
/* The program of exec: consumes nothing; takes its own reference and denies writing.  0 or
 * -ETXTBSY. */
int set_mm_exe_file(struct mm_struct *mm, struct file *f);
/* Referenced (mm_file_ops->get) or NULL. */
struct file *get_mm_exe_file(struct mm_struct *mm);

#define mmap_read_lock(mm)	     down_read(&(mm)->mmap_lock)
#define mmap_read_unlock(mm)	     up_read(&(mm)->mmap_lock)
#define mmap_read_lock_killable(mm)  down_read_killable(&(mm)->mmap_lock)
#define mmap_read_trylock(mm)	     down_read_trylock(&(mm)->mmap_lock)
#define mmap_write_lock(mm)	     down_write(&(mm)->mmap_lock)
#define mmap_write_lock_killable(mm) down_write_killable(&(mm)->mmap_lock)
/* Also unlocks, by the change of mm_lock_seq, every VMA that was write-locked meanwhile. */
static inline void mmap_write_unlock(struct mm_struct *mm)
{
	smp_store_release(&mm->mm_lock_seq, mm->mm_lock_seq + 1);
	up_write(&mm->mmap_lock);
}
static inline void mmap_write_downgrade(struct mm_struct *mm)
{
	smp_store_release(&mm->mm_lock_seq, mm->mm_lock_seq + 1);
	downgrade_write(&mm->mmap_lock);
}

/* VMAs; mmap_lock held for reading. */
struct vm_area_struct *find_vma(struct mm_struct *mm, uaddr_t addr); /* first with end > addr */
struct vm_area_struct *find_vma_prev(struct mm_struct *mm, uaddr_t addr,
				     struct vm_area_struct **prev);
struct vm_area_struct *vma_lookup(struct mm_struct *mm, uaddr_t addr); /* containing it */

/* The calls: address or 0, or -errno.  @prot PROT_*, @flags MAP_* etc. as in the man pages; errors
 * are theirs. */
uaddr_t do_mmap(struct mm_struct *mm, const struct mm_caller *c, struct file *f, uaddr_t addr,
		size_t len, unsigned long prot, unsigned long flags, unsigned long pgoff);
uaddr_t do_mmap_locked(struct mm_struct *mm, const struct mm_caller *c, struct file *f,
		       uaddr_t addr, size_t len, unsigned long prot, unsigned long flags,
		       unsigned long pgoff, bool *populate);
int do_munmap(struct mm_struct *mm, uaddr_t addr, size_t len);
int do_munmap_locked(struct mm_struct *mm, uaddr_t addr, size_t len);
/* remap_file_pages(2), emulated as Linux does: maps that part of the file over the range.  0 or
 * -errno. */
int do_remap_file_pages(struct mm_struct *mm, const struct mm_caller *c, uaddr_t addr, size_t len,
			unsigned long prot, unsigned long pgoff, unsigned long flags);
int do_mprotect(struct mm_struct *mm, const struct mm_caller *c, uaddr_t addr, size_t len,
		unsigned long prot);
uaddr_t do_mremap(struct mm_struct *mm, const struct mm_caller *c, uaddr_t addr, size_t old_len,
		  size_t new_len, unsigned long flags, uaddr_t new_addr);
int do_madvise(struct mm_struct *mm, const struct mm_caller *c, uaddr_t addr, size_t len,
	       int advice);
int do_msync(struct mm_struct *mm, uaddr_t addr, size_t len, int flags);
/* Residency of up to @npages from @addr into @vec; 0 or -ENOMEM. */
int do_mincore(struct mm_struct *mm, uaddr_t addr, unsigned long npages, unsigned char *vec);
int do_mlock(struct mm_struct *mm, const struct mm_caller *c, uaddr_t addr, size_t len,
	     unsigned long vm_flags);
int do_munlock(struct mm_struct *mm, uaddr_t addr, size_t len);
int do_mlockall(struct mm_struct *mm, const struct mm_caller *c, int flags);
int do_munlockall(struct mm_struct *mm);
uaddr_t do_brk(struct mm_struct *mm, const struct mm_caller *c,
	       uaddr_t brk); /* the new or the old break */

/* For exec. */
int vm_brk_flags(struct mm_struct *mm, const struct mm_caller *c, uaddr_t addr, size_t len,
		 unsigned long vm_flags);
int setup_initial_stack(struct mm_struct *mm, uaddr_t *top); /* one-page stack VMA at the top */
int setup_arg_pages(struct mm_struct *mm, const struct mm_caller *c, uaddr_t stack_top,
		    bool exec_stack, uaddr_t *p);
/* First address not used by a stack VMA before it is moved to its random place. */
#define STACK_TOP	((uaddr_t)0x7ffffffff000UL)
#define TASK_SIZE	((uaddr_t)0x7ffffffff000UL)
/* A static-PIE program's or interpreter's lowest load address, before arch_mmap_rnd(). */
#define ELF_ET_DYN_BASE (TASK_SIZE / 3 * 2)
/* ASLR: random byte offset for mmap areas and ET_DYN; the stack's top moved down; the heap's start
 * for the end of bss in mm->brk; the initial stack pointer moved down by up to 8 KiB and aligned
 * to 16. */
uaddr_t arch_mmap_rnd(void);
uaddr_t randomize_stack_top(uaddr_t stack_top);
uaddr_t arch_randomize_brk(const struct mm_struct *mm);
uaddr_t arch_align_stack(uaddr_t sp, bool randomize);
/* mmap_base from the stack limit and personality, with ASLR if @randomize. */
void arch_pick_mmap_layout(struct mm_struct *mm, unsigned long rlim_stack, bool randomize);
/* A mapping of kernel-owned pages ([vdso], [vvar]). */
struct vm_special_mapping {
	const char *name;
	struct page **pages;
	vm_fault_t (*fault)(const struct vm_special_mapping *sm, struct vm_area_struct *vma,
			    struct vm_fault *vmf);
};
struct vm_area_struct *install_special_mapping(struct mm_struct *mm, uaddr_t addr, size_t len,
					       unsigned long vm_flags,
					       const struct vm_special_mapping *sm);
uaddr_t get_unmapped_area(struct mm_struct *mm, const struct mm_caller *c, uaddr_t hint, size_t len,
			  unsigned long flags);

/* Faults. */
/* mmap_lock held for reading, or FAULT_FLAG_VMA_LOCK and the VMA's lock. */
vm_fault_t handle_mm_fault(struct vm_area_struct *vma, uaddr_t addr, unsigned int flags);
/* The whole user fault: finds the VMA (lock-free first), grows the stack, checks access, handles.
 * Returns 0 when done or VM_FAULT_* with *@si_code set for signals.  @sp unused on x86. */
/* The common case of a user fault, which needs to know nothing of the caller: 0 or VM_FAULT_MAJOR
 * when done, else VM_FAULT_RETRY: fill in a mm_caller and call mm_fault_slow(). */
vm_fault_t mm_fault_fast(struct mm_struct *mm, uaddr_t addr, unsigned int flags);
vm_fault_t mm_fault_slow(struct mm_struct *mm, const struct mm_caller *c, uaddr_t addr,
			 unsigned int flags, int *si_code);
/* Both in one. */
vm_fault_t mm_fault(struct mm_struct *mm, const struct mm_caller *c, uaddr_t addr,
		    unsigned int flags, int *si_code);
/* Grows a stack VMA down to @addr; mmap_lock for writing. */
int expand_stack_locked(struct vm_area_struct *vma, const struct mm_caller *c, uaddr_t addr);

#define FOLL_WRITE 0x01u
#define FOLL_GET   0x04u
#define FOLL_FORCE 0x10u
/* Pages of another or the own address space, referenced: how many, or -EFAULT.  mmap_lock for
 * reading. */
long get_user_pages(struct mm_struct *mm, uaddr_t start, unsigned long n, unsigned int foll,
		    struct page **pages);
/* Copies to or from @mm at @addr: bytes done (stops at what is not mapped). */
size_t access_remote_vm(struct mm_struct *mm, uaddr_t addr, void *buf, size_t len,
			unsigned int foll);
/* Faults the range in, as MAP_POPULATE and mlock do. */
int mm_populate(struct mm_struct *mm, uaddr_t start, size_t len);

/* Unmapping by files: truncate and hole punch.  @first, @n pages; n 0: to the end. */
void unmap_mapping_pages(struct address_space *mapping, unsigned long first, unsigned long n,
			 bool even_cows);
void zap_page_range(struct vm_area_struct *vma, uaddr_t start, size_t len);
int remap_pfn_range(struct vm_area_struct *vma, uaddr_t addr, unsigned long pfn, size_t len,
		    pgprot_t prot);

/* Accounting. */
static inline unsigned long get_mm_counter(const struct mm_struct *mm, enum mm_counter which)
{
	long v = atomic_long_read(&mm->rss_stat[which]);

	return v < 0 ? 0 : (unsigned long)v;
}
unsigned long get_mm_rss(const struct mm_struct *mm); /* pages */
extern atomic_long_t vm_committed_as;		      /* pages */
extern int sysctl_overcommit_memory, sysctl_overcommit_ratio, sysctl_max_map_count;
extern unsigned long sysctl_overcommit_kbytes, mmap_min_addr;
extern int randomize_va_space;
unsigned long vm_commit_limit(void); /* pages */
/* 0 or -ENOMEM. */
int vm_acct_memory(long pages, bool cap_sys_admin);
void vm_unacct_memory(long pages);
extern unsigned long sysctl_admin_reserve_kbytes, sysctl_user_reserve_kbytes;
extern int sysctl_legacy_va_layout;

/* /proc/<pid>/maps. One line per VMA: */
struct seq_sink;
void show_map_vma(const struct seq_sink *s, struct vm_area_struct *vma, const char *path,
		  bool deleted, u32 dev, u64 ino);
/* /proc/<pid>/pagemap: the entries of @n pages from @addr; frame numbers only if @frames.  Takes
 * mmap_lock; 0 or -EINTR. */
int pagemap_fill(struct mm_struct *mm, uaddr_t addr, unsigned int n, u64 *entry, bool frames);
void show_smap_vma(const struct seq_sink *s, struct vm_area_struct *vma);
void show_smaps_rollup(const struct seq_sink *s, struct mm_struct *mm);
const char *arch_vma_name(struct vm_area_struct *vma); /* [heap], [stack], [vdso], or NULL */

/* Every mm with users, referenced (mmget) one at a time; fn != 0 stops and is returned.  May sleep.
 */
int for_each_mm(int (*fn)(struct mm_struct *mm, void *ctx), void *ctx);

/* drop_caches: clean, unmapped page cache; returns pages dropped. */
unsigned long drop_pagecache(void);

/* Boot: caches, the zero page, hooks of the page allocator. */
void mm_init(void); /* needs slab; before the first mm_alloc() */
void vm_init(void); /* sizes by RAM, xarray nodes; calls mm_init() if that was not done */
bool is_zero_pfn(unsigned long pfn); /* the page of zeros that all share */
