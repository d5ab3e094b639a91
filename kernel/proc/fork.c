/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/proc/fork.c - new processes and threads
 *
 * Theory
 *   A new task is a copy of the running one in which each part is either shared or copied, as the
 * CLONE_ flags say.  copy_process() builds it in steps that can fail; each step has its undo, and
 * until the last one nobody else can see the task.  The last step, under tasklist_lock, cannot
 * fail: it puts the task into the tree, unless a signal came meanwhile: then a new process must not
 * miss it, and the whole call is restarted after its delivery.
 *
 *   fork, vfork, clone, clone3, kernel threads and the first user process are all kernel_clone().
 *
 *   The child's set_child_tid is written by the child itself, in its own address space, on its
 * first way to user mode: it starts with TIF_SIGPENDING, and abi/linux/sigframe.c looks there.
 *
 * Not here: the registers of the child (arch_copy_thread), page tables (dup_mm), run queues
 * (sched_fork).
 *
 * Locks: tasklist_lock, siglock of the parent inside it, for the moment of birth.
 *
 * Sources: clone(2), fork(2), vfork(2), clone3(2), getrlimit(2)
 */
#include "arch/ptrace.h"
#include "arch/thread.h"
#include "arch/uaccess.h"
#include "fs/vfs/fdtable.h"
#include "fs/vfs/mount.h"
#include "kernel/base/panic.h"
#include "kernel/ipc/futex.h"
#include "internal.h"
#include "lib/rculist.h"
#include "lib/string.h"
#include "mm/kmem/slab.h"
#include "mm/kmem/vmalloc.h"
#include "mm/phys/alloc.h"
#include "mm/vm/mm.h"
#include <linux/futex.h>

/* A task and what is allocated with it. */
struct task_block {
	struct task_struct task;
	struct restart_block restart;
};

#define MIN_THREADS	   20
#define CLONE_LEGACY_FLAGS 0xffffffffULL
/* Namespaces Pith does not have; a Linux without them answers EINVAL too. */
#define CLONE_UNSUPPORTED                                                                          \
	(CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID |            \
	 CLONE_NEWNET | CLONE_INTO_CGROUP)

static struct kmem_cache *task_cachep;
struct kmem_cache *sighand_cachep, *signal_cachep;

atomic_t nr_threads;
int max_threads;
static u64 forks; /* [tasklist_lock] */

struct sighand_struct init_sighand = {
	.siglock = __SPIN_LOCK_UNLOCKED(RANK_SIGHAND),
	.count = REFCOUNT_INIT(2),
	.signalfd_wqh = __WAIT_QUEUE_HEAD_INIT(init_sighand.signalfd_wqh),
};

struct signal_struct init_signals = {
	.sigcnt = REFCOUNT_INIT(2),
	.live = ATOMIC_INIT(1),
	.nr_threads = 1,
	.thread_head = LIST_HEAD_INIT(init_signals.thread_head),
	.wait_chldexit = __WAIT_QUEUE_HEAD_INIT(init_signals.wait_chldexit),
	.shared_pending = {.list = LIST_HEAD_INIT(init_signals.shared_pending.list)},
	.cred_guard = __MUTEX_INIT(init_signals.cred_guard, RANK_CRED_GUARD),
	.rlim =
		{
			[RLIMIT_CPU] = {RLIM_INFINITY, RLIM_INFINITY},
			[RLIMIT_FSIZE] = {RLIM_INFINITY, RLIM_INFINITY},
			[RLIMIT_DATA] = {RLIM_INFINITY, RLIM_INFINITY},
			[RLIMIT_STACK] = {_STK_LIM, RLIM_INFINITY},
			[RLIMIT_CORE] = {0, RLIM_INFINITY},
			[RLIMIT_RSS] = {RLIM_INFINITY, RLIM_INFINITY},
			[RLIMIT_NPROC] = {0, 0}, /* fork_init() */
			[RLIMIT_NOFILE] = {1024, 4096},
			[RLIMIT_MEMLOCK] = {MLOCK_LIMIT, MLOCK_LIMIT},
			[RLIMIT_AS] = {RLIM_INFINITY, RLIM_INFINITY},
			[RLIMIT_LOCKS] = {RLIM_INFINITY, RLIM_INFINITY},
			[RLIMIT_SIGPENDING] = {0, 0}, /* fork_init() */
			[RLIMIT_MSGQUEUE] = {819200, 819200},
			[RLIMIT_NICE] = {0, 0},
			[RLIMIT_RTPRIO] = {0, 0},
			[RLIMIT_RTTIME] = {RLIM_INFINITY, RLIM_INFINITY},
		},
};

/* --- the shared parts of a thread group --- */

static void sighand_free(struct rcu_head *head)
{
	kmem_cache_free(sighand_cachep, container_of(head, struct sighand_struct, rcu));
}

void put_sighand(struct sighand_struct *sh)
{
	if (!refcount_dec_and_test(&sh->count))
		return;
	/* An epoll that outlives the process may watch a signalfd there. */
	wake_up_pollfree(&sh->signalfd_wqh);
	call_rcu(&sh->rcu, sighand_free);
}

struct sighand_struct *sighand_dup(const struct sighand_struct *old, bool reset)
{
	struct sighand_struct *sh = kmem_cache_alloc(sighand_cachep, GFP_KERNEL);
	int i;

	if (!sh)
		return NULL;
	spin_lock_init(&sh->siglock, RANK_SIGHAND);
	refcount_set(&sh->count, 1);
	init_waitqueue_head(&sh->signalfd_wqh);
	spin_lock_irq(&((struct sighand_struct *)old)->siglock);
	memcpy(sh->action, old->action, sizeof(sh->action));
	spin_unlock_irq(&((struct sighand_struct *)old)->siglock);
	for (i = 0; reset && i < _NSIG; i++)
		if (sh->action[i].handler != HANDLER_IGN)
			sh->action[i] = (struct k_sigaction){.handler = HANDLER_DFL};
	return sh;
}

void put_signal_struct(struct signal_struct *sig)
{
	if (refcount_dec_and_test(&sig->sigcnt))
		kmem_cache_free(signal_cachep, sig);
}

static struct signal_struct *signal_alloc(struct task_struct *p)
{
	struct signal_struct *old = current->signal;
	struct signal_struct *sig = kmem_cache_zalloc(signal_cachep, GFP_KERNEL);

	if (!sig)
		return NULL;
	refcount_set(&sig->sigcnt, 1);
	atomic_set(&sig->live, 1);
	sig->nr_threads = 1;
	INIT_LIST_HEAD(&sig->thread_head);
	list_add(&p->thread_node, &sig->thread_head);
	init_waitqueue_head(&sig->wait_chldexit);
	sigpending_init(&sig->shared_pending);
	sig->curr_target = p;
	mutex_init(&sig->cred_guard, RANK_CRED_GUARD);
	itimers_init(sig);
	task_lock(current->group_leader);
	memcpy(sig->rlim, old->rlim, sizeof(sig->rlim));
	task_unlock(current->group_leader);
	sig->oom_score_adj = old->oom_score_adj;
	sig->oom_score_adj_min = old->oom_score_adj_min;
	sig->has_child_subreaper = old->has_child_subreaper || old->is_child_subreaper;
	return sig;
}

/* --- task_struct --- */

/* The last reference: it neither runs nor can be found any more. */
static void task_free_rcu(struct rcu_head *head)
{
	kmem_cache_free(task_cachep, container_of(head, struct task_struct, rcu));
}

void put_task_struct(struct task_struct *t)
{
	if (!refcount_dec_and_test(&t->usage))
		return;
	assert(t != current);
	if (unlikely(t->fault.armed))
		task_set_fail_nth(t, 0);
	arch_free_thread(t);
	free_thread_stack(t->stack);
	put_signal_struct(t->signal);
	put_cred(t->cred);
	call_rcu(&t->rcu, task_free_rcu);
}

/* Fields in which a child never resembles its parent. */
static void task_reset(struct task_struct *p)
{
	struct task_block *b = container_of(p, struct task_block, task);

	refcount_set(&p->usage, 2); /* the tree's, and its own while it runs */
	p->state = TASK_NEW;
	p->work = 0;
	p->on_cpu = 0;
	p->flags &= ~(PF_SUPERPRIV | PF_NPROC_EXCEEDED | PF_KTHREAD | PF_MEMALLOC | PF_SIGNALED |
		      PF_EXITING | PF_DUMPCORE);
	p->flags |= PF_FORKNOEXEC;
	p->nvcsw = p->nivcsw = p->min_flt = p->maj_flt = 0;
	p->utime = p->stime = p->inblock = p->oublock = 0;
	p->rcu_depth = p->pagefault_disabled = 0;
	p->nr_held = 0;
	p->exit_state = p->exit_code = p->pdeath_signal = 0;
	p->jobctl = 0;
	p->real_blocked = 0;
	p->did_exec = p->in_execve = p->in_iowait = false;
	p->vfork_done = NULL;
	p->robust_list = NULL;
	p->futex_wait = NULL;
	p->dead_fds = NULL;
	p->last_siginfo = NULL;
	p->resume_work = NULL;
	p->total_link_count = 0;
	p->fault.nth = 0;
	p->fault.armed = false;
	p->mm = p->active_mm = NULL;
	p->files = NULL;
	p->fs = NULL;
	p->nsproxy = NULL;
	p->signal = NULL;
	p->sighand = NULL;
	p->thread_pid = NULL;
	spin_lock_init(&p->alloc_lock, RANK_TASK);
	sigpending_init(&p->pending);
	INIT_LIST_HEAD(&p->children);
	INIT_LIST_HEAD(&p->sibling);
	INIT_LIST_HEAD(&p->tasks);
	INIT_LIST_HEAD(&p->thread_node);
	p->restart = &b->restart;
	b->restart.fn = do_no_restart_syscall;
}

static struct task_struct *task_dup(void)
{
	struct task_block *b = kmem_cache_alloc(task_cachep, GFP_KERNEL);
	void *stack;

	if (!b)
		return NULL;
	stack = alloc_thread_stack(0);
	if (!stack) {
		kmem_cache_free(task_cachep, b);
		return NULL;
	}
	memcpy(&b->task, current, sizeof(b->task));
	b->task.stack = stack;
	task_reset(&b->task);
	return &b->task;
}

long do_no_restart_syscall(struct restart_block *rb)
{
	(void)rb;
	return -EINTR;
}

/* --- the steps --- */

static int check_flags(u64 flags)
{
	if ((flags & (CLONE_NEWNS | CLONE_FS)) == (CLONE_NEWNS | CLONE_FS))
		return -EINVAL;
	if ((flags & CLONE_THREAD) && !(flags & CLONE_SIGHAND))
		return -EINVAL;
	if ((flags & CLONE_SIGHAND) && !(flags & CLONE_VM))
		return -EINVAL;
	/* A sibling of init would have nobody to reap it. */
	if ((flags & CLONE_PARENT) && (current->signal->flags & SIGNAL_UNKILLABLE))
		return -EINVAL;
	if ((flags & CLONE_PIDFD) && (flags & (CLONE_DETACHED | CLONE_THREAD)))
		return -EINVAL;
	if (flags & CLONE_UNSUPPORTED)
		return -EINVAL;
	if ((flags & CLONE_NEWNS) && !capable(CAP_SYS_ADMIN))
		return -EPERM;
	return 0;
}

#define UNSHARE_THREADS (CLONE_THREAD | CLONE_SIGHAND | CLONE_VM)
#define UNSHARE_KNOWN	(UNSHARE_THREADS | CLONE_FS | CLONE_FILES | CLONE_SYSVSEM | CLONE_NEWNS)

/* What threads share cannot be unshared: those flags only ask whether there is nothing to do. */
int check_unshare_flags(unsigned long flags)
{
	if (flags & ~(unsigned long)UNSHARE_KNOWN)
		return -EINVAL;
	if ((flags & UNSHARE_THREADS) && !thread_group_empty(current))
		return -EINVAL;
	if ((flags & (CLONE_SIGHAND | CLONE_VM)) && refcount_read(&current->sighand->count) > 1)
		return -EINVAL;
	if ((flags & CLONE_VM) && atomic_read(&current->mm->mm_users) > 1)
		return -EINVAL;
	return 0;
}

/* RLIMIT_NPROC and the number of tasks this machine's memory carries. */
static int charge_process(const struct cred *c)
{
	int n = atomic_inc_return(&c->user->processes);

	if ((unsigned long)n > rlimit(RLIMIT_NPROC) && c->user->uid != 0 &&
	    !cred_has_cap(c, CAP_SYS_RESOURCE) && !cred_has_cap(c, CAP_SYS_ADMIN))
		goto uncharge;
	current->flags &= ~PF_NPROC_EXCEEDED;
	if (atomic_inc_return(&nr_threads) > max_threads) {
		atomic_dec(&nr_threads);
		goto uncharge;
	}
	return 0;
uncharge:
	atomic_dec(&c->user->processes);
	return -EAGAIN;
}

static void uncharge_process(const struct cred *c)
{
	atomic_dec(&nr_threads);
	atomic_dec(&c->user->processes);
}

static int copy_files(u64 flags, struct task_struct *p)
{
	struct files_struct *old = current->files;

	if (!old)
		return 0;
	if (flags & CLONE_FILES) {
		refcount_inc(&old->count);
		p->files = old;
		return 0;
	}
	p->files = dup_fd(old);
	return p->files ? 0 : -ENOMEM;
}

static int copy_fs(u64 flags, struct task_struct *p)
{
	struct fs_struct *old = current->fs;
	int err = 0;

	if (!old)
		return 0;
	if (!(flags & CLONE_FS)) {
		p->fs = copy_fs_struct(old);
		return p->fs ? 0 : -ENOMEM;
	}
	spin_lock(&old->lock);
	if (old->in_exec) {
		err = -EAGAIN; /* exec counts its users right now */
	} else {
		refcount_inc(&old->users);
		p->fs = old;
	}
	spin_unlock(&old->lock);
	return err;
}

static int copy_sighand(u64 flags, struct task_struct *p)
{
	if (flags & CLONE_SIGHAND) {
		refcount_inc(&current->sighand->count);
		p->sighand = current->sighand;
		return 0;
	}
	p->sighand = sighand_dup(current->sighand, flags & CLONE_CLEAR_SIGHAND);
	return p->sighand ? 0 : -ENOMEM;
}

static int copy_signal(u64 flags, struct task_struct *p)
{
	if (flags & CLONE_THREAD) {
		refcount_inc(&current->signal->sigcnt);
		p->signal = current->signal;
		return 0;
	}
	p->signal = signal_alloc(p);
	return p->signal ? 0 : -ENOMEM;
}

static int copy_mm(u64 flags, struct task_struct *p)
{
	struct mm_struct *mm = current->mm;
	struct mm_caller caller;

	if (!mm)
		return 0;
	if (flags & CLONE_VM) {
		mmget(mm);
	} else {
		mm_caller_init(&caller);
		mm = dup_mm(mm, &caller);
		if (IS_ERR(mm))
			return (int)PTR_ERR(mm);
	}
	p->mm = p->active_mm = mm;
	return 0;
}

static int copy_thread(const struct kernel_clone_args *args, struct task_struct *p)
{
	if (args->fn)
		return arch_copy_kthread(p, args->fn, args->fn_arg);
	return arch_copy_thread(p, task_pt_regs(current), args->stack, args->flags & CLONE_SETTLS,
				args->tls);
}

/* Everything that belongs to the task but its number; undone completely if a step fails. */
static int copy_parts(const struct kernel_clone_args *args, struct task_struct *p)
{
	u64 flags = args->flags;
	int err;

	err = copy_files(flags, p);
	if (err)
		return err;
	err = copy_fs(flags, p);
	if (err)
		goto drop_files;
	err = copy_sighand(flags, p);
	if (err)
		goto drop_fs;
	err = copy_signal(flags, p);
	if (err)
		goto drop_sighand;
	err = copy_mm(flags, p);
	if (err)
		goto drop_signal;
	p->nsproxy = current->nsproxy;
	err = copy_namespaces(flags, p);
	if (err) {
		p->nsproxy = NULL;
		goto drop_mm;
	}
	err = copy_thread(args, p);
	if (!err)
		return 0;

	exit_task_namespaces(p);
drop_mm:
	if (p->mm)
		mmput(p->mm);
drop_signal:
	put_signal_struct(p->signal);
drop_sighand:
	put_sighand(p->sighand);
drop_fs:
	if (p->fs)
		exit_fs(p);
drop_files:
	if (p->files)
		exit_files(p);
	return err;
}

static void undo_parts(struct task_struct *p)
{
	arch_free_thread(p);
	exit_task_namespaces(p);
	if (p->mm)
		mmput(p->mm);
	put_signal_struct(p->signal);
	put_sighand(p->sighand);
	if (p->fs)
		exit_fs(p);
	if (p->files)
		exit_files(p);
}

static void set_identity(const struct kernel_clone_args *args, struct task_struct *p,
			 struct pid *pid)
{
	u64 flags = args->flags;

	p->thread_pid = pid;
	p->pid = pid->nr;
	p->start_time = ktime_get();
	p->start_boottime = ktime_get_boottime();
	p->set_child_tid = flags & CLONE_CHILD_SETTID ? args->child_tid : NULL;
	p->clear_child_tid = flags & CLONE_CHILD_CLEARTID ? args->child_tid : NULL;
	/* Two threads cannot be on one alternate stack; after vfork only one of the two runs. */
	if ((flags & (CLONE_VM | CLONE_VFORK)) == CLONE_VM) {
		p->sas_ss_sp = 0;
		p->sas_ss_size = 0;
		p->sas_ss_flags = SAS_DISABLED;
	}
	if (flags & CLONE_THREAD) {
		p->group_leader = current->group_leader;
		p->tgid = current->tgid;
		p->exit_signal = -1;
	} else {
		p->group_leader = p;
		p->tgid = p->pid;
		p->exit_signal = flags & CLONE_PARENT ? current->group_leader->exit_signal
						      : args->exit_signal;
	}
	if (p->set_child_tid)
		set_tsk_thread_flag(p, TIF_SIGPENDING);
}

static void link_process(struct task_struct *p)
{
	struct signal_struct *sig = p->signal, *parent = current->signal;

	if (p->pid == 1) {
		sig->flags |= SIGNAL_UNKILLABLE;
		init_process = p;
	}
	sig->pids[PIDTYPE_TGID] = p->thread_pid;
	sig->pids[PIDTYPE_PGID] = parent->pids[PIDTYPE_PGID];
	sig->pids[PIDTYPE_SID] = parent->pids[PIDTYPE_SID];
	sig->tty = parent->tty;
	if (p->flags & PF_KTHREAD) {
		sig->pids[PIDTYPE_PGID] = init_signals.pids[PIDTYPE_PGID];
		sig->pids[PIDTYPE_SID] = init_signals.pids[PIDTYPE_SID];
		sig->tty = NULL;
	}
	list_add_tail(&p->sibling, &p->real_parent->children);
	list_add_tail_rcu(&p->tasks, &init_task.tasks);
	attach_pid(p, PIDTYPE_TGID);
	attach_pid(p, PIDTYPE_PGID);
	attach_pid(p, PIDTYPE_SID);
	cpu_timers_start(sig);
}

/* Birth.  0, or -ERESTARTNOINTR / -EINTR if a signal must be taken first. */
static int link_task(u64 flags, struct task_struct *p)
{
	int err = 0;

	spin_lock(&tasklist_lock);
	if (p->flags & PF_KTHREAD)
		p->real_parent = &init_task;
	else if (flags & (CLONE_PARENT | CLONE_THREAD))
		p->real_parent = current->real_parent;
	else
		p->real_parent = current;
	p->parent = p->real_parent;

	spin_lock_irq(&current->sighand->siglock);
	/* A signal to the whole group of processes that came after we began has to reach the child
	 * too: it did not, as the child was not there; so take it first and begin again. */
	recalc_sigpending();
	if (signal_pending(current)) {
		err = fatal_signal_pending(current) ? -EINTR : -ERESTARTNOINTR;
		goto unlock;
	}
	if (flags & CLONE_THREAD) {
		p->signal->nr_threads++;
		atomic_inc(&p->signal->live);
		list_add_tail_rcu(&p->thread_node, &p->signal->thread_head);
	} else {
		link_process(p);
	}
	attach_pid(p, PIDTYPE_PID);
	forks++;
unlock:
	spin_unlock_irq(&current->sighand->siglock);
	spin_unlock(&tasklist_lock);
	return err;
}

/* A task that is ready to run, or ERR_PTR. */
static struct task_struct *copy_process(const struct kernel_clone_args *args)
{
	struct pidfd_new pidfd = {.file = NULL};
	struct task_struct *p;
	struct pid *pid;
	int err;

	err = check_flags(args->flags);
	if (err)
		return ERR_PTR(err);
	if (signal_pending(current) && !(args->flags & CLONE_THREAD))
		return ERR_PTR(-ERESTARTNOINTR);
	p = task_dup();
	if (!p)
		return ERR_PTR(-ENOMEM);
	if (args->name) { /* before arch_copy_kthread(): it needs no FPU state */
		p->flags |= PF_KTHREAD;
		strscpy_pad(p->comm, args->name, sizeof(p->comm));
	}
	err = charge_process(p->cred);
	if (err)
		goto free_task;
	get_cred(p->cred);
	sched_fork(p);
	err = copy_parts(args, p);
	if (err)
		goto uncharge;
	pid = alloc_pid(args->set_tid_size ? args->set_tid[0] : 0);
	if (IS_ERR(pid)) {
		err = (int)PTR_ERR(pid);
		goto undo;
	}
	set_identity(args, p, pid);
	if (args->flags & CLONE_PIDFD) {
		err = pidfd_prepare(pid, 0, &pidfd);
		if (!err && put_user(pidfd.fd, args->pidfd))
			err = -EFAULT;
		if (err)
			goto drop_pid;
	}
	err = link_task(args->flags, p);
	if (err)
		goto drop_pid;
	pidfd_commit(&pidfd);
	return p;

drop_pid:
	pidfd_abort(&pidfd);
	free_pid(pid);
undo:
	undo_parts(p);
uncharge:
	uncharge_process(p->cred);
	put_cred(p->cred);
free_task:
	free_thread_stack(p->stack);
	kmem_cache_free(task_cachep, container_of(p, struct task_block, task));
	return ERR_PTR(err);
}

/* The parent of a vfork sleeps until the child has left its address space; only death interrupts.
 */
static void wait_for_vfork(struct task_struct *child, struct completion *done)
{
	if (wait_for_completion_killable(done)) {
		task_lock(child);
		child->vfork_done = NULL;
		task_unlock(child);
	}
	put_task_struct(child);
}

pid_t kernel_clone(const struct kernel_clone_args *args)
{
	struct completion vfork;
	struct task_struct *p;
	pid_t nr;

	p = copy_process(args);
	if (IS_ERR(p))
		return (pid_t)PTR_ERR(p);
	nr = p->pid;
	/* A bad address does not fail the call: the child exists already. */
	if ((args->flags & CLONE_PARENT_SETTID) && put_user(nr, args->parent_tid))
		printk_once(KERN_DEBUG "fork: parent_tid of %s[%d] is not writable\n",
			    current->comm, current->pid);
	if (args->flags & CLONE_VFORK) {
		init_completion(&vfork);
		p->vfork_done = &vfork;
		get_task_struct(p);
	}
	wake_up_new_task(p);
	if (args->flags & CLONE_VFORK)
		wait_for_vfork(p, &vfork);
	return nr;
}

pid_t user_mode_thread(int (*fn)(void *), void *arg)
{
	struct kernel_clone_args args = {
		.flags = CLONE_FS,
		.exit_signal = SIGCHLD,
		.fn = fn,
		.fn_arg = arg,
	};

	return kernel_clone(&args);
}

/* For kthread_create(): not yet running. */
static struct task_struct *fork_kthread(int (*fn)(void *), void *arg, const char *name)
{
	struct kernel_clone_args args = {
		.flags = CLONE_FS | CLONE_FILES,
		.exit_signal = SIGCHLD,
		.fn = fn,
		.fn_arg = arg,
		.name = name,
	};

	return copy_process(&args);
}

void mm_release(struct task_struct *t)
{
	struct completion *vfork;

	futex_exit(t);
	if (t->clear_child_tid) {
		/* With nobody left to see it, the word need not be touched. */
		if (t->mm && atomic_read(&t->mm->mm_users) > 1 &&
		    !put_user(0, (int __user *)t->clear_child_tid))
			(void)do_futex((u32 __user *)t->clear_child_tid, FUTEX_WAKE, 1, KTIME_MAX,
				       NULL, 0, 0);
		t->clear_child_tid = NULL;
	}
	task_lock(t);
	vfork = t->vfork_done;
	if (vfork) {
		t->vfork_done = NULL;
		complete(vfork);
	}
	task_unlock(t);
}

unsigned int nr_threads_total(void)
{
	int n = atomic_read(&nr_threads);

	return n > 0 ? (unsigned int)n : 0;
}

u64 total_forks(void)
{
	return READ_ONCE(forks);
}

static void caches_init(void)
{
	task_cachep = KMEM_CACHE(task_block, SLAB_PANIC | SLAB_HWCACHE_ALIGN);
	sighand_cachep = KMEM_CACHE(sighand_struct, SLAB_PANIC | SLAB_HWCACHE_ALIGN);
	signal_cachep = KMEM_CACHE(signal_struct, SLAB_PANIC | SLAB_HWCACHE_ALIGN);
}

/* For the scheduler, which keeps the address space of a task that left its own. */
static const struct sched_mm_ops mm_ops = {.grab = mmgrab, .drop = mmdrop};

/* Tasks may take an eighth of the memory in stacks at most, as Linux sizes it. */
void fork_init(void)
{
	u64 n = (u64)totalram_pages() * PAGE_SIZE / (THREAD_SIZE * 8);

	caches_init();
	max_threads = (int)clamp_t(u64, n, MIN_THREADS, 0x3fffffff);
	init_signals.rlim[RLIMIT_NPROC] = (struct rlimit){max_threads / 2, max_threads / 2};
	init_signals.rlim[RLIMIT_SIGPENDING] = init_signals.rlim[RLIMIT_NPROC];
	itimers_init(&init_signals);
	sleep_init();
	oom_ops_init();
	task_fault_init();
	cpu_clock_hook = cpu_clock_read;
	sched_mm_ops = &mm_ops;
	kthread_fork = fork_kthread;
	kthread_exit_hook = do_exit;
}
