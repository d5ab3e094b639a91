# SPDX-License-Identifier: GPL-2.0-or-later
The system: what it is, its clock, its memory, its mounts, its kernel's tables.
=== adjtimex
$ adjtimex | grep -v '^ *time\.\|return\|^ *time ' ; adjtimex -q; echo $?; chpst -u user adjtimex -q; echo $?; chpst -u user adjtimex -f 1
    mode:         0
-o  offset:       0 us
-f  freq.adjust:  0 (65536 = 1ppm)
    maxerror:     16000000
    esterror:     16000000
    status:       64 (UNSYNC)
-p  timeconstant: 2
    precision:    1 us
    tolerance:    32768000
-t  tick:         10000 us
0
0
adjtimex: (null): Operation not permitted
[1]
=== arch
$ arch
x86_64
=== crond
$ mkdir tabs; echo '* * * * * true' > tabs/root; timeout 0.5 crond -f -d 8 -c tabs 2>&1 | sed -n '1s/(.*//p'
crond: crond 
=== crontab
$ echo '1 2 3 4 5 job' > c; crontab -c . c; echo $?; crontab -c . -l; ls; crontab -c . -r; crontab -c . -l
0
1 2 3 4 5 job
c
cron.update
root
crontab: can't open 'root': No such file or directory
[1]
=== date
$ date -u -d @981173106; date -d '2001-02-03 04:05:06' +%s; TZ=CET-1CEST,M3.5.0,M10.5.0/3 date -d @1600000000 '+%F %T %Z'; date -D %Y -d 1999 +%Y; date +%Y | sed 's/^20[2-9][0-9]$/a year/'; date -d nonsense; touch -d @5 f; date -r f +%s
Sat Feb  3 04:05:06 UTC 2001
981173106
2020-09-13 14:26:40 CEST
1999
a year
date: invalid date 'nonsense'
5
=== depmod
$ depmod -b nowhere 2>&1 | sed 's/[0-9][^ /]*/VERSION/'
depmod: can't change directory to '/lib/modules': No such file or directory
=== df
$ mount -t tmpfs -o size=64k none /mnt; df -k /mnt; dd if=/dev/zero of=/mnt/f bs=1k 2>&1 | sed -n 1p; stat -c %s /mnt/f; df -k /mnt | tail -n 1; df -i /mnt | tail -n 1 | awk '{ print $3 }'; umount /mnt; df -T /dev/shm | awk '{ print $2 }'; df nowhere
Filesystem           1K-blocks      Used Available Use% Mounted on
none                        64         0        64   0% /mnt
dd: error writing '/mnt/f': No space left on device
65536
none                        64        64         0 100% /mnt
2
Type
tmpfs
Filesystem           1K-blocks      Used Available Use% Mounted on
df: nowhere: can't find mount point
[1]
=== dmesg
$ echo '<5>a line of the test' > /dev/kmsg; dmesg | grep -o 'a line of the test$'; dmesg -r | grep -o '^<[0-9]*>.*a line' | sed 's/\[.*\]/[T]/'; dmesg -n 1; echo $?; dmesg -c > /dev/null; dmesg | grep -c .
a line of the test
<13>[T] a line
0
0
[1]
=== echo
$ echo -e 'a\tb\c'; /bin/echo -n x y
a	bx y (no newline)
=== free
$ free | sed 's/[0-9]\{1,\}/N/g' | tr -s ' '; free -m | awk 'NR == 2 { print ($2 > 100 && $2 < 260), ($3 + $4 <= $2) }'
 total used free shared buff/cache available
Mem: N N N N N N
Swap: N N N
1 1
=== hostid
$ hostid
00000000
=== hostname
$ hostname; hostname changed; hostname; cat /proc/sys/kernel/hostname; uname -n; hostname pith; hostname -s; su user -c 'hostname x'
pith
changed
changed
changed
pith
hostname: sethostname: Operation not permitted
[1]
=== klogd
$ timeout 0.5 klogd -n -c 1; echo $?
Terminated
143
$ syslogd -n -O out & sleep 0.2; klogd -n & sleep 0.5; echo '<4>said to the kernel' > /dev/kmsg; sleep 0.7; kill %1 %2; wait; grep -o '[a-z]*\.warn kernel: .*said to the kernel$' out | sed 's/\[.*\]/[T]/'
user.warn kernel: [T] said to the kernel
=== logger
$ logger alone 2>&1; echo $?; syslogd -n -O out & sleep 0.3; logger -t tag -p local3.err one line; echo from a pipe | logger -p user.notice; logger -s -t both seen; sleep 0.3; kill %1; wait; cut -d ' ' -f 5- out | grep -v syslogd | sed 's/\[[0-9]*\]/[N]/'
0
both: seen
local3.err tag: one line
user.notice root: from a pipe
user.notice both: seen
=== syslogd
$ syslogd -n -S -O small -s 1 -b 2 & sleep 0.3; ls -l /dev/log | cut -c 1; i=0; while [ $i -lt 30 ]; do logger -t fill "number $i, and more words, so that the file becomes larger than its limit of a kibibyte"; i=$((i + 1)); done; sleep 0.3; kill %1; wait; ls | tr '\n' ' '; tail -n 1 small | cut -c 17-; [ -e /dev/log ]; echo $?
s
small small.0 small.1 syslogd exiting
0
$ syslogd -R nowhere.invalid -n & sleep 0.2; kill %1; wait $!; echo $?
Terminated
143
=== mdev
$ unshare -m sh -c 'mount -t tmpfs dev /dev; mdev -s; ls -l /dev/full /dev/null /dev/ttyS0 | awk "{ print \$1, \$5, \$6, \$NF }"'; ls -l /dev/null | cut -c 1-10
crw-rw---- 1, 7 /dev/full
crw-rw---- 1, 3 /dev/null
crw-rw---- 4, 64 /dev/ttyS0
crw-rw-rw-
=== modinfo
$ modinfo nosuch 2>&1 | head -n 1 | sed 's/[0-9][^ /]*/VERSION/'
modinfo: can't open '/lib/modules/VERSION/modules.dep': No such file or directory
=== modprobe
$ modprobe nosuch 2>&1 | sed 's/[0-9][^ /]*/VERSION/'
modprobe: can't change directory to '/lib/modules': No such file or directory
=== mount
$ mount -t tmpfs -o size=1m,mode=700 what /mnt; mount | grep /mnt | sed s/,inode64//; grep /mnt /proc/mounts | sed s/,inode64//; stat -c %a /mnt; mount -o remount,ro /mnt; touch /mnt/x; mount | grep /mnt | sed s/,inode64//; mount -o remount,rw /mnt; touch /mnt/x; ls /mnt; umount /mnt
what on /mnt type tmpfs (rw,relatime,size=1024k,mode=700)
what /mnt tmpfs rw,relatime,size=1024k,mode=700 0 0
700
touch: /mnt/x: Read-only file system
what on /mnt type tmpfs (ro,relatime,size=1024k,mode=700)
x
$ mkdir a b; echo in > a/f; mount --bind a b; cat b/f; grep -o '/tmp/t/mount/b [a-z]*' /proc/mounts; mount -o remount,bind,ro b; touch b/g; touch a/h; ls b; umount b; ls b
in
/tmp/t/mount/b tmpfs
touch: b/g: Read-only file system
f
h
$ mount -t nosuch none /mnt; mount -t tmpfs none /nowhere; mount -t tmpfs -o nonsense none /mnt; su user -c 'mount -t tmpfs none /mnt'
mount: mounting none on /mnt failed: No such device
mount: mounting none on /nowhere failed: No such file or directory
mount: mounting none on /mnt failed: Invalid argument
mount: permission denied (are you root?)
[1]
$ mount -t tmpfs none /mnt; sh -c 'cd /mnt; umount /mnt; exec 3> f; cd /; umount /mnt'; exec 3< /mnt/f; umount /mnt; umount -l /mnt; ls /mnt; cat <&3
umount: can't unmount /mnt: Resource busy
umount: can't unmount /mnt: Resource busy
umount: can't unmount /mnt: Resource busy
$ mount -t proc none b; ls -d b/1 b/self; umount b; mount -t tmpfs -o noexec,nosuid,nodev none b; cp /bin/busybox b; b/busybox true; mknod b/n c 1 3; cat b/n; grep -o '/mount/b .*' /proc/mounts | sed s/,inode64//; umount b
b/1
b/self
/applets: eval: line 9: b/busybox: Permission denied
cat: can't open 'b/n': Permission denied
/mount/b tmpfs rw,nosuid,nodev,noexec,relatime 0 0
$ mount --move a b; mount -t tmpfs none a; touch a/moved; mount --move a b; ls a b; umount b
mount: mounting a on b failed: Invalid argument
a:
f
h

b:
moved
=== mountpoint
$ mountpoint /proc; mountpoint -q /etc; echo $?; mountpoint -d /dev/shm | sed 's/[0-9]\{1,\}/N/g'; mountpoint nowhere
/proc is a mountpoint
1
N:N
mountpoint: nowhere: No such file or directory
[1]
=== umount
$ umount /nowhere; umount /etc; mount -t tmpfs none /mnt; umount /mnt; umount /mnt
umount: can't unmount /nowhere: No such file or directory
umount: can't unmount /etc: Invalid argument
umount: can't unmount /mnt: Invalid argument
[1]
=== readprofile
$ readprofile 2>&1 | sed -n 1p
readprofile: can't read '/proc/profile': No such file or directory
=== runlevel
$ runlevel
unknown
[1]
=== sysctl
$ sysctl kernel.ostype; sysctl -n kernel.hostname; sysctl -w kernel.domainname=example; sysctl kernel.domainname; sysctl no.such; sysctl -w kernel.ostype=x; sysctl -n kernel.pid_max kernel.threads-max | sed 's/[0-9]\{1,\}/N/'; sysctl -a 2>/dev/null | grep -c '^kernel.osrelease'
kernel.ostype = Linux
pith
kernel.domainname = example
kernel.domainname = example
sysctl: error: 'no/such' is an unknown key
sysctl: error setting key 'kernel.ostype': Permission denied
N
N
1
=== uname
$ uname -m; uname -n; uname -a | wc -w | sed 's/[0-9]*/N/'; uname -p; uname -o; uname -r | grep -c '^[0-9]*\.[0-9]*'
x86_64
pith
N
unknown
GNU/Linux
1
=== uptime
$ uptime | sed 's/[0-9]\{1,\}/N/g' | tr -s ' ' | sed 's/ N:N:N//'
 up N min, N users, load average: N.N, N.N, N.N
=== ipcalc
$ ipcalc -bnmp 192.168.5.9/20; ipcalc -h 999.1.1.1
NETMASK=255.255.240.0
BROADCAST=192.168.15.255
NETWORK=192.168.0.0
PREFIX=20
ipcalc: bad IP address: 999.1.1.1
[1]
=== dumpleases
$ printf 'junk' > l; dumpleases -f l
Mac Address       IP Address      Host Name           Expires in
dumpleases: short read
[1]
=== httpd
$ httpd -e 'a b<c>'; httpd -d 'a%20b'; httpd -m secret | cut -c 1-3
a&#32;b&#60;c&#62;a b$1$
=== ifdown
$ echo 'iface lo inet loopback' > i; ifdown -n -f -i i lo
run-parts /etc/network/if-down.d
ip addr flush dev lo
ip link set lo down
run-parts /etc/network/if-post-down.d
=== ifup
$ printf 'auto lo\niface lo inet loopback\n' > i; ifup -n -i i -a
run-parts /etc/network/if-pre-up.d
ip addr add 127.0.0.1/8 dev lo
ip link set lo up
run-parts /etc/network/if-up.d
=== popmaildir
$ popmaildir 2>&1 | sed -n 1p
BusyBox v1.35.0 (2023-11-14 22:13:20 UTC) multi-call binary.
=== sendmail
$ sendmail -t < /dev/null 2>&1 | tail -n 1 | sed 's/:.*//'
sendmail
=== lpd
$ lpd /nowhere < /dev/null
lpd: can't change directory to '/nowhere': No such file or directory
[1]
=== udhcpd
$ udhcpd nowhere.conf 2>&1 | tail -n 1
