/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/sys/fuzz.c - every system call with bad arguments: none may hurt the system */
#include "harness.h"

#include <sys/resource.h>

/* Calls that would do what they say, to this process's tests or to the machine. */
static const int skipped[] = {SYS_exit,
			      SYS_exit_group,
			      SYS_reboot,
			      SYS_kexec_load,
			      SYS_kexec_file_load,
			      SYS_init_module,
			      SYS_finit_module,
			      SYS_delete_module,
			      SYS_swapon,
			      SYS_swapoff,
			      SYS_settimeofday,
			      SYS_clock_settime,
			      SYS_adjtimex,
			      SYS_clock_adjtime,
			      SYS_sethostname,
			      SYS_setdomainname,
			      SYS_kill,
			      SYS_tkill,
			      SYS_tgkill,
			      SYS_rt_sigqueueinfo,
			      SYS_rt_tgsigqueueinfo,
			      SYS_vhangup,
			      SYS_pivot_root,
			      SYS_mount,
			      SYS_umount2,
			      SYS_acct,
			      SYS_ioperm,
			      SYS_iopl,
			      SYS_syslog,
			      SYS_pause,
			      SYS_rt_sigsuspend,
			      SYS_rt_sigreturn,
			      SYS_fork,
			      SYS_vfork,
			      SYS_clone,
			      435 /* clone3 */,
			      SYS_chroot,
			      SYS_setpriority,
			      SYS_ptrace,
			      SYS_pidfd_send_signal,
			      SYS_unshare,
			      SYS_setns,
			      SYS_sync,
			      SYS_bpf,
			      SYS_perf_event_open,
			      SYS_quotactl,
			      SYS_move_mount,
			      SYS_open_tree,
			      SYS_fsmount,
			      SYS_fsconfig,
			      SYS_fsopen,
			      SYS_fspick,
			      SYS_io_uring_setup,
			      SYS_userfaultfd,
			      SYS_munmap,
			      SYS_mremap,
			      SYS_brk,
			      SYS_mprotect,
			      SYS_arch_prctl,
			      SYS_pkey_mprotect,
			      SYS_mmap,
			      SYS_remap_file_pages,
			      SYS_shmctl,
			      SYS_msgctl,
			      SYS_semctl,
			      SYS_write,
			      SYS_pwrite64,
			      SYS_writev,
			      SYS_setrlimit,
			      SYS_prlimit64,
			      SYS_process_madvise,
			      448 /* process_mrelease */,
			      SYS_lookup_dcookie,
			      SYS_prctl,
			      SYS_seccomp,
			      SYS_sched_setscheduler,
			      SYS_sched_setattr,
			      SYS_sched_setparam,
			      SYS_modify_ldt,
			      SYS_migrate_pages,
			      SYS_move_pages,
			      SYS_ioprio_set,
			      SYS_close_range,
			      SYS_personality,
			      SYS_fanotify_init,
			      SYS_name_to_handle_at,
			      SYS_open_by_handle_at,
			      SYS_shmget,
			      SYS_msgget,
			      SYS_semget,
			      SYS_mq_open,
			      SYS_add_key,
			      SYS_keyctl,
			      SYS_mlockall,
			      SYS_set_mempolicy,
			      SYS_mbind};

static int is_skipped(int nr)
{
	for (size_t i = 0; i < ARRAY_LEN(skipped); i++)
		if (skipped[i] == nr)
			return 1;
	return 0;
}

static void on_alarm(int sig)
{
	(void)sig;
	_exit(0); /* a call that waits is as good as one that fails */
}

/* One call, in a process of its own, as nobody, with an end in sight. */
static void try_one(int nr, unsigned long a, unsigned long b, unsigned long c)
{
	struct rlimit fsize = {1 << 20, 1 << 20}, as = {256 << 20, 256 << 20};
	struct sigaction sa = {.sa_handler = on_alarm};
	int st;

	CHILD (st) {
		struct {
			long sec, usec, isec, iusec;
		} it = {0, 0, 0, 30000};

		test_become(54321, 54321);
		setrlimit(RLIMIT_FSIZE, &fsize);
		setrlimit(RLIMIT_AS, &as);
		test_no_core();
		close(0);
		sigaction(SIGALRM, &sa, NULL);
		syscall(SYS_setitimer, 0, &it, NULL);
		syscall(nr, a, b, c, a, b, c);
		_exit(0);
	}
	/* It may die of what it did to itself; it may not stay. */
	CHECK(WIFEXITED(st) || WIFSIGNALED(st));
}

static void sweep(unsigned long a, unsigned long b, unsigned long c)
{
	for (int nr = 0; nr < 450; nr++)
		if (!is_skipped(nr) && (nr < 335 || nr >= 424))
			try_one(nr, a, b, c);
}

static void need(void)
{
	int st;

	test_need_root();
	CHILD (st) /* the system is alive and well */
	{
		CHECK(test_field("/proc/meminfo", "MemFree") > 0);
	}
	CHECK_EXITED(st, 0);
}

TEST_LIMIT(kernel_addresses, 120)
{
	need();
	sweep((unsigned long)KERNEL_ADDR, (unsigned long)KERNEL_ADDR, (unsigned long)KERNEL_ADDR);
	need();
}

TEST_LIMIT(minus_one, 120)
{
	need();
	sweep(-1UL, -1UL, -1UL);
	need();
}

TEST_LIMIT(non_canonical, 120)
{
	need();
	sweep(1, (unsigned long)NONCANON, (unsigned long)NONCANON);
	need();
}

TEST_LIMIT(huge_sizes_with_a_good_pointer, 120)
{
	static char page[4096];

	need();
	sweep((unsigned long)page, (unsigned long)page, LONG_MAX);
	sweep(3, (unsigned long)page, -4096UL);
	need();
}

TEST_LIMIT(pseudo_random, 240)
{
	static const unsigned long pool[] = {0,
					     1,
					     2,
					     3,
					     4096,
					     -1UL,
					     0x7fffffff,
					     0x80000000,
					     0xffffffff,
					     LONG_MAX,
					     0x7ffffffff000,
					     0x8000000000000000,
					     0xffff888000000000,
					     0xffffffffff600000,
					     0x10000};
	uint64_t x = 88172645463325252u; /* fixed: the same run every time */

	need();
	for (int i = 0; i < 1500; i++) {
		unsigned long v[3];
		int nr;

		for (int k = 0; k < 3; k++) {
			x ^= x << 13, x ^= x >> 7, x ^= x << 17;
			v[k] = pool[x % ARRAY_LEN(pool)];
		}
		nr = (int)((x >> 20) % 335);
		if (!is_skipped(nr))
			try_one(nr, v[0], v[1], v[2]);
	}
	need();
}
