#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 35-audit-log.sh - every change of state is one line in the kernel log: who, what, how it ended.
. ./lib.sh
modprobe hotpatch

# log_has WHAT PATTERN: since the last mark
mark() { dmesg > before; }
log_has() {
	out=$(dmesg | tail -n +$(($(wc -l < before) + 1)))
	t_has "$1" "hotpatch: $2"
}
figures='depth=hold freeze_us=0 stop_us=[0-9]+ blocked=0 reason=0 result=0'

mark
t_run 0 "apply" hp-console apply times
log_has "loaded: who, what" 'event=loaded patch=times funcs=[a-z_,0-9]*do_sys_times uid=0 pid=[0-9]+ comm=hp-console .* result=0'
log_has "applied: with figures" "event=applied patch=times funcs=[a-z_,0-9]*do_sys_times uid=0 pid=[0-9]+ comm=hp-console $figures"
t_run 0 "revert" hp-console revert times
log_has "reverted: with figures" "event=reverted patch=times .* $figures"
t_run 0 "unload" hp-console unload times
log_has "unloaded" 'event=unloaded patch=times .* result=0'
t_run 2 "a failure" hp-console apply kthread
log_has "is a line too, with blockers and errno" 'event=failed-applied patch=kthread funcs=kswapd .* blocked=1 .* result=-16'
t_run 1 "a failed load" hp-console load unbreakable
log_has "is a line too" 'event=failed-loaded patch=unbreakable .* result=-1'

# A task's name is its own choice; it must not look like another field.
ln -s "$(command -v hp-console)" '/tmp/x result=0'
t_run 0 "a console under a misleading name" '/tmp/x result=0' apply cmdline
log_has "is written so that it misleads nobody" 'event=applied patch=cmdline .* comm=x_result_0 '
t_run 0 "revert" hp-console revert cmdline
t_run 0 "unload" hp-console unload cmdline
t_done
