# SPDX-License-Identifier: GPL-2.0-only
#
# program.sh - for scripts that show what a program does: sourced, counts in tests and failed.
# shellcheck shell=bash
tests=0 failed=0

# is NAME STATUS COMMAND...: exit status as expected; output stays in the files out and err
is() {
	local name=$1 want=$2 got
	shift 2
	tests=$((tests + 1))
	"$@" >out 2>err
	got=$?
	if [ $got -eq "$want" ]; then
		echo "ok $tests $name"
	else
		failed=$((failed + 1))
		echo "FAIL $tests $name: exit $got, expected $want"
		sed 's/^/# /' err out | head -5
	fi
}

# says NAME STATUS PATTERN COMMAND...: and its output or its one line of error has the pattern
says() {
	local name=$1 want=$2 pattern=$3
	shift 3
	is "$name" "$want" "$@"
	tests=$((tests + 1))
	if grep -q -- "$pattern" out err && [ "$(wc -l <err)" -le 1 ]; then
		echo "ok $tests $name: $pattern"
	else
		failed=$((failed + 1))
		echo "FAIL $tests $name: '$pattern' not found, or more than one line of error"
		sed 's/^/# /' err out | head -5
	fi
}

# Prints the count; the exit status of the script.
all_told() {
	echo "$tests tests, $failed failed"
	[ $failed -eq 0 ]
}
