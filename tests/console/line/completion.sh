#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# completion.sh CONSOLE SYMTAB FAKE PATCHES - bash completion: what is offered for each unfinished line.
set -u
top=$(cd "$(dirname "$0")/../../.." && pwd)
console=$1 symtab=$2 fake=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HP_PATH=$4 HP_STATE=$work/state ASAN_OPTIONS=detect_leaks=0
# shellcheck source=../../../hp-console/hp-console.bash
. "$top/hp-console/hp-console.bash"
# shellcheck source=../../../symtab/hp-symtab.bash
. "$top/symtab/hp-symtab.bash"
cd "$work" || exit 1
mkdir -p 'tables/deep' && touch tables/one.hpsym tables/two.hpsym

# completes WHAT FUNCTION PROGRAM EXPECTED WORD...: the last word is the one the cursor is in
completes() {
	local what=$1 function=$2 program=$3 expected=$4
	shift 4
	COMP_WORDS=("$program" "$@")
	COMP_CWORD=$#
	$function "$program"
	if [ "${COMPREPLY[*]}" = "$expected" ]; then
		echo "ok completion: $what"
	else
		echo "# expected: $expected"
		echo "# found:    ${COMPREPLY[*]}"
		echo "FAIL completion: $what"
	fi
}

c() { completes "$1" _hp_console "$console" "${@:2}"; }
f() { completes "$1" _hp_console "$fake" "${@:2}"; }
s() { completes "$1" _hp_symtab "$symtab" "${@:2}"; }

# Without rights and without a device.
c "verbs" 'cancel check confirm' c
c "verbs that begin alike" 'unload' un
c "patch files of the search list" fix check f
c "options of apply" 'confirmed' apply fix con
c "depths" 'freeze' apply fix depth fr
c "verbs as argument" 'status' help sta
c "files" 'tables/one.hpsym' table tables/o
c "directories" 'tables/' table ta
c "what is in them" 'tables/deep/ tables/one.hpsym tables/two.hpsym' table tables/
c "nothing after the last argument" '' unload fix x
c "nothing for a verb that is none" '' frobnicate x
c "options" '-h -j -p -V' -
c "a verb behind options" 'history' -j his
c "directories for -p" 'tables' -p ta
c "a verb behind -p" 'history' -jp tables his
HP_PATH=tables c "the search list of -p" fix -p "$4" check f
f "loaded patches" 'meminfo' revert m
s "verbs of hp-symtab" 'verify' ve
s "its options" '-a -f' lookup -
s "its files" 'tables/one.hpsym' dump tables/o
