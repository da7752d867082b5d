#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 48-hidden-returns.sh - tasks whose return addresses into the target are not on their stacks: the
# function graph tracer and kretprobes take them off and keep them elsewhere.  They must be found
# there, both when the stack is scanned and when it is unwound.
# vm: one-thread
# vm: timeout 1200
# vm: core
. ./lib.sh
modprobe hotpatch
tracing=/sys/kernel/tracing

# pipe_read sleeps in schedule(): only the address to which that returns shows that a task is in pipe_read.
blocks() {
	t_ok "$1: ten tasks fall asleep in pipe_read" sleepers start /tmp/hidden.sock pipe 10
	t_run 2 "$1: they are found" hp-console apply piperead depth hold within 5000
	t_has "$1: all ten, and not only those" 'inside now: 1[0-9]'
	t_run 0 "$1: and can be moved out" hp-console apply piperead
	t_run 2 "$1: they are found in the replacement too" hp-console revert piperead depth hold within 5000
	t_run 0 "$1: and can be moved out of it" hp-console revert piperead
	t_ok "$1: nobody was disturbed" sleepers end /tmp/hidden.sock
}

t_run 0 "load" hp-console load piperead
echo schedule > $tracing/set_ftrace_filter
echo function_graph > $tracing/current_tracer
t_ok "graph tracer: it is on" grep -qx function_graph $tracing/current_tracer
blocks "graph tracer"
echo nop > $tracing/current_tracer
echo > $tracing/set_ftrace_filter

# r200 is room for all that sleep: a task that the kretprobe misses keeps its address on the stack.
echo 'r200:hidden schedule' > $tracing/kprobe_events
echo 1 > $tracing/events/kprobes/hidden/enable
t_ok "kretprobe: it is on" grep -qx 1 $tracing/events/kprobes/hidden/enable
blocks "kretprobe"
echo 0 > $tracing/events/kprobes/hidden/enable
echo > $tracing/kprobe_events
t_run 0 "unload" hp-console unload piperead
t_done
