#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# run.sh OUT CHECK UNIT_TEST... - runs all of hp-console's tests that need no kernel: prints ok and FAIL
# lines and the count.
set -u
out=$1 check=$2
unit_tests=("${@:3}")
here=$(cd "$(dirname "$0")" && pwd)
passed=0 failed=0
state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT
export HP_STATE=$state

count() {	# reads "ok ..." and "FAIL ..." lines and what stands between them
	while IFS= read -r line; do
		case $line in
		ok\ *) passed=$((passed + 1)) ;;
		FAIL\ *) failed=$((failed + 1)) ;;
		esac
		printf '%s\n' "$line"
	done
}

unit() {	# cmocka's TAP becomes our lines; a program that dies fails even without a word
	local log rc name=${1#"$check"/tests/}
	name=${name%_test}
	log=$(CMOCKA_MESSAGE_OUTPUT=TAP "$1" "$check" 2>&1)
	rc=$?
	sed -n -e "s|^ok [0-9]* - |ok console $name: |p" -e "s|^not ok [0-9]* - |FAIL console $name: |p" \
		-e '/^# [^o]/p' <<<"$log"
	if [ $rc -ne 0 ]; then
		grep -v '^ok' <<<"$log" | head -40
		echo "FAIL console $name: exit status $rc"
	fi
}

script() {	# prints such lines itself; one that dies fails even without a word
	"$here/$1" "${@:2}" || echo "FAIL console $1: exit status $?"
}

# fuzz TARGET WHAT SEED...
fuzz() {
	local dir
	dir=$(mktemp -d)
	cp "${@:3}" "$dir/" || echo "FAIL console fuzz: no seeds for the $2"
	if "$check/$1_fuzz" -max_total_time="${FUZZ_SECONDS:-10}" -max_len=16384 -timeout=120 \
		-artifact_prefix="$check/" "$dir" >"$dir/log" 2>&1; then
		echo "ok console fuzz: $2, $(grep -o 'Done [0-9]* runs' "$dir/log")"
	else
		tail -30 "$dir/log"
		echo "FAIL console fuzz: $2 (input kept in $check)"
	fi
	rm -rf "$dir"
}

fuzz_wire() {
	local seeds
	seeds=$(mktemp -d)
	"$out/hp-send" "$check/patches/fix.ko" >"$seeds/sent"
	printf '@0\n@1\n@2\n[ 1.2] link\n@3 #\n@2\n@5\n@4\n#end\n' >"$seeds/damaged"
	printf '0,3,17,40-42,...' >"$seeds/list"
	xz --format=lzma -c "$check/patches/fix.ko" >"$seeds/packed"
	fuzz wire "lines of a transfer" "$seeds"/*
	rm -rf "$seeds"
}

units() {
	local program
	[ ${#unit_tests[@]} -gt 0 ] || echo "FAIL console: no unit tests were given"
	for program in "${unit_tests[@]}"; do
		unit "$program"
	done
	sed 's,show_a:show:fs/a.c,show_a:show:::0002,' "$check/patches/fix.ko" >"$HP_STATE/nth.ko"
	fuzz patchfile "patch-file parser" "$check/patches/fix.ko" "$HP_STATE/nth.ko"
	fuzz btf "BTF parser" "$check/vmlinux"
	seed=$HP_STATE/seed
	printf 'hp1 time="2026-11-24T09:30:00Z" uid=0 verb="apply" text=""' >"$seed"
	printf '\033[?2004h\033]0;box\007box:~# \r\nbox login: \033[2;1H' >"$HP_STATE/heard"
	fuzz place "what is heard at a line" "$HP_STATE/heard"
	fuzz history "history parser" "$seed"
	fuzz_wire
	script screen/screen_work.sh "$check"
}

consoles() {
	script rebuilt.sh "$out"
	script verbs/program.sh "$out" "$check"
	script verbs/json.sh "$out" "$check"
	script line/completion.sh "$out/hp-console" "$out/../symtab/hp-symtab" "$check/hp-console-fake" \
		"$check/patches"
	script screen/screen.py "$out" "$check"
	script screen/screen_term.py "$out" "$check"
	script screen/screen_recv.py "$out" "$check"
}

deliveries() {
	script delivery/delivery.py "$out" "$check"
	script delivery/delivery_program.py "$out" "$check"
	script delivery/delivery_place.py "$out" "$check"
}

# Two of the three mostly wait, so they run side by side; each has a state directory of its own.
parts=(units consoles deliveries)
for part in "${parts[@]}"; do
	mkdir "$state/$part"
	(HP_STATE=$state/$part $part; echo "# end of $part") >"$state/$part.log" 2>&1 &
done
wait
for part in "${parts[@]}"; do
	grep -qx "# end of $part" "$state/$part.log" || echo "FAIL console: $part broke off" >>"$state/$part.log"
done
count < <(cat "$state"/*.log)
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
