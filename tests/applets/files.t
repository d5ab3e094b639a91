# SPDX-License-Identifier: GPL-2.0-or-later
Files: names, modes, links, trees, archives.
=== basename
$ basename /usr/lib/x.so .so; basename /
x
/
=== bunzip2
$ seq 1 5000 | bzip2 | bunzip2 | cksum
1163661111 23893
=== bzcat
$ echo hi | bzip2 > f.bz2; bzcat f.bz2
hi
=== bzip2
$ seq 1 5000 > f; bzip2 f; ls; bzip2 -t f.bz2; bzip2 -d f.bz2; cksum f
f.bz2
1163661111 23893 f
=== chattr
$ touch f; chattr +i f 2>&1 | sed 's/.*: //'
=== chgrp
$ touch f; chgrp 1000 f; stat -c %g f; chgrp -R daemon .; stat -c %G f; chgrp nosuch f
1000
daemon
chgrp: unknown group nosuch
[1]
=== chmod
$ touch f; chmod 4751 f; stat -c '%a %A' f; chmod u=rw,g+w,o-x f; stat -c %a f; chmod +x nowhere
4751 -rwsr-x--x
670
chmod: nowhere: No such file or directory
[1]
$ mkdir -p d/e; touch d/e/f; chmod -R 700 d; find d -exec stat -c '%a %n' {} +
700 d
700 d/e
700 d/e/f
=== chown
$ touch f; ln -s f l; chown -h 7:8 l; chown 5 f; chown :6 f; stat -c '%u:%g' f l; chown nobody. f; stat -c %U f
5:6
7:8
nobody
=== cmp
$ seq 1 9 > a; seq 1 9 | tr 5 x > b; cmp a b; cmp -l a b; cmp a a
a b differ: char 9, line 5
9  65 170
=== cp
$ mkdir d; echo 1 > d/f; ln -s f d/l; ln d/f d/h; mkfifo d/p; chmod 640 d/f; cp -a d e; ls -lR e | awk 'NF > 5 { print $1, $2, $9, $10, $11 }'
-rw-r----- 2 f  
-rw-r----- 2 h  
lrwxrwxrwx 1 l -> f
prw-r--r-- 1 p  
$ cp -a /dev/null /dev/zero .; stat -c '%F %t %T %n' null zero; cp d d2; cp -r d/f d/l d3
character special file 1 3 null
character special file 1 5 zero
cp: omitting directory 'd'
cp: can't create 'd3/f': No such file or directory
cp: can't create symlink 'd3/l' to 'f': No such file or directory
[1]
=== cpio
$ mkdir d; echo a > d/f; ln d/f d/g; ln -s f d/l; find d | sort | cpio -o -H newc 2> /dev/null > a.cpio; cpio -t < a.cpio
d
d/l
d/f
2 blocks
$ mkdir x; cd x; cpio -id < ../a.cpio; stat -c '%h %F %n' d/f d/g d/l
2 blocks
2 regular file d/f
2 regular file d/g
1 symbolic link d/l
=== dd
$ dd if=/dev/zero bs=777 count=13 2> /dev/null | wc -c; dd if=/dev/zero of=f bs=1 count=3 seek=1000000 2>&1 | head -n 2; stat -c '%s %b' f
10101
3+0 records in
3+0 records out
1000003 8
$ seq 1 100 | dd bs=7 skip=3 count=2 iflag=skip_bytes 2> /dev/null | od -c; printf abc | dd conv=ucase 2> /dev/null
0000000  \n   3  \n   4  \n   5  \n   6  \n   7  \n   8  \n   9
0000016
[1]
$ seq 1 10 > g; printf XY | dd of=g bs=1 seek=4 conv=notrunc 2> /dev/null; cat g; seq 1 3 > h; dd if=h bs=4 conv=sync 2> /dev/null | od -c
1
2
XY4
5
6
7
8
9
10
0000000   1  \n   2  \n   3  \n  \0  \0
0000010
=== dirname
$ dirname /usr/lib/x; dirname x; dirname /
/usr/lib
.
/
=== dpkg
$ dpkg -l nothing 2>&1 | tail -n 1
dpkg: can't open '/var/lib/dpkg/status': No such file or directory
=== dpkg-deb
$ mkdir c; printf 'Package: p\nVersion: 1\n' > c/control; tar czf control.tar.gz -C c .; seq 3 > data; tar czf data.tar.gz data; echo 2.0 > debian-binary
$ printf '!<arch>\n' > p.deb; for f in debian-binary control.tar.gz data.tar.gz; do printf '%-16s%-12s%-6s%-6s%-8s%-10s`\n' $f 0 0 0 100644 $(stat -c %s $f) >> p.deb; cat $f >> p.deb; [ $(($(stat -c %s $f) % 2)) = 0 ] || echo >> p.deb; done; dpkg-deb -f p.deb; dpkg-deb -c p.deb | awk '{ print $6 }'
Package: p
Version: 1
data
=== du
$ mkdir -p d/e; dd if=/dev/zero of=d/e/f bs=4096 count=10 2> /dev/null; ln d/e/f d/g; truncate -s 1M d/hole; du -a d | sort; du -sh d
0	d/e
0	d/hole
40	d
40	d/g
40.0K	d
=== fallocate
$ fallocate -l 100000 f; stat -c '%s %b' f; fallocate -o 200000 -l 10 f; stat -c %s f
100000 200
200010
=== find
$ mkdir -p a/b c; touch a/x a/b/y c/z; chmod 600 c/z; ln -s x a/l; find . | sort; find . -type f -perm 600; find . -name y -exec echo got {} \;; find . -type l; find . -empty -type f | sort; find a -depth -delete; ls
.
./a
./a/b
./a/b/y
./a/l
./a/x
./c
./c/z
./c/z
got ./a/b/y
./a/l
./a/b/y
./a/x
./c/z
c
=== fsync
$ echo x > f; fsync f; fsync nowhere
fsync: can't open 'nowhere': No such file or directory
[1]
=== gunzip
$ seq 1 5000 | gzip | gunzip | cksum; echo junk | gunzip
1163661111 23893
gunzip: invalid magic
[1]
=== gzip
$ seq 1 5000 > f; gzip f; gzip -t f.gz; gzip -d f.gz; cksum f; ls
1163661111 23893 f
f
=== hexedit
$ echo hello > f; (sleep 0.3; printf '4a'; sleep 0.3; printf '\030') | script -q -c 'stty rows 10 cols 80; hexedit f' /dev/null > /dev/null; cat f
Jello
=== install
$ echo x > f; install -m 711 -o 3 -g 4 f g; stat -c '%a %u %g' g; install -d -m 700 p/q; stat -c %a p/q; install -D f r/s/t; cat r/s/t
711 3 4
700
x
=== link
$ echo x > f; link f g; stat -c %h g; link nowhere h
2
link: can't create hardlink 'h' to 'nowhere': No such file or directory
[1]
=== ln
$ echo x > f; ln f g; ln -s f l; readlink l; ln -sf g l; readlink l; ln f g; ln -s nowhere dangling; cat dangling; ln dangling hard; mkdir d; ln d e
f
g
ln: g: File exists
cat: can't open 'dangling': No such file or directory
ln: e: Operation not permitted
[1]
=== ls
$ mkdir d; touch a b .h; ln -s a l; mkfifo p; chmod 755 b; ls; ls -A; ls -F; ls -l | awk 'NR > 1 { print $1, $2, $3, $4, $5, $9, $10, $11 }'; ls -1 -r; ls nowhere
a
b
d
l
p
.h
a
b
d
l
p
a
b*
d/
l@
p|
-rw-r--r-- 1 root root 0 a  
-rwxr-xr-x 1 root root 0 b  
drwxr-xr-x 2 root root 40 d  
lrwxrwxrwx 1 root root 1 l -> a
prw-r--r-- 1 root root 0 p  
p
l
d
b
a
ls: nowhere: No such file or directory
[1]
$ ls -l /dev/null /dev/zero /dev/full /dev/tty /dev/console /dev/random | awk '{ print $1, $3, $4, $5, $6, $10 }'
crw------- root root 5, 1 /dev/console
crw-rw-rw- root root 1, 7 /dev/full
crw-rw-rw- root root 1, 3 /dev/null
crw-rw-rw- root root 1, 8 /dev/random
crw-rw-rw- root root 5, 0 /dev/tty
crw-rw-rw- root root 1, 5 /dev/zero
=== lsattr
$ touch f; lsattr f 2>&1 | sed 's/.*: //'
-------------------- f
=== lzcat
$ printf 'XQAAgAD//////////wA0GUnuje+MaleT8MBwF5vGrcf//+6DgAA=' | base64 -d > f.lzma; lzcat f.lzma | cksum
2489625561 240
=== lzma
$ printf 'XQAAgAD//////////wA0GUnuje+MaleT8MBwF5vGrcf//+6DgAA=' | base64 -d > f.lzma; lzma -d f.lzma; ls; cksum f
f
2489625561 240 f
=== lzop
$ seq 1 5000 > f; lzop f; ls; lzop -dc f.lzo | cksum
f
f.lzo
1163661111 23893
=== makedevs
$ printf '/d d 755 0 0 - - - - -\n/d/n c 640 5 6 1 3 - - -\n/d/t c 600 0 0 4 0 1 1 3\n' > table; makedevs -d table . ; find d | sort | xargs stat -c '%A %u %g %t:%T %n'
rootdir=.
table='table'
drwxr-xr-x 0 0 0:0 d
crw-r----- 5 6 1:3 d/n
crw------- 0 0 4:0 d/t1
crw------- 0 0 4:1 d/t2
crw------- 0 0 4:2 d/t3
=== mkdir
$ mkdir -p a/b/c; mkdir -m 1777 t; stat -c %a t a/b; mkdir a; mkdir x/y
1777
755
mkdir: can't create directory 'a': File exists
mkdir: can't create directory 'x/y': No such file or directory
[1]
=== mkfifo
$ mkfifo -m 600 p; stat -c '%F %a' p; (echo through > p &); cat p; mkfifo p
fifo 600
through
mkfifo: p: File exists
[1]
=== mknod
$ mknod n c 1 3; mknod z c 1 5; mknod p p; echo x > n; head -c 4 z | od -An -tx1; stat -c '%F %t %T' n p; mknod b b 7 0; stat -c '%F %t %T' b; cat b
 00 00 00 00
character special file 1 3
fifo 0 0
block special file 7 0
cat: can't open 'b': No such device or address
[1]
=== mktemp
$ f=$(mktemp -p .); stat -c '%a %s' $f; d=$(mktemp -d -p . xXXXXXX); stat -c '%a %F' $d; mktemp -u foo
600 0
700 directory
mktemp: (null): Invalid argument
[1]
=== mv
$ echo 1 > a; mkdir d; mv a d/b; cat d/b; mv d e; ls; mv e e/f; mv nowhere x; echo y > /dev/shm/mv.t; mv /dev/shm/mv.t here; cat here
1
e
mv: can't rename 'e': Invalid argument
mv: can't rename 'nowhere': No such file or directory
y
=== pipe_progress
$ seq 1 3 | pipe_progress 2> /dev/null
1
2
3
=== readlink
$ ln -s a b; ln -s b c; touch a; readlink c; readlink -f c; readlink a
b
/tmp/t/readlink/a
[1]
=== realpath
$ mkdir d; ln -s d l; realpath l/.. l nowhere no/where; ln -s x x; realpath x
/tmp/t/realpath
/tmp/t/realpath/d
realpath: nowhere: No such file or directory
realpath: no/where: No such file or directory
realpath: x: Symbolic link loop
[1]
=== rm
$ mkdir -p a/b; touch a/b/c f; chmod 000 a/b/c; rm -r a; rm f; ls; rm nowhere; rm -f nowhere; mkdir d; rm d
rm: can't remove 'nowhere': No such file or directory
rm: 'd' is a directory
[1]
=== rmdir
$ mkdir -p a/b/c d; rmdir d; rmdir a; rmdir -p a/b/c; ls; rmdir .
rmdir: 'a': Directory not empty
rmdir: '.': Invalid argument
[1]
=== rpm
$ echo junk > x.rpm; rpm -qp x.rpm
rpm: short read
[1]
=== rpm2cpio
$ echo junk > x.rpm; rpm2cpio x.rpm 2>&1 | tail -n 1
rpm2cpio: short read
=== shred
$ echo secret > f; shred -n 1 -z f; od -c f | head -n 2; shred -u f; ls
0000000  \0  \0  \0  \0  \0  \0  \0
0000007
=== stat
$ echo 12345 > f; chmod 640 f; stat -c '%a %A %F %g %G %h %N %s %u %U' f; mkdir d; stat -c '%F %h %s' d | sed 's/ [0-9]*$//'; stat -f -c '%T %s %l' . ; touch -d @981173106 f; stat -c '%X %Y %y' f; stat nowhere; stat f | sed -n '1,2p;s/Inode: .*//p' | sed -n '1,2p'
640 -rw-r----- regular file 0 root 1 f 6 0 root
directory 2
tmpfs 4096 255
981173106 981173106 2001-02-03 04:05:06.000000000 +0000
stat: can't stat 'nowhere': No such file or directory
  File: f
  Size: 6         	Blocks: 8          IO Block: 4096   regular file
=== sync
$ sync; echo $?; echo > f; sync f
0
=== tar
$ mkdir -p d/e; seq 1 100 > d/f; ln d/f d/h; ln -s f d/l; mkfifo d/p; mknod d/n c 1 3; chmod 4750 d/f; chown 3:4 d/e; tar cf a.tar d; tar tf a.tar | sort; mkdir x; tar xf a.tar -C x; find x | sort | xargs stat -c '%A %u %g %h %F %n'; cmp d/f x/d/f
d/
d/e/
d/f
d/h
d/l
d/n
d/p
drwxr-xr-x 0 0 3 directory x
drwxr-xr-x 0 0 3 directory x/d
drwxr-xr-x 3 4 2 directory x/d/e
-rwsr-x--- 0 0 2 regular file x/d/f
-rwsr-x--- 0 0 2 regular file x/d/h
lrwxrwxrwx 0 0 1 symbolic link x/d/l
crw-r--r-- 0 0 1 character special file x/d/n
prw-r--r-- 0 0 1 fifo x/d/p
$ tar czf a.tgz d; tar tzf a.tgz | wc -l; tar xOf a.tgz d/h | cksum; tar xf nowhere.tar
7
3917710714 292
tar: can't open 'nowhere.tar': No such file or directory
[1]
=== touch
$ touch a; touch -d '2001-02-03 04:05:06' a; stat -c %Y a; touch -r a b; stat -c %Y b; touch -c c; ls; touch no/where; touch -h -d @5 a
981173106
981173106
a
b
touch: no/where: No such file or directory
=== truncate
$ truncate -s 1M f; stat -c '%s %b' f; truncate -s +5 f; truncate -s 10 f; stat -c %s f; truncate -s 1G g; stat -c '%s %b' g
1048576 0
truncate: invalid number '+5'
10
1073741824 0
=== unlink
$ touch f; unlink f; ls; unlink f; mkdir d; unlink d
unlink: can't remove file 'f': No such file or directory
unlink: can't remove file 'd': Is a directory
[1]
=== unlzma
$ printf 'XQAAgAD//////////wA0GUnuje+MaleT8MBwF5vGrcf//+6DgAA=' | base64 -d | unlzma | od -c
0000000   h   e   l   l   o   ,       l   z   m   a  \n   h   e   l   l
0000020   o   ,       l   z   m   a  \n   h   e   l   l   o   ,       l
0000040   z   m   a  \n   h   e   l   l   o   ,       l   z   m   a  \n
0000060   h   e   l   l   o   ,       l   z   m   a  \n   h   e   l   l
0000100   o   ,       l   z   m   a  \n   h   e   l   l   o   ,       l
0000120   z   m   a  \n   h   e   l   l   o   ,       l   z   m   a  \n
0000140   h   e   l   l   o   ,       l   z   m   a  \n   h   e   l   l
0000160   o   ,       l   z   m   a  \n   h   e   l   l   o   ,       l
0000200   z   m   a  \n   h   e   l   l   o   ,       l   z   m   a  \n
0000220   h   e   l   l   o   ,       l   z   m   a  \n   h   e   l   l
0000240   o   ,       l   z   m   a  \n   h   e   l   l   o   ,       l
0000260   z   m   a  \n   h   e   l   l   o   ,       l   z   m   a  \n
0000300   h   e   l   l   o   ,       l   z   m   a  \n   h   e   l   l
0000320   o   ,       l   z   m   a  \n   h   e   l   l   o   ,       l
0000340   z   m   a  \n   h   e   l   l   o   ,       l   z   m   a  \n
0000360
=== unxz
$ printf '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQACaGkKAAD7e+joKlhDTwABGwMLL7kQH7bzfQEAAAAABFla' | base64 -d | unxz
hi
=== unzip
$ printf 'UEsDBBQAAAAIAKMgQyrboAyBDAAAANIAAAADAAAAZC9mq8osKEhN4aoaPhQAUEsBAhQDFAAAAAgAoyBDKtugDIEMAAAA0gAAAAMAAAAAAAAAAAAAAKSBAAAAAGQvZlBLBQYAAAAAAQABADEAAAAtAAAAAAA=' | base64 -d > f.zip; unzip -l f.zip; unzip -q f.zip; cksum d/f; unzip -p f.zip d/f | head -n 1
Archive:  f.zip
  Length      Date    Time    Name
---------  ---------- -----   ----
      210  02-03-2001 04:05   d/f
 --------                     -------
      210                     1 files
4268866039 210 d/f
zipped
=== xz
$ printf '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQACaGkKAAD7e+joKlhDTwABGwMLL7kQH7bzfQEAAAAABFla' | base64 -d > f.xz; xz -dc f.xz; xz -t f.xz
hi
=== xzcat
$ printf '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQACaGkKAAD7e+joKlhDTwABGwMLL7kQH7bzfQEAAAAABFla' | base64 -d > f.xz; xzcat f.xz
hi
=== zcat
$ echo hi | gzip > f.gz; zcat f.gz
hi
=== setfattr
$ touch f; setfattr -n user.a -v b f
setfattr: f: Not supported
[1]
=== flock
$ flock f echo locked; (flock 9; flock -n f echo no; echo $?) 9> f; flock -n f echo free; flock -s f flock -s f echo shared
locked
1
free
shared
$ flock -s f sed 's/[0-9]* [0-9a-f:]*:[0-9]* 0 EOF/PID FILE 0 EOF/' /proc/locks; flock f sed 's/[0-9]* [0-9a-f:]*:[0-9]* 0 EOF/PID FILE 0 EOF/' /proc/locks
1: FLOCK  ADVISORY  READ PID FILE 0 EOF
1: FLOCK  ADVISORY  WRITE PID FILE 0 EOF
=== fuser
$ exec 3> f; fuser f > o; wc -w < o; fuser -s nowhere
1
fuser: can't stat 'nowhere': No such file or directory
[1]
=== fsfreeze
$ fsfreeze --freeze /tmp
fsfreeze: (opts & 1) ? FIFREEZE : FITHAW: Not supported
[1]
=== readahead
$ seq 1 10 > f; readahead f; readahead nowhere
readahead: can't open 'nowhere': No such file or directory
[1]
=== test
$ touch f; mkdir d; ln -s f l; test -f f && test -d d && test -L l && test -e l && echo yes; test -s f; echo $?; test 1 -lt 2 -a x != y; echo $?; /usr/bin/test -x f
yes
1
0
[1]
=== [
$ [ a = a ]; echo $?; /usr/bin/[ -c /dev/null ]; echo $?; [ -t 0 ]
0
0
[1]
=== [[
$ /usr/bin/[[ 3 -gt 2 ]]
