#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 64-suspend.sh - the dead-man timer goes on while the box is suspended: after waking a patch whose time
# was up meanwhile is reverted at once, and not confirmed any more (issue 8, section 2).
# vm: kernels stock-amd64
# vm: timeout 600
# vm: alone
. ./lib.sh
modprobe hotpatch

alarm=/sys/class/rtc/rtc0/wakealarm
[ -w $alarm ] || t_skip "no clock that wakes the box"
grep -q mem /sys/power/state || t_skip "no suspend to memory"
# So that the log has what the kernel says on its way down and up, should it not come back.
echo N >/sys/module/printk/parameters/console_suspend
patched() { grep -q HotPatched /proc/meminfo; }
original() { ! patched; }

# suspend SECONDS: until the clock wakes it.
suspend() {
	echo 0 >$alarm
	echo "+$1" >$alarm
	echo mem >/sys/power/state
}

t_run 0 "apply, to be confirmed within 600 s" hp-console apply cmdline confirmed 600
t_run 0 "apply, to be confirmed within 8 s" hp-console apply meminfo confirmed 8
t_ok "applied" patched
t_ok "the box is suspended for 12 s" suspend 12
t_run 1 "it is too late to confirm" hp-console confirm meminfo
t_ok "and it is reverted, without 8 s more" wait_for 4 original
t_run 0 "the other one waits still" hp-console confirm cmdline
t_run 0 "history" hp-console history
t_has "has it" 'meminfo: not confirmed in time'
t_run 0 "revert" hp-console revert cmdline
t_run 0 "unload" hp-console unload cmdline
t_run 0 "unload" hp-console unload meminfo
t_done
