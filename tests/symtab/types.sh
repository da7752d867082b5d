#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# types.sh PROGRAM BUILD - of the kernels whose vmlinux is here: do BTF, which a box has, and DWARF, which make patch has,
# give their functions the same types?  A few do not, because pahole before 1.25 took another function's (doc/design.md,
# "Types"); these are printed.
set -u
program=$1 build=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0 any=

# btf VMLINUX: its section .BTF, of whatever machine
btf() {
	local offset size
	read -r offset size < <(readelf -SW "$1" | sed -n 's/.* \.BTF  *PROGBITS  *[0-9a-f]* \([0-9a-f]*\) \([0-9a-f]*\) .*/\1 \2/p')
	[ -n "${size-}" ] && tail -c "+$((0x$offset + 1))" "$1" | head -c $((0x$size))
}

for functions in "$build"/tables/*.hpfun; do
	kernel=$(basename "$functions" .hpfun)
	btf "$build/kernels/$kernel/vmlinux" >"$work/btf" 2>/dev/null
	[ -s "$work/btf" ] || continue
	any=1
	"$program" "$work/btf" "$functions" >"$work/out"
	sed "s/^/# $kernel: /" "$work/out"
	if tail -n 1 "$work/out" | awk '{ exit !($1 > 10000 && $3 * 1000 < $1) }'; then
		echo "ok $kernel: BTF and DWARF give functions the same types, but for one in a thousand at most"
	else
		echo "FAIL $kernel: BTF and DWARF give functions other types"
		failed=1
	fi
done
[ -n "$any" ] || echo "# no vmlinux with BTF and its file of functions here"
exit $failed
