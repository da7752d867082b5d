#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# build.sh - makes patches: each FILE.c becomes OUT/FILE.ko, stripped.
#
#	patches/build.sh KERNEL KDIR SYMVERS OUT FILE.c...
#
# KERNEL is what the kernel is called in messages, KDIR its headers, SYMVERS the list of its symbols
# ("hp-symtab symvers").  All files go through one call of kbuild, which takes seconds to begin.
#
# A name that the kernel does not have would fail only when the patch is loaded, on a box where
# nothing can be compiled: so all names are checked here against SYMVERS, those used and those
# replaced.  Every warning fails the build, objtool's included: it means
# code that the kernel cannot unwind through or that skips a mitigation.
#
# V=1 shows what is run.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

# die WHERE MESSAGE: WHERE is a source, or how we are called.
die() {
	printf '%s: %s\n' "$1" "$2" >&2
	exit 1
}

[ $# -ge 5 ] || die build.sh "usage: build.sh KERNEL KDIR SYMVERS OUT FILE.c..."
kernel=$1 kdir=$2 names=$3 out=$4
sources=("${@:5}")
[ -f "$kdir/Makefile" ] || die "${sources[0]}" "no headers of kernel $kernel in $kdir"
all=${sources[*]}
[ ${#sources[@]} -eq 1 ] || all="${#sources[@]} patches"

# The prefix of the compiler and of binutils that these headers take, see mk/kernel.sh.
cross=$(sed -n 's/^CROSS_COMPILE ?= //p' "$kdir/Makefile")

name_of() {
	basename "$1" .c
}

check_source() {
	local src=$1 name
	[ -f "$src" ] || die "$src" "no such file"
	name=$(name_of "$src")
	[[ $src == *.c && $name =~ ^[A-Za-z0-9_-]+$ ]] ||
		die "$src" "the name must end in .c and consist of letters, digits, - and _"
	# HP_OBJECT_LEN, less the NUL
	[ ${#name} -le 55 ] || die "$src" "the name is longer than 55 letters"
}

# kbuild names its objects after the source and writes beside it.
prepare() {
	local src
	for src in "${sources[@]}"; do
		check_source "$src"
	done
	# A folder of its own for each set: make may build two of them side by side.
	obj=$out/.$(name_of "${sources[0]}").${#sources[@]}
	log=$obj/log
	mkdir -p "$obj"
	for src in "${sources[@]}"; do
		cmp -s "$src" "$obj/${src##*/}" || cp "$src" "$obj/"
	done
	{
		printf 'obj-m += %s.o\n' "${sources[@]##*/}" | sed 's/\.c\.o$/.o/'
		echo "ccflags-y := -I$here -I$here/../hotpatch-kmod -Werror -fmacro-prefix-map=$obj/="
	} >"$obj/Kbuild"
}

# The names that HOTPATCH_SYMBOL() gives to symbols in these sources: "alias name" lines.
aliases() {
	cat "$@" | tr '\n' ' ' |
		{ grep -oE 'HOTPATCH_SYMBOL\( *\w+ *, *[A-Za-z0-9_.]+ *,' || true; } |
		sed -E 's/.*\( *(\w+) *, *([^ ,]+).*/\1 \2/'
}

# What modpost shall accept besides the exports of the kernel, which it refuses to hear twice: the
# list, and the aliases.  What an alias stands for must be in the list, unless the compiler made that
# name (stfu.0): the list has no such, because C cannot spell them.
extra_symbols() {
	awk -F '\t' -v OFS='\t' '
		FILENAME == ARGV[1] { exported[$2] = 1; next }
		FILENAME == ARGV[2] { split($0, pair, " "); stands_for[$0] = pair[2]; alias[pair[1]] = 1; next }
		{ known[$2] = 1 }
		!($2 in exported) && !($2 in alias)
		END {
			for (line in stands_for) {
				name = stands_for[line]
				if (name !~ /\./ && !(name in known) && !(name in exported)) {
					print "no symbol " name " (" line ")" >"/dev/stderr"
					exit 1
				}
			}
			for (a in alias) {
				if (!(a in exported))
					print "0x00000000", a, "vmlinux", "EXPORT_SYMBOL_GPL", "HOTPATCH"
			}
		}' "$kdir/Module.symvers" <(aliases "${sources[@]}") "$names"
}

# What kbuild said, about the files as they are called where they come from.
show_log() {
	local src script='/^make(\[[0-9]+\])?: /d; /^  [A-Z]+ /d'
	for src in "${sources[@]}"; do
		script+="; s,$obj/${src##*/},$src,"
	done
	sed -E "$script; s,$obj/,," "$log" >&2
}

compile() {
	local args=(-C "$kdir" M="$obj" CONFIG_DEBUG_INFO= CONFIG_DEBUG_INFO_BTF_MODULES=)
	local expected='^$'

	rm -f "$obj"/*.ko
	if [ -f "$names" ]; then
		extra_symbols >"$obj/names" || die "$all" "see above: names that kernel $kernel does not have"
		args+=(KBUILD_EXTRA_SYMBOLS="$obj/names")
	else
		args+=(KBUILD_MODPOST_WARN=1)
		expected=' undefined!$|suppressed .* unresolved symbol'
	fi
	[ "${V:-0}" = 0 ] || echo "make ${args[*]} V=1 modules" >&2
	# A make above must not hand its own flags and variables down to the kernel's.
	if ! env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u KERNEL -u SRC LC_ALL=C \
			make "${args[@]}" V="${V:-0}" modules >"$log" 2>&1; then
		show_log
		die "$all" "does not compile for $kernel"
	fi
	[ "${V:-0}" = 0 ] || cat "$log" >&2
	if grep -i 'warning' "$log" | grep -vE "$expected" >&2; then
		# Whoever tries again shall see them again.
		rm -f "$obj"/*.o
		die "$all" "warnings while compiling for $kernel: see above"
	fi
}

# modpost has heard the aliases of all; each patch may use only its own.
check_aliases() {
	local src=$1 foreign
	foreign=$(comm -12 <("${cross}nm" -u "$obj/$(name_of "$src").ko" | awk '{ print $2 }' | sort) \
		<(aliases "${sources[@]}" | cut -d ' ' -f 1 | sort -u) |
		comm -23 - <(aliases "$src" | cut -d ' ' -f 1 | sort) |
		grep -vxF -f <(cut -f 2 "$kdir/Module.symvers" "$names")) || return 0
	die "$src" "no symbol $foreign: kernel $kernel does not have it"
}

# The functions replaced are strings in the section .init.hotpatch: struct hotpatch_func, 328 bytes
# each.  Those in modules cannot be checked, the list is the kernel image's.
check_targets() {
	local src=$1 ko
	ko=$obj/$(name_of "$src").ko
	"${cross}objcopy" -O binary --only-section=.init.hotpatch "$ko" "$obj/targets"
	perl -0777 -ne '
		for (unpack "(a328)*") {
			my ($name, $file, $object) = unpack "Z128 Z128 Z56";
			print "$name\n" if $name ne "" && $object eq "";
		}' "$obj/targets" >"$obj/target-names"
	awk -F '\t' '
		FILENAME != ARGV[3] { known[$2] = 1; next }
		!($1 in known) && $1 !~ /\./ { print "no function " $1 " to replace" >"/dev/stderr"; bad = 1 }
		END { exit bad }' "$kdir/Module.symvers" "$names" "$obj/target-names" ||
		die "$src" "see above: names that kernel $kernel does not have"
}

# Every byte counts that has to go over a serial line.  Function symbols stay: backtraces and the
# tracer show them, and the console names the replacements by them.  So do the build-id (it
# tells two builds of one patch apart), ORC data and all that the loader reads.
strip_patch() {
	local name=$1
	readelf -sW "$obj/$name.ko" |
		awk '$4 == "FUNC" && $8 !~ /^(__pfx_|hotpatch_patch_)/ { print $8 }' >"$obj/keep"
	"${cross}objcopy" --strip-unneeded --keep-symbols="$obj/keep" --wildcard --strip-symbol='__pfx_*' \
		-R .comment -R .note.GNU-stack -R .note.gnu.property -R .note.Linux \
		"$obj/$name.ko" "$obj/$name.stripped"
	mv "$obj/$name.stripped" "$out/$name.ko"
}

report() {
	local name=$1 size text
	size=$(stat -c %s "$out/$name.ko")
	text=$(xz -9e --check=crc32 -c "$out/$name.ko" | base64 -w 76 | wc -c)
	printf '  %-28s %6d bytes, %5d as pasted text%s\n' "$kernel/$name.ko" "$size" "$text" \
		"$([ -f "$names" ] || echo '  (names NOT checked: no symbol list)')"
}

prepare
compile
for src in "${sources[@]}"; do
	if [ -f "$names" ]; then
		check_aliases "$src"
		check_targets "$src"
	fi
	strip_patch "$(name_of "$src")"
	report "$(name_of "$src")"
done
