# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# report.sh - what hp-mkpatch has found and made, for people and as JSON; sourced by it.
#
# The lines of $work/report are described in cull/report.h.
# shellcheck disable=SC2154 # of hp-mkpatch

show_report() {
	if [ -n "$json" ]; then
		report_json
	else
		report_text
	fi
}

# The modules that functions are replaced in.
modules_replaced_in() {
	local unit
	awk -F '\t' '$1 == "replaced" { print $2 }' "$work/report" | while read -r unit; do
		cat "$work/old/${unit%.c}.module"
	done | sed '/^$/d' | LC_ALL=C sort -u
}

report_text() {
	local note
	for note in "${notes[@]}"; do
		echo "  note        $note"
	done
	awk -F '\t' -v only="$only_report" '
		BEGIN {
			why["text"] = "its own text"; why["inlined"] = "inlined into it:"; why["data"] = "a constant that it uses:"
			why["other"] = "something that it uses (an inline function, a macro, a type), or only the compiler'"'"'s choice"
		}
		{ count[$1]++ }
		$1 == "refuse" { printf "%s: %s %s\n", $2, $3, $4 >"/dev/stderr" }
		$1 == "replaced" { printf "  replaced    %-32s %s: %s\n", $3, $2, why[$4] ($5 == "" ? "" : " " $5) }
		$1 == "new" { printf "  new         %-32s %s: %s\n", $3, $2, $4 }
		$1 == "shared" { printf "  shared      %-32s %s: the running kernel'"'"'s%s\n", $3, $2, $4 == $3 ? "" : ", called " $4 " there" }
		$1 == "copied" { printf "  of its own  %-32s %s: %s\n", $3, $2, $4 }
		$1 == "named" { printf "  LOOK AT     %-32s %s: the old code has no reference to it, so its name alone must tell which it is\n", $3, $2 }
		$1 == "allowed" { printf "  LOOK AT     %-32s %s: changes its type or is new, as you allowed\n", $3, $2 }
		$1 == "left" { printf "  LEFT OUT    %-32s %s: differs, and stays as it is\n", $3, $2 }
		$1 == "unused" { printf "  unused      %-32s %s: nothing in the patch uses it\n", $3, $2 }' "$work/report"
	modules_replaced_in | while read -r note; do
		printf '  module      %-32s has to be loaded before the patch\n' "$note"
	done
	[ ! -f "$work/built" ] || cat "$work/built"
}

report_json() {
	{
		printf 'kernel\t%s\t%s\n' "$kernel" "$release"
		printf 'name\t%s\n' "$name"
		printf 'diff\t%s\n' "${diffs[@]}"
		printf 'unit\t%s\n' "${units[@]}"
		modules_replaced_in | sed 's/^/module\t/'
		[ ${#notes[@]} -eq 0 ] || printf 'note\t%s\n' "${notes[@]}"
		[ ! -f "$work/built" ] || printf 'file\t%s\t%s\n' "$out/$name.ko" "$(stat -c %s "$out/$name.ko")"
		cat "$work/report"
	} | awk -F '\t' -f "$here/report_json.awk"
}
