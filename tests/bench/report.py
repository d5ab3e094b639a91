# SPDX-License-Identifier: GPL-2.0-or-later
"""report.py - the figures of build/bench/*.json as the tables of docs/performance.md"""

BEGIN, END = "<!-- make bench: begin -->", "<!-- make bench: end -->"
# What an operation is; the order of the tables.
ROWS = {
    "null_call": "null system call (`getppid`)",
    "clock_gettime": "`clock_gettime` by the C library",
    "fork_exit": "fork, exit, wait",
    "fork_exit_1m": "the same with 1 MiB touched",
    "fork_exit_16m": "the same with 16 MiB touched",
    "fork_exit_64m": "the same with 64 MiB touched",
    "fork_exit_128m": "the same with 128 MiB touched",
    "fork_exit_1g": "the same with 1,024 MiB touched, `-m 2560M`",
    "fork_exec": "fork, exec, exit, wait",
    "fork_exec_64m": "the same with 64 MiB touched",
    "vfork_exec": "vfork, exec, exit, wait",
    "thread": "`pthread_create`, `pthread_join`",
    "signal": "signal to oneself, handler, return",
    "pipe_round_trip": "pipe round trip, two processes",
    "futex_round_trip": "futex round trip, two processes",
    "thread_round_trip": "futex round trip, two threads",
    "eventfd": "eventfd: write and read",
    "poll_100": "`poll` of 100 eventfds, one ready",
    "epoll_100": "`epoll_wait` on them",
    "fault_anon": "first write to an anonymous page",
    "fault_default": "the same without `MADV_NOHUGEPAGE`",
    "fault_cow": "first write to a page shared by fork",
    "fault_file": "first read of a mapped, cached page",
    "unmap_anon": "unmap of a touched page",
    "mmap_munmap": "mmap and munmap of 64 KiB",
    "mprotect": "mprotect of 64 KiB, to and fro",
    "brk": "brk up 64 KiB and down",
    "open_close": "open and close, 4 components",
    "stat": "stat, 4 components",
    "stat_8": "stat, 8 components",
    "getdents": "`getdents64` of 1,000 names, all of it",
    "read_4k": "`pread` of 4 KiB, tmpfs",
    "write_4k": "`pwrite` of 4 KiB, tmpfs",
    "create_unlink": "create, close, unlink",
    "proc_self_stat": "open, read, close `/proc/self/stat`",
}
# The leanest Linux 6.1 that could be configured (no drivers but serial); measured once, elsewhere.
LEAN = {"null_call": 222, "fault_anon": 1860, "fork_exit": 62000, "fork_exec": 155000, "pipe_round_trip": 5900}
LEAN_BOOT = {"instructions": 177e6, "least": 20, "used": 14, "image": 1.5}


def is_number(x):
    return isinstance(x, (int, float))


def show(x, unit=1, digits=0):
    return "–" if not is_number(x) else f"{x / unit:,.{digits}f}"


def ratio(a, b):
    if not is_number(a) or not is_number(b) or not b:
        return "–"
    return f"{a / b:.2f}" if a / b >= 0.05 else f"{a / b:.2g}"


def table(head, lines):
    rule = "| --- |" + " ---: |" * (len(head) - 1)
    return "\n".join(["| " + " | ".join(head) + " |", rule] + ["| " + " | ".join(line) + " |" for line in lines])


def at(figures, *path):
    for key in path:
        figures = (figures or {}).get(key)
    return figures


def summary(pith, linux):
    """Boot, memory, size: (name, Pith, Linux, lean Linux, aim, unit, digits)."""
    def both(*path):
        return at(pith, *path), at(linux, *path)

    def missing(figures):
        total = at(figures, "memory", "total_kib")
        return figures["memory"]["given_kib"] - total if is_number(total) else None

    lines = (
        ("kernel entry to `/init`, million instructions", *both("boot", "entry_to_init"),
         LEAN_BOOT["instructions"], "20", 1e6, 1),
        ("the same, `-cpu max,-erms`", *both("boot", "entry_to_init_best"), None, "", 1e6, 1),
        ("reset to `/init`, million instructions", *both("boot", "reset_to_init"), None, "", 1e6, 1),
        ("start of QEMU to `/init`, s (best of 3)", *both("boot", "qemu_to_init_s"), None, "", 1, 2),
        ("in use at the shell with `-m 128M` (`-m` minus `MemFree`), MiB", *both("memory", "used_kib"),
         LEAN_BOOT["used"] * 1024, "4", 1024, 1),
        ("the same with `-m 16M`", *both("memory_16", "used_kib"), None, "4", 1024, 1),
        ("of it not in `MemTotal` (image, page structures), `-m 128M`", missing(pith), missing(linux), None, "", 1024, 1),
        ("least `-m` that reaches the shell, MiB", *both("least_mib"), LEAN_BOOT["least"], "8", 1, 0),
        ("image, compressed, KiB", *both("size", "compressed"), LEAN_BOOT["image"] * 1e6, "", 1024, 0),
        ("image, as loaded, KiB", *both("size", "loaded"), None, "", 1024, 0),
    )
    return table(("boot, memory, size", "Pith", "Debian's Linux", "ratio", "lean Linux", "aim"),
                 [(name, show(p, unit, digits), show(d, unit, digits), ratio(p, d), show(lean, unit, digits), aim)
                  for name, p, d, lean, aim, unit, digits in lines])


def instructions(figures, row, best=""):
    """Of a row in the common guest, or in the one with much memory."""
    value = at(figures, f"icount{best}", row)
    return at(figures, f"icount-big{best}", row) if value is None else value


def operations(pith, linux):
    """Instructions.  The aim is half of Linux's; the ratio that counts is the one to Linux's better figure."""
    lines = []
    for row, text in ROWS.items():
        p, d = instructions(pith, row), instructions(linux, row)
        pb, db = instructions(pith, row, "-best"), instructions(linux, row, "-best")
        lines.append((text, show(p), show(d), ratio(p, d), show(pb), show(db), ratio(pb, db), show(LEAN.get(row))))
    return table(("instructions per operation", "Pith", "Linux", "ratio", "Pith *", "Linux *", "ratio *", "lean Linux"),
                 lines)


def times(pith, linux):
    lines = []
    for row, text in ROWS.items():
        p, d = at(pith, "time", row), at(linux, "time", row)
        pb, db = at(pith, "time-best", row), at(linux, "time-best", row)
        if any(is_number(x) for x in (p, d, pb, db)):
            lines.append((text, show(p), show(d), ratio(p, d), show(pb), show(db), ratio(pb, db)))
    return table(("ns per operation", "Pith", "Linux", "ratio", "Pith *", "Linux *", "ratio *"), lines)


def failures(*subjects):
    """Rows that gave no figure, with their own words."""
    return [f"- {name}, {run}, {row}: {value}" for name, figures in subjects for run in ("icount", "icount-big", "time")
            for row, value in (at(figures, run) or {}).items() if not is_number(value)]


def tables(pith, linux):
    parts = [summary(pith, linux), operations(pith, linux), times(pith, linux)]
    bad = failures(("Pith", pith), ("Linux", linux))
    if bad:
        parts.append("No figure:\n\n" + "\n".join(bad))
    return "\n\n".join(parts)


def write(path, text):
    page = open(path).read()
    head, rest = page.split(BEGIN)
    tail = rest.split(END)[1]
    with open(path, "w") as out:
        out.write(f"{head}{BEGIN}\n{text}\n{END}{tail}")
