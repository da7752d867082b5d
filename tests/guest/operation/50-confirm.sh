#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 50-confirm.sh - the dead-man timer lives in the kernel (issue 2, acceptance 8).
# vm: timeout 900
. ./lib.sh
modprobe hotpatch

patched() { grep -q HotPatched /proc/meminfo; }
original() { ! patched; }

# The time is long while there is something else to do; then it is set to a short one, and runs out.
t_run 0 "apply, to be confirmed" hp-console apply meminfo confirmed 600
t_ok "applied" patched
t_run 0 "status" hp-console status
t_has "shows what is pending" 'meminfo'
t_run 0 "another one may wait too" hp-console apply getpid confirmed 600
t_run 0 "and is confirmed by its name" hp-console confirm getpid
t_run 0 "said again, the time starts anew" hp-console apply meminfo confirmed 2
t_ok "not confirmed: reverted by itself" wait_for 120 original
t_run 0 "history" hp-console history
t_has "tells why" 'meminfo: not confirmed in time'

t_run 0 "apply again" hp-console apply meminfo confirmed 15
t_run 0 "confirm" hp-console confirm
t_not "confirmed: it stays" wait_for 17 original
t_run 0 "revert" hp-console revert meminfo
t_run 0 "revert" hp-console revert getpid

# The console that asked is killed; the timer reverts the patch all the same.
mkfifo /tmp/in
hp-console < /tmp/in > /tmp/out 2>&1 &
console=$!
exec 9> /tmp/in
echo 'apply meminfo confirmed 10' >&9
t_ok "apply from a console" wait_for 120 patched
kill -9 $console
wait $console 2>/dev/null
t_ok "that is killed" sh -c "! kill -0 $console 2>/dev/null"
t_ok "reverted by itself all the same" wait_for 120 original
exec 9>&-

t_run 0 "apply" hp-console apply meminfo confirmed 600
t_run 0 "cancel" hp-console cancel
t_ok "reverts at once" original
t_run 1 "nothing left to confirm" hp-console confirm

# A failed apply leaves nothing pending.
t_run 2 "an apply that is blocked" hp-console apply kthread confirmed 600
t_run 1 "leaves nothing to confirm" hp-console confirm

hp-console unload meminfo
hp-console unload kthread 2>/dev/null
hp-console unload getpid 2>/dev/null
t_done
