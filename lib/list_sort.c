/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/list_sort.c - stable merge sort of a list
 *
 * Theory
 *   Elements are taken one by one and merged like carries in binary addition:
 *   run[i] is empty or a sorted chain of 2^i elements, all older than those in
 *   lower runs.  At the end the runs are merged from the youngest to the oldest.
 *   While sorting, chains are singly linked and end in NULL.
 *
 * Locks: the caller's.
 */
#include "lib/sort.h"

enum { RUNS = 40 }; /* more elements than memory has room for */

/* Two chains to one; on a tie @older goes first. */
static struct list_head *merge(void *priv, list_cmp_fn cmp, struct list_head *older,
			       struct list_head *younger)
{
	struct list_head *first = NULL;
	struct list_head **tail = &first;

	while (older && younger) {
		struct list_head **from = cmp(priv, older, younger) <= 0 ? &older : &younger;

		*tail = *from;
		tail = &(*from)->next;
		*from = (*from)->next;
	}
	*tail = older ? older : younger;
	return first;
}

/* A chain becomes a proper list again. */
static void relink(struct list_head *head, struct list_head *chain)
{
	INIT_LIST_HEAD(head);
	while (chain) {
		struct list_head *next = chain->next;

		list_add_tail(chain, head);
		chain = next;
	}
}

void list_sort(void *priv, struct list_head *head, list_cmp_fn cmp)
{
	struct list_head *run[RUNS] = {NULL};
	struct list_head *entry, *next, *all = NULL;
	unsigned int i;

	for (entry = head->next; entry != head; entry = next) {
		struct list_head *carry = entry;

		next = entry->next;
		carry->next = NULL;
		for (i = 0; i < RUNS - 1 && run[i]; i++) {
			carry = merge(priv, cmp, run[i], carry);
			run[i] = NULL;
		}
		run[i] = run[i] ? merge(priv, cmp, run[i], carry) : carry;
	}
	for (i = 0; i < RUNS; i++)
		all = merge(priv, cmp, run[i], all);
	relink(head, all);
}
