#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# table.sh - makes what hp-symtab knows of a kernel, in build/tables/:
#
#	mk/table.sh NAME
#
#	NAME.kallsyms, NAME.notes	copied out of the kernel, booted once; or what a box has given (KERNEL_FROM)
#	NAME.kallsyms.hpsym		the table made of these
#	NAME.vmlinux.hpsym		the table made of the real vmlinux, with source files and sizes,
#					where mk/kernel.sh --dbg has fetched that
#	NAME.hpsym			the better of the two
#	NAME.hpfun			types of functions, and which were inlined into which, for people: of a vmlinux
#					with debug information
#	NAME.symvers			its names for modpost, so that a mistyped one fails the build
#
# The dump needs a boot because Debian ships an empty System.map with its kernels.  A kernel of our own
# (mk/build-kernel.sh) may have no kallsyms, but has its vmlinux as soon as it is built, so nothing is dumped.
# Where kallsyms does not list data (6.1-arm64) a dump would lack them, so the vmlinux is fetched instead.
set -eu -o pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=say.sh
. "$top/mk/say.sh"
[ $# -eq 1 ] || die "usage: mk/table.sh NAME"
name=$1
kdir=$top/build/kernels/$name
out=$top/build/tables/$name
hp_symtab=$top/build/symtab/hp-symtab
[ -x "$hp_symtab" ] || die "no hp-symtab: make tools"
mkdir -p "$top/build/tables"
exec 9>"$top/build/tables/.lock.$name"
flock 9

# Replaces a file only if its content changes, so that what depends on it is not made again.
renew() {
	if cmp -s "$1.new" "$1"; then
		rm "$1.new"
	else
		mv "$1.new" "$1"
	fi
}

# Must the table be made of the vmlinux?  Yes for a kernel of our own, and where kallsyms does not list data; of a
# kernel from a box only if it gave that.
needs_vmlinux() {
	[ ! -f "$kdir/kallsyms" ] || return 1
	[ -e "$kdir/vmlinuz" ] || return 0
	[ -f "$top/mk/kernels/$name.config" ] || ! grep -qx CONFIG_KALLSYMS_ALL=y "$kdir/config"
}

dump() {
	if needs_vmlinux; then
		[ -f "$kdir/vmlinux" ] || "$top/mk/kernel.sh" --dbg "$name"
		return
	fi
	if [ "$(cat "$out.dumped" 2>/dev/null)" = "$(cat "$kdir/stamp")" ]; then
		return
	fi
	if [ -f "$kdir/kallsyms" ]; then
		cp "$kdir/kallsyms" "$out.kallsyms"
		cp "$kdir/notes" "$out.notes"
		cp "$kdir/stamp" "$out.dumped"
		return
	fi
	say "booting $name once, for the list of its symbols"
	# Packed, because the serial line is slow and a packed list is a tenth.  nokaslr, so that the
	# addresses are those of the image.
	VM_APPEND=nokaslr "$top/tests/vm" -k "$name" --bare --timeout 180 -c '
		cp /proc/kallsyms /sys/kernel/notes /tmp/ && cd /tmp && tar -cz kallsyms notes' |
		tar -xz -C "$top/build/tables" --transform "s,^,$name.," --no-same-permissions
	cp "$kdir/stamp" "$out.dumped"
}

# Everything a table depends on: its input, its maker.
state() {
	needs_vmlinux || sha256sum "$out.kallsyms" "$out.notes"
	sha256sum "$hp_symtab"
	stat -L -c '%n %Y %s' "$kdir/vmlinux" 2>/dev/null || true
}

# What was inlined where only debug information tells; a vmlinux of a box may have none.
functions() {
	rm -f "$out.hpfun"
	if [ -f "$kdir/vmlinux" ] && readelf -SW "$kdir/vmlinux" | grep -q ' \.debug_info '; then
		"$hp_symtab" functions -o "$out.hpfun" "$kdir/vmlinux" >/dev/null
	fi
}

tables() {
	state >"$out.state.new"
	if cmp -s "$out.state.new" "$out.state" && [ -f "$out.hpsym" ] && [ -f "$out.symvers" ]; then
		return
	fi
	say "making the symbol table of $name"
	if ! needs_vmlinux; then
		"$hp_symtab" build -n "$out.notes" -o "$out.kallsyms.hpsym" "$out.kallsyms" >/dev/null
		ln -f "$out.kallsyms.hpsym" "$out.hpsym.new"
	fi
	if [ -f "$kdir/vmlinux" ]; then
		"$hp_symtab" build -k vmlinux -o "$out.vmlinux.hpsym" "$kdir/vmlinux" >/dev/null
		ln -f "$out.vmlinux.hpsym" "$out.hpsym.new"
	fi
	renew "$out.hpsym"
	"$hp_symtab" symvers "$out.hpsym" "$kdir/build/Module.symvers" >"$out.symvers.new"
	renew "$out.symvers"
	functions
	mv "$out.state.new" "$out.state"
	say "$(wc -l <"$out.symvers") names that the kernel does not export, table of" \
		"$(stat -c %s "$out.hpsym") bytes"
}

dump
tables
