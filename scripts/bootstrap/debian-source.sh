#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# debian-source.sh PINS - the upstream archive of a Debian source package, pinned and unpacked
#
# PINS is a file of one line: PACKAGE UPSTREAM-VERSION FILE SHA256.  Any Debian revision of that
# upstream version will do, since all of them carry the same file.  The archive is kept in
# $PITH_CACHE/downloads and unpacked in $PITH_CACHE/src/PACKAGE-UPSTREAM-VERSION; once there,
# the network is not touched again.  Several makes may run this at once.
set -eu
: "${PITH_CACHE:?}"
here=$(cd "$(dirname "$0")" && pwd)
read -r package version file sha256 <<EOP
$(grep -v '^#' "$1")
EOP
archive=$PITH_CACHE/downloads/$file
src=$PITH_CACHE/src/$package-$version
say() { echo "bootstrap: $*" >&2; }
intact() { [ -s "$archive" ] && echo "$sha256  $archive" | sha256sum --check --status; }

fetch() { # into the current directory, $file
	apt="$here/apt-private.sh $PITH_CACHE/apt"
	full=$($apt apt-cache showsrc "$package" | sed -n 's/^Version: //p' |
		grep -E "^([0-9]+:)?$version-" | sort -V | tail -n 1)
	if [ -z "$full" ]; then
		$apt --refresh
		full=$($apt apt-cache showsrc "$package" | sed -n 's/^Version: //p' |
			grep -E "^([0-9]+:)?$version-" | sort -V | tail -n 1)
	fi
	if [ -z "$full" ]; then
		say "this Debian has no $package $version; put $file into $PITH_CACHE/downloads"
		exit 1
	fi
	say "downloading $package $full (source)"
	$apt apt-get -q -q source --only-source --download-only --tar-only "$package=$full" > /dev/null ||
		{ $apt --refresh &&
			$apt apt-get -q -q source --only-source --download-only --tar-only "$package=$full" > /dev/null; }
}

mkdir -p "$PITH_CACHE/downloads" "$PITH_CACHE/src"
exec 9> "$PITH_CACHE/src/.lock"
flock 9
if ! intact; then
	tmp=$(mktemp -d "$PITH_CACHE/downloads/tmp.XXXXXX")
	trap 'rm -rf "$tmp"' EXIT
	(cd "$tmp" && fetch) || {
		say "cannot download $file.  Is the network there?  Or put the file into $PITH_CACHE/downloads by hand"
		exit 1
	}
	mv "$tmp/$file" "$archive"
	intact || { say "$file is not the pinned file (sha256 $sha256)"; exit 1; }
fi
if [ ! -e "$src/.unpacked" ]; then
	rm -rf "$src"
	mkdir -p "$src"
	tar -C "$src" --strip-components=1 -xf "$archive"
	touch "$src/.unpacked"
fi
