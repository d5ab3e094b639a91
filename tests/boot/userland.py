# SPDX-License-Identifier: GPL-2.0-or-later
"""Batches: the in-kernel tests, and the user programs of tests/user on this machine and in a guest

Both end with one line, "TEST-RESULT: passed=N failed=M ...", and the machine switches itself off.
"""
import math
import os
import re
import subprocess

from guest import Failure, Guest, PATIENCE

RESULT = r"TEST-RESULT: passed=(\d+) failed=(\d+)[^\r\n]*\r*\n"


def judge(output, passed, failed):
    if failed or not passed:
        bad = [line for line in output.splitlines() if re.search(r"\bnot ok\b|^# \S+:\d+: |\bFAIL|timed? ?out|died", line)]
        raise Failure(f"{passed} passed, {failed} failed\n" + "\n".join(bad[:60]), passed, max(1, failed))
    return passed


def batch(timeout, **machine):
    with Guest(**machine) as g:
        m = g.expect(RESULT, timeout, "the line TEST-RESULT")
        try:
            count = judge(g.text(), int(m[1]), int(m[2]))
        except Failure as e:
            raise Failure(str(e) + g.tail(), e.passed, e.failed) from None
        g.wait_off(30)
        g.no_panic()
        return count


KTESTS = tuple((f"{variant}-smp{smp}", variant, smp) for variant in ("ktest", "clang-ktest") for smp in (1, 4))


def ktest_cases(context):
    """KTEST=1 DEBUG=1 kernels run their tests before /init when told "ktest"; the order is shuffled."""
    for name, variant, smp in KTESTS:
        yield name, lambda v=variant, n=smp: batch(
            120, kernel=context.elf(v), initrd="build/initramfs.cpio", append="console=ttyS0 ktest=poweroff panic=-1",
            smp=n)


def host_cases(_):
    """On the Linux of this machine, which decides what is right."""
    def run():
        subprocess.run(["make", "-s", "-j2", "user-tests-bin"], check=True, stdout=subprocess.DEVNULL)
        p = subprocess.run(["build/tests/user/run", "-j", "2", os.path.abspath("build/tests/user")], timeout=900,
                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, errors="replace")
        m = re.search(RESULT, p.stdout)
        if not m:
            raise Failure("no line TEST-RESULT\n" + p.stdout[-3000:])
        return judge(p.stdout, int(m[1]), int(m[2]))
    yield "linux", run


USERS = (("smp1", "gcc", 1), ("smp2", "gcc", 2), ("smp8", "gcc", 8), ("clang-smp2", "clang", 2),
         ("debug-smp2", "debug", 2))


def guest_cases(context):
    """The same files in a guest.  USER_TESTS='mm-cow mm-brk' picks some."""
    chosen = os.environ.get("USER_TESTS", "")
    for name, variant, smp in USERS:
        if context.is_linux and variant != "gcc":
            continue
        # More virtual CPUs than real ones, in as many guests as run side by side: an interrupt between
        # two of them waits for the host to run both, so every limit of time is longer by as much.
        scale = math.ceil(max(1, smp * context.jobs / (os.cpu_count() or 1)) * PATIENCE)
        yield name, lambda v=variant, n=smp, t=scale: batch(
            900, kernel=context.elf(v), initrd="build/initramfs-tests.cpio",
            append=f"console=ttyS0 panic=-1 TEST_SCALE={t} \"USER_TESTS={chosen}\"", smp=n,
            mem="512M")
