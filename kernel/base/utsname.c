/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/base/utsname.c - names and version of the system
 *
 * No date and no builder's name: the same sources give the same kernel.
 *
 * Locks: uts_lock, a leaf.
 */
#include "kernel/base/utsname.h"

#include "base/compiler.h"
#include "base/err.h"
#include "gen/version.h"
#include "kernel/base/param.h"
#include "lib/string.h"

#include "raw_lock.h"

#define UTS_RELEASE "6.1.0-pith"
#define UTS_VERSION "#1 SMP Pith " PITH_VERSION

struct new_utsname init_uts = {
	.sysname = "Linux",
	.nodename = "pith",
	.release = UTS_RELEASE,
	.version = UTS_VERSION,
	.machine = "x86_64",
	.domainname = "(none)",
};

const char linux_banner[] =
	"Linux version " UTS_RELEASE " (pith@pith) (" COMPILER_NAME ") " UTS_VERSION "\n";

static struct raw_lock uts_lock;

void uts_read(struct new_utsname *out)
{
	unsigned long flags = raw_lock_irqsave(&uts_lock);

	*out = init_uts;
	raw_unlock_irqrestore(&uts_lock, flags);
}

int uts_set(enum uts_field field, const char *name, size_t len)
{
	char *to = field == UTS_NODENAME ? init_uts.nodename : init_uts.domainname;
	unsigned long flags;

	if (len > __NEW_UTS_LEN)
		return -EINVAL;
	flags = raw_lock_irqsave(&uts_lock);
	memcpy(to, name, len);
	memset(to + len, 0, __NEW_UTS_LEN + 1 - len);
	raw_unlock_irqrestore(&uts_lock, flags);
	return 0;
}

static int __init param_hostname(char *value)
{
	return value ? uts_set(UTS_NODENAME, value, strlen(value)) : -EINVAL;
}
early_param("hostname", param_hostname);
