#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""mkinitramfs.py -o OUT MANIFEST [--overlay DIR]... - a reproducible newc cpio archive

Needs no privilege: device nodes are written into the archive, not made.  Everything belongs to
0:0 and bears one date.  A line of the manifest is one of
    dir PATH MODE              file PATH MODE SOURCE       node PATH MODE c|b MAJOR MINOR
    link PATH TARGET           (a symbolic link)
    applets LIST TARGET        a hard link to the file TARGET for each path in the file LIST: a name and
                               no inode, where a symbolic link would be both
    overlay DIR [PATH]         everything below DIR, under PATH; directories 755, files 755 or 644
    mode PATH MODE             another mode for what is there already
SOURCE, LIST and DIR are relative to the current folder.  What comes later replaces what came
before under the same path, but a directory stays one.  --overlay keeps the modes it finds.
"""
import argparse
import collections
import os
import stat
import sys

DATE = 1700000000


class Archive:
    def __init__(self):
        self.entries = {}
        self.linked = {}        # of a further name of a file: its first one

    def add(self, path, mode, data=b"", rdev=(0, 0)):
        path = path.strip("/")
        parent = os.path.dirname(path)
        if parent and parent not in self.entries:
            self.add(parent, stat.S_IFDIR | 0o755)
        old = self.entries.get(path)
        if old and stat.S_ISDIR(old[0]) and not stat.S_ISDIR(mode):
            sys.exit(f"mkinitramfs: /{path} is a directory already")
        self.entries[path] = (mode, data, rdev)
        self.linked.pop(path, None)

    def link(self, path, target):
        """Another name of what @target is when all is read, so an overlay that replaces it replaces both."""
        self.add(path, *self.entries[target])
        self.linked[path.strip("/")] = target

    def tree(self, top, keep_modes, under=""):
        for folder, dirs, files in os.walk(top):
            dirs.sort()
            for name in sorted(dirs + files):
                path = os.path.join(folder, name)
                st = os.lstat(path)
                dest = os.path.join(under, os.path.relpath(path, top))
                perm = stat.S_IMODE(st.st_mode)
                if not keep_modes:
                    perm = 0o755 if stat.S_ISDIR(st.st_mode) or perm & 0o100 else 0o644
                if stat.S_ISLNK(st.st_mode):
                    self.add(dest, stat.S_IFLNK | 0o777, os.readlink(path).encode())
                elif stat.S_ISDIR(st.st_mode):
                    self.add(dest, stat.S_IFDIR | perm)
                elif stat.S_ISREG(st.st_mode):
                    self.add(dest, stat.S_IFREG | perm, open(path, "rb").read())
                else:
                    sys.exit(f"mkinitramfs: {path}: neither file, directory nor symbolic link")

    def line(self, words):
        kind, *a = words
        if kind == "dir":
            self.add(a[0], stat.S_IFDIR | int(a[1], 8))
        elif kind == "file":
            self.add(a[0], stat.S_IFREG | int(a[1], 8), open(a[2], "rb").read())
        elif kind == "node":
            fmt = {"c": stat.S_IFCHR, "b": stat.S_IFBLK}[a[2]]
            self.add(a[0], fmt | int(a[1], 8), b"", (int(a[3]), int(a[4])))
        elif kind == "link":
            self.add(a[0], stat.S_IFLNK | 0o777, a[1].encode())
        elif kind == "applets":
            for path in sorted(open(a[0]).read().split()):
                if path.strip("/") not in self.entries:
                    self.link(path, a[1].strip("/"))
        elif kind == "overlay":
            self.tree(a[0], keep_modes=False, under=a[1] if len(a) > 1 else "")
        elif kind == "mode":
            path = self.linked.get(a[0].strip("/"), a[0].strip("/"))
            mode, data, rdev = self.entries[path]
            self.entries[path] = (stat.S_IFMT(mode) | int(a[1], 8), data, rdev)
        else:
            raise ValueError(kind)

    def write(self, out):
        at = 0

        def put(data):
            nonlocal at
            data += b"\0" * (-len(data) % 4)
            out.write(data)
            at += len(data)

        def entry(ino, nlink, name, mode, data, rdev):
            fields = (ino, mode, 0, 0, nlink, DATE if ino else 0, len(data), 0, 0, *rdev, len(name) + 1, 0)
            put(b"070701" + b"".join(b"%08X" % f for f in fields) + name.encode() + b"\0")
            put(data)

        for path, first in list(self.linked.items()):
            if not stat.S_ISREG(self.entries[first][0]):    # no hard links to what replaced it
                self.add(path, stat.S_IFLNK | 0o777, b"/" + first.encode())
        names = collections.Counter(self.linked.values())
        numbers = {}    # of files with several names, when the first is written
        for ino, path in enumerate(sorted(self.entries), 1):
            first = self.linked.get(path, path)
            mode, data, rdev = self.entries[first]
            if first in numbers:    # the bytes are with whichever name comes first
                data = b""
            elif names[first]:
                numbers[first] = ino
            nlink = 2 if stat.S_ISDIR(mode) else 1 + names[first]
            entry(numbers.get(first, ino), nlink, path, mode, data, rdev)
        entry(0, 1, "TRAILER!!!", 0, b"", (0, 0))
        out.write(b"\0" * (-at % 512))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("-o", required=True)
    p.add_argument("manifest")
    p.add_argument("--overlay", action="append", default=[])
    a = p.parse_args()
    archive = Archive()
    for n, line in enumerate(open(a.manifest), 1):
        words = line.split("#")[0].split()
        if not words:
            continue
        try:
            archive.line(words)
        except (ValueError, IndexError, KeyError, OSError) as e:
            sys.exit(f"{a.manifest}:{n}: {line.strip()}: {e}")
    for top in a.overlay:
        if not os.path.isdir(top):
            sys.exit(f"mkinitramfs: EXTRA: {top} is not a directory")
        archive.tree(top, keep_modes=True)
    with open(a.o, "wb") as out:
        archive.write(out)


main()
