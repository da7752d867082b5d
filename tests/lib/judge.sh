# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # $slow, $bench
#
# judge.sh - what a batch of guest scripts says (tests/guest/batch.sh) becomes verdicts; sourced by tests/run.
# Uses: pass, fail, skip; $slow and $bench; appends to the array "finished".

# After so many seconds without a line the guest counts as dead: the longest step of a test that goes well
# takes a minute.
SILENCE=300

# judge KERNEL LOG: reads a batch's output and prints its verdicts.  Leaves in $unfinished the script that had
# begun and did not end.  Status 1: no line came for too long.
judge() {
	local kernel=$1 log=$2 line name='' bad=0 complete=0 showing=0 start=$SECONDS status
	unfinished=''
	while true; do
		IFS= read -r -t $((SILENCE * slow)) line && status=0 || status=$?
		[ "$status" -le 128 ] || return 1
		[ "$status" = 0 ] || return 0
		echo "$line" >>"$log"
		case $line in
		'@begin '*)
			unfinished=${line#@begin }
			name="$kernel ${unfinished%.sh}"
			start=$SECONDS bad=0 complete=0 ;;
		'@bad '*)
			fail "$name: ${line#@bad * }"
			bad=1 ;;
		# What hp-console -j printed in the guest: kept, to be checked on the host (answers.py).
		'@json '*) echo "${line#@json }" >>"${log%.log}.answers" ;;
		'@end '*)
			if [ "$bad" = 0 ] && [ "${line##* }" != 0 ]; then
				fail "$name: exit status ${line##* }"
			elif [ "$bad" = 0 ] && [ "$complete" = 0 ]; then
				fail "$name: ended before its end"
			fi
			echo "# $name: $((SECONDS - start)) s"
			finished+=("$unfinished")
			unfinished='' ;;
		'ok '*) pass "$name: ${line#ok }" ;;
		'not ok '*)
			fail "$name: ${line#not ok }"
			bad=1 ;;
		'skip '*)
			skip "$name: ${line#skip }"
			complete=1 ;;
		'done') complete=1 ;;
		'    '*) [ "$showing" = 0 ] || echo "$line" ;;
		*) [ -z "$bench" ] || echo "$line" ;;
		esac
		# Indented lines after a failure belong to it.
		case $line in
		'not ok '*|'@bad '*) showing=1 ;;
		'    '*) ;;
		*) showing=0 ;;
		esac
	done
}
