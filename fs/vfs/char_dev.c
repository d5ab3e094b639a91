/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/vfs/char_dev.c - which driver a character device node opens
 *
 * Theory
 *   Drivers register ranges of numbers, at boot or when a device appears; ranges never go away.
 *   Opening a node replaces the file's operations by the driver's and calls its ->open.
 *
 * Locks: chrdevs_lock for the list; look-up is lock-free, because ranges are only added.
 * Sources: mknod(2), null(4), proc(5) devices
 */
#include "internal.h"

#include "fs/vfs/seq_file.h"

struct chrdev_range {
	unsigned int major, minor, count;  /* [c] */
	const char *name;		   /* [c] */
	const struct file_operations *fop; /* [c] */
	struct chrdev_range *next;	   /* [c] sorted by major, minor */
};

static DEFINE_SPINLOCK(chrdevs_lock, RANK_LEAF);
static struct chrdev_range *chrdevs; /* [chrdevs_lock] */

int register_chrdev_region(unsigned int major, unsigned int minor, unsigned int count,
			   const char *name, const struct file_operations *fop)
{
	struct chrdev_range *r, **p;
	int err = 0;

	if (count == 0 || minor + count < minor || minor + count > 1u << MINORBITS ||
	    major >= 1u << 12)
		return -EINVAL;
	r = kmalloc(sizeof(*r), GFP_KERNEL);
	if (!r)
		return -ENOMEM;
	*r = (struct chrdev_range){
		.major = major, .minor = minor, .count = count, .name = name, .fop = fop};
	spin_lock(&chrdevs_lock);
	for (p = &chrdevs; *p; p = &(*p)->next)
		if ((*p)->major > major ||
		    ((*p)->major == major && (*p)->minor + (*p)->count > minor))
			break;
	if (*p && (*p)->major == major && (*p)->minor < minor + count) {
		err = -EBUSY;
	} else {
		r->next = *p;
		smp_store_release(p, r);
	}
	spin_unlock(&chrdevs_lock);
	if (err)
		kfree(r);
	return err;
}

static const struct chrdev_range *chrdev_find(kdev_t dev)
{
	const struct chrdev_range *r;

	for (r = smp_load_acquire(&chrdevs); r; r = smp_load_acquire(&r->next))
		if (r->major == MAJOR(dev) && MINOR(dev) - r->minor < r->count)
			return r;
	return NULL;
}

static int chrdev_open(struct inode *inode, struct file *f)
{
	const struct chrdev_range *r = chrdev_find(inode->i_rdev);

	if (!r)
		return -ENXIO;
	f->f_op = r->fop;
	if (!f->f_op->llseek)
		f->f_mode &= ~FMODE_LSEEK;
	return f->f_op->open ? f->f_op->open(inode, f) : 0;
}

const struct file_operations def_chr_fops = {
	.open = chrdev_open,
	.llseek = noop_llseek,
};

/* There are no block drivers yet: every node is of a device that does not exist. */
static int blkdev_open(struct inode *inode, struct file *f)
{
	(void)inode;
	(void)f;
	return -ENXIO;
}

const struct file_operations def_blk_fops = {
	.open = blkdev_open,
};

void chrdev_show(struct seq_file *m)
{
	const struct chrdev_range *r, *prev = NULL;

	seq_puts(m, "Character devices:\n");
	for (r = smp_load_acquire(&chrdevs); r; r = smp_load_acquire(&r->next)) {
		if (!prev || prev->major != r->major || prev->name != r->name)
			seq_printf(m, "%3u %s\n", r->major, r->name);
		prev = r;
	}
}
