/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/sysfs/sysfs.h - kobjects, directories of /sys, and their attributes, a file each
 *
 * A show function fills one page (@buf, PAGE_SIZE bytes) and returns its length; a store function
 * gets a copy of what was written, NUL-terminated, at most a page, and returns how much of it it
 * took.  Both may sleep, and are never inside when the attribute's removal has returned.
 * Makers and removers may sleep; makers return 0, -EEXIST, -ENOENT (the object is gone), -ENOMEM.
 */
#pragma once

#include "base/compiler.h"
#include "base/types.h"
#include "kernel/sync/refcount.h"

struct file;
struct kernfs_node;
struct kobject;

struct attribute {
	const char *name;
	umode_t mode;
};

struct sysfs_ops {
	ssize_t (*show)(struct kobject *kobj, struct attribute *attr, char *buf);
	ssize_t (*store)(struct kobject *kobj, struct attribute *attr, const char *buf,
			 size_t count);
};

struct kobj_type {
	void (*release)(struct kobject *kobj); /* last reference gone; NULL: nothing to free */
	const struct sysfs_ops *sysfs_ops;
};

/*
 * struct kobject - what a directory of /sys stands for; embedded in the object itself
 * Key: c const while it is in the tree, a atomic
 */
struct kobject {
	const char *name;	       /* [c] owned */
	struct kobject *parent;	       /* [c] referenced; NULL: the top */
	const struct kobj_type *ktype; /* [c] */
	struct kernfs_node *sd;	       /* [c] its directory; NULL before and after */
	refcount_t refs;
};

/* Adds @kobj, zeroed before, as the directory @name of @parent (NULL: the top). */
int __must_check kobject_init_and_add(struct kobject *kobj, const struct kobj_type *ktype,
				      struct kobject *parent, const char *name);
/* A directory whose attributes are struct kobj_attribute; NULL: it exists, or no memory. */
struct kobject *kobject_create_and_add(const char *name, struct kobject *parent);
struct kobject *kobject_get(struct kobject *kobj);
void kobject_put(struct kobject *kobj); /* NULL is fine; the last one takes it out of the tree */
void kobject_del(struct kobject *kobj); /* out of the tree now, with all its files */
const char *kobject_name(const struct kobject *kobj);

struct kobj_attribute {
	struct attribute attr;
	ssize_t (*show)(struct kobject *kobj, struct kobj_attribute *attr, char *buf);
	ssize_t (*store)(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			 size_t count);
};
extern const struct sysfs_ops kobj_sysfs_ops;

/* clang-format off */
#define __ATTR(n, m, s, w) {.attr = {.name = #n, .mode = m}, .show = s, .store = w}
#define __ATTR_RO(n) __ATTR(n, 0444, n##_show, NULL)
#define __ATTR_WO(n) __ATTR(n, 0200, NULL, n##_store)
#define __ATTR_RW(n) __ATTR(n, 0644, n##_show, n##_store)
/* clang-format on */

/* @attr stays the caller's and must live as long as the file. */
int __must_check sysfs_create_file(struct kobject *kobj, const struct attribute *attr);
int __must_check sysfs_create_files(struct kobject *kobj, const struct attribute *const *attrs);
void sysfs_remove_file(struct kobject *kobj, const struct attribute *attr);

/* Bytes instead of text: read at any offset.  size 0: not known. */
struct bin_attribute {
	struct attribute attr;
	size_t size;
	void *private;
	ssize_t (*read)(struct file *f, struct kobject *kobj, struct bin_attribute *attr, char *buf,
			loff_t off, size_t count);
	ssize_t (*write)(struct file *f, struct kobject *kobj, struct bin_attribute *attr,
			 char *buf, loff_t off, size_t count);
};
int __must_check sysfs_create_bin_file(struct kobject *kobj, const struct bin_attribute *attr);
void sysfs_remove_bin_file(struct kobject *kobj, const struct bin_attribute *attr);

int __must_check sysfs_create_link(struct kobject *kobj, struct kobject *target, const char *name);
void sysfs_remove_link(struct kobject *kobj, const char *name);
/* An empty directory for another file system. */
int __must_check sysfs_create_mount_point(struct kobject *parent, const char *name);

/* For show functions: text at the start of the page, or @at bytes on. */
int sysfs_emit(char *buf, const char *fmt, ...) __printf(2, 3);
int sysfs_emit_at(char *buf, int at, const char *fmt, ...) __printf(3, 4);

extern struct kobject *kernel_kobj; /* /sys/kernel */
extern struct kobject *mm_kobj;	    /* /sys/kernel/mm */

void sysfs_init(void); /* boot: the type, and the directories above */
