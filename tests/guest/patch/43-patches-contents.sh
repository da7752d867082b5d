#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Replacements that use what the module loader has to see to: unexported functions and data, static
# keys and tracepoints of the kernel (lruadd), and everything else (contents).
# vm: kernels stock-amd64 6.1-arm64 debug-amd64
# vm: one-thread
. ./lib.sh
modprobe hotpatch
param=/sys/module/lruadd/parameters
switch=/sys/kernel/mm/lru_gen/enabled
tracing=/sys/kernel/tracing

# Brings fresh pages onto the LRU; enough of them, as fewer than a batch stay in a per-CPU list.
make_pages() {
	dd if=/dev/zero of=/tmp/pages bs=64k count=32 2>/dev/null
	rm /tmp/pages
}

# While pages are made, counter $1 grows by 400 or more, and counter $2 does not change.
counts() {
	grow=$(cat $param/"$1") stay=$(cat $param/"$2")
	make_pages
	[ $(($(cat $param/"$1") - grow)) -ge 400 ] || return 1
	[ "$(cat $param/"$2")" -eq "$stay" ]
}

mountpoint -q $tracing || mount -t tracefs tracefs $tracing
echo n >$switch
t_same "generations are off" "$(cat $switch)" 0x0000
t_run 0 "lruadd is applied" hp-console apply lruadd
t_ok "pages are counted as the static key has it: lists" counts lists generations
echo y >$switch
t_not "generations are on" test "$(cat $switch)" = 0x0000
t_ok "the static key was flipped inside the replacement" counts generations lists
echo n >$switch
t_ok "and back" counts lists generations

event=$tracing/events/pagemap/mm_lru_insertion/enable
echo >$tracing/trace
make_pages
t_not "the tracepoint is silent" grep -q mm_lru_insertion $tracing/trace
before=$(cat $param/lists)
echo 1 >$event
make_pages
echo 0 >$event
traced=$(grep -c mm_lru_insertion $tracing/trace)
counted=$(($(cat $param/lists) - before))
echo "traced $traced of $counted"
t_ok "enabled afterwards it sees the replacement's calls" test "$traced" -ge 400
echo >$tracing/trace
make_pages
t_not "and is silent again" grep -q mm_lru_insertion $tracing/trace

echo 1 >$event
t_run 0 "lruadd is reverted with the tracepoint on" hp-console revert lruadd
counted=$(cat $param/lists)
echo >$tracing/trace
make_pages
t_same "its counters stand still" "$(cat $param/lists)" "$counted"
t_ok "the old function has the tracepoint" grep -q mm_lru_insertion $tracing/trace
t_run 0 "lruadd is unloaded" hp-console unload lruadd
echo y >$switch
make_pages
echo 0 >$event
echo n >$switch

t_run 0 "contents is applied" hp-console apply ./contents.ko
hostname abc
t_same "sethostname does its work" "$(hostname)" abc
t_same "and everything in the replacement worked" "$(cat /sys/module/contents/parameters/worked)" \
	"data percpu key call fault lock paravirt alternative local resched "
echo 'module contents +p' >/proc/dynamic_debug/control 2>/dev/null ||
	{ mount -t debugfs debugfs /sys/kernel/debug
	  echo 'module contents +p' >/sys/kernel/debug/dynamic_debug/control; }
hostname abcdef
out=$(dmesg)
t_has "pr_debug can be switched on in it" 'contents: 6 letters'
t_run 0 "contents is reverted" hp-console revert contents
t_run 0 "contents is unloaded" hp-console unload contents
t_done
