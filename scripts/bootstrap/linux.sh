#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# linux.sh OUT - Debian's own Linux kernel image, the one that Pith is compared with
#
# The package is downloaded, not installed; the image is kept in $PITH_CACHE/linux.
set -eu
: "${PITH_CACHE:?}"
here=$(cd "$(dirname "$0")" && pwd)
out=$(realpath -m "$1")
kept=$PITH_CACHE/linux
apt="$here/apt-private.sh $PITH_CACHE/apt"
mkdir -p "$kept" "$PITH_CACHE/src" "$(dirname "$out")"
exec 9> "$PITH_CACHE/src/.lock"
flock 9
if [ ! -s "$kept/vmlinuz" ]; then
	name=$($apt apt-cache depends linux-image-amd64 | sed -n 's/.*Depends: \(linux-image-[0-9][^ ]*\)$/\1/p' | head -n 1)
	tmp=$(mktemp -d "$kept/tmp.XXXXXX")
	trap 'rm -rf "$tmp"' EXIT
	echo "bootstrap: downloading $name (70 MB)" >&2
	(cd "$tmp" && $apt apt-get -q -q download "$name") || {
		echo "bootstrap: cannot download $name.  Is the network there?" >&2
		exit 1
	}
	dpkg-deb --fsys-tarfile "$tmp"/*.deb | tar -C "$tmp" -xf - --wildcards './boot/vmlinuz-*'
	mv "$tmp"/boot/vmlinuz-* "$kept/vmlinuz"
	echo "$name" > "$kept/name"
fi
cp "$kept/vmlinuz" "$out"
