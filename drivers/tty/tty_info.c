/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drivers/tty/tty_info.c - which terminals and consoles there are, as text
 *
 * Locks: tty_mutex for the list of drivers; the console lock for that of consoles.
 * Sources: proc(5); Linux Documentation/admin-guide/serial-console.rst; compared with Linux 6.1
 */
#include "internal.h"

#include <linux/major.h>
#include "base/kdev.h"
#include "drivers/base/device.h"
#include "fs/vfs/seq_file.h"
#include "kernel/base/printk.h"
#include "lib/format.h"
#include "lib/string.h"

#define MAX_SHOWN   8
#define NAME_COLUMN 21

/* --- /proc/tty/drivers --- */

static void show_line(struct seq_file *m, const char *driver, const char *node, const char *what)
{
	seq_printf(m, "%-20s /dev/%-8s %s\n", driver, node, what);
}

static void show_driver(struct seq_file *m, const struct tty_driver *d)
{
	static const struct {
		const char *driver, *type;
	} kinds[] = {
		[TTY_TYPE_SERIAL] = {"serial", "serial"},
		[TTY_TYPE_CONSOLE] = {"unknown", "console"},
		[TTY_TYPE_PTY_MASTER] = {"pty_master", "pty:master"},
		[TTY_TYPE_PTY_SLAVE] = {"pty_slave", "pty:slave"},
	};
	char name[16];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(d->name, "/"), d->name); /* "pts/" */
	seq_printf(m, "%-20s /dev/%-8s %3u ", kinds[d->type].driver, name, d->major);
	if (d->num > 1)
		seq_printf(m, "%u-%u ", d->minor_start, d->minor_start + d->num - 1);
	else
		seq_printf(m, "%7u ", d->minor_start);
	seq_printf(m, "%s\n", kinds[d->type].type);
}

int tty_drivers_show(struct seq_file *m, void *v)
{
	(void)v;
	show_line(m, "/dev/tty", "tty", "  5       0 system:/dev/tty");
	show_line(m, "/dev/console", "console", "  5       1 system:console");
	show_line(m, "/dev/ptmx", "ptmx", "  5       2 system");
	tty_for_each_driver(m, show_driver);
	pty_for_each_driver(m, show_driver);
	return 0;
}

/* --- /proc/consoles --- */

/* E enabled, C behind /dev/console, B for the boot only, p prints the log, a at any time. */
static void show_console(const struct console *con, bool preferred, void *ctx)
{
	struct seq_file *m = ctx;
	char name[16];

	snprintf(name, sizeof(name), "%s%d", con->name, con->index);
	seq_printf(m, "%-*s-W- (E%c%cp a)", NAME_COLUMN, name, preferred ? 'C' : ' ',
		   con->early ? 'B' : ' ');
	if (con->dev)
		seq_printf(m, " %4u:%u", MAJOR(con->dev), MINOR(con->dev));
	seq_putc(m, '\n');
}

int consoles_show(struct seq_file *m, void *v)
{
	(void)v;
	for_each_console(show_console, m);
	return 0;
}

/* --- /sys/class/tty/console/active: the one behind /dev/console last --- */

struct names {
	char text[MAX_SHOWN][16], preferred[16];
	int n;
};

static void take_name(const struct console *con, bool preferred, void *ctx)
{
	struct names *names = ctx;

	if (preferred)
		snprintf(names->preferred, sizeof(names->preferred), "%s%d", con->name, con->index);
	else if (names->n < MAX_SHOWN)
		snprintf(names->text[names->n++], sizeof(names->text[0]), "%s%d", con->name,
			 con->index);
}

static ssize_t active_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct names names = {.n = 0};
	int len = 0;

	(void)kobj;
	(void)attr;
	for_each_console(take_name, &names);
	for (int i = 0; i < names.n; i++)
		len += sysfs_emit_at(buf, len, "%s ", names.text[i]);
	return len + sysfs_emit_at(buf, len, "%s\n", names.preferred);
}
static const struct kobj_attribute active_attr = __ATTR_RO(active);

void tty_console_attributes(struct kobject *console)
{
	if (console && sysfs_create_file(console, &active_attr.attr))
		pr_err("tty: no memory for the console's attribute in sysfs\n");
}
