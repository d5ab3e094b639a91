#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""tests/host/corpus/make.py - writes the seeds of the fuzzers' corpora, beside itself

The seeds are committed; run this after changing it.  Inputs that once failed are added by hand
as files named after what they broke, and stay.
"""
import os
import struct
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))


def write(target, name, data):
    folder = os.path.join(HERE, target)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as f:
        f.write(data)


def pad(data, n=4):
    return data + b"\0" * (-len(data) % n)


def cpio_entry(name, data=b"", mode=0o100644, magic=b"070701", nlink=1, ino=1):
    check = sum(data) & 0xFFFFFFFF if magic == b"070702" else 0
    fields = [ino, mode, 0, 0, nlink, 0, len(data), 8, 1, 0, 0, len(name) + 1, check]
    header = magic + b"".join(b"%08X" % f for f in fields)
    return pad(pad(header + name + b"\0") + data)


def cpio():
    end = cpio_entry(b"TRAILER!!!", mode=0)
    tree = cpio_entry(b".", mode=0o40755) + cpio_entry(b"init", b"#!/bin/sh\n", 0o100755)
    write("cpio", "tree", tree + end)
    write("cpio", "links", cpio_entry(b"a", nlink=2) + cpio_entry(b"b", b"x", nlink=2)
          + cpio_entry(b"s", b"a", 0o120777) + end)
    write("cpio", "crc", cpio_entry(b"f", b"abc", magic=b"070702") + end)
    write("cpio", "two", tree + end + bytes(100) + tree + end)
    write("cpio", "gzip-follows", tree + end + bytes(8) + b"\x1f\x8b\x08")
    write("cpio", "cut", tree[:-7])
    write("cpio", "no-trailer", tree)
    write("cpio", "bad-size", tree.replace(b"0000000A", b"FFFFFFFF") + end)
    write("cpio", "old", b"070707" + bytes(70))


def phdr(kind, flags, offset, vaddr, filesz, memsz, align):
    return struct.pack("<IIQQQQQQ", kind, flags, offset, vaddr, vaddr, filesz, memsz, align)


def elf_file(phdrs, kind=2, machine=62, entry=0x401000, ident=b"\x7fELF\x02\x01\x01"):
    head = ident.ljust(16, b"\0") + struct.pack("<HHIQQQIHHHHHH", kind, machine, 1, entry, 64, 0,
                                                0, 64, 56, len(phdrs), 0, 0, 0)
    return head + b"".join(phdrs)


def elf():
    text = phdr(1, 5, 0, 0x400000, 0x2345, 0x2345, 4096)
    data = phdr(1, 6, 0x2E10, 0x403E10, 0x200, 0x1234, 4096)
    stack = phdr(0x6474E551, 6, 0, 0, 0, 0, 16)
    interp = phdr(3, 4, 0x238, 0x238, 28, 28, 1)
    tls = phdr(7, 4, 0x2E10, 0x403E10, 16, 32, 8)
    write("elf", "static", elf_file([text, data, stack, tls]))
    write("elf", "pie", elf_file([phdr(1, 5, 0, 0, 99, 99, 4096), interp], kind=3, entry=64))
    write("elf", "overlap", elf_file([text, text]))
    write("elf", "wraps", elf_file([phdr(1, 5, 0, 2**64 - 4096, 4096, 8192, 4096)]))
    write("elf", "i386", elf_file([text], machine=3))
    write("elf", "class32", elf_file([text], ident=b"\x7fELF\x01\x01\x01"))
    write("elf", "no-phdrs", elf_file([]))
    write("elf", "script", b"#!/bin/sh\n")


def gzip_member(data, flags=0, extra=b""):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packer.compress(data) + packer.flush()
    return (b"\x1f\x8b\x08" + bytes([flags]) + bytes(5) + b"\xff" + extra + body
            + struct.pack("<II", zlib.crc32(data), len(data)))


def gzip():
    text = gzip_member(b"hello, hello, hello, world\n" * 4)
    write("gzip", "text", b"\x3f" + text)
    write("gzip", "empty", b"\x00" + gzip_member(b""))
    write("gzip", "name", b"\xff" + gzip_member(b"x" * 3000, 8, b"file\0"))
    write("gzip", "extra", b"\xff" + gzip_member(b"ab", 4, b"\x02\x00zz"))
    write("gzip", "two", b"\x0f" + text + text)
    write("gzip", "cut", b"\x3f" + text[:20])
    write("gzip", "bad-crc", b"\x3f" + text[:-8] + bytes(8))


def cmdline():
    write("cmdline", "usual", b"console=ttyS0 init=/bin/sh quiet mem=64M -- single a=b")
    write("cmdline", "quotes", b'a="b c" "d=e f" "g h" i="" "" = =x "never ends')
    write("cmdline", "memory", b"0x10G@1k")
    write("cmdline", "binary", bytes(range(1, 256)))


for make in (cpio, elf, gzip, cmdline):
    make()
