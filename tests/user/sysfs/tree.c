/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/sysfs/tree.c - /sys: what is in it, how it is read, and that nobody may add to it */
#include "harness.h"

#include <dirent.h>
#include <linux/magic.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#define NODE "/sys/devices/system/node"
#define CPU  "/sys/devices/system/cpu"

static void need_sysfs(void)
{
	struct statfs st;

	if (statfs("/sys", &st) || st.f_type != SYSFS_MAGIC)
		SKIP("/sys is no sysfs here");
}

static void need_writable(void)
{
	struct statvfs st;

	need_sysfs();
	test_need_root();
	if (statvfs("/sys", &st) || (st.f_flag & ST_RDONLY))
		SKIP("/sys is read-only here");
}

/* "0-2,5\n": how many numbers; -1 for anything else. */
static int list_length(const char *s)
{
	int n = 0;

	for (;;) {
		char *end;
		long a = strtol(s, &end, 10), b = a;

		if (end == s)
			return -1;
		if (*end == '-')
			b = strtol(end + 1, &end, 10);
		n += (int)(b - a + 1);
		if (*end == '\n' && !end[1])
			return n;
		if (*end != ',')
			return -1;
		s = end + 1;
	}
}

TEST(is_a_file_system)
{
	struct statfs st;

	need_sysfs();
	REQUIRE_OK(statfs("/sys", &st));
	CHECK_EQ(st.f_bsize, 4096);
	CHECK_EQ(st.f_blocks, 0);
	CHECK_EQ(st.f_namelen, 255);
	CHECK_MATCH(test_slurp("/proc/filesystems"), "^nodev\tsysfs$");
	CHECK_MATCH(test_slurp("/proc/mounts"), "^sysfs /sys sysfs ");
}

TEST(cpus)
{
	struct stat st;
	int online;

	need_sysfs();
	online = list_length(test_slurp(CPU "/online"));
	CHECK_EQ(online, sysconf(_SC_NPROCESSORS_ONLN));
	CHECK_GE(list_length(test_slurp(CPU "/possible")), online);
	CHECK_GE(list_length(test_slurp(CPU "/present")), online);
	REQUIRE_OK(stat(CPU "/online", &st));
	CHECK_EQ(st.st_size, 4096);
	CHECK_EQ(st.st_mode, S_IFREG | 0444);
	CHECK_GE(list_length(test_slurp(CPU "/cpu0/topology/core_siblings_list")), 1);
	CHECK_MATCH(test_slurp(CPU "/cpu0/topology/thread_siblings_list"), "^0([-,][0-9]+)*\n$");
	CHECK_MATCH(test_slurp(CPU "/cpu0/topology/thread_siblings"),
		    "^[0-9a-f]+(,[0-9a-f]{8})*\n$");
	CHECK_MATCH(test_slurp(CPU "/cpu0/topology/core_id"), "^[0-9]+\n$");
	CHECK_MATCH(test_slurp(CPU "/cpu0/topology/physical_package_id"), "^[0-9]+\n$");
}

/* A line of what was read of a node's meminfo. */
static long node_kb(const char *text, int node, const char *key)
{
	char field[64];
	const char *p;

	snprintf(field, sizeof(field), "Node %d %s:", node, key);
	p = strstr(text, field);
	return p ? atol(p + strlen(field)) : -1;
}

/* What the zones manage. */
static long managed_kb(void)
{
	char *s = test_slurp("/proc/zoneinfo");
	long sum = 0;

	while ((s = strstr(s, "\n        managed "))) {
		s += strlen("\n        managed ");
		sum += atol(s) * 4;
	}
	return sum;
}

TEST(nodes)
{
	long total = 0;
	int nodes;

	need_sysfs();
	if (access(NODE, F_OK))
		SKIP("a kernel without NUMA");
	nodes = list_length(test_slurp(NODE "/online"));
	REQUIRE(nodes >= 1);
	for (int n = 0; n < nodes; n++) {
		char path[64], *s;

		snprintf(path, sizeof(path), NODE "/node%d/meminfo", n);
		s = test_slurp(path);
		total += node_kb(s, n, "MemTotal");
		CHECK_EQ(node_kb(s, n, "MemTotal"),
			 node_kb(s, n, "MemFree") + node_kb(s, n, "MemUsed"));
	}
	CHECK_EQ(total, managed_kb());
	CHECK_MATCH(test_slurp(NODE "/node0/distance"), "^10( [0-9]+)*\n$");
	CHECK_MATCH(test_slurp(NODE "/node0/numastat"),
		    "^numa_hit [0-9]+\nnuma_miss [0-9]+\nnuma_foreign [0-9]+\n"
		    "interleave_hit [0-9]+\nlocal_node [0-9]+\nother_node [0-9]+\n$");
	CHECK_MATCH(test_slurp(NODE "/node0/vmstat"), "^nr_free_pages [0-9]+\n");
	CHECK_MATCH(test_slurp(NODE "/node0/cpumap"), "^[0-9a-f]+(,[0-9a-f]{8})*\n$");
}

/* A read goes on where the last one stopped; a new one from the start shows the value of then. */
TEST(offsets)
{
	char *all, text[8];
	int fd;

	need_sysfs();
	all = test_slurp(CPU "/online");
	fd = REQUIRE_OK(open(CPU "/online", O_RDONLY));
	CHECK_EQ(read(fd, text, 1), 1);
	CHECK_EQ(text[0], all[0]);
	CHECK_EQ(read(fd, text, sizeof(text)), (long)strlen(all) - 1);
	CHECK_EQ(read(fd, text, sizeof(text)), 0);
	CHECK_EQ(lseek(fd, 0, SEEK_SET), 0);
	CHECK_EQ(read(fd, text, 1), 1);
	CHECK_EQ(pread(fd, text, 1, (off_t)strlen(all) - 1), 1);
	CHECK_EQ(text[0], '\n');
	CHECK_EQ(pread(fd, text, 1, 4095), 0);
	CHECK_ERRNO(write(fd, "0", 1), EBADF);
	close(fd);
}

/* mdev and udev: from the class to the device, and from the number of a node to the same place. */
TEST(devices)
{
	char target[256], number[32], by_number[300];
	unsigned int major, minor;
	struct stat st, st2;
	ssize_t n;

	need_sysfs();
	REQUIRE_OK(stat("/dev/null", &st));
	n = readlink("/sys/class/mem/null", target, sizeof(target) - 1);
	REQUIRE(n > 0);
	target[n] = '\0';
	CHECK_STR(target, "../../devices/virtual/mem/null");
	REQUIRE(sscanf(test_slurp("/sys/class/mem/null/dev"), "%u:%u", &major, &minor) == 2);
	CHECK_EQ(major, major(st.st_rdev));
	CHECK_EQ(minor, minor(st.st_rdev));
	snprintf(number, sizeof(number), "%u:%u", major, minor);
	snprintf(by_number, sizeof(by_number), "/sys/dev/char/%s", number);
	REQUIRE_OK(stat(by_number, &st));
	REQUIRE_OK(stat("/sys/class/mem/null", &st2));
	CHECK_EQ(st.st_ino, st2.st_ino);
	CHECK_MATCH(test_slurp("/sys/class/mem/null/uevent"),
		    "^MAJOR=1\nMINOR=3\nDEVNAME=null\nDEVMODE=0666\n$");
	n = readlink("/sys/class/mem/null/subsystem", target, sizeof(target) - 1);
	REQUIRE(n > 0);
	target[n] = '\0';
	CHECK_STR(target, "../../../../class/mem");
	CHECK_MATCH(test_slurp("/sys/class/tty/console/dev"), "^5:1\n$");
	CHECK_MATCH(test_slurp("/sys/class/tty/console/active"), "^([a-z]+[0-9A-Za-z]*( |\n))*$");
}

/* Every name of a directory once, and as many directories as its links say. */
TEST(directories)
{
	struct dirent *e;
	struct stat st;
	long dirs = 0, n = 0;
	DIR *d;

	need_sysfs();
	REQUIRE((d = opendir("/sys/devices/virtual/mem")) != NULL);
	while ((e = readdir(d))) {
		n++;
		dirs += e->d_type == DT_DIR;
		CHECK_NE(e->d_ino, 0);
	}
	closedir(d);
	CHECK_GE(n, 8);
	REQUIRE_OK(stat("/sys/devices/virtual/mem", &st));
	CHECK_EQ(st.st_nlink, (unsigned long)dirs);
	CHECK_EQ(st.st_mode, S_IFDIR | 0755);
	REQUIRE_OK(stat("/sys", &st));
	CHECK_EQ(st.st_mode, S_IFDIR | 0555);
}

TEST(nobody_adds_or_removes)
{
	need_writable();
	CHECK_ERRNO(mkdir("/sys/pith-test", 0755), EPERM);
	CHECK_ERRNO(open("/sys/pith-test", O_CREAT | O_WRONLY, 0644), EACCES);
	CHECK_ERRNO(symlink("a", "/sys/pith-test"), EPERM);
	CHECK_ERRNO(mknod("/sys/pith-test", S_IFIFO | 0600, 0), EPERM);
	CHECK_ERRNO(unlink(CPU "/online"), EPERM);
	CHECK_ERRNO(rmdir(CPU), EPERM);
	CHECK_ERRNO(rename(CPU, "/sys/pith-test"), EPERM);
	CHECK_ERRNO(open(CPU "/online", O_WRONLY), EACCES);
	CHECK_ERRNO(open(CPU "/online", O_RDWR), EACCES);
	CHECK_ERRNO(open("/sys/pith-test", O_RDONLY), ENOENT);
}

/* What is written to uevent is an action; there may be nobody who listens. */
TEST(uevent_takes_actions)
{
	int fd;

	need_writable();
	fd = REQUIRE_OK(open("/sys/class/mem/null/uevent", O_WRONLY));
	CHECK_ERRNO(write(fd, "nonsense", 8), EINVAL);
	CHECK_EQ(write(fd, "change\n", 7), 7);
	close(fd);
	CHECK_MATCH(test_slurp("/sys/kernel/uevent_seqnum"), "^[1-9][0-9]*\n$");
}
