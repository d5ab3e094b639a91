#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""session.py [--kernel K] [--pty] [STEP]... - a BusyBox session, typed as a person would type it

Each step is a function that types and looks; its docstring says what it shows.  The steps are the
same on the serial line and on a pty (under script(1)).  With --kernel linux they run on Debian's
Linux: a step that fails there is wrong, whatever Pith does.
"""
import argparse
import hashlib
import inspect
import os
import re
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from guest import PATIENCE, Failure, Guest  # noqa: E402
from screen import Screen  # noqa: E402

ROWS, COLS = 24, 100
PROMPT = r"root@pith:[^\r\n#]*# "
CTRL_C, CTRL_D, CTRL_Z, CTRL_BACKSLASH = "\x03", "\x04", "\x1a", "\x1c"
UP, DOWN, RIGHT, LEFT, ESC, TAB = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b", "\t"


class Session:
    def __init__(self, pty=False, **machine):
        self.screen = Screen(ROWS, COLS)
        self.pty = pty
        self.g = Guest(screen=self.screen, **machine)
        try:
            self.g.expect(PROMPT, 120, "the first prompt")
            if pty:
                self.g.send("script -q -c 'exec sh -l' /tmp/typescript\r")
                self.g.expect(PROMPT, 30, "a prompt on the pty")
            self.run(f"stty rows {ROWS} cols {COLS}")
        except BaseException:
            self.g.kill()
            raise

    def type(self, text):
        self.g.send(text)

    def see(self, pattern, timeout=30):
        return self.g.expect(pattern, timeout)

    def enter(self, line):
        """Type a command and Enter, and see both echoed; the shell may have to wrap the line."""
        self.type(line)
        if line:
            self.see(r"[\r\n]*".join(map(re.escape, line[-12:])), 30)
        self.type("\r")
        self.see(r"\r*\n")

    def prompt(self, timeout=30):
        """What came before the next prompt."""
        start = self.g.seen
        m = self.see(PROMPT, timeout)
        return self.g.console[start:m.start()].decode(errors="replace").replace("\r", "")

    def run(self, line, timeout=60):
        """The output of a command."""
        self.enter(line)
        return self.prompt(timeout)

    def status(self):
        return int(self.run("echo $?"))

    def escape(self):
        """The Esc key, and the moment after it that tells it from an arrow key."""
        self.type(ESC)
        time.sleep(0.4 * PATIENCE)

    def look(self, seen, what, timeout=30):
        """Wait until the screen satisfies seen(screen)."""
        end = time.monotonic() + timeout * PATIENCE
        while not seen(self.screen):
            if time.monotonic() > end:
                raise Failure(f"never on the screen: {what}\n{self.screen.text()}")
            if not self.g._pump(0.2):
                raise Failure("QEMU ended" + self.g.tail())
        self.g.seen = len(self.g.console)


def check(condition, what):
    if not condition:
        raise Failure(what)


def equal(got, want, what):
    check(got == want, f"{what}: got {got!r}, not {want!r}")


def matches(got, pattern, what):
    check(re.search(pattern, got, re.S | re.M), f"{what}: {got!r} does not match {pattern!r}")


# --- the steps, in the order of the session ---

def terminal(s):
    """A login shell with job control on its own controlling terminal."""
    equal(s.run("tty"), "/dev/pts/0\n" if s.pty else "/dev/ttyS0\n", "tty")
    matches(s.run("echo $-"), r"m", "job control is on in $-")
    equal(s.run("stty size"), f"{ROWS} {COLS}\n", "window size")
    equal(s.run("echo through the terminal > /dev/tty"), "through the terminal\n", "/dev/tty")
    equal(s.run("whoami; pwd; echo $HOME"), "root\n/root\n/root\n", "login environment")


def job_control(s):
    """sleep 100 &, jobs, fg, ^Z, bg, kill %1."""
    matches(s.run("sleep 100 &"), r"^$", "starting in the background says nothing but the prompt")
    matches(s.run("jobs"), r"^\[1\]\+ +Running +sleep 100", "jobs")
    s.enter("fg")
    s.see(r"sleep 100\r\n")
    s.type(CTRL_Z)
    matches(s.prompt(), r"\[1\]\+ +Stopped", "^Z stops it")
    matches(s.run("jobs"), r"^\[1\]\+ +Stopped", "jobs after ^Z")
    matches(s.run("bg"), r"\[1\] sleep 100", "bg")
    matches(s.run("jobs"), r"^\[1\]\+ +Running", "jobs after bg")
    s.run("kill %1")
    matches(s.run("wait; jobs; echo left"), r"left\n$", "kill %1 ends it")
    equal(s.run("jobs"), "", "no job is left")


def interrupt(s):
    """^C ends a program, not the shell."""
    s.enter("sleep 100")
    time.sleep(0.5 * PATIENCE)
    s.type(CTRL_C)
    s.prompt()
    equal(s.status(), 130, "status after ^C")
    s.type("half a command" + CTRL_C)
    s.see(PROMPT)
    equal(s.run("echo still here"), "still here\n", "the shell after ^C on a half-typed line")
    s.enter("while :; do :; done")
    time.sleep(0.5 * PATIENCE)
    s.type(CTRL_C)
    s.prompt()
    equal(s.run("echo out of the loop"), "out of the loop\n", "the shell after ^C in a loop")


def quit_key(s):
    """^\\ ends a program by SIGQUIT."""
    s.enter("sleep 100")
    time.sleep(0.5 * PATIENCE)
    s.type(CTRL_BACKSLASH)
    s.prompt()
    equal(s.status(), 131, "status after ^\\")


def end_of_file(s):
    """^D ends the input of cat, and a shell at its prompt."""
    s.enter("cat > /tmp/typed")
    time.sleep(0.5 * PATIENCE)  # until the shell has left raw mode, which does not echo
    s.type("first line\r")
    s.see(r"first line\r\n")
    s.type("no newline")
    s.see("no newline")
    s.type(CTRL_D + CTRL_D)
    s.prompt()
    equal(s.run("od -c /tmp/typed | tail -n 3"),
          "0000000   f   i   r   s   t       l   i   n   e  \\n   n   o       n   e\n"
          "0000020   w   l   i   n   e\n0000025\n", "what cat got")
    s.enter("sh")
    s.prompt()
    s.run("inner=yes")
    s.type(CTRL_D)
    s.prompt()
    equal(s.run("echo inner=$inner"), "inner=\n", "^D left the inner shell")


def cooked_editing(s):
    """The terminal's own erase, kill and word-erase, with echo."""
    s.enter("cat > /tmp/cooked")
    time.sleep(0.5 * PATIENCE)  # until cat reads: what comes before is typed to the shell
    s.type("wrong\x15right wordX\x7f\x17one\r")
    s.see(r"\r\n")
    s.type(CTRL_D)
    s.prompt()
    equal(s.run("cat /tmp/cooked"), "right one\n", "after ^U, erase and ^W")


def flow_control(s):
    """^S stops the output, ^Q lets it go on."""
    s.run("stty ixon")
    s.enter("for i in 1 2 3 4 5 6 7 8; do echo tick $i; sleep 1; done")
    s.see(r"tick 2\r\n")
    s.type("\x13")
    time.sleep(2.5)
    before = len(s.g.console)
    s.g._pump(1.5)
    check(b"tick" not in s.g.console[before:], "output went on after ^S" + s.g.tail(5))
    s.type("\x11")
    s.see(r"tick 8\r\n")
    s.prompt()


def tiny_writes(s):
    """One byte at a time, more often than an interrupt may come for nothing: the line goes on."""
    s.run("dd if=/dev/zero of=/dev/ttyS0 bs=1 count=110000 2>/dev/null", 60)
    equal(s.run("dmesg | grep -c 'nobody cared'"), "0\n", "interrupts that nobody wanted")
    equal(s.run("seq 2000 | tail -n 1"), "2000\n", "what is printed and typed afterwards")


def line_editing(s):
    """Arrows, Home, End, ^A ^E ^K ^U ^W and backspace on the shell's line."""
    s.type("ecXo ac" + LEFT + "b" + "\x01" + RIGHT * 2 + "\x1b[3~" + "h" + "\x05" + "d" + "\r")
    s.see(r"\r\nabcd\r\n")
    s.prompt()
    s.type("echo rubbish" + "\x15" + "echo kept gone" + "\x17" + "xy\x7f" + "\r")
    s.see(r"\r\nkept x\r\n")
    s.prompt()


def long_line(s):
    """A line longer than the screen is wide wraps, and Home and backspace still find their way."""
    words = " ".join(f"word{i}" for i in range(30))
    s.type("echo " + words)
    s.look(lambda v: "word29" in v.text(), "the wrapped line")
    s.type("\x01" + RIGHT * 5 + "first " + "\x05" + "\x7f" * 6 + "last\r")
    s.see(r"\nfirst word0 [^\r]* word28 last\r\n")
    s.prompt()


def history(s):
    """Arrow up and down, and ^R."""
    s.run("echo alpha")
    s.run("echo beta")
    s.type(UP + UP)
    s.see("echo alpha")
    s.type("\r")
    s.see(r"\r\nalpha\r\n")
    s.prompt()
    s.type(UP + UP + DOWN)
    time.sleep(0.3 * PATIENCE)
    s.type("\r")
    s.see(r"\r\nalpha\r\n")
    s.prompt()
    s.type("\x12bet")
    time.sleep(0.5 * PATIENCE)
    s.type("\r")
    s.see(r"\r\nbeta\r\n")
    s.prompt()


def completion(s):
    """Tab completes a file, a command, and lists what is ambiguous."""
    s.run("mkdir /tmp/comp; cd /tmp/comp; echo found > only-one; touch two-a two-b")
    s.type("cat on" + TAB)
    s.see("cat only-one ")
    s.type("\r")
    s.see(r"\r\nfound\r\n")
    s.prompt()
    s.type("ls tw" + TAB)
    s.see("ls two-")
    s.type(TAB + TAB)
    s.see(r"two-a +two-b")
    s.type("b\r")
    s.see(r"two-b.*\r\n.*two-b")
    s.prompt()
    s.type("sha256s" + TAB)
    s.see("sha256sum ")
    s.type(CTRL_C)
    s.see(PROMPT)
    s.run("cd; rm -r /tmp/comp")


def vi(s):
    """vi: insert, save, open again, search, delete, put, undo."""
    s.run("rm -f /tmp/poem")
    s.enter("vi /tmp/poem")
    s.look(lambda v: v.line(1) == "~" and "poem" in v.line(ROWS - 1), "vi's empty screen")
    s.type("iroses are red\rviolets are blue\rkernels are small")
    s.look(lambda v: v.line(2) == "kernels are small", "what was typed in vi")
    s.escape()
    s.type(":w\r")
    s.look(lambda v: re.search(r"poem.*3L, 49C", v.line(ROWS - 1)), "vi's message about the write")
    s.type("1G/blue\r")
    s.type("dd")
    s.look(lambda v: v.line(1) == "kernels are small", "the line is gone after /blue and dd")
    s.type("p")
    s.look(lambda v: v.line(2) == "violets are blue", "and put below")
    s.type("1Gxu")
    s.look(lambda v: v.line(0) == "roses are red", "x undone by u")
    s.type("A, indeed")
    s.escape()
    s.type(":wq\r")
    s.prompt()
    equal(s.run("cat /tmp/poem"), "roses are red, indeed\nkernels are small\nviolets are blue\n", "the saved file")


def less(s):
    """less: page down, end, search, back, quit."""
    s.run("seq 1 500 > /tmp/numbers")
    s.enter("less /tmp/numbers")
    s.look(lambda v: v.line(0) == "1" and v.line(ROWS - 2) == str(ROWS - 1), "the first page")
    s.type(" ")
    s.look(lambda v: v.line(0) == str(ROWS), "the second page")
    s.type("G")
    s.look(lambda v: "499\n500\n" in v.text(), "the last page")
    s.type("g/^250\r")
    s.look(lambda v: v.line(0) == "250", "the line searched for")
    s.type("b")
    s.look(lambda v: v.line(0) == str(250 - (ROWS - 1)), "a page back")
    s.type("q")
    s.prompt()


def top(s):
    """top draws, and leaves on q."""
    s.run("clear")
    s.enter("top -d 1")
    s.look(lambda v: "Mem:" in v.text() and "Load average:" in v.text() and " top -d 1" in v.text(), "top's screen")
    s.type("q")
    s.prompt()


def status_tools(s):
    """ps, free, uptime, dmesg, mount, df, uname, id, date."""
    matches(s.run("ps"), r"^ +1 root .* (\{init\} )?.*init$.* ps$", "ps shows init and itself")
    matches(s.run("free"), r"^Mem: +[0-9]+ +[0-9]+ +[0-9]+", "free")
    matches(s.run("uptime"), r"up .*load average: [0-9.]+, [0-9.]+, [0-9.]+", "uptime")
    matches(s.run("dmesg | head -n 3"), r"^\[ +[0-9]+\.[0-9]{6}\] ", "dmesg has time stamps")
    matches(s.run("mount"), r"^proc on /proc type proc \(.*^devtmpfs on /dev type devtmpfs", "mount")
    matches(s.run("df /tmp"), r"tmpfs +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+% /tmp", "df")
    matches(s.run("uname -sm"), r"^Linux x86_64$|^Pith x86_64$", "uname")
    matches(s.run("id"), r"^uid=0\(root\) gid=0\(root\)", "id")
    matches(s.run("date +%Y"), r"^20[2-9][0-9]$", "the clock is set")
    matches(s.run("cat /proc/self/cmdline | tr '\\0' ' '"), r"^cat /proc/self/cmdline $", "/proc/self/cmdline")


def pipelines(s):
    """200 pipelines in one sh -c."""
    want = hashlib.sha1("".join(f"{i}\n".translate(str.maketrans("0123456789", "abcdefghij"))
                                for i in range(1, 201)).encode()).hexdigest()
    s.enter("sh -c 'for i in $(seq 200); do echo $i | cat | tr 0-9 a-j; done' | sha1sum")
    equal(s.prompt(180), want + "  -\n", "the sum of 200 pipelines")
    equal(s.run("yes | head -n 100000 | cat | cat | cat | wc -l"), "100000\n", "a long pipeline, ended by SIGPIPE")


def here_document(s):
    """A here-document typed at the prompt."""
    s.run("name=world")
    s.enter("cat << END | tr a-z A-Z")
    s.see("> ")
    s.enter("hello $name")
    s.see("> ")
    s.enter("END")
    equal(s.prompt(), "HELLO WORLD\n", "the here-document")
    s.enter("cat << 'END'")
    s.see("> ")
    s.enter("not $expanded")
    s.see("> ")
    s.enter("END")
    equal(s.prompt(), "not $expanded\n", "a quoted here-document")


def archives(s):
    """tar, gzip and sha256sum over megabytes."""
    data = "".join(f"{i}\n" for i in range(1, 400001)).encode()
    want = hashlib.sha256(data).hexdigest()
    s.run("mkdir -p /tmp/a /tmp/b; seq 1 400000 > /tmp/a/numbers")
    equal(s.run("sha256sum < /tmp/a/numbers", 120), want + "  -\n", "sha256sum")
    s.run("ln /tmp/a/numbers /tmp/a/hard; ln -s numbers /tmp/a/soft")
    equal(s.run("tar czf /tmp/a.tgz -C /tmp a; echo $?", 180), "0\n", "tar czf")
    equal(s.run("tar xzf /tmp/a.tgz -C /tmp/b; echo $?", 120), "0\n", "tar xzf")
    equal(s.run("sha256sum < /tmp/b/a/soft", 120), want + "  -\n", "the unpacked file, by its symbolic link")
    equal(s.run("stat -c %h /tmp/b/a/hard"), "2\n", "the hard link is one again")
    equal(s.run("gzip -c /tmp/a/numbers | gunzip | cmp - /tmp/a/numbers && echo same", 180), "same\n", "gzip")
    s.run("rm -r /tmp/a /tmp/b /tmp/a.tgz")


def find_xargs(s):
    """find / | xargs, and find's tests."""
    count = int(s.run("find / -xdev | xargs -n 50 echo | wc -w", 120))
    check(count > 300, f"find / saw {count} names")
    equal(s.run("find /etc -name 'rc?' -type f"), "/etc/init.d/rcS\n", "find -name")
    matches(s.run("find /proc -maxdepth 2 -name cmdline | wc -l"), r"^[0-9]+$", "find in /proc")


def text_tools(s):
    """awk, sed, sort, uniq, cut, tr."""
    equal(s.run("seq 1 100 | awk '{ s += $1 } END { print s }'"), "5050\n", "awk")
    equal(s.run("seq 1 20 | sed -n '5,7p;s/^1\\(.\\)$/x\\1/p' | tr '\\n' ' '"),
          "5 6 7 x0 x1 x2 x3 x4 x5 x6 x7 x8 x9 ", "sed")
    equal(s.run("printf 'b\\na\\nc\\na\\n' | sort | uniq -c | awk '{ print $1 $2 }' | tr '\\n' ' '"),
          "2a 1b 1c ", "sort and uniq")
    equal(s.run("seq 1 50000 | sort -rn | head -n 2 | tr '\\n' ' '", 120), "50000 49999 ", "sort -rn")


def timing(s):
    """time, and sleep's length."""
    matches(s.run("time sleep 1"), r"real\s+0m 1\.[0-9]{2}s", "time sleep 1")


def orphans(s):
    """A background job left behind by its shell goes on, under init."""
    s.run("rm -f /tmp/orphan; sh -c '(sleep 2; echo alive > /tmp/orphan) & sleep 77 &'")
    matches(s.run("ps -o ppid,args | grep '[s]leep 77'"), r"^ *1 +sleep 77", "an orphan's parent is init")
    time.sleep(max(3, 3 * PATIENCE))
    equal(s.run("cat /tmp/orphan"), "alive\n", "the orphan ended its work")
    s.run("killall sleep")


def background_terminal(s):
    """A background job that reads the terminal stops; with tostop also one that writes."""
    s.run("cat &")
    time.sleep(0.5 * PATIENCE)
    matches(s.run("jobs"), r"^\[1\]\+ +Stopped \(tty input\) +cat", "SIGTTIN")
    s.run("kill -9 %1")
    s.run("wait")
    s.run("jobs")
    s.run("stty tostop")
    s.run("(echo too early) &")
    time.sleep(0.5 * PATIENCE)
    matches(s.run("jobs"), r"^\[1\]\+ +Stopped \(tty output\)", "SIGTTOU")
    s.run("stty -tostop")
    s.enter("fg")
    s.see(r"too early\r\n")
    s.prompt()


def stopped_pipeline(s):
    """^Z stops a whole pipeline, kill %1 ends it."""
    s.enter("yes | cat > /dev/null")
    time.sleep(0.5 * PATIENCE)
    s.type(CTRL_Z)
    matches(s.prompt(), r"\[1\]\+ +Stopped", "^Z")
    matches(s.run("ps -o stat,args | grep -c '^T.*\\(yes\\|cat\\)'"), r"^2$", "both are stopped")
    s.run("kill %1")
    s.run("fg")
    equal(s.run("ps -o args | grep -c '^yes'"), "0\n", "yes is gone")


def scripts(s):
    """#! scripts, with arguments; exit status of what cannot run."""
    s.run("printf '#!/bin/sh -e\\necho $0 $1 $#\\n' > /tmp/script; chmod 755 /tmp/script")
    equal(s.run("/tmp/script one two"), "/tmp/script one 2\n", "#! script")
    s.run("printf '#!/usr/bin/awk -f\\nBEGIN { print 6 * 7 }\\n' > /tmp/awk; chmod 755 /tmp/awk")
    equal(s.run("/tmp/awk"), "42\n", "#! awk")
    matches(s.run("/etc/passwd; echo $?"), r"[Pp]ermission denied\n126\n$", "not executable")
    matches(s.run("/nowhere; echo $?"), r"not found\n127\n$", "not there")
    s.run("printf '#!/nowhere\\n' > /tmp/bad; chmod 755 /tmp/bad")
    matches(s.run("/tmp/bad; echo $?"), r"not found\n127\n$", "no interpreter")


def traps(s):
    """trap in a script, a signal's status, kill -l."""
    equal(s.run("sh -c 'trap \"echo caught\" USR1; kill -USR1 $$; echo after'"), "caught\nafter\n", "trap")
    matches(s.run("sh -c 'kill -SEGV $$'; echo $?"), r"Segmentation fault\n139\n$", "status of a SIGSEGV")
    matches(s.run("sh -c 'sleep 50 & kill $!; wait $!; echo $?'"), r"143\n$", "wait for a killed child")
    s.enter("sh -c 'trap \"echo bye; exit 7\" INT; while :; do sleep 1; done'")
    time.sleep(0.5 * PATIENCE)
    s.type(CTRL_C)
    matches(s.prompt(), r"bye\n$", "a trap of ^C")
    equal(s.status(), 7, "its exit status")


def file_tools(s):
    """cp, mv, ln, chmod, touch, stat, du, dd, mkfifo, cmp."""
    s.run("rm -rf /tmp/f; mkdir /tmp/f; cd /tmp/f")
    s.run("dd if=/dev/zero of=z bs=64k count=32 2> /dev/null; cp z y; mv y x; ln x w; ln -s x v")
    equal(s.run("stat -c '%s %h %A' x"), "2097152 2 -rw-r--r--\n", "stat")
    equal(s.run("cmp z v && readlink v"), "x\n", "cmp through a symbolic link")
    s.run("chmod 4751 x; touch -d '2001-02-03 04:05:06' x")
    equal(s.run("stat -c '%a %Y' x"), "4751 981173106\n", "chmod and touch")
    s.run("mkfifo p; (sleep 1; echo through the fifo > p) &")
    matches(s.run("cat p; wait"), r"through the fifo\n", "fifo")
    equal(s.run("du -s . | cut -f 1"), "4096\n", "du")
    equal(s.run("cd /; rm -r /tmp/f; ls -d /tmp/f 2>&1; cd"), "ls: /tmp/f: No such file or directory\n", "rm -r")


def users(s):
    """su to a user without privileges: what is not theirs stays closed."""
    s.run("mkdir -p /home/user; chown user:user /home/user")
    matches(s.run("su user -c 'id; cat /etc/shadow'"),
            r"uid=1000\(user\) gid=1000\(user\)(?s:.*)can't open '/etc/shadow': Permission denied", "su user")
    equal(s.run("su user -c 'touch ~/mine && stat -c %U ~/mine'"), "user\n", "a user's file")


def log_in(s):
    """getty on a pty of its own: a wrong password, then the right one."""
    s.run("mkdir -p /home/user; chown user:user /home/user; echo user:secret | chpasswd 2> /dev/null")
    before = len(s.g.text())
    s.enter("script -q -c 'exec getty -n -l /bin/login 0 - vt102' /dev/null")
    s.see(r"login: ")
    s.enter("user")
    s.see(r"Password: ")
    s.type("wrong\r")
    s.see(r"Login incorrect")
    s.see(r"login: ", 60)
    s.enter("user")
    s.see(r"Password: ")
    s.type("secret\r")
    s.see(r"\$ ")
    check("secret" not in s.g.text()[before:], "the password was echoed")
    s.enter("whoami; pwd; tty; cat /etc/shadow")
    s.see(r"user\r*\n/home/user\r*\n/dev/pts/\d+\r*\n.*denied")
    s.enter("exit")
    s.prompt()
    s.run("sed -i 's/^user:[^:]*/user:/' /etc/shadow")


def another_root(s):
    """pivot_root: the new root, the old one below it and then gone.  Not from rootfs itself, which must stay."""
    s.run("mkdir -p /tmp/root; mount -t tmpfs root /tmp/root; cd /tmp/root; mkdir bin new proc; cp /bin/busybox bin; cd")
    matches(s.run("cd /tmp/root; pivot_root . new; cd"), "Invalid argument", "pivot_root from rootfs")
    s.run("echo 'PATH=/bin; /bin/busybox --install -s /bin; mount -t tmpfs next /new; mkdir /new/old /new/proc; "
          "cp -a /bin /new; cd /new; pivot_root . old; "
          "mount -t proc proc /proc; cat /old/mark; umount -l /old; ls -1 / /old | cat; "
          "cut -d \" \" -f 1,2 /proc/mounts' > /tmp/root/inside")
    s.run("echo the old root > /tmp/root/mark")
    equal(s.run("unshare -m chroot /tmp/root /bin/busybox sh /inside"),
          "the old root\n/:\nbin\nold\nproc\n\n/old:\nnext /\nproc /proc\n", "inside the new root")
    equal(s.run("ls -1 /tmp/root | cat; umount /tmp/root; ls -d /home | cat"),
          "bin\ninside\nmark\nnew\nproc\n/home\n", "outside nothing moved")


def system_log(s):
    """syslogd reads /dev/log, klogd brings it the messages of the kernel."""
    s.run("syslogd; klogd; sleep 1; logger -t here hi there; sleep 1")
    matches(s.run("grep here: /var/log/messages"), r"user\.notice here: hi there\n", "logger to syslogd")
    matches(s.run("grep -c kern /var/log/messages"), r"[1-9]", "klogd to syslogd")
    matches(s.run("cat /proc/net/unix"), r"0002 01 +\d+ /dev/log\n", "/dev/log in /proc/net/unix")
    s.run("killall klogd syslogd; sleep 1; rm -f /var/log/messages")


def login_again(s):
    """Leaving the shell: init starts a new one."""
    s.enter("exit")
    if s.pty:
        s.prompt()
        equal(s.run("tty"), "/dev/ttyS0\n", "back on the serial line")
        s.enter("script -q -c 'exec sh -l' /tmp/typescript")
    else:
        s.see("To leave")
    s.prompt()
    s.run(f"stty rows {ROWS} cols {COLS}")
    matches(s.run("echo $-"), r"m", "job control again")


STEPS = [f for f in list(globals().values())
         if inspect.isfunction(f) and f.__module__ == __name__ and list(inspect.signature(f).parameters) == ["s"]]


def play(report, steps=None, pty=False, **machine):
    """Run the steps in one guest; report(name, failure or None, seconds) for each.  After a failure
    the rest go on in a fresh guest."""
    s = None
    try:
        for step in STEPS:
            if steps and step.__name__ not in steps:
                continue
            began = time.monotonic()
            try:
                s = s or Session(pty=pty, **machine)
                step(s)
                s.g.no_panic()
                report(step.__name__, None, time.monotonic() - began)
            except Failure as e:
                text = str(e) if "\n" in str(e) or not s else str(e) + s.g.tail(15)
                report(step.__name__, text, time.monotonic() - began)
                if s:
                    s.g.kill()
                s = None
        if s and not steps:
            began, failure = time.monotonic(), None
            try:
                if pty:
                    s.enter("exit")
                    s.prompt()
                s.enter("poweroff")
                s.g.wait_off(60)
            except Failure as e:
                failure = str(e)
            report("poweroff", failure, time.monotonic() - began)
    finally:
        if s:
            s.g.kill()


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--kernel", default="build/pith.elf")
    p.add_argument("--initrd", default="build/initramfs.cpio")
    p.add_argument("--pty", action="store_true")
    p.add_argument("--machine", default="q35")
    p.add_argument("--smp", default="2")
    p.add_argument("--mem", default="256M")
    p.add_argument("--append", default="quiet")
    p.add_argument("steps", nargs="*")
    a = p.parse_args()
    kernel = a.kernel
    if kernel == "linux":
        kernel = "build/linux/vmlinuz"
        subprocess.run(["make", "-s", kernel], check=True)
    bad = 0

    def report(name, failure, seconds):
        nonlocal bad
        bad += failure is not None
        print(f"{'not ok' if failure else 'ok'} {name}  {seconds:.1f} s", *([failure] if failure else []), flush=True)

    play(report, a.steps, pty=a.pty, kernel=kernel, initrd=a.initrd, append=f"console=ttyS0 {a.append}",
         machine=a.machine, smp=a.smp, mem=a.mem)
    sys.exit(bad != 0)


if __name__ == "__main__":
    main()
