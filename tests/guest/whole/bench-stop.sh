#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# bench-stop.sh - how long the world stands still: apply and revert of one small patch, 20 times at each
# depth, with the tasks of an idle box and with 1,000 more.  In microseconds of the
# deterministic clock, 2 ns an instruction.
# vm: bench
# vm: mem 1024
# vm: icount
# vm: timeout 600
. ./lib.sh
modprobe hotpatch
rounds=20

field() {
	printf '%s\n' "$out" | grep -o "\"$1\":[0-9]*" | cut -d: -f2
}

# "median largest" of a file of nanoseconds, as microseconds
spread() {
	sort -n "$1" | awk '{ v[NR] = $1 } END { printf "%7d %7d", v[int((NR + 1) / 2)] / 1000, v[NR] / 1000 }'
}

measure() {
	depth=$1
	rm -f /tmp/bench.*
	n=0
	bad=0
	while [ $n -lt $rounds ]; do
		n=$((n + 1))
		out=$(hp-console -j apply cmdline mindepth "$depth" depth "$depth" within 10000) || bad=$((bad + 1))
		tasks=$(field tasks)
		for what in stop frozen total; do
			field ${what}_ns >>/tmp/bench.$what
		done
		hp-console -j revert cmdline >/dev/null || bad=$((bad + 1))
	done
	t_same "$rounds rounds at depth $depth, $tasks tasks: none failed" "$bad" 0
	printf '%-7s %5d tasks:  stop %s  held %s  whole %s   (us: median, largest)\n' "$depth" "$tasks" \
		"$(spread /tmp/bench.stop)" "$(spread /tmp/bench.frozen)" "$(spread /tmp/bench.total)"
}

t_run 0 "load" hp-console load cmdline
for depth in hold nudge freeze; do
	measure $depth
done
t_ok "1,000 more tasks" tasks start /tmp/tasks 1000
for depth in hold nudge freeze; do
	measure $depth
done
t_ok "they end" tasks end /tmp/tasks
t_run 0 "unload" hp-console unload cmdline

hp-console events 2 >/dev/null &
pid=$!
wait_for 2 sh -c "ls -l /proc/$pid/fd | grep -q /dev/hotpatch"
# Not VmHWM of status, which 6.1 counts 64 pages late.
kb() {
	sed -n "s/^$1: *//p" /proc/$pid/smaps_rollup
}
echo "memory of hp-console: $(kb Rss) in all, $(kb Anonymous) its own"
wait $pid
t_done
