#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 40-ftrace.sh - ftrace stays healthy with a patch applied, and gets its functions back (issue 2,
# acceptance 7).  Any warning of ftrace in the kernel log fails the boot.
# vm: timeout 1800
# vm: one-thread
. ./lib.sh
modprobe hotpatch
tracing=/sys/kernel/tracing

tracer() { echo "$1" > $tracing/current_tracer; }
only() { echo "$1" > $tracing/set_ftrace_filter; }
held() { hp-console -j status | grep -o '"held":[0-9]*' | cut -d: -f2; }
none_held() { [ "$(held)" = 0 ]; }
is_traced() {
	echo > $tracing/trace
	cat /proc/meminfo > /dev/null
	grep -q "$1" $tracing/trace
}

t_run 0 "apply" hp-console apply meminfo
for t in function function_graph; do
	t_ok "$t tracer on, with the patch applied" tracer $t
	t_ok "the replacement works under it" grep -q HotPatched /proc/meminfo
	t_ok "$t tracer off" tracer nop
	only new_meminfo_proc_show
	tracer $t
	t_ok "$t tracer sees the replacement" is_traced new_meminfo_proc_show
	tracer nop
	only ''
done

t_ok "kprobe elsewhere" sh -c "echo 'p:elsewhere vfs_read' > $tracing/kprobe_events"
t_ok "enabled" sh -c "echo 1 > $tracing/events/kprobes/elsewhere/enable"
t_ok "it fires" is_traced elsewhere
t_ok "disabled" sh -c "echo 0 > $tracing/events/kprobes/elsewhere/enable"
t_ok "removed" sh -c "echo > $tracing/kprobe_events"

t_run 0 "revert" hp-console revert meminfo
only meminfo_proc_show
t_ok "after the revert the function is traceable" tracer function
t_ok "and traced" is_traced meminfo_proc_show
t_run 1 "a traced function is refused" hp-console apply meminfo
t_has "the holder is named" 'tracer'
t_ok "the patch stays out" sh -c '! grep -q HotPatched /proc/meminfo'
t_ok "the tracer goes on" is_traced meminfo_proc_show
tracer nop
only ''
t_run 0 "after the tracer it can be applied" hp-console apply meminfo

# A tracer that comes while the patch is applied does not count the function; going, it must not
# count it out either.
for t in function function_graph; do
	t_ok "$t tracer on while applied" tracer $t
	t_run 0 "revert under it" hp-console revert meminfo
	t_same "the function is held back from ftrace" "$(held)" 1
	t_ok "the original answers" sh -c '! grep -q HotPatched /proc/meminfo'
	t_ok "$t tracer off" tracer nop
	t_ok "then it is given back" wait_for 60 none_held
	only meminfo_proc_show
	tracer function
	t_ok "and is traceable" is_traced meminfo_proc_show
	tracer nop
	only ''
	t_run 0 "apply again" hp-console apply meminfo
done

# A kprobe put on a patched function has no effect, and must be shown.
echo 'p:inert meminfo_proc_show' > $tracing/kprobe_events
echo 1 > $tracing/events/kprobes/inert/enable
t_run 0 "show with a kprobe on the entry" hp-console show meminfo
t_has "says so" '[Kk]probe'
t_run 0 "revert under the kprobe" hp-console revert meminfo
t_run 1 "a function with a kprobe is refused" hp-console apply meminfo
t_has "and the kprobe is named" '[Kk]probe'
echo 0 > $tracing/events/kprobes/inert/enable
echo > $tracing/kprobe_events
t_ok "after the kprobe it is given back" wait_for 60 none_held
t_run 0 "and can be applied" hp-console apply meminfo
t_run 0 "and reverted" hp-console revert meminfo
t_run 0 "unload" hp-console unload meminfo
t_done
