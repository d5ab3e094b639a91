/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/sys_misc.c - the system as a whole: names, memory, limits, randomness, the end
 *
 * Not here: syslog(2) (sys_syslog.c).
 *
 * Sources: the man page of each call, section 2
 */
#include "abi/linux/border.h"
#include "gen/syscalls.h"
#include "kernel/base/random.h"
#include "kernel/base/utsname.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/process.h"
#include "kernel/proc/reboot.h"
#include "kernel/proc/signal.h"
#include "kernel/sched/wait.h"
#include "lib/string.h"
#include "mm/phys/alloc.h"
#include <linux/personality.h>
#include <linux/random.h>
#include <linux/reboot.h>
#include <linux/resource.h>
#include <linux/sysinfo.h>

ABI_STRUCT(new_utsname, 390);
ABI_STRUCT(sysinfo, 112);
ABI_FIELD(sysinfo, procs, 80);
ABI_FIELD(sysinfo, mem_unit, 104);
ABI_STRUCT(rlimit, 16);
ABI_STRUCT(rlimit64, 16);

/* --- names --- */

sysret_t sys_uname(struct new_utsname __user *name)
{
	struct new_utsname u;

	uts_read(&u);
	if ((current->personality & PER_MASK) == PER_LINUX32)
		strscpy(u.machine, "i686", sizeof(u.machine)); /* setarch(8): for builds */
	return copy_out(name, &u);
}

static sysret_t set_name(enum uts_field field, const char __user *name, int len)
{
	char buf[__NEW_UTS_LEN];

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (len < 0 || len > __NEW_UTS_LEN)
		return -EINVAL;
	if (copy_from_user(buf, name, (size_t)len))
		return -EFAULT;
	return uts_set(field, buf, (size_t)len);
}

sysret_t sys_sethostname(const char __user *name, int len)
{
	return set_name(UTS_NODENAME, name, len);
}

sysret_t sys_setdomainname(const char __user *name, int len)
{
	return set_name(UTS_DOMAINNAME, name, len);
}

/* --- memory and load --- */

sysret_t sys_sysinfo(struct sysinfo __user *uinfo)
{
	ktime_t up = ktime_get_boottime();
	struct sysinfo s;
	u64 loads[3];
	int i;

	memset(&s, 0, sizeof(s));
	s.uptime = (long)((up + NSEC_PER_SEC - 1) / NSEC_PER_SEC);
	get_loadavg(loads);
	for (i = 0; i < 3; i++)
		s.loads[i] = (unsigned long)loads[i] << (SI_LOAD_SHIFT - 11);
	s.totalram = totalram_pages();
	s.freeram = nr_free_pages();
	s.sharedram = (unsigned long)global_page_state(NR_SHMEM);
	s.procs = (u16)min(nr_threads_total(), 0xffffu);
	s.mem_unit = PAGE_SIZE;
	/* As Linux: bytes, if all of it can be said in bytes. */
	s.totalram *= PAGE_SIZE;
	s.freeram *= PAGE_SIZE;
	s.sharedram *= PAGE_SIZE;
	s.mem_unit = 1;
	return copy_out(uinfo, &s);
}

/* --- limits and usage --- */

sysret_t sys_getrlimit(unsigned int res, struct rlimit __user *ulim)
{
	struct rlimit lim;
	int err = do_prlimit(current, res, NULL, &lim);

	return err ? err : copy_out(ulim, &lim);
}

sysret_t sys_setrlimit(unsigned int res, const struct rlimit __user *ulim)
{
	struct rlimit lim;

	if (copy_in(&lim, ulim))
		return -EFAULT;
	return do_prlimit(current, res, &lim, NULL);
}

sysret_t sys_prlimit64(pid_t pid, unsigned int res, const struct rlimit64 __user *unew,
		       struct rlimit64 __user *uold)
{
	struct rlimit64 new64, old64;
	struct rlimit new, old;
	struct task_struct *t;
	int err = -EPERM;

	if (unew) {
		if (copy_in(&new64, unew))
			return -EFAULT;
		new.rlim_cur = new64.rlim_cur;
		new.rlim_max = new64.rlim_max;
	}
	t = pid ? find_get_task_by_vpid(pid) : get_task_struct(current);
	if (!t)
		return -ESRCH;
	if (may_prlimit(t))
		err = do_prlimit(t, res, unew ? &new : NULL, uold ? &old : NULL);
	put_task_struct(t);
	if (err || !uold)
		return err;
	old64.rlim_cur = old.rlim_cur;
	old64.rlim_max = old.rlim_max;
	return copy_out(uold, &old64);
}

sysret_t sys_getrusage(int who, struct rusage __user *uru)
{
	struct rusage r;

	if (who != RUSAGE_SELF && who != RUSAGE_CHILDREN && who != RUSAGE_THREAD)
		return -EINVAL;
	getrusage(current, who, &r);
	return copy_out(uru, &r);
}

/* --- randomness --- */

sysret_t sys_getrandom(char __user *buf, size_t len, unsigned int flags)
{
	u8 chunk[256];
	size_t done = 0;

	if (flags & ~(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE))
		return -EINVAL;
	if ((flags & (GRND_INSECURE | GRND_RANDOM)) == (GRND_INSECURE | GRND_RANDOM))
		return -EINVAL;
	if (!random_ready() && !(flags & GRND_INSECURE)) {
		if (flags & GRND_NONBLOCK)
			return -EAGAIN;
		if (wait_for_random_bytes())
			return -ERESTARTSYS;
	}
	len = min(len, (size_t)INT32_MAX);
	while (done < len) {
		size_t n = min(len - done, sizeof(chunk));

		get_random_bytes(chunk, n);
		if (copy_to_user(buf + done, chunk, n))
			break;
		done += n;
		if (done < len && done % PAGE_SIZE == 0) {
			if (signal_pending(current))
				break;
			cond_resched();
		}
	}
	memzero_explicit(chunk, sizeof(chunk));
	return done || !len ? (sysret_t)done : -EFAULT;
}

/* --- the end --- */

static bool magic2_ok(unsigned int magic)
{
	return magic == LINUX_REBOOT_MAGIC2 || magic == LINUX_REBOOT_MAGIC2A ||
	       magic == LINUX_REBOOT_MAGIC2B || magic == LINUX_REBOOT_MAGIC2C;
}

sysret_t sys_reboot(int magic1, int magic2, unsigned int cmd, const void __user *arg)
{
	char command[256];
	ssize_t n;

	if (!capable(CAP_SYS_BOOT))
		return -EPERM;
	if ((unsigned int)magic1 != LINUX_REBOOT_MAGIC1 || !magic2_ok((unsigned int)magic2))
		return -EINVAL;
	switch (cmd) {
	case LINUX_REBOOT_CMD_RESTART:
		kernel_restart(NULL);
	case LINUX_REBOOT_CMD_RESTART2:
		n = strncpy_from_user(command, arg, sizeof(command) - 1);
		if (n < 0)
			return -EFAULT;
		command[n] = '\0';
		kernel_restart(command);
	case LINUX_REBOOT_CMD_HALT:
		kernel_halt();
	case LINUX_REBOOT_CMD_POWER_OFF:
		kernel_power_off();
	case LINUX_REBOOT_CMD_CAD_ON:
		WRITE_ONCE(C_A_D, 1);
		return 0;
	case LINUX_REBOOT_CMD_CAD_OFF:
		WRITE_ONCE(C_A_D, 0);
		return 0;
	default:
		return -EINVAL;
	}
}
