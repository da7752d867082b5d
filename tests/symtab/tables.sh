#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# tables.sh - the tables of the real kernels: whole, in agreement with the running kernel's own list,
# and as small as was promised.
#
#	tests/symtab/tables.sh KERNEL...
# shellcheck disable=SC2317 # check() calls them
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
tables=$top/build/tables
hp_symtab=$top/build/symtab/hp-symtab
failed=0

# refuses WHY ARGUMENTS...: hp-symtab does, and says so
refuses() {
	local said
	! said=$("$hp_symtab" "${@:2}" 2>&1) && [[ $said == *"$1"* ]]
}

check() {
	local what=$1
	shift
	if "$@"; then
		echo "ok $what"
	else
		echo "not ok $what"
		failed=1
	fi
}

at_most() {
	local size
	size=$(stat -L -c %s "$1")
	echo "$1: $size bytes"
	[ "$size" -le "$2" ]
}

for kernel in "$@"; do
	for table in "$tables/$kernel".{kallsyms,vmlinux}.hpsym; do
		[ -f "$table" ] || {
			echo "no ${table##*/} here"
			continue
		}
		check "$kernel: ${table##*/} is whole" "$hp_symtab" verify "$table"
		# For a table made of the vmlinux alone the kernel's list was not dumped (mk/table.sh,
		# needs_vmlinux).
		[ -f "$tables/$kernel.dumped" ] || continue
		check "$kernel: ${table##*/} has what the kernel lists" \
			"$hp_symtab" verify -n "$tables/$kernel.notes" "$table" "$tables/$kernel.kallsyms"
	done
	check "$kernel: there is a table" test -f "$tables/$kernel.hpsym"
	check "$kernel: symvers is not empty" test -s "$tables/$kernel.symvers"
done
if [[ " $* " == *" 6.1-amd64 "* ]]; then
	check "6.1-amd64: at most 1.5 MiB for vmlinux" \
		at_most "$tables/6.1-amd64.vmlinux.hpsym" $((3 << 19))
fi
if [[ " $* " == *" 6.1-amd64 "*" 6.12-amd64 "* ]]; then
	check "a table does not fit another kernel" refuses "build-id: " verify \
		-n "$tables/6.1-amd64.notes" "$tables/6.12-amd64.kallsyms.hpsym" "$tables/6.1-amd64.kallsyms"
fi
exit $failed
