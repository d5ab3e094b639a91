/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/base/printk_internal.h - between the log (printk.c) and its consoles (console.c) */
#pragma once

#include "base/types.h"

/* Forgets who holds the log; panic only. */
void log_bust_lock(void);
/* The consoles may be written to from here: false inside a printk of this CPU that was interrupted.
 */
bool log_lock_is_mine(void);
