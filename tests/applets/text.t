# SPDX-License-Identifier: GPL-2.0-or-later
Text: what reads lines and writes lines.
=== ascii
$ ascii | head -n 4
Dec Hex    Dec Hex    Dec Hex  Dec Hex  Dec Hex  Dec Hex   Dec Hex   Dec Hex
  0 00 NUL  16 10 DLE  32 20    48 30 0  64 40 @  80 50 P   96 60 `  112 70 p
  1 01 SOH  17 11 DC1  33 21 !  49 31 1  65 41 A  81 51 Q   97 61 a  113 71 q
  2 02 STX  18 12 DC2  34 22 "  50 32 2  66 42 B  82 52 R   98 62 b  114 72 r
=== awk
$ printf 'a 1\nb 2\na 3\n' | awk '{ s[$1] += $2 } END { print s["a"], s["b"], NR }'
4 2 3
$ awk 'BEGIN { "echo sub" | getline x; print x; print "b\na" | "sort"; close("sort"); printf "%.3f\n", atan2(0, -1) }'
sub
a
b
3.142
$ awk 'BEGIN { exit 7 }'
[7]
=== base32
$ echo hello | base32; echo NBSWY3DPBI====== | base32 -d
NBSWY3DPBI======
hello
=== base64
$ seq 1 30 | base64; seq 1 30 | base64 | base64 -d | cksum
MQoyCjMKNAo1CjYKNwo4CjkKMTAKMTEKMTIKMTMKMTQKMTUKMTYKMTcKMTgKMTkKMjAKMjEKMjIK
MjMKMjQKMjUKMjYKMjcKMjgKMjkKMzAK
2398169153 81
=== bc
$ echo '2^100; scale=20; 1/7; sqrt(2)' | bc
1267650600228229401496703205376
.14285714285714285714
1.41421356237309504880
=== cal
$ cal 2 2000; cal -j 9 1752
   February 2000
Su Mo Tu We Th Fr Sa
       1  2  3  4  5
 6  7  8  9 10 11 12
13 14 15 16 17 18 19
20 21 22 23 24 25 26
27 28 29
                     
      September 1752
 Su  Mo  Tu  We  Th  Fr  Sa
        245 246 258 259 260
261 262 263 264 265 266 267
268 269 270 271 272 273 274
                            
                            
                            
=== cat
$ printf 'a\n\nb' > f; cat -n f; cat f - < f; cat nowhere
     1	a
     2	
     3	b
a

ba

bcat: can't open 'nowhere': No such file or directory
[1]
=== cksum
$ seq 1 1000 | cksum
1830648734 3893
=== comm
$ printf '1\n2\n3\n' > a; printf '2\n3\n4\n' > b; comm a b; comm -12 a b
1
		2
		3
	4
2
3
=== crc32
$ seq 1 1000 | crc32
8dc4565d
=== cut
$ printf 'a:b:c\nd:e:f\n' | cut -d: -f2-; echo abcdef | cut -c2,4-5
b:c
e:f
bde
=== dc
$ echo '2 3 ^ p 10 k 2 v p' | dc
8
1.4142135623
=== diff
$ seq 1 5 > a; seq 2 6 > b; diff -u -L a -L b a b
--- a
+++ b
@@ -1,5 +1,5 @@
-1
 2
 3
 4
 5
+6
[1]
$ mkdir d e; echo 1 > d/x; echo 2 > d/y; echo 2 > e/y; diff -r d e
Only in d: x
[1]
=== dos2unix
$ printf 'a\r\nb\r\n' > f; dos2unix f; od -c f
0000000   a  \n   b  \n
0000004
=== ed
$ printf 'one\ntwo\nthree\n' > f; printf '2d\n1,$p\nw\nq\n' | ed f; cat f
14
one
three
10
one
three
=== egrep
$ printf 'abc\nabd\nxyz\n' | egrep -n 'ab(c|d)'
1:abc
2:abd
=== expand
$ printf 'a\tb\tc\n' | expand -t 4
a   b   c
=== expr
$ expr 3 + 4 \* 5; expr abcdef : 'abc\(.*\)'; expr 1 = 2
23
def
0
[1]
=== factor
$ factor 360 9223372036854775807
360: 2 2 2 3 3 5
9223372036854775807: 7 7 73 127 337 92737 649657
=== fgrep
$ printf 'a.c\nabc\n' | fgrep a.c
a.c
=== fold
$ echo abcdefghij klm | fold -w 4; echo abc def ghi | fold -s -w 8
abcd
efgh
ij k
lm
abc def 
ghi
=== getopt
$ getopt -o ab: -l long,val: -- -a --val=3 -b x rest
 -a --val '3' -b 'x' -- 'rest'
=== grep
$ printf 'one\ntwo\nthree\n' > f; grep -c e f; grep -A1 one f; grep -q four f
2
one
two
[1]
$ mkdir -p d/e; echo found > d/e/x; grep -r found d
d/e/x:found
=== hd
$ echo hello world, hello | hd
00000000  68 65 6c 6c 6f 20 77 6f  72 6c 64 2c 20 68 65 6c  |hello world, hel|
00000010  6c 6f 0a                                          |lo.|
00000013
=== head
$ seq 1 20 | head -n 3; seq 1 20 | head -c 7
1
2
3
1
2
3
4 (no newline)
=== hexdump
$ seq 1 9 | hexdump -C; seq 1 9 | hexdump -e '4/1 "%02x " "\n"'
00000000  31 0a 32 0a 33 0a 34 0a  35 0a 36 0a 37 0a 38 0a  |1.2.3.4.5.6.7.8.|
00000010  39 0a                                             |9.|
00000012
31 0a 32 0a
33 0a 34 0a
35 0a 36 0a
37 0a 38 0a
39 0a      
=== less
$ seq 1 3 | less
1
2
3
=== md5sum
$ seq 1 1000 | md5sum; seq 5 > f; md5sum f > s; md5sum -c s; echo x >> f; md5sum -c s
53d025127ae99ab79e8502aae2d9bea6  -
f: OK
f: FAILED
md5sum: WARNING: 1 of 1 computed checksums did NOT match
[1]
=== mkpasswd
$ mkpasswd -m md5 -S abcdefgh secret; mkpasswd -m sha512 -S abcdefgh secret
$1$abcdefgh$cHJi5PXp/ki/ktXzqlk6I1
$6$abcdefgh$ltjgWl6579NluT/Vi1nwEvcil.G5Nbc4NiXZaNGStk8PSwGfQv72N2CKPPrVACtLtip/cZ/1GM/O6IND4WQhG.
=== nl
$ printf 'a\n\nb\n' | nl; printf 'a\n\nb\n' | nl -ba
     1	a
       
     2	b
     1	a
     2	
     3	b
=== od
$ printf 'abc\0\377\n' | od -c; printf 'abcdefgh' | od -An -tx4; seq 100 | od -j 10 -N 8 -ta
0000000   a   b   c  \0 377  \n
0000006
 64636261 68676665
0000012   6  nl   7  nl   8  nl   9  nl
0000022
=== paste
$ seq 1 3 > a; seq 4 6 > b; paste a b; paste -s -d, a
1	4
2	5
3	6
1,2,3
=== patch
$ seq 1 5 > a; seq 1 5 | sed s/3/three/ > b; diff -u a b > p; patch a p; cmp a b && echo same
patching file a
same
=== printf
$ printf '%5d|%-5s|%x|%b\n' 42 ab 255 'x\ty'
   42|ab   |ff|x	y
$ /usr/bin/printf '%s\n' a b c
a
b
c
=== rev
$ printf 'abc\ndef\n' | rev
cba
fed
=== sed
$ seq 1 9 | sed -n '2~3p;$!N;s/\n/-/p'; seq 3 > f; sed -i 2d f; cat f
sed: unsupported command ~
1
3
=== seq
$ seq -s, 1 2 9; seq -w 8 11
1,3,5,7,9
08
09
10
11
=== sha1sum
$ seq 1 1000 | sha1sum
234e7e9c9c8490946d3e8c2a01bff41e9acce269  -
=== sha256sum
$ seq 1 1000 | sha256sum
67d4ff71d43921d5739f387da09746f405e425b07d727e4c69d029461d1f051f  -
=== sha3sum
$ seq 1 1000 | sha3sum
8312c1de1762a65e096c355e8a2f9df0d3e965d1f4379373fc8e5664  -
=== sha512sum
$ seq 1 1000 | sha512sum
33d2768487a466e69c6399cdadc8c4dbfb0999073c356be48e1b6031f0f8fdbe57c567d9f08a1d46a892efc5a670fb16fd699b4bf74d3cca120d39b1e8bfb4e3  -
=== shuf
$ seq 1 100 | shuf | sort -n | cksum; seq 1 100 | cksum; shuf -i 5-5
3917710714 292
3917710714 292
5
=== sort
$ printf '10 b\n9 a\n10 a\n' > f; sort f; sort -n -k1,1 -k2r f; sort -u -k1,1 f; sort -c f
10 a
10 b
9 a
9 a
10 b
10 a
10 a
9 a
Check line 2
[1]
=== split
$ seq 1 10 > f; split -l 4 f x; ls; cat xaa xab xac | cmp - f && echo same
f
xaa
xab
xac
same
=== strings
$ printf 'ab\0\1longer text\0\2\3x\n' > f; strings f
longer text
=== sum
$ seq 1 1000 | sum; seq 1 1000 | sum -s
20029     4 
31295 8 -
=== tac
$ seq 1 4 | tac
4
3
2
1
=== tail
$ seq 1 20 | tail -n 2; seq 1 20 | tail -n +19; seq 5 > f; seq 3 > g; tail -n 1 f g; tail -c 3 f
19
20
19
20
==> f <==
5

==> g <==
3

5
=== tee
$ echo both | tee a b; echo more | tee -a a; cat a b
both
more
both
more
both
=== tr
$ echo hello | tr a-y b-z; echo aabbcc | tr -s ab; echo 'a1b2' | tr -dc '[:digit:]'
ifmmp
abcc
12 (no newline)
=== unexpand
$ printf '        a\n' | unexpand | od -c
0000000  \t   a  \n
0000003
=== uniq
$ printf 'a\na\nb\na\n' | uniq -c; printf 'a\na\nb\n' | uniq -d
      2 a
      1 b
      1 a
a
=== unix2dos
$ printf 'a\nb\n' > f; unix2dos f; od -c f
0000000   a  \r  \n   b  \r  \n
0000006
=== uudecode
$ printf 'begin 644 out\n#0V%T\n`\nend\n' | uudecode; cat out
sh: %T\n`\nend\n: invalid format
uudecode: short file
=== uuencode
$ echo hello | uuencode name; echo hello | uuencode -m name
begin 644 name
&:&5L;&\*
`
end
begin-base64 644 name
aGVsbG8K
====
=== wc
$ seq 1 1000 > f; wc f; wc -l < f; echo abc | wc -c
     1000      1000      3893 f
1000
4
=== xxd
$ seq 1 9 | xxd; echo hi | xxd -p; echo 6869 | xxd -r -p
00000000: 310a 320a 330a 340a 350a 360a 370a 380a  1.2.3.4.5.6.7.8.
00000010: 390a                                     9.
68690a
hi (no newline)
=== yes
$ yes | head -n 3; yes a b | head -n 1
y
y
y
a b
=== makemime
$ echo text > f; makemime -c text/plain f | sed 's/[0-9]\{5,\}-[-0-9]*[0-9]/BOUNDARY/'
Mime-Version: 1.0
Content-Type: multipart/mixed; boundary="BOUNDARY"

--BOUNDARY
Content-Type: text/plain; charset=us-ascii
Content-Disposition: inline; filename="f"
Content-Transfer-Encoding: base64

dGV4dAo=
--BOUNDARY--

=== reformime
$ echo body > f; makemime -c text/plain f | reformime
=== man
$ man nothing
man: no manual entry for 'nothing'
[1]
=== ts
$ echo line | ts %Y | sed 's/^20[0-9][0-9]/YEAR/'
YEAR line
