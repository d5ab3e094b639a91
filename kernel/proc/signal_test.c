/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/proc/signal_test.c - queues: what is kept, what is merged, and the order of taking */
#include "internal.h"
#include "base/err.h"
#include "kernel/base/ktest.h"
#include "lib/string.h"

#define RT1	 40
#define RT2	 41
#define TEST_SET (SIGMASK(RT1) | SIGMASK(RT2) | SIGMASK(SIGUSR1) | SIGMASK(SIGUSR2))

static sigset_t block_test_set(void)
{
	sigset_t old = current->blocked, set = old | TEST_SET;

	set_current_blocked(&set);
	return old;
}

static int send_value(int sig, unsigned long value)
{
	struct kernel_siginfo info = {.si_signo = sig, .si_code = SI_QUEUE};

	info.kill.value = value;
	return send_sig_info(sig, &info, current, PIDTYPE_TGID);
}

/* The next pending one of the test's signals. */
static int take(struct kernel_siginfo *info)
{
	sigset_t others = ~TEST_SET;
	int sig;

	spin_lock_irq(&current->sighand->siglock);
	sig = dequeue_signal(&others, info);
	spin_unlock_irq(&current->sighand->siglock);
	return sig;
}

KTEST(signal, real_time_in_order_lowest_first)
{
	sigset_t old = block_test_set();
	struct kernel_siginfo info;

	EXPECT_EQ(send_value(RT2, 1), 0);
	EXPECT_EQ(send_value(RT1, 2), 0);
	EXPECT_EQ(send_value(RT1, 3), 0);
	EXPECT_EQ(send_value(SIGUSR1, 4), 0);

	EXPECT_EQ(take(&info), SIGUSR1);
	EXPECT_EQ(take(&info), RT1);
	EXPECT_EQ(info.kill.value, 2UL);
	EXPECT_EQ(take(&info), RT1);
	EXPECT_EQ(info.kill.value, 3UL);
	EXPECT_EQ(take(&info), RT2);
	EXPECT_EQ(info.kill.value, 1UL);
	EXPECT_EQ(take(&info), 0);
	set_current_blocked(&old);
}

KTEST(signal, standard_ones_are_merged)
{
	sigset_t old = block_test_set();
	struct kernel_siginfo info;

	EXPECT_EQ(send_value(SIGUSR2, 1), 0);
	EXPECT_EQ(send_value(SIGUSR2, 2), 0);
	EXPECT_EQ(take(&info), SIGUSR2);
	EXPECT_EQ(info.kill.value, 1UL);
	EXPECT_EQ(take(&info), 0);
	set_current_blocked(&old);
}

KTEST(signal, own_before_shared)
{
	sigset_t old = block_test_set();
	struct kernel_siginfo mine = {.si_signo = RT2, .si_code = SI_QUEUE}, info;

	EXPECT_EQ(send_value(RT1, 1), 0);
	EXPECT_EQ(send_sig_info(RT2, &mine, current, PIDTYPE_PID), 0);
	EXPECT_EQ(take(&info), RT2);
	EXPECT_EQ(take(&info), RT1);
	set_current_blocked(&old);
}

KTEST(signal, limit_of_the_queue)
{
	sigset_t old = block_test_set();
	struct rlimit saved, none = {0, 0};
	struct kernel_siginfo info;

	ASSERT_EQ(do_prlimit(current, RLIMIT_SIGPENDING, NULL, &saved), 0);
	none.rlim_max = saved.rlim_max;
	EXPECT_EQ(do_prlimit(current, RLIMIT_SIGPENDING, &none, NULL), 0);
	EXPECT_EQ(send_value(RT1, 1), -EAGAIN);
	/* A standard signal arrives anyway, only its details are lost. */
	EXPECT_EQ(send_value(SIGUSR1, 7), 0);
	EXPECT_EQ(do_prlimit(current, RLIMIT_SIGPENDING, &saved, NULL), 0);
	EXPECT_EQ(take(&info), SIGUSR1);
	EXPECT_EQ(info.si_code, SI_USER);
	EXPECT_EQ(take(&info), 0);
	set_current_blocked(&old);
}

KTEST(signal, ignored_are_dropped_stops_and_continues_cancel)
{
	sigset_t old = current->blocked,
		 set = old | SIGMASK(SIGTSTP) | SIGMASK(SIGCONT) | SIGMASK(SIGWINCH);
	struct sigpending_head *shared = &current->signal->shared_pending;

	EXPECT_EQ(send_sig_info(SIGWINCH, NULL, current, PIDTYPE_TGID), 0);
	EXPECT_EQ(shared->signal & SIGMASK(SIGWINCH), 0UL);

	set_current_blocked(&set);
	EXPECT_EQ(send_sig_info(SIGTSTP, NULL, current, PIDTYPE_TGID), 0);
	EXPECT_TRUE(shared->signal & SIGMASK(SIGTSTP));
	EXPECT_EQ(send_sig_info(SIGCONT, NULL, current, PIDTYPE_TGID), 0);
	EXPECT_EQ(shared->signal & SIGMASK(SIGTSTP), 0UL);
	EXPECT_TRUE(shared->signal & SIGMASK(SIGCONT));
	EXPECT_EQ(send_sig_info(SIGTSTP, NULL, current, PIDTYPE_TGID), 0);
	EXPECT_EQ(shared->signal & SIGMASK(SIGCONT), 0UL);

	/* Ignoring throws away what is pending, blocked or not. */
	EXPECT_EQ(do_sigaction(SIGTSTP, &(struct k_sigaction){.handler = HANDLER_IGN}, NULL), 0);
	EXPECT_EQ(shared->signal & SIGMASK(SIGTSTP), 0UL);
	EXPECT_EQ(do_sigaction(SIGTSTP, &(struct k_sigaction){.handler = HANDLER_DFL}, NULL), 0);
	set_current_blocked(&old);
}

KTEST(signal, kill_and_stop_cannot_be_blocked_or_handled)
{
	sigset_t old = current->blocked, all = ~0UL;

	set_current_blocked(&all);
	EXPECT_EQ(current->blocked, ~(SIGMASK(SIGKILL) | SIGMASK(SIGSTOP)));
	set_current_blocked(&old);
	EXPECT_EQ(do_sigaction(SIGKILL, &(struct k_sigaction){.handler = HANDLER_IGN}, NULL),
		  -EINVAL);
	EXPECT_EQ(do_sigaction(SIGSTOP, &(struct k_sigaction){.handler = HANDLER_IGN}, NULL),
		  -EINVAL);
	EXPECT_EQ(do_sigaction(0, NULL, NULL), -EINVAL);
	EXPECT_EQ(do_sigaction(_NSIG + 1, NULL, NULL), -EINVAL);
	EXPECT_EQ(do_kill(1, _NSIG + 1), -EINVAL);
	EXPECT_EQ(do_kill(pid_max, 0), -ESRCH);
}
