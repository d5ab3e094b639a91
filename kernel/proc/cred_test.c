/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/proc/cred_test.c - what becomes of ids and capabilities; run as root, left as root */
#include "kernel/proc/cred.h"
#include "base/err.h"
#include "kernel/base/ktest.h"
#include "kernel/proc/process.h"

/* The credentials to come back to, referenced. */
static struct cred *remember(void)
{
	return (struct cred *)get_cred(current_cred());
}

static void come_back(struct cred *old)
{
	(void)commit_creds(old);
}

KTEST(cred, setuid_of_root_is_for_good)
{
	struct cred *old = remember();

	ASSERT_EQ(current_uid(), 0u);
	EXPECT_EQ(do_setuid(1000), 0);
	EXPECT_EQ(current_uid(), 1000u);
	EXPECT_EQ(current_euid(), 1000u);
	EXPECT_EQ(current_cred()->suid, 1000u);
	EXPECT_EQ(current_fsuid(), 1000u);
	EXPECT_EQ(current_cred()->cap_permitted, 0ULL);
	EXPECT_EQ(current_cred()->cap_effective, 0ULL);
	EXPECT_EQ(do_setuid(0), -EPERM);
	come_back(old);
	EXPECT_EQ(current_uid(), 0u);
}

KTEST(cred, seteuid_and_back)
{
	struct cred *old = remember();

	EXPECT_EQ(do_setresuid((uid_t)-1, 1000, (uid_t)-1), 0);
	EXPECT_EQ(current_euid(), 1000u);
	EXPECT_EQ(current_cred()->cap_effective, 0ULL);
	EXPECT_EQ(current_cred()->cap_permitted, CAP_FULL_SET);
	EXPECT_FALSE(capable(CAP_SYS_ADMIN));
	EXPECT_EQ(do_setresuid((uid_t)-1, 0, (uid_t)-1), 0); /* the saved id allows it */
	EXPECT_EQ(current_cred()->cap_effective, CAP_FULL_SET);
	come_back(old);
}

KTEST(cred, fsuid_carries_file_capabilities)
{
	struct cred *old = remember();

	EXPECT_EQ(do_setfsuid(1000), 0u);
	EXPECT_FALSE(capable(CAP_DAC_OVERRIDE));
	EXPECT_TRUE(capable(CAP_SYS_ADMIN));
	EXPECT_EQ(do_setfsuid(0), 1000u);
	EXPECT_TRUE(capable(CAP_DAC_OVERRIDE));
	EXPECT_EQ(do_setfsuid((uid_t)-1), 0u);
	come_back(old);
}

KTEST(cred, process_is_counted_for_its_user)
{
	struct cred *old = remember();
	struct user_struct *u;

	EXPECT_EQ(do_setresuid(1234, (uid_t)-1, (uid_t)-1), 0);
	u = find_user(1234);
	ASSERT_NOT_NULL(u);
	EXPECT_EQ(atomic_read(&u->processes), 1);
	come_back(old);
	EXPECT_EQ(atomic_read(&u->processes), 0);
	free_uid(u);
}

KTEST(cred, groups_are_found_in_any_order)
{
	static const gid_t list[] = {70, 10, 4000000000u, 30, 10};
	struct cred *old = remember();
	unsigned int i;

	EXPECT_EQ(do_setgroups(list, ARRAY_SIZE(list)), 0);
	for (i = 0; i < ARRAY_SIZE(list); i++)
		EXPECT_TRUE(in_group_p(current_cred(), list[i]));
	EXPECT_FALSE(in_group_p(current_cred(), 20));
	EXPECT_FALSE(in_group_p(current_cred(), 4000000001u));
	for (i = 1; i < current_cred()->group_info->ngroups; i++)
		EXPECT_LE(current_cred()->group_info->gid[i - 1],
			  current_cred()->group_info->gid[i]);
	come_back(old);
}

KTEST(cred, exec_gives_root_everything_and_others_nothing)
{
	struct cred *old = remember(), *c;
	bool secure;

	c = cred_for_exec((uid_t)-1, (gid_t)-1, &secure);
	ASSERT_NOT_NULL(c);
	EXPECT_EQ(c->cap_effective, CAP_FULL_SET);
	EXPECT_FALSE(secure);
	abort_creds(c);

	EXPECT_EQ(do_setuid(1000), 0);
	c = cred_for_exec((uid_t)-1, (gid_t)-1, &secure);
	ASSERT_NOT_NULL(c);
	EXPECT_EQ(c->cap_permitted, 0ULL);
	EXPECT_FALSE(secure);
	abort_creds(c);

	c = cred_for_exec(0, (gid_t)-1, &secure); /* set-uid root */
	ASSERT_NOT_NULL(c);
	EXPECT_EQ(c->uid, 1000u);
	EXPECT_EQ(c->euid, 0u);
	EXPECT_EQ(c->suid, 0u);
	EXPECT_EQ(c->cap_effective, CAP_FULL_SET);
	EXPECT_TRUE(secure);
	abort_creds(c);
	come_back(old);
}

KTEST(cred, capset_only_takes_away)
{
	struct cred *old = remember();
	const u64 some = 1ULL << CAP_KILL | 1ULL << CAP_CHOWN;

	EXPECT_EQ(do_capset(some, some, 0), 0);
	EXPECT_TRUE(capable(CAP_KILL));
	EXPECT_EQ(do_capset(some | 1ULL << CAP_SYS_BOOT, some | 1ULL << CAP_SYS_BOOT, 0), -EPERM);
	EXPECT_EQ(do_capset(some, 1ULL << CAP_KILL, 0), -EPERM); /* effective beyond permitted */
	come_back(old);
}
