/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm/vm/mm_types.h - the address space of a process: mm_struct and vm_area_struct
 *
 * Lifetime: mm_users counts tasks that run in it (mmget/mmput; the last drop unmaps everything);
 *   mm_count counts holders of the struct and its page table (mmgrab/mmdrop).  A VMA is freed
 *   after an RCU grace period, because faults find it without mmap_lock.
 * Key: c const after creation, a atomic, w mmap_lock for writing, r|w mmap_lock for reading or
 *   the VMA lock to read and mmap_lock for writing + VMA lock to change, p page-table lock,
 *   g arg_lock
 * The VMA lock (vm_refs, vm_lock_seq) is described in mm/vm/vma_lock.c.
 */
#pragma once

#include "arch/mmu.h"
#include "base/atomic.h"
#include "base/types.h"
#include "kernel/sched/mutex.h"
#include "kernel/sync/spinlock.h"
#include "lib/rbtree.h"
#include "lib/xarray.h"

struct address_space;
struct anon_vma;
struct file;
struct inode;
struct page;
struct vm_area_struct;
struct vm_fault;
struct user_struct;
struct task_struct;

/* vma->vm_flags: Linux's values, which smaps and the fault code read. */
#define VM_NONE			  0x00000000UL
#define VM_READ			  0x00000001UL
#define VM_WRITE		  0x00000002UL
#define VM_EXEC			  0x00000004UL
#define VM_SHARED		  0x00000008UL
#define VM_MAYREAD		  0x00000010UL
#define VM_MAYWRITE		  0x00000020UL
#define VM_MAYEXEC		  0x00000040UL
#define VM_MAYSHARE		  0x00000080UL
#define VM_GROWSDOWN		  0x00000100UL
#define VM_PFNMAP		  0x00000400UL
#define VM_LOCKED		  0x00002000UL
#define VM_IO			  0x00004000UL
#define VM_SEQ_READ		  0x00008000UL
#define VM_RAND_READ		  0x00010000UL
#define VM_DONTCOPY		  0x00020000UL
#define VM_DONTEXPAND		  0x00040000UL
#define VM_LOCKONFAULT		  0x00080000UL
#define VM_ACCOUNT		  0x00100000UL
#define VM_NORESERVE		  0x00200000UL
#define VM_SYNC			  0x00800000UL
#define VM_WIPEONFORK		  0x02000000UL
#define VM_DONTDUMP		  0x04000000UL
#define VM_SOFTDIRTY		  0x08000000UL
#define VM_MIXEDMAP		  0x10000000UL
#define VM_STACK		  VM_GROWSDOWN
#define VM_ACCESS_FLAGS		  (VM_READ | VM_WRITE | VM_EXEC)
/* The temporary stack of exec, until setup_arg_pages(). */
#define VM_STACK_INCOMPLETE_SETUP (VM_RAND_READ | VM_SEQ_READ)
#define VM_LOCKED_MASK		  (VM_LOCKED | VM_LOCKONFAULT)
#define VM_SPECIAL		  (VM_IO | VM_DONTEXPAND | VM_PFNMAP | VM_MIXEDMAP)

typedef unsigned int vm_fault_t;
#define VM_FAULT_OOM	 0x0001u
#define VM_FAULT_SIGBUS	 0x0002u
#define VM_FAULT_MAJOR	 0x0004u
#define VM_FAULT_SIGSEGV 0x0040u
#define VM_FAULT_NOPAGE	 0x0100u /* the handler installed the entry */
#define VM_FAULT_LOCKED	 0x0200u /* page is returned locked */
#define VM_FAULT_RETRY	 0x0400u /* lock was dropped: look up again */
#define VM_FAULT_ERROR	 (VM_FAULT_OOM | VM_FAULT_SIGBUS | VM_FAULT_SIGSEGV)

#define FAULT_FLAG_WRITE       0x01u
#define FAULT_FLAG_MKWRITE     0x02u
#define FAULT_FLAG_ALLOW_RETRY 0x04u
#define FAULT_FLAG_KILLABLE    0x10u
#define FAULT_FLAG_TRIED       0x20u
#define FAULT_FLAG_USER	       0x40u
#define FAULT_FLAG_REMOTE      0x80u
#define FAULT_FLAG_INSTRUCTION 0x100u
#define FAULT_FLAG_UNSHARE     0x400u
#define FAULT_FLAG_VMA_LOCK    0x1000u /* only the VMA lock is held */

struct vm_fault {
	struct vm_area_struct *vma;
	unsigned int flags; /* FAULT_FLAG_* */
	uaddr_t address;    /* page-aligned */
	uaddr_t real_address;
	unsigned long pgoff; /* of address in the file */
	pmd_t *pmd;
	pte_t orig_pte;
	struct page *page; /* out of ->fault: referenced, locked if VM_FAULT_LOCKED */
	struct page *cow_page;
	pte_t *pte;
	spinlock_t *ptl;
};

struct vm_operations_struct {
	void (*open)(struct vm_area_struct *vma); /* copied: fork, split */
	void (*close)(struct vm_area_struct *vma);
	int (*may_split)(struct vm_area_struct *vma, uaddr_t addr);
	int (*mremap)(struct vm_area_struct *vma);
	vm_fault_t (*fault)(struct vm_fault *vmf);
	/* Maps cached pages around; called with no lock but the VMA's. */
	vm_fault_t (*map_pages)(struct vm_fault *vmf, unsigned long start_pgoff,
				unsigned long end_pgoff);
	/* A shared page is about to become writable; page locked on success. */
	vm_fault_t (*page_mkwrite)(struct vm_fault *vmf);
	const char *(*name)(struct vm_area_struct *vma); /* "[vdso]" for maps, or NULL */
};

struct vm_area_struct {
	uaddr_t vm_start, vm_end; /* [r|w] [start, end), page-aligned */
	struct mm_struct *vm_mm;  /* [c] */
	unsigned long vm_flags;	  /* [r|w] */
	pgprot_t vm_page_prot;	  /* [r|w] */
	struct rb_node vm_rb;	  /* [w] by address; faults walk it without a lock */
	uaddr_t rb_subtree_gap;	  /* [w] largest gap before a VMA in this subtree */
	struct vm_area_struct *vm_prev, *vm_next; /* [w] neighbours */
	atomic_t vm_refs; /* [a] the VMA lock: faults inside, VMA_WRITER while one waits */
	int vm_lock_seq;  /* [w] equals mm->mm_lock_seq: write-locked */
	bool detached;	  /* [r|w] no longer in the tree */
	bool anon_cloned; /* [w] anon_vma descends from another process's: see can_merge */
	const struct vm_operations_struct *vm_ops; /* [c] NULL: anonymous */
	unsigned long vm_pgoff;			   /* [r|w] pages */
	struct file *vm_file;			   /* [c] referenced, or NULL */
	struct address_space *vm_mapping;	   /* [c] of vm_file or shared anonymous memory */
	void *vm_private_data;
	/* rmap */
	struct rb_node shared_rb; /* [mapping->i_mmap lock] interval tree by pgoff */
	unsigned long shared_subtree_last;
	struct anon_vma *anon_vma; /* [w, or r + page_table_lock on first fault]; NULL: no anonymous
				      page yet */
	struct anon_vma_name *anon_name; /* [r|w] prctl(PR_SET_VMA) */
	struct rcu_head rcu;
};

/* mm->flags, bit numbers. */
#define MMF_LEGACY_LAYOUT 0 /* mmap area grows up from mmap_base */
#define MMF_OOM_VICTIM	  1 /* chosen by the OOM killer; not chosen again */
#define MMF_OOM_SKIP	  6 /* its memory is back, or cannot be got: not chosen again */
#define MMF_UNSTABLE	  7 /* the OOM reaper took pages away: what is read may be zeros */
#define MMF_DUMPABLE	  2 /* 2 bits: SUID_DUMP_* */
#define MMF_MEMBARRIER	  4 /* registered for MEMBARRIER_CMD_PRIVATE_EXPEDITED */

enum mm_counter { MM_FILEPAGES, MM_ANONPAGES, MM_SWAPENTS, MM_SHMEMPAGES, NR_MM_COUNTERS };

#define AT_VECTOR_SIZE 48 /* words saved for /proc/<pid>/auxv */

struct mm_struct {
	struct rb_root mm_rb;	     /* [w] VMAs */
	struct vm_area_struct *mmap; /* [w] first VMA */
	int mm_lock_seq;	     /* [w] changes when mmap_lock is released by a writer */
	pgd_t *pgd;		     /* [c] */
	struct mm_context context;
	atomic_t mm_users, mm_count;
	struct rw_semaphore mmap_lock; /* RANK_MMAP */
	spinlock_t page_table_lock;    /* RANK_PTL: upper levels, anon_vma of a VMA */
	spinlock_t arg_lock;
	int map_count;				/* [w] VMAs */
	atomic_long_t rss_stat[NR_MM_COUNTERS]; /* pages */
	atomic_long_t pgtables_bytes;
	unsigned long hiwater_rss, hiwater_vm;			       /* pages */
	unsigned long total_vm, locked_vm, data_vm, exec_vm, stack_vm; /* [w] pages */
	atomic_long_t pinned_vm;
	unsigned long def_flags;			    /* [w] mlockall(MCL_FUTURE) */
	uaddr_t mmap_base;				    /* [c] top of the mmap area */
	uaddr_t task_size;				    /* [c] */
	uaddr_t start_code, end_code, start_data, end_data; /* [g] */
	uaddr_t start_brk, brk, start_stack;		    /* [g] */
	uaddr_t arg_start, arg_end, env_start, env_end;	    /* [g] */
	u64 saved_auxv[AT_VECTOR_SIZE];
	uaddr_t vdso;
	struct file *exe_file; /* RCU; /proc/<pid>/exe */
	struct user_struct *user;
	unsigned long flags;	   /* [a] MMF_* */
	struct task_struct *owner; /* OOM, limits: a task of the group, or NULL */
	struct list_head mmlist;   /* [mmlist_lock] all address spaces, for tools and reclaim */
	struct rcu_head rcu;
};

extern struct mm_struct init_mm; /* the kernel's: init_pgd, no VMAs */
