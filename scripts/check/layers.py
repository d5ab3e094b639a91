#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""layers.py - fail on an #include that breaks docs/layers.txt, on a private header, or on a cycle

docs/layers.txt:  <folder> : <folders whose public headers it may include>.  The longest matching
name rules, which may also be a single header's; include/X/... is the face of folder X, and a folder
that may be used may be used with all below it.  A header outside include/ is private to the files of
its own folder.  A *_test.c may also use kernel/base, where the KTEST macros are.
"""
import os
import re
import subprocess
import sys

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
PUBLIC = ("include/", "arch/x86_64/include/", "abi/linux/include/")
# Not part of the kernel: these have rules of their own, or none.
ELSEWHERE = ("tests/host/", "tests/user/", "tests/bench/", "tests/fuzz/", "scripts/", "rootfs/")


def read_rules():
    rules = {}
    for line in open("docs/layers.txt"):
        name, colon, allowed = line.split("#")[0].partition(":")
        if colon:
            rules[name.strip()] = allowed.split()
    return rules


RULES = read_rules()


def layer(path):
    path = path.removeprefix("include/")
    return max((r for r in RULES if (path + "/").startswith(r + "/")), key=len, default=None)


def files():
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.c", "*.h", "*.S", "*.lds"],
                            capture_output=True, text=True, check=True).stdout.split()
    return sorted(f for f in listed if os.path.exists(f) and not f.startswith(ELSEWHERE))


def resolve(path, name):
    for folder in (os.path.dirname(path), *PUBLIC, ""):
        found = os.path.normpath(os.path.join(folder, name))
        if os.path.isfile(found):
            return found
    return None


def allowed(path, mine, header, theirs):
    may = {mine, *RULES[mine], *(["kernel/base"] if path.endswith("_test.c") else [])}
    if theirs in may:
        return True
    # asm/ is reached through include/arch only, so "arch" does not open arch/x86_64/include
    return header.startswith("include/") and any(header.startswith(f"include/{m}/") for m in may)


def check_include(path, n, header, bad):
    mine, theirs = layer(path), layer(header)
    if not header.startswith(PUBLIC):
        if os.path.dirname(header) != os.path.dirname(path):
            bad.append(f"{path}:{n}: {header} is private to its folder")
    elif theirs is None:
        bad.append(f"{path}:{n}: {header} is in no layer of docs/layers.txt")
    elif not allowed(path, mine, header, theirs):
        bad.append(f"{path}:{n}: {mine} may not use {theirs} ({header})")


def cycles(graph, bad):
    done = {}

    def visit(p, stack):
        done[p] = False
        for q in graph.get(p, ()):
            if done.get(q) is False:
                bad.append("cycle: " + " -> ".join([*stack[stack.index(q):], q]))
            elif q not in done:
                visit(q, [*stack, q])
        done[p] = True

    sys.setrecursionlimit(10000)
    for p in sorted(graph):
        if p not in done:
            visit(p, [p])


def main():
    bad, graph = [], {}
    for path in files():
        if layer(path) is None:
            bad.append(f"{path}: in no layer of docs/layers.txt")
            continue
        for n, text in enumerate(open(path, errors="replace"), 1):
            m = re.match(r'\s*#\s*include\s*["<]([^">]+)[">]', text)
            header = resolve(path, m[1]) if m else None
            if header:
                graph.setdefault(path, []).append(header)
                check_include(path, n, header, bad)
    cycles(graph, bad)
    print("\n".join(bad) or f"{len(graph)} files")
    sys.exit(bool(bad))


main()
