/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/devpts/devpts.h - the names and numbers of pseudo-terminals
 *
 * Each mount of devpts is an instance, known here by its super block.  Who keeps a number or a node
 * of one holds an active reference on it.  Process context; all may sleep.
 */
#pragma once

#include "base/kdev.h"

struct dentry;
struct path;
struct super_block;

/* @root becomes the mounted instance that the opened node @ptmx stands for, referenced; -ENOENT or
 * -ENODEV: there is no `pts` beside it, or nothing mounted. */
int devpts_mount_of(const struct path *ptmx, struct path *root);
/* The lowest free number; -ENOSPC or -ENOMEM. */
int devpts_new_index(struct super_block *sb);
void devpts_kill_index(struct super_block *sb, int index);
/* A node named after @index, owned by the caller's fsuid, that stands for @priv; ERR_PTR(-ENOMEM).
 */
struct dentry *devpts_pty_new(struct super_block *sb, int index, void *priv);
/* What the node @d stands for: NULL after devpts_pty_kill(), and for one of another file system. */
void *devpts_get_priv(const struct dentry *d);
void devpts_pty_kill(struct dentry *d);
void devpts_init(void);
