/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/process/pthread.c - threads through musl: mutex, condition, barrier, TLS, join, cancel
 */
#include "harness.h"

#include <pthread.h>
#include <semaphore.h>

#define N 8

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t barrier;
static long counter;
static int turn;
static __thread long tls = 42;

static void start(pthread_t *t, void *(*fn)(void *), void *arg)
{
	REQUIRE(pthread_create(t, NULL, fn, arg) == 0);
}

static void *add(void *arg)
{
	for (int i = 0; i < 5000; i++) {
		pthread_mutex_lock(&lock);
		counter++;
		pthread_mutex_unlock(&lock);
	}
	return arg;
}

TEST(mutex_excludes)
{
	pthread_t t[N];
	void *r;

	for (long i = 0; i < N; i++)
		start(&t[i], add, (void *)i);
	for (long i = 0; i < N; i++) {
		CHECK_EQ(pthread_join(t[i], &r), 0);
		CHECK_EQ(r, i);
	}
	CHECK_EQ(counter, N * 5000);
}

static void *take_turns(void *arg)
{
	int me = (int)(intptr_t)arg;

	for (int i = 0; i < 200; i++) {
		pthread_mutex_lock(&lock);
		while (turn % 3 != me)
			pthread_cond_wait(&cond, &lock);
		turn++;
		pthread_cond_broadcast(&cond);
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

TEST(condition_variables)
{
	pthread_t t[3];

	for (long i = 0; i < 3; i++)
		start(&t[i], take_turns, (void *)i);
	for (int i = 0; i < 3; i++)
		CHECK_EQ(pthread_join(t[i], NULL), 0);
	CHECK_EQ(turn, 600);
}

TEST(timed_wait_times_out)
{
	struct timespec ts;
	uint64_t start_ns = test_now_ns();

	clock_gettime(CLOCK_REALTIME, &ts);
	ts.tv_nsec += 30000000;
	if (ts.tv_nsec >= 1000000000)
		ts.tv_sec++, ts.tv_nsec -= 1000000000;
	pthread_mutex_lock(&lock);
	CHECK_EQ(pthread_cond_timedwait(&cond, &lock, &ts), ETIMEDOUT);
	pthread_mutex_unlock(&lock);
	CHECK_GE(test_now_ns() - start_ns, 29000000);
}

static void *through_barrier(void *arg)
{
	volatile int *step = arg;
	long serial = 0;

	for (int i = 0; i < 50; i++) {
		__atomic_add_fetch(step, 1, __ATOMIC_SEQ_CST);
		serial += pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD;
		if (*step < (i + 1) * 4)
			CHECK(0);
		pthread_barrier_wait(&barrier);
	}
	return (void *)serial;
}

TEST(barriers)
{
	pthread_t t[4];
	int step = 0;
	long serial = 0;
	void *r;

	pthread_barrier_init(&barrier, NULL, 4);
	for (int i = 0; i < 4; i++)
		start(&t[i], through_barrier, &step);
	for (int i = 0; i < 4; i++) {
		CHECK_EQ(pthread_join(t[i], &r), 0);
		serial += (long)r;
	}
	CHECK_EQ(serial, 50);
}

static void *use_tls(void *arg)
{
	CHECK_EQ(tls, 42);
	tls = (long)arg;
	errno = (int)(long)arg;
	for (int i = 0; i < 100; i++)
		sched_yield();
	CHECK_EQ(errno, (long)arg);
	return (void *)tls;
}

TEST(thread_local_storage)
{
	pthread_t t[N];
	void *r;

	tls = 1;
	for (long i = 0; i < N; i++)
		start(&t[i], use_tls, (void *)(i + 100));
	for (long i = 0; i < N; i++) {
		CHECK_EQ(pthread_join(t[i], &r), 0);
		CHECK_EQ(r, i + 100);
	}
	CHECK_EQ(tls, 1);
}

static void *tids(void *arg)
{
	pid_t *out = arg;

	out[0] = getpid();
	out[1] = gettid();
	return NULL;
}

TEST(ids)
{
	pthread_t t[4];
	pid_t id[4][2];

	for (int i = 0; i < 4; i++)
		start(&t[i], tids, id[i]);
	for (int i = 0; i < 4; i++) {
		CHECK_EQ(pthread_join(t[i], NULL), 0);
		CHECK_EQ(id[i][0], getpid());
		CHECK_NE(id[i][1], getpid());
		for (int k = 0; k < i; k++)
			CHECK_NE(id[i][1], id[k][1]);
	}
}

static void *stuck(void *arg)
{
	sem_post(arg);
	for (;;)
		pause();
	return NULL;
}

TEST(cancel)
{
	pthread_t t;
	sem_t ready;
	void *r;

	sem_init(&ready, 0, 0);
	start(&t, stuck, &ready);
	sem_wait(&ready);
	CHECK_EQ(pthread_cancel(t), 0);
	CHECK_EQ(pthread_join(t, &r), 0);
	CHECK(r == PTHREAD_CANCELED);
}

static void *quick(void *arg)
{
	return arg;
}

TEST(a_thousand_threads_in_turn)
{
	for (long i = 0; i < 1000; i++) {
		pthread_t t;
		void *r;

		start(&t, quick, (void *)i);
		CHECK_EQ(pthread_join(t, &r), 0);
		CHECK_EQ(r, i);
	}
}

static sem_t ping, pong;

static void *ponger(void *arg)
{
	for (int i = 0; i < 1000; i++) {
		sem_wait(&ping);
		sem_post(&pong);
	}
	return arg;
}

TEST(semaphore_ping_pong)
{
	pthread_t t;

	sem_init(&ping, 0, 0);
	sem_init(&pong, 0, 0);
	start(&t, ponger, NULL);
	for (int i = 0; i < 1000; i++) {
		sem_post(&ping);
		sem_wait(&pong);
	}
	CHECK_EQ(pthread_join(t, NULL), 0);
}

TEST(fork_in_a_threaded_process_has_one_thread)
{
	pthread_t t;
	sem_t ready;
	int st;

	sem_init(&ready, 0, 0);
	start(&t, stuck, &ready);
	sem_wait(&ready);
	CHECK_EQ(test_field("/proc/self/status", "Threads"), 2);
	CHILD (st) {
		CHECK_EQ(test_field("/proc/self/status", "Threads"), 1);
		CHECK_EQ(gettid(), getpid());
	}
	CHECK_EXITED(st, 0);
}
