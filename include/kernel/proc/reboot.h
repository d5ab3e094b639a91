/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/reboot.h - the end of the whole system
 */
#pragma once

#include "base/compiler.h"
#include "base/types.h"

/* Ctrl-Alt-Del restarts at once (reboot(2), CAD_ON), or sends SIGINT to init. */
extern int C_A_D;

void kernel_restart(const char *cmd) __noreturn; /* cmd: what RESTART2 was given, or NULL */
void kernel_power_off(void) __noreturn;
void kernel_halt(void) __noreturn;
/* The three keys were pressed; any context that may sleep. */
void ctrl_alt_del(void);

/* Called before the system ends, in process context: what programs wrote to a terminal leaves it
 * first.  Set by the driver of the serial ports. */
extern void (*reboot_drain_hook)(void);
