/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/base/utsname.h - what the system calls itself
 *
 * sysname and release are those of the Linux whose ABI this is, because programs compare them;
 * version names Pith.  Only nodename and domainname change (sethostname, setdomainname, hostname=).
 */
#pragma once

#include <linux/utsname.h>

#include "base/types.h"

/* Writers hold uts_lock through uts_set(); readers use uts_read() or, where a torn name does no
 * harm (the log), look. */
extern struct new_utsname init_uts;

/* One line, as /proc/version and the first line of the log have it, with a newline. */
extern const char linux_banner[];

enum uts_field { UTS_NODENAME, UTS_DOMAINNAME };

void uts_read(struct new_utsname *out);
/* @len bytes become the name; -EINVAL if longer than 64. */
int uts_set(enum uts_field field, const char *name, size_t len);
