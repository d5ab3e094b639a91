/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/bench/profile.c - a TCG plugin of QEMU: how often each block of kernel code was executed
 *
 * Writes one line "address instructions executions" per translated block when QEMU ends.  Debian
 * ships no qemu-plugin.h; the few declarations needed are those of QEMU's documentation
 * (docs/devel/tcg-plugins).
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
struct qemu_info;
enum { PLUGIN_INLINE_ADD_U64 };

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
					   void (*fn)(qemu_plugin_id_t, struct qemu_plugin_tb *));
void qemu_plugin_register_vcpu_tb_exec_inline(struct qemu_plugin_tb *tb, int op, void *counter,
					      uint64_t n);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id, void (*fn)(qemu_plugin_id_t, void *),
				    void *arg);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *tb);

#define EXPORT	__attribute__((visibility("default")))
#define BUCKETS 65536

EXPORT int qemu_plugin_version = 1;
EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int argc,
			       char **argv);

struct block {
	struct block *next;
	uint64_t address, insns, count;
};

static struct block *blocks[BUCKETS]; /* [lock] */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *out_path = "profile.txt";

/* A block that is translated again goes on with its old count. */
static void on_translate(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	uint64_t address = qemu_plugin_tb_vaddr(tb), insns = qemu_plugin_tb_n_insns(tb);
	struct block **head = &blocks[(address ^ address >> 16) % BUCKETS], *b;

	(void)id;
	pthread_mutex_lock(&lock);
	for (b = *head; b; b = b->next)
		if (b->address == address && b->insns == insns)
			break;
	if (!b) {
		b = calloc(1, sizeof(*b));
		if (!b)
			abort();
		b->address = address;
		b->insns = insns;
		b->next = *head;
		*head = b;
	}
	pthread_mutex_unlock(&lock);
	qemu_plugin_register_vcpu_tb_exec_inline(tb, PLUGIN_INLINE_ADD_U64, &b->count, 1);
}

static void on_exit_of_qemu(qemu_plugin_id_t id, void *arg)
{
	FILE *out = fopen(out_path, "w");

	(void)id;
	(void)arg;
	if (!out) {
		perror(out_path);
		return;
	}
	for (int i = 0; i < BUCKETS; i++)
		for (struct block *b = blocks[i]; b; b = b->next)
			fprintf(out, "%#llx %llu %llu\n", (unsigned long long)b->address,
				(unsigned long long)b->insns, (unsigned long long)b->count);
	fclose(out);
}

int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int argc, char **argv)
{
	(void)info;
	for (int i = 0; i < argc; i++)
		if (!strncmp(argv[i], "out=", 4))
			out_path = strdup(argv[i] + 4);
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translate);
	qemu_plugin_register_atexit_cb(id, on_exit_of_qemu, NULL);
	return 0;
}
