#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# corpus.sh - runs the diffs of this folder through hp-mkpatch, and compares with what their heads say.
#
#	tests/mkpatch/corpus.sh KERNEL [NAME]...
#
# Prints "ok NAME" or "FAIL NAME: WHY" for each that is meant for that kernel; exit status 0 if none failed.  What
# was built lies in build/tests/KERNEL/mkpatch, with the NAME.sh that a guest runs (tests/guest/patch/52-mkpatch.sh), and
# what hp-mkpatch said in NAME.log.
#
# A case is NAME.diff, and NAME.6.12.diff where the sources of 6.12 differ.  Above the diff it says, as a mailed commit would:
#
#	Kernels: NAME...		the kernels that it applies to
#	Expect: built			or "refused REGEX", "asks REGEX": the line that hp-mkpatch must say
#	Allow: OPTION			of one that asks: with this it is built
#	Options: OPTION...		it is always called with these
#	Says: REGEX			what must be said though it is built
#	Changed: FUNCTION...		must be among the replaced ones
#	Replaced: N			so many functions are replaced, no more
#	New: NAME...			functions and data that the patch must bring
#	Shared: NAME...			data of the unit that must be the running kernel's
# "KEY on KERNEL...:" is said of those kernels instead of "KEY:", where another compiler or architecture has other names.
set -u -o pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
here=$top/tests/mkpatch/fixes
[ $# -gt 0 ] || { sed -n 's/^#	\(tests.*\)/usage: \1/p' "$0" >&2; exit 64; }
kernel=$1
shift
out=$top/build/tests/$kernel/mkpatch
options=()
mkdir -p "$out"
failed=0

# The diff of a case that is for this kernel; nothing if there is none.
diff_of() {
	local diff
	for diff in "$here/$1".[0-9]*.diff "$here/$1.diff"; do
		[ -f "$diff" ] || continue
		! grep -m 1 '^Kernels:' "$diff" | grep -qw -e "$kernel" || { echo "$diff"; return; }
	done
}

# head_of KEY: of the case, above the diff.
head_of() {
	awk -v key="$1" -v kernel="$kernel" '
		/^---/ { exit }
		$0 !~ "^" key "( on [^:]*)?:" { next }
		{
			where = $0; sub(/:.*/, " ", where)
			text = $0; sub(/^[^:]*: */, "", text)
		}
		where == key " " { all = text }
		index(where, " " kernel " ") { own = text; other = 1 }
		END { print other ? own : all }' "$diff"
}

make_patch() {
	(cd "$out" && "$top/patches/hp-mkpatch" -k "$kernel" -n "${name//-/_}" -o "$out" "${options[@]}" "$@" "$diff") >"$out/$name.log" 2>&1 </dev/null
}

says() {
	grep -qE -e "$1" "$out/$name.log"
}

# reported WORD NAME: a line of the report; the compiler's number behind a name of data does not count.
reported() {
	awk -v word="$1" -v name="$2" '
		{ at = $1 == "of" ? 4 : 2; what = $at; bare = what; sub(/\.[0-9]+$/, "", bare) }
		$1 ~ word && (what == name || bare == name) { found = 1 }
		END { exit !found }' "$out/$name.log"
}

# How many functions are replaced.
replaced() {
	grep -cE "^ *replaced " "$out/$name.log"
}

fail() {
	echo "FAIL $name: $*"
	sed 's/^/    | /' "$out/$name.log" | head -n 20
	failed=1
}

# What is wrong with the report of one that was built.
missing() {
	local item
	for item in $(head_of Changed); do
		reported '^replaced$' "$item" || echo "$item is not replaced;"
	done
	item=$(head_of Replaced)
	[ -z "$item" ] || [ "$(replaced)" = "$item" ] || echo "$(replaced) functions are replaced, not $item;"
	for item in $(head_of New); do
		reported '^(new|of)$' "$item" || echo "$item is not new;"
	done
	for item in $(head_of Shared); do
		reported '^(shared|LOOK)$' "$item" || echo "$item is not the kernel's;"
	done
	item=$(head_of Says)
	[ -z "$item" ] || says "$item" || echo "does not say \"$item\";"
}

run_case() {
	local expect regex allow=() wrong
	read -r expect regex <<<"$(head_of Expect)"
	read -r -a options <<<"$(head_of Options)"
	rm -f "$out/${name//-/_}".*
	if [ "$expect" != built ]; then
		if make_patch; then
			fail "was built, expected: $expect $regex"
			return
		fi
		says "$regex" || { fail "expected: $expect $regex"; return; }
		[ "$expect" = asks ] || { echo "ok $name"; return; }
		read -r -a allow <<<"$(head_of Allow)"
	fi
	make_patch "${allow[@]}" || { fail "not built"; return; }
	wrong=$(missing)
	[ -z "$wrong" ] || { fail "${wrong//$'\n'/ }"; return; }
	[ ! -f "$here/$name.sh" ] || cp "$here/$name.sh" "$out/${name//-/_}.sh"
	echo "ok $name"
}

names=("$@")
[ ${#names[@]} -gt 0 ] || mapfile -t names < <(cd "$here" && printf '%s\n' *.diff | sed 's/\.\([0-9].*\.\)\?diff$//' | sort -u)
for name in "${names[@]}"; do
	diff=$(diff_of "$name")
	[ -z "$diff" ] || run_case
done
exit $failed
