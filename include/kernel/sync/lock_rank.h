/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sync/lock_rank.h - the one lock order of the kernel
 *
 * A lock has a rank; locks are taken in increasing rank only (debug builds check and panic with
 * both stacks).  Equal ranks: only through a helper that orders by address (lock_two_*), or
 * spin_lock_nested() at a place that says why.  RANK_NONE is not checked (leaf locks that call
 * nothing may use RANK_LEAF).  Sleeping locks come before all spinning ones.
 */
#pragma once

enum lock_rank {
	RANK_NONE = 0,
	/* sleeping */
	RANK_TTY_OPEN = 10,	/* tty open/close/hangup */
	RANK_FILE_POS = 12,	/* position of an open file */
	RANK_SEQ_FILE = 13,	/* one open /proc file: its records may take any lock below */
	RANK_CRED_GUARD = 15,	/* exec against ptrace and /proc */
	RANK_PIPE = 16,		/* pipe mutex; splice(2) writes to a file inside */
	RANK_NAMESPACE = 18,	/* the tree of mounts */
	RANK_SB = 20,		/* super block */
	RANK_RENAME = 22,	/* renames across directories of one file system */
	RANK_INODE_PARENT = 24, /* directory inode rwsem */
	RANK_INODE = 28,	/* inode rwsem of a child or file */
	RANK_SOCK_BIND = 30,	/* name of a socket, inside the directory it goes to */
	RANK_SOCK_READ = 31,	/* readers of a socket, one at a time */
	RANK_SOCK_FLIGHT = 32,	/* files in flight; the list of sockets */
	RANK_EPOLL_FREE = 33,	/* epolls and watched files that go away */
	RANK_EPOLL = 34,
	RANK_TTY_IO = 35,   /* one reader, one writer of a terminal */
	RANK_TTY = 36,	    /* termios */
	RANK_TTY_OUT = 37,  /* output processing and echo */
	RANK_MMAP = 40,	    /* mmap_lock */
	RANK_VMA = 44,	    /* per-VMA lock */
	RANK_IPC = 46,	    /* System V IPC: ids of one kind, and what they name */
	RANK_PAGE = 48,	    /* PG_locked */
	RANK_ANON_VMA = 52, /* rmap */
	RANK_I_MMAP = 54,
	/* spinning */
	RANK_SPIN = 60,	       /* first spinning rank */
	RANK_SOCK = 61,	       /* a socket; of two, by address */
	RANK_FILES = 62,       /* fd table */
	RANK_FUTEX = 64,       /* hash bucket */
	RANK_TASKLIST = 66,    /* process tree */
	RANK_POSIX_TIMER = 67, /* POSIX timers of a process (irq) */
	RANK_SIGHAND = 68,     /* signals of a thread group */
	RANK_RENAME_SEQ = 69,  /* d_move against path printing */
	RANK_TASK = 69,	       /* task_lock(): mm, files, fs, comm, limits of a task */
	RANK_DENTRY = 70,      /* d_lock, mount hash */
	RANK_PIDMAP = 71,      /* numbers of processes */
	RANK_INODE_SPIN = 72,  /* i_lock */
	RANK_MAPPING = 74,     /* address_space xarray */
	RANK_PTL = 76,	       /* page tables */
	RANK_LRU = 78,
	RANK_TTY_PORT = 79, /* registers of a terminal's device (irq): input goes to the flip buffer
			       inside */
	RANK_TTY_BUF = 80,  /* flip buffers, output rings (irq) */
	RANK_WAITQ = 84,    /* wait queue heads (irq) */
	RANK_EP_READY = 86, /* ready list of an epoll: taken in wake-ups (irq) */
	RANK_WORKQUEUE = 87, /* work of the kernel's threads: given in wake-ups (irq) */
	RANK_RQ = 88,	     /* run queue (irq) */
	RANK_TIMER = 90,     /* per-CPU timers (irq) */
	RANK_VMALLOC = 92,
	RANK_SLAB = 94, /* slab node lists (irq) */
	RANK_ZONE = 96, /* buddy (irq) */
	RANK_IRQ_DESC = 97,
	RANK_LEAF = 98,	   /* calls nothing */
	RANK_CONSOLE = 99, /* console and log */
};

/*
 * Debug builds keep what each context holds, newest last: a task its own (task->held), an
 * interrupt those of its CPU, as the locks of what it interrupted do not order its own.
 */
#define MAX_HELD_LOCKS 16

struct held_lock {
	const void *lock;
	const void *ip; /* where it was taken */
	unsigned char rank;
	unsigned char spins;
};

struct held_locks {
	unsigned char *nr;
	struct held_lock *lock; /* [MAX_HELD_LOCKS] */
};

#ifdef CONFIG_DEBUG
/* Held locks of the running context; registered by kernel/sched.  NULL nr: do not check now. */
extern struct held_locks (*held_locks_hook)(void);
extern _Bool (*lock_in_interrupt)(void);
/* Bookkeeping for every kind of lock; @ip is __builtin_return_address(0) of the lock function. */
void lock_acquired(const void *lock, enum lock_rank rank, int spins, int nested, const void *ip);
void lock_released(const void *lock);
int lock_is_held(const void *lock);
/* Panics if the running context holds a lock that spins. */
void assert_no_spinlock(const char *what);
#else
static inline void lock_acquired(const void *lock, enum lock_rank rank, int spins, int nested,
				 const void *ip)
{
	(void)lock;
	(void)rank;
	(void)spins;
	(void)nested;
	(void)ip;
}

static inline void lock_released(const void *lock)
{
	(void)lock;
}
#endif
