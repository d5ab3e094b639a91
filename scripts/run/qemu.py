#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""qemu.py - the QEMU command line of a Pith (or Linux) guest

Run by make with the terminal as the guest's serial line; imported by the tests, so that what is
tested is what is run.  ACCEL is given to QEMU as one accelerator: a fallback from one to another
would hide what was measured.
"""
import argparse
import os
import shlex
import shutil
import sys

QEMU = "qemu-system-x86_64"
MACHINES = ("q35", "pc", "microvm")
OVMF = ("/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd")
EXIT_PORT = "isa-debug-exit,iobase=0xf4,iosize=4"


def command(kernel=None, initrd=None, append="", machine="q35", smp=1, mem="256M", accel="tcg", cpu="max",
            iso=None, uefi_vars=None, serial="mon:stdio", extra=()):
    """The argument vector.  Either kernel (with initrd and append) or iso is given; uefi_vars is a
    writable copy of OVMF's variable store, and means UEFI instead of a BIOS."""
    args = [QEMU, "-accel", accel, "-machine", machine, "-cpu", cpu, "-smp", str(smp), "-m", str(mem),
            "-nodefaults", "-no-user-config", "-display", "none", "-serial", serial]
    if iso:
        args += ["-cdrom", iso, "-vga", "std"]
    else:
        args += ["-kernel", kernel, "-append", append]
        if initrd:
            args += ["-initrd", initrd]
    if uefi_vars:
        args += ["-drive", f"if=pflash,format=raw,unit=0,readonly=on,file={OVMF[0]}",
                 "-drive", f"if=pflash,format=raw,unit=1,file={uefi_vars}"]
    return args + list(extra)


def new_uefi_vars(path):
    shutil.copyfile(OVMF[1], path)
    return path


def main():
    p = argparse.ArgumentParser(description="boot a guest on this terminal")
    p.add_argument("--kernel")
    p.add_argument("--initrd")
    p.add_argument("--append", default="")
    p.add_argument("--machine", default="q35", choices=MACHINES)
    p.add_argument("--smp", default="2")
    p.add_argument("--mem", default="256M")
    p.add_argument("--accel", default="tcg")
    p.add_argument("--cpu", default="max")
    p.add_argument("--iso")
    p.add_argument("--uefi", metavar="VARS", help="boot by UEFI, its variables in the file VARS")
    p.add_argument("--gdb", metavar="PORT", help="wait for gdb on 127.0.0.1:PORT before the first instruction")
    p.add_argument("--print", action="store_true", help="print the command line, do not run it")
    a, extra = p.parse_known_args()
    if a.gdb:
        extra += ["-S", "-gdb", f"tcp:127.0.0.1:{a.gdb}"]
    argv = command(kernel=a.kernel, initrd=a.initrd, append=a.append, machine=a.machine, smp=a.smp, mem=a.mem,
                   accel=a.accel, cpu=a.cpu, iso=a.iso, uefi_vars=a.uefi and new_uefi_vars(a.uefi), extra=extra)
    if a.print:
        print(shlex.join(argv))
        return
    try:
        os.execvp(argv[0], argv)
    except FileNotFoundError:
        sys.exit(f"qemu.py: {QEMU} is not installed: scripts/bootstrap/packages.sh run")


if __name__ == "__main__":
    main()
