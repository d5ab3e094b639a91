/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/proc/sysvipc.c - /proc/sysvipc: System V IPC objects, a line each
 *
 * Not here: the lines (kernel/ipc).
 * Sources: proc(5), sysvipc(7)
 */
#include "internal.h"

#include "kernel/base/panic.h"
#include "kernel/ipc/shm.h"

void __init proc_sysvipc_init(void)
{
	if (!proc_mkdir("sysvipc", NULL) ||
	    !proc_create_single("sysvipc/shm", 0444, NULL, shm_proc_show))
		panic("proc: no memory for sysvipc");
}
