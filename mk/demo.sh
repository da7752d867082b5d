#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# demo.sh - "make demo": from a fresh machine to the live prompt of a running kernel, saying at each
# step what is going on.  Everything made is kept: the second time takes seconds.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
cd "$top"
# shellcheck source=say.sh
. mk/say.sh
[ $# -eq 1 ] || die "usage: mk/demo.sh KERNEL"
kernel=$1
step=0

next() {
	step=$((step + 1))
	printf '[%d/6] %s\n' "$step" "$*" >&2
}

run_make() {
	make --no-print-directory KERNEL="$kernel" "$@"
}

next "the kernel: Debian's own package, unpacked into build/kernels/$kernel, not installed"
mk/kernel.sh "$kernel"
next "the tools: hp-symtab and hp-console"
run_make "programs-$kernel"
next "the kernel module"
run_make "kmod-$kernel"
next "the symbol table: one boot in QEMU, to ask the kernel for its symbols"
run_make "table-$kernel"
next "the patches"
run_make "patches-$kernel"
next "booting $kernel (plain emulation: some 5 seconds to the prompt)"
exec tests/vm -k "$kernel" -i mk/demo-guest.sh
