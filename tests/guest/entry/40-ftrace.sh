#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 40-ftrace.sh - ftrace stays healthy with a patch applied, and gets its functions back (issue 2,
# acceptance 7).  Any warning of ftrace in the kernel log fails the boot.
# vm: timeout 1800
# vm: one-thread
# vm: core
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

# A tracer that begins while the patch is applied does not count itself as a user of the function, so when
# it ends it must not take itself off that count either.
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

# The offset of the jump from the function's start.
at=$(hp-console show meminfo | sed -n 's/^ *entry.* at +\([0-9]*\):.*/\1/p')
place=meminfo_proc_show
probe() { echo "p:$1 $2" > $tracing/kprobe_events && echo 1 > "$tracing/events/kprobes/$1/enable"; }
unprobe() { echo 0 > "$tracing/events/kprobes/$1/enable" && echo > $tracing/kprobe_events; }

# On arm64 a kprobe on the function is on an instruction before the jump, so both work side by side.
if [ "$(uname -m)" = aarch64 ]; then
	t_ok "a kprobe beside the jump" probe beside meminfo_proc_show
	t_ok "fires in the patched function" is_traced beside
	t_run 0 "revert beside it" hp-console revert meminfo
	t_ok "it fires in the old one" is_traced beside
	t_run 0 "apply beside it" hp-console apply meminfo
	t_ok "it goes on firing" is_traced beside
	t_ok "into the new function" grep -q HotPatched /proc/meminfo
	t_ok "it goes" unprobe beside
	place=meminfo_proc_show+$at
fi

# A kprobe put on a patched entry must be shown.
if [ "$place" = meminfo_proc_show+4 ]; then
	# arm64, when the replacement is near: the jump is in ftrace's own place, which takes no kprobe.
	t_not "the kernel itself refuses a kprobe on the entry" probe inert $place
	t_run 0 "revert" hp-console revert meminfo
else
	t_ok "a kprobe on the entry" probe inert "$place"
	t_run 0 "show with a kprobe on the entry" hp-console show meminfo
	t_has "says so" '[Kk]probe'
	if [ "$place" = meminfo_proc_show ]; then
		# The kprobe goes through ftrace, so it has no effect.
		t_run 0 "revert under the kprobe" hp-console revert meminfo
	else
		# The kprobe has put its breakpoint over our jump, and would put the jump back when it goes.
		t_run 3 "no revert under the kprobe" hp-console revert meminfo
		t_has "because the entry is changed" 'expected .*found'
		t_ok "the kprobe goes" unprobe inert
		t_run 0 "then it is reverted" hp-console revert meminfo
		t_ok "a kprobe on the old function" probe inert "$place"
	fi
	t_run 1 "a function with a kprobe is refused" hp-console apply meminfo
	t_has "and the kprobe is named" '[Kk]probe'
	t_ok "the kprobe goes" unprobe inert
	t_ok "after the kprobe it is given back" wait_for 60 none_held
fi
t_run 0 "and can be applied" hp-console apply meminfo
t_run 0 "and reverted" hp-console revert meminfo
t_run 0 "unload" hp-console unload meminfo
t_done
