#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# compile.sh - compiles files of the kernel's source as the distribution did, and the changed ones besides.
#
#	patches/mkpatch/compile.sh KERNEL WORK OVERLAY UNIT.c...
#
# UNIT is a path in the source (fs/pipe.c).  OVERLAY has the changed files at their paths in the source; "-": none, and
# nothing is compiled but the old ones.  Results, for the unit fs/pipe.c:
#	WORK/old/fs/pipe.s	assembler text, with debug information
#	WORK/old/fs/pipe.o	what kbuild makes of it, after objtool
#	WORK/old/fs/pipe.text.o	arm64: the text assembled; the object has anchors and the text has none, see cc-both.sh
#	WORK/old/fs/pipe.module	one line: the module that it belongs to, as lsmod prints it; empty: the kernel image;
#				"a:b": both have it
#	WORK/new/fs/pipe.s	the same of the overlay
#	WORK/new/fs/pipe.o	assembled, and no more
# The source and the folder to build in are those of mk/source.sh, which fetches them where they lack.
#
# kbuild is called once for all units, and with all its checks of what "make prepare" makes taken as done (-o): the headers
# package has that, but not what it is made of.  The compiler's place takes cc-both.sh, for the units only; kbuild tells
# it whether its lists have the object, because a rule alone would compile any file.  objtool runs on each object also
# where the kernel was built with that put off to its end (delay-objtool, since IBT): then some jumps of static keys
# become nops as in the image; what it can do only there (arguments()) the objects lack.
# What kbuild asks the compiler about itself goes to the quickest; units go to the one that the kernel is of
# (mk/emulated-cc.sh).
#
# The compiler sees the overlay as a whole source, WORK/view: real folders where the overlay has files, and where
# units lie, so that #include "x.h" finds the changed one first; links for all the rest.
#
# All of it happens in WORK; several may run at once, each with its own.  What is only needed meanwhile is removed
# however this ends; WORK/log keeps what kbuild said.
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
here=$top/patches/mkpatch
# shellcheck source=../../mk/say.sh
. "$top/mk/say.sh"
# shellcheck source=../../mk/arch.sh
. "$top/mk/arch.sh"
# shellcheck source=../../mk/compiler.sh
. "$top/mk/compiler.sh"
[ $# -ge 4 ] || die "usage: compile.sh KERNEL WORK OVERLAY|- UNIT.c..."
name=$1 work=$2 overlay=$3
shift 3
units=("$@")
kdir=$top/build/kernels/$name
[ -f "$kdir/arch" ] || die "no kernel $name in build/kernels: mk/kernel.sh $name"
arch_set "$(cat "$kdir/arch")"
source=$("$top/mk/source.sh" "$name")
[ "$overlay" = - ] || [ -d "$overlay" ] || die "no folder $overlay with changed files"
mkdir -p "$work"
work=$(cd "$work" && pwd)
objects=$work/obj view='' changed=()
make=''

cleanup() {
	[ -z "$make" ] || kill -- "-$make" 2>/dev/null || true
	rm -rf "$work/obj" "$work/view"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

check_units() {
	local unit
	for unit in "${units[@]}"; do
		[[ $unit == *.c && $unit != /* && /$unit/ != */../* ]] || die "$unit is no path of a .c file in the source"
		[ -f "$source/$unit" ] || die "$unit is not in the source of $name ($(basename "$source"))"
	done
}

# --- the view -------------------------------------------------------------------------------------

# Each folder on the way to a path, the source itself being "."
folders_of() {
	local path
	for path; do
		while [[ $path == */* ]]; do
			path=${path%/*}
			echo "$path"
		done
	done
	echo .
}

# link_rest FOLDER: links to what the source has there and the view has not
link_rest() {
	local path links=()
	for path in "$source/$1"/*; do
		[ -e "$view/$1/${path##*/}" ] || links+=("$path")
	done
	[ ${#links[@]} -eq 0 ] || ln -s -t "$view/$1" "${links[@]}"
}

# In include/trace a header includes those of trace events by a path from there, "../../fs/xfs/xfs_trace.h".
make_view() {
	local folder folders
	view=$work/view
	mapfile -t changed < <(cd "$overlay" && find . -type f -printf '%P\n')
	mapfile -t folders < <(folders_of "${changed[@]}" "${units[@]}" include/trace/x | sort -u)
	(mkdir -p "$view" && cd "$view" && mkdir -p "${folders[@]}")
	cp -rL "$overlay/." "$view/"
	for folder in "${folders[@]}"; do
		[ ! -d "$source/$folder" ] || link_rest "$folder"
	done
}

# --- kbuild ---------------------------------------------------------------------------------------

# The folder to build in: links, so that kbuild finds all that it needs, and writes here.
make_objects() {
	local arch_dir
	mkdir -p "$objects"
	ln -s "$kdir/objtree"/{.config,include,scripts,tools} "$objects/"
	for arch_dir in "$kdir/objtree/arch"/*; do
		mkdir -p "$objects/arch/${arch_dir##*/}"
		ln -s "$arch_dir/include" "$objects/arch/${arch_dir##*/}/"
	done
}

# Options of the compiler that only "make prepare" would find: where arm64 keeps the stack's canary.
prepared_options() {
	[ "$arch_source" = arm64 ] && [ "$(setting CONFIG_STACKPROTECTOR_PER_TASK)" = y ] || return 0
	awk '$2 == "TSK_STACK_CANARY" { print "-mstack-protector-guard=sysreg -mstack-protector-guard-reg=sp_el0 -mstack-protector-guard-offset=" $3 }' \
		"$kdir/objtree/include/generated/asm-offsets.h"
}

text_option() {
	[ "$arch_source" != arm64 ] || echo -fno-section-anchors
}

# What make gets: a line each.
arguments() {
	local fresh wanted="${units[*]/%.c/.o}"
	# shellcheck disable=SC2016 # make's
	# Newer ones ask for the folders in other words: abs_output, srcroot.  genksyms is left out (CONFIG_MODVERSIONS).
	printf '%s\n' -C "$objects" -rR -k -I "$source" --no-print-directory -f "$source/Makefile" \
		sub_make_done=1 building_out_of_srctree=1 "abs_srctree=$source" "srctree=$source" "srcroot=$source" \
		"abs_objtree=$objects" "abs_output=$objects" objtree=. KBUILD_VERBOSE=0 KBUILD_CHECKSRC=0 quiet=silent_ Q=@ \
		"ARCH=$arch_source" "CROSS_COMPILE=$arch_cross" "KERNELRELEASE=$(cat "$kdir/release")" \
		"KCFLAGS=$(prepared_options)" CONFIG_MODVERSIONS= delay-objtool= \
		'objtool-args=$(filter-out --ibt --cfi --noinstr --unret,$(objtool-args-y)) $(if $(part-of-module),--module)'
	for fresh in prepare include/config/auto.conf include/config/auto.conf.cmd include/generated/autoconf.h \
			include/config/kernel.release; do
		printf '%s\n' -o "$fresh"
	done
	# shellcheck disable=SC2016 # make's
	printf 'CC=$(if $(filter $@,%s),%s/cc-both.sh $(if $(filter $@,$(real-obj-y) $(real-obj-m) $(lib-y)),--built,--not-built),%s)\n' \
		"$wanted" "$here" "$cc"
	printf '%s\n' "HOSTCC=${cc#"$arch_cross"}"
	# shellcheck disable=SC2086 # a list
	printf '%s\n' $wanted
}

# In a group of its own, so that cleanup can end it.
kbuild() {
	local args jobs=1
	[ -n "$view" ] || jobs=$(nproc)
	mapfile -t args < <(arguments)
	cd "$work"	# the chroot has this folder
	set -m
	run env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u KERNEL -u SRC LC_ALL=C TMPDIR="$objects" \
		HP_CC="$exact" HP_WORK="$work" HP_SOURCE="$source" HP_VIEW="$view" HP_TEXT="$(text_option)" \
		make -j"$jobs" "${args[@]}" >"$work/log" 2>&1 </dev/null &
	make=$!
	set +m
	wait "$make" || true	# the results tell
	make=
}

# --- results --------------------------------------------------------------------------------------

# includers UNIT FOLDER: the files of FOLDER that include UNIT, by a path from where they lie
includers() {
	local unit=$1 file path
	(cd "$source" && grep -roE --include='*.[chS]' "^[[:space:]]*#[[:space:]]*include[[:space:]]+\"([^\"]*/)?${unit##*/}\"" "$2") |
		while IFS=: read -r file path; do
			file=${file#./} path=${path#*\"} path=${path%\"}
			[ "$(realpath -ms --relative-to=/ "/$(dirname "$file")/$path")" != "$unit" ] || echo "$file"
		done
}

# Why kbuild has no such object.  Who includes the unit lies near it, as a rule.
explain_absent() {
	local unit=$1 folder found
	for folder in "$(dirname "$unit")" "${unit%%/*}" .; do
		found=$(includers "$unit" "$folder" | paste -sd ' ') || true
		[ -z "$found" ] || break
	done
	if [ -n "$found" ]; then
		say "$unit is no unit of its own: included by ${found// /, }"
	else
		say "$unit is not compiled for $name: its configuration leaves it out"
	fi
}

# messages FILE: the compiler's, with paths as in the source
messages() {
	sed -e "s,$work/view/,,g" -e "s,$source/,,g" -e "s,$work/,,g" "$1"
}

# overlooked UNIT: the changed files that the new version includes as they were.  It happens where a path with ".." leads
# through one of the view's links.
overlooked() {
	local path
	tr -s ' \\' '\n\n' <"$work/new/${1%.c}.d" | grep -F "${changed[@]/#*\//-e/}" | while read -r path; do
		path=$(cd "$objects" && realpath "$path")
		path=${path#"$source"/}
		[ ! -f "$overlay/$path" ] || echo "$path"
	done | paste -sd ' '
}

# names_in OBJECT: of what it defines
names_in() {
	readelf -sW "$1" | awk '$7 ~ /^[0-9]+$/ && $4 != "SECTION" && $4 != "FILE" && $8 !~ /^\$/ { print $8 }' | sort
}

# Prints what is wrong with a unit, or moves its object to its place.
finish() {
	local unit=$1 old=$work/old/${1%.c} new=$work/new/${1%.c} same
	if [ ! -f "$old.module" ] && grep -qF "needed by '${unit%.c}.o'" "$work/log"; then
		grep -F "needed by '${unit%.c}.o'" "$work/log" >&2
		say "kbuild cannot make what $unit includes, see above"
	elif [ ! -f "$old.module" ]; then
		explain_absent "$unit"
	elif [ ! -s "$old.s" ]; then
		messages "$old.s.messages" >&2
		say "$unit as $name has it does not compile, see above"
	elif [ -n "$view" ] && [ ! -s "$new.o" ]; then
		messages "$new.s.messages" >&2
		say "$unit with the changes does not compile, see above"
	elif [ ! -f "$objects/${unit%.c}.o" ]; then
		messages "$work/log" >&2
		say "kbuild makes no object of $unit, see above"
	elif [ -n "$view" ] && same=$(overlooked "$unit") && [ -n "$same" ]; then
		say "$unit includes $same as it was, by a path with \"..\"; put a copy of the file that does so beside the changes"
	elif [ -f "$old.text.o" ] && ! cmp -s <(names_in "$objects/${unit%.c}.o") <(names_in "$old.text.o"); then
		say "$unit: without section anchors the compiler calls static variables otherwise than with them"
	else
		mv "$objects/${unit%.c}.o" "$old.o"
		# Warnings that the old one has not.
		[ -z "$view" ] || cmp -s <(messages "$old.s.messages") <(messages "$new.s.messages") || messages "$new.s.messages" >&2
		rm -f "$old".{s.messages,built.s,built.s.messages} "$new".{s.messages,d}
		return 0
	fi
	return 1
}

main() {
	local unit failed=0
	check_units
	choose_compiler
	exact=$("$top/mk/emulated-cc.sh" "$name" "$cc")
	rm -rf "$work"/{old,new,obj,view}
	for unit in "${units[@]}"; do
		mkdir -p "$work"/{old,new}/"$(dirname "$unit")"
	done
	[ "$overlay" = - ] || make_view
	make_objects
	kbuild
	for unit in "${units[@]}"; do
		finish "$unit" || failed=1
	done
	return $failed
}

main
exit
