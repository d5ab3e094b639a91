#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""gen-kallsyms.py < `nm -n` > table.S - the kernel's text symbols, for backtraces

What the kernel sees (see kernel/base for the reader):
    extern const u32  kallsyms_num;            number of symbols
    extern const u32  kallsyms_offsets[];      sorted; address - 0xffffffff80000000
    extern const u32  kallsyms_name_offsets[]; of symbol i in kallsyms_names
    extern const char kallsyms_names[];        NUL-terminated names
Of several names for one address the first global one is kept; _text is a border, no function.  Symbols below the image base
(the 32-bit entry, linked at its load address) are left out.
"""
import re
import sys

BASE = 0xFFFFFFFF80000000


def read(lines):
    best = {}
    for line in lines:
        m = re.match(r"([0-9a-f]{16}) ([tTwW]) (\S+)$", line)
        if not m or int(m[1], 16) < BASE or m[3].startswith(".L") or m[3] == "_text":
            continue
        offset, is_local = int(m[1], 16) - BASE, m[2] == "t"
        if offset not in best or (best[offset][0] and not is_local):
            best[offset] = (is_local, m[3])
    return sorted((offset, name) for offset, (_, name) in best.items())


def emit(syms):
    def label(name, align):
        print(f"\t.balign {align}\n\t.globl {name}\n{name}:")

    print('\t.section .rodata.kallsyms, "a"')
    label("kallsyms_num", 4)
    print(f"\t.long {len(syms)}")
    label("kallsyms_offsets", 4)
    for offset, _ in syms:
        print(f"\t.long {offset:#x}")
    label("kallsyms_name_offsets", 4)
    at = 0
    for _, name in syms:
        print(f"\t.long {at}")
        at += len(name) + 1
    label("kallsyms_names", 1)
    for _, name in syms:
        print(f'\t.asciz "{name}"')
    print('\t.section .note.GNU-stack, "", @progbits')


emit(read(sys.stdin))
