#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# bench-tasks.sh - what apply costs on a box with many tasks.  First all of them asleep elsewhere: at
# depth hold, and at depth freeze, where probes time the freezer.  Then all of them asleep inside the
# function: at depth nudge.
#
#	bench-tasks.sh [COUNT...]
# vm: icount
# vm: mem 6144
# vm: timeout 1200
. ./bench.sh
[ $# -gt 0 ] || set -- 100 1000 4000 16000
rounds=3
tracing=/sys/kernel/tracing
echo 60000 >/proc/sys/kernel/threads-max
echo 60000 >/proc/sys/kernel/pid_max
modprobe hotpatch

# The trace has stamps in microseconds; one is 500 instructions.
probe_freezer() {
	echo mono >$tracing/trace_clock
	for what in freeze thaw; do
		echo "p:hpbench/${what}_begin ${what}_processes" >>$tracing/kprobe_events
		echo "r:hpbench/${what}_end ${what}_processes" >>$tracing/kprobe_events
	done
	echo 1 >$tracing/events/hpbench/enable
}

unprobe_freezer() {
	echo 0 >$tracing/events/hpbench/enable
	echo >$tracing/kprobe_events
}

# Nanoseconds between the last begin and end of $1 in the trace.
probed() {
	awk -v what="$1" '
		{ for (i = 2; i < NF; i++) if ($i ~ /^[0-9]+\.[0-9]+:$/) t = $i + 0 }
		index($0, what "_begin:") { begin = t }
		index($0, what "_end:") { end = t }
		END { printf "%.0f\n", (end - begin) * 1e9 }' $tracing/trace
}

# Rounds of apply and revert of patch $3 at depth $2; medians to figures $1.
measure() {
	key=$1
	depth=$2
	patch=$3
	rm -f /tmp/bench.*
	n=0
	while [ $n -lt $rounds ]; do
		n=$((n + 1))
		echo >$tracing/trace
		quiet /tmp/op hp-console -j apply "$patch" mindepth "$depth" depth "$depth" within 60000
		for what in stop frozen total; do
			field /tmp/op ${what}_ns >>/tmp/bench.$what
		done
		if [ "$depth" = freeze ]; then
			probed freeze >>/tmp/bench.freezer
			probed thaw >>/tmp/bench.thaw
		fi
		quiet /tmp/out hp-console -j revert "$patch" within 60000
	done
	for file in /tmp/bench.*; do
		fig "$key.${file#/tmp/bench.}" "$(median "$file")"
	done
	fig "$key.tasks" "$(field /tmp/op tasks)"
	fig "$key.nudged" "$(field /tmp/op nudged)"
	fig "$key.rechecked" "$(field /tmp/op rechecked)"
}

load() {
	quiet /tmp/out hp-console load "$1"
	# The first apply looks for the ftrace record; bench-functions.sh measures that.
	quiet /tmp/out hp-console apply "$1"
	quiet /tmp/out hp-console revert "$1"
}

load cmdline
load piperead
for count in "$@"; do
	t_ok "$count more tasks" tasks start /tmp/t "$count"
	measure "tasks.$count.hold" hold cmdline
	probe_freezer
	measure "tasks.$count.freeze" freeze cmdline
	unprobe_freezer
	t_ok "they end" tasks end /tmp/t
	t_ok "$count readers" sleepers start /tmp/s pipe "$count"
	measure "tasks.$count.nudge" nudge piperead
	t_run 0 "they were not disturbed" sleepers end /tmp/s
done
quiet /tmp/out hp-console unload cmdline
quiet /tmp/out hp-console unload piperead
t_done
