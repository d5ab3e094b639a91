# SPDX-License-Identifier: GPL-2.0-or-later
Terminals, logins and users.  What wants a terminal gets the pty of script(1).
=== addgroup
$ addgroup -g 2000 band; grep band /etc/group; addgroup band; addgroup user band; id -nG user; delgroup band
band:x:2000:
addgroup: group 'band' in use
user band
=== adduser
$ adduser -D -h /tmp/t/adduser/home -u 2001 guest1 2>&1; grep guest1 /etc/passwd /etc/group; stat -c '%U %a' home; su guest1 -c 'id; pwd'; adduser -D guest1; deluser guest1
/etc/passwd:guest1:x:2001:2001:Linux User,,,:/tmp/t/adduser/home:/bin/sh
/etc/group:guest1:x:2001:
guest1 2755
uid=2001(guest1) gid=2001(guest1) groups=2001(guest1)
/tmp/t/adduser
adduser: user 'guest1' in use
deluser: can't find guest1 in /etc/group
=== delgroup
$ addgroup -g 2002 gone; delgroup gone; grep gone /etc/group; delgroup gone
delgroup: unknown group gone
[1]
=== deluser
$ adduser -D -H -u 2003 gone; deluser gone; grep gone /etc/passwd; deluser gone
deluser: can't find gone in /etc/group
deluser: unknown user gone
[1]
=== add-shell
$ cp /etc/shells s; add-shell /bin/newsh; grep newsh /etc/shells; cp s /etc/shells
/bin/newsh
=== remove-shell
$ cp /etc/shells s; remove-shell /bin/sh; grep -c /bin/sh$ /etc/shells; cp s /etc/shells
0
=== chat
$ (sleep 0.1; echo login:; sleep 0.2) | chat TIMEOUT 3 login: hello
hello\x0d (no newline)
=== chpasswd
$ cp /etc/shadow s; echo user:new | chpasswd; grep -c '^user:\$' /etc/shadow; cp s /etc/shadow; echo nosuch:x | chpasswd
chpasswd: password for 'user' changed
0
chpasswd: unknown user nosuch
[1]
=== clear
$ TERM=linux clear | od -c
0000000 033   [   H 033   [   J
0000006
=== more
$ seq 1 3 | more; (sleep 0.4; printf q) | script -q -c 'stty rows 5 cols 40; seq 1 30 | more' /dev/null | tr -d '\r' | head -n 4
1
2
3
1
2
3
4
=== rx
$ printf '\030\030' | timeout 0.5 rx f 2> /dev/null | od -c | head -n 1
0000000   C 025 025 025 025 025 025 025 025 025 030 030 030 030 030  \b
=== cryptpw
$ cryptpw -m md5 -S abcdefgh secret; cryptpw -m des -S ab secret
$1$abcdefgh$cHJi5PXp/ki/ktXzqlk6I1
abNANd1rDfiNc
=== cttyhack
$ script -q -c 'cttyhack tty' /dev/null | sed 's/[0-9][0-9]*/N/' | tr -d '\r'
/dev/tty
=== getty
$ script -q -c 'exec getty -n -l /bin/whoami 0 - vt102' /dev/null | tr -d '\r'

getty: pts/0: can't execute '/bin/whoami'
=== groups
$ groups; groups user; groups nosuch
root
user
groups: unknown user nosuch
[1]
=== id
$ id; id user; id -u nobody; id nosuch; su user -c 'id -un; id -G'
uid=0(root) gid=0(root)
uid=1000(user) gid=1000(user) groups=1000(user)
65534
id: unknown user nosuch
user
1000
=== last
$ last | head -n 3
last: can't open '/dev/null/wtmp': Not a directory
=== login
$ printf 'whoami; tty; echo $HOME\nexit\n' > in; (sleep 0.5; cat in; sleep 0.3) | script -q -c 'login -f user' /dev/null | tr -d '\r' | grep -E '^(user|/home/user|/dev/pts/.*)$' | sed 's/[0-9]\{1,\}/N/'
user
/dev/pts/N
/home/user
=== logname
$ logname
logname: getlogin
[1]
=== mesg
$ script -q -c 'mesg; mesg n; mesg; mesg y; mesg' /dev/null | tr -d '\r'; mesg
is y
is n
is y
mesg: not a tty
[1]
=== microcom
$ (sleep 0.3; printf 'typed\030') | script -q -c 'microcom -t 100 /dev/tty' /dev/null | tr -d '\r'; microcom /nowhere
microcom: can't open '/nowhere': No such file or directory
[1]
=== passwd
$ cp /etc/shadow s; (sleep 0.5; printf 'Long-enough1\n'; sleep 0.5; printf 'Long-enough1\n'; sleep 1) | script -q -c 'passwd user' /dev/null | tr -d '\r'; grep -c '^user:\$' /etc/shadow; passwd -l user; passwd -u user; passwd -d user; cp s /etc/shadow
Changing password for user
New password: 
Retype password: 
passwd: password for user changed by root
0
passwd: password for user changed by root
passwd: password for user changed by root
passwd: password for user changed by root
=== reset
$ script -q -c 'stty raw -echo; reset > /dev/null; stty -a | grep -o -- "-*icanon\|-*opost\|-*isig"' /dev/null | tr -d '\r'
stty: standard input: Not a tty
-opost
-isig
-icanon
=== resize
$ (sleep 0.4; printf '\033[30;90R'; sleep 0.2) | script -q -c 'resize > /dev/null; stty size' /dev/null | tr -d '\r' | tail -n 1
\x1b7\x1b[r\x1b[999;999H\x1b[6n\x1b830 90
=== script
$ script -q -c 'tty; stty -a | sed -n 1p; echo $0' out | tr -d '\r'; tr -d '\r' < out; script -q -c 'exit 5' /dev/null; echo $?; script -q -t -c 'echo timed; sleep 0.2' out 2> times; awk '{ print NF }' times
/dev/pts/0
stty: standard input: Not a tty
speed 38400 baud; line = 0;
/bin/sh
/dev/pts/0
stty: standard input: Not a tty
speed 38400 baud; line = 0;
/bin/sh
0
timed\x0d
2
=== scriptreplay
$ printf '0.01 3\n0.01 3\n' > t; printf '# header\nabcdef' > o; scriptreplay t o
# head (no newline)
=== stty
$ script -q -c 'stty; stty -a; stty rows 30 cols 90; stty size; stty -echo raw; stty -g; stty sane; stty 9600; stty speed' /dev/null | tr -d '\r'; stty -F /dev/null; stty
speed 38400 baud; line = 0;
intr = ^C; quit = ^\; erase = ^?; kill = ^U; eof = ^D; eol = <undef>;
eol2 = <undef>; swtch = <undef>; start = ^Q; stop = ^S; susp = ^Z; rprnt = ^R;
werase = ^W; lnext = ^V; flush = ^O; min = 1; time = 0;
-brkint -imaxbel
speed 38400 baud;stty: standard input
 line = 0;
intr = ^C; quit = ^\; erase = ^?; kill = ^U; eof = ^D; eol = <undef>;
eol2 = <undef>; swtch = <undef>; start = ^Q; stop = ^S; susp = ^Z; rprnt = ^R;
werase = ^W; lnext = ^V; flush = ^O; min = 1; time = 0;
-parenb -parodd -cmspar cs8 -hupcl -cstopb cread -clocal -crtscts
-ignbrk -brkint -ignpar -parmrk -inpck -istrip -inlcr -igncr icrnl ixon -ixoff
-iuclc -ixany -imaxbel -iutf8
opost -olcuc -ocrnl onlcr -onocr -onlret -ofill -ofdel nl0 cr0 tab0 bs0 vt0 ff0
isig icanon iexten echo echoe echok -echonl -noflsh -xcase -tostop -echoprt
echoctl echoke -flusho -extproc
30 90
0:4:bf:8a30:3:1c:7f:15:4:0:1:0:11:13:1a:0:12:f:17:16:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0
9600
stty: /dev/null: Not a tty
stty: standard input: Not a tty
[1]
=== su
$ su user -c 'id -u; pwd; echo $HOME $USER'; su - nobody -s /bin/sh -c 'id -un; pwd'; su nosuch; su user -c 'su root -c id' < /dev/null
1000
/tmp/t/su
/home/user user
-sh: cd: line 3: can't cd to /root: Permission denied

Pith.  This is a BusyBox shell; 'busybox --list' names what there is.
To leave: poweroff.  In QEMU also Ctrl-A, then x; Ctrl-A c is QEMU's monitor.

nobody
/
su: unknown user nosuch
su: must be suid to work properly
[1]
=== sulogin
$ timeout 2 sulogin < /dev/null 2>&1 | tail -n 1
sulogin: starting shell for system maintenance
=== tty
$ tty; script -q -c tty /dev/null | sed 's/[0-9][0-9]*/N/' | tr -d '\r'
not a tty
/dev/pts/N
=== ttysize
$ script -q -c 'stty rows 33 cols 99; ttysize; ttysize w' /dev/null | tr -d '\r'; ttysize < /dev/null
99 33
99
80 24
=== users
$ users

=== vi
$ printf 'one\ntwo\n' > f; (sleep 0.5; printf 'jdd:wq\r') | script -q -c 'stty rows 10 cols 40; vi f' /dev/null > screen; cat f
one
$ vi -c ':%s/one/three/' -c ':wq' f < /dev/null > /dev/null 2>&1; cat f
three
=== vlock
$ (sleep 0.5; printf 'wrong\n'; sleep 0.2) | timeout 1 script -q -c 'vlock' /dev/null < /dev/null | wc -l
1
=== w
$ w | tail -n +2
=== wall
$ echo hello all | wall
=== who
$ who; who -b
who: unrecognized option: b
BusyBox v1.35.0 (2023-11-14 22:13:20 UTC) multi-call binary.

Usage: who [-aH]

Show who is logged on

	-a	Show all
	-H	Print column headers
[1]
=== whoami
$ whoami; su user -c whoami; setuidgid 4242:4242 whoami
root
user
whoami: unknown uid 4242
[1]
