/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drivers/base/device.c - character devices in sysfs
 *
 * Theory
 *   A device is a directory below /sys/devices with its number in "dev"; /sys/class/CLASS/NAME and
 *   /sys/dev/char/MAJOR:MINOR are links to it.  That is what mdev -s and udev walk to fill /dev.
 *   There is no plugging and no socket for events: "uevent" tells what an event would carry, and
 *   writing an action to it counts in /sys/kernel/uevent_seqnum, as on a Linux nobody listens to.
 *
 * Not here: the numbers' file operations (fs/vfs/char_dev.c), the nodes of /dev (fs/devtmpfs).
 *
 * Locks: none; a directory is made by whoever needs it first.
 * Sources: Linux Documentation/ABI/testing/sysfs-uevent, Documentation/driver-api/driver-model
 */
#include "drivers/base/device.h"

#include "base/atomic.h"
#include "fs/kernfs/kernfs.h"
#include "kernel/base/panic.h"
#include "kernel/base/printk.h"
#include "lib/format.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"

#define WORLD_BITS 0006

struct device {
	struct kobject kobj;
	kdev_t dev;   /* [c] */
	umode_t mode; /* [c] of the node */
};

static atomic_long_t uevent_seqnum; /* [a] */

static struct device *dev_of(struct kobject *kobj)
{
	return container_of(kobj, struct device, kobj);
}

/* --- attributes of every device --- */

static ssize_t dev_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	(void)attr;
	return sysfs_emit(buf, "%u:%u\n", MAJOR(dev_of(kobj)->dev), MINOR(dev_of(kobj)->dev));
}

/* DEVMODE where the node is not its owner's alone. */
static ssize_t uevent_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	const struct device *d = dev_of(kobj);
	int n = sysfs_emit(buf, "MAJOR=%u\nMINOR=%u\nDEVNAME=%s\n", MAJOR(d->dev), MINOR(d->dev),
			   kobject_name(kobj));

	(void)attr;
	if (d->mode & WORLD_BITS)
		n += sysfs_emit_at(buf, n, "DEVMODE=%#o\n", d->mode);
	return n;
}

static ssize_t uevent_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			    size_t count)
{
	static const char *const actions[] = {"add",  "remove",	 "change", "move",
					      "bind", "offline", "online", "unbind"};

	(void)kobj;
	(void)attr;
	for (size_t i = 0; i < ARRAY_SIZE(actions); i++) {
		if (sysfs_streq(buf, actions[i])) {
			atomic_long_inc(&uevent_seqnum);
			return (ssize_t)count;
		}
	}
	return -EINVAL;
}

static struct kobj_attribute dev_attr = __ATTR_RO(dev);
static struct kobj_attribute uevent_attr = __ATTR_RW(uevent);

static ssize_t uevent_seqnum_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	(void)kobj;
	(void)attr;
	return sysfs_emit(buf, "%llu\n", (u64)atomic_long_read(&uevent_seqnum));
}
static const struct kobj_attribute uevent_seqnum_attr = __ATTR_RO(uevent_seqnum);

static void release_device(struct kobject *kobj)
{
	kfree(dev_of(kobj));
}

static const struct kobj_type device_ktype = {
	.release = release_device,
	.sysfs_ops = &kobj_sysfs_ops,
};

/* --- directories --- */

struct kobject *device_dir(struct kobject *parent, const char *name)
{
	struct kobject *kobj = kobject_create_and_add(name, parent);
	struct kernfs_node *kn;

	if (kobj)
		return kobj;
	kn = kernfs_find_and_get(parent->sd, name);
	if (kn)
		kobj = kernfs_priv(kn);
	kernfs_put(kn);
	return kobj;
}

/* [c] after devices_init() */
static struct kobject *devices_kobj, *virtual_kobj, *class_kobj, *char_kobj;
struct kobject *system_kobj;

void __init devices_init(void)
{
	struct kobject *dev;

	devices_kobj = kobject_create_and_add("devices", NULL);
	class_kobj = kobject_create_and_add("class", NULL);
	dev = kobject_create_and_add("dev", NULL);
	if (!devices_kobj || !class_kobj || !dev)
		panic("device: no memory for sysfs");
	virtual_kobj = device_dir(devices_kobj, "virtual");
	system_kobj = device_dir(devices_kobj, "system");
	char_kobj = device_dir(dev, "char");
	if (!virtual_kobj || !system_kobj || !char_kobj || !device_dir(dev, "block") ||
	    sysfs_create_file(kernel_kobj, &uevent_seqnum_attr.attr))
		panic("device: no memory for sysfs");
	cpu_devices_init();
	node_devices_init();
}

/* "platform/serial8250" below /sys/devices. */
static struct kobject *walk_dirs(struct kobject *dir, const char *path)
{
	char part[32];

	while (dir && *path) {
		size_t n = strcspn(path, "/");

		if (n >= sizeof(part))
			return NULL;
		memcpy(part, path, n);
		part[n] = '\0';
		dir = device_dir(dir, part);
		path += n + (path[n] == '/');
	}
	return dir;
}

static int add_links(struct kobject *class, struct device *d)
{
	char number[16];
	int err = sysfs_create_link(&d->kobj, class, "subsystem");

	if (!err)
		err = sysfs_create_link(class, &d->kobj, kobject_name(&d->kobj));
	snprintf(number, sizeof(number), "%u:%u", MAJOR(d->dev), MINOR(d->dev));
	if (!err)
		err = sysfs_create_link(char_kobj, &d->kobj, number);
	return err;
}

static struct kobject *add_to_sysfs(const char *class_name, const char *parent, const char *name,
				    umode_t mode, kdev_t dev)
{
	static const struct attribute *const attrs[] = {&dev_attr.attr, &uevent_attr.attr, NULL};
	struct kobject *dir = parent ? walk_dirs(devices_kobj, parent) : virtual_kobj;
	struct kobject *class = device_dir(class_kobj, class_name);
	struct device *d;

	dir = dir ? device_dir(dir, class_name) : NULL;
	d = dir && class ? kzalloc(sizeof(*d), GFP_KERNEL) : NULL;
	if (!d)
		return NULL;
	d->dev = dev;
	d->mode = mode;
	if (kobject_init_and_add(&d->kobj, &device_ktype, dir, name)) {
		kfree(d);
		return NULL;
	}
	if (sysfs_create_files(&d->kobj, attrs) || add_links(class, d)) {
		sysfs_remove_link(class, name);
		kobject_put(&d->kobj);
		return NULL;
	}
	return &d->kobj;
}

struct kobject *device_create(const char *class, const char *parent, const char *name, umode_t mode,
			      kdev_t dev)
{
	struct kobject *kobj = add_to_sysfs(class, parent, name, mode, dev);
	int err = devtmpfs_create_node(name, S_IFCHR | mode, dev);

	if (!kobj || err)
		pr_err("device: %s is missing in %s\n", name, kobj ? "/dev" : "/sys");
	return kobj;
}
