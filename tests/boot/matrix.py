#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The boot matrix: machines, CPUs, memory, ways to boot; and what kernel parameters do

Each case boots to the shell, asks a few questions whose answers are known, and switches off.
"""
import re
import time

from guest import Failure, Guest, PATIENCE
from session import PROMPT, Session, check, equal, matches

VARIANTS = {
    "gcc": [],
    "clang": ["CC=clang"],
    "debug": ["DEBUG=1"],
    "clang-debug": ["CC=clang", "DEBUG=1"],
    "ktest": ["DEBUG=1", "KTEST=1"],
    "clang-ktest": ["CC=clang", "DEBUG=1", "KTEST=1"],
    "ktest-kasan": ["KASAN=1", "KTEST=1"],
    "ktest-ubsan": ["UBSAN=1", "KTEST=1"],
}


def elf_of(variant):
    folder = {"gcc": "", "ktest": "debug-ktest/", "clang-ktest": "clang-debug-ktest/"}.get(variant, variant + "/")
    return f"build/{folder}pith.elf"


def sparse_memory(size):
    """More memory than the host has: QEMU reserves none of it."""
    return ["-object", f"memory-backend-ram,id=ram,size={size},reserve=off", "-machine", "memory-backend=ram"]


NUMA = ["-object", "memory-backend-ram,id=m0,size=128M", "-object", "memory-backend-ram,id=m1,size=128M",
        "-numa", "node,nodeid=0,cpus=0-1,memdev=m0", "-numa", "node,nodeid=1,cpus=2-3,memdev=m1",
        "-numa", "dist,src=0,dst=1,val=21"]

# name, kernel variant, what differs from q35, 1 CPU, 256M
BOOTS = (
    ("pc", "gcc", dict(machine="pc")),
    ("q35", "gcc", dict(machine="q35")),
    ("microvm", "gcc", dict(machine="microvm")),
    # without ACPI there is nothing to switch it off with
    ("microvm-no-acpi", "gcc", dict(machine="microvm,acpi=off", leave="reboot")),
    ("microvm-no-pit", "gcc", dict(machine="microvm,pit=off,rtc=on")),  # the RTC times the TSC
    ("q35-qboot", "gcc", dict(extra=["-bios", "qboot.rom"])),
    ("cpu-qemu64", "gcc", dict(cpu="qemu64", smp=2)),
    ("cpu-no-la57", "gcc", dict(cpu="max,la57=off")),
    ("cpu-bare", "gcc", dict(cpu="qemu64,-svm,-xsave,-pdpe1gb")),
    ("pc-smp2", "gcc", dict(machine="pc", smp=2)),
    ("q35-smp3", "gcc", dict(smp=3)),
    ("q35-smp4", "gcc", dict(smp=4)),
    ("q35-smp8", "gcc", dict(smp=8)),
    ("microvm-smp2", "gcc", dict(machine="microvm", smp=2)),
    ("microvm-smp8", "gcc", dict(machine="microvm", smp=8)),
    ("numa", "gcc", dict(smp="4,sockets=2,cores=2", extra=NUMA)),
    ("mem-8M", "gcc", dict(mem="8M", machine="microvm")),
    ("mem-16M", "gcc", dict(mem="16M")),
    ("mem-16M-pc-smp2", "gcc", dict(mem="16M", machine="pc", smp=2)),
    ("mem-24M-smp8", "gcc", dict(mem="24M", smp=8)),
    ("mem-129M", "gcc", dict(mem="129M")),
    ("mem-1G", "gcc", dict(mem="1G")),
    ("mem-3G-pc", "gcc", dict(mem="3G", machine="pc")),
    ("mem-6G", "gcc", dict(mem="6G", smp=2)),
    ("mem-64G", "gcc", dict(mem="64G", smp=2, extra=sparse_memory("64G"))),
    ("mem-64G-microvm", "gcc", dict(mem="64G", machine="microvm", extra=sparse_memory("64G"))),
    ("gzip-initramfs", "gcc", dict(initrd="build/initramfs.cpio.gz")),
    ("glibc-busybox", "gcc", dict(initrd="build/busybox-glibc/initramfs.cpio")),
    ("debug", "debug", dict(smp=4)),
    ("debug-microvm", "debug", dict(machine="microvm")),
    ("clang", "clang", dict(smp=4)),
    ("clang-pc", "clang", dict(machine="pc")),
    ("clang-debug", "clang-debug", dict(smp=2)),
    ("iso-bios-pc", "iso", dict(machine="pc", smp=2)),
    ("iso-bios-q35", "iso", dict(smp=2)),
    ("iso-uefi", "iso", dict(smp=2, uefi=True)),
)
LINUX_MINIMUM_MIB = 129


def mebibytes(text):
    return int(text[:-1]) * {"M": 1, "G": 1024}[text[-1]]


def questions(s, smp, mem, is_linux):
    """The machine is the one that was asked for."""
    equal(s.run("grep -c ^processor /proc/cpuinfo"), f"{smp}\n", "CPUs")
    total = int(s.run("sed -n 's/^MemTotal: *\\([0-9]*\\) kB/\\1/p' /proc/meminfo")) // 1024
    # A kernel keeps some for itself: struct page takes 1/64, the image and tables a few MiB;
    # Debian's Linux some 55 MiB more.
    check(mem * (0.92 if is_linux else 0.95) - (64 if is_linux else 4) <= total <= mem, f"MemTotal is {total} MiB of {mem}")
    equal(s.run("for i in 1 2 3; do (echo $i; sleep 0.1) | cat; done | tr '\\n' ' '"), "1 2 3 ", "a few processes")
    free = int(s.run("sed -n 's/^MemFree: *\\([0-9]*\\) kB/\\1/p' /proc/meminfo"))
    check(0 < free <= total * 1024, f"MemFree is {free} kB")


def boot(context, variant, options):
    machine = dict(machine="q35", smp=1, mem="256M", initrd="build/initramfs.cpio", append="console=ttyS0")
    machine.update(options)
    leave = machine.pop("leave", "poweroff")
    if context.is_linux:
        machine["append"] += " quiet"  # its late messages come in between the answers
    if variant == "iso":
        machine = {k: v for k, v in machine.items() if k not in ("initrd", "append")}
        machine["iso"] = "build/pith.iso"
        machine.setdefault("mem", "256M")
    else:
        machine["kernel"] = context.elf(variant)
    s = Session(**machine)
    try:
        questions(s, int(str(machine["smp"]).split(",")[0]), mebibytes(machine["mem"]), context.is_linux)
        s.g.no_panic()
        s.enter(f"{leave} -f")
        s.g.wait_off(30, "guest-reset" if leave == "reboot" else "guest-shutdown")
    finally:
        s.g.kill()


def power(context, machine, command):
    """poweroff, reboot and halt, by way of init.  What cannot switch itself off halts."""
    s = Session(machine=machine, kernel=context.elf(), initrd="build/initramfs.cpio", append="console=ttyS0",
                reboots=command == "reboot", smp=2)
    try:
        s.enter(command)
        if command == "poweroff" and "acpi=off" not in machine:
            s.g.wait_off(60)
        elif command == "reboot":
            s.see("To leave", 90)
            s.see(PROMPT)
        else:
            s.see("System halted", 60)
            time.sleep(1 * PATIENCE)
            check(s.g._pump(0.1), "QEMU ended after halt")
        s.g.no_panic()
    finally:
        s.g.kill()


def busy(context, smp, append=""):
    """A session whose CPUs are all in user mode, with the trap of the moment still to come."""
    s = Session(kernel=context.elf(), initrd="build/initramfs.cpio", append=f"console=ttyS0 {append}", smp=smp)
    s.run("i=0; while [ $i -lt %d ]; do (while :; do :; done) & i=$((i + 1)); done" % smp)
    time.sleep(0.5 * PATIENCE)
    return s


def nmi(context):
    """Twenty NMIs from nowhere, amid work: each said, none harmful."""
    s = busy(context, 2)
    try:
        for _ in range(20):
            s.g.monitor("nmi")
            time.sleep(0.02)
        s.g.expect(r"Uhhuh\. NMI received for unknown reason [0-9a-f]{2} on CPU 0\.\r*\n.*"
                   r"Dazed and confused, but trying to continue", 30)
        time.sleep(0.5 * PATIENCE)
        s.enter("kill $(jobs -p); grep NMI: /proc/interrupts; echo still-'here'")
        count = int(s.g.expect(r"NMI: +(\d+) .*still-here", 30)[1])
        check(1 <= count <= 20, f"{count} NMIs")
        s.g.no_panic()
    finally:
        s.g.kill()


def all_halted(s, smp):
    """After a panic no CPU does anything more."""
    end = time.monotonic() + 20 * PATIENCE
    while time.monotonic() < end:
        halted = len(re.findall(r"HLT=1", s.g.monitor("info registers -a")))
        if halted == smp:
            return
        time.sleep(0.2)
    raise Failure(f"{halted} of {smp} CPUs have halted" + s.g.tail())


def trapped_to_death(context, append, command, pattern, smp=4):
    s = busy(context, smp, append)
    try:
        s.g.monitor(command)
        s.g.expect(pattern, 30)
        s.g.expect(r"---\[ end Kernel panic", 30)
        all_halted(s, smp - context.is_linux)  # Linux itself goes on blinking
    finally:
        s.g.kill()


# What is written to provoke-crash/DIRECT, and what the kernel must say of it and of where it was
TASK = r"CPU: \d PID: \d+ Comm: sh .*"
CRASHES = (
    ("EXHAUST_STACK", r"BUG: TASK stack guard page was hit at 0x(\w+) \(stack is 0x\w+\.\.0x\w+\)\r*\n"
     r".*Kernel panic - not syncing: kernel stack overflow\r*\n.*" + TASK +
     r" recurse\+\S+\r*\n.*\d+ more of it\r*\n.* crash_exhaust_stack\+\S+\r*\n.* direct_write\+\S+\r*\n"),
    ("PANIC", r"Kernel panic - not syncing: dumptest\r*\n.*" + TASK + r" crash_panic\+\S+\r*\n"),
    ("BUG", r"Kernel panic - not syncing: \S+:\d+: BUG\r*\n.*" + TASK + r" crash_bug\+\S+\r*\n"),
    ("EXCEPTION", r"page fault in the kernel at 0x0: NULL pointer, write.*" + TASK + r"RIP: 0010:crash_exception\+"),
    ("WRITE_RO", r"page fault in the kernel at 0x\w+: write to read-only memory.*RIP: 0010:crash_write_ro\+"),
    ("WRITE_KERN", r"page fault in the kernel at 0x\w+: write to read-only memory.*RIP: 0010:crash_write_kern\+"),
    ("EXEC_DATA", r"page fault in the kernel at 0x\w+: execution of data.*Call Trace:.* crash_exec_data\+"),
    ("EXEC_NULL", r"page fault in the kernel at 0x0: NULL pointer.*Call Trace:.* crash_exec_null\+"),
)
CRASH_NAMES = [f"crash-{name.lower()}" for name, _ in CRASHES] + ["crash-survived"]
DIRECT = "/sys/kernel/debug/provoke-crash/DIRECT"


def crash(context, name, pattern):
    """A fault of the kernel, on demand of a debug build: named, with the task and the call chain."""
    s = Session(kernel=context.elf("debug"), initrd="build/initramfs.cpio", append="console=ttyS0 panic=-1", smp=2)
    try:
        s.enter(f"echo {name} > {DIRECT}")
        s.g.expect(r"lkdtm: Performing direct entry " + name + r"\r*\n.*" + pattern, 30)
        s.g.wait_off(30, "guest-reset")
    finally:
        s.g.kill()


def crash_survived(context):
    """What is no crash is refused, and a warning is none."""
    s = Session(kernel=context.elf("debug"), initrd="build/initramfs.cpio", append="console=ttyS0 panic=-1", smp=2)
    try:
        equal(s.run(f"head -n 2 {DIRECT}"), "Available crash types:\nPANIC\n", "the names")
        matches(s.run(f"echo NONSENSE > {DIRECT}"), "Invalid argument", "a name that is none")
        matches(s.run(f"echo WARNING > {DIRECT}"), r"WARNING: CPU: \d at \S+:\d+: .* direct_write\+.*end trace", "a warning")
        equal(s.run("echo still here"), "still here\n", "after the warning")
    finally:
        s.g.kill()


# an uncorrected error in bank 1 of CPU 1 (mce CPU BANK STATUS MCG_STATUS ADDR MISC)
UNCORRECTED = "mce 1 1 0xbd00000000000000 0x7 0x1234000 0x8c"


def screen_and_keyboard(context):
    """A shell on the VGA text screen, typed on the PS/2 keyboard, beside the one on the serial line."""
    s = Session(machine="pc", kernel=context.elf(), initrd="build/initramfs.cpio",
                append="console=tty0 console=ttyS0", extra=["-vga", "std"])

    def text():
        dump = s.g.monitor("xp /16384xh 0xb8000")
        words = re.findall(r"0x([0-9a-f]{4})\b", re.sub(r"^[0-9a-f]+:", "", dump, flags=re.M))
        cells = "".join(chr(int(w, 16) & 0xff) for w in words)
        return "\n".join(cells[i:i + 80].rstrip("\0 ") for i in range(0, len(cells), 80))

    def wait(pattern, what):
        end = time.monotonic() + 30 * PATIENCE
        while not re.search(pattern, text(), re.M):
            if time.monotonic() > end:
                lines = [line for line in text().split("\n") if line and not line.startswith("[")]
                raise Failure(f"never on the screen: {what}\n" + "\n".join(lines[-40:]))
            time.sleep(0.3)

    def keys(names):
        for key in names.split():
            s.g.monitor(f"sendkey {key} 20")
            time.sleep(0.08 * PATIENCE)

    try:
        wait(r"^root@pith:~#$", "the prompt")
        keys("e c h o spc shift-a shift-b minus 4 2 ret")
        wait(r"^AB-42$", "what was echoed")
        keys("s l e e p spc 9 9 ret")
        time.sleep(0.5 * PATIENCE)
        keys("ctrl-c t t y ret")
        wait(r"^/dev/tty1$", "tty's answer after ^C")
        equal(s.run("tty"), "/dev/ttyS0\n", "the serial line's shell")
    finally:
        s.g.kill()


def cases(context):
    for name, variant, options in BOOTS:
        if context.is_linux and (variant != "gcc" or mebibytes(options.get("mem", "256M")) < LINUX_MINIMUM_MIB
                                 or options.get("machine", "").startswith("microvm")):
            continue  # Debian's Linux finds no clock on microvm under TCG and hangs
        yield name, lambda v=variant, o=options: boot(context, v, o)
    for machine in ("pc", "q35") if context.is_linux else ("pc", "q35", "microvm"):
        for command in ("poweroff", "reboot", "halt"):
            yield f"{command}-{machine}", lambda m=machine, c=command: power(context, m, c)
    if not context.is_linux:
        yield "poweroff-microvm-no-acpi", lambda: power(context, "microvm,acpi=off", "poweroff")
        yield "machine-check", lambda: trapped_to_death(
            context, "", UNCORRECTED, r"CPU 1: Machine Check Exception: 7 Bank 1: bd00000000000000\r*\n"
            r".*ADDR 1234000 MISC 8c\r*\n.*Kernel panic - not syncing: Fatal machine check\r*\n")
        for name, pattern in CRASHES:
            yield f"crash-{name.lower()}", lambda n=name, p=pattern: crash(context, n, p)
        yield "crash-survived", lambda: crash_survived(context)
    yield "nmi", lambda: nmi(context)
    yield "nmi-panic", lambda: trapped_to_death(
        context, "unknown_nmi_panic", "nmi", r"Kernel panic - not syncing: NMI: Not continuing\r*\n")
    yield "screen", lambda: screen_and_keyboard(context)


# --- kernel parameters: name, what is appended, what the console must show, how the machine ends;
# and what Debian's Linux 6.1 shows, where it says less ---

PARAMS = (
    ("rdinit", "rdinit=/bin/echo panic=-1", r"Run /bin/echo as init process", "guest-reset"),
    ("init-arguments", "rdinit=/bin/echo hello world panic=-1", r"\nhello world\r*\n", "guest-reset"),
    ("init-arguments-dashes", "rdinit=/bin/echo panic=-1 -- -e \"quoted one\" a=b", r"\nquoted one a=b\r*\n", "guest-reset"),
    ("init-environment", "rdinit=/usr/bin/env flavour=sweet panic=-1", r"\nflavour=sweet\r*\n", "guest-reset"),
    ("init-environment-defaults", "rdinit=/usr/bin/env panic=-1", r"HOME=/\r*\nTERM=linux\r*\n", "guest-reset"),
    ("init-exits", "rdinit=/bin/true panic=-1",
     r"Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000000", "guest-reset"),
    ("init-fails", "rdinit=/bin/false panic=-1", r"Attempted to kill init! exitcode=0x00000100", "guest-reset"),
    ("panic-1s", "rdinit=/bin/true panic=1", r"Rebooting in 1 seconds", "guest-reset"),
    ("rdinit-absent", "rdinit=/nowhere panic=-1", r"check access for rdinit=/nowhere failed: -2, ignoring", "guest-reset",
     r"Kernel panic - not syncing: VFS: Unable to mount root fs"),
)
# name, what is appended, a command and its answer
ANSWERS = (
    ("maxcpus", "maxcpus=2", "cat /sys/devices/system/cpu/online 2> /dev/null || grep -c ^proc /proc/cpuinfo", r"^(0-1|2)\n"),
    ("nosmp", "nosmp", "grep -c ^processor /proc/cpuinfo", r"^1\n"),
    ("mem", "mem=192M", "free -m | awk '/^Mem/ { print ($2 < 192 && $2 > 100) }'", r"^1\n"),
    ("quiet", "quiet", "cat /proc/cmdline", r"^console=ttyS0 quiet\n"),
    ("loglevel", "loglevel=3", "cut -f 1 /proc/sys/kernel/printk", r"^3\n"),
    ("debug-level", "ignored.thing=1 loglevel=8", "cut -f 1 /proc/sys/kernel/printk", r"^8\n"),
    ("root-reserved", "root=/dev/vda1 ro", "mount | head -n 1", r"^(rootfs|none|tmpfs) on / type (rootfs|tmpfs)"),
)


def param(context, append, pattern, reason):
    with Guest(kernel=context.elf(), initrd="build/initramfs.cpio", append=f"console=ttyS0 {append}", smp=2) as g:
        g.expect(pattern, 60)
        g.wait_off(60, reason)


def answer(context, append, command, pattern):
    s = Session(kernel=context.elf(), initrd="build/initramfs.cpio", append=f"console=ttyS0 {append}", smp=4)
    try:
        got = s.run(command)
        check(re.search(pattern, got), f"{command}: {got!r} does not match {pattern!r}" + s.g.tail(10))
        if append == "quiet":
            check("[    0." not in s.g.text().split("Pith")[0], "quiet, but the log is on the console" + s.g.tail())
    finally:
        s.g.kill()


def param_cases(context):
    for name, append, pattern, reason, *linux in PARAMS:
        pattern = linux[0] if linux and context.is_linux else pattern
        yield name, lambda a=append, p=pattern, r=reason: param(context, a, p, r)
    for name, append, command, pattern in ANSWERS:
        yield name, lambda a=append, c=command, p=pattern: answer(context, a, c, p)
