/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/sysfs/kobject.c - kobjects: named, counted, each a directory of /sys
 *
 * Theory
 *   An object holds a reference on its parent.  The last kobject_put() takes the directory away,
 *   which waits for readers inside, and then calls the type's release.
 *
 * Locks: none; the tree has its own (fs/kernfs).
 * Sources: Linux Documentation/core-api/kobject.rst
 */
#include "internal.h"

#include "lib/string.h"
#include "mm/kmem/slab.h"

struct kernfs_node *sysfs_root_kn;

static struct kernfs_node *parent_node(const struct kobject *parent)
{
	return parent ? parent->sd : sysfs_root_kn;
}

int kobject_init_and_add(struct kobject *kobj, const struct kobj_type *ktype,
			 struct kobject *parent, const char *name)
{
	struct kernfs_node *kn, *dir = parent_node(parent);

	if (!dir)
		return -ENOENT;
	refcount_set(&kobj->refs, 1);
	kobj->ktype = ktype;
	kobj->name = kstrdup(name, GFP_KERNEL);
	if (!kobj->name)
		return -ENOMEM;
	kn = kernfs_create_dir(dir, name, 0755, kobj);
	if (IS_ERR(kn)) {
		kfree(kobj->name);
		kobj->name = NULL;
		return (int)PTR_ERR(kn);
	}
	kobj->parent = parent ? kobject_get(parent) : NULL;
	kobj->sd = kn;
	return 0;
}

struct kobject *kobject_get(struct kobject *kobj)
{
	refcount_inc(&kobj->refs);
	return kobj;
}

void kobject_del(struct kobject *kobj)
{
	struct kernfs_node *kn = kobj->sd;

	kobj->sd = NULL;
	if (kn)
		kernfs_remove(kn);
}

void kobject_put(struct kobject *kobj)
{
	struct kobject *parent;

	if (!kobj || !refcount_dec_and_test(&kobj->refs))
		return;
	kobject_del(kobj);
	parent = kobj->parent;
	kfree(kobj->name);
	if (kobj->ktype->release)
		kobj->ktype->release(kobj);
	kobject_put(parent);
}

const char *kobject_name(const struct kobject *kobj)
{
	return kobj->name;
}

/* --- plain directories --- */

static ssize_t kobj_attr_show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	struct kobj_attribute *ka = container_of(attr, struct kobj_attribute, attr);

	return ka->show ? ka->show(kobj, ka, buf) : -EIO;
}

static ssize_t kobj_attr_store(struct kobject *kobj, struct attribute *attr, const char *buf,
			       size_t count)
{
	struct kobj_attribute *ka = container_of(attr, struct kobj_attribute, attr);

	return ka->store ? ka->store(kobj, ka, buf, count) : -EIO;
}

const struct sysfs_ops kobj_sysfs_ops = {
	.show = kobj_attr_show,
	.store = kobj_attr_store,
};

static void release_plain(struct kobject *kobj)
{
	kfree(kobj);
}

static const struct kobj_type plain_ktype = {
	.release = release_plain,
	.sysfs_ops = &kobj_sysfs_ops,
};

struct kobject *kobject_create_and_add(const char *name, struct kobject *parent)
{
	struct kobject *kobj = kzalloc(sizeof(*kobj), GFP_KERNEL);

	if (kobj && kobject_init_and_add(kobj, &plain_ktype, parent, name)) {
		kfree(kobj);
		kobj = NULL;
	}
	return kobj;
}
