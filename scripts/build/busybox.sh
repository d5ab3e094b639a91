#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# busybox.sh OUT - build a static BusyBox with musl into OUT/busybox, with OUT/busybox.links
#
# Reproducible: the same source, configuration and compiler give the same bytes.  A finished build is
# kept in $PITH_CACHE under a key of all three, so that `make clean` does not cost a minute.
set -eu
: "${PITH_CACHE:?}"
here=$(cd "$(dirname "$0")/.." && pwd)
pins=$here/bootstrap/busybox.pins
config=$here/../rootfs/busybox.config
mkdir -p "$1"
out=$(cd "$1" && pwd)
export LC_ALL=C SOURCE_DATE_EPOCH=1700000000
unset MAKEFLAGS MAKELEVEL MFLAGS CC CFLAGS LDFLAGS

key=$({ cat "$pins" "$config" "$0"; gcc --version; dpkg-query -W musl-dev linux-libc-dev binutils; } 2> /dev/null |
	sha256sum | cut -c 1-16)
kept=$PITH_CACHE/busybox/$key
if [ ! -e "$kept/busybox" ]; then
	"$here/bootstrap/debian-source.sh" "$pins"
	src=$PITH_CACHE/src/$(grep -v '^#' "$pins" | cut -d ' ' -f 1,2 | tr ' ' -)
	work=$(mktemp -d "$PITH_CACHE/src/busybox-build.XXXXXX")
	trap 'rm -rf "$work"' EXIT

	# musl-gcc sees no kernel headers; BusyBox wants a few
	mkdir "$work/uapi"
	for h in linux asm-generic mtd; do
		ln -s /usr/include/$h "$work/uapi/$h"
	done
	ln -s /usr/include/x86_64-linux-gnu/asm "$work/uapi/asm"

	bbmake() { make -C "$src" O="$work" CC=musl-gcc HOSTCC=gcc CONFIG_EXTRA_CFLAGS="-idirafter $work/uapi -ffile-prefix-map=$work=." "$@"; }
	echo "  BusyBox is configured and built once, about 800 files:" >&2
	bbmake defconfig > "$work/log" 2>&1
	grep -E '^(CONFIG_|# CONFIG_)' "$config" | while read -r line; do
		name=$(echo "$line" | grep -o 'CONFIG_[A-Z0-9_]*')
		sed -i -e "/^$name=/d" -e "/^# $name is not set/d" "$work/.config"
		echo "$line" >> "$work/.config"
	done
	{ yes '' 2> /dev/null || true; } | bbmake oldconfig >> "$work/log" 2>&1

	if ! bbmake -j"$(nproc)" busybox busybox.links > "$work/log" 2>&1; then
		echo failed > "$work/failed"
	fi &
	while sleep 1; do
		n=$(grep -c '^  CC ' "$work/log" || true)
		printf '\r  BUSYBOX %s files compiled' "$n" >&2
		[ ! -e "$work/failed" ] || break
		kill -0 $! 2> /dev/null || break
	done
	wait
	echo >&2
	if [ -e "$work/failed" ]; then
		tail -n 20 "$work/log" >&2
		echo "busybox.sh: BusyBox does not build; the end of its log is above" >&2
		exit 1
	fi
	mkdir -p "$kept.new.$$"
	cp "$work/busybox" "$work/busybox.links" "$work/.config" "$kept.new.$$/"
	rm -rf "$kept"
	mv "$kept.new.$$" "$kept"
fi
cp "$kept/busybox" "$kept/busybox.links" "$out/"
