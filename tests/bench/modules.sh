#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# modules.sh - builds what the benchmark loads, into build/bench/KERNEL:
#
#	leafcall.ko sameleaf.ko samegetpid.ko	for the cost of a call
#	many1.ko many10.ko many100.ko		patches with so many functions
#	lp_NAME.ko				each shipped patch, and the two above, as a livepatch
#	lprun_nanosleep.ko			lp_nanosleep.ko cannot be loaded, this one can
#
#	tests/bench/modules.sh KERNEL
#
# The patches manyN.ko replace entries of 32-bit system calls.  Nothing in the guest makes such calls, so the
# replacements need not do anything.
set -eu -o pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
kernel=$1
here=$top/tests/bench
kdir=$top/build/kernels/$kernel
names=$top/build/tables/$kernel.symvers
out=$top/build/bench/$kernel
src=$out/src
mkdir -p "$src"

put() {
	cmp -s "$1.new" "$1" && rm "$1.new" || mv "$1.new" "$1"
}

# The same source, with livepatch.h before it, and before that another header if need be.
as_livepatch() {
	local file=$1 name=$2 object
	object=$(sed -n 's/.*HOTPATCH_REPLACE_IN("\([^"]*\)".*/\1/p' "$file" | head -n 1)
	{
		[ -z "$object" ] || echo "#define LP_OBJECT \"$object\""
		cat ${3+"$3"} "$here/modules/livepatch.h" "$file"
	} >"$src/$name.c.new"
	put "$src/$name.c"
}

# N of the 32-bit entries that have an address of their own: those without arguments share one
# with the 64-bit entry.
entries32() {
	awk '{ n[$1]++; name[$1] = $3 } END { for (a in n) if (n[a] == 1) print name[a] }' \
		"$top/build/tables/$kernel.kallsyms" | grep -E '^__ia32_sys_[a-z0-9_]+$' | LC_ALL=C sort |
		awk -v n="$1" 'NR <= n'
}

many() {
	local n=$1 list
	mapfile -t list < <(entries32 "$n")
	[ ${#list[@]} -eq "$n" ]
	{
		printf '#include <linux/errno.h>\n#include <linux/ptrace.h>\n#include "hotpatch.h"\n\n'
		printf 'static long new%s(const struct pt_regs *unused)\n{\n\treturn -ENOSYS;\n}\n\n' "${list[@]}"
		printf 'HOTPATCH("bench: %d functions"' "$n"
		for f in "${list[@]}"; do
			printf ',\n\t HOTPATCH_REPLACE(%s, new%s)' "$f" "$f"
		done
		printf ');\n'
	} >"$src/many$n.c.new"
	put "$src/many$n.c"
}

# Is what was made of FILE older than what it is made of?
outdated() {
	local file=$1 ko input
	ko=$out/$(basename "$file" .c).ko
	for input in "$file" "$top"/patches/{build.sh,hotpatch.h} "$kdir/stamp" \
		"$top/hotpatch-kmod/hotpatch_uapi.h"; do
		[ "$ko" -nt "$input" ] || return 0
	done
	return 1
}

for file in "$top"/patches/*.c "$here/modules/sameleaf.c" "$top/tests/guest/patches/accepted/samegetpid.c"; do
	as_livepatch "$file" "lp_$(basename "$file" .c)"
done
as_livepatch "$top/patches/nanosleep.c" lprun_nanosleep "$here/modules/livepatch_nanosleep.h"
for n in 1 10 100; do
	many $n
done
sources=()
for file in "$here"/modules/*.c "$top/tests/guest/patches/accepted/samegetpid.c" "$src"/*.c; do
	! outdated "$file" || sources+=("$file")
done
[ ${#sources[@]} -eq 0 ] ||
	"$top/patches/build.sh" "$kernel" "$kdir/build" "$names" "$out" "${sources[@]}"
