/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/sched/cputime.c - who used how much processor time; load average
 *
 * Theory
 *   How long a task ran is exact (se.sum_exec).  How that divides into user and system time is
 *   sampled by the tick, as on Linux: the samples give the ratio, sum_exec the sum.  Neither of
 *   the two ever goes back, though their ratio may change.
 *
 *   A CPU's time is charged whole, between two stamps: idle time exactly; the rest, by the tick, as
 * user or system by what it interrupted.  What is left when the CPU goes idle between two ticks
 * counts as what the last tick saw.
 *
 *   The load average samples the number of runnable and uninterruptible tasks every 5 seconds.
 *   While all CPUs are idle there is no tick; the samples missed were zero but for the last.
 *
 * Locks: rq->lock for the CPU's; cputime_lock for what was shown; load_lock.
 *
 * Sources: times(2), proc(5) /proc/stat, /proc/loadavg; uptime(1)
 */
#include "base/bits.h"
#include "internal.h"
#include "kernel/base/panic.h"

#define LOAD_FREQ_NS (5 * NSEC_PER_SEC)
#define FSHIFT	     11
#define FIXED_1	     (1ULL << FSHIFT)
/* 2048 * exp(-5 s / 1, 5, 15 min) */
static const u64 load_decay[3] = {1884, 2014, 2037};

static DEFINE_SPINLOCK(cputime_lock, RANK_LEAF);
static DEFINE_SPINLOCK(load_lock, RANK_LEAF);
static u64 load_avg[3];		     /* [load_lock] */
static u64 load_next = LOAD_FREQ_NS; /* [load_lock] ktime of the next sample */

/* --- per CPU; rq->lock held --- */

static enum cpu_stat kind_of_idle(const struct rq *rq)
{
	return rq->nr_iowait ? CPUSTAT_IOWAIT : CPUSTAT_IDLE;
}

static void charge(struct rq *rq, enum cpu_stat what)
{
	if (rq->clock > rq->acct_stamp)
		rq->stat[what] += rq->clock - rq->acct_stamp;
	rq->acct_stamp = rq->clock;
}

static enum cpu_stat kind_of_user(const struct task_struct *p)
{
	return task_nice(p) > 0 ? CPUSTAT_NICE : CPUSTAT_USER;
}

void account_idle(struct rq *rq)
{
	charge(rq, kind_of_idle(rq));
}

void account_busy(struct rq *rq)
{
	charge(rq, rq->last_kind);
}

void account_tick(struct rq *rq, bool user)
{
	struct task_struct *p = rq->curr;

	if (user) {
		p->utime += TICK_NSEC;
		rq->last_kind = kind_of_user(p);
	} else {
		p->stime += TICK_NSEC;
		rq->last_kind = CPUSTAT_SYSTEM;
	}
	charge(rq, rq->last_kind);
}

u64 cpu_stat_read(enum cpu_stat which, int cpu)
{
	struct rq *rq = cpu_rq(cpu);
	unsigned long flags;
	u64 v, now;

	spin_lock_irqsave(&rq->lock, flags);
	v = rq->stat[which];
	now = (u64)ktime_get();
	/* An idle CPU charges itself only when it wakes up. */
	if (rq->curr == rq->idle && which == kind_of_idle(rq) && now > rq->acct_stamp)
		v += now - rq->acct_stamp;
	spin_unlock_irqrestore(&rq->lock, flags);
	return v;
}

/* --- per task --- */

u64 task_sum_exec_runtime(const struct task_struct *t)
{
	struct task_struct *p = (struct task_struct *)t;
	unsigned long flags;
	struct rq *rq;
	u64 ns;

	rq = task_rq_lock(p, &flags);
	if (rq->curr == p) {
		update_rq_clock(rq);
		update_curr(rq);
	}
	ns = p->se.sum_exec;
	task_rq_unlock(rq, flags);
	return ns;
}

/* The part of @total that @part is of @whole. */
static u64 scale(u64 total, u64 part, u64 whole)
{
	/* Bits that do not matter go first, so that the product fits. */
	while (part > UINT32_MAX || whole > UINT32_MAX) {
		part >>= 1;
		whole >>= 1;
	}
	if (whole == 0)
		return total;
	return total / whole * part + total % whole * part / whole;
}

void task_cputime(const struct task_struct *t, u64 *utime, u64 *stime)
{
	struct task_struct *p = (struct task_struct *)t;
	u64 total = task_sum_exec_runtime(t), u = READ_ONCE(p->utime), s = READ_ONCE(p->stime);
	unsigned long flags;

	s = s ? scale(total, s, u + s) : 0;
	spin_lock_irqsave(&cputime_lock, flags);
	/* Neither goes back, and their sum is the total. */
	if (s < p->shown_stime)
		s = p->shown_stime;
	if (s > total)
		s = total;
	u = total - s;
	if (u < p->shown_utime) {
		u = p->shown_utime;
		s = total > u ? total - u : 0;
		if (s < p->shown_stime)
			s = p->shown_stime;
	}
	p->shown_utime = u;
	p->shown_stime = s;
	spin_unlock_irqrestore(&cputime_lock, flags);
	*utime = u;
	*stime = s;
}

/* --- load average --- */

static u64 nr_active(void)
{
	long n = 0;
	int cpu;

	for_each_online_cpu (cpu) {
		struct rq *rq = cpu_rq(cpu);

		n += (long)READ_ONCE(rq->nr_running) + READ_ONCE(rq->nr_uninterruptible);
	}
	return n > 0 ? (u64)n : 0;
}

static u64 decay_once(u64 load, u64 decay, u64 active)
{
	u64 v = load * decay + active * (FIXED_1 - decay);

	if (active >= load)
		v += FIXED_1 - 1; /* so that it can reach its limit from below */
	return v / FIXED_1;
}

/* load_lock held. */
static void catch_up(u64 now)
{
	u64 active;

	for (; load_next + LOAD_FREQ_NS <= now; load_next += LOAD_FREQ_NS) {
		if (!(load_avg[0] | load_avg[1] | load_avg[2])) {
			load_next += (now - load_next) / LOAD_FREQ_NS * LOAD_FREQ_NS;
			break;
		}
		for (int i = 0; i < 3; i++)
			load_avg[i] = decay_once(load_avg[i], load_decay[i], 0);
	}
	if (load_next > now)
		return;
	active = nr_active() * FIXED_1;
	for (int i = 0; i < 3; i++)
		load_avg[i] = decay_once(load_avg[i], load_decay[i], active);
	load_next += LOAD_FREQ_NS;
}

void loadavg_tick(u64 now)
{
	if (now < READ_ONCE(load_next) || !spin_trylock(&load_lock))
		return;
	catch_up(now);
	spin_unlock(&load_lock);
}

void get_loadavg(u64 loads[3])
{
	unsigned long flags;

	spin_lock_irqsave(&load_lock, flags);
	catch_up((u64)ktime_get());
	for (int i = 0; i < 3; i++)
		loads[i] = load_avg[i];
	spin_unlock_irqrestore(&load_lock, flags);
}
