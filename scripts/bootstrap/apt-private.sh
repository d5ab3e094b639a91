#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# apt-private.sh DIR COMMAND... - run an apt command with a configuration of its own under DIR
#
# The system's entries are copied with source packages added, so that source packages can be had
# from a machine whose entries are "deb" only.  The system's sources, lists, caches and package
# database are read, never written.  The indexes are fetched once; --refresh as COMMAND renews them.
set -eu
mkdir -p "$1"
dir=$(cd "$1" && pwd)
shift
export APT_CONFIG="$dir/apt.conf"

configure() {
	rm -rf "$dir/sources" "$dir/lists"
	mkdir -p "$dir/sources" "$dir/lists/partial" "$dir/archives/partial"
	: > "$dir/status"
	# deb822 entries
	for f in /etc/apt/sources.list.d/*.sources; do
		[ -e "$f" ] || continue
		sed 's/^Types:.*/Types: deb deb-src/' "$f" > "$dir/sources/$(basename "$f")"
	done
	# one-line entries
	for f in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
		[ -s "$f" ] || continue
		sed -n 's/^deb\(-src\)\{0,1\}[[:space:]]/deb /p' "$f" | sort -u |
			sed -e p -e 's/^deb /deb-src /' > "$dir/sources/$(basename "$f" .list).list"
	done
	if [ -z "$(cat "$dir/sources"/* 2> /dev/null)" ]; then
		echo "bootstrap: /etc/apt names no package source" >&2
		exit 1
	fi
	cat > "$APT_CONFIG" <<-CONF
		Dir::Etc::sourcelist "-";
		Dir::Etc::sourceparts "$dir/sources";
		Dir::State "$dir";
		Dir::State::lists "$dir/lists";
		Dir::State::status "$dir/status";
		Dir::Cache "$dir";
		Dir::Cache::archives "$dir/archives";
		Dir::Log "$dir";
		APT::Architecture "amd64";
		APT::Architectures { "amd64"; };
		APT::Sandbox::User "root";
		Acquire::Languages "none";
		Acquire::Retries "3";
		Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";
	CONF
}

if [ ! -e "$dir/.indexed" ] || [ "${1:-}" = --refresh ]; then
	configure
	echo "bootstrap: fetching package indexes (about 30 MB)" >&2
	apt-get -q -q update >&2
	touch "$dir/.indexed"
fi
[ "${1:-}" = --refresh ] || exec "$@"
