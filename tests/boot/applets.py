#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""applets.py [--kernel K] [--regenerate] [APPLET]... - every applet of BusyBox, by what it says

tests/applets/*.t are transcripts: "=== APPLET" opens a section, "$ COMMAND" (with "> " for each
further line) is run by a shell in a folder of the section's own, and what follows is what it must
write on both outputs, then "[STATUS]" if that is not 0.  All run in one guest, in one boot.  What
the transcripts say is what Linux says: --regenerate runs the commands on Debian's kernel, in the same
QEMU and with the same initramfs, and writes the answers in.  So a command makes what differs from run
to run (times, sizes, process numbers) into what does not.

tests/applets/absent names the applets without a section, by the reason.  An applet in neither is a
failure, and so is one in both.
"""
import argparse
import difflib
import glob
import os
import re
import shlex
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from badinput import member, trailer  # noqa: E402
from guest import TOP, Failure, Guest  # noqa: E402

TABLE = os.path.join(TOP, "tests/applets")
LINKS = os.path.join(TOP, "build/busybox/busybox.links")
END = r"@@%d:(\d+)@@\n"
INITTAB = b"::sysinit:/etc/init.d/rcS\nttyS0::once:/applets\n::shutdown:/bin/umount -a -r\n"
SCRIPT = """#!/bin/sh
[ -n "$HERE" ] || exec env -i HERE=1 PATH=/sbin:/usr/sbin:/bin:/usr/bin HOME=/root TERM=linux \\
	TZ=UTC0 USER=root SHELL=/bin/sh sh "$0"
unset HERE
stty -opost
n=0
section() { cd "/tmp/t/$1"; }
run() {
	(eval "$1") < /dev/null
	echo "@@$n:$?@@"
	n=$((n + 1))
}
{
mkdir /tmp/t %s
%s
poweroff
} 2>&1 | cat
"""


class Case:
    def __init__(self, applet, command):
        self.applet, self.command, self.said = applet, command, ""

    def text(self):
        first, *rest = self.command.split("\n")
        return "".join([f"$ {first}\n", *(f"> {line}\n" for line in rest), self.said])


class Transcript:
    """A file: text before the first section, then cases, with the comments that stand above sections."""

    def __init__(self, path):
        self.path, self.parts, self.cases = path, [], []
        applet, case = None, None
        for line in open(path):
            if line.startswith("=== ") or (applet is None):
                applet = line[4:].strip() if line.startswith("=== ") else None
                self.parts.append(line)
            elif line.startswith("$ "):
                case = Case(applet, line[2:-1])
                self.cases.append(case)
                self.parts.append(case)
            elif line.startswith("> ") and not case.said:
                case.command += "\n" + line[2:-1]
            else:
                case.said += line

    def text(self):
        return "".join(p if isinstance(p, str) else p.text() for p in self.parts)


def load():
    return [Transcript(path) for path in sorted(glob.glob(TABLE + "/*.t"))]


def absent():
    """{applet: reason} of tests/applets/absent: "reason: applet ..."."""
    out = {}
    for line in open(TABLE + "/absent"):
        if not line.startswith("#") and line.strip():
            reason, names = line.rsplit(":", 1)
            out.update((name, reason) for name in names.split())
    return out


def complete():
    """Every applet of the BusyBox that was built is in one list."""
    built = {os.path.basename(line.strip()) for line in open(LINKS)}
    cases = [c for t in load() for c in t.cases]
    listed, without = {c.applet for c in cases}, absent()
    wrong = [f"{a}: neither run nor named in tests/applets/absent" for a in sorted(built - listed - set(without))]
    wrong += [f"{a}: both run and absent" for a in sorted(listed & set(without))]
    wrong += [f"{a}: no such applet" for a in sorted((listed | set(without)) - built)]
    for a in sorted(listed):
        word = r"(?<![\w.-])" + re.escape(a) + r"(?![\w-])"
        if not any(re.search(word, c.command) for c in cases if c.applet == a):
            wrong.append(f"{a}: no command of its section runs it")
    if wrong:
        raise Failure("\n".join(wrong))


def script(cases):
    lines, applet = [], None
    for c in cases:
        if c.applet != applet:
            applet = c.applet
            lines.append(f"section {shlex.quote(applet)}")
        lines.append(f"run {shlex.quote(c.command)}")
    folders = " ".join(shlex.quote("/tmp/t/" + a) for a in dict.fromkeys(c.applet for c in cases))
    return SCRIPT % (folders, "\n".join(lines))


def readable(output, status):
    """What a command wrote, as it stands in a transcript."""
    text = output.decode("utf-8", "backslashreplace")
    text = re.sub(r"[^\t\n -~\u00a0-\uffff]", lambda m: f"\\x{ord(m[0]):02x}", text)
    if text and not text.endswith("\n"):
        text += " (no newline)\n"
    return text + (f"[{status}]\n" if status else "")


def ask(kernel, cases, timeout=120):
    """Run the cases in a guest; the list of what each said."""
    said = []
    with tempfile.NamedTemporaryFile(suffix=".cpio") as initrd:
        initrd.write(open(os.path.join(TOP, "build/initramfs.cpio"), "rb").read())
        initrd.write(member("applets", script(cases).encode(), ino=901) +
                     member("etc/inittab", INITTAB, 0o100644, ino=902) + trailer())
        initrd.flush()
        with Guest(kernel=kernel, initrd=initrd.name, smp=2, append="console=ttyS0 quiet loglevel=1 panic=-1") as g:
            begin = None
            for n, case in enumerate(cases):
                # Processes that outlive their command may still write, so the first line is looked for too.
                m = g.expect(END % n, timeout, f"the end of {case.command!r} ({case.applet})")
                begin = 0 if begin is None else begin
                said.append(readable(g.console[begin:m.start()], int(m[1])))
                begin = m.end()
            g.wait_off(30)
            g.no_panic()
    return said


def judge(kernel, only=()):
    """Compare with the transcripts; how many commands answered as Linux does."""
    cases = [c for t in load() for c in t.cases if not only or c.applet in only]
    wrong = []
    for case, got in zip(cases, ask(kernel, cases)):
        if got != case.said:
            diff = difflib.unified_diff(case.said.splitlines(), got.splitlines(), "Linux", "here", n=2, lineterm="")
            wrong.append(f"{case.applet}: {case.command}\n" + "\n".join("    " + d for d in list(diff)[2:30]))
    if wrong:
        raise Failure("\n".join(wrong), len(cases) - len(wrong), len(wrong))
    return len(cases)


def cases(context):
    yield "complete", complete
    yield "all", lambda: judge(context.elf())


def regenerate(only):
    transcripts = load()
    chosen = [c for t in transcripts for c in t.cases if not only or c.applet in only]
    for case, said in zip(chosen, ask("build/linux/vmlinuz", chosen)):
        case.said = said
    for t in transcripts:
        text = t.text()
        if text != open(t.path).read():
            open(t.path, "w").write(text)


def main():
    p = argparse.ArgumentParser(formatter_class=argparse.RawDescriptionHelpFormatter, description=__doc__)
    p.add_argument("--kernel", default="build/pith.elf")
    p.add_argument("--regenerate", action="store_true", help="from Debian's Linux")
    p.add_argument("applets", nargs="*")
    a = p.parse_args()
    os.chdir(TOP)
    kernel = "build/linux/vmlinuz" if a.kernel == "linux" else a.kernel
    if a.regenerate or a.kernel == "linux":
        subprocess.run(["make", "-s", "build/linux/vmlinuz", "build/initramfs.cpio"], check=True)
    try:
        if a.regenerate:
            regenerate(a.applets)
        else:
            complete()
            print(judge(kernel, a.applets), "commands answered as on Linux")
    except Failure as e:
        sys.exit(str(e))


if __name__ == "__main__":
    main()
