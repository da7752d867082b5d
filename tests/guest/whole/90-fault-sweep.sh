#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 90-fault-sweep.sh - whichever memory allocation of an operation fails: the operation is refused or
# done all the same, nothing is left half done, and the next time it works.  Those of the kernel's
# module loader fail too, and those of hotpatch's own thread, nudging and freezing included.
# vm: kernels debug-amd64
# vm: timeout 3600
. ./lib.sh
# shellcheck source=../lib/klog.sh
. ./klog.sh
modprobe hotpatch
rel=$(uname -r)
t_run 0 "a table is there" hp-console table "/usr/lib/hotpatch/$rel/$rel.hpsym"
debug=/sys/kernel/debug

# Allocations that may wait, and single pages, shall fail too.  Silently (verbose 0): a stack in the log for
# each would be taken for an oops.
for which in failslab fail_page_alloc; do
	echo 0 >$debug/$which/verbose
	echo N >$debug/$which/ignore-gfp-wait
done
echo N >$debug/fail_page_alloc/ignore-gfp-highmem
echo 0 >$debug/fail_page_alloc/min-order

echo "$klog_faults_begin" >/dev/kmsg

# Each row of the program's table prints its own line.
rows() {
	printf '%s\n' "$out" | grep 'failed in turn'
}

# Read while they come, and between two marks: the messages of all rows are more than the kernel's buffer
# holds, and it has those of other tests as well.
sweep_begin='hp-test: the sweep begins' sweep_end='hp-test: the sweep ends'
echo "$sweep_begin" >/dev/kmsg
cat /dev/kmsg >/tmp/kmsg &
listener=$!
t_run 0 "each allocation of each operation fails in turn" \
	faultsweep all /patches/cmdline.ko cmdline cmdline_proc_show \
	"/usr/lib/hotpatch/$rel/$rel.hpsym" saved_command_line
rows
for row in load apply "apply, in the worker" "revert, in the worker" stub "count, in the worker"; do
	t_has "$row met faults and was refused" "^$row: [0-9]+ allocations.* [1-9][0-9]* times"
done
echo "$sweep_end" >/dev/kmsg
t_ok "the messages of all rows were read" wait_for 60 grep -q "$sweep_end" /tmp/kmsg
kill $listener
sed -i "1,/$sweep_begin/d" /tmp/kmsg
t_ok "the timer has reverted" test "$(grep -c 'event=reverted .* comm=hotpatch ' /tmp/kmsg)" -gt 2
t_not "and at its first attempt: it needs no memory any more" \
	grep 'event=failed-reverted .* comm=hotpatch ' /tmp/kmsg

t_ok "ten tasks block in pipe_read" sleepers start /tmp/pipe.sock pipe 10
imports=$(hp-console show piperead | sed -n '/^symbols it needs/,$s/^  \([^ ]*\) *\(kallsyms\|table\).*/\1/p')
for depth in nudge freeze; do
	# shellcheck disable=SC2086 # one argument each
	t_run 0 "the same at depth $depth, with tasks inside" \
		faultsweep deep /patches/piperead.ko piperead pipe_read $depth $imports
	rows
done
t_ok "the reads return their own data" sleepers end /tmp/pipe.sock
t_has "and nobody was disturbed" '10 undisturbed, 0 disturbed'

echo "$klog_faults_end" >/dev/kmsg

t_run 0 "apply works" hp-console apply cmdline
t_ok "as it should" grep -q 'has been hot patched' /proc/cmdline
t_run 0 "and revert" hp-console revert cmdline
t_run 0 "and unload" hp-console unload cmdline
t_done
