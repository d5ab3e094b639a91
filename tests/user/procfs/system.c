/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/procfs/system.c - /proc: the files about the whole system, their formats and
 * consistency */
#include "harness.h"

#include <sys/utsname.h>

static char *get(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "/proc/%s", name);
	if (access(path, R_OK) && errno == ENOENT) {
		test_fail(__FILE__, __LINE__, "%s is missing", path);
		test_give_up();
	}
	return test_slurp(path);
}

static long mem(const char *key)
{
	return test_field("/proc/meminfo", key);
}

TEST(meminfo)
{
	static const char *const keys[] = {
		"MemTotal",   "MemFree",     "MemAvailable", "Buffers",	     "Cached",
		"Active",     "Inactive",    "SwapTotal",    "SwapFree",     "Dirty",
		"AnonPages",  "Mapped",	     "Shmem",	     "Slab",	     "KernelStack",
		"PageTables", "CommitLimit", "Committed_AS", "VmallocTotal", "VmallocUsed"};

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (mem(keys[i]) < 0)
			test_fail(__FILE__, __LINE__, "no %s", keys[i]);
	CHECK_MATCH(get("meminfo"), "^MemTotal: +[0-9]+ kB$");
	CHECK_LE(mem("MemFree"), mem("MemTotal"));
	CHECK_LE(mem("MemAvailable"), mem("MemTotal"));
	CHECK_LE(mem("SwapFree"), mem("SwapTotal"));
	CHECK_LE(mem("Cached"), mem("MemTotal"));
}

TEST(memory_used_is_seen)
{
	size_t pages = mem("MemFree") > 65536 ? 4096 : 256;
	long before = mem("AnonPages");
	char *p = test_map(pages);

	memset(p, 1, pages * PAGE);
	CHECK_GE(mem("AnonPages"), before + (long)pages * 2); /* others may free meanwhile */
}

TEST(stat_lines)
{
	char *s = get("stat");

	CHECK_MATCH(s,
		    "^cpu  [0-9]+ [0-9]+ [0-9]+ [0-9]+ [0-9]+ [0-9]+ [0-9]+ [0-9]+ [0-9]+ [0-9]+$");
	CHECK_MATCH(s,
		    "^cpu0 [0-9]+ [0-9]+ [0-9]+ [0-9]+ [0-9]+ [0-9]+ [0-9]+ [0-9]+ [0-9]+ [0-9]+$");
	CHECK_MATCH(s, "^intr [0-9]+");
	CHECK_MATCH(s, "^ctxt [0-9]+$");
	CHECK_MATCH(s, "^btime [0-9]+$");
	CHECK_MATCH(s, "^processes [0-9]+$");
	CHECK_MATCH(s, "^procs_running [1-9][0-9]*$");
	CHECK_MATCH(s, "^procs_blocked [0-9]+$");
	CHECK_MATCH(s, "^softirq [0-9]+");
}

static long stat_value(const char *key)
{
	char *s = strstr(get("stat"), key);

	REQUIRE(s != NULL);
	return atol(s + strlen(key));
}

TEST(stat_counts_forks_and_switches)
{
	long forks = stat_value("\nprocesses "), ctxt = stat_value("\nctxt ");
	int st;

	for (int i = 0; i < 10; i++) {
		CHILD (st) {
		}
		CHECK_EXITED(st, 0);
	}
	CHECK_GE(stat_value("\nprocesses "), forks + 10);
	CHECK_GE(stat_value("\nctxt "), ctxt + 10);
}

TEST(btime_is_the_time_of_boot)
{
	struct timespec now, up;

	clock_gettime(CLOCK_REALTIME, &now);
	clock_gettime(CLOCK_BOOTTIME, &up);
	long want = now.tv_sec - up.tv_sec, got = stat_value("\nbtime ");
	CHECK(got >= want - 3 && got <= want + 3);
}

TEST(uptime)
{
	double up1, idle, up2;
	struct timespec ms = {0, 30000000}, bt;

	REQUIRE(sscanf(get("uptime"), "%lf %lf", &up1, &idle) == 2);
	CHECK_MATCH(get("uptime"), "^[0-9]+\\.[0-9]{2} [0-9]+\\.[0-9]{2}$");
	nanosleep(&ms, NULL);
	REQUIRE(sscanf(get("uptime"), "%lf %lf", &up2, &idle) == 2);
	CHECK(up2 >= up1 + 0.02);
	clock_gettime(CLOCK_BOOTTIME, &bt);
	CHECK(up2 <= bt.tv_sec + bt.tv_nsec / 1e9 + 0.01);
}

TEST(loadavg)
{
	CHECK_MATCH(get("loadavg"), "^[0-9]+\\.[0-9]{2} [0-9]+\\.[0-9]{2} [0-9]+\\.[0-9]{2} "
				    "[1-9][0-9]*/[0-9]+ [0-9]+$");
}

TEST(version)
{
	struct utsname u;
	char want[512];

	uname(&u);
	snprintf(want, sizeof(want), "Linux version %s ", u.release);
	CHECK(!strncmp(get("version"), want, strlen(want)));
	CHECK(strstr(get("version"), u.version) != NULL);
	CHECK_EQ(strchr(get("version"), '\n')[1], 0);
}

TEST(cmdline)
{
	char *s = get("cmdline");

	CHECK_EQ(s[strlen(s) - 1], '\n');
	CHECK_EQ(strchr(s, '\n')[1], 0);
}

TEST(cpuinfo)
{
	char *s = get("cpuinfo");
	int n = 0;

	CHECK_MATCH(s, "^processor\t: 0$");
	CHECK_MATCH(s, "^vendor_id\t: [A-Za-z]+");
	CHECK_MATCH(s, "^cpu family\t: [0-9]+$");
	CHECK_MATCH(s, "^model\t\t: [0-9]+$");
	CHECK_MATCH(s, "^model name\t: .+$");
	CHECK_MATCH(s, "^stepping\t: ");
	CHECK_MATCH(s, "^cpu MHz\t\t: [0-9]+\\.[0-9]{3}$");
	CHECK_MATCH(s, "^flags\t\t: .*fpu.* sse2 ");
	CHECK_MATCH(s, "^bogomips\t: [0-9]+\\.[0-9]{2}$");
	CHECK_MATCH(s, "^address sizes\t: [0-9]+ bits physical, [0-9]+ bits virtual$");
	for (char *p = s; (p = strstr(p, "processor\t:")); p++)
		n++;
	CHECK_EQ(n, sysconf(_SC_NPROCESSORS_ONLN));
}

TEST(filesystems_and_devices)
{
	char *s = get("filesystems"), *d = get("devices");

	CHECK_MATCH(s, "^nodev\ttmpfs$");
	CHECK_MATCH(s, "^nodev\tproc$");
	CHECK_MATCH(s, "^nodev\tdevtmpfs$");
	CHECK_MATCH(s, "^nodev\tdevpts$");
	CHECK(!strncmp(d, "Character devices:\n", 19));
	CHECK_MATCH(d, "^ +1 mem$");
	CHECK_MATCH(d, "^ +5 /dev/tty$");
	CHECK_MATCH(d, "^ +5 /dev/console$");
	CHECK_MATCH(d, "^ +5 /dev/ptmx$");
	CHECK_MATCH(d, "^136 pts$");
	CHECK_MATCH(d, "^Block devices:$");
}

TEST(interrupts)
{
	char *s = get("interrupts");

	CHECK_MATCH(s, "^ +CPU0 ");
	CHECK_MATCH(s, "^ *LOC: +[0-9]+");
	CHECK_MATCH(s, "^ *NMI: +[0-9]+");
	CHECK_MATCH(s, "^ *RES: +[0-9]+");
}

static void check_ranges(const char *name)
{
	char *s = get(name);

	for (char *l = strtok(s, "\n"); l; l = strtok(NULL, "\n"))
		CHECK_MATCH(l, "^ *[0-9a-f]{4,16}-[0-9a-f]{4,16} : .+$");
}

TEST(iomem_and_ioports)
{
	check_ranges("iomem");
	check_ranges("ioports");
	CHECK_MATCH(get("iomem"), " : System RAM$");
	CHECK_MATCH(get("iomem"), "^  [0-9a-f]+-[0-9a-f]+ : Kernel code$");
}

TEST(iomem_addresses_are_for_root)
{
	int st;

	test_need_root();
	CHILD (st) {
		test_become(1000, 1000);
		CHECK_MATCH(get("iomem"), "^00000000-00000000 : System RAM$");
	}
	CHECK_EXITED(st, 0);
}

TEST(vmstat)
{
	static const char *const keys[] = {
		"nr_free_pages",  "nr_anon_pages", "nr_mapped", "nr_file_pages", "nr_dirty",
		"pgalloc_normal", "pgfree",	   "pgfault",	"pgmajfault",	 "pgpgin"};
	char *s = get("vmstat"), re[64];

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		snprintf(re, sizeof(re), "^%s [0-9]+$", keys[i]);
		CHECK_MATCH(s, re);
	}
}

TEST(buddyinfo_and_zoneinfo)
{
	CHECK_MATCH(get("buddyinfo"), "^Node 0, zone +[A-Za-z0-9]+ +[0-9]+( +[0-9]+){10} *$");
	CHECK_MATCH(get("zoneinfo"), "^Node 0, zone +[A-Za-z0-9]+$");
	CHECK_MATCH(get("zoneinfo"), "^  pages free +[0-9]+$");
	CHECK_MATCH(get("zoneinfo"), "^        (low|min|high) +[0-9]+$");
	CHECK_MATCH(get("zoneinfo"), "^        managed +[0-9]+$");
}

TEST(slabinfo)
{
	char *s;

	test_need_root();
	s = get("slabinfo");
	CHECK(!strncmp(s, "slabinfo - version: 2.1\n", 24));
	CHECK_MATCH(s, "^# name            <active_objs> <num_objs> <objsize> <objperslab> "
		       "<pagesperslab> : tunables <limit> <batchcount> <sharedfactor> : slabdata "
		       "<active_slabs> <num_slabs> <sharedavail>$");
	/* with red zones an object takes more than its 64 bytes */
	CHECK_MATCH(s,
		    "^kmalloc-64 +[0-9]+ +[0-9]+ +(6[4-9]|[7-9][0-9]|1[0-9][0-9]|[2-4][0-9][0-9]) "
		    "+[0-9]+ +[0-9]+ : tunables +[0-9]+ +[0-9]+ "
		    "+[0-9]+ : slabdata +[0-9]+ +[0-9]+ +[0-9]+$");
	int st;
	CHILD (st) {
		test_become(1000, 1000);
		CHECK_ERRNO(open("/proc/slabinfo", O_RDONLY), EACCES);
	}
	CHECK_EXITED(st, 0);
}

TEST(sys_kernel)
{
	CHECK_STR(get("sys/kernel/ostype"), "Linux\n");
	CHECK_MATCH(get("sys/kernel/osrelease"), "^[0-9]+\\.[0-9]+");
	CHECK_GE(atol(get("sys/kernel/pid_max")), 301);
	CHECK_MATCH(get("sys/kernel/threads-max"), "^[0-9]+$");
	CHECK_MATCH(get("sys/kernel/randomize_va_space"), "^[012]$");
	CHECK_MATCH(get("sys/kernel/printk"), "^[0-9]+\t[0-9]+\t[0-9]+\t[0-9]+$");
	CHECK_MATCH(get("sys/kernel/random/boot_id"),
		    "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$");
	CHECK_STR(get("sys/kernel/random/boot_id"), get("sys/kernel/random/boot_id"));
	CHECK(strcmp(get("sys/kernel/random/uuid"), get("sys/kernel/random/uuid")));
	int pid = getpid();
	CHECK_LT(pid, atol(get("sys/kernel/pid_max")));
}

TEST(read_only_files_refuse_writes)
{
	CHECK_EQ(unlink("/proc/version"), -1);
	CHECK_EQ(mkdir("/proc/newdir", 0755), -1);
	CHECK_EQ(open("/proc/newfile", O_CREAT | O_WRONLY, 0600), -1);
}

TEST(root_lists_processes_and_files)
{
	char path[64];
	struct stat sb;

	snprintf(path, sizeof(path), "/proc/%d", getpid());
	CHECK_OK(stat(path, &sb));
	CHECK_EQ(sb.st_mode, S_IFDIR | 0555);
	CHECK_EQ(sb.st_uid, geteuid());
	CHECK_OK(stat("/proc/1", &sb));
	CHECK_OK(stat("/proc/meminfo", &sb));
	CHECK_EQ(sb.st_mode, S_IFREG | 0444);
	CHECK_EQ(sb.st_size, 0);
}

TEST(kmsg)
{
	char *b = malloc(1 << 18);
	int fd, st;
	ssize_t n;

	test_need_root();
	fd = REQUIRE_OK(open("/dev/kmsg", O_WRONLY));
	CHECK_EQ(write(fd, "proc-kmsg marker\n", 17), 17);
	fd = REQUIRE_OK(open("/proc/kmsg", O_RDONLY | O_NONBLOCK));
	n = read(fd, b, (1 << 18) - 1); /* takes the messages: another reader may have them */
	if (n < 0)
		CHECK_EQ(errno, EAGAIN);
	else
		CHECK(b[0] == '<');
	CHILD (st) {
		test_become(1000, 1000);
		CHECK_EQ(open("/proc/kmsg", O_RDONLY), -1);
		CHECK(errno == EPERM || errno == EACCES);
	}
	CHECK_EXITED(st, 0);
}
