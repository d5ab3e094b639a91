/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/test_crew.h - several kernel threads that do one thing at once; for KTESTs
 */
#pragma once

#include "kernel/sched/sched.h"
#include "kernel/sched/wait.h"

#define CREW_MAX 16

struct crew;

struct crew_member {
	struct crew *crew;
	int number;
	struct task_struct *task;
};

struct crew {
	void (*fn)(struct crew_member *m);
	void *data;
	int size;
	atomic_t here; /* arrived at the start */
	struct completion done;
	struct crew_member member[CREW_MAX];
};

/* Runs @fn in @size threads, member i bound to the i-th online CPU (again from the first, if there
 * are fewer), all starting together, and waits for them; failures go to the running test. */
void crew_run(struct crew *c, int size, void (*fn)(struct crew_member *m), void *data);
/* The same in two halves, unbound. */
void crew_start(struct crew *c, int size, void (*fn)(struct crew_member *m), void *data);
void crew_wait(struct crew *c);
/* As crew_start(), but each member is shown to @prepare before it begins to run. */
void crew_start_prepared(struct crew *c, int size, void (*fn)(struct crew_member *m),
			 void (*prepare)(struct crew_member *m));
int crew_cpu(int i); /* the i-th online CPU, round and round */
