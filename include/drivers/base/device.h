/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drivers/base/device.h - devices as user space sees them: /sys/devices, /sys/class, /sys/dev, /dev
 */
#pragma once

#include "base/kdev.h"
#include "fs/sysfs/sysfs.h"

/*
 * device_create - make a character device known
 * @class:  "tty", "mem": the directory of /sys/class
 * @parent: the directory below /sys/devices of what it belongs to; NULL: "virtual"
 * @name:   in both, and of the node in /dev
 * @mode:   permission bits of the node
 *
 * Devices are for ever.  What cannot be made (no memory) is missing and said in the log; the
 * device works without.
 * Context: process or boot; may sleep.
 * Return: the device's directory, for attributes of its own, or NULL
 */
struct kobject *device_create(const char *class, const char *parent, const char *name, umode_t mode,
			      kdev_t dev);

/* The directory @name of @parent, made if missing; NULL: no memory. */
struct kobject *device_dir(struct kobject *parent, const char *name);
/* CPU numbers of @mask as Linux lists them, "0-3,7", or as a mask in hexadecimal; the bytes. */
int cpumap_print(char *buf, u64 mask, bool list);

struct kobject *cpu_device(int cpu); /* /sys/devices/system/cpu/cpuN, or NULL */
extern struct kobject *system_kobj;  /* /sys/devices/system */

void devices_init(void); /* boot: the fixed directories, CPUs and nodes; after all CPUs are up */
void cpu_devices_init(void);
void node_devices_init(void);
