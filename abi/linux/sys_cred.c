/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * abi/linux/sys_cred.c - user and group ids, supplementary groups, capabilities
 *
 * Not here: the rules (kernel/proc/cred.c).
 *
 * Sources: the man page of each call, section 2; credentials(7), capabilities(7)
 */
#include "abi/linux/border.h"
#include "gen/syscalls.h"
#include "kernel/proc/cred.h"
#include "kernel/proc/pid.h"
#include "mm/kmem/slab.h"
#include <linux/limits.h>

ABI_STRUCT(__user_cap_header_struct, 8);
ABI_STRUCT(__user_cap_data_struct, 12);

sysret_t sys_getuid(void)
{
	return current_uid();
}

sysret_t sys_geteuid(void)
{
	return current_euid();
}

sysret_t sys_getgid(void)
{
	return current_cred()->gid;
}

sysret_t sys_getegid(void)
{
	return current_cred()->egid;
}

sysret_t sys_getresuid(uid_t __user *ruid, uid_t __user *euid, uid_t __user *suid)
{
	const struct cred *c = current_cred();

	if (put_user(c->uid, ruid) || put_user(c->euid, euid) || put_user(c->suid, suid))
		return -EFAULT;
	return 0;
}

sysret_t sys_getresgid(gid_t __user *rgid, gid_t __user *egid, gid_t __user *sgid)
{
	const struct cred *c = current_cred();

	if (put_user(c->gid, rgid) || put_user(c->egid, egid) || put_user(c->sgid, sgid))
		return -EFAULT;
	return 0;
}

sysret_t sys_setuid(uid_t uid)
{
	return do_setuid(uid);
}

sysret_t sys_setgid(gid_t gid)
{
	return do_setgid(gid);
}

sysret_t sys_setreuid(uid_t ruid, uid_t euid)
{
	return do_setreuid(ruid, euid);
}

sysret_t sys_setregid(gid_t rgid, gid_t egid)
{
	return do_setregid(rgid, egid);
}

sysret_t sys_setresuid(uid_t ruid, uid_t euid, uid_t suid)
{
	return do_setresuid(ruid, euid, suid);
}

sysret_t sys_setresgid(gid_t rgid, gid_t egid, gid_t sgid)
{
	return do_setresgid(rgid, egid, sgid);
}

sysret_t sys_setfsuid(uid_t uid)
{
	return do_setfsuid(uid);
}

sysret_t sys_setfsgid(gid_t gid)
{
	return do_setfsgid(gid);
}

sysret_t sys_getgroups(int size, gid_t __user *ulist)
{
	const struct group_info *gi = current_cred()->group_info;

	if (size < 0)
		return -EINVAL;
	if (size) {
		if ((unsigned int)size < gi->ngroups)
			return -EINVAL;
		if (copy_to_user(ulist, gi->gid, gi->ngroups * sizeof(gid_t)))
			return -EFAULT;
	}
	return gi->ngroups;
}

sysret_t sys_setgroups(int size, const gid_t __user *ulist)
{
	gid_t *list;
	int err = -EFAULT;

	if (!capable(CAP_SETGID))
		return -EPERM;
	if (size < 0 || size > NGROUPS_MAX)
		return -EINVAL;
	list = kvmalloc(max((size_t)size, (size_t)1) * sizeof(gid_t), GFP_KERNEL);
	if (!list)
		return -ENOMEM;
	if (!copy_from_user(list, ulist, (size_t)size * sizeof(gid_t)))
		err = do_setgroups(list, (unsigned int)size);
	kvfree(list);
	return err;
}

/* --- capabilities --- */

/* How many 32-bit words the caller's version has; 0: unknown, and the header now says which we
 * like. */
static int cap_words(struct __user_cap_header_struct __user *uhdr, unsigned int *words)
{
	u32 version;

	if (get_user(version, &uhdr->version))
		return -EFAULT;
	switch (version) {
	case _LINUX_CAPABILITY_VERSION_1:
		*words = _LINUX_CAPABILITY_U32S_1;
		return 0;
	case _LINUX_CAPABILITY_VERSION_2:
	case _LINUX_CAPABILITY_VERSION_3:
		*words = _LINUX_CAPABILITY_U32S_3;
		return 0;
	}
	if (put_user((u32)_LINUX_CAPABILITY_VERSION_3, &uhdr->version))
		return -EFAULT;
	return -EINVAL;
}

sysret_t sys_capget(struct __user_cap_header_struct __user *uhdr,
		    struct __user_cap_data_struct __user *udata)
{
	struct __user_cap_data_struct data[2];
	const struct cred *c;
	struct task_struct *t;
	unsigned int words, i;
	int pid, err;

	err = cap_words(uhdr, &words);
	if (err) /* asking with no data is how programs probe the version */
		return err == -EINVAL && !udata ? 0 : err;
	if (get_user(pid, &uhdr->pid))
		return -EFAULT;
	if (pid < 0)
		return -EINVAL;
	t = pid ? find_get_task_by_vpid(pid) : get_task_struct(current);
	if (!t)
		return -ESRCH;
	c = get_task_cred(t);
	for (i = 0; i < 2; i++) {
		data[i].effective = (u32)(c->cap_effective >> (32 * i));
		data[i].permitted = (u32)(c->cap_permitted >> (32 * i));
		data[i].inheritable = (u32)(c->cap_inheritable >> (32 * i));
	}
	put_cred(c);
	put_task_struct(t);
	return copy_to_user(udata, data, words * sizeof(data[0])) ? -EFAULT : 0;
}

sysret_t sys_capset(struct __user_cap_header_struct __user *uhdr,
		    const struct __user_cap_data_struct __user *udata)
{
	struct __user_cap_data_struct data[2] = {{0, 0, 0}, {0, 0, 0}};
	unsigned int words;
	int pid, err;

	err = cap_words(uhdr, &words);
	if (err)
		return err;
	if (get_user(pid, &uhdr->pid))
		return -EFAULT;
	if (pid && pid != current->pid)
		return -EPERM;
	if (copy_from_user(data, udata, words * sizeof(data[0])))
		return -EFAULT;
	return do_capset((data[0].effective | (u64)data[1].effective << 32) & CAP_FULL_SET,
			 (data[0].permitted | (u64)data[1].permitted << 32) & CAP_FULL_SET,
			 (data[0].inheritable | (u64)data[1].inheritable << 32) & CAP_FULL_SET);
}
