/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/user/mm/random.c - seeded random memory calls in a fixed region, against Linux 6.1's
 * answers
 *
 * Theory
 *   A seed decides 400 calls on 48 pages at a fixed address: mmap of every kind, munmap, mprotect,
 *   mremap, madvise, mlock, msync, mincore, pages read and written through a pipe, a fork whose
 * child goes on.  After each, the result and the lines of /proc/self/maps in the region are added
 * to a log.  The log of Linux 6.1 is kept as a hash: any other split, merge or errno shows. Odd
 * seeds run as an ordinary user who may lock 20 pages.
 *
 *   To see two logs: mm-random --as log SEED, on both kernels.
 *
 * Not here: kernels other than 6.1, which split and merge differently.
 */
#include <sys/resource.h>
#include <sys/utsname.h>

#include "maps.h"

#include <asm-generic/mman-common.h>

#define BASE   ((char *)0x10000000000UL)
#define NPAGES 48
#define NCALLS 400
#define NSEEDS 20

struct log {
	uint64_t hash, rng;
	int print;
	int pipe[2], file, shut;
};

static void log_add(struct log *l, const char *s)
{
	if (l->print)
		fputs(s, stdout);
	for (; *s; s++)
		l->hash = (l->hash ^ (unsigned char)*s) * 0x100000001b3UL;
}

static unsigned pick(struct log *l, unsigned n)
{
	l->rng = l->rng * 6364136223846793005UL + 1442695040888963407UL;
	return (unsigned)(l->rng >> 33) % n;
}

/* Mostly short, sometimes the whole region. */
static void pick_range(struct log *l, char **p, size_t *len)
{
	unsigned first = pick(l, NPAGES), n = 1 + pick(l, pick(l, 4) ? 5 : NPAGES);

	if (first + n > NPAGES)
		n = NPAGES - first;
	*p = BASE + first * PAGE;
	*len = n * PAGE;
	/* A length need not be whole pages; some are nothing. */
	if (!pick(l, 12))
		*len -= pick(l, PAGE);
	if (!pick(l, 60))
		*len = 0;
	if (!pick(l, 80))
		*p += 1 + pick(l, PAGE - 1);
}

static int pick_prot(struct log *l)
{
	static const int prots[] = {PROT_NONE,
				    PROT_READ,
				    PROT_READ,
				    PROT_READ | PROT_WRITE,
				    PROT_READ | PROT_WRITE,
				    PROT_READ | PROT_WRITE,
				    PROT_READ | PROT_EXEC,
				    PROT_WRITE};

	return prots[pick(l, ARRAY_LEN(prots))];
}

static void log_result(struct log *l, int i, const char *call, long ret)
{
	unsigned long in = (unsigned long)ret - (unsigned long)BASE;
	char line[128];
	int e = errno;

	if (ret == -1)
		snprintf(line, sizeof(line), "%d %s: %s\n", i, call, test_errno_name(e));
	else if (in < NPAGES * PAGE)
		snprintf(line, sizeof(line), "%d %s: base+%#lx\n", i, call, in);
	else
		snprintf(line, sizeof(line), "%d %s: %s\n", i, call,
			 ret > 65536 ? "elsewhere" : "ok");
	log_add(l, line);
}

/* What landed outside the region would make the next answers depend on the layout. */
static void drop_elsewhere(char *p, size_t len)
{
	if (p != MAP_FAILED && (p < BASE || p >= BASE + NPAGES * PAGE))
		munmap(p, len);
}

static void log_call(struct log *l, const char *call, void *p, size_t len, long a, long b)
{
	char line[160];

	snprintf(line, sizeof(line), "  %s %+ld %zu %#lx %#lx\n", call, (long)((char *)p - BASE),
		 len, a, b);
	log_add(l, line);
}

static void random_mmap(struct log *l, int i)
{
	static const int kinds[] = {MAP_PRIVATE | MAP_ANONYMOUS,
				    MAP_PRIVATE | MAP_ANONYMOUS,
				    MAP_PRIVATE | MAP_ANONYMOUS,
				    MAP_SHARED | MAP_ANONYMOUS,
				    MAP_PRIVATE,
				    MAP_SHARED,
				    MAP_SHARED_VALIDATE};
	static const int extras[] = {MAP_POPULATE,  MAP_NORESERVE, MAP_LOCKED,
				     MAP_GROWSDOWN, MAP_STACK,	   MAP_NONBLOCK};
	int flags = kinds[pick(l, ARRAY_LEN(kinds))], prot = pick_prot(l), fd;
	long off;
	size_t len;
	char *p, *ret;

	pick_range(l, &p, &len);
	if (!pick(l, 5))
		flags |= extras[pick(l, ARRAY_LEN(extras))];
	switch (pick(l, 10)) {
	case 0:
		flags |= MAP_FIXED_NOREPLACE;
		break;
	case 1: /* a hint */
		break;
	default:
		flags |= MAP_FIXED;
	}
	fd = flags & MAP_ANONYMOUS ? -1 : pick(l, 8) ? l->file : l->shut;
	/* Offsets that continue the neighbour's more often than not. */
	off = pick(l, 4) ? (p - BASE) & ~(PAGE - 1) : pick(l, 8) * PAGE;
	log_call(l, "mmap", p, len, prot, flags);
	ret = mmap(p, len, prot, flags, fd, off);
	log_result(l, i, "mmap", (long)ret);
	drop_elsewhere(ret, len);
}

static void random_mremap(struct log *l, int i)
{
	char *p, *to = BASE + pick(l, NPAGES) * PAGE, *ret;
	size_t old, new = (pick(l, 12) + !!pick(l, 30)) * PAGE;
	int flags = pick(l, 3) ? MREMAP_MAYMOVE : 0;

	pick_range(l, &p, &old);
	if (!pick(l, 20))
		old = 0;
	if (!pick(l, 3))
		new = old;
	if (pick(l, 2))
		flags |= MREMAP_FIXED;
	if (!pick(l, 6))
		flags |= MREMAP_DONTUNMAP;
	/* It must stay inside. */
	if (to + new > BASE + NPAGES * PAGE)
		to = BASE;
	if (!(flags & MREMAP_FIXED) && p + new > BASE + NPAGES * PAGE)
		new = PAGE;
	log_call(l, "mremap", p, old, (long)new, flags);
	log_call(l, "to", to, 0, 0, 0);
	ret = mremap(p, old, new, flags, to);
	log_result(l, i, "mremap", (long)ret);
	drop_elsewhere(ret, new);
}

static void random_madvise(struct log *l, int i)
{
	static const int advices[] = {MADV_NORMAL,	  MADV_RANDOM,	       MADV_SEQUENTIAL,
				      MADV_SEQUENTIAL,	  MADV_DONTNEED,       MADV_FREE,
				      MADV_REMOVE,	  MADV_DONTFORK,       MADV_DOFORK,
				      MADV_DONTDUMP,	  MADV_DODUMP,	       MADV_WIPEONFORK,
				      MADV_KEEPONFORK,	  MADV_COLD,	       MADV_PAGEOUT,
				      MADV_POPULATE_READ, MADV_POPULATE_WRITE, 77};
	int advice = advices[pick(l, ARRAY_LEN(advices))];
	size_t len;
	char *p;

	pick_range(l, &p, &len);
	log_call(l, "madvise", p, len, advice, 0);
	log_result(l, i, "madvise", madvise(p, len, advice));
}

/* A byte in or out of a page by way of the kernel, which says EFAULT instead of a signal. */
static void random_touch(struct log *l, int i)
{
	char *p = BASE + pick(l, NPAGES) * PAGE, byte = 1;

	if (pick(l, 3)) {
		log_call(l, "write", p, 1, 0, 0);
		REQUIRE(write(l->pipe[1], &byte, 1) == 1);
		log_result(l, i, "write", read(l->pipe[0], p, 1));
		fcntl(l->pipe[0], F_SETFL, O_NONBLOCK);
		while (read(l->pipe[0], &byte, 1) == 1)
			;
		fcntl(l->pipe[0], F_SETFL, 0);
	} else {
		log_call(l, "read", p, 1, 0, 0);
		log_result(l, i, "read",
			   write(l->pipe[1], p, 1) == 1 ? read(l->pipe[0], &byte, 1) : -1);
	}
}

static void random_lock(struct log *l, int i)
{
	size_t len;
	char *p;

	pick_range(l, &p, &len);
	switch (pick(l, 3)) {
	case 0:
		log_call(l, "mlock", p, len, 0, 0);
		log_result(l, i, "mlock", mlock(p, len));
		break;
	case 1:
		log_call(l, "mlock2", p, len, 0, 0);
		log_result(l, i, "mlock2", syscall(SYS_mlock2, p, len, 1));
		break;
	default:
		log_call(l, "munlock", p, len, 0, 0);
		log_result(l, i, "munlock", munlock(p, len));
	}
}

static void random_protect(struct log *l, int i)
{
	int prot = pick_prot(l);
	size_t len;
	char *p;

	pick_range(l, &p, &len);
	if (!pick(l, 30))
		prot |= pick(l, 2) ? PROT_GROWSDOWN : PROT_GROWSUP;
	log_call(l, "mprotect", p, len, prot, 0);
	log_result(l, i, "mprotect", mprotect(p, len, prot));
}

static void random_sync(struct log *l, int i)
{
	static unsigned char vec[NPAGES];
	int flags = pick(l, 8);
	size_t len;
	char *p;

	pick_range(l, &p, &len);
	if (pick(l, 2)) {
		log_call(l, "msync", p, len, flags, 0);
		log_result(l, i, "msync", msync(p, len, flags));
	} else {
		log_call(l, "mincore", p, len, 0, 0);
		log_result(l, i, "mincore", mincore(p, len, vec));
	}
}

/* The lines of the region without device and inode numbers, which are each machine's own. */
static void log_maps(struct log *l)
{
	char *p = maps_read();
	struct map_line m;
	char line[256];

	while ((p = maps_next(p, &m))) {
		if (m.end <= (unsigned long)BASE || m.start >= (unsigned long)BASE + NPAGES * PAGE)
			continue;
		snprintf(line, sizeof(line), "%lx-%lx %s %lx %.100s\n", m.start, m.end, m.perms,
			 m.offset, m.name);
		log_add(l, line);
	}
}

static void random_call(struct log *l, int i)
{
	size_t len;
	char *p;

	switch (pick(l, 20)) {
	case 0 ... 4:
		random_mmap(l, i);
		break;
	case 5:
		pick_range(l, &p, &len);
		log_call(l, "munmap", p, len, 0, 0);
		log_result(l, i, "munmap", munmap(p, len));
		break;
	case 6 ... 8:
		random_protect(l, i);
		break;
	case 9 ... 10:
		random_mremap(l, i);
		break;
	case 11 ... 12:
		random_madvise(l, i);
		break;
	case 13:
		random_lock(l, i);
		break;
	case 14:
		random_sync(l, i);
		break;
	default:
		random_touch(l, i);
	}
}

static void as_ordinary_user(void)
{
	struct rlimit lim = {20 * PAGE, 20 * PAGE};

	REQUIRE_OK(setrlimit(RLIMIT_MEMLOCK, &lim));
	test_become(65534, 65534);
}

/* Runs seed @seed; the hash of its log. */
static uint64_t run_seed(int seed, int print)
{
	struct log l = {.hash = 0xcbf29ce484222325UL, .rng = 1000 + seed, .print = print};
	char path[64];
	int i, st;
	pid_t pid;

	l.file = REQUIRE_OK(syscall(SYS_memfd_create, "file", 0));
	REQUIRE_OK(ftruncate(l.file, NPAGES * PAGE));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", l.file);
	l.shut = REQUIRE_OK(open(path, O_RDONLY));
	REQUIRE_OK(pipe(l.pipe));
	if (seed & 1)
		as_ordinary_user();
	for (i = 0; i < NCALLS; i++) {
		if (i == NCALLS / 3 || i == NCALLS / 2) {
			/* The child goes on; its parent's memory stays until it has ended. */
			fflush(stdout);
			pid = test_fork();
			if (pid) {
				st = test_wait(pid);
				_exit(WIFEXITED(st) ? WEXITSTATUS(st) : 99);
			}
		}
		random_call(&l, i);
		log_maps(&l);
	}
	return l.hash;
}

/* Of Linux 6.1, x86-64. */
static const uint64_t expected[NSEEDS] = {
	0x9c3620b6af134ab9UL, 0x828d484ce51dae6dUL, 0xaa95a58e46a24301UL, 0xd42a01d5c0363dd2UL,
	0x773cc67e9e2ff192UL, 0x17e18c2ad3bde7dcUL, 0x2f0e66d9b0fc109bUL, 0x4cd001acc0df01d7UL,
	0xdd8f50f2d2d5e06bUL, 0xa651d455fb9e6945UL, 0x05c129913e7bab72UL, 0xb505d778ef491a34UL,
	0xfe4e0906b1aaffd2UL, 0xef5bc8453f71fbe0UL, 0xf6da3cf96c16808fUL, 0x7b48f5ab04c6681fUL,
	0xfd716466102776e1UL, 0x2f953d7012e2196eUL, 0xb5a8dd547d49ad48UL, 0x34c1fe063d66cd13UL,
};

TEST_LIMIT(same_maps_as_linux, 120)
{
	struct utsname u;
	uint64_t hash;
	int pipefd[2], seed, st;

	REQUIRE_OK(uname(&u));
	if (strncmp(u.release, "6.1", 3) || (u.release[3] >= '0' && u.release[3] <= '9'))
		SKIP("the expected lines are those of Linux 6.1, this is %s", u.release);
	for (seed = 0; seed < NSEEDS; seed++) {
		REQUIRE_OK(pipe(pipefd));
		CHILD (st) {
			hash = run_seed(seed, 0);
			REQUIRE(write(pipefd[1], &hash, sizeof(hash)) == sizeof(hash));
		}
		CHECK_EXITED(st, 0);
		close(pipefd[1]);
		hash = 0;
		CHECK(read(pipefd[0], &hash, sizeof(hash)) == sizeof(hash));
		close(pipefd[0]);
		if (hash != expected[seed])
			test_fail(__FILE__, __LINE__, "seed %d: log %#llx, Linux's is %#llx", seed,
				  (unsigned long long)hash, (unsigned long long)expected[seed]);
	}
}

REEXEC(log)
{
	int seed = atoi(argv[1]);
	uint64_t hash = run_seed(seed, 1);

	printf("seed %d hash %#llx\n", seed, (unsigned long long)hash);
	fflush(stdout);
	return 0;
}
