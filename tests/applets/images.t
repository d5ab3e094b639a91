# SPDX-License-Identifier: GPL-2.0-or-later
Disks: what can be shown on an image in a file.
=== mkfs.ext2
$ truncate -s 1M i; mkfs.ext2 -F i | sed -n 1,6p; dd if=i bs=1 skip=1080 count=2 2> /dev/null | od -An -tx1
Filesystem label=
OS type: Linux
Block size=1024 (log=0)
Fragment size=1024 (log=0)
128 inodes, 1024 blocks
51 blocks (5%) reserved for the super user
 53 ef
=== mke2fs
$ truncate -s 2M i; mke2fs -F -L label i | sed -n 1,3p; dd if=i bs=1 skip=1144 count=5 2> /dev/null; echo
Filesystem label=label
OS type: Linux
Block size=1024 (log=0)
label
=== mkfs.minix
$ truncate -s 1M i; mkfs.minix i; cksum i | cut -d ' ' -f 2
352 inodes
1024 blocks
Firstdatazone=15 (15)
Zonesize=1024
Maxsize=268966912
1048576
=== fsck.minix
$ truncate -s 1M i; mkfs.minix i > /dev/null; fsck.minix -f i; dd if=/dev/zero of=i bs=1k seek=1 count=1 conv=notrunc 2> /dev/null; fsck.minix -f i
fsck.minix: BusyBox v1.35.0 (2023-11-14 22:13:20 UTC)
Forcing filesystem check on i
fsck.minix: bad magic number in superblock
[8]
=== fsck
$ fsck -N -t minix /dev/null 2>&1 | tail -n 1
[fsck.minix (1) -- ] fsck.minix /dev/null
=== mkfs.vfat
$ truncate -s 8M i; mkfs.vfat -n NAME i; dd if=i bs=1 skip=510 count=2 2> /dev/null | od -An -tx1
 55 aa
=== mkdosfs
$ truncate -s 8M i; mkdosfs i; dd if=i bs=1 skip=82 count=5 2> /dev/null; echo
FAT32
=== mkswap
$ truncate -s 1M i; mkswap -L x i | sed 's/UUID=.*/UUID/'; dd if=i bs=1 skip=4086 count=10 2> /dev/null; echo
Setting up swapspace version 1, size = 1044480 bytes
UUID
SWAPSPACE2
=== blkid
$ truncate -s 1M i; mkfs.minix i > /dev/null; blkid i; truncate -s 2M j; mke2fs -F -L label j > /dev/null; blkid j | sed 's/UUID="[^"]*"/UUID/'
i: TYPE="minix"
j: LABEL="label" UUID TYPE="ext2"
=== fdisk
$ truncate -s 16M i; printf 'o\nn\np\n1\n\n\nw\n' | fdisk i > /dev/null 2>&1; fdisk -l i
Disk i: 16 MB, 16777216 bytes, 32768 sectors
372 cylinders, 11 heads, 8 sectors/track
Units: sectors of 1 * 512 = 512 bytes

Device Boot StartCHS    EndCHS        StartLBA     EndLBA    Sectors  Size Id Type
      i1    0,1,1       2,10,8              63      32767      32705 15.9M 83 Linux
Partition 1 has different physical/logical start (non-Linux?):
     phys=(0,1,1) logical=(0,7,8)
Partition 1 has different physical/logical end:
     phys=(2,10,8) logical=(372,3,8)
=== fatattr
$ touch f; fatattr f
fatattr: FAT_IOCTL_GET_ATTRIBUTES: Not a tty
[1]
=== volname
$ truncate -s 64k i; printf 'VOLUME-NAME' | dd of=i bs=1 seek=32808 conv=notrunc 2> /dev/null; volname i
                     VOLUME-NAME
=== losetup
$ losetup -f 2>&1 | sed 's/.*: //' | wc -l
1
=== blockdev
$ truncate -s 1M i; blockdev --getsize64 i
blockdev: i: Not a tty
[1]
=== hdparm
$ hdparm -g /dev/null 2>&1 | tail -n 1
hdparm: BLKGETSIZE: Not a tty
=== fstrim
$ fstrim /tmp
fstrim: FITRIM: Not a tty
[1]
=== freeramdisk
$ freeramdisk /dev/null
freeramdisk: /dev/null: Not a tty
[1]
=== fdflush
$ fdflush /dev/null
fdflush: /dev/null: Not a tty
[1]
=== fdformat
$ fdformat /dev/null
fdformat: /dev/null: not a block device
[1]
=== partprobe
$ partprobe /dev/null
partprobe: /dev/null: Not a tty
[1]
=== findfs
$ findfs LABEL=nothing
[1]
=== mt
$ mt -f /dev/null status
mt: unrecognized opcode status
[1]
=== eject
$ eject /dev/null
eject: /dev/null: Not a tty
[1]
=== rdev
$ rdev
[1]
