#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# needs.sh - which patches make sense on a kernel: prints those of the files that do.
#
#	patches/needs.sh [-v] KDIR FILE.c...
#
# KDIR are the kernel's headers.  What a patch needs it says itself, in a line of its first comment:
#
#	 * Needs: Linux 5.18, CONFIG_TRACING
#
# that is a version, which this one or a later one satisfies, and options that must be y or m ("!CONFIG_X": must
# be off).  A patch without such a line makes sense everywhere.  -v: says of the others, on standard error, what
# they lack.
set -eu
verbose=
if [ "${1-}" = -v ]; then
	verbose=1
	shift
fi
kdir=$1
shift
[ -f "$kdir/.config" ] || {
	printf '%s\n' "$@"	# nothing is known of that kernel: whoever builds will say so
	exit 0
}
release=$(cat "$kdir/include/config/kernel.release")

# lacks WORD: is it not so there?
lacks() {
	case $1 in
	!CONFIG_*) grep -qE "^${1#!}=[ym]$" "$kdir/.config" ;;
	CONFIG_*) ! grep -qE "^$1=[ym]$" "$kdir/.config" ;;
	[0-9]*) [ "$(printf '%s\n' "$1" "${release%%[-+]*}" | sort -V | head -n 1)" != "$1" ] ;;
	*) printf '%s: Needs: %s: expected a version or CONFIG_...\n' "$file" "$1" >&2; exit 1 ;;
	esac
}

for file; do
	for word in $(sed -n '1,40s/^ \* Needs: \(Linux \)\?//p' "$file" | tr -d ,); do
		if lacks "$word"; then
			[ -z "$verbose" ] || printf '  %-28s left out: needs %s\n' "${file##*/}" "$word" >&2
			continue 2
		fi
	done
	printf '%s\n' "$file"
done
