#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# packages.sh [--check] SET... - the Debian packages that a set of goals needs, installed if missing
#
# SET: build clang run iso test gdb memmap.  Silent when nothing is missing.  With --check nothing is installed;
# the message says what to type.  Root, or sudo, is needed only when something is missing.
set -eu

packages() {
	case $1 in
	build)	echo gcc make binutils libc6-dev linux-libc-dev musl-tools bzip2 python3 ;;
	clang)	echo clang ;;
	run)	echo qemu-system-x86 seabios ;;
	iso)	echo grub-common grub-pc-bin grub-efi-amd64-bin xorriso mtools ovmf ;;
	test)	echo clang clang-14 clang-format-14 libclang-rt-14-dev shellcheck zlib1g-dev git gzip ;;
	gdb)	echo gdb ;;
	memmap)	echo librsvg2-bin fonts-dejavu-core ;;
	*)	echo "packages.sh: no set is called '$1'" >&2; exit 2 ;;
	esac
}

say() { echo "bootstrap: $*" >&2; }

check=
if [ "${1:-}" = --check ]; then
	check=1
	shift
fi
sets=$*
want=
for set in $sets; do
	want="$want $(packages "$set")"
done

if ! command -v dpkg-query > /dev/null; then
	say "this is not a Debian system; make sure these are installed:$want"
	exit 0
fi
missing=
for p in $want; do
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$p" 2> /dev/null)" = installed ] || missing="$missing $p"
done
[ -n "$missing" ] || exit 0

say "missing Debian packages:$missing"
if [ -n "$check" ]; then
	say "'make run' installs what it needs; or: apt-get install --no-install-recommends$missing"
	exit 1
fi
root=
if [ "$(id -u)" != 0 ]; then
	if ! command -v sudo > /dev/null; then
		say "cannot install them: neither root nor sudo.  As root, run"
		say "    apt-get update && apt-get install --no-install-recommends$missing"
		exit 1
	fi
	root="sudo"
fi
apt="$root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300"
say "installing them with apt-get"
# shellcheck disable=SC2086 # words
{ $apt update && $apt install -y --no-install-recommends $missing; } >&2 || {
	say "apt-get failed; its messages are above.  Is the network there?  Then run this again, or by hand:"
	say "    apt-get update && apt-get install --no-install-recommends$missing"
	exit 1
}
