/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/proc/self.c - /proc/self and /proc/thread-self: links that depend on who follows them
 *
 * Sources: proc(5)
 */
#include "internal.h"

#include "kernel/base/panic.h"
#include "lib/format.h"
#include "mm/kmem/slab.h"

#define SELF_TEXT_SIZE 32 /* "4194304/task/4194304" */

static void free_text(void *text)
{
	kfree(text);
}

/* A buffer for the text, that @done frees; @d NULL: path walk under RCU, which must not sleep. */
static char *text_buffer(const struct dentry *d, struct delayed_call *done)
{
	char *text = kmalloc(SELF_TEXT_SIZE, d ? GFP_KERNEL : GFP_ATOMIC);

	if (!text)
		return ERR_PTR(d ? -ENOMEM : -ECHILD);
	done->fn = free_text;
	done->arg = text;
	return text;
}

static const char *self_get_link(struct dentry *d, struct inode *inode, struct delayed_call *done)
{
	char *text = text_buffer(d, done);

	(void)inode;
	if (!IS_ERR(text))
		snprintf(text, SELF_TEXT_SIZE, "%d", current->tgid);
	return text;
}

static const char *thread_self_get_link(struct dentry *d, struct inode *inode,
					struct delayed_call *done)
{
	char *text = text_buffer(d, done);

	(void)inode;
	if (!IS_ERR(text))
		snprintf(text, SELF_TEXT_SIZE, "%d/task/%d", current->tgid, current->pid);
	return text;
}

static const struct inode_operations self_iops = {.get_link = self_get_link};
static const struct inode_operations thread_self_iops = {.get_link = thread_self_get_link};

void __init proc_self_init(void)
{
	if (!pde_create("self", S_IFLNK | 0777, NULL, &self_iops, NULL, NULL) ||
	    !pde_create("thread-self", S_IFLNK | 0777, NULL, &thread_self_iops, NULL, NULL) ||
	    !proc_symlink("mounts", NULL, "self/mounts"))
		panic("proc: no memory for the links to oneself");
}
