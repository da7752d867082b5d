#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# build.sh - makes patches: each FILE.c becomes OUT/FILE.ko, stripped.
#
#	patches/build.sh [--keep-going] KERNEL KDIR SYMVERS OUT FILE.c...
#
# KERNEL is what the kernel is called in messages, KDIR its headers, SYMVERS the list of its symbols
# ("hp-symtab symvers").  All files go through one call of kbuild, which takes seconds to begin.  If one
# of them fails, each goes through its own, so that the others are made all the same; those that cannot be made
# are named at the end.  That is a failure, unless --keep-going was said.
#
# If there is a program "kbuild" beside KDIR it is run in place of "make -C KDIR", with the same arguments: it
# knows the compiler that the kernel wants.
#
# A name that the kernel does not have would fail only when the patch is loaded, on a box where
# nothing can be compiled: so all names are checked here against SYMVERS, those used and those
# replaced; those of modules against the modules, which lie beside KDIR, as Debian has them, or where
# MODULES=PATH:PATH... (environment; files or folders) says.  The builds of the kernel (where SYMVERS lies beside the
# table it was made of) and of each module go into the patch, and the box compares them.  Every warning fails the build, objtool's included: it means
# code that the kernel cannot unwind through or that skips a mitigation.
#
# Where functions that the compiler has inlined one of those replaced into stay as they are, HALF FIX names them; so it does
# clones.  WRONG TYPE fails the build, unless ALLOW_TYPE=1 (environment) is said.  That needs a file of functions (.hpfun) beside SYMVERS, and hp-symtab, built here or in PATH.
#
# V=1 shows what is run.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

# die WHERE MESSAGE: WHERE is a source, or how we are called.
die() {
	printf '%s: %s\n' "$1" "$2" >&2
	exit 1
}

keep_going=
if [ "${1-}" = --keep-going ]; then
	keep_going=1
	shift
fi
[ $# -ge 5 ] || die build.sh "usage: build.sh [--keep-going] KERNEL KDIR SYMVERS OUT FILE.c..."
kernel=$1 kdir=$2 names=$3 out=$4
sources=("${@:5}")
[ -f "$kdir/Makefile" ] || die "${sources[0]}" "no headers of kernel $kernel in $kdir"
all=${sources[*]}
[ ${#sources[@]} -eq 1 ] || all="${#sources[@]} patches"

bad=()

# one_by_one FILE.c...: those that cannot be made are added to $bad
one_by_one() {
	local src
	for src; do
		"$here/build.sh" "$kernel" "$kdir" "$names" "$out" "$src" || bad+=("$src")
	done
}

# All of $sources at once.  Where that fails, those that it failed at are made alone, and say why; if it is not
# known which they are, all are.
together() {
	local said culprits=() src rest
	blamed=$(mktemp)
	trap 'rm -f "$blamed"' EXIT
	while [ ${#sources[@]} -gt 0 ]; do
		: >"$blamed"
		if said=$(BUILD_SH_BLAMED=$blamed "$here/build.sh" "$kernel" "$kdir" "$names" "$out" \
				"${sources[@]}" 2>&1); then
			printf '%s\n' "$said"
			return
		fi
		mapfile -t culprits < <(sort -u "$blamed")
		[ ${#culprits[@]} -gt 0 ] || culprits=("${sources[@]}")
		one_by_one "${culprits[@]}"
		rest=()
		for src in "${sources[@]}"; do
			[[ " ${culprits[*]} " == *" $src "* ]] || rest+=("$src")
		done
		sources=("${rest[@]}")
	done
}

if [ ${#sources[@]} -gt 1 ] && [ -z "${BUILD_SH_BLAMED-}" ]; then
	together
	[ ${#bad[@]} -gt 0 ] || exit 0
	printf '%s: NOT MADE for %s, see above\n' "$(echo "${bad[*]}" | sed 's/ /, /g')" "$kernel" >&2
	[ -n "$keep_going" ]
	exit
fi

# The prefix of the compiler and of binutils that these headers take, see mk/kernel.sh.
cross=$(sed -n 's/^CROSS_COMPILE ?= //p' "$kdir/Makefile")

name_of() {
	basename "$1" .c
}

check_source() {
	local src=$1 name what
	[ -f "$src" ] || die "$src" "no such file"
	name=$(name_of "$src")
	[[ $src == *.c && $name =~ ^[A-Za-z0-9_-]+$ ]] ||
		die "$src" "the name must end in .c and consist of letters, digits, - and _"
	# HP_OBJECT_LEN, less the NUL
	[ ${#name} -le 55 ] || die "$src" "the name is longer than 55 letters"
	! what=$("$here/taken.sh" "$name" "$kdir") ||
		die "$src" "a patch cannot be called $name: kernel $kernel has $what"
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
	rm -rf "$obj/modules"
	for src in "${sources[@]}"; do
		cmp -s "$src" "$obj/${src##*/}" || cp "$src" "$obj/"
	done
	{
		printf 'obj-m += %s.o\n' "${sources[@]##*/}" | sed 's/\.c\.o$/.o/'
		# -g for the types of replacements, see wrong_types().  It changes no code, and is stripped; but the build-id
		# counts it, so no folder of this machine may be in it.
		echo "ccflags-y := -I$here -I$here/../hotpatch-kmod -Werror -fmacro-prefix-map=$obj/="
		printf 'ccflags-y += %s\n' -g -gno-record-gcc-switches \
			"-fdebug-prefix-map=$(dirname "$(realpath "$kdir")")=src" \
			"-fdebug-prefix-map=$(dirname "$here")=hotpatch" "-fdebug-prefix-map=$(realpath "$obj")=."
	} >"$obj/Kbuild"
}

# What HOTPATCH_SYMBOL(), HOTPATCH_SYMBOL_NTH(), HOTPATCH_SYMBOL_IN() and HOTPATCH_SYMBOL_NTH_IN() say in these sources: lines "alias name
# module", the last "-" for the kernel image.
aliases() {
	cat "$@" | tr '\n' ' ' |
		{ grep -oE 'HOTPATCH_SYMBOL(_IN|_NTH|_NTH_IN)?\([^()]*\)' || true; } |
		sed -nE 's/^HOTPATCH_SYMBOL_IN\( *"([^"]*)" *, *(\w+) *, *([A-Za-z0-9_.]+) *\)/\2 \3 \1/p
			s/^HOTPATCH_SYMBOL_NTH_IN\( *\w+ *, *"([^"]*)" *, *(\w+) *, *([A-Za-z0-9_.]+) *\)/\2 \3 \1/p
			s/^HOTPATCH_SYMBOL_NTH\( *\w+ *, *(\w+) *, *([A-Za-z0-9_.]+) *\)/\1 \2 -/p
			s/^HOTPATCH_SYMBOL\( *(\w+) *, *([A-Za-z0-9_.]+) *,.*/\1 \2 -/p'
}

# find_module NAME: the file of a module, NAME as lsmod prints it; nothing if there is none
find_module() {
	local pattern=${1//_/[-_]} place places=()
	IFS=: read -ra places <<<"${MODULES-}"
	places+=("${kdir%/*}/kernel" "${kdir%/*}/updates" "${kdir%/*}/extra" "${kdir%/*}/modules/kernel")
	for place in "${places[@]}"; do
		[ -e "$place" ] || continue
		find -L "$place" \( -name "$pattern.ko" -o -name "$pattern.ko.[xgz]*" \) -print -quit
	done | head -n 1
}

# module_of NAME: its file, unpacked
module_of() {
	local file unpacked=$obj/modules/$1
	if [ ! -f "$unpacked" ]; then
		file=$(find_module "$1")
		[ -n "$file" ] || return 1
		mkdir -p "$obj/modules"
		case $file in
		*.xz) xz -dc "$file" ;;
		*.gz) gzip -dc "$file" ;;
		*.zst) zstd -dcq "$file" ;;
		*) cat "$file" ;;
		esac >"$unpacked.new" || return 1
		mv "$unpacked.new" "$unpacked"
	fi
	echo "$unpacked"
}

no_module() {
	die "$1" "module $2 is not among those of kernel $kernel; say where it is: MODULES=FILE"
}

# check_module_names SOURCE MODULE NAME...: the module must have these symbols, unless the compiler made them
check_module_names() {
	local src=$1 module=$2 file name known
	file=$(module_of "$module") || no_module "$src" "$module"
	known=$("${cross}nm" --defined-only "$file" | awk '{ print $3 }')
	for name in "${@:3}"; do
		[[ $name == *.* ]] || grep -qxF -- "$name" <<<"$known" ||
			die "$src" "module $module of kernel $kernel has no symbol $name"
	done
}

check_symbols_of_modules() {
	local src alias name module
	for src in "${sources[@]}"; do
		while read -r alias name module; do
			[ "$module" = - ] || check_module_names "$src" "$module" "$name"
		done < <(aliases "$src")
	done
}

# Prints what modpost shall accept besides the exports of the kernel: the list, and the aliases.  Exports
# are left out, because modpost has them already and refuses to be told twice.  What an alias stands for must
# be in the list, unless the compiler made that name (stfu.0): the list has no such names, because C cannot
# spell them.  The alias itself must not be exported: the loader looks among the exports first.
extra_symbols() {
	awk -F '\t' -v OFS='\t' '
		FILENAME == ARGV[1] { exported[$2] = 1; next }
		FILENAME == ARGV[2] {
			split($0, words, " ")
			alias[words[1]] = 1
			if (words[1] in exported) {
				print "alias " words[1] ": the kernel exports a symbol of that name, and would take it" \
					>"/dev/stderr"
				failed = 1
			}
			if (words[3] == "-")
				stands_for[$0] = words[2]
			next
		}
		{ known[$2] = 1 }
		!($2 in exported) && !($2 in alias)
		END {
			for (line in stands_for) {
				name = stands_for[line]
				if (name !~ /\./ && !(name in known) && !(name in exported)) {
					sub(/ -$/, "", line)
					print "no symbol " name " (" line ")" >"/dev/stderr"
					failed = 1
				}
			}
			for (a in alias)
				print "0x00000000", a, "vmlinux", "EXPORT_SYMBOL_GPL", "HOTPATCH"
			exit failed
		}' "$kdir/Module.symvers" <(aliases "${sources[@]}") "$names"
}

# Shows what kbuild said, with the names of the sources as we were given them.
show_log() {
	local src script='/^make(\[[0-9]+\])?: /d; /^  [A-Z]+ /d' object=${obj//+/\\+}
	for src in "${sources[@]}"; do
		# Since 6.13 kbuild works in the module's folder.
		script+="; s,$object/${src##*/},$src,; s,^${src##*/}:,$src:,"
	done
	sed -E "$script; s,$object/,," "$log" >&2
}

# blame TEST: of many files made together, those are named for which the command TEST NAME is true.
blame() {
	local src
	[ -n "${BUILD_SH_BLAMED-}" ] || return 0
	for src in "${sources[@]}"; do
		! "$1" "$(name_of "$src")" || echo "$src" >>"$BUILD_SH_BLAMED"
	done
}

not_compiled() {
	[ ! -f "$obj/$1.o" ]
}

warned_of() {
	grep -qE "(^|/)$1\.[co]:.* warning: " "$log"
}

compile() {
	local args=(M="$obj" CONFIG_DEBUG_INFO= CONFIG_DEBUG_INFO_BTF_MODULES=)
	local kbuild=(make -C "$kdir")
	# pahole makes BTF, which patches do not have.  The bodies are for the console alone: they are not to be loaded.
	local expected='^warning: pahole version differs|\(\.hotpatch\.bodies\): unexpected non-allocatable section'
	# As modpost says it since 7.3.
	expected+="|unexpected non-allocatable section '\\.hotpatch\\.bodies'"


	rm -f "$obj"/*.ko
	[ -z "${BUILD_SH_BLAMED-}" ] || args+=(-k)
	if [ -f "$names" ]; then
		check_symbols_of_modules
		extra_symbols >"$obj/names" || die "$all" "see above: names that kernel $kernel does not have, or has otherwise"
		args+=(KBUILD_EXTRA_SYMBOLS="$obj/names")
	else
		args+=(KBUILD_MODPOST_WARN=1)
		expected+='| undefined!$|suppressed .* unresolved symbol'
	fi
	# A kernel of mk/kernel.sh knows which compiler it was built with.
	if [ -x "${kdir%/*}/kbuild" ]; then
		kbuild=("${kdir%/*}/kbuild")
		# It has compared what matters; kbuild compares the whole text of the version.
		expected+='|^warning: the compiler differs'
	fi
	[ "${V:-0}" = 0 ] || echo "${kbuild[*]} ${args[*]} V=1 modules" >&2
	# If a make has called us, its flags and variables must not reach the kernel's make.
	if ! env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u KERNEL -u SRC LC_ALL=C \
			"${kbuild[@]}" "${args[@]}" V="${V:-0}" modules >"$log" 2>&1; then
		show_log
		blame not_compiled
		die "$all" "does not compile for $kernel"
	fi
	[ "${V:-0}" = 0 ] || cat "$log" >&2
	if grep -i 'warning:' "$log" | grep -vE "$expected" >&2; then
		blame warned_of
		# Without the objects all is compiled again, so that the next try shows the warnings, too.
		rm -f "$obj"/*.o
		die "$all" "warnings while compiling for $kernel: see above"
	fi
}

# modpost was given the aliases of all patches together; each patch may use only its own.
check_aliases() {
	local src=$1 foreign
	foreign=$(comm -12 <("${cross}nm" -u "$obj/$(name_of "$src").ko" | awk '{ print $2 }' | sort) \
		<(aliases "${sources[@]}" | cut -d ' ' -f 1 | sort -u) |
		comm -23 - <(aliases "$src" | cut -d ' ' -f 1 | sort) |
		grep -vxF -f <(cut -f 2 "$kdir/Module.symvers" "$names")) || return 0
	die "$src" "no symbol $foreign: kernel $kernel does not have it"
}

# The functions replaced are strings in the section .init.hotpatch: struct hotpatch_func, 328 bytes
# each.  read_targets NAME: writes lines "function module", the module "-" for the kernel image.
read_targets() {
	"${cross}objcopy" -O binary --only-section=.init.hotpatch "$obj/$1.ko" "$obj/targets"
	perl -0777 -ne '
		for (unpack "(a328)*") {
			my ($name, $file, $object) = unpack "Z128 Z128 Z56";
			print "$name ", $object eq "" ? "-" : $object, "\n" if $name ne "";
		}' "$obj/targets" >"$obj/target-names"
}

check_targets() {
	local src=$1 function module
	read_targets "$(name_of "$src")"
	awk '
		FILENAME != ARGV[3] { known[$2] = 1; next }
		$2 == "-" && !($1 in known) && $1 !~ /\./ { print "no function " $1 " to replace" >"/dev/stderr"; bad = 1 }
		END { exit bad }' "$kdir/Module.symvers" "$names" "$obj/target-names" ||
		die "$src" "see above: names that kernel $kernel does not have"
	while read -r function module; do
		[ "$module" = - ] || check_module_names "$src" "$module" "$function"
	done <"$obj/target-names"
}

# Is it known what was inlined where, and of what types functions are?  Then "$hp_symtab VERB $known" answers.
functions_known() {
	known=${names%.symvers}.hpfun
	hp_symtab=$here/../build/symtab/hp-symtab
	[ -x "$hp_symtab" ] || hp_symtab=$(command -v hp-symtab) || return 1
	[ -f "$names" ] && [ -f "$known" ]
}

# Says which functions have the code of a target inlined and stay as they are, where a file of functions lies beside the list
# of symbols.  No failure: the author may mean it.
half_fixes() {
	local src=$1 targets said
	functions_known || return 0
	mapfile -t targets < <(perl -0777 -ne '
		for (unpack "(a328)*") {
			my ($name, $file, $object, $pos) = unpack "Z128 Z128 Z56 L<";
			next if $name eq "" or $object ne "";
			print $name, $file eq "" ? "" : "\@$file", $pos ? "#$pos" : "", "\n";
		}' "$obj/targets")
	[ ${#targets[@]} -gt 0 ] || return 0
	said=$("$hp_symtab" half "$known" "${targets[@]}") || die "$src" "what was inlined where is not known: see above"
	[ -z "$said" ] || printf '%s\n' "$said" | sed "s,^,$src: ," >&2
}

# Refuses replacements of another type than what they replace, where that file knows them: callers are compiled already.
# Writes $obj/types, which the patch carries (symtab/hpfun/typelist.h): of those that are right a mark only, because what was
# compared here need not be compared on the box, and a byte on a serial line is dear.
wrong_types() {
	local src=$1 said id args=(-o "$obj/types")
	rm -f "$obj/types"
	if functions_known; then
		id=$(kernel_build)
		[ -z "$id" ] || args+=(-b "$id")
		args+=("$known")
	elif [ ! -x "$hp_symtab" ]; then
		return 0
	fi
	said=$("$hp_symtab" types "${args[@]}" "$obj/$(name_of "$src").ko") || die "$src" "its types are not known: see above"
	[ "${ALLOW_TYPE:-0}" != 1 ] || sed -zi '2,$s/^[^=!]/!&/' "$obj/types"
	# What hp-mkpatch makes is assembler, without types: they were compared when it was made.
	[ "$(tr -d '\0' <"$obj/types")" != 1 ] || rm "$obj/types"
	[ -n "$said" ] || return 0
	printf '%s\n' "$said" | sed "s,^,$src: ," >&2
	[ "${ALLOW_TYPE:-0}" = 1 ] || die "$src" "see above: expected replacements of the same type, or ALLOW_TYPE=1"
}

# The build-id of the kernel, from the table that the list of symbols was made of (doc/hpsym-format.md); nothing if
# there is none beside it.
kernel_build() {
	local table=${names%.symvers}.hpsym
	[ ! -f "$names" ] || [ ! -f "$table" ] || od -An -v -tx1 -j 48 -N 20 "$table" | tr -d ' \n'
}

# The patch says which build of the kernel it was made for, and of each module that it reaches into.
add_builds() {
	local src=$1 name module file id
	name=$(name_of "$src")
	read_targets "$name"
	"${cross}objcopy" -O binary --only-section=.modinfo "$obj/$name.ko" "$obj/modinfo"
	id=$(kernel_build)
	[ -z "$id" ] || printf 'hotpatch_kernel=%s\0' "$id" >>"$obj/modinfo"
	while read -r module; do
		if ! file=$(module_of "$module"); then
			[ ! -f "$names" ] || no_module "$src" "$module"
			continue
		fi
		# Its status says nothing: readelf 2.40 fails at the empty .note.GNU-stack of gcc-16's modules.
		id=$("${cross}readelf" -n "$file" 2>/dev/null | sed -n 's/.*Build ID: //p') || true
		[ -n "$id" ] || die "$src" "module $module of kernel $kernel has no build-id"
		printf 'hotpatch_module=%s:%s\0' "$module" "$id" >>"$obj/modinfo"
	done < <({ cut -d ' ' -f 2 "$obj/target-names"; aliases "$src" | cut -d ' ' -f 3; } | sort -u | grep -vx -e -)
	"${cross}objcopy" --update-section .modinfo="$obj/modinfo" "$obj/$name.ko"
}

# The linker made the build-id also of the debug information that is stripped, which names folders of this machine: it becomes
# one of what is shipped.  The note is 16 bytes (elf.h, Elf64_Nhdr and "GNU"), and 20 of SHA-1.
give_build_id() {
	local file=$1
	"${cross}objcopy" -O binary --only-section=.note.gnu.build-id --set-section-flags .note.gnu.build-id=alloc "$file" "$obj/note"
	[ "$(stat -c %s "$obj/note")" = 36 ] || return 0
	head -c 16 "$obj/note" >"$obj/note.new"
	head -c 20 /dev/zero >>"$obj/note.new"
	"${cross}objcopy" --update-section .note.gnu.build-id="$obj/note.new" "$file"
	perl -e 'print pack "H*", $ARGV[0]' "$(sha1sum <"$file" | cut -c 1-40)" >"$obj/id"
	head -c 16 "$obj/note" | cat - "$obj/id" >"$obj/note.new"
	"${cross}objcopy" --update-section .note.gnu.build-id="$obj/note.new" "$file"
}

# Every byte counts that has to go over a serial line.  Function symbols stay: backtraces and the
# tracer show them, and the console names the replacements by them.  So do the build-id (it
# tells two builds of one patch apart), ORC data and all that the loader reads.
strip_patch() {
	local name=$1 types=()
	[ ! -f "$obj/types" ] ||
		types=(--add-section .hotpatch.types="$obj/types" --set-section-flags .hotpatch.types=readonly)
	readelf -sW "$obj/$name.ko" |
		awk '$4 == "FUNC" && $8 !~ /^(__pfx_|hotpatch_patch_)/ { print $8 }' >"$obj/keep"
	"${cross}objcopy" --strip-unneeded --keep-symbols="$obj/keep" --wildcard --strip-symbol='__pfx_*' \
		-R .comment -R .note.GNU-stack -R .note.gnu.property -R .note.Linux "${types[@]}" \
		"$obj/$name.ko" "$obj/$name.stripped"
	give_build_id "$obj/$name.stripped"
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
		half_fixes "$src"
	fi
	wrong_types "$src"
	add_builds "$src"
	strip_patch "$(name_of "$src")"
	report "$(name_of "$src")"
done
