/* SPDX-License-Identifier: GPL-2.0-or-later */
/* drivers/char/char.h - character devices without hardware */
#pragma once

void mem_devices_init(void); /* null zero full random urandom kmsg */
void kmsg_device_init(void);
/* Blocks until the log has a record past @seq (/proc/kmsg, syslog(2)): 0 or -ERESTARTSYS. */
int kmsg_wait(unsigned long long seq);
