/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/process/exec_errors.c - execve(2): every errno that can be provoked, and bad ELF files
 */
#include "harness.h"

#include <elf.h>
#include <sys/resource.h>

extern char **environ;

static int try_exec(const char *path)
{
	char *argv[] = {(char *)path, NULL};

	return execve(path, argv, environ);
}

static void write_exec(const char *path, const void *data, size_t len)
{
	int fd = REQUIRE_OK(open(path, O_WRONLY | O_CREAT | O_TRUNC, 0755));

	CHECK_EQ(write(fd, data, len), len);
	close(fd);
}

static void copy_self(const char *to)
{
	int in = REQUIRE_OK(open(test_self(), O_RDONLY));
	int out = REQUIRE_OK(open(to, O_WRONLY | O_CREAT | O_TRUNC, 0755));
	char buf[65536];
	ssize_t n;

	while ((n = read(in, buf, sizeof(buf))) > 0)
		CHECK_EQ(write(out, buf, n), n);
	close(in);
	close(out);
}

TEST(paths)
{
	char name[PATH_MAX + 10];

	CHECK_ERRNO(try_exec("nonexistent"), ENOENT);
	CHECK_ERRNO(try_exec(""), ENOENT);
	CHECK_ERRNO(try_exec("/dev/null/x"), ENOTDIR);
	REQUIRE_OK(symlink("b", "a"));
	REQUIRE_OK(symlink("a", "b"));
	CHECK_ERRNO(try_exec("a"), ELOOP);
	memset(name, 'x', sizeof(name));
	name[256] = 0;
	CHECK_ERRNO(try_exec(name), ENAMETOOLONG);
	name[256] = 'x';
	name[PATH_MAX] = 0;
	CHECK_ERRNO(try_exec(name), ENAMETOOLONG);
	CHECK_ERRNO(try_exec(test_dir()), EACCES);  /* a directory */
	CHECK_ERRNO(try_exec("/dev/null"), EACCES); /* not a regular file */
}

TEST(permission)
{
	int st;

	test_write_file("f", "#!/bin/sh\n");
	CHECK_ERRNO(try_exec("./f"), EACCES); /* root too needs one x bit */
	write_exec("g", "#!/none\n", 8);
	REQUIRE_OK(chmod("g", 0700));
	REQUIRE_OK(mkdir("d", 0700));
	write_exec("d/h", "#!/none\n", 8);
	CHILD (st) {
		test_become(1000, 1000);
		CHECK_ERRNO(try_exec("./g"), EACCES);
		CHECK_ERRNO(try_exec("./d/h"), EACCES); /* no search permission */
	}
	CHECK_EXITED(st, 0);
}

TEST(format)
{
	write_exec("empty", "", 0);
	CHECK_ERRNO(try_exec("./empty"), ENOEXEC);
	write_exec("text", "echo hello\n", 11);
	CHECK_ERRNO(try_exec("./text"), ENOEXEC);
	write_exec("binary", "\0\1\2\3\4\5\6\7", 8);
	CHECK_ERRNO(try_exec("./binary"), ENOEXEC);
	write_exec("short", "\177ELF", 4);
	CHECK_ERRNO(try_exec("./short"), ENOEXEC);
}

static Elf64_Ehdr good_header(void)
{
	Elf64_Ehdr h = {.e_type = ET_EXEC,
			.e_machine = EM_X86_64,
			.e_version = 1,
			.e_entry = 0x400000,
			.e_phoff = sizeof(h),
			.e_ehsize = sizeof(h),
			.e_phentsize = sizeof(Elf64_Phdr),
			.e_phnum = 1};

	memcpy(h.e_ident, "\177ELF\2\1\1", 7);
	return h;
}

static void write_elf(const Elf64_Ehdr *h, const Elf64_Phdr *p)
{
	char page[2 * PAGE] = {0};

	memcpy(page, h, sizeof(*h));
	memcpy(page + sizeof(*h), p, sizeof(*p));
	write_exec("elf", page, sizeof(page));
}

TEST(elf_headers)
{
	Elf64_Phdr p = {.p_type = PT_LOAD,
			.p_flags = PF_R | PF_X,
			.p_vaddr = 0x400000,
			.p_filesz = 4096,
			.p_memsz = 4096,
			.p_align = 4096};
	Elf64_Ehdr h;

	h = good_header();
	h.e_type = ET_REL;
	write_elf(&h, &p);
	CHECK_ERRNO(try_exec("./elf"), ENOEXEC);
	h = good_header();
	h.e_machine = EM_ARM;
	write_elf(&h, &p);
	CHECK_ERRNO(try_exec("./elf"), ENOEXEC);
	h = good_header();
	h.e_phentsize = 32;
	write_elf(&h, &p);
	CHECK_ERRNO(try_exec("./elf"), ENOEXEC);
	h = good_header();
	h.e_phnum = 0;
	write_elf(&h, &p);
	CHECK_ERRNO(try_exec("./elf"), ENOEXEC);
	h = good_header();
	h.e_phnum = 5000;
	write_elf(&h, &p);
	CHECK_ERRNO(try_exec("./elf"), ENOEXEC);
	h = good_header();
	h.e_phoff = 1UL << 40;
	write_elf(&h, &p);
	CHECK_EQ(try_exec("./elf"), -1);
}

static void elf_must_die(const char *what, Elf64_Phdr p)
{
	Elf64_Ehdr h = good_header();
	int st;

	write_elf(&h, &p);
	CHILD (st) {
		try_exec("./elf");
		_exit(100); /* an error before the point of no return is as good */
	}
	if (!CHECK(WIFSIGNALED(st) || (WIFEXITED(st) && WEXITSTATUS(st) == 100)))
		test_note("%s: status %#x", what, st);
}

TEST(elf_segments)
{
	Elf64_Phdr p = {.p_type = PT_LOAD,
			.p_flags = PF_R | PF_X,
			.p_vaddr = 0x400000,
			.p_filesz = 4096,
			.p_memsz = 4096,
			.p_align = 4096};
	Elf64_Phdr q;

	test_no_core();
	q = p, q.p_vaddr = 0xffff888000000000UL;
	elf_must_die("kernel address", q);
	q = p, q.p_memsz = 1UL << 50;
	elf_must_die("huge memsz", q);
	q = p, q.p_filesz = 8192;
	elf_must_die("filesz > memsz", q);
	q = p, q.p_vaddr = 0x7ffffffff000UL;
	elf_must_die("end of user space", q);
	q = p, q.p_offset = 1UL << 40;
	elf_must_die("offset beyond the file", q);
	q = p, q.p_vaddr = -4096UL;
	elf_must_die("overflow", q);
	q = p, q.p_flags = PF_R;
	elf_must_die("entry not executable", q);
	q = p, q.p_type = PT_NULL;
	elf_must_die("nothing to load", q);
}

TEST(missing_interpreter)
{
	Elf64_Ehdr h = good_header();
	char page[PAGE] = {0};
	Elf64_Phdr p = {.p_type = PT_INTERP, .p_offset = 512, .p_filesz = 14, .p_memsz = 14};

	memcpy(page, &h, sizeof(h));
	memcpy(page + sizeof(h), &p, sizeof(p));
	strcpy(page + 512, "/lib/no-such!");
	write_exec("dyn", page, sizeof(page));
	CHECK_ERRNO(try_exec("./dyn"), ENOENT);
	page[512 + 13] = 'x'; /* not terminated */
	write_exec("dyn", page, sizeof(page));
	CHECK_ERRNO(try_exec("./dyn"), ENOEXEC);
}

TEST(text_busy)
{
	int fd, p[2];
	pid_t pid;

	copy_self("copy");
	fd = REQUIRE_OK(open("copy", O_WRONLY));
	CHECK_ERRNO(try_exec("./copy"), ETXTBSY);
	close(fd);
	REQUIRE_OK(pipe(p));
	CHILD_PID (pid) {
		char *argv[] = {(char *)"copy", (char *)"--as", (char *)"wait", NULL};

		dup2(p[0], 0);
		close(p[1]);
		execve("./copy", argv, environ);
	}
	char link[64], where[PATH_MAX];
	snprintf(link, sizeof(link), "/proc/%d/exe", pid);
	do { /* until it is the new program */
		ssize_t n = readlink(link, where, sizeof(where) - 1);

		REQUIRE(n > 0);
		where[n] = 0;
	} while (!strstr(where, "/copy"));
	CHECK_ERRNO(open("copy", O_WRONLY), ETXTBSY);
	CHECK_ERRNO(open("copy", O_RDWR), ETXTBSY);
	CHECK_ERRNO(truncate("copy", 10), ETXTBSY);
	CHECK_OK(open("copy", O_RDONLY));
	CHECK_OK(unlink("copy"));
	close(p[1]);
	CHECK_EXITED(test_wait(pid), 21);
}

REEXEC(wait)
{
	char c;

	return read(0, &c, 1) == 0 ? 21 : 1;
}

TEST(too_big)
{
	size_t max = 131072; /* MAX_ARG_STRLEN: 32 pages, its end included */
	char *s = malloc(max + 1), **many;
	struct rlimit rl;

	memset(s, 'a', max);
	s[max] = 0;
	char *one[] = {(char *)"x", s, NULL};
	CHECK_ERRNO(execve(test_self(), one, NULL), E2BIG);
	CHECK_ERRNO(execve(test_self(), test_reexec_argv("wait", NULL), one), E2BIG);
	s[60000] = 0;
	many = calloc(1001, sizeof(char *));
	for (int i = 0; i < 1000; i++)
		many[i] = s; /* 60 MB of arguments */
	CHECK_ERRNO(execve(test_self(), many, NULL), E2BIG);
	REQUIRE_OK(getrlimit(RLIMIT_STACK, &rl));
	rl.rlim_cur = 1 << 20; /* a quarter of the stack limit is what arguments may have */
	REQUIRE_OK(setrlimit(RLIMIT_STACK, &rl));
	many[10] = NULL;
	CHECK_ERRNO(execve(test_self(), many, NULL), E2BIG);
}
