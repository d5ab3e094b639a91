/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/exec_script.c - files that begin with "#!"
 *
 * Theory
 *   "#!interpreter optional-argument" runs the interpreter with that one argument, not split at
 * spaces, then the path of the script in place of argv[0], then the other arguments.  Only the
 * first 256 bytes of the file are looked at; a line that is cut there is accepted only if the
 * interpreter's path is complete.
 *
 * Sources: execve(2), "Interpreter scripts"
 */
#include "fs/vfs/fs.h"
#include "internal.h"
#include "lib/string.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Cuts the first line out of @buf; false: it does not end within @size and the path may be
 * incomplete. */
static bool cut_line(char *buf, size_t size)
{
	size_t i, begin;

	for (i = 2; i < size; i++) {
		if (buf[i] == '\n' || buf[i] == '\0') {
			buf[i] = '\0';
			return true;
		}
	}
	for (begin = 2; begin < size && is_blank(buf[begin]); begin++)
		;
	for (i = begin; i < size && !is_blank(buf[i]); i++)
		;
	if (begin == size || i == size)
		return false;
	buf[size - 1] = '\0';
	return true;
}

/* Splits "path argument" in place; the argument is NULL if there is none. */
static char *split_line(char *line, char **argument)
{
	char *path, *end;

	line = strim(line);
	path = line;
	for (end = path; *end && !is_blank(*end); end++)
		;
	*argument = NULL;
	if (*end) {
		*end++ = '\0';
		while (is_blank(*end))
			end++;
		if (*end)
			*argument = end;
	}
	return path;
}

int load_script(struct exec_state *e)
{
	struct linux_binprm *bprm = &e->bprm;
	char *path, *argument;
	bool has_newline;
	struct file *f;
	int err;

	if (bprm->buf[0] != '#' || bprm->buf[1] != '!')
		return -ENOEXEC;
	has_newline = memchr(bprm->buf, '\n', sizeof(bprm->buf)) != NULL;
	if (!cut_line(bprm->buf, sizeof(bprm->buf)))
		return -ENOEXEC;
	path = split_line(bprm->buf + 2, &argument);
	if (!*path) /* at the end of the file Linux opens "", which is a directory */
		return has_newline ? -ENOEXEC : -EACCES;
	/* The interpreter could not open /dev/fd/N of a descriptor that exec closes. */
	if (e->no_script)
		return -ENOENT;

	err = exec_remove_first_arg(e);
	if (err)
		return err;
	err = exec_copy_kernel_string(e, bprm->interp);
	if (err)
		return err;
	bprm->argc++;
	if (argument) {
		err = exec_copy_kernel_string(e, argument);
		if (err)
			return err;
		bprm->argc++;
	}
	err = exec_copy_kernel_string(e, path);
	if (err)
		return err;
	bprm->argc++;

	strscpy(e->interp_name, path, sizeof(e->interp_name));
	bprm->interp = e->interp_name;
	f = exec_open(AT_FDCWD, bprm->interp, 0);
	if (IS_ERR(f))
		return (int)PTR_ERR(f);
	e->interp_file = f;
	return 0;
}
