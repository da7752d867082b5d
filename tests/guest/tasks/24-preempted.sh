#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 24-preempted.sh - tasks that were preempted in the kernel and are inside, though their stack does not show
# it, or only in a way that an unwinder takes for something else: in the detour of an optimised kprobe, in a
# kprobe's slot, in a retpoline, in return_to_handler.  As long as they are there the patch cannot be
# reverted, and they are named; when they have run on, it can.
# vm: only-on preempt retpoline rt
# vm: timeout 900
. ./lib.sh
modprobe hotpatch
# The real-time thread that takes the CPU must keep it, so the shares that others would get are switched off.
echo -1 > /proc/sys/kernel/sched_rt_runtime_us
for share in /sys/kernel/debug/sched/fair_server/cpu*/runtime; do
	[ ! -e "$share" ] || echo 0 > "$share"
done
on() { grep -qx "$2" "/sys/module/$1"; }
param() { echo "$3" > "/sys/module/$1/parameters/$2"; }

# Reads /proc/cmdline on the CPU of the probe's thread, by a task that calls itself "held".
read_cmdline() {
	: > /tmp/read
	taskset 2 sh -c 'printf held > /proc/self/comm; read -r line < /proc/cmdline; echo "$line"' > /tmp/read &
}

# stays PATCH HOW WHY: with a task held in its replacement, it can be neither reverted nor unloaded
stays() {
	t_run 2 "$2: hold alone does not revert it" hp-console revert "$1" depth hold within 2000
	t_has "$2: because of who is there, and why" "\"held\" .*$3"
	t_run 2 "$2: nor does a nudge" hp-console revert "$1" depth nudge within 2000
	t_run 2 "$2: blocking says so" hp-console blocking "$1"
	t_has "$2: one is inside" 'inside now: 1'
	t_not "$2: nor can it be unloaded" hp-console unload "$1"
}

# hold WHAT JUMPS: a reader of /proc/cmdline, on the probe's CPU, is held in the probe's code
hold() {
	t_ok "$1: the probe is there" insmod holdprobe.ko
	t_ok "$1: a jump: $2" wait_for 20 on holdprobe/parameters/jumps "$2"
	read_cmdline
	t_ok "$1: a task is held there" wait_for 20 on holdprobe/parameters/held Y
}

let_go() {
	param holdprobe hold N
	t_ok "$1: let go, it reads on, in the replacement" wait_for 60 grep -q detour /tmp/read
	t_run 0 "$1: now it can be reverted" hp-console revert detour depth hold
	t_ok "$1: the probe goes" rmmod holdprobe
}

t_run 0 "a patch with a place for a kprobe" hp-console load detour.ko
param detour memory 1
for round in 1 2 3; do
	t_run 0 "applied, round $round" hp-console apply detour
	hold "detour, round $round" Y
	stays detour "detour, round $round" "cannot be told: went through generated code"
	let_go "detour, round $round"
done
# The kernels of the matrix step through a slot with interrupts off, so the task is met behind it, in the
# function.
echo 0 > /proc/sys/debug/kprobes-optimization
t_run 0 "applied" hp-console apply detour
hold slot N
stays detour slot "is in cmdline_proc_show"
let_go slot
echo 1 > /proc/sys/debug/kprobes-optimization
t_run 0 "unload" hp-console unload detour

# This task runs all the time, and only in one round of three or so is it met where it is wanted: hence ten.
t_run 0 "a patch that goes round and round" hp-console load indirect.ko
t_run 0 "applied" hp-console apply indirect
read_cmdline
goes() { ! on indirect/parameters/rounds 0; }
t_ok "a task goes round" wait_for 60 goes
goes_round() {
	n=0
	while [ $n -lt 10 ]; do
		n=$((n + 1))
		t_run 2 "$1: not reverted under it, round $n" hp-console revert indirect depth hold within 300
	done
}
goes_round "through a pointer"
tracing=/sys/kernel/tracing
echo jiffies_to_msecs > $tracing/set_ftrace_filter
echo function_graph > $tracing/current_tracer
param indirect traced 1
goes_round "with the graph tracer"
param indirect stay 0
t_ok "it ends" wait_for 60 test -s /tmp/read
echo nop > $tracing/current_tracer
echo > $tracing/set_ftrace_filter
t_run 0 "and the patch can go" hp-console revert indirect
t_run 0 "unload" hp-console unload indirect
t_done
