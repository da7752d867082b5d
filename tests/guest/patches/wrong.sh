#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# wrong.sh - makes a hotpatch.ko that assumes something wrong of the kernel (hotpatch-kmod/kernel/assumptions.c),
# for the test that it says so and is not loaded.
#
#	tests/guest/patches/wrong.sh KDIR OUT
#
# The product has no switch for that: a copy of its sources is changed.  What is wrong is the order of two members
# of the kernel's struct kernel_symbol.
set -eu
top=$(cd "$(dirname "$0")/../../.." && pwd)
kdir=$1 out=$2
work=$out/.wrong
mkdir -p "$work"
for folder in hotpatch-kmod symtab patches; do
	(cd "$top" && find "$folder" -name '*.[chS]' -o -name Kbuild) |
		while read -r file; do
			mkdir -p "$work/${file%/*}"
			cmp -s "$top/$file" "$work/$file" || cp "$top/$file" "$work/$file"
		done
done
header=$work/hotpatch-kmod/kernel/compat_module.h
sed 's/int value_offset;/int swap;/; s/int name_offset;/int value_offset;/; s/int swap;/int name_offset;/' \
	"$top/hotpatch-kmod/kernel/compat_module.h" >"$header"
! cmp -s "$top/hotpatch-kmod/kernel/compat_module.h" "$header" || {
	echo "wrong.sh: struct hp_ksym is not where it was" >&2
	exit 1
}
make=(make -C "$kdir")
[ ! -x "${kdir%/*}/kbuild" ] || make=("${kdir%/*}/kbuild")
if ! env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u KERNEL -u SRC LC_ALL=C "${make[@]}" M="$work/hotpatch-kmod" \
		CONFIG_DEBUG_INFO_BTF_MODULES= modules >"$work/log" 2>&1; then
	cat "$work/log" >&2
	exit 1
fi
cp "$work/hotpatch-kmod/hotpatch.ko" "$out/wrong_exports.ko"
