#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# busybox-static.sh OUT - Debian's own busybox-static (glibc), a program that nobody built for Pith
#
# The package is downloaded, not installed, and kept in $PITH_CACHE/busybox-static.
set -eu
: "${PITH_CACHE:?}"
here=$(cd "$(dirname "$0")" && pwd)
out=$(realpath -m "$1")
kept=$PITH_CACHE/busybox-static
mkdir -p "$kept" "$PITH_CACHE/src" "$(dirname "$out")"
exec 9> "$PITH_CACHE/src/.lock"
flock 9
if [ ! -s "$kept/busybox" ]; then
	tmp=$(mktemp -d "$kept/tmp.XXXXXX")
	trap 'rm -rf "$tmp"' EXIT
	echo "bootstrap: downloading busybox-static" >&2
	(cd "$tmp" && "$here/apt-private.sh" "$PITH_CACHE/apt" apt-get -q -q download busybox-static) || {
		echo "bootstrap: cannot download busybox-static.  Is the network there?" >&2
		exit 1
	}
	dpkg-deb --fsys-tarfile "$tmp"/*.deb | tar -C "$tmp" -xf -
	mv "$(find "$tmp" -name busybox -path '*/bin/*')" "$kept/busybox"
fi
cp "$kept/busybox" "$out"
