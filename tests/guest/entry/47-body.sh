#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 47-body.sh - functions without an ftrace entry: the jump goes over the first instructions of the
# body (issue 3), if nobody else owns those.
# vm: kernels stock-amd64 6.1-arm64 debug-amd64
# vm: core
. ./lib.sh
modprobe hotpatch
cd /vm || exit 1
time=/sys/module/printk/parameters/time
tracing=/sys/kernel/tracing

# The bytes at a function's entry, as check shows them.
entry() { hp-console -j check "$1" | grep -o '"bytes":"[^"]*"'; }

before=$(entry kstrtobool)
t_ok "the bytes can be seen" [ -n "$before" ]
t_not "a switch does not know '+'" sh -c "echo + > $time"
t_run 0 "check of a function of lib/" hp-console check kstrtobool
t_has "says that the jump goes over the body" 'entry: body; jump over the first [0-9]+ bytes'
t_run 0 "apply" hp-console apply kstrtobool
t_ok "a switch knows '+'" sh -c "echo + > $time"
t_ok "and knows it rightly" grep -q Y $time
t_ok "also '-'" sh -c "echo - > $time"
t_ok "rightly, too" grep -q N $time
t_run 0 "show" hp-console show kstrtobool
t_has "says it too" 'entry: body; jump over the first [0-9]+ bytes'
t_run 0 "revert" hp-console revert kstrtobool
t_not "'+' is unknown again" sh -c "echo + > $time"
t_same "the bytes are what they were" "$(entry kstrtobool)" "$before"
t_ok "'on' works as ever" sh -c "echo on > $time"

# A kprobe on one of the bytes that the jump would replace: apply is refused and names it.  Once the kprobe
# is gone, apply works.
t_ok "a kprobe" modprobe probe_kstrtobool
probed=$(entry kstrtobool)
t_run 1 "apply with a kprobe there" hp-console apply kstrtobool
t_has "the kprobe is named" 'kprobe'
t_same "the kprobe stays" "$(entry kstrtobool)" "$probed"
t_ok "the kprobe goes" rmmod probe_kstrtobool
t_same "and leaves the bytes as they were" "$(entry kstrtobool)" "$before"
t_run 0 "apply without it" hp-console apply kstrtobool
t_run 0 "revert" hp-console revert kstrtobool
t_run 0 "unload" hp-console unload kstrtobool

# A function begins behind its ENDBR, or what the kernel put over that.  What is not known is refused: it could be
# part of the body, or not.
if [ -e seals.ko ]; then
	t_ok "functions with seals" insmod ./seals.ko
	for name in sealed_by_6_12 sealed_by_7_2; do
		t_run 0 "$name" hp-console -j check stub $name 0
		t_has "$name: the seal is stepped over" '"bytes":"31 c0 b9 01 00'
	done
	for name in sealed_by_nobody sealed_otherwise; do
		t_run 1 "$name" hp-console check stub $name 0
		t_has "$name: is no body" 'a seal that is not known'
	done
	t_ok "they can go" rmmod seals
fi

# gcc's callers may rely on registers that such a function leaves alone, but not where there is CONFIG_CALL_PADDING.  On
# arm64 nothing can be done about it.
if [ -e relies.ko ]; then
	leaf() { cat /sys/module/relies/parameters/leaf; }
	t_ok "a caller that relies on registers" insmod ./relies.ko
	t_same "finds them as they were" "$(leaf)" "0 kept"
	for verb in check apply; do
		t_run 1 "$verb of a replacement that keeps none" hp-console $verb drops
		t_has "says what is missing" 'rely on registers: expected HOTPATCH_KEEPS'
	done
	t_same "and it is not there" "$(leaf)" "0 kept"
	t_run 0 "check of one that keeps all" hp-console check keeps
	t_run 0 "apply" hp-console apply keeps
	t_same "the caller finds them all, after a sleep inside" "$(leaf)" "1 kept"
	t_ok "the tracer knows functions" grep -q '^cmdline_proc_show' $tracing/available_filter_functions
	t_not "but not this one: it would keep less" grep -q 'new_leaf.*keeps' $tracing/available_filter_functions
	t_run 0 "its calls are counted" hp-console hits keeps on
	t_same "and they are kept" "$(leaf)" "1 kept"
	t_run 0 "its file is shown" hp-console show ./keeps.ko
	t_run 0 "revert" hp-console revert keeps
	t_run 0 "it could be applied again" hp-console check keeps
	t_run 0 "unload it" hp-console unload keeps
	t_run 0 "check of a stub" hp-console check stub relies_leaf 2
	t_run 0 "a stub" hp-console stub relies_leaf 2
	t_same "keeps them as well" "$(leaf)" "2 kept"
	t_run 0 "revert" hp-console revert stub-relies_leaf
	t_run 0 "check of the stub that is there" hp-console check stub-relies_leaf
	t_run 0 "unload it" hp-console unload stub-relies_leaf
	t_ok "the caller can go" rmmod relies
fi

# A function of kernel/trace/ is replaced while it is at work.
echo counter > $tracing/trace_clock
echo > $tracing/trace
stamps() { grep tracing_mark_write $tracing/trace | sed 's/:.*//; s/.* //'; }
t_run 0 "apply of a function of kernel/trace/" hp-console apply traceclock
echo one > $tracing/trace_marker
echo two > $tracing/trace_marker
t_same "the new clock has steps of a thousand" "$(stamps | tail -n 2 | sed 's/.*\(...\)$/\1/' | tr '\n' ' ')" "000 000 "
t_run 0 "revert" hp-console revert traceclock
echo > $tracing/trace
echo three > $tracing/trace_marker
t_ok "the old clock has not" sh -c "grep tracing_mark_write $tracing/trace | grep -qv '000: '"
t_run 0 "unload" hp-console unload traceclock
echo local > $tracing/trace_clock
t_done
