/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * arch/current.h - the running task
 *
 * Not for lib/, mm/ or file systems: they take what they need as parameters.
 */
#pragma once

struct task_struct;

#include <asm/current.h>
