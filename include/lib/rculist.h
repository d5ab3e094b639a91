/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/rculist.h - lists whose readers run beside one writer
 *
 * Theory
 *   A writer, serialised by its own lock, links a finished element in with a
 *   release store; a reader follows `next` pointers only, each loaded once.
 *   A removed element keeps its `next`, so that a reader standing on it finds
 *   its way; it may be freed or reused only after a grace period.
 *
 * Locks: writers hold the lock of the list; readers are inside
 *   rcu_read_lock() (kernel/sync/rcu.h), which this level does not know.
 *
 * Sources: Linux Documentation/RCU/listRCU.rst, rcuref.rst
 */
#pragma once

#include "lib/list.h"

/* A dependent load: the address dependency orders what is read through it. */
#define list_next_rcu_load(p) READ_ONCE(p)
#define list_publish(p, v)    __atomic_store_n(&(p), (v), __ATOMIC_RELEASE)

static inline void INIT_LIST_HEAD_RCU(struct list_head *head)
{
	WRITE_ONCE(head->next, head);
	WRITE_ONCE(head->prev, head);
}

static inline void __list_add_rcu(struct list_head *entry, struct list_head *prev,
				  struct list_head *next)
{
	entry->next = next;
	entry->prev = prev;
	list_publish(prev->next, entry);
	next->prev = entry;
}

static inline void list_add_rcu(struct list_head *entry, struct list_head *head)
{
	__list_add_rcu(entry, head, head->next);
}

static inline void list_add_tail_rcu(struct list_head *entry, struct list_head *head)
{
	__list_add_rcu(entry, head->prev, head);
}

/* list_del_rcu - readers on @entry still find the rest; free after a grace period */
static inline void list_del_rcu(struct list_head *entry)
{
	__list_del_entry(entry);
	entry->prev = LIST_POISON2;
}

static inline void list_replace_rcu(struct list_head *old, struct list_head *entry)
{
	entry->next = old->next;
	entry->prev = old->prev;
	list_publish(entry->prev->next, entry);
	entry->next->prev = entry;
	old->prev = LIST_POISON2;
}

static inline void hlist_add_head_rcu(struct hlist_node *n, struct hlist_head *head)
{
	struct hlist_node *first = head->first;

	n->next = first;
	WRITE_ONCE(n->pprev, &head->first);
	list_publish(head->first, n);
	if (first)
		WRITE_ONCE(first->pprev, &n->next);
}

static inline void hlist_add_before_rcu(struct hlist_node *n, struct hlist_node *next)
{
	WRITE_ONCE(n->pprev, next->pprev);
	n->next = next;
	list_publish(*n->pprev, n);
	WRITE_ONCE(next->pprev, &n->next);
}

static inline void hlist_add_behind_rcu(struct hlist_node *n, struct hlist_node *prev)
{
	n->next = prev->next;
	WRITE_ONCE(n->pprev, &prev->next);
	list_publish(prev->next, n);
	if (n->next)
		WRITE_ONCE(n->next->pprev, &n->next);
}

static inline void hlist_del_rcu(struct hlist_node *n)
{
	__hlist_del(n);
	WRITE_ONCE(n->pprev, HLIST_POISON2);
}

/* hlist_del_init_rcu - as above, but hlist_unhashed() is true afterwards */
static inline void hlist_del_init_rcu(struct hlist_node *n)
{
	if (!hlist_unhashed(n)) {
		__hlist_del(n);
		WRITE_ONCE(n->pprev, NULL);
	}
}

static inline void hlist_replace_rcu(struct hlist_node *old, struct hlist_node *n)
{
	struct hlist_node *next = old->next;

	n->next = next;
	WRITE_ONCE(n->pprev, old->pprev);
	list_publish(*n->pprev, n);
	if (next)
		WRITE_ONCE(next->pprev, &n->next);
	WRITE_ONCE(old->pprev, HLIST_POISON2);
}

#define list_entry_rcu(ptr, type, member) container_of(list_next_rcu_load(ptr), type, member)

#define list_first_or_null_rcu(head, type, member)                                                 \
	({                                                                                         \
		struct list_head *__head = (head);                                                 \
		struct list_head *__first = list_next_rcu_load(__head->next);                      \
		__first != __head ? list_entry(__first, type, member) : NULL;                      \
	})

#define list_for_each_entry_rcu(pos, head, member)                                                 \
	for (pos = list_entry_rcu((head)->next, __typeof__(*pos), member);                         \
	     !list_entry_is_head(pos, head, member);                                               \
	     pos = list_entry_rcu(pos->member.next, __typeof__(*pos), member))

#define list_for_each_entry_continue_rcu(pos, head, member)                                        \
	for (pos = list_entry_rcu(pos->member.next, __typeof__(*pos), member);                     \
	     !list_entry_is_head(pos, head, member);                                               \
	     pos = list_entry_rcu(pos->member.next, __typeof__(*pos), member))

#define hlist_for_each_entry_rcu(pos, head, member)                                                \
	for (pos = hlist_entry_safe(list_next_rcu_load((head)->first), __typeof__(*(pos)),         \
				    member);                                                       \
	     pos; pos = hlist_entry_safe(list_next_rcu_load((pos)->member.next),                   \
					 __typeof__(*(pos)), member))
