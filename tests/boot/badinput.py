# SPDX-License-Identifier: GPL-2.0-or-later
"""Broken archives, programs and command lines, each with the line it must give

Pith's line may say more than Linux's, so a case has Pith's pattern and, where it differs, Linux's;
None where Linux says nothing.  A case ends either by a panic (the machine resets, panic=-1) or in
the shell of the good archive.
"""
import gzip
import os
import struct
import tempfile

from guest import Guest

PANIC = "guest-reset"
SHELL = "shell"
HANGS = "hangs"         # as Linux's pattern: Linux stops without a word, there is nothing to compare
INIT_PANIC = r"Kernel panic - not syncing: (No working init found|VFS: Unable to mount root fs)"


# --- archives ---

def member(name, data=b"", mode=0o100755, nlink=1, ino=1, rdev=(0, 0), **fields):
    """One newc entry; fields override header values, e.g. filesize=..., namesize=..., magic=..."""
    name = name.encode() + b"\0"
    header = dict(magic=b"070701", ino=ino, mode=mode, uid=0, gid=0, nlink=nlink, mtime=0, filesize=len(data),
                  maj=0, min=0, rmaj=rdev[0], rmin=rdev[1], namesize=len(name), check=0)
    header.update(fields)
    text = b"".join(v if isinstance(v, bytes) else b"%08X" % v for v in header.values())
    out = text + name
    out += b"\0" * (-len(out) % 4) + data
    return out + b"\0" * (-len(out) % 4)


def trailer():
    return member("TRAILER!!!", mode=0, nlink=1, ino=0)


def console():
    return member("dev", mode=0o040755, nlink=2) + member("dev/console", mode=0o020600, rdev=(5, 1), ino=2)


def archive(*members):
    return console() + b"".join(members) + trailer()


def with_init(data, mode=0o100755):
    return archive(member("init", data, mode, ino=3))


def good():
    return open("build/initramfs.cpio", "rb").read()


def corrupted_gzip():
    data = bytearray(gzip.compress(good(), 6, mtime=0))
    data[len(data) // 2] ^= 0x55
    data[len(data) // 2 + 1] ^= 0xaa
    return bytes(data)


# --- ELF files ---

def elf(code=b"\xf4", phdrs=None, machine=62, etype=2, phoff=64, phentsize=56, entry=0x400078, ident=None, cut=None):
    """A program of one segment whose first instruction is code (hlt: a fault in user mode)."""
    if phdrs is None:
        phdrs = [phdr()]
    ident = ident or b"\x7fELF\x02\x01\x01" + bytes(9)
    header = ident + struct.pack("<HHIQQQIHHHHHH", etype, machine, 1, entry, phoff, 0, 0, 64, phentsize, len(phdrs), 0, 0, 0)
    return (header + b"".join(phdrs) + code).ljust(4096, b"\0")[:cut]


def phdr(ptype=1, flags=5, offset=0, vaddr=0x400000, filesz=4096, memsz=4096, align=4096):
    return struct.pack("<IIQQQQQQ", ptype, flags, offset, vaddr, vaddr, filesz, memsz, align)


def interpreter(name):
    """PT_INTERP whose name lies behind the headers."""
    at = 64 + 2 * 56
    return elf(code=name + b"\0", phdrs=[phdr(3, 4, at, 0x400000 + at, len(name) + 1, len(name) + 1, 1), phdr()])


EXIT_3 = b"\xbf\x03\x00\x00\x00\xb8\x3c\x00\x00\x00\x0f\x05"
SEGV = b"\x31\xc0\x8b\x00"


def fails(number):
    return rf"(Failed to execute /init \(error {number}\)|/init exists but couldn't execute it \(error {number}\))"


# name, archive, appended, Pith's pattern, how it ends, Linux's pattern if it is another
CASES = (
    # archives
    ("cpio-garbage", lambda: b"This is no archive.\n" * 100, "", r"[Ii]nitramfs.*(invalid|no cpio) magic", PANIC,
     r"Initramfs unpacking failed: (no cpio magic|invalid magic at start of compressed archive)"),
    ("cpio-zeroes", lambda: bytes(65536), "", INIT_PANIC, PANIC, INIT_PANIC),
    ("cpio-odc", lambda: b"070707" + b"0" * 200, "", r"incorrect cpio method used: use -H newc option", PANIC, None),
    ("cpio-cut-header", lambda: good()[:60], "", r"[Ii]nitramfs.*(truncated|unexpected end)", PANIC, INIT_PANIC),
    ("cpio-cut-name", lambda: member("a-rather-long-name-for-a-file")[:120], "", r"[Ii]nitramfs.*(truncated|unexpected end)", PANIC, INIT_PANIC),
    ("cpio-cut-data", lambda: good()[:700000], "", r"[Ii]nitramfs.*(truncated|unexpected end)", PANIC, INIT_PANIC),
    ("cpio-no-trailer", lambda: console() + member("init", elf(EXIT_3), ino=3), "", r"exitcode=0x00000300", PANIC, None),
    ("cpio-name-size-0", lambda: archive(member("x", namesize=0)), "", r"[Ii]nitramfs.*(name|magic)", PANIC, None),
    ("cpio-name-size-huge", lambda: archive(member("x", namesize=0xffffffff)), "", r"[Ii]nitramfs.*(name|truncated|magic)", PANIC, None),
    ("cpio-file-size-huge", lambda: archive(member("x", b"abc", filesize=0xfffffff0)), "", r"[Ii]nitramfs.*(truncated|unexpected end|size)", PANIC, INIT_PANIC),
    ("cpio-not-hex", lambda: archive(member("x", filesize=b"0000XYZ!")), "", r"[Ii]nitramfs.*(hex|header|magic)", PANIC, INIT_PANIC),
    ("cpio-name-not-ended", lambda: archive(member("name", namesize=4)), "", r"[Ii]nitramfs.*(name|magic)|Attempted to kill init|" + INIT_PANIC, PANIC, None),
    ("cpio-second-bad", lambda: good() + b"\1" * 512, "", r"[Ii]nitramfs.*(magic|junk)", SHELL, None),
    ("gzip-cut", lambda: gzip.compress(good(), 6, mtime=0)[:300000], "", r"[Ii]nitramfs.*(truncated|unexpected|uncompression|out of input)", PANIC,
     r"Initramfs unpacking failed: read error"),
    ("gzip-corrupt", corrupted_gzip, "", r"[Ii]nitramfs.*(crc|invalid|uncompression|error|corrupt|bad)", None, r"Run /init"),
    ("gzip-bad-crc", lambda: gzip.compress(good(), 6, mtime=0)[:-8] + bytes(8), "", r"[Ii]nitramfs.*uncompression error: incorrect (data|length) check", SHELL, r"Run /init"),
    ("gzip-header-only", lambda: b"\x1f\x8b\x08\0\0\0\0\0\0\3", "", r"[Ii]nitramfs.*(truncated|unexpected|uncompression|out of input)", PANIC,
     r"Initramfs unpacking failed: read error"),
    ("xz", lambda: b"\xfd7zXZ\0" + bytes(200), "", r"[Ii]nitramfs.*(xz|compression|magic)", PANIC,
     r"XZ-compressed data is corrupt"),
    ("two-archives", lambda: archive(member("added", b"yes")) + good(), "", r"root@pith", SHELL, None),
    ("two-archives-gzip", lambda: good() + bytes(512) + gzip.compress(archive(member("added", b"yes")), mtime=0), "", r"root@pith", SHELL, None),
    # /init
    ("init-missing", lambda: archive(), "", INIT_PANIC, PANIC, None),
    ("init-not-executable", lambda: with_init(elf(EXIT_3), 0o100644), "", fails(-13), PANIC, None),
    ("init-directory", lambda: archive(member("init", mode=0o040755)), "", rf"{fails(-13)}|" + INIT_PANIC, PANIC, None),
    ("init-empty", lambda: with_init(b""), "", fails(-8), PANIC, None),
    ("init-text", lambda: with_init(b"no program\n"), "", fails(-8), PANIC, None),
    ("init-script-no-interpreter", lambda: with_init(b"#!/nowhere\n"), "", fails(-2), PANIC, None),
    ("init-script-empty-line", lambda: with_init(b"#!\n"), "", fails(-8), PANIC, None),
    ("init-script-loop", lambda: with_init(b"#!/init\n"), "", fails("(-40|-2)"), PANIC, None),
    ("init-exits", lambda: with_init(elf(EXIT_3)), "", r"Attempted to kill init! exitcode=0x00000300", PANIC, None),
    ("init-segfault", lambda: with_init(elf(SEGV)), "", r"Attempted to kill init! exitcode=0x0000000b", PANIC, None),
    ("init-hlt", lambda: with_init(elf(b"\xf4")), "", r"Attempted to kill init! exitcode=0x0000000b", PANIC, None),
    # ELF
    ("elf-cut", lambda: with_init(elf(cut=40)), "", fails(-8), PANIC, None),
    ("elf-headers-cut", lambda: with_init(elf(cut=80)), "", fails(r"-(8|5|22)"), PANIC, None),
    ("elf-i386-machine", lambda: with_init(elf(machine=40)), "", fails(-8), PANIC, None),
    ("elf-relocatable", lambda: with_init(elf(etype=1)), "", fails(-8), PANIC, None),
    ("elf-no-segments", lambda: with_init(elf(phdrs=[])), "", fails(-8), PANIC, None),
    ("elf-phentsize", lambda: with_init(elf(phentsize=32)), "", fails(-8), PANIC, None),
    ("elf-phoff-outside", lambda: with_init(elf(phoff=1 << 40)), "", fails(r"-(8|5|22)"), PANIC, None),
    ("elf-segment-in-kernel", lambda: with_init(elf(phdrs=[phdr(vaddr=0xffffffff80000000)])), "", r"exitcode=0x0000000b|" + fails("-(8|12|22)"), PANIC, None),
    ("elf-segment-wraps", lambda: with_init(elf(phdrs=[phdr(vaddr=0x7ffffffff000, memsz=1 << 63)])), "", r"exitcode=0x0000000b|" + fails("-(8|12|22)"), PANIC, None),
    ("elf-segment-huge", lambda: with_init(elf(phdrs=[phdr(memsz=1 << 46)])), "", r"exitcode=0x0000000b|" + fails("-(8|12|22)"), PANIC, None),
    ("elf-filesz-over-memsz", lambda: with_init(elf(phdrs=[phdr(memsz=100)])), "", r"exitcode=0x0000000b|" + fails("-(8|22)"), PANIC, None),
    ("elf-entry-outside", lambda: with_init(elf(entry=0x10000000)), "", r"exitcode=0x0000000b", PANIC, None),
    ("elf-interpreter-missing", lambda: with_init(interpreter(b"/lib/nowhere.so")), "", fails(-2), PANIC, None),
    ("elf-interpreter-unended", lambda: with_init(elf(phdrs=[phdr(3, 4, 0, 0, 5, 5, 1), phdr()])), "", fails(-8), PANIC, None),
    # command lines
    ("cmdline-long", good, "x" * 1900, r"root@pith", SHELL, None),
    ("cmdline-many-words", good, " ".join(f"w{i}=v" for i in range(20)), r"root@pith", SHELL, None),
    ("cmdline-too-many-words", good, " ".join(f"w{i}=v" for i in range(200)), r"Too many boot (env|init) vars at `?w[0-9]+", PANIC, None),
    ("cmdline-odd-bytes", good, "\x01\x7f=\xff \"unended quote", r"root@pith", SHELL, None),
    ("cmdline-bad-numbers", good, "loglevel=many maxcpus=x mem= panic=soon", r"root@pith", SHELL, None),
    ("cmdline-console-unknown", good, "console=ttyS0 console=nosuch0 console=ttyS0", r"root@pith", SHELL, None),
    ("memory-too-small", good, "mem=1M", r"(memory|Memory)", PANIC, HANGS),
)


def play(context, data, append, pattern, end, linux_pattern):
    if context.is_linux and linux_pattern:
        pattern = linux_pattern
    with tempfile.NamedTemporaryFile(prefix="pith-initrd.") as f:
        f.write(data())
        f.flush()
        with Guest(kernel=context.elf(), initrd=f.name, append=f"console=ttyS0 panic=-1 {append}".rstrip(), smp=1,
                   mem="256M", machine="q35") as g:
            g.expect(pattern, 60)
            if end == PANIC:
                g.wait_off(60, PANIC)
            elif end == SHELL:
                g.seen = 0
                g.expect("root@pith", 60)


def cases(context):
    for name, data, append, pattern, end, linux_pattern in CASES:
        if context.is_linux and linux_pattern == HANGS:
            continue
        yield name, lambda d=data, a=append, p=pattern, e=end, lp=linux_pattern: play(context, d, a, p, e, lp)
