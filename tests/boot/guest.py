# SPDX-License-Identifier: GPL-2.0-or-later
"""A QEMU guest as a person at its serial terminal sees it

Guest starts QEMU, types, waits for what must appear, and knows how the machine ended: QMP tells a
power-off from a reset, which QEMU's exit status does not (a triple fault looks like success).
Everything the guest ever said is kept in .console, for the report of a failure.
"""
import json
import os
import re
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, "scripts/run"))
import qemu  # noqa: E402

# Machines differ in speed; waiting is what a slow one needs more of.
PATIENCE = float(os.environ.get("TEST_PATIENCE", "1"))
DEAD = b"---[ end Kernel panic"
PANIC = re.compile(r"Kernel panic|kernel BUG|\bOops\b")


class Failure(Exception):
    """What was expected did not happen; the text is for the report, the counts are of a batch."""

    def __init__(self, text, passed=0, failed=1):
        super().__init__(text)
        self.passed, self.failed = passed, failed


class Guest:
    def __init__(self, screen=None, reboots=False, port_exit=False, **machine):
        """screen: a terminal model that sees and answers what the guest sends.  reboots: a reset
        restarts the machine instead of ending it.  The rest goes to qemu.command()."""
        self.dir = tempfile.mkdtemp(prefix="pith-guest.")
        self.console = b""
        self.seen = 0           # how much of console expect() has consumed
        self.ended = None       # QMP's reason: guest-shutdown, guest-reset, ...
        self.screen = screen
        self.qmp_text = b""
        self.answer = None
        extra = list(machine.pop("extra", ()))
        extra += ["-qmp", f"unix:{self.dir}/qmp,server=on,wait=off"]
        if not reboots:
            extra += ["-no-reboot"]
        if port_exit:
            extra += ["-device", qemu.EXIT_PORT]
        if machine.pop("uefi", False):
            machine["uefi_vars"] = qemu.new_uefi_vars(f"{self.dir}/vars.fd")
        self.argv = qemu.command(serial="stdio", extra=extra, **machine)
        self.started = time.monotonic()
        self.p = subprocess.Popen(self.argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, bufsize=0)
        self.qmp = None
        self._connect()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.kill()

    def _connect(self):
        path = f"{self.dir}/qmp"
        for _ in range(600):
            s = socket.socket(socket.AF_UNIX)
            try:
                s.connect(path)
                self.qmp = s
                s.sendall(b'{"execute": "qmp_capabilities"}\n')
                return
            except OSError:
                s.close()
                if self.p.poll() is not None:
                    said = self.p.stdout.read().decode(errors="replace")
                    self.kill()
                    raise Failure(f"QEMU did not start: {said}") from None
                time.sleep(0.05)
        self.kill()
        raise Failure("QEMU's control socket did not appear")

    def _pump(self, timeout):
        """Take in what QEMU has to say for at most timeout seconds; False when it is gone."""
        fds = [self.p.stdout] + ([self.qmp] if self.qmp else [])
        ready = select.select(fds, [], [], max(0, timeout))[0]
        if self.qmp in ready:
            data = self.qmp.recv(65536)
            if data:
                self.qmp_text += data
                self._events()
            else:
                self.qmp = None
        if self.p.stdout in ready:
            data = os.read(self.p.stdout.fileno(), 65536)
            if not data:
                return False
            self.console += data
            if self.screen:
                answer = self.screen.feed(data)
                if answer:
                    self.send(answer)
        return True

    def _events(self):
        *lines, self.qmp_text = self.qmp_text.split(b"\n")
        for line in lines:
            message = json.loads(line)
            if message.get("event") == "SHUTDOWN":
                self.ended = message["data"].get("reason")
            elif "return" in message or "error" in message:
                self.answer = message.get("return", message.get("error"))

    def monitor(self, command, timeout=10):
        """One command of QEMU's human monitor, e.g. 'sendkey a' or 'xp /4x 0xb8000'."""
        self.answer = None
        text = json.dumps({"execute": "human-monitor-command", "arguments": {"command-line": command}})
        self.qmp.sendall(text.encode() + b"\n")
        end = time.monotonic() + timeout * PATIENCE
        while self.answer is None:
            if time.monotonic() > end or not self._pump(0.2):
                raise Failure(f"no answer from QEMU's monitor to {command!r}")
        return self.answer

    # --- typing and reading ---

    def send(self, text):
        data = text if isinstance(text, bytes) else text.encode()
        try:
            self.p.stdin.write(data)
        except BrokenPipeError:
            raise Failure("QEMU is gone" + self.tail()) from None

    def expect(self, pattern, timeout=30, what=None):
        """Wait for the regular expression after all that was consumed before; returns the match."""
        rx = re.compile(pattern.encode() if isinstance(pattern, str) else pattern, re.S)
        end = time.monotonic() + timeout * PATIENCE
        while True:
            m = rx.search(self.console, self.seen)
            if m:
                self.seen = m.end()
                return m
            if self.console.find(DEAD, self.seen) >= 0:  # nothing else will come
                raise Failure(f"the kernel panicked before {what or pattern!r}" + self.tail())
            left = end - time.monotonic()
            if left <= 0:
                raise Failure(f"waited {timeout * PATIENCE:.0f} s for {what or pattern!r}" + self.tail())
            if not self._pump(min(left, 1)):
                raise Failure(f"QEMU ended before {what or pattern!r} ({self.ended})" + self.tail())

    def wait_off(self, timeout=30, reason="guest-shutdown"):
        """Wait until the machine is off, for the given reason and no other."""
        end = time.monotonic() + timeout * PATIENCE
        while self._pump(0.2):
            if time.monotonic() > end:
                raise Failure(f"the machine is not off after {timeout * PATIENCE:.0f} s" + self.tail())
        while self.qmp and self.ended is None:  # QEMU is gone: what it still said, then end of file
            data = self.qmp.recv(65536)
            if not data:
                break
            self.qmp_text += data
            self._events()
        self.p.wait()
        if self.ended != reason:
            raise Failure(f"the machine ended by {self.ended}, not by {reason}" + self.tail())

    def no_panic(self):
        if PANIC.search(self.text()):
            raise Failure("the kernel complained" + self.tail())

    def text(self):
        return self.console.decode(errors="replace").replace("\r", "")

    def tail(self, lines=40):
        last = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.text()).splitlines()[-lines:]
        return "\n" + "\n".join("    | " + line for line in last)

    def kill(self):
        if self.p.poll() is None:
            self.p.kill()
        self.p.wait()
        if self.qmp:
            self.qmp.close()
            self.qmp = None
        self.p.stdin.close()
        self.p.stdout.close()
        shutil.rmtree(self.dir, ignore_errors=True)
