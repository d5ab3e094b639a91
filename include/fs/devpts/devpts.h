/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/devpts/devpts.h - the names of pseudo-terminals
 *
 * There is one instance; every mount of devpts shows it.
 */
#pragma once

#include "base/kdev.h"

/* A node named after @index, owned by the caller's fsuid.  0 or -ENOMEM.  Process context. */
int devpts_pty_new(int index, kdev_t dev);
void devpts_pty_kill(int index);
void devpts_init(void);
