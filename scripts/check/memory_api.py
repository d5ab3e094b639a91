#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""memory_api.py - docs/memory-api.md against the tree: its headers declare what it names, its tests exist

In a row of a table with the columns capability, function and test, each name in the second column is
declared or defined in the header that is linked behind it; each name in the third is a KTEST
("suite.name") or a program of tests/user ("family-name").
"""
import os
import re
import subprocess
import sys

PAGE = "docs/memory-api.md"


def ktests():
    files = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.c"], capture_output=True, text=True,
                           check=True).stdout.split()
    found = set()
    for path in files:
        if os.path.exists(path):
            text = open(path, encoding="utf-8").read()
            found |= {f"{m[1]}.{m[2]}" for m in re.finditer(r"\bKTEST\((\w+),\s*(\w+)\)", text)}
    return found


def code_of(path):
    text = open(path, encoding="utf-8").read()
    return re.sub(r"/\*.*?\*/", "", text, flags=re.S)


def main():
    wrong, rows, tests, in_table = [], 0, ktests(), False
    for n, line in enumerate(open(PAGE, encoding="utf-8"), 1):
        cells = [c.strip() for c in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            in_table = False
            continue
        if cells == ["capability", "function", "test"]:
            in_table = True
            continue
        if not in_table or set(line) <= set("|- \n"):
            continue
        rows += 1
        if len(cells) != 3:
            wrong.append(f"{PAGE}:{n}: not three columns")
            continue
        names = []
        for m in re.finditer(r"`([^`]+)`|\]\(([^)]+)\)", cells[1]):
            if m[1]:
                names.append(m[1])
                continue
            header = os.path.normpath(os.path.join(os.path.dirname(PAGE), m[2]))
            code = code_of(header) if os.path.exists(header) else ""
            for name in names:
                pattern = name if " " in name else rf"\b{re.escape(name)}\b"
                if not re.search(pattern, code):
                    wrong.append(f"{PAGE}:{n}: {header} has no {name}")
            names = []
        wrong += [f"{PAGE}:{n}: no header is linked behind {name}" for name in names]
        named = re.findall(r"`([^`]+)`", cells[2])
        if not named:
            wrong.append(f"{PAGE}:{n}: no test")
        for t in named:
            source = os.path.join("tests/user", t.replace("-", "/", 1) + ".c")
            if t not in tests and not os.path.exists(source):
                wrong.append(f"{PAGE}:{n}: there is no test {t}")
    if not rows:
        wrong.append(f"{PAGE}: no rows")
    print("\n".join(wrong))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
