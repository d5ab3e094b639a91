/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/hlist.h - doubly linked lists with a one-pointer head, for hash tables
 *
 * Theory
 *   A node points back at the pointer that points to it (the head's `first` or
 *   the previous node's `next`), so removal needs no head and a bucket costs
 *   one word.  The price: there is no way to reach the tail.  A NULL pprev means
 *   "on no list".  The structs are in base/types.h.
 *
 * Locks: the caller's.  Readers beside a writer: lib/rculist.h.
 *
 * Sources: Linux Documentation/core-api/kernel-api.rst (list management)
 */
#pragma once

#include "base/compiler.h"
#include "base/types.h"

#define HLIST_POISON1 ((void *)0xdead000000000200UL)
#define HLIST_POISON2 ((void *)0xdead000000000222UL)

#define HLIST_HEAD_INIT                                                                            \
	{                                                                                          \
		.first = NULL                                                                      \
	}
#define HLIST_HEAD(name)      struct hlist_head name = HLIST_HEAD_INIT
#define INIT_HLIST_HEAD(head) ((head)->first = NULL)

static inline void INIT_HLIST_NODE(struct hlist_node *n)
{
	n->next = NULL;
	n->pprev = NULL;
}

static inline bool hlist_unhashed(const struct hlist_node *n)
{
	return !n->pprev;
}

/* For a look without the lock that guards the list. */
static inline bool hlist_unhashed_lockless(const struct hlist_node *n)
{
	return !READ_ONCE(n->pprev);
}

static inline bool hlist_empty(const struct hlist_head *head)
{
	return !READ_ONCE(head->first);
}

static inline void __hlist_del(struct hlist_node *n)
{
	struct hlist_node *next = n->next;
	struct hlist_node **pprev = n->pprev;

	WRITE_ONCE(*pprev, next);
	if (next)
		WRITE_ONCE(next->pprev, pprev);
}

static inline void hlist_del(struct hlist_node *n)
{
	__hlist_del(n);
	n->next = HLIST_POISON1;
	n->pprev = HLIST_POISON2;
}

/* hlist_del_init - remove if on a list; may be called twice */
static inline void hlist_del_init(struct hlist_node *n)
{
	if (!hlist_unhashed(n)) {
		__hlist_del(n);
		INIT_HLIST_NODE(n);
	}
}

static inline void hlist_add_head(struct hlist_node *n, struct hlist_head *head)
{
	struct hlist_node *first = head->first;

	WRITE_ONCE(n->next, first);
	if (first)
		WRITE_ONCE(first->pprev, &n->next);
	WRITE_ONCE(head->first, n);
	WRITE_ONCE(n->pprev, &head->first);
}

static inline void hlist_add_before(struct hlist_node *n, struct hlist_node *next)
{
	WRITE_ONCE(n->pprev, next->pprev);
	WRITE_ONCE(n->next, next);
	WRITE_ONCE(next->pprev, &n->next);
	WRITE_ONCE(*n->pprev, n);
}

static inline void hlist_add_behind(struct hlist_node *n, struct hlist_node *prev)
{
	WRITE_ONCE(n->next, prev->next);
	WRITE_ONCE(prev->next, n);
	WRITE_ONCE(n->pprev, &prev->next);
	if (n->next)
		WRITE_ONCE(n->next->pprev, &n->next);
}

/* hlist_add_fake - make @n look hashed (to hlist_unhashed()) while on no list */
static inline void hlist_add_fake(struct hlist_node *n)
{
	n->next = NULL;
	n->pprev = &n->next;
}

static inline bool hlist_fake(const struct hlist_node *n)
{
	return n->pprev == &n->next;
}

/* hlist_move_list - the whole chain gets a new head; @old becomes empty */
static inline void hlist_move_list(struct hlist_head *old, struct hlist_head *head)
{
	head->first = old->first;
	if (head->first)
		head->first->pprev = &head->first;
	old->first = NULL;
}

#define hlist_entry(ptr, type, member) container_of(ptr, type, member)
#define hlist_entry_safe(ptr, type, member)                                                        \
	({                                                                                         \
		__typeof__(ptr) __hptr = (ptr);                                                    \
		__hptr ? hlist_entry(__hptr, type, member) : NULL;                                 \
	})

#define hlist_for_each(pos, head) for (pos = (head)->first; pos; pos = pos->next)
#define hlist_for_each_safe(pos, n, head)                                                          \
	for (pos = (head)->first; pos && ({                                                        \
					  n = pos->next;                                           \
					  1;                                                       \
				  });                                                              \
	     pos = n)

#define hlist_for_each_entry(pos, head, member)                                                    \
	for (pos = hlist_entry_safe((head)->first, __typeof__(*(pos)), member); pos;               \
	     pos = hlist_entry_safe((pos)->member.next, __typeof__(*(pos)), member))

#define hlist_for_each_entry_continue(pos, member)                                                 \
	for (pos = hlist_entry_safe((pos)->member.next, __typeof__(*(pos)), member); pos;          \
	     pos = hlist_entry_safe((pos)->member.next, __typeof__(*(pos)), member))

#define hlist_for_each_entry_from(pos, member)                                                     \
	for (; pos; pos = hlist_entry_safe((pos)->member.next, __typeof__(*(pos)), member))

/* @n is a struct hlist_node *: the body may remove @pos. */
#define hlist_for_each_entry_safe(pos, n, head, member)                                            \
	for (pos = hlist_entry_safe((head)->first, __typeof__(*pos), member);                      \
	     pos && ({                                                                             \
		     n = pos->member.next;                                                         \
		     1;                                                                            \
	     });                                                                                   \
	     pos = hlist_entry_safe(n, __typeof__(*pos), member))
