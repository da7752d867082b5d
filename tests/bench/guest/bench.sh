# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# bench.sh - what the guest side of each benchmark begins with, instead of lib.sh, which it includes.
#
#	fig KEY VALUE		one figure, for tests/bench/run; times in nanoseconds
#	quiet FILE COMMAND...	runs it with its output in FILE; no shell waits in a pipe meanwhile
#	field FILE NAME		a number of hp-console's JSON
#	median FILE		of a file of numbers
. ./lib.sh

fig() {
	t_count=$((t_count + 1))
	echo "= $1 $2"
}

quiet() {
	quiet_file=$1
	shift
	"$@" >"$quiet_file" 2>&1 || {
		t_fail "status $?: $*"
		sed 's/^/    | /' "$quiet_file"
	}
}

field() {
	grep -o "\"$2\":[0-9]*" "$1" | head -n 1 | cut -d: -f2
}

median() {
	sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}
