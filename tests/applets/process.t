# SPDX-License-Identifier: GPL-2.0-or-later
Processes: what runs, limits, signals or shows other programs, and the shells.
=== ash
$ ash -c 'f() { local x=$1; echo $((x * 2)); }; f 21; set -- a b c; shift; echo $# $*; case abc in a*) echo match;; esac'
42
2 b c
match
$ ash -c 'trap "echo bye" EXIT; (exit 3); echo $?; false || echo or; ! true; echo $?'
3
or
1
bye
$ ash -c 'ulimit -n 5; exec 3< /dev/null 4< /dev/null; exec 5< /dev/null'
ash: can't open /dev/null: No file descriptors available
[1]
=== chpst
$ chpst -u user:daemon sh -c 'id -u; id -g'; chpst -n 5 nice; chpst -o 17 sh -c 'ulimit -n'; chpst -/ / pwd; mkdir e; echo val > e/NAME; chpst -e e sh -c 'echo $NAME'; chpst -P sh -c 'echo done'
1000
1
5
17
/
val
done
=== chroot
$ mkdir -p r/bin; cp /bin/busybox r/bin; chroot r /bin/busybox ls /; chroot r /bin/busybox pwd; chroot nowhere true; chroot r /nowhere
bin
/
chroot: can't change root directory to 'nowhere': No such file or directory
chroot: can't execute '/nowhere': No such file or directory
[127]
$ chroot r /bin/busybox sh -c 'cd ..; cd ../..; /bin/busybox ls'
bin
=== chrt
$ chrt -p $$ | sed 's/[0-9]*.s/N'"'"'s/'; chrt -f 10 sh -c 'chrt -p $$ | sed "s/pid [0-9]*/pid N/"'; chrt -b 0 sh -c 'chrt -p $$ | sed "s/pid [0-9]*/pid N/"'; chrt -m; chrt -f 100 true; chrt -p 999999
pid N's current scheduling policy: SCHED_OTHER
pid N's current scheduling priority: 0
pid N's current scheduling policy: SCHED_FIFO
pid N's current scheduling priority: 10
pid N's current scheduling policy: SCHED_BATCH
pid N's current scheduling priority: 0
SCHED_OTHER min/max priority	: 0/0
SCHED_FIFO min/max priority	: 1/99
SCHED_RR min/max priority	: 1/99
SCHED_BATCH min/max priority	: 0/0
SCHED_IDLE min/max priority	: 0/0
chrt: number 100 is not in 1..99 range
chrt: can't get pid 999999's policy: No such process
[1]
=== env
$ env -i A=1 B=2 env | sort; env -u HOME sh -c 'echo ${HOME-unset}'; env nowhere
A=1
B=2
unset
env: can't execute 'nowhere': No such file or directory
[127]
=== envdir
$ mkdir e; echo value > e/X; : > e/HOME; envdir e sh -c 'echo $X ${HOME-unset}'
value unset
=== envuidgid
$ envuidgid user sh -c 'echo $UID $GID'; envuidgid nosuch true
1000 1000
envuidgid: unknown user/group nosuch
[1]
=== false
$ false
[1]
$ /bin/false
[1]
=== hush
$ hush -c 'for i in 1 2 3; do echo $i; done | while read x; do echo got $x; done; echo $((6 * 7))'; hush -c 'sleep 0.1 & wait; echo $?'
got 1
got 2
got 3
42
0
=== ionice
$ ionice -c 2 -n 3 ionice; ionice -c 3 ionice; ionice
best-effort: prio 3
idle
none: prio 0
=== iostat
$ iostat -c | sed 's/[0-9.]\{1,\}/N/g;s/N-N-N.*$//' | tail -n +2 | tr -s ' '

avg-cpu: %user %nice %system %iowait %steal %idle
 N N N N N N

=== kill
$ sleep 99 & kill $!; wait $! 2> /dev/null; echo $?; /bin/kill -l 9; kill -0 999999
143
KILL
sh: can't kill pid 999999: No such process
[1]
$ sh -c 'kill -STOP $$; echo cont' & sleep 0.1; while ! grep -q '^State:.T' /proc/$!/status; do sleep 0.05; done; echo stopped; kill -CONT $!; wait $!
stopped
cont
=== killall
$ cp /bin/busybox ./kasleep; ln -s kasleep sleep; ./sleep 98 & sleep 0.1; killall -q nosuchname; echo $?; killall kasleep 2>&1; echo $?; kill $! 2> /dev/null; wait $! 2> /dev/null; echo $?
1
0
143
=== killall5
$ killall5 -o x -0 2>&1 | head -n 1
=== linux32
$ linux32 uname -m; linux32 sh -c 'uname -m'
i686
i686
=== linux64
$ linux64 uname -m
x86_64
=== lsof
$ sleep 9 > here & sleep 0.3; lsof > o; grep -c '/tmp/t/lsof/here$' o; kill $!
1
=== mpstat
$ mpstat | tail -n 2 | tr -s ' ' | sed 's/^[0-9:]* //;s/[0-9.]\{3,\}/N/g'
CPU %usr %nice %sys %iowait %irq %soft %steal %guest %idle
all N N N N N N N N N
=== nice
$ nice; nice -n 5 nice; nice -n 5 nice -n -3 nice; nice -n 30 nice
0
5
2
19
=== nmeter
$ nmeter -d 0 '%% text' | head -n 2; nmeter -d 0 '%c %m %f %p %x %i' | head -n 1 | sed 's/[0-9.]\{1,\}[kmg]\{0,1\}/N/g' | tr -d ' SUNDIi.' | tr -s '\n' | wc -l
% text
% text
1
=== nohup
$ nohup sh -c 'kill -HUP $$; echo survived' 2> /dev/null; nohup nowhere; echo $?
survived
nohup: can't execute 'nowhere': No such file or directory
127
=== nproc
$ nproc
2
=== pgrep
$ cp /bin/busybox pgtest; ln -s pgtest sleep; ./sleep 97 & sleep 0.1; pgrep -f '^./sleep 97' | wc -l; pgrep -x nosuch; kill $!
1
=== pidof
$ pidof init | wc -w; pidof nosuch
1
[1]
=== pkill
$ sleep 96.5 & sleep 0.1; pkill -f '^sleep 96.5'; wait $! 2> /dev/null; echo $?
143
=== pmap
$ pmap $$ | sed 's/^[0-9a-f]* *[0-9]*K* *//' | grep -E 'bin/|stack|vdso' | sort | uniq -c | awk '{ print $2, $3 }'; pmap -x $$ | tail -n 1 | sed 's/[0-9]\{1,\}/N/g' | tr -s ' '
r--p /bin/sh
r-xp /bin/sh
r-xp [vdso]
rw-p /bin/sh
rw-p [stack]
total		 N N N N
=== printenv
$ printenv HOME; printenv NOSUCH
/root
[1]
=== ps
$ ps | head -n 2 | awk '{ print $1, $2, $NF }'; sleep 95 & sleep 0.1; ps -o pid,ppid,pgid,user,stat,args | grep '[s]leep 95' | sed 's/[0-9]\{2,\} /N /g' | tr -s ' '; kill $!; ps -o stat,tty,vsz,rss,comm,etime,time,nice,group | sed -n 's/ .*//;1p'; ps -T | head -n 1
PID USER COMMAND
1 root init
 N N N root S sleep 95
STAT
PID   USER     TIME  COMMAND
=== pstree
$ pstree | sed -n '1s/-.*//p' | sed 's/---.*//'; sh -c 'sleep 94 & sleep 93.5 & sleep 0.1; pstree $$ > o; cat o; kill $(pgrep -f sleep.9[34])'
init
sh-+-pstree
   `-2*[sleep]
Terminated
[143]
=== pwd
$ pwd; mkdir d; cd d; /bin/pwd; rmdir ../d; /bin/pwd
/tmp/t/pwd
/tmp/t/pwd/d
pwd: getcwd: No such file or directory
[1]
=== pwdx
$ pwdx $$ | sed 's/^[0-9]*/N/'; pwdx 999999
N: /
999999: No such process
=== renice
$ sleep 94 & renice -n 7 -p $! ; cut -d ' ' -f 19 /proc/$!/stat; renice 3 $!; cut -d ' ' -f 19 /proc/$!/stat; kill $!; renice 5 999999
7
3
renice: setpriority: No such process
[1]
=== run-parts
$ mkdir d; printf '#!/bin/sh\necho one $1\n' > d/1; printf '#!/bin/sh\necho two; exit 3\n' > d/2; chmod +x d/1; touch d/not.run; run-parts -a x d; chmod +x d/2; run-parts --test d; run-parts d
one x
d/1
d/2
one
two
run-parts: d/2: exit status 3
[1]
=== runsv
$ mkdir s; printf '#!/bin/sh\necho started\nexec sleep 92\n' > s/run; chmod +x s/run; runsv s & while [ ! -s s/supervise/stat ]; do sleep 0.1; done; sleep 0.3; sv status ./s | sed 's/pid [0-9]*) [0-9]*s/pid N) Ns/'; sv down ./s; sleep 0.3; sv status ./s | sed 's/down: \(.*\): [0-9]*s/down: \1: Ns/'; sv exit ./s; wait; ls s/supervise
started
run: ./s: (pid N) Ns
down: ./s: Ns, normally up
control
lock
ok
pid
stat
status
=== runsvdir
$ mkdir -p v/s; printf '#!/bin/sh\necho service\nexec sleep 91\n' > v/s/run; chmod +x v/s/run; runsvdir v & while [ ! -e v/s/supervise/ok ]; do sleep 0.1; done; sleep 0.5; svok ./v/s; echo $?; kill -HUP $!; wait $!
service
0
[111]
=== setarch
$ setarch linux32 uname -m; setarch linux64 -R sh -c 'cat /proc/self/personality'
i686
00040000
=== setpriv
$ setpriv -d | sed 's/^Cap.*: .*/caps/' | head -n 4; setpriv --nnp sh -c 'grep NoNewPrivs /proc/self/status'
uid: 0
euid: 0
gid: 0
egid: 0
NoNewPrivs:	1
=== setsid
$ setsid sh -c 'cut -d " " -f 1,6 /proc/$$/stat | awk "{ print (\$1 == \$2) }"'; setsid -c true
1
=== setuidgid
$ setuidgid user id; setuidgid nosuch true
uid=1000(user) gid=1000(user) groups=1000(user)
setuidgid: unknown user/group nosuch
[1]
=== sh
$ sh -c 'echo $0 $1' name arg; echo 'echo from stdin' | sh; sh -c 'exit 9'
name arg
from stdin
[9]
$ sh -c 'cat << E | sort
> b
> a
> E
> '
a
b
$ sh -c 'ulimit -a' | sed 's/  *[^ ]*$//'; sh -c 'for i in $(seq 50); do (exit $i) & done; wait; echo all'
core file size (blocks)         (-c)
data seg size (kb)              (-d)
scheduling priority             (-e)
file size (blocks)              (-f)
pending signals                 (-i)
max locked memory (kb)          (-l)
max memory size (kb)            (-m)
open files                      (-n)
POSIX message queues (bytes)    (-q)
real-time priority              (-r)
stack size (kb)                 (-s)
cpu time (seconds)              (-t)
max user processes              (-u)
virtual memory (kb)             (-v)
file locks                      (-x)
all
=== sleep
$ sleep 0.1; echo $?; sleep x
0
sleep: invalid number 'x'
[1]
=== smemcap
$ smemcap | tar t | grep -E '^(meminfo|version|1/(stat|cmdline|smaps))'
meminfo
version
1/smaps
1/cmdline
1/stat
=== softlimit
$ softlimit -o 13 sh -c 'ulimit -n'; softlimit -f 1024 dd if=/dev/zero of=f bs=2048 count=1; stat -c %s f
13
File size limit exceeded
1024
=== start-stop-daemon
$ start-stop-daemon -S -b -m -p pid -x /bin/sleep -- 90; sleep 0.2; start-stop-daemon -S -p pid -x /bin/sleep -- 90; start-stop-daemon -K -p pid | sed 's/[0-9]\{1,\}/N/'; sleep 0.1; start-stop-daemon -K -p pid | sed 's/[0-9]\{1,\}/N/'
/bin/sleep is already running
stopped process in pidfile 'pid' (pid N)
stopped process in pidfile 'pid' (pid N)
=== sv
$ sv status /nowhere
fail: /nowhere: can't change to service directory: No such file or directory
[1]
=== svc
$ svc -u /nowhere
fail: /nowhere: can't change to service directory: No such file or directory
[1]
=== svok
$ svok nowhere
svok: can't change directory to '/var/service': No such file or directory
[111]
=== svlogd
$ mkdir l; seq 1 5 | svlogd l 2> /dev/null; cat l/current; ls l
1
2
3
4
5
current
lock
=== taskset
$ taskset -p $$ | sed 's/pid [0-9]*/pid N/'; taskset 2 sh -c 'taskset -p $$ | sed "s/pid [0-9]*/pid N/"; nproc'; taskset 100 true
pid N's current affinity mask: 3
pid N's current affinity mask: 2
1
taskset: can't set pid 0's affinity: Invalid argument
[1]
=== time
$ time -f '%C %x' sh -c 'exit 4'; time true 2>&1 | sed 's/[0-9]\{1,\}/N/g'; /usr/bin/time -p true 2>&1 | cut -d ' ' -f 1; time -v true 2>&1 | sed 's/: .*//' | head -n 30
Command exited with non-zero status 4
sh -c exit 4 4
real	Nm N.Ns
user	Nm N.Ns
sys	Nm N.Ns
real
user
sys
	Command being timed
	User time (seconds)
	System time (seconds)
	Percent of CPU this job got
	Elapsed (wall clock) time (h:mm:ss or m:ss)
	Average shared text size (kbytes)
	Average unshared data size (kbytes)
	Average stack size (kbytes)
	Average total size (kbytes)
	Maximum resident set size (kbytes)
	Average resident set size (kbytes)
	Major (requiring I/O) page faults
	Minor (reclaiming a frame) page faults
	Voluntary context switches
	Involuntary context switches
	Swaps
	File system inputs
	File system outputs
	Socket messages sent
	Socket messages received
	Signals delivered
	Page size (bytes)
	Exit status
=== timeout
$ timeout 0.2 sleep 5; echo $?; timeout 5 sh -c 'exit 6'; echo $?; timeout -s KILL 0.2 sleep 5; echo $?; timeout 1 nowhere
Terminated
143
6
Killed
137
timeout: can't execute 'nowhere': No such file or directory
[127]
=== top
$ top -b -n 1 | sed 's/[0-9.]\{1,\}/N/g' | head -n 4 | tr -s ' ' | sed '3s/N.N.*//;s/K used.*//'
Mem: N
CPU: N% usr N% sys N% nic N% idle N% io N% irq N% sirq
Load average: 
 PID PPID USER STAT VSZ %VSZ CPU %CPU COMMAND
=== true
$ true; /bin/true
=== unshare
$ unshare -m sh -c 'mount -t tmpfs none /mnt; touch /mnt/x; ls /mnt'; ls /mnt
x
=== usleep
$ usleep 1000; echo $?
0
=== watch
$ timeout 0.5 watch -n 10 -t 'echo seen' | tr -d '\033' | sed 's/\[H\[J//;s/\[[0-9]*[HJ]//g'
Terminated
seen
=== which
$ which sh ls nowhere; which -a cat
/bin/sh
/bin/ls
/bin/cat
=== xargs
$ seq 1 10 | xargs -n 3 echo; printf 'a b\0c\0' | xargs -0 -n 1 echo; echo x | xargs -I {} echo got {} {}; echo x | xargs sh -c 'exit 3'; seq 1 20000 | xargs echo | wc -l; echo | xargs nowhere
1 2 3
4 5 6
7 8 9
10
a b
c
got x x
4
xargs: nowhere: No such file or directory
[127]
=== nologin
$ nologin
This account is not available
[1]
=== run-init
$ run-init /tmp /bin/true
BusyBox v1.35.0 (2023-11-14 22:13:20 UTC) multi-call binary.

Usage: run-init [-d CAP,CAP...] [-n] [-c CONSOLE_DEV] NEW_ROOT NEW_INIT [ARGS]

Free initramfs and switch to another root fs:
chroot to NEW_ROOT, delete all in /, move NEW_ROOT to /,
execute NEW_INIT. PID must be 1. NEW_ROOT must be a mountpoint.

	-c DEV	Reopen stdio to DEV after switch
	-d CAPS	Drop capabilities
	-n	Dry run
[1]
=== switch_root
$ switch_root /tmp /bin/true 2>&1 | tail -n 1
	-c DEV	Reopen stdio to DEV after switch
=== pivot_root
$ mkdir new; mount -t tmpfs none new; mkdir new/old; pivot_root new new/old; umount new; pivot_root nowhere nowhere/old
pivot_root: (null): Invalid argument
pivot_root: (null): No such file or directory
[1]
=== init
$ tr '\0' '\n' < /proc/1/cmdline | sed 's|.*/||'; readlink /proc/1/exe; init nonsense 2>&1 | head -n 1
init

/sbin/init
init: must be run as PID 1
=== bootchartd
$ bootchartd nonsense 2>&1 | sed -n 1p
BusyBox v1.35.0 (2023-11-14 22:13:20 UTC) multi-call binary.
=== halt
$ halt --nonsense 2>&1 | sed -n 1p
halt: unrecognized option: nonsense
=== reboot
$ reboot --nonsense 2>&1 | sed -n 1p
reboot: unrecognized option: nonsense
=== poweroff
$ poweroff --nonsense 2>&1 | sed -n 1p
poweroff: unrecognized option: nonsense
=== mim
$ printf 'all() { echo made $1; }\n' > Mimfile; mim all 2>&1 | head -n 2
sh: syntax error: unexpected ")"
