/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/user/process/futex.c - futex(2): wait, wake, bitsets, requeue, time-outs, errors */
#include "harness.h"

#include <linux/futex.h>
#include <pthread.h>

static long futex(void *addr, int op, unsigned val, const void *timeout, void *addr2, unsigned val3)
{
	return syscall(SYS_futex, addr, op, val, timeout, addr2, val3);
}

static unsigned *words;

static void make_words(void)
{
	words = REQUIRE_OK(
		mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
}

/* A child that waits on @w with @mask; it exits 0 when woken. */
static pid_t waiter(unsigned *w, unsigned mask)
{
	pid_t pid;

	CHILD_PID (pid) {
		_exit(futex(w, FUTEX_WAIT_BITSET, *w, NULL, NULL, mask) == 0 ? 0 : 1);
	}
	test_wait_state(pid, 'S');
	return pid;
}

TEST(value_differs)
{
	unsigned w = 5;

	CHECK_ERRNO(futex(&w, FUTEX_WAIT, 4, NULL, NULL, 0), EAGAIN);
	CHECK_ERRNO(futex(&w, FUTEX_WAIT_PRIVATE, 4, NULL, NULL, 0), EAGAIN);
	CHECK_ERRNO(futex(&w, FUTEX_WAIT_BITSET, 4, NULL, NULL, ~0u), EAGAIN);
}

TEST(wake_nobody)
{
	unsigned w = 0;

	CHECK_EQ(futex(&w, FUTEX_WAKE, 1, NULL, NULL, 0), 0);
	CHECK_EQ(futex(&w, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0), 0);
}

TEST(wake_across_processes)
{
	pid_t a, b, c;

	make_words();
	a = waiter(words, ~0u);
	b = waiter(words, ~0u);
	c = waiter(words, ~0u);
	CHECK_EQ(futex(words, FUTEX_WAKE, 2, NULL, NULL, 0), 2);
	CHECK_EQ(futex(words, FUTEX_WAKE, 9, NULL, NULL, 0), 1);
	CHECK_EXITED(test_wait(a), 0);
	CHECK_EXITED(test_wait(b), 0);
	CHECK_EXITED(test_wait(c), 0);
}

TEST(wake_is_first_in_first_out)
{
	pid_t a, b;
	int st;

	make_words();
	a = waiter(words, ~0u);
	b = waiter(words, ~0u);
	CHECK_EQ(futex(words, FUTEX_WAKE, 1, NULL, NULL, 0), 1);
	CHECK_EQ(wait(&st), a);
	CHECK_EQ(futex(words, FUTEX_WAKE, 1, NULL, NULL, 0), 1);
	CHECK_EQ(wait(&st), b);
}

TEST(file_mappings_at_different_addresses)
{
	int fd = REQUIRE_OK(open("f", O_RDWR | O_CREAT, 0600));
	unsigned *p, *q;
	pid_t pid;

	REQUIRE_OK(ftruncate(fd, PAGE));
	p = REQUIRE_OK(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
	q = REQUIRE_OK(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
	pid = waiter(p + 4, ~0u);
	CHECK_EQ(futex(q + 3, FUTEX_WAKE, 1, NULL, NULL, 0), 0);
	CHECK_EQ(futex(q + 4, FUTEX_WAKE, 1, NULL, NULL, 0), 1);
	CHECK_EXITED(test_wait(pid), 0);
}

TEST(private_memory_is_not_shared_after_fork)
{
	unsigned *p = test_map(1);
	pid_t pid = waiter(p, ~0u);

	CHECK_EQ(futex(p, FUTEX_WAKE, 1, NULL, NULL, 0), 0);
	kill(pid, SIGKILL);
	CHECK_KILLED(test_wait(pid), SIGKILL);
}

TEST(bitsets_select)
{
	pid_t a, b;

	make_words();
	a = waiter(words, 1);
	b = waiter(words, 2);
	CHECK_EQ(futex(words, FUTEX_WAKE_BITSET, 9, NULL, NULL, 4), 0);
	CHECK_EQ(futex(words, FUTEX_WAKE_BITSET, 9, NULL, NULL, 2), 1);
	CHECK_EXITED(test_wait(b), 0);
	CHECK_EQ(futex(words, FUTEX_WAKE, 9, NULL, NULL, 0), 1); /* matches all */
	CHECK_EXITED(test_wait(a), 0);
	CHECK_ERRNO(futex(words, FUTEX_WAIT_BITSET, 0, NULL, NULL, 0), EINVAL);
	CHECK_ERRNO(futex(words, FUTEX_WAKE_BITSET, 1, NULL, NULL, 0), EINVAL);
}

TEST(requeue_moves_waiters)
{
	pid_t pid[3];

	make_words();
	for (int i = 0; i < 3; i++)
		pid[i] = waiter(words, ~0u);
	CHECK_ERRNO(futex(words, FUTEX_CMP_REQUEUE, 1, (void *)9, words + 8, 77), EAGAIN);
	CHECK_EQ(futex(words, FUTEX_CMP_REQUEUE, 1, (void *)9, words + 8, 0), 3); /* 1 + 2 */
	CHECK_EXITED(test_wait(pid[0]), 0);
	CHECK_EQ(futex(words, FUTEX_WAKE, 9, NULL, NULL, 0), 0);
	CHECK_EQ(futex(words + 8, FUTEX_WAKE, 9, NULL, NULL, 0), 2);
	CHECK_EXITED(test_wait(pid[1]), 0);
	CHECK_EXITED(test_wait(pid[2]), 0);
}

TEST(plain_requeue)
{
	pid_t pid[2];

	make_words();
	for (int i = 0; i < 2; i++)
		pid[i] = waiter(words, ~0u);
	CHECK_EQ(futex(words, FUTEX_REQUEUE, 1, (void *)1, words + 8, 0), 2); /* both count */
	CHECK_EQ(futex(words + 8, FUTEX_WAKE, 9, NULL, NULL, 0), 1);
	CHECK_EXITED(test_wait(pid[0]), 0);
	CHECK_EXITED(test_wait(pid[1]), 0);
}

TEST(relative_timeout)
{
	struct timespec ts = {0, 20000000};
	unsigned w = 0;
	uint64_t t = test_now_ns();

	CHECK_ERRNO(futex(&w, FUTEX_WAIT, 0, &ts, NULL, 0), ETIMEDOUT);
	CHECK_GE(test_now_ns() - t, 20000000);
	ts = (struct timespec){0, 0};
	CHECK_ERRNO(futex(&w, FUTEX_WAIT, 0, &ts, NULL, 0), ETIMEDOUT);
	ts = (struct timespec){0, 1000000000};
	CHECK_ERRNO(futex(&w, FUTEX_WAIT, 0, &ts, NULL, 0), EINVAL);
	ts = (struct timespec){-1, 0};
	CHECK_ERRNO(futex(&w, FUTEX_WAIT, 0, &ts, NULL, 0), EINVAL);
	CHECK_ERRNO(futex(&w, FUTEX_WAIT, 0, KERNEL_ADDR, NULL, 0), EFAULT);
}

TEST(absolute_timeout)
{
	struct timespec ts;
	unsigned w = 0;

	ts = (struct timespec){0, 1}; /* long ago */
	CHECK_ERRNO(futex(&w, FUTEX_WAIT_BITSET, 0, &ts, NULL, ~0u), ETIMEDOUT);
	clock_gettime(CLOCK_REALTIME, &ts);
	ts.tv_nsec += 10000000;
	if (ts.tv_nsec >= 1000000000)
		ts.tv_sec++, ts.tv_nsec -= 1000000000;
	CHECK_ERRNO(futex(&w, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, 0, &ts, NULL, ~0u),
		    ETIMEDOUT);
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	CHECK(now.tv_sec > ts.tv_sec || (now.tv_sec == ts.tv_sec && now.tv_nsec >= ts.tv_nsec));
}

static void on_usr1(int sig)
{
	(void)sig;
}

static void interrupted(int flags, struct timespec *timeout)
{
	struct sigaction sa = {.sa_handler = on_usr1, .sa_flags = flags};
	pid_t pid;

	CHILD_PID (pid) {
		unsigned w = 0;

		sigaction(SIGUSR1, &sa, NULL);
		CHECK_ERRNO(futex(&w, FUTEX_WAIT, 0, timeout, NULL, 0), EINTR);
	}
	test_wait_state(pid, 'S');
	kill(pid, SIGUSR1);
	CHECK_EXITED(test_wait(pid), 0);
}

TEST(a_handler_interrupts)
{
	struct timespec far = {100, 0};

	interrupted(0, NULL);
	interrupted(0, &far);
	interrupted(SA_RESTART, &far); /* no help with a time-out */
}

TEST(bad_arguments)
{
	unsigned w[2] = {0, 0};

	CHECK_ERRNO(futex((char *)w + 1, FUTEX_WAIT, 0, NULL, NULL, 0), EINVAL);
	CHECK_ERRNO(futex((char *)w + 2, FUTEX_WAKE, 0, NULL, NULL, 0), EINVAL);
	CHECK_ERRNO(futex((void *)PAGE, FUTEX_WAIT, 0, NULL, NULL, 0), EFAULT);
	CHECK_ERRNO(futex(w, 99, 0, NULL, NULL, 0), ENOSYS);
	CHECK_ERRNO(futex(w, FUTEX_WAKE | FUTEX_CLOCK_REALTIME, 0, NULL, NULL, 0), ENOSYS);
}

TEST(wake_op)
{
	pid_t a, b;

	make_words();
	words[8] = 3;
	a = waiter(words, ~0u);
	b = waiter(words + 8, ~0u);
	/* words[8] += 4, and as it was 3 wake there too */
	CHECK_EQ(futex(words, FUTEX_WAKE_OP, 1, (void *)1, words + 8,
		       FUTEX_OP(FUTEX_OP_ADD, 4, FUTEX_OP_CMP_EQ, 3)),
		 2);
	CHECK_EQ(words[8], 7);
	CHECK_EXITED(test_wait(a), 0);
	CHECK_EXITED(test_wait(b), 0);
}

TEST(robust_list)
{
	static struct robust_list_head head;
	static struct {
		struct robust_list list;
		unsigned futex;
	} * node;
	void *got;
	size_t len;
	pid_t pid;

	node = REQUIRE_OK(
		mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
	CHILD_PID (pid) {
		head.list.next = &node->list;
		head.futex_offset = (char *)&node->futex - (char *)&node->list;
		node->list.next = &head.list;
		node->futex = getpid();
		CHECK_OK(syscall(SYS_set_robust_list, &head, sizeof(head)));
		CHECK_OK(syscall(SYS_get_robust_list, 0, &got, &len));
		CHECK_EQ(got, &head);
		CHECK_EQ(len, sizeof(head));
		CHECK_ERRNO(syscall(SYS_set_robust_list, &head, 3), EINVAL);
	}
	CHECK_EXITED(test_wait(pid), 0);
	CHECK_EQ(node->futex, FUTEX_OWNER_DIED); /* the dead owner was found out */
}
