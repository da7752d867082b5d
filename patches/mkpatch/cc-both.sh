#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# cc-both.sh - stands in for the compiler when kbuild compiles a unit: it compiles that of the kernel's source and that
# of the changed source at the same time, and keeps the assembler text of both.
#
#	cc-both.sh --built|--not-built ARG...	ARG... as kbuild gives them to the compiler
#
# patches/mkpatch/compile.sh calls kbuild with it and says in the environment:
#	HP_CC		the compiler
#	HP_WORK		where results go: $HP_WORK/{old,new}/UNIT.s and so on
#	HP_SOURCE	the kernel's source
#	HP_VIEW		the changed source, a whole tree; empty if there is none
#	HP_TEXT		an option for the two texts alone; empty if there is none
#
# kbuild's "-c" is done in two steps, the compiler's own: to text, and that text to an object with the same options.  So
# it is the very text of which the object is made, and one compile gives both.
#
# arm64's gcc puts the variables of a unit behind an anchor, and code loads from that plus a number: no text tells which
# variable that is, and a new one in their midst changes all code that uses others.  So where HP_TEXT is
# -fno-section-anchors the old source is compiled twice: as the distribution did to the object that is compared with the
# kernel, and without anchors to the text that is compared with the new one, which has none either. What the patch carries of
# it says each variable's name, as it must anyway, since they lie apart for it.
#
# The new source is compiled with the same command, in which each path of the source is that of the view.  __FILE__ and
# debug information are as if it lay in the source (-f...-prefix-map); the places of asm statements, which are comments
# in the text, and those that UBSAN reports are no concern of these options, and so are changed afterwards.  Nor does HP_WORK appear in the text: the
# same source gives the same text.
set -u

placed=("-fdebug-prefix-map=$HP_WORK/obj=$HP_SOURCE" "-fdebug-prefix-map=$HP_WORK/view=$HP_SOURCE")

# The unit, and the command without what names files; of kbuild's list of dependencies only the old one is made.
read_arguments() {
	local arg take=''
	command=() dependencies=() object='' source='' module=''
	for arg in "$@"; do
		if [ -n "$take" ]; then
			object=$arg take=''
			continue
		fi
		case $arg in
		-c) ;;
		-o) take=1 ;;
		-Wp,-M*) dependencies+=("$arg") ;;
		"$HP_SOURCE"/*.c) source=$arg ;;
		*) command+=("$arg") ;;
		esac
		case $arg in
		-DKBUILD_MODNAME=*) module=${arg#*=} ;;
		esac
	done
}

# The name of the module as lsmod prints it; empty if the unit is of the kernel image.  kbuild has quotes round it.
name_of_module() {
	local arg
	for arg in "${command[@]}"; do
		[ "$arg" != -DMODULE ] || {
			module=${module//\"/}
			echo "${module//-/_}"
			return
		}
	done
	echo
}

# to_both OBJECT TEXT OPTION...: compiles the old source to text, and that to an object
to_both() {
	"$HP_CC" "${command[@]}" "${placed[@]}" "${@:3}" -S -o "$2" "$source" 2>"$2.messages" &&
		"$HP_CC" "${command[@]}" -c -o "$1" "$2" 2>>"$2.messages"
}

compile_old() {
	local to=$HP_WORK/old/$unit status=0
	if [ -z "$HP_TEXT" ]; then
		to_both "$object" "$to.s" "${dependencies[@]}"
		return
	fi
	to_both "$object" "$to.built.s" "${dependencies[@]}" &
	to_both "$to.text.o" "$to.s" "$HP_TEXT" || status=1
	wait $! && return $status
}

compile_new() {
	local to=$HP_WORK/new/$unit
	"$HP_CC" "${command[@]//"$HP_SOURCE"/$HP_VIEW}" "${placed[@]}" ${HP_TEXT:+"$HP_TEXT"} "-Wp,-MMD,$to.d" -S -o "$to.s" \
		"$HP_VIEW/$unit.c" 2>"$to.s.messages" &&
		sed -i "s,\"$HP_VIEW/,\"$HP_SOURCE/," "$to.s" &&
		"$HP_CC" "${command[@]}" -c -o "$to.o" "$to.s" 2>>"$to.s.messages"
}

built=$1
shift
read_arguments "$@"
[ -n "$object" ] && [ -n "$source" ] || exec "$HP_CC" "$@"
unit=${source#"$HP_SOURCE"/}
unit=${unit%.c}
[ "$built" = --built ] || exit 1
name_of_module >"$HP_WORK/old/$unit.module"
new=
if [ -n "$HP_VIEW" ]; then
	compile_new &
	new=$!
fi
status=0
compile_old || status=1
[ -z "$new" ] || wait "$new" || status=1
exit $status
