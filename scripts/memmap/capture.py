#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""capture.py - boots a guest and takes the files that say what is in its memory

The guest is Pith (or Linux) with the usual initramfs.  Over its serial line it is told to run a
small load, then to print each file between two marks: text as it is, the words per page
compressed and in base64.  The result is one text file, which draw.py reads.
"""
import argparse
import base64
import gzip
import os
import re
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "run"))
import qemu  # noqa: E402

TEXT = ("zoneinfo", "buddyinfo", "pagetypeinfo", "slabinfo", "vmallocinfo", "meminfo", "vmstat", "iomem")
WORDS = ("kpageflags", "kpagecount")

# Something to see: files in tmpfs, processes with memory of their own, holes between them.
LOAD = r"""
mkdir /tmp/memmap; cd /tmp/memmap
hold() { awk -v n=$1 'BEGIN { for (i = 0; i < n; i++) a[i] = "line " i; system("sleep 60") }' & }
i=0; while [ $i -lt 24 ]; do dd if=/dev/zero of=f$i bs=4k count=$((i * 37 % 101 + 3)); i=$((i + 1)); done 2> /dev/null
hold 12000; hold 25000; sleep 1
rm f?; tar c /bin /etc | gzip -c > all.tgz; cp /bin/busybox a; rm f1[3579]
hold 40000; i=0; while [ $i -lt 12 ]; do dd if=/dev/zero of=g$i bs=4k count=$((i * 53 % 201 + 8)); i=$((i + 1)); done 2> /dev/null
cp a b; cp b c; rm g[0357]; hold 8000; sleep 2; kill %2; rm a f2?; sleep 1; find / -xdev > /dev/null
"""


class Guest:
    def __init__(self, args):
        command = qemu.command(kernel=args.kernel, initrd=args.initrd, smp=args.smp, mem=args.mem, machine=args.machine,
                               accel=args.accel, cpu=args.cpu,
                               append=f"console=ttyS0 quiet panic=-1 {args.append}", serial="stdio", extra=["-no-reboot"] + args.extra)
        self.p = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.out = b""
        self.timer = threading.Timer(args.timeout, self.p.kill)
        self.timer.start()

    def until(self, pattern):
        while not (m := re.search(pattern, self.out)):
            data = os.read(self.p.stdout.fileno(), 65536)
            if not data:
                self.timer.cancel()
                sys.exit("memmap: the guest ended before it answered; its last words:\n"
                         + self.out[-2000:].decode(errors="replace"))
            self.out += data
        before, self.out = self.out[:m.start()], self.out[m.end():]
        return before

    def do(self, command):
        """What @command prints.  The marks are not in the text that is typed, so that an echo of it is not taken for them."""
        self.p.stdin.write(f"echo @@''1; {command}; echo @@''2\n".encode())
        self.p.stdin.flush()
        self.until(rb"@@1\r*\n")
        return self.until(rb"@@2\r*\n").replace(b"\r", b"")

    def off(self):
        self.p.stdin.write(b"poweroff -f\n")
        self.p.stdin.flush()
        self.p.wait()
        self.timer.cancel()


def main():
    p = argparse.ArgumentParser(description="boot a guest and take the files about its memory")
    p.add_argument("--kernel", required=True)
    p.add_argument("--initrd", required=True)
    p.add_argument("--mem", default="64M")
    p.add_argument("--smp", default="2")
    p.add_argument("--machine", default="q35")
    p.add_argument("--accel", default="tcg")
    p.add_argument("--cpu", default="max")
    p.add_argument("--append", default="")
    p.add_argument("--timeout", type=float, default=120)
    p.add_argument("--idle", action="store_true", help="no load: memory as the shell finds it")
    p.add_argument("-o", "--output", required=True)
    args, args.extra = p.parse_known_args()

    guest = Guest(args)
    guest.until(rb"[#$] $")
    guest.do("stty -echo; PS1=; PS2=")
    if not args.idle:
        for line in LOAD.strip().splitlines():
            guest.do(line)
    name = guest.do("uname -sr").decode().strip()
    mem = re.sub(r"([MG])$", r" \1iB", args.mem.upper())
    with open(args.output, "w", encoding="ascii") as f:
        f.write(f"== title\n{name} with {mem} and {args.smp} CPUs\n")
        for name in WORDS:
            text = guest.do(f"dd if=/proc/{name} bs=64k 2> /dev/null | gzip -c | base64")
            gzip.decompress(base64.b64decode(text))
            f.write(f"== {name}\n{text.decode()}")
        for name in TEXT:
            f.write(f"== {name}\n{guest.do(f'cat /proc/{name}').decode()}")
    guest.off()


if __name__ == "__main__":
    main()
