/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/process/exec_script.c - #! scripts: arguments, nesting, limits */
#include "harness.h"

#include <stdarg.h>

extern char **environ;

static void script(const char *path, const char *fmt, ...)
{
	int fd = REQUIRE_OK(open(path, O_WRONLY | O_CREAT | O_TRUNC, 0755));
	va_list ap;

	va_start(ap, fmt);
	CHECK_GT(vdprintf(fd, fmt, ap), 0);
	va_end(ap);
	close(fd);
}

/*
 * The interpreter of the scripts: prints its arguments, one per line.  The kernel chooses
 * the arguments here, so it is found by its name.
 */
REEXEC(interp)
{
	for (int i = 0; i < argc; i++)
		dprintf(1, "%s\n", argv[i]);
	return 0;
}

static char output[8192];

static int run(char **argv, const char *path)
{
	int p[2], st;
	ssize_t n;
	size_t len = 0;

	REQUIRE_OK(pipe(p));
	pid_t pid;
	CHILD_PID (pid) {
		dup2(p[1], 1);
		close(p[0]);
		close(p[1]);
		execve(path, argv, environ);
		_exit(errno);
	}
	close(p[1]);
	while ((n = read(p[0], output + len, sizeof(output) - 1 - len)) > 0)
		len += n;
	output[len] = 0;
	close(p[0]);
	st = test_wait(pid);
	return WIFEXITED(st) ? WEXITSTATUS(st) : -1;
}

static char interp[PATH_MAX];

static void setup(void)
{
	snprintf(interp, sizeof(interp), "%s/as-interp", test_dir());
	REQUIRE_OK(symlink(test_self(), interp));
}

static const char *want(const char *fmt, ...)
{
	static char buf[8192];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(buf, sizeof(buf), fmt, ap);
	va_end(ap);
	return buf;
}

static char *argv3[] = {(char *)"zero", (char *)"one", (char *)"two", NULL};

TEST(without_argument)
{
	setup();
	script("s", "#!%s\nbody\n", interp);
	CHECK_EQ(run(argv3, "./s"), 0);
	CHECK_STR(output, want("%s\n./s\none\ntwo\n", interp)); /* argv[0] is replaced */
}

TEST(with_one_argument_that_may_hold_spaces)
{
	setup();
	script("s", "#! %s  -a b \t\nbody\n", interp);
	CHECK_EQ(run(argv3, "./s"), 0);
	CHECK_STR(output, want("%s\n-a b\n./s\none\ntwo\n", interp));
}

TEST(without_a_newline)
{
	setup();
	script("s", "#!%s", interp);
	CHECK_EQ(run(argv3, "./s"), 0);
	CHECK_STR(output, want("%s\n./s\none\ntwo\n", interp));
}

TEST(nested)
{
	setup();
	script("a", "#!%s -x\n", interp);
	script("b", "#!%s/a -y\n", test_dir());
	CHECK_EQ(run(argv3, "./b"), 0);
	CHECK_STR(output, want("%s\n-x\n%s/a\n-y\n./b\none\ntwo\n", interp, test_dir()));
}

TEST(nesting_limit)
{
	char name[16], before[PATH_MAX];

	setup();
	snprintf(before, sizeof(before), "%s", interp);
	for (int i = 1; i <= 6; i++) {
		snprintf(name, sizeof(name), "s%d", i);
		script(name, "#!%s\n", before);
		snprintf(before, sizeof(before), "%s/%s", test_dir(), name);
	}
	CHECK_EQ(run(argv3, "./s5"), 0);
	CHECK_EQ(run(argv3, "./s6"), ELOOP);
	script("self", "#!%s/self\n", test_dir());
	CHECK_EQ(run(argv3, "./self"), ELOOP);
}

TEST(errors)
{
	setup();
	script("s", "#!/no/such/interpreter\n");
	CHECK_EQ(run(argv3, "./s"), ENOENT);
	script("s", "#!\n");
	CHECK_EQ(run(argv3, "./s"), ENOEXEC);
	script("s", "#!   \t \n");
	CHECK_EQ(run(argv3, "./s"), ENOEXEC);
	script("s", "#!%s\n", test_dir());
	CHECK_EQ(run(argv3, "./s"), EACCES);
	script("s", "#!"); /* the file ends before a path: the working directory's "" */
	CHECK_EQ(run(argv3, "./s"), EACCES);
	script("s", "#!/dev/null/x\n");
	CHECK_EQ(run(argv3, "./s"), ENOTDIR);
	test_write_file("plain", "text, not executable\n");
	script("s", "#!%s/plain\n", test_dir());
	CHECK_EQ(run(argv3, "./s"), EACCES);
}

TEST(line_limit_is_256)
{
	char dots[400];

	setup();
	memset(dots, '/', sizeof(dots));
	dots[sizeof(dots) - 1] = 0;
	script("s", "#!%s%s\n", dots, interp); /* the path itself is cut: refuse */
	CHECK_EQ(run(argv3, "./s"), ENOEXEC);
	script("s", "#!%s %s\n", interp, dots); /* only the argument is cut: allowed */
	CHECK_EQ(run(argv3, "./s"), 0);
	CHECK_MATCH(output, "^/+$");
}
