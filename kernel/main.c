/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/main.c - the whole boot, in order
 *
 * Theory
 *   start_kernel() runs on CPU 0 with interrupts off: early_steps[] brings up memory, clocks and
 * the scheduler.  It then makes process 1 and becomes CPU 0's idle task.  Process 1 can sleep; it
 * runs late_steps[] (other CPUs, file systems, drivers, the root from the initramfs) and becomes
 * /init. A step may use every step above it and nothing below.  Each panics when it fails, because
 *   nothing can run without it.
 *
 *   What init is: rdinit= (default /init) in the initramfs; if it cannot be executed, init=, then
 *   the usual names.
 *
 * Sources: Linux Documentation/admin-guide/{kernel-parameters,init}.rst
 */
#include "abi/linux/abi.h"
#include "arch/boot.h"
#include "arch/irqflags.h"
#include "drivers/base/device.h"
#include "drivers/char/char.h"
#include "drivers/tty/tty.h"
#include "fs/debugfs/debugfs.h"
#include "fs/devpts/devpts.h"
#include "fs/devtmpfs/devtmpfs.h"
#include "fs/initramfs/initramfs.h"
#include "fs/proc/proc_fs.h"
#include "fs/sysfs/sysfs.h"
#include "fs/tmpfs/tmpfs.h"
#include "fs/vfs/fdtable.h"
#include "fs/vfs/fs.h"
#include "fs/vfs/mount.h"
#include "fs/vfs/namei.h"
#include "kernel/base/ktest.h"
#include "kernel/base/panic.h"
#include "kernel/base/param.h"
#include "kernel/base/printk.h"
#include "kernel/base/random.h"
#include "kernel/base/utsname.h"
#include "kernel/ipc/eventfd.h"
#include "kernel/ipc/futex.h"
#include "kernel/ipc/pipe.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/process.h"
#include "kernel/proc/signal.h"
#include "kernel/sched/sched.h"
#include "kernel/sched/time.h"
#include "kernel/sched/workqueue.h"
#include "kernel/sync/rcu.h"
#include "lib/hash.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"
#include "mm/kmem/vmalloc.h"
#include "mm/phys/alloc.h"
#include "mm/phys/memblock.h"
#include "mm/vm/mm.h"
#include "mm/vm/oom.h"

struct boot_step {
	const char *name;
	void (*init)(void);
};

/* --- steps that are not a function of one room --- */

static void say_command_line(void)
{
	pr_notice("Command line: %s\n", saved_command_line);
}

static void say_memory(void)
{
	pr_info("Memory: %luK/%lluK available\n", nr_free_pages() << (PAGE_SHIFT - 10),
		(u64)memblock_ram_size() >> 10);
}

static void hash_keys(void)
{
	siphash_key_t key;

	get_random_bytes(&key, sizeof(key));
	hash_init_key(&key);
}

static void make_root(void)
{
	int err = mount_rootfs();

	if (err)
		panic("rootfs: cannot mount it: error %d", err);
}

/* What an initramfs may rely on, as Linux's built-in one gives it. */
static void default_rootfs(void)
{
	if (do_mkdirat(AT_FDCWD, "/dev", 0755) ||
	    do_mknodat(AT_FDCWD, "/dev/console", S_IFCHR | 0600, MKDEV(5, 1)) ||
	    do_mkdirat(AT_FDCWD, "/root", 0700))
		panic("rootfs: cannot make /dev/console and /root");
}

/* The scheduler lies below address spaces and the process tree: what it needs of them. */
static void __init register_hooks(void)
{
	static const struct sched_mm_ops mm_ops = {.grab = mmgrab, .drop = mmdrop};

	mmgrab(&init_mm); /* lent to the idle task, which lends it on */
	init_task.active_mm = &init_mm;
	sched_mm_ops = &mm_ops;
	kthread_exit_hook = do_exit;
	cpu_clock_hook = cpu_clock_read;
}

static void unpack_initramfs(void)
{
	(void)populate_rootfs(); /* said what was wrong; what is there may do */
}

static const struct boot_step early_steps[] = {
	{"symbols", kallsyms_init},	/* readable backtraces */
	{"params", parse_early_params}, /* first: quiet and console= hold for every line */
	{"arch", arch_early_init},	/* features, early serial, RAM into memblock */
	{"mem=", memblock_apply_limit},
	{"command line", say_command_line},
	{"mappings", arch_mem_init}, /* direct map, vmemmap, the kernel's page table */
	{"pages", page_alloc_init},
	{"slab", kmem_cache_init},
	{"magazines", kmem_cache_init_late},
	{"vmalloc", vmalloc_init},
	{"memory", say_memory},
	{"sched", sched_init},
	{"irq", arch_irq_init}, /* interrupts, clock, timer */
	{"time", time_init},
	{"random", random_init},
	{"hash keys", hash_keys},
	{"arguments", parse_params},
	{"pid", pid_init},
	{"cred", cred_init},
	{"signal", signal_init},
	{"fork", fork_init}, /* tasks can be made */
	{"vm", vm_init},
	{"hooks", register_hooks},
	{"futex", futex_init},
	{"vfs", vfs_init},
	{"tmpfs", tmpfs_init},
	{"rootfs", make_root}, /* there is a / */
	{"abi", abi_linux_init},
};

static const struct boot_step late_steps[] = {
	{"rcu", rcu_init}, /* the first kernel threads; before other CPUs read */
	{"workqueue", workqueue_init},
	{"oom reaper", oom_start_reaper},
	{"smp", arch_smp_boot},
	{"pipe", pipe_init},
	{"events", eventfd_init}, /* eventfd, timerfd, signalfd, epoll */
	{"devtmpfs", devtmpfs_init},
	{"devpts", devpts_init},
	{"proc", proc_init},
	{"sysfs", sysfs_init},
	{"debugfs", debugfs_init},
	{"devices", devices_init}, /* /sys/devices: before drivers add theirs */
	{"mem devices", mem_devices_init},
	{"tty", tty_init},
	{"root files", default_rootfs},
	{"initramfs", unpack_initramfs},
	{"init arguments", check_init_args},
	{"late", arch_late_init}, /* .init freed, read-only after init, no identity map */
};

/* --- init --- */

static const char *rdinit = "/init";
static const char *execute_command;

static int set_rdinit(char *value)
{
	rdinit = value ? value : "";
	init_argv_restart();
	return 0;
}
boot_param("rdinit", set_rdinit);

static int set_init(char *value)
{
	execute_command = value;
	init_argv_restart();
	return 0;
}
boot_param("init", set_init);

/* Reserved for disks; init sees none of them. */
static int set_root(char *value)
{
	(void)value;
	return 0;
}
boot_param("root", set_root);
boot_param("ro", set_root);
boot_param("rw", set_root);
boot_param("rootwait", set_root);
boot_param("rootfstype", set_root);
boot_param("rootflags", set_root);

static void open_console(void)
{
	struct file *f = filp_open("/dev/console", O_RDWR, 0);

	if (IS_ERR(f)) {
		pr_err("Warning: unable to open an initial console.\n");
		return;
	}
	for (int i = 0; i < 3; i++) {
		int fd = get_unused_fd_flags(0);

		if (fd < 0)
			panic("init: no descriptor for the console");
		fd_install((unsigned int)fd, get_file(f));
	}
	fput(f);
}

static int run_init(const char *path)
{
	init_argv[0] = (char *)path;
	pr_info("Run %s as init process\n", path);
	return kernel_execve(path, (const char *const *)init_argv, (const char *const *)init_envp);
}

static bool try_init(const char *path)
{
	int err = run_init(path);

	if (err && err != -ENOENT)
		pr_err("Starting init: %s exists but couldn't execute it (error %d)\n", path, err);
	return !err;
}

static void no_root(void)
{
	pr_emerg("VFS: there is no %s in the initramfs, and no disk to mount as /\n", rdinit);
	panic("VFS: Unable to mount root fs on unknown-block(0,0)");
}

/* Returns into user mode. */
static void become_init(void)
{
	int err = do_faccessat(AT_FDCWD, rdinit, 0, 0);

	if (err) {
		if (strcmp(rdinit, "/init") != 0)
			pr_warn("check access for rdinit=%s failed: %i, ignoring\n", rdinit, err);
		no_root();
	}
	err = run_init(rdinit);
	if (!err)
		return;
	pr_err("Failed to execute %s (error %d)\n", rdinit, err);
	if (execute_command) {
		err = run_init(execute_command);
		if (!err)
			return;
		panic("Requested init %s failed (error %d).", execute_command, err);
	}
	if (try_init("/sbin/init") || try_init("/etc/init") || try_init("/bin/init") ||
	    try_init("/bin/sh"))
		return;
	panic("No working init found.  Try passing init= option to kernel. "
	      "See Linux Documentation/admin-guide/init.rst for guidance.");
}

static void run_steps(const struct boot_step *steps, size_t n)
{
	for (size_t i = 0; i < n; i++)
		steps[i].init();
}

static int kernel_init(void *arg)
{
	(void)arg;
	run_steps(late_steps, ARRAY_SIZE(late_steps));
	/* Kernel threads were made with our table of files and keep it, empty. */
	if (unshare_files())
		panic("init: no memory for its files");
	open_console();
	ktest_run_if_asked();
	flush_signal_handlers(current, true); /* the boot task ignores SIGCHLD: /init must not */
	become_init();
	return 0;
}

void start_kernel(void)
{
	pr_notice("%s", linux_banner);
	run_steps(early_steps, ARRAY_SIZE(early_steps));
	if (user_mode_thread(kernel_init, NULL) != 1)
		panic("cannot make process 1");
	local_irq_enable();
	cpu_startup_entry();
}
