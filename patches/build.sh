#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# build.sh - makes one patch: FILE.c becomes OUT/FILE.ko, stripped.
#
#	patches/build.sh FILE.c KERNEL KDIR SYMVERS OUT
#
# KERNEL is what the kernel is called in messages, KDIR its headers, SYMVERS the list of its symbols
# ("hp-symtab symvers").
#
# A name that the kernel does not have would fail only when the patch is loaded, on a box where
# nothing can be compiled: so all names are checked here against SYMVERS, those used and those
# replaced.  Every warning fails the build, objtool's included: it means
# code that the kernel cannot unwind through or that skips a mitigation.
#
# V=1 shows what is run.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

die() {
	printf '%s: %s\n' "${src:-build.sh}" "$*" >&2
	exit 1
}

[ $# -eq 5 ] || die "usage: build.sh FILE.c KERNEL KDIR SYMVERS OUT"
src=$1 kernel=$2 kdir=$3 names=$4 out=$5
[ -f "$src" ] || die "no such file"
name=$(basename "$src" .c)
[[ $src == *.c && $name =~ ^[A-Za-z0-9_-]+$ ]] ||
	die "the name must end in .c and consist of letters, digits, - and _"
# HP_OBJECT_LEN, less the NUL
[ ${#name} -le 55 ] || die "the name is longer than 55 letters"
[ -f "$kdir/Makefile" ] || die "no headers of kernel $kernel in $kdir"
obj=$out/.$name
log=$obj/log
mkdir -p "$obj"

# The prefix of the compiler and of binutils that these headers take, see mk/kernel.sh.
cross=$(sed -n 's/^CROSS_COMPILE ?= //p' "$kdir/Makefile")

# kbuild names its objects after the source and writes beside it.
prepare() {
	cmp -s "$src" "$obj/$name.c" || cp "$src" "$obj/$name.c"
	cat >"$obj/Kbuild" <<-END
	obj-m := $name.o
	ccflags-y := -I$here -I$here/../hotpatch-kmod -Werror -fmacro-prefix-map=$obj/=
	END
}

# The names that HOTPATCH_SYMBOL() gives to symbols: "alias name" lines.
aliases() {
	tr '\n' ' ' <"$src" |
		{ grep -oE 'HOTPATCH_SYMBOL\( *\w+ *, *[A-Za-z0-9_.]+ *,' || true; } |
		sed -E 's/.*\( *(\w+) *, *([^ ,]+).*/\1 \2/'
}

# What modpost shall accept besides the exports of the kernel, which it refuses to hear twice: the
# list, and the aliases.  What an alias stands for must be in the list, unless the compiler made that
# name (stfu.0): the list has no such, because C cannot spell them.
extra_symbols() {
	awk -F '\t' -v OFS='\t' '
		FILENAME == ARGV[1] { exported[$2] = 1; next }
		FILENAME == ARGV[2] { split($0, pair, " "); alias[pair[1]] = pair[2]; next }
		{ known[$2] = 1 }
		!($2 in exported) && !($2 in alias)
		END {
			for (a in alias) {
				name = alias[a]
				if (name !~ /\./ && !(name in known) && !(name in exported)) {
					print "no symbol " name " (for " a ")" >"/dev/stderr"
					exit 1
				}
				if (!(a in exported))
					print "0x00000000", a, "vmlinux", "EXPORT_SYMBOL_GPL", "HOTPATCH"
			}
		}' "$kdir/Module.symvers" <(aliases) "$names"
}

compile() {
	local args=(-C "$kdir" M="$obj" CONFIG_DEBUG_INFO= CONFIG_DEBUG_INFO_BTF_MODULES=)
	local expected='^$'

	rm -f "$obj/$name.ko"
	if [ -f "$names" ]; then
		extra_symbols >"$obj/names" || die "see above: names that kernel $kernel does not have"
		args+=(KBUILD_EXTRA_SYMBOLS="$obj/names")
	else
		args+=(KBUILD_MODPOST_WARN=1)
		expected=' undefined!$|suppressed .* unresolved symbol'
	fi
	[ "${V:-0}" = 0 ] || echo "make ${args[*]} V=1 modules" >&2
	# A make above must not hand its own flags and variables down to the kernel's.
	if ! env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u KERNEL -u SRC LC_ALL=C \
			make "${args[@]}" V="${V:-0}" modules >"$log" 2>&1; then
		sed -E "/^make(\[[0-9]+\])?: /d; /^  [A-Z]+ /d; s,$obj/$name\.c,$src,; s,$obj/,," "$log" >&2
		die "does not compile for $kernel"
	fi
	[ "${V:-0}" = 0 ] || cat "$log" >&2
	if grep -i 'warning' "$log" | grep -vE "$expected" >&2; then
		die "warnings while compiling for $kernel: see above"
	fi
}

# The functions replaced are strings in the section .init.hotpatch: struct hotpatch_func, 328 bytes
# each.  Those in modules cannot be checked, the list is the kernel image's.
check_targets() {
	"${cross}objcopy" -O binary --only-section=.init.hotpatch "$obj/$name.ko" "$obj/targets"
	perl -0777 -ne '
		for (unpack "(a328)*") {
			my ($name, $file, $object) = unpack "Z128 Z128 Z56";
			print "$name\n" if $name ne "" && $object eq "";
		}' "$obj/targets" >"$obj/target-names"
	[ -f "$names" ] || return 0
	awk -F '\t' '
		FILENAME != ARGV[3] { known[$2] = 1; next }
		!($1 in known) && $1 !~ /\./ { print "no function " $1 " to replace" >"/dev/stderr"; bad = 1 }
		END { exit bad }' "$kdir/Module.symvers" "$names" "$obj/target-names" ||
		die "see above: names that kernel $kernel does not have"
}

# Every byte counts that has to go over a serial line.  Function symbols stay: backtraces and the
# tracer show them, and the console names the replacements by them.  So do the build-id (it
# tells two builds of one patch apart), ORC data and all that the loader reads.
strip_patch() {
	readelf -sW "$obj/$name.ko" |
		awk '$4 == "FUNC" && $8 !~ /^(__pfx_|hotpatch_patch_)/ { print $8 }' >"$obj/keep"
	"${cross}objcopy" --strip-unneeded --keep-symbols="$obj/keep" --wildcard --strip-symbol='__pfx_*' \
		-R .comment -R .note.GNU-stack -R .note.gnu.property -R .note.Linux \
		"$obj/$name.ko" "$obj/$name.stripped"
	mv "$obj/$name.stripped" "$out/$name.ko"
}

report() {
	local size text
	size=$(stat -c %s "$out/$name.ko")
	text=$(xz -9e --check=crc32 -c "$out/$name.ko" | base64 -w 76 | wc -c)
	printf '  %-28s %6d bytes, %5d as pasted text%s\n' "$kernel/$name.ko" "$size" "$text" \
		"$([ -f "$names" ] || echo '  (names NOT checked: no symbol list)')"
}

prepare
compile
check_targets
strip_patch
report
