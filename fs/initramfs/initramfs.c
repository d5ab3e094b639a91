/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs/initramfs/initramfs.c - fills the root file system from the boot loader's archive
 *
 * Theory
 *   What the loader put into memory is a row of pieces, each a cpio archive, plain or inside a
 *   gzip member, with zero bytes between them.  A plain archive is read where it lies; a gzip
 * member is unpacked into pages that are mapped side by side, so that the same reader serves both.
 * Entries are made by the ordinary operations on names, as a program would make them.
 *
 *   A fault ends the unpacking with one line that says what is wrong and where; what was made
 * before it stays, as on Linux, so a shell can still come up.  The memory of the archive is given
 * back.
 *
 * Not here
 *   The format: lib/cpio.c.  Decompression: lib/gzip.c over zlib.
 *
 * Locks
 *   None: runs once, before the first process.
 */
#include "fs/initramfs/initramfs.h"

#include "arch/boot.h"
#include "base/bits.h"
#include "fs/vfs/fs.h"
#include "fs/vfs/namei.h"
#include "kernel/base/printk.h"
#include "lib/cpio.h"
#include "lib/gzip.h"
#include "lib/list.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"
#include "mm/kmem/vmalloc.h"
#include "mm/phys/alloc.h"

/* A name seen with more than one link, until its archive ends. */
struct link_name {
	struct link_name *next;
	u32 ino, dev_major, dev_minor, type;
	const char *name; /* in the archive */
};

/* A directory whose time is set when nothing is made in it any more. */
struct dir_time {
	struct dir_time *next;
	u32 mtime;
	char name[];
};

#define LINK_BUCKETS 32

struct unpack {
	struct link_name *links[LINK_BUCKETS];
	struct dir_time *dirs;
	char *symlink; /* PATH_MAX bytes */
};

static int fail_in(const char *step, const char *what, size_t offset)
{
	pr_err("Initramfs unpacking failed: %s%s at byte %zu\n", step, what, offset);
	return -EINVAL;
}

static int fail(const char *what, size_t offset)
{
	return fail_in("", what, offset);
}

/* --- one entry --- */

static struct link_name **link_bucket(struct unpack *u, const struct cpio_entry *e)
{
	return &u->links[(e->ino + e->dev_minor + (e->dev_major << 3)) % LINK_BUCKETS];
}

/* The name of an earlier link to the same file; remembers this one if there is none. */
static int find_link(struct unpack *u, const struct cpio_entry *e, const char **old)
{
	struct link_name *l, **bucket = link_bucket(u, e);

	*old = NULL;
	for (l = *bucket; l; l = l->next) {
		if (l->ino == e->ino && l->dev_major == e->dev_major &&
		    l->dev_minor == e->dev_minor && l->type == (e->mode & S_IFMT)) {
			*old = l->name;
			return 0;
		}
	}
	l = kmalloc(sizeof(*l), GFP_KERNEL);
	if (!l)
		return -ENOMEM;
	*l = (struct link_name){.next = *bucket,
				.ino = e->ino,
				.dev_major = e->dev_major,
				.dev_minor = e->dev_minor,
				.type = e->mode & S_IFMT,
				.name = e->name};
	*bucket = l;
	return 0;
}

static void forget_links(struct unpack *u)
{
	for (int i = 0; i < LINK_BUCKETS; i++) {
		while (u->links[i]) {
			struct link_name *l = u->links[i];

			u->links[i] = l->next;
			kfree(l);
		}
	}
}

/* What is in the way of an entry of another kind goes; a directory stays if one is wanted. */
static void clean_path(const char *name, u32 mode)
{
	struct path path;
	umode_t have;

	if (user_path_at(AT_FDCWD, name, 0, &path))
		return;
	have = path.dentry->d_inode->i_mode;
	path_put(&path);
	if ((have ^ mode) & S_IFMT) {
		if (S_ISDIR(have))
			(void)do_rmdirat(AT_FDCWD, name);
		else
			(void)do_unlinkat(AT_FDCWD, name);
	}
}

static int set_owner_and_time(const struct cpio_entry *e, bool is_link)
{
	struct timespec64 t[2] = {{.sec = e->mtime}, {.sec = e->mtime}};
	int err = do_fchownat(AT_FDCWD, e->name, e->uid, e->gid, 0);

	if (!err && !is_link)
		err = do_fchmodat(AT_FDCWD, e->name, e->mode & 07777, 0);
	if (!err)
		err = do_utimensat(AT_FDCWD, e->name, t, AT_SYMLINK_NOFOLLOW);
	return err;
}

static int write_all(struct file *f, const struct cpio_entry *e)
{
	size_t done = 0;
	loff_t pos = 0;

	while (done < e->size) {
		ssize_t n = kernel_write(f, e->data + done, e->size - done, &pos);

		if (n <= 0)
			return n < 0 ? (int)n : -EIO;
		done += (size_t)n;
	}
	return 0;
}

static int make_file(struct unpack *u, const struct cpio_entry *e)
{
	int flags = O_WRONLY | O_CREAT | O_LARGEFILE, err;
	const char *old = NULL;
	struct file *f;

	clean_path(e->name, e->mode);
	if (e->nlink >= 2) {
		err = find_link(u, e, &old);
		if (err)
			return err;
	}
	if (old && strcmp(old, e->name) != 0) {
		(void)do_unlinkat(AT_FDCWD, e->name);
		err = do_linkat(AT_FDCWD, old, AT_FDCWD, e->name, 0);
		if (err || !e->size)
			return err;
	}
	if (!old || e->size)
		flags |= O_TRUNC;
	f = filp_open(e->name, flags, e->mode & 07777);
	if (IS_ERR(f))
		return (int)PTR_ERR(f);
	err = write_all(f, e);
	fput(f);
	return err ? err : set_owner_and_time(e, false);
}

static int make_dir(struct unpack *u, const struct cpio_entry *e)
{
	struct dir_time *d;
	int err;

	clean_path(e->name, e->mode);
	err = do_mkdirat(AT_FDCWD, e->name, e->mode & 07777);
	if (err && err != -EEXIST)
		return err;
	err = set_owner_and_time(e, false);
	if (err)
		return err;
	d = kmalloc(sizeof(*d) + e->name_len + 1, GFP_KERNEL);
	if (!d)
		return -ENOMEM;
	d->next = u->dirs;
	d->mtime = e->mtime;
	memcpy(d->name, e->name, e->name_len + 1);
	u->dirs = d;
	return 0;
}

static int make_symlink(struct unpack *u, const struct cpio_entry *e)
{
	int err;

	if (e->size == 0 || e->size >= PATH_MAX)
		return -ENAMETOOLONG;
	memcpy(u->symlink, e->data, e->size);
	u->symlink[e->size] = '\0';
	clean_path(e->name, 0);
	err = do_symlinkat(u->symlink, AT_FDCWD, e->name);
	return err ? err : set_owner_and_time(e, true);
}

static int make_node(struct unpack *u, const struct cpio_entry *e)
{
	const char *old = NULL;
	int err;

	clean_path(e->name, 0);
	if (e->nlink >= 2) {
		err = find_link(u, e, &old);
		if (err || old)
			return err ? err : do_linkat(AT_FDCWD, old, AT_FDCWD, e->name, 0);
	}
	err = do_mknodat(AT_FDCWD, e->name, e->mode, MKDEV(e->rdev_major, e->rdev_minor));
	return err ? err : set_owner_and_time(e, false);
}

static int make_entry(struct unpack *u, const struct cpio_entry *e)
{
	switch (e->mode & S_IFMT) {
	case S_IFREG:
		return make_file(u, e);
	case S_IFDIR:
		return make_dir(u, e);
	case S_IFLNK:
		return make_symlink(u, e);
	case S_IFCHR:
	case S_IFBLK:
	case S_IFIFO:
	case S_IFSOCK:
		return make_node(u, e);
	}
	return -EINVAL;
}

static void set_dir_times(struct unpack *u)
{
	while (u->dirs) {
		struct dir_time *d = u->dirs;
		struct timespec64 t[2] = {{.sec = d->mtime}, {.sec = d->mtime}};

		u->dirs = d->next;
		(void)do_utimensat(AT_FDCWD, d->name, t, AT_SYMLINK_NOFOLLOW);
		kfree(d);
	}
}

/* --- one piece --- */

/* Reads archives from @data until something else comes: how far in *@used.  @base: of @data in the
 * whole. */
static int unpack_cpio(struct unpack *u, const u8 *data, size_t len, size_t base, size_t *used)
{
	enum cpio_result what;
	struct cpio_reader r;
	struct cpio_entry e;
	int err;

	cpio_init(&r, data, len);
	for (;;) {
		what = cpio_next(&r, &e);
		*used = cpio_offset(&r);
		if (what == CPIO_TRAILER) {
			forget_links(u);
			continue;
		}
		if (what != CPIO_ENTRY)
			break;
		err = make_entry(u, &e);
		if (err == -ENOMEM || err == -ENOSPC)
			return fail("out of memory", base + *used), err;
		if (err)
			pr_err("Initramfs: %s: error %d\n", e.name, err);
	}
	forget_links(u);
	if (what == CPIO_ERROR)
		return fail(cpio_error_text(cpio_error(&r)), base + *used);
	return 0;
}

/* Unpacked bytes, page by page. */
struct page_sink {
	struct page **pages;
	unsigned int n, room;
	u64 bytes;
};

static int sink_grow(struct page_sink *s)
{
	unsigned int room = s->room ? s->room * 2 : 64;
	struct page **more = kvmalloc(room * sizeof(*more), GFP_KERNEL);

	if (!more)
		return -ENOMEM;
	if (s->n)
		memcpy(more, s->pages, s->n * sizeof(*more));
	kvfree(s->pages);
	s->pages = more;
	s->room = room;
	return 0;
}

static int sink_take(void *ctx, const void *data, size_t len)
{
	struct page_sink *s = ctx;
	const u8 *from = data;

	while (len) {
		size_t off = s->bytes % PAGE_SIZE, n = min(len, (size_t)(PAGE_SIZE - off));

		if (!off) {
			if (s->n == s->room && sink_grow(s))
				return -ENOMEM;
			s->pages[s->n] = alloc_page(GFP_KERNEL);
			if (!s->pages[s->n])
				return -ENOMEM;
			s->n++;
		}
		memcpy((u8 *)page_to_virt(s->pages[s->n - 1]) + off, from, n);
		s->bytes += n;
		from += n;
		len -= n;
	}
	return 0;
}

static void sink_free(struct page_sink *s)
{
	while (s->n)
		__free_page(s->pages[--s->n]);
	kvfree(s->pages);
}

static int fail_gzip(const struct gzip_job *job, enum gzip_result result, size_t offset)
{
	if (result == GZIP_STOPPED)
		return fail("out of memory", offset);
	if (result == GZIP_TRUNCATED)
		return fail("gzip: truncated", offset);
	return fail_in("uncompression error: ", job->reason, offset);
}

static int unpack_gzip(struct unpack *u, const u8 *data, size_t len, size_t base, size_t *used)
{
	struct page_sink sink = {0};
	struct gzip_job job = {.in = data,
			       .in_len = len,
			       .workspace_size = GZIP_WORKSPACE_SIZE,
			       .buf_size = PAGE_SIZE,
			       .sink = sink_take,
			       .ctx = &sink};
	enum gzip_result result;
	int err = 0, gzip_err = 0;
	size_t inner;
	void *map;

	job.workspace = kvmalloc(GZIP_WORKSPACE_SIZE, GFP_KERNEL);
	job.buf = kmalloc(PAGE_SIZE, GFP_KERNEL);
	if (!job.workspace || !job.buf) {
		err = fail("out of memory", base);
		goto free_job;
	}
	result = gunzip(&job);
	*used = job.in_used;
	if (result != GZIP_OK)
		gzip_err = fail_gzip(&job, result, base + job.in_used);
	/* what came out before a fault is unpacked all the same: the fault was said */
	if (sink.n) {
		map = vmap(sink.pages, sink.n, 0, PAGE_KERNEL);
		if (map) {
			err = unpack_cpio(u, map, sink.bytes, 0, &inner);
			vunmap(map);
		} else {
			err = fail("out of memory", base);
		}
	}
free_job:
	sink_free(&sink);
	kfree(job.buf);
	kvfree(job.workspace);
	return gzip_err ? gzip_err : err;
}

/* --- all pieces --- */

static const char *foreign_kind(const u8 *p, size_t len)
{
	static const struct {
		const char *magic;
		u8 n;
		const char *text;
	} kinds[] = {
		{"\xfd"
		 "7zXZ",
		 5, "xz compression is not supported (use gzip or none): invalid magic"},
		{"BZh", 3, "bzip2 compression is not supported (use gzip or none): invalid magic"},
		{"\x28\xb5\x2f\xfd", 4,
		 "zstd compression is not supported (use gzip or none): invalid magic"},
		{"\x02\x21\x4c\x18", 4,
		 "lz4 compression is not supported (use gzip or none): invalid magic"},
		{"\x89LZO", 4,
		 "lzo compression is not supported (use gzip or none): invalid magic"},
		{"\x5d\0\0", 3,
		 "lzma compression is not supported (use gzip or none): invalid magic"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (len >= kinds[i].n && memcmp(p, kinds[i].magic, kinds[i].n) == 0)
			return kinds[i].text;
	}
	return NULL;
}

static int unpack_all(struct unpack *u, const u8 *data, size_t len)
{
	size_t pos = 0;

	while (pos < len) {
		const char *foreign;
		size_t used = 0;
		int err;

		if (!data[pos]) {
			pos++;
			continue;
		}
		foreign = foreign_kind(data + pos, len - pos);
		if (foreign)
			return fail(foreign, pos);
		if (gzip_is_gzip(data + pos, len - pos))
			err = unpack_gzip(u, data + pos, len - pos, pos, &used);
		else
			err = unpack_cpio(u, data + pos, len - pos, pos, &used);
		if (err)
			return err;
		if (!used)
			return fail("no cpio magic", pos);
		pos += used;
	}
	return 0;
}

int populate_rootfs(void)
{
	paddr_t start = boot_info.initrd, end = start + boot_info.initrd_size;
	struct unpack *u;
	int err;

	if (!start || !boot_info.initrd_size)
		return 0;
	pr_info("Unpacking initramfs...\n");
	u = kzalloc(sizeof(*u), GFP_KERNEL);
	if (u)
		u->symlink = kmalloc(PATH_MAX, GFP_KERNEL);
	if (!u || !u->symlink) {
		kfree(u);
		fail("out of memory", 0);
		return -ENOMEM;
	}
	err = unpack_all(u, __va(start), boot_info.initrd_size);
	set_dir_times(u);
	kfree(u->symlink);
	kfree(u);
	free_reserved_area(ALIGN_DOWN(start, PAGE_SIZE), ALIGN(end, PAGE_SIZE));
	pr_info("Freeing initrd memory: %lluK\n", (u64)(ALIGN(end, PAGE_SIZE) - start) >> 10);
	return err;
}
