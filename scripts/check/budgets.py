#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""budgets.py - what keeps files readable: lengths, names on TODOs, no #if in the middle of code

    a function    80 lines          a file     1,000 lines
    TODO, FIXME   TODO(name): what would be right
    #if in a .c   only under arch/, and around a whole *_test.c
Formatting is clang-format's; a function is what starts at column 0 with "{" and ends with "}".
"""
import os
import re
import subprocess
import sys

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
FUNCTION, FILE = 80, 1000


def functions(lines):
    """(first line, length, name) of each function body, by layout."""
    start, name = None, "?"
    for n, line in enumerate(lines, 1):
        if line == "{":
            head = " ".join(lines[max(0, n - 8):n - 1])
            names = re.findall(r"(\w+)\(", head.split(";")[-1].split("}")[-1])
            start, name = n, next((x for x in names if not x.startswith("__")), "?")
        elif line == "}" and start:
            yield start, n - start + 1, name
            start = None


def check(path, bad):
    lines = open(path, errors="replace").read().split("\n")
    if len(lines) > FILE:
        bad.append(f"{path}: {len(lines)} lines, more than {FILE}")
    if path.endswith((".c", ".h")):
        for start, length, name in functions(lines):
            if length > FUNCTION:
                bad.append(f"{path}:{start}: {name}() has {length} lines, more than {FUNCTION}")
    for n, line in enumerate(lines, 1):
        if re.search(r"\b(TODO|FIXME|XXX)\b(?!\(\w+\):)", line):
            bad.append(f"{path}:{n}: {line.strip()[:60]}: write TODO(name): what would be right")
        is_ours = path.endswith(".c") and not path.startswith(("arch/", "tests/user/", "tests/host/", "tests/bench/"))
        if is_ours and not path.endswith("_test.c") and re.match(r"\s*#\s*(if|ifdef|ifndef|elif)\b", line):
            bad.append(f"{path}:{n}: {line.strip()}: put the #if into a header that gives an empty inline")


def main():
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.c", "*.h", "*.S", "*.lds"],
                            capture_output=True, text=True, check=True).stdout.split()
    bad = []
    for path in sorted(filter(os.path.exists, listed)):
        check(path, bad)
    print("\n".join(bad))
    sys.exit(bool(bad))


main()
