/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/llist.h - lock-free singly linked stack
 *
 * Theory
 *   Any number of CPUs push with one compare-and-swap; a consumer takes the
 *   whole chain with one exchange.  Because nobody but llist_del_first() pops
 *   a single node, the ABA problem cannot arise with llist_del_all().
 *
 * Locks: none for add and del_all, in any mix and any context.
 *   llist_del_first() callers must be serialised among themselves and against
 *   llist_del_all().
 *
 * Sources: Linux include/linux/llist.h (the table of valid combinations)
 */
#pragma once

#include "base/compiler.h"
#include "base/types.h"

struct llist_node {
	struct llist_node *next;
};

struct llist_head {
	struct llist_node *first;
};

#define LLIST_HEAD_INIT(name)                                                                      \
	{                                                                                          \
		NULL                                                                               \
	}
#define LLIST_HEAD(name) struct llist_head name = LLIST_HEAD_INIT(name)

static inline void init_llist_head(struct llist_head *head)
{
	head->first = NULL;
}

static inline bool llist_empty(const struct llist_head *head)
{
	return !READ_ONCE(head->first);
}

/* llist_add_batch - push a chain; Return: true if the list was empty before */
static inline bool llist_add_batch(struct llist_node *first, struct llist_node *last,
				   struct llist_head *head)
{
	struct llist_node *old = READ_ONCE(head->first);

	do {
		last->next = old;
	} while (!__atomic_compare_exchange_n(&head->first, &old, first, false, __ATOMIC_ACQ_REL,
					      __ATOMIC_RELAXED));
	return !old;
}

/* llist_add - push one node; Return: true if the list was empty before */
static inline bool llist_add(struct llist_node *node, struct llist_head *head)
{
	return llist_add_batch(node, node, head);
}

/* llist_del_all - take everything, newest first */
static inline struct llist_node *llist_del_all(struct llist_head *head)
{
	return __atomic_exchange_n(&head->first, NULL, __ATOMIC_ACQ_REL);
}

/* llist_del_first - pop the newest; consumers serialised by the caller */
static inline struct llist_node *llist_del_first(struct llist_head *head)
{
	struct llist_node *first = __atomic_load_n(&head->first, __ATOMIC_ACQUIRE);

	while (first && !__atomic_compare_exchange_n(&head->first, &first, READ_ONCE(first->next),
						     false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
		;
	return first;
}

/* llist_reverse_order - turn a chain from llist_del_all() oldest first */
static inline struct llist_node *llist_reverse_order(struct llist_node *node)
{
	struct llist_node *reversed = NULL;

	while (node) {
		struct llist_node *next = node->next;

		node->next = reversed;
		reversed = node;
		node = next;
	}
	return reversed;
}

#define llist_entry(ptr, type, member) container_of(ptr, type, member)
#define llist_entry_safe(ptr, type, member)                                                        \
	({                                                                                         \
		struct llist_node *__lptr = (ptr);                                                 \
		__lptr ? llist_entry(__lptr, type, member) : NULL;                                 \
	})

#define llist_for_each(pos, node) for (pos = (node); pos; pos = pos->next)
#define llist_for_each_safe(pos, n, node)                                                          \
	for (pos = (node); pos && ({                                                               \
				   n = pos->next;                                                  \
				   1;                                                              \
			   });                                                                     \
	     pos = n)

#define llist_for_each_entry(pos, node, member)                                                    \
	for (pos = llist_entry_safe(node, __typeof__(*(pos)), member); pos;                        \
	     pos = llist_entry_safe((pos)->member.next, __typeof__(*(pos)), member))

/* @n has the type of @pos: the body may free @pos. */
#define llist_for_each_entry_safe(pos, n, node, member)                                            \
	for (pos = llist_entry_safe(node, __typeof__(*(pos)), member);                             \
	     pos && ({                                                                             \
		     n = llist_entry_safe((pos)->member.next, __typeof__(*(pos)), member);         \
		     1;                                                                            \
	     });                                                                                   \
	     pos = n)
