#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# bench-functions.sh - time and memory of the pieces: the module, the symbol table, look-ups, patches
# of 1, 10 and 100 functions, shipped patches, the console.
# vm: icount
# vm: mem 1024
# vm: timeout 600
. ./bench.sh
table=$(echo /patches/*.hpsym)

# Memory of the kernel that the file of a module takes.
coresize() {
	cat "/sys/module/$1/coresize"
}

quiet /tmp/ns stopwatch modprobe hotpatch
fig module.load "$(cat /tmp/ns)"
fig module.memory "$(coresize hotpatch)"

# Every 200th function of the kernel, so that the names come from all over it.
awk '$2 ~ /[tT]/ && !/\[/ { n++; if (n % 200 == 0) print $3 }' /proc/kallsyms >/tmp/names
lookupcost "$table" </tmp/names >/tmp/cost || t_fail "lookupcost"
while read -r key value; do
	fig "table.$key" "$value"
done </tmp/cost
fig table.bytes "$(stat -c %s "$table")"
# Only the pages count: the guard page of each area is addresses that take no memory.
fig table.memory "$(awk '/\[hotpatch\]/ && /pages=/ { sub(/.*pages=/, ""); n += $1 } END { print n * 4096 }' \
	/proc/vmallocinfo)"

# A command that does nothing: this is what its process costs.
quiet /tmp/ns stopwatch -o /tmp/out hp-console -j status
fig console.status "$(cat /tmp/ns)"

# patch FILE|NAME KEY: time and memory of its load; then of the first apply, which looks for ftrace's records,
# and of another one.  Nobody is inside.
patch() {
	name=$(basename "$1" .ko)
	quiet /tmp/ns stopwatch -o /tmp/out hp-console -j load "$1"
	fig "patch.$2.load" "$(cat /tmp/ns)"
	fig "patch.$2.memory" "$(coresize "$name")"
	for what in first again; do
		quiet /tmp/op hp-console -j apply "$name" within 60000
		fig "patch.$2.$what" "$(field /tmp/op total_ns)"
		fig "patch.$2.$what.stop" "$(field /tmp/op stop_ns)"
		quiet /tmp/op hp-console -j revert "$name" within 60000
	done
	fig "patch.$2.revert" "$(field /tmp/op total_ns)"
	fig "patch.$2.revert.stop" "$(field /tmp/op stop_ns)"
	quiet /tmp/ns stopwatch -o /tmp/out hp-console -j unload "$name"
	fig "patch.$2.unload" "$(cat /tmp/ns)"
}

for n in 1 10 100; do
	patch bench/many$n.ko many$n
done
for name in cmdline getpid meminfo times; do
	patch $name $name
done

# A console that waits for events.  Not VmHWM of status, which 6.1 counts 64 pages late.
console_memory() {
	"$1" events 3 >/dev/null &
	pid=$!
	wait_for 3 sh -c "ls -l /proc/$pid/fd | grep -q /dev/hotpatch"
	fig "$2.rss" "$(sed -n 's/^Rss: *\([0-9]*\) kB/\1/p' /proc/$pid/smaps_rollup)"
	fig "$2.private" "$(sed -n 's/^Anonymous: *\([0-9]*\) kB/\1/p' /proc/$pid/smaps_rollup)"
	wait $pid
}

console_memory hp-console console
console_memory hp-console-static static
t_done
