#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# link.sh OUT LDS OBJECTS - link the kernel with a table of its own text symbols
#
# The table is read-only data behind the text, so adding it moves no function: the first link has
# an empty table, the second the real one, and the third pass only proves that nothing moved.
# OBJECTS is a file that lists the objects.  From the environment: CC LD LDFLAGS AFLAGS.
set -eu
out=$1 lds=$2 objects=$3
here=$(dirname "$0")
tmp=${out%.elf}.link
: "${NM:=nm}"

table() { # PASS < sorted symbols
	"$here/gen-kallsyms.py" > "$tmp$1.S"
	# shellcheck disable=SC2086 # flags are words
	$CC $AFLAGS -c -o "$tmp$1.o" "$tmp$1.S"
}

link() { # PASS
	# shellcheck disable=SC2086
	$LD $LDFLAGS -T "$lds" -o "$tmp$1.elf" @"$objects" "$tmp$1.o"
}

table 1 < /dev/null
link 1
pass=1
while [ "$pass" -lt 5 ]; do
	next=$((pass + 1))
	$NM -n "$tmp$pass.elf" > "$tmp$pass.nm"
	table $next < "$tmp$pass.nm"
	if cmp -s "$tmp$pass.S" "$tmp$next.S"; then
		mv "$tmp$pass.elf" "$out"
		rm -f "$tmp"[0-9]*
		exit 0
	fi
	link $next
	pass=$next
done
echo "link.sh: the symbol table does not settle; is .rodata before .text in $lds?" >&2
exit 1
