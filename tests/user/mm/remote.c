/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/mm/remote.c - another process's memory: process_vm_readv, /proc/<pid>/mem, pagemap */
#include "maps.h"

#include <sys/uio.h>

#define RW	     (PROT_READ | PROT_WRITE)
#define PM_PRESENT   (1ULL << 63)
#define PM_FILE	     (1ULL << 61)
#define PM_EXCLUSIVE (1ULL << 56)
#define PM_FRAME     ((1ULL << 55) - 1)

static char *page_of(const char *text)
{
	char *p = test_map(2);

	strcpy(p, text);
	return p;
}

static ssize_t get(pid_t pid, void *to, void *from, size_t n)
{
	struct iovec l = {to, n}, r = {from, n};

	return process_vm_readv(pid, &l, 1, &r, 1, 0);
}

static ssize_t put(pid_t pid, void *to, const void *from, size_t n)
{
	struct iovec l = {(void *)from, n}, r = {to, n};

	return process_vm_writev(pid, &l, 1, &r, 1, 0);
}

TEST(read_and_write_a_child)
{
	char *p = page_of("before"), buf[16] = "";
	struct sync ready, done;
	pid_t pid;

	sync_init(&ready);
	sync_init(&done);
	CHILD_PID (pid) {
		strcpy(p, "in the child");
		sync_post(&ready);
		sync_wait(&done);
		CHECK_STR(p, "by parent");
	}
	sync_wait(&ready);
	CHECK_EQ(get(pid, buf, p, 13), 13);
	CHECK_STR(buf, "in the child");
	CHECK_STR(p, "before");
	CHECK_EQ(put(pid, p, "by parent", 10), 10);
	CHECK_STR(p, "before");
	sync_post(&done);
	CHECK_EXITED(test_wait(pid), 0);
	CHECK_ERRNO(get(pid, buf, p, 1), ESRCH);
}

TEST(vectors_need_not_match)
{
	char *p = page_of("abcdefgh"), a[3] = "", b[6] = "";
	struct iovec l[2] = {{a, 2}, {b, 5}}, r[3] = {{p, 1}, {NULL, 0}, {p + 2, 4}};

	CHECK_EQ(process_vm_readv(getpid(), l, 2, r, 3, 0), 5);
	CHECK_STR(a, "ac");
	CHECK_STR(b, "def");
	l[1].iov_len = 1;
	memset(b, 0, sizeof(b));
	CHECK_EQ(process_vm_readv(getpid(), l, 2, r, 3, 0), 3);
	CHECK_STR(b, "d");
	CHECK_EQ(process_vm_readv(getpid(), l, 0, r, 3, 0), 0);
	CHECK_EQ(process_vm_readv(getpid(), l, 2, r, 0, 0), 0);
	CHECK_EQ(process_vm_readv(-1, l, 2, r + 1, 1, 0), 0);
}

TEST(errors)
{
	char *p = page_of("x"), buf[2];
	struct iovec v = {buf, 1}, neg = {buf, (size_t)-1};

	CHECK_ERRNO(process_vm_readv(getpid(), &v, 1, &v, 1, 1), EINVAL);
	CHECK_ERRNO(process_vm_readv(getpid(), &v, 1025, &v, 1, 0), EINVAL);
	CHECK_ERRNO(process_vm_readv(getpid(), &v, 1, &v, 1025, 0), EINVAL);
	CHECK_ERRNO(process_vm_readv(getpid(), &neg, 1, &v, 1, 0), EINVAL);
	CHECK_ERRNO(process_vm_readv(getpid(), &v, 1, &neg, 1, 0), EINVAL);
	CHECK_ERRNO(process_vm_readv(getpid(), (void *)8, 1, &v, 1, 0), EFAULT);
	CHECK_ERRNO(process_vm_readv(getpid(), &v, 1, (void *)8, 1, 0), EFAULT);
	CHECK_ERRNO(process_vm_readv(0x7ffffff0, &v, 1, &v, 1, 0), ESRCH);
	CHECK_ERRNO(get(getpid(), buf, KERNEL_ADDR, 1), EFAULT);
	CHECK_ERRNO(get(getpid(), buf, NONCANON, 1), EFAULT);
	CHECK_ERRNO(get(getpid(), KERNEL_ADDR, p, 1), EFAULT);
	/* What comes before the fault is done. */
	CHECK_OK(munmap(p + PAGE, PAGE));
	char *q = test_map(2);
	CHECK_EQ(get(getpid(), q, p + PAGE - 8, 16), 8);
	CHECK_ERRNO(get(getpid(), q, p + PAGE, 16), EFAULT);
	/* Protection counts, whatever a debugger may do. */
	CHECK_OK(mprotect(p, PAGE, PROT_READ));
	CHECK_ERRNO(put(getpid(), p, "y", 1), EFAULT);
	CHECK_OK(mprotect(p, PAGE, PROT_NONE));
	CHECK_ERRNO(get(getpid(), buf, p, 1), EFAULT);
}

TEST(not_another_users)
{
	char *p = page_of("secret"), buf[8], path[64];
	pid_t pid = getpid();
	int st;

	test_need_root();
	snprintf(path, sizeof(path), "/proc/%d/mem", pid);
	CHILD (st) {
		test_become(1000, 1000);
		CHECK_ERRNO(get(pid, buf, p, 7), EPERM);
		CHECK_ERRNO(put(pid, p, "got you", 7), EPERM);
		CHECK_ERRNO(open(path, O_RDONLY), EACCES);
		strcpy(strrchr(path, '/'), "/pagemap");
		CHECK_ERRNO(open(path, O_RDONLY), EACCES);
	}
	CHECK_EXITED(st, 0);
	CHECK_STR(p, "secret");
}

TEST(mem_is_read_and_written)
{
	char *p = page_of("hello"), buf[32] = "";
	int fd = REQUIRE_OK(open("/proc/self/mem", O_RDWR));

	CHECK_EQ(pread(fd, buf, 6, (off_t)p), 6);
	CHECK_STR(buf, "hello");
	CHECK_EQ(pwrite(fd, "HELLO", 5, (off_t)p), 5);
	CHECK_STR(p, "HELLO");
	CHECK_EQ(lseek(fd, (off_t)p, SEEK_SET), (off_t)p);
	CHECK_EQ(read(fd, buf, 2), 2);
	CHECK_EQ(lseek(fd, 0, SEEK_CUR), (off_t)p + 2);
	CHECK_ERRNO(lseek(fd, 0, SEEK_END), EINVAL);
	CHECK_ERRNO(pread(fd, buf, 1, 0), EIO);
	CHECK_ERRNO(pwrite(fd, buf, 1, 0), EIO);
	CHECK_OK(munmap(p + PAGE, PAGE));
	CHECK_EQ(pread(fd, buf, 32, (off_t)p + PAGE - 5), 5);
	CHECK_ERRNO(pread(fd, buf, 1, (off_t)p + PAGE), EIO);
	CHECK_ERRNO(pread(fd, KERNEL_ADDR, 1, (off_t)p), EFAULT);
}

TEST(mem_forces_as_a_debugger)
{
	char *p = page_of("text"), buf[8] = "";
	int fd = REQUIRE_OK(open("/proc/self/mem", O_RDWR)), file;

	CHECK_OK(mprotect(p, PAGE, PROT_NONE));
	CHECK_EQ(pread(fd, buf, 5, (off_t)p), 5);
	CHECK_STR(buf, "text");
	CHECK_EQ(pwrite(fd, "TEXT", 4, (off_t)p), 4);
	CHECK_OK(mprotect(p, PAGE, PROT_READ));
	CHECK_STR(p, "TEXT");
	/* A private mapping gets a copy, the file stays; a shared one is not written through. */
	test_write_file("f", "file");
	file = REQUIRE_OK(open("f", O_RDONLY));
	p = REQUIRE_OK(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, file, 0));
	CHECK_EQ(pwrite(fd, "F", 1, (off_t)p), 1);
	CHECK_STR(p, "File");
	CHECK_STR(test_slurp("f"), "file");
	p = REQUIRE_OK(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, file, 0));
	CHECK_ERRNO(pwrite(fd, "F", 1, (off_t)p), EIO);
}

static uint64_t entry_of(int fd, void *p)
{
	uint64_t e = 0;

	CHECK_EQ(pread(fd, &e, 8, (off_t)((unsigned long)p / PAGE * 8)), 8);
	return e;
}

TEST(pagemap_bits)
{
	int fd = REQUIRE_OK(open("/proc/self/pagemap", O_RDONLY)), st;
	char *p = test_map(4), *s;
	uint64_t e[4];

	p[PAGE] = 1;
	CHECK_EQ(entry_of(fd, p) & PM_PRESENT, 0);
	CHECK_EQ(entry_of(fd, p + PAGE) & (PM_PRESENT | PM_FILE | PM_EXCLUSIVE),
		 PM_PRESENT | PM_EXCLUSIVE);
	CHILD (st)
		CHECK_EQ(entry_of(fd, p + PAGE) & PM_EXCLUSIVE, 0);
	CHECK_EXITED(st, 0);
	s = REQUIRE_OK(mmap(NULL, PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
	s[0] = 1;
	CHECK_EQ(entry_of(fd, s) & (PM_PRESENT | PM_FILE), PM_PRESENT | PM_FILE);
	CHECK_EQ(pread(fd, e, 32, (off_t)((unsigned long)p / PAGE * 8)), 32);
	CHECK_EQ(e[1] & PM_PRESENT, PM_PRESENT);
	CHECK_EQ(e[2] & PM_PRESENT, 0);
	CHECK_ERRNO(pread(fd, e, 7, 0), EINVAL);
	CHECK_ERRNO(pread(fd, e, 8, 4), EINVAL);
	CHECK_EQ(pread(fd, e, 8, 0), 8);
	CHECK_EQ(e[0], 0);
}

TEST(frames_are_for_root)
{
	char *p = test_map(1);
	int fd, st;

	test_need_root();
	p[0] = 1;
	fd = REQUIRE_OK(open("/proc/self/pagemap", O_RDONLY));
	CHECK_NE(entry_of(fd, p) & PM_FRAME, 0);
	CHILD (st) {
		REQUIRE_OK(chmod(".", 0755));
		test_become(1000, 1000);
		/* Whoever opened it counts; the memory of who changed its ids is not its own to
		 * open. */
		int own = open("/proc/self/pagemap", O_RDONLY);
		if (own >= 0) {
			p[0] = 2;
			CHECK_EQ(entry_of(own, p) & PM_FRAME, 0);
		}
	}
	CHECK_EXITED(st, 0);
}

/* The sum over smaps of the lines that begin with @key. */
static long smaps_sum(const char *key)
{
	char *line = strtok(test_slurp("/proc/self/smaps"), "\n");
	long sum = 0;

	for (; line; line = strtok(NULL, "\n"))
		if (!strncmp(line, key, strlen(key)))
			sum += atol(line + strlen(key));
	return sum;
}

TEST(rollup_is_the_sum_of_smaps)
{
	char *p = REQUIRE_OK(mmap(NULL, 64 * PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
	static const char *const keys[] = {"Rss:",
					   "Pss:",
					   "Pss_Dirty:",
					   "Pss_Anon:",
					   "Pss_File:",
					   "Pss_Shmem:",
					   "Shared_Clean:",
					   "Shared_Dirty:",
					   "Private_Clean:",
					   "Private_Dirty:",
					   "Referenced:",
					   "Anonymous:",
					   "LazyFree:",
					   "AnonHugePages:",
					   "ShmemPmdMapped:",
					   "FilePmdMapped:",
					   "Shared_Hugetlb:",
					   "Private_Hugetlb:",
					   "Swap:",
					   "SwapPss:",
					   "Locked:"};
	char *text, *line;
	long anon;

	memset(p, 1, 64 * PAGE);
	REQUIRE_OK(mlock(p, 8 * PAGE));
	text = test_slurp("/proc/self/smaps_rollup");
	line = strtok(text, "\n");
	CHECK_MATCH(line, "^[0-9a-f]{8,}-[0-9a-f]{8,} ---p 00000000 00:00 0 +\\[rollup\\]$");
	CHECK_EQ(strchr(line, '[') - line, 73);
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		/* Later kernels say more between these. */
		do
			line = strtok(NULL, "\n");
		while (line && strncmp(line, keys[i], strlen(keys[i])));
		REQUIRE(line);
		CHECK_MATCH(line, "^[A-Za-z_]+: +[0-9]+ kB$");
		CHECK_EQ(strlen(line), 16 + 8 + 3);
	}
	/* The program's own file may be in such memory, too, and reading takes some. */
	CHECK_GE(test_field("/proc/self/smaps_rollup", "Pss_Shmem"), 256);
	CHECK_EQ(test_field("/proc/self/smaps_rollup", "Locked"), 32);
	CHECK_EQ(smaps_sum("Locked:"), 32);
	anon = smaps_sum("Anonymous:");
	CHECK_GE(test_field("/proc/self/smaps_rollup", "Anonymous"), anon);
	CHECK_LE(test_field("/proc/self/smaps_rollup", "Anonymous"), anon + 64);
}
