/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/procfs/memory.c - /proc: what the allocators show, and the files of /proc/sys/vm */
#include "harness.h"

#include <ftw.h>
#include <linux/kernel-page-flags.h>

#define ORDERS 11
#define BATCH  4096

static long mem(const char *key)
{
	return test_field("/proc/meminfo", key);
}

/* Of the machine: in a container /proc/meminfo may be about the container alone. */
static long machine_mem(const char *key)
{
	long sum = -1;

	for (int n = 0; n < 64; n++) {
		char path[64], field[64];
		const char *p;

		snprintf(path, sizeof(path), "/sys/devices/system/node/node%d/meminfo", n);
		if (access(path, R_OK))
			break;
		snprintf(field, sizeof(field), "Node %d %s:", n, key);
		p = strstr(test_slurp(path), field);
		REQUIRE(p != NULL);
		sum = (sum < 0 ? 0 : sum) + atol(p + strlen(field));
	}
	return sum < 0 ? mem(key) : sum;
}

/* The file, or the test is skipped: some are root's, and some kernels are built without. */
static int open_or_skip(const char *path, int flags)
{
	int fd = open(path, flags);

	if (fd < 0 && (errno == EACCES || errno == EPERM || errno == ENOENT || errno == EROFS))
		SKIP("%s: %s", path, test_errno_name(errno));
	REQUIRE(fd >= 0);
	return fd;
}

static char *slurp_or_skip(const char *path)
{
	close(open_or_skip(path, O_RDONLY));
	return test_slurp(path);
}

TEST(buddyinfo)
{
	char *s = slurp_or_skip("/proc/buddyinfo"), *line, *save = NULL;
	long kb = 0;

	for (line = strtok_r(s, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char *p = strstr(line, "zone ");
		unsigned long n;

		CHECK_MATCH(line, "^Node [0-9]+, zone +[A-Za-z0-9]+ ( *[0-9]+ ){11}$");
		REQUIRE(p != NULL);
		p += strcspn(p, " ") + 1;
		p += strspn(p, " ");
		p += strcspn(p, " "); /* behind the zone's name */
		for (int order = 0; order < ORDERS; order++) {
			n = strtoul(p, &p, 10);
			kb += (long)(n << order) * 4;
		}
	}
	CHECK_GT(kb, 0);
	CHECK_LE(kb, machine_mem("MemTotal"));
}

TEST(pagetypeinfo)
{
	char *s = slurp_or_skip("/proc/pagetypeinfo");

	CHECK_MATCH(s, "^Page block order: [0-9]+\nPages per block:  [0-9]+\n\n"
		       "Free pages count per migrate type at order  ( *[0-9]+ ){11}\n"
		       "Node +0, zone +[A-Za-z0-9]+, type    Unmovable ( *>?[0-9]+ ){11}\n"
		       "Node +0, zone +[A-Za-z0-9]+, type      Movable ( *>?[0-9]+ ){11}\n"
		       "Node +0, zone +[A-Za-z0-9]+, type  Reclaimable ( *>?[0-9]+ ){11}\n");
	CHECK_MATCH(s, "\nNumber of blocks type     Unmovable      Movable  Reclaimable ");
}

/* "managed" of all zones is MemTotal; "min", "low", "high" rise. */
TEST(zoneinfo)
{
	char *s = slurp_or_skip("/proc/zoneinfo"), *p = s;
	long managed = 0, min, low, high, m;
	int zones = 0;

	CHECK_MATCH(s, "^Node 0, zone +[A-Za-z0-9]+\n  per-node stats\n      nr_inactive_anon ");
	CHECK_MATCH(s, "\n  pagesets\n    cpu: 0\n              count: +[0-9]+\n"
		       "              high: +[0-9]+\n              batch: +[0-9]+\n");
	CHECK_MATCH(s, "\n  vm stats threshold: [0-9]+\n");
	CHECK_MATCH(s, "\n  start_pfn:           [0-9]+\n");
	while ((p = strstr(p, "  pages free "))) {
		char *q = strstr(p, "        min ");

		REQUIRE(q != NULL);
		REQUIRE(sscanf(q, " min %ld low %ld high %ld", &min, &low, &high) == 3);
		CHECK_LE(min, low);
		CHECK_LE(low, high);
		q = strstr(p, "        managed ");
		REQUIRE(q != NULL && sscanf(q, " managed %ld", &m) == 1);
		managed += m;
		zones++;
		p++;
	}
	CHECK_GE(zones, 1);
	CHECK_EQ(managed * 4, machine_mem("MemTotal"));
}

TEST(slabinfo)
{
	char *s = slurp_or_skip("/proc/slabinfo"), *line, *save = NULL;
	long kb = 0;
	int n = 0;

	CHECK_MATCH(s, "^slabinfo - version: 2\\.1\n# name            <active_objs> <num_objs> "
		       "<objsize> <objperslab> <pagesperslab> : tunables <limit> <batchcount> "
		       "<sharedfactor> : slabdata <active_slabs> <num_slabs> <sharedavail>\n");
	strtok_r(s, "\n", &save);
	strtok_r(NULL, "\n", &save);
	while ((line = strtok_r(NULL, "\n", &save))) {
		long active, num, size, per_slab, pages, a, b, c, active_slabs, slabs, d;
		char name[64];

		REQUIRE(sscanf(line,
			       "%63s %ld %ld %ld %ld %ld : tunables %ld %ld %ld : slabdata %ld %ld "
			       "%ld",
			       name, &active, &num, &size, &per_slab, &pages, &a, &b, &c,
			       &active_slabs, &slabs, &d) == 12);
		if (active > num || active_slabs > slabs || size * per_slab > pages * 4096)
			test_fail(__FILE__, __LINE__, "impossible: %s", line);
		kb += slabs * pages * 4;
		n++;
	}
	CHECK_GT(n, 10);
	/* Slab has large kmalloc()s too; others allocate and free meanwhile. */
	CHECK_LE(kb, machine_mem("Slab") + machine_mem("MemTotal") / 50);
}

TEST(vmallocinfo)
{
	char *s = slurp_or_skip("/proc/vmallocinfo");

	CHECK_MATCH(s, "^0x[0-9a-f]{16}-0x[0-9a-f]{16} +[0-9]+ [a-zA-Z0-9_.]+\\+0x[0-9a-f]+/"
		       "0x[0-9a-f]+( \\[[a-z0-9_]+\\])? pages=[0-9]+ vmalloc");
}

static long vmstat(const char *key)
{
	char *s = test_slurp("/proc/vmstat"), *p;
	char line[64];
	long v = -1;

	snprintf(line, sizeof(line), "\n%s ", key);
	p = strstr(s, line);
	if (p)
		v = atol(p + strlen(line));
	free(s);
	return v;
}

TEST(vmstat_counts)
{
	long faults = vmstat("pgfault"), freed = vmstat("pgfree");
	char *s = test_slurp("/proc/vmstat"), *p;

	CHECK(!strncmp(s, "nr_free_pages ", 14));
	CHECK_GE(faults, 0);
	p = test_map(64);
	memset(p, 1, 64 * PAGE);
	CHECK_OK(munmap(p, 64 * PAGE));
	CHECK_GE(vmstat("pgfault"), faults + 64);
	CHECK_GE(vmstat("pgfree"), freed);
}

/* --- a word per frame --- */

static void check_words(const char *path)
{
	int fd = open_or_skip(path, O_RDONLY);
	uint64_t words[4];
	struct stat st;

	REQUIRE_OK(fstat(fd, &st));
	CHECK_EQ(st.st_mode & 07777, 0400);
	CHECK_EQ(read(fd, words, sizeof(words)), (long)sizeof(words));
	CHECK_EQ(lseek(fd, 0, SEEK_CUR), (long)sizeof(words));
	CHECK_ERRNO(read(fd, words, 7), EINVAL);
	CHECK_ERRNO(read(fd, words, 12), EINVAL);
	CHECK_ERRNO(pread(fd, words, 8, 4), EINVAL);
	CHECK_ERRNO(lseek(fd, 0, SEEK_END), EINVAL);
	CHECK_EQ(pread(fd, words, 8, 1L << 50), 0);
	CHECK_ERRNO(read(fd, (void *)PAGE, 8), EFAULT);
	CHECK_EQ(read(fd, words, 0), 0);
	close(fd);
}

TEST(kpageflags_reads)
{
	check_words("/proc/kpageflags");
}

TEST(kpagecount_reads)
{
	check_words("/proc/kpagecount");
}

/* Sums over all frames: RAM is what is not a hole; free frames are MemFree's. */
TEST_LIMIT(kpageflags_sums, 60)
{
	static uint64_t words[BATCH];
	int fd = open_or_skip("/proc/kpageflags", O_RDONLY);
	long frames = 0, free_frames = 0, anon = 0, slab = 0;
	ssize_t n;

	while ((n = read(fd, words, sizeof(words))) > 0) {
		for (size_t i = 0; i < (size_t)n / 8; i++) {
			frames += !(words[i] >> KPF_NOPAGE & 1);
			free_frames += words[i] >> KPF_BUDDY & 1;
			anon += words[i] >> KPF_ANON & 1;
			slab += words[i] >> KPF_SLAB & 1;
		}
	}
	CHECK_EQ(n, 0);
	close(fd);
	CHECK_GE(frames * 4, machine_mem("MemTotal"));
	/* Others allocate and free meanwhile, and CPUs keep some. */
	CHECK_LE(labs(free_frames * 4 - machine_mem("MemFree")), machine_mem("MemTotal") / 10);
	CHECK_LE(labs(anon * 4 - machine_mem("AnonPages")), machine_mem("MemTotal") / 10);
	CHECK_LE(slab * 4, machine_mem("Slab") + machine_mem("MemTotal") / 20);
	CHECK_GT(anon, 0);
	CHECK_GT(slab, 0);
}

/* --- meminfo adds up, to the page: Pith only, Linux has pages that no line names --- */

/* In pages. */
struct sums {
	long total, free, free_listed, slab, anon, cached, tables, vmalloc, memmap;
};

/* Without malloc(): what it maps and unmaps would be in the sums, but not in the walk. */
static const char *text_of(const char *path)
{
	static char text[64 << 10];
	int fd = REQUIRE_OK(open(path, O_RDONLY));
	size_t len = 0;
	ssize_t n;

	while ((n = read(fd, text + len, sizeof(text) - 1 - len)) > 0)
		len += (size_t)n;
	text[len] = '\0';
	close(fd);
	return text;
}

/* The numbers behind all @key of @text, added. */
static long sum_of(const char *text, const char *key)
{
	long sum = 0;

	for (const char *p = text; (p = strstr(p, key)) != NULL; p += strlen(key))
		sum += atol(p + strlen(key));
	return sum;
}

static struct sums read_sums(void)
{
	struct sums n;
	const char *s = text_of("/proc/zoneinfo");

	n.free_listed = sum_of(s, "  pages free ");
	s = text_of("/proc/vmstat");
	n.memmap = sum_of(s, "\nnr_memmap ");
	s = text_of("/proc/meminfo");
	n.total = sum_of(s, "MemTotal:") / 4;
	n.free = sum_of(s, "MemFree:") / 4;
	n.slab = sum_of(s, "\nSlab:") / 4;
	n.anon = sum_of(s, "AnonPages:") / 4;
	n.cached = sum_of(s, "\nCached:") / 4;
	n.tables = sum_of(s, "\nPageTables:") / 4;
	n.vmalloc = sum_of(s, "VmallocUsed:") / 4;
	return n;
}

/* Frames of each kind, as kpageflags shows them. */
struct kinds {
	long managed, buddy, slab, anon, file, tables, rest;
};

static void count_kind(struct kinds *k, uint64_t w)
{
	if (w >> KPF_NOPAGE & 1 || w >> 32 & 1) /* holes, reserved */
		return;
	k->managed++;
	if (w >> KPF_BUDDY & 1)
		k->buddy++;
	else if (w >> KPF_PGTABLE & 1)
		k->tables++;
	else if (w >> KPF_SLAB & 1 || w >> KPF_COMPOUND_HEAD & 1 || w >> KPF_COMPOUND_TAIL & 1)
		k->slab++; /* large kmalloc()s are of Slab, too */
	else if (w >> KPF_ANON & 1)
		k->anon++;
	else if (w >> KPF_LRU & 1 || w >> KPF_SWAPBACKED & 1)
		k->file++;
	else
		k->rest++;
}

static struct kinds walk_kinds(int fd)
{
	static uint64_t words[BATCH];
	struct kinds k = {0};
	ssize_t n;

	REQUIRE_OK(lseek(fd, 0, SEEK_SET));
	while ((n = read(fd, words, sizeof(words))) > 0) {
		for (size_t i = 0; i < (size_t)n / 8; i++)
			count_kind(&k, words[i]);
	}
	return k;
}

TEST_LIMIT(meminfo_adds_up, 60)
{
	int fd = open_or_skip("/proc/kpageflags", O_RDONLY);
	struct sums before, after;
	struct kinds k;
	long named;

	if (vmstat("nr_memmap") < 0)
		SKIP("not all memory is accounted for here");
	for (int i = 0; i < 100; i++) { /* until nothing moved during a walk */
		before = read_sums();
		k = walk_kinds(fd);
		after = read_sums();
		if (!memcmp(&before, &after, sizeof(before)))
			break;
		usleep(10000);
	}
	CHECK_EQ(k.managed + after.memmap, after.total);
	CHECK_EQ(k.buddy, after.free_listed);
	CHECK_EQ(k.slab, after.slab);
	CHECK_EQ(k.anon, after.anon);
	CHECK_EQ(k.file, after.cached);
	CHECK_GE(k.tables, after.tables); /* the kernel's own are no line's */
	named = after.free + after.slab + after.anon + after.cached + after.tables + after.vmalloc +
		after.memmap;
	/* What no line names is what no flag names, and the kernel's tables. */
	CHECK_EQ(after.total - named, k.rest - after.vmalloc - (after.free - after.free_listed) +
					      k.tables - after.tables);
	CHECK_GE(after.total, named);
	printf("# %ld pages of %ld are in no line\n", after.total - named, after.total);
}

TEST(meminfo_lines)
{
	char *s = test_slurp("/proc/meminfo");

	CHECK_MATCH(s, "\nVmallocUsed: +[0-9]+ kB\nVmallocChunk: +0 kB\nPercpu: +[1-9][0-9]* kB\n");
	CHECK_MATCH(s, "\nDirectMap4k: +[0-9]+ kB\nDirectMap2M: +[0-9]+ kB\n");
	CHECK_EQ(mem("Slab"), mem("SReclaimable") + mem("SUnreclaim"));
	CHECK_GE(mem("DirectMap4k") + mem("DirectMap2M") +
			 (mem("DirectMap1G") > 0 ? mem("DirectMap1G") : 0),
		 machine_mem("MemTotal"));
	free(s);
}

/* --- drop_caches: only in a guest --- */

static int visit(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)path;
	(void)st;
	(void)type;
	(void)ftw;
	return 0;
}

static long dentries(void)
{
	char *s = test_slurp("/proc/slabinfo"), *p = strstr(s, "\ndentry ");
	long active;

	REQUIRE(p != NULL && sscanf(p, "\ndentry %ld", &active) == 1);
	free(s);
	return active;
}

/* After a drop: RCU frees what was dropped a while later. */
static long settled_dentries(void)
{
	long n = dentries(), last = -1;

	for (int i = 0; i < 100 && n != last; i++) {
		usleep(100000);
		last = n;
		n = dentries();
	}
	return n;
}

TEST_LIMIT(drop_caches_drops, 30)
{
	long before, full, dropped;

	test_need_root();
	if (mem("MemTotal") > 1 << 20)
		SKIP("this may be somebody's machine");
	test_write_file("/proc/sys/vm/drop_caches", "2\n");
	before = settled_dentries();
	REQUIRE(nftw("/sys", visit, 16, FTW_PHYS) == 0); /* nobody keeps these names in use */
	full = dentries();
	CHECK_GT(full, before + 100);
	dropped = vmstat("drop_slab");
	test_write_file("/proc/sys/vm/drop_caches", "2\n");
	CHECK_LE(settled_dentries(), before + (full - before) / 2);
	CHECK_EQ(vmstat("drop_slab"), dropped + 1);
	dropped = vmstat("drop_pagecache");
	test_write_file("/proc/sys/vm/drop_caches", "1\n");
	CHECK_EQ(vmstat("drop_pagecache"), dropped + 1);
}

/* --- /proc/sys/vm: only what is refused, this may be somebody's machine --- */

static void refuses(const char *name, const char *text)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/sys/vm/%s", name);
	fd = open_or_skip(path, O_WRONLY);
	if (write(fd, text, strlen(text)) != -1 || errno != EINVAL)
		test_fail(__FILE__, __LINE__, "%s takes \"%s\"", path, text);
	close(fd);
}

TEST(sysctl_refuses)
{
	refuses("min_free_kbytes", "abc\n");
	refuses("min_free_kbytes", "-1\n");
	refuses("min_free_kbytes", "99999999999\n");
	refuses("drop_caches", "0\n");
	refuses("drop_caches", "x\n");
	refuses("overcommit_memory", "3\n");
	refuses("max_map_count", "-1\n");
}

TEST(sysctl_modes)
{
	static const struct {
		const char *name;
		mode_t mode;
	} files[] = {
		{"min_free_kbytes", 0644}, {"lowmem_reserve_ratio", 0644}, {"stat_refresh", 0600},
		{"drop_caches", 0200},	   {"overcommit_memory", 0644},
	};
	struct stat st;
	char path[64];

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		snprintf(path, sizeof(path), "/proc/sys/vm/%s", files[i].name);
		if (CHECK_OK(stat(path, &st)) == 0 && (st.st_mode & 07777) != files[i].mode)
			test_fail(__FILE__, __LINE__, "%s has mode %o", path, st.st_mode & 07777);
	}
	CHECK_ERRNO(open("/proc/sys/vm/drop_caches", O_RDONLY), EACCES);
	CHECK_MATCH(test_slurp("/proc/sys/vm/lowmem_reserve_ratio"), "^[0-9]+(\t[0-9]+)+\n$");
	if (geteuid() == 0)
		CHECK_STR(test_slurp("/proc/sys/vm/stat_refresh"), "");
}
