#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Two functions that agree on something switch together: while every CPU calls them without a pause, no
# call ever sees one old and one new.
# vm: kernels stock-amd64 6.1-arm64 debug-amd64
# vm: smp 4
# vm: timeout 1800
. ./lib.sh
modprobe hotpatch
rounds=30

param() {
	cat /sys/module/"$1"/parameters/"$2"
}

# Waits for 100 calls more.
calls_grow() {
	from=$(param times calls)
	wait_for 120 sh -c "[ \$(cat /sys/module/times/parameters/calls) -gt $((from + 100)) ]"
}

# A task inside may block one try; exit 2 says so, and then the operator tries again.
try() {
	for attempt in 1 2 3 4 5; do
		out=$(hp-console "$@" 2>&1)
		got=$?
		[ "$got" -eq 2 ] || break
	done
	return "$got"
}

t_ok "every CPU calls times(2)" hammer start /tmp/h times

t_run 0 "half of the pair is applied" hp-console apply ./halftimes.ko
t_ok "a mixed call is noticed" wait_for 120 sh -c \
	'[ $(cat /sys/module/halftimes/parameters/mixed) -gt 100 ]'
t_ok "half of the pair is reverted" try revert halftimes
t_ok "and unloaded" hp-console unload halftimes

t_run 0 "the pair is loaded" hp-console load times
n=0 failed=0
while [ $n -lt $rounds ]; do
	n=$((n + 1))
	try apply times && calls_grow && try revert times || { failed=$n; break; }
done
t_same "$rounds rounds of apply and revert, each with calls in between" "$failed" 0
[ "$failed" = 0 ] || t_show
t_ok "the new code ran" test "$(param times calls)" -gt $((rounds * 100))
t_same "no call was mixed" "$(param times mixed)" 0
echo "$(param times calls) calls"

before=$(param times calls)
usleep 300000
t_same "after the revert no call arrives" "$(param times calls)" "$before"
t_run 0 "the callers noticed nothing" hammer end /tmp/h
t_has "none got a wrong result" ' 0 wrong$'
t_run 0 "the pair is unloaded" hp-console unload times
t_done
