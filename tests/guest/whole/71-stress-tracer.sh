#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 71-stress-tracer.sh - 1,000 rounds while a tracer of this very function comes and goes (issue 2,
# acceptance 10).  In one thread of QEMU: with two, a CPU that runs a function while ftrace rewrites its
# entry locks up, also where hotpatch.ko was never loaded (doc/measurements.md).
# vm: timeout 3600
# vm: one-thread
. ./lib.sh
. ./stress.sh
modprobe hotpatch
tracing=/sys/kernel/tracing

toggle_tracer() {
	while [ ! -f /tmp/stop ]; do
		echo function > $tracing/current_tracer && echo came >>/tmp/tracer
		echo nop > $tracing/current_tracer
	done
}

echo '*getpid*' > $tracing/set_ftrace_filter
echo 'vfs_*' >> $tracing/set_ftrace_filter
stress 1000 toggle_tracer
t_ok "the tracer came" [ -s /tmp/tracer ]
none_held() { hp-console -j status | grep -q '"held":0'; }
t_ok "ftrace has everything back" wait_for 120 none_held
echo > $tracing/set_ftrace_filter
t_done
