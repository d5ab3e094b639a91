# SPDX-License-Identifier: GPL-2.0-or-later
"""pith.py - what gdb should know of Pith; `make gdb` loads it, `pith` lists the commands

Every other *.py beside this file is loaded too, so that a room may add a command by adding a file.
"""
import glob
import os
import shlex

import gdb

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
ENTRY_BITS = ((63, "nx"), (8, "global"), (7, "large"), (6, "dirty"), (5, "accessed"), (4, "pcd"), (3, "pwt"),
              (2, "user"), (1, "write"), (0, "present"))


class PithCommand(gdb.Command):
    """List Pith's own commands."""

    commands = {}

    def __init__(self):
        super().__init__("pith", gdb.COMMAND_USER)

    def invoke(self, _argument, _from_tty):
        for name, text in sorted(self.commands.items()):
            print(f"{name:14} {text}")


def command(name):
    """Decorator: a function of one string becomes a gdb command; its docstring is the help."""
    def add(fn):
        body = type(name, (gdb.Command,), {
            "__doc__": fn.__doc__,
            "__init__": lambda self: gdb.Command.__init__(self, name, gdb.COMMAND_USER),
            "invoke": lambda self, argument, from_tty: fn(argument)})
        body()
        PithCommand.commands[name] = fn.__doc__.split("\n")[0]
        return fn
    return add


def physical_u64(address):
    """Eight bytes of physical memory, by way of QEMU's monitor."""
    text = gdb.execute(f"monitor xp /1xg {address:#x}", to_string=True)
    return int(text.split(":")[1].strip(), 16)


@command("pith-connect")
def pith_connect(argument):
    """Start QEMU stopped and connect to it: what make gdb does."""
    os.makedirs("build", exist_ok=True)
    console = "socket,id=console,path=build/gdb-console,server=on,wait=off,logfile=build/gdb-console.log"
    argv = [*shlex.split(argument), "--print"]
    line = os.popen(shlex.join(argv)).read().strip()
    line = line.replace("-serial mon:stdio", f"-chardev {console} -serial chardev:console")
    gdb.execute("set confirm off")
    gdb.execute("set architecture i386:x86-64")
    gdb.execute(f"target remote | exec setsid {line} -S -gdb stdio")
    print("The machine stands before its first instruction.  Before paging is on, use hbreak.")
    print("`console` shows what the guest printed, `pith` lists the commands; `kill` ends the machine.")


@command("console")
def show_console(argument):
    """Show the last lines (40, or as many as asked) of the guest's console."""
    count = int(argument or 40)
    with open("build/gdb-console.log", errors="replace") as log:
        print("".join(log.readlines()[-count:]))


@command("pt")
def page_table(argument):
    """pt ADDRESS: walk the page tables of the current CPU for a virtual address."""
    address = int(gdb.parse_and_eval(f"(unsigned long) ({argument})"))
    table = int(gdb.parse_and_eval("$cr3")) & 0x000ffffffffff000
    levels = 5 if int(gdb.parse_and_eval("$cr4")) & (1 << 12) else 4
    for level in range(levels, 0, -1):
        index = address >> (12 + 9 * (level - 1)) & 511
        entry = physical_u64(table + 8 * index)
        bits = " ".join(name for bit, name in ENTRY_BITS if entry >> bit & 1)
        print(f"level {level}  [{index:3}] at {table + 8 * index:#014x}: {entry:#018x}  {bits}")
        if not entry & 1:
            print("not mapped")
            return
        table = entry & 0x000ffffffffff000
        if level == 1 or (level < 4 and entry >> 7 & 1):
            span = 1 << (12 + 9 * (level - 1))
            print(f"physical {(table & ~(span - 1)) + address % span:#x}, page of {span // 1024} KiB")
            return


PithCommand()
for path in sorted(glob.glob(os.path.join(HERE, "*.py"))):
    if os.path.basename(path) != "pith.py":
        gdb.execute(f"source {path}")
