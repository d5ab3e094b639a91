#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""docs.py - what the pages in docs/ say of the tree must be there

    `name()`           a function or macro that some source file defines
    `NAME_IN_CAPITALS` an identifier that occurs in the sources (with an underscore in it)
    `path/file.c`      a file or folder, from the top or from include/
    [text](page.md)    a page
The table of boot parameters in docs/boot.md (rows "| `name=` |") must be the registered ones.  Generated tables and what stands in fenced code are not looked at.
"""
import os
import re
import subprocess
import sys

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
TOPS = ("kernel", "mm", "fs", "drivers", "lib", "include", "arch", "abi", "rootfs", "tests", "scripts", "docs", "prototypes")


def listed(*patterns):
    return subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "--", *patterns],
                          capture_output=True, text=True, check=True).stdout.split()


def sources():
    text = []
    for path in listed("*.c", "*.h", "*.S", "*.lds", "*.tbl", "*.mk", "Makefile"):
        if os.path.isfile(path):
            text.append(open(path, errors="replace").read())
    return "\n".join(text)


def defined_functions(text):
    """Names that stand before "(" at column 0 of a line, or after #define."""
    names = set(re.findall(r"^(?:[A-Za-z_][\w \t*]*[ \t*])?(\w+)\(", text, re.M))
    names |= set(re.findall(r"^[ \t]*#[ \t]*define[ \t]+(\w+)", text, re.M))
    return names


def expand(path):
    """a/{b,c}/d -> a/b/d, a/c/d"""
    m = re.match(r"(.*)\{([^}]*)\}(.*)", path)
    return [m[1] + part + m[3] for part in m[2].split(",")] if m else [path]


def check(page, functions, words, bad):
    text = re.sub(r"<!-- (\S.*?): begin -->.*?<!-- \1: end -->", "", open(page).read(), flags=re.S)
    text = re.sub(r"^(?:```.*?^```| {4}[^\n]*)$", "", text, flags=re.S | re.M)
    for name in re.findall(r"`(\w+)\(\)`", text):
        if name not in functions:
            bad.append(f"{page}: {name}() is not defined")
    for name in re.findall(r"`([A-Z][A-Z0-9]*_[A-Z0-9_]+)`", text):
        if name not in words:
            bad.append(f"{page}: {name} does not occur in the sources")
    for quoted in re.findall(r"`([\w./{},*-]+/[\w./{},*-]*)`", text):
        if quoted.split("/")[0] not in TOPS or "*" in quoted or "X/" in quoted:
            continue
        bad += [f"{page}: {p} is not there" for p in expand(quoted)
                if not os.path.exists(p) and not os.path.exists(os.path.join("include", p))]
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        if not os.path.exists(os.path.join(os.path.dirname(page), target)):
            bad.append(f"{page}: link to {target}, which is not there")


def check_parameters(text, bad):
    page = "docs/boot.md"
    known = set(re.findall(r'^(?:early_param|boot_param)\("([^"]+)"', text, re.M))
    told = set()
    section = open(page).read().split("## Parameters")[1].split("\n## ")[0]
    for cell in re.findall(r"^\| (`[^|]*`) \|", section, re.M):
        told |= {word.rstrip("=") for word in re.findall(r"`([\w.]+=?)`", cell)}
    bad += [f"{page}: parameter {name} is missing" for name in known - told]
    bad += [f"{page}: {name} is no parameter" for name in told - known]


def main():
    text, bad = sources(), []
    functions, words = defined_functions(text), set(re.findall(r"\w+", text))
    for page in listed("README.md", "docs/*.md", "docs/**/*.md"):
        if os.path.exists(page) and page != "docs/syscalls.md":
            check(page, functions, words, bad)
    check_parameters(text, bad)
    print("\n".join(sorted(set(bad))))
    sys.exit(bool(bad))


main()
