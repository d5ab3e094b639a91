# SPDX-License-Identifier: GPL-2.0-or-later
# tests/user/list.mk - the programs, by family
user-tests += sys-harness
user-tests += mm-brk mm-mmap_anon mm-mmap_args mm-mmap_fixed mm-mmap_file mm-munmap mm-mprotect mm-mremap
user-tests += mm-madvise mm-cow mm-fault mm-stack mm-maps mm-efault
user-tests += process-fork process-clone process-clone3 process-pthread process-futex
user-tests += process-execve process-exec_errors process-exec_script process-auxv process-exit
user-tests += process-wait process-orphan process-session process-prctl process-rlimit
user-tests += process-creds process-capability process-info process-sched
user-tests += time-clock time-sleep time-itimer time-posix_timer
user-tests += signal-siginfo signal-action signal-restart signal-altstack signal-waiting signal-faults
user-tests += signal-ucontext signal-fpu signal-stop
user-tests += fs-open fs-rw fs-stat fs-getdents fs-names fs-rename
user-tests += fs-attr fs-permission fs-fcntl fs-locks fs-path
user-tests += tty-pty tty-canonical tty-raw tty-jobs tty-devpts
user-tests += ipc-pipe ipc-poll ipc-epoll ipc-eventfd ipc-timerfd ipc-signalfd
user-tests += fs-copy fs-device fs-mount
user-tests += procfs-self procfs-system procfs-memory sysfs-tree sys-unknown sys-fuzz
user-tests += ipc-socketpair socket-names socket-stream socket-dgram socket-scm socket-options
user-tests += mm-threads signal-thread mm-oom mm-fork_big mm-random mm-fail_nth
user-tests += arch-traps arch-flags arch-sigreturn arch-segments arch-xstate arch-vdso arch-umip
