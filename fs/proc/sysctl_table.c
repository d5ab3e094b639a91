/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/proc/sysctl_table.c - /proc/sys/{kernel,vm,fs}: the values that the kernel has
 *
 * Theory
 *   A file is here only if its value is what the kernel does: reading tells the truth, writing
 *   has the effect that the documentation says.
 *
 * Locks: each value's own; most are single words that their users read once per decision.
 * Sources: Linux Documentation/admin-guide/sysctl/{kernel,vm,fs}.rst, random(4)
 */
#include "internal.h"

#include <linux/capability.h>
#include <linux/futex.h>
#include <linux/limits.h>
#include "fs/vfs/fdtable.h"
#include "kernel/base/panic.h"
#include "kernel/base/random.h"
#include "kernel/base/utsname.h"
#include "kernel/ipc/pipe.h"
#include "kernel/ipc/shm.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/process.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"
#include "mm/phys/alloc.h"
#include "mm/phys/mmzone.h"
#include "mm/vm/mm.h"
#include "mm/vm/oom.h"
#include "sysctl_text.h"

#define PID_MAX_MIN	 301
#define IPCMNI		 32768 /* ids of one kind there can be */
#define INT_MAX_VALUE	 2147483647L
#define NR_OPEN_MIN	 64
#define NR_OPEN_MAX	 (INT_MAX_VALUE & -64L)
#define PIPE_SIZE_MAX	 (1L << 31)
#define RANDOM_POOL_BITS 256
#define DENTRY_AGE_LIMIT 45 /* what Linux always says */

/* --- kernel/ --- */

enum uts_text {
	UTS_TEXT_OSTYPE,
	UTS_TEXT_RELEASE,
	UTS_TEXT_VERSION,
	UTS_TEXT_HOST,
	UTS_TEXT_DOMAIN
};

static int uts_handler(const struct ctl_table *t, bool write, char *buf, size_t size)
{
	enum uts_text which = (enum uts_text)(unsigned long)t->data;
	struct new_utsname u;
	const char *const text[] = {
		[UTS_TEXT_OSTYPE] = u.sysname,	  [UTS_TEXT_RELEASE] = u.release,
		[UTS_TEXT_VERSION] = u.version,	  [UTS_TEXT_HOST] = u.nodename,
		[UTS_TEXT_DOMAIN] = u.domainname,
	};

	if (write)
		return uts_set(which == UTS_TEXT_HOST ? UTS_NODENAME : UTS_DOMAINNAME, buf,
			       min_t(size_t, sysctl_trim_string(buf), __NEW_UTS_LEN));
	uts_read(&u);
	snprintf(buf, size, "%s\n", text[which]);
	return 0;
}

/* A number that never changes, in t->data. */
static int const_handler(const struct ctl_table *t, bool write, char *buf, size_t size)
{
	if (write)
		return -EINVAL;
	snprintf(buf, size, "%lu\n", (unsigned long)t->data);
	return 0;
}

/* Level of the console; then three constants: default message level, least, default. */
static int printk_handler(const struct ctl_table *t, bool write, char *buf, size_t size)
{
	long v[4] = {0, 4, 1, 7};

	(void)t;
	if (!write) {
		snprintf(buf, size, "%d\t%ld\t%ld\t%ld\n", READ_ONCE(console_loglevel), v[1], v[2],
			 v[3]);
		return 0;
	}
	if (sysctl_parse_longs(buf, v, 4, 0, INT_MAX_VALUE) < 0 || v[1] != 4 || v[2] != 1 ||
	    v[3] != 7)
		return -EINVAL;
	WRITE_ONCE(console_loglevel, (int)v[0]);
	return 0;
}

static void make_uuid(u8 uuid[16])
{
	get_random_bytes(uuid, 16);
	uuid[6] = (uuid[6] & 0x0f) | 0x40; /* version 4: random */
	uuid[8] = (uuid[8] & 0x3f) | 0x80; /* the variant of RFC 4122 */
}

static DEFINE_SPINLOCK(boot_id_lock, RANK_LEAF);
static u8 boot_id[16]; /* [boot_id_lock] all 0 until first read */

static int uuid_handler(const struct ctl_table *t, bool write, char *buf, size_t size)
{
	char text[UUID_TEXT_SIZE];
	u8 uuid[16];

	if (write)
		return -EINVAL;
	make_uuid(uuid);
	if (t->data) { /* boot_id: the first one drawn stays */
		spin_lock(&boot_id_lock);
		if (!boot_id[8])
			memcpy(boot_id, uuid, sizeof(uuid));
		memcpy(uuid, boot_id, sizeof(uuid));
		spin_unlock(&boot_id_lock);
	}
	uuid_text(text, uuid);
	snprintf(buf, size, "%s\n", text);
	return 0;
}

static int entropy_handler(const struct ctl_table *t, bool write, char *buf, size_t size)
{
	(void)t;
	if (write)
		return -EINVAL;
	snprintf(buf, size, "%u\n", random_entropy_avail());
	return 0;
}

#define UTS_FILE(p, m, which)                                                                      \
	{                                                                                          \
		.path = p, .mode = m, .type = CTL_PROC, .handler = uts_handler,                    \
		.data = (void *)(unsigned long)(which)                                             \
	}
#define CONST_FILE(p, value)                                                                       \
	{                                                                                          \
		.path = p, .mode = 0444, .type = CTL_PROC, .handler = const_handler,               \
		.data = (void *)(unsigned long)(value)                                             \
	}
#define PROC_FILE(p, m, fn)                                                                        \
	{                                                                                          \
		.path = p, .mode = m, .type = CTL_PROC, .handler = fn                              \
	}
#define INT_FILE(p, var, lo, hi)                                                                   \
	{                                                                                          \
		.path = p, .mode = 0644, .type = CTL_INT, .data = &(var), .min = lo, .max = hi     \
	}

#define ULONG_FILE(name, var)                                                                      \
	{                                                                                          \
		.path = (name), .mode = 0644, .type = CTL_ULONG, .data = &(var)                    \
	}

static const struct ctl_table kernel_table[] = {
	UTS_FILE("kernel/ostype", 0444, UTS_TEXT_OSTYPE),
	UTS_FILE("kernel/osrelease", 0444, UTS_TEXT_RELEASE),
	UTS_FILE("kernel/version", 0444, UTS_TEXT_VERSION),
	UTS_FILE("kernel/hostname", 0644, UTS_TEXT_HOST),
	UTS_FILE("kernel/domainname", 0644, UTS_TEXT_DOMAIN),
	ULONG_FILE("kernel/shmmax", sysctl_shmmax),
	ULONG_FILE("kernel/shmall", sysctl_shmall),
	INT_FILE("kernel/shmmni", sysctl_shmmni, 0, IPCMNI),
	INT_FILE("kernel/pid_max", pid_max, PID_MAX_MIN, PID_MAX_LIMIT),
	INT_FILE("kernel/threads-max", max_threads, 1, FUTEX_TID_MASK),
	CONST_FILE("kernel/ngroups_max", NGROUPS_MAX),
	CONST_FILE("kernel/cap_last_cap", CAP_LAST_CAP),
	INT_FILE("kernel/panic", panic_timeout, 0, 0),
	PROC_FILE("kernel/printk", 0644, printk_handler),
	INT_FILE("kernel/randomize_va_space", randomize_va_space, 0, 2),
	{.path = "kernel/random/boot_id",
	 .mode = 0444,
	 .type = CTL_PROC,
	 .handler = uuid_handler,
	 .data = boot_id},
	PROC_FILE("kernel/random/uuid", 0444, uuid_handler),
	PROC_FILE("kernel/random/entropy_avail", 0444, entropy_handler),
	CONST_FILE("kernel/random/poolsize", RANDOM_POOL_BITS),
};

/* --- vm/ --- */

/* Ratio and kilobytes exclude each other: the one set last counts. */
static void ratio_changed(void)
{
	WRITE_ONCE(sysctl_overcommit_kbytes, 0);
}

static void kbytes_changed(void)
{
	WRITE_ONCE(sysctl_overcommit_ratio, 0);
}

static int mmap_min_addr_handler(const struct ctl_table *t, bool write, char *buf, size_t size)
{
	unsigned long v;
	int err;

	(void)t;
	if (!write) {
		snprintf(buf, size, "%lu\n", READ_ONCE(mmap_min_addr));
		return 0;
	}
	if (!capable(CAP_SYS_RAWIO))
		return -EPERM;
	err = sysctl_parse_ulong(buf, &v, 0, ~0UL);
	if (!err)
		WRITE_ONCE(mmap_min_addr, v);
	return err;
}

#define DROP_PAGES 1
#define DROP_SLABS 2
#define DROP_QUIET 4

static void drop_slabs(void)
{
	while (shrink_slab(~0UL >> 1) > 0)
		cond_resched();
}

static int drop_caches_handler(const struct ctl_table *t, bool write, char *buf, size_t size)
{
	static bool quiet;
	char comm[TASK_COMM_LEN];
	long what;

	(void)t;
	(void)size;
	if (!write)
		return -EINVAL;
	if (sysctl_parse_longs(buf, &what, 1, DROP_PAGES, DROP_QUIET) < 0)
		return -EINVAL;
	if (what & DROP_PAGES)
		(void)drop_pagecache(); /* counts itself */
	if (what & DROP_SLABS) {
		drop_slabs();
		count_vm_event(DROP_SLAB, 1);
	}
	if (!quiet) {
		get_task_comm(comm, current);
		pr_info("%s (%d): drop_caches: %ld\n", comm, current->pid, what);
	}
	if (what & DROP_QUIET)
		WRITE_ONCE(quiet, true);
	return 0;
}

/* As on Linux: what is no number is ignored, and so are numbers too many; those that are missing
 * stay. */
static int lowmem_reserve_handler(const struct ctl_table *t, bool write, char *buf, size_t size)
{
	long v[MAX_NR_ZONES];
	size_t at = 0;
	int n;

	(void)t;
	if (!write) {
		for (int i = 0; i < MAX_NR_ZONES; i++)
			at += (size_t)scnprintf(buf + at, size - at, "%s%d", i ? "\t" : "",
						READ_ONCE(sysctl_lowmem_reserve_ratio[i]));
		scnprintf(buf + at, size - at, "\n");
		return 0;
	}
	n = sysctl_parse_longs(buf, v, MAX_NR_ZONES, -INT_MAX_VALUE, INT_MAX_VALUE);
	for (int i = 0; i < n; i++)
		WRITE_ONCE(sysctl_lowmem_reserve_ratio[i], v[i] < 1 ? 0 : (int)v[i]);
	zones_set_watermarks();
	return 0;
}

/* Counters are exact without: reading and writing only do what Linux's refresh is waited for. */
static int stat_refresh_handler(const struct ctl_table *t, bool write, char *buf, size_t size)
{
	(void)t;
	(void)size;
	if (!write)
		buf[0] = '\0';
	return 0;
}

static const struct ctl_table vm_table[] = {
	INT_FILE("vm/overcommit_memory", sysctl_overcommit_memory, 0, 2),
	{.path = "vm/overcommit_ratio",
	 .mode = 0644,
	 .type = CTL_INT,
	 .data = &sysctl_overcommit_ratio,
	 .min = 0,
	 .max = INT_MAX_VALUE,
	 .changed = ratio_changed},
	{.path = "vm/overcommit_kbytes",
	 .mode = 0644,
	 .type = CTL_ULONG,
	 .data = &sysctl_overcommit_kbytes,
	 .changed = kbytes_changed},
	{.path = "vm/admin_reserve_kbytes",
	 .mode = 0644,
	 .type = CTL_ULONG,
	 .data = &sysctl_admin_reserve_kbytes},
	{.path = "vm/user_reserve_kbytes",
	 .mode = 0644,
	 .type = CTL_ULONG,
	 .data = &sysctl_user_reserve_kbytes},
	INT_FILE("vm/max_map_count", sysctl_max_map_count, 0, INT_MAX_VALUE),
	PROC_FILE("vm/mmap_min_addr", 0644, mmap_min_addr_handler),
	INT_FILE("vm/legacy_va_layout", sysctl_legacy_va_layout, 0, INT_MAX_VALUE),
	{.path = "vm/min_free_kbytes",
	 .mode = 0644,
	 .type = CTL_INT,
	 .data = &min_free_kbytes,
	 .min = 0,
	 .max = INT_MAX_VALUE,
	 .changed = zones_set_watermarks},
	INT_FILE("vm/panic_on_oom", sysctl_panic_on_oom, 0, 2),
	INT_FILE("vm/oom_kill_allocating_task", sysctl_oom_kill_allocating_task, 0, 0),
	INT_FILE("vm/oom_dump_tasks", sysctl_oom_dump_tasks, 0, 0),
	PROC_FILE("vm/drop_caches", 0200, drop_caches_handler),
	PROC_FILE("vm/lowmem_reserve_ratio", 0644, lowmem_reserve_handler),
	PROC_FILE("vm/stat_refresh", 0600, stat_refresh_handler),
};

/* --- fs/ --- */

static int file_nr_handler(const struct ctl_table *t, bool write, char *buf, size_t size)
{
	(void)t;
	if (write)
		return -EINVAL;
	snprintf(buf, size, "%ld\t0\t%ld\n", nr_files_in_use(), READ_ONCE(sysctl_file_max));
	return 0;
}

/* Inodes are freed with their last user: none is unused. */
static int inode_nr_handler(const struct ctl_table *t, bool write, char *buf, size_t size)
{
	(void)t;
	if (write)
		return -EINVAL;
	snprintf(buf, size, "%ld\t0\n", nr_inodes_in_use());
	return 0;
}

static int inode_state_handler(const struct ctl_table *t, bool write, char *buf, size_t size)
{
	(void)t;
	if (write)
		return -EINVAL;
	snprintf(buf, size, "%ld\t0\t0\t0\t0\t0\t0\n", nr_inodes_in_use());
	return 0;
}

static int dentry_state_handler(const struct ctl_table *t, bool write, char *buf, size_t size)
{
	struct dentry_stat st;

	(void)t;
	if (write)
		return -EINVAL;
	dentry_stat_read(&st);
	snprintf(buf, size, "%ld\t%ld\t%d\t0\t%ld\t0\n", st.nr_dentry, st.nr_unused,
		 DENTRY_AGE_LIMIT, st.nr_negative);
	return 0;
}

/* Rounded up to a power of two pages, as a pipe's size is. */
static int pipe_size_handler(const struct ctl_table *t, bool write, char *buf, size_t size)
{
	unsigned long v, rounded = PAGE_SIZE;

	(void)t;
	if (!write) {
		snprintf(buf, size, "%u\n", READ_ONCE(pipe_max_size));
		return 0;
	}
	if (sysctl_parse_ulong(buf, &v, 0, PIPE_SIZE_MAX))
		return -EINVAL;
	while (rounded < v)
		rounded *= 2;
	WRITE_ONCE(pipe_max_size, (unsigned int)rounded);
	return 0;
}

static const struct ctl_table fs_table[] = {
	{.path = "fs/file-max",
	 .mode = 0644,
	 .type = CTL_ULONG,
	 .data = &sysctl_file_max,
	 .min = 0,
	 .max = __LONG_MAX__},
	PROC_FILE("fs/file-nr", 0444, file_nr_handler),
	PROC_FILE("fs/inode-nr", 0444, inode_nr_handler),
	PROC_FILE("fs/inode-state", 0444, inode_state_handler),
	PROC_FILE("fs/dentry-state", 0444, dentry_state_handler),
	INT_FILE("fs/nr_open", sysctl_nr_open, NR_OPEN_MIN, NR_OPEN_MAX),
	PROC_FILE("fs/pipe-max-size", 0644, pipe_size_handler),
};

void __init proc_sysctl_tables_init(void)
{
	if (register_sysctl(kernel_table, ARRAY_SIZE(kernel_table)) ||
	    register_sysctl(vm_table, ARRAY_SIZE(vm_table)) ||
	    register_sysctl(fs_table, ARRAY_SIZE(fs_table)))
		panic("proc: cannot make the files of sys");
}
