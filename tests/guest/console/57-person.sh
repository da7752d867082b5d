#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 57-person.sh - while a box needs a person, status ends with 3 and says for which patch; afterwards with 0.
#
# The case: nobody confirms, and the revert cannot be done, as a task that nothing can send out is inside
# the replacement.
# vm: timeout 900
. ./lib.sh
modprobe hotpatch
reverting() { hp-console list | grep -q 'time ran out, reverting'; }
reverted() { hp-console list | grep -q '^stuck .*  loaded$'; }
inside() { hp-console blocking stuck | grep -q 'is in new_cmdline_proc_show'; }
# To be tried again: a task that is on a CPU just then is not seen.
blocked() { hp-console blocking stuck >/tmp/blocking 2>&1; [ $? -eq 2 ]; }

t_run 0 "status of a box that needs nobody" hp-console status
t_run 0 "apply" hp-console apply stuck confirmed 600
cat /proc/cmdline >/tmp/line &
t_ok "a task goes in" wait_for 60 inside
t_run 0 "the time begins anew" hp-console apply stuck confirmed 2
t_ok "nobody confirms, and it cannot be reverted" wait_for 300 reverting
t_run 3 "status says 3" hp-console status
t_has "and where to look" 'stuck: time ran out, reverting, tasks are in the way \(see: blocking stuck\)$'
t_has "and asks for no confirmation" '^pending:  stuck, whose time ran out'
t_ok "blocking ends with 2" wait_for 60 blocked
out=$(cat /tmp/blocking)
t_has "tells who" '"cat" in new_cmdline_proc_show$'
t_has "and where it stands" '^    msleep'
t_run 1 "it cannot be unloaded meanwhile" hp-console unload stuck
t_run 1 "nor confirmed any more" hp-console confirm stuck
echo N >/sys/module/stuck/parameters/stay
t_ok "once the task is out, the kernel reverts it by itself" wait_for 300 reverted
wait
t_same "the task has read its line" "$(cat /proc/cmdline)" "$(cat /tmp/line)"
t_run 0 "status says 0 again" hp-console status
t_run 0 "history" hp-console history
t_has "has it" 'stuck: not confirmed in time, reverting$'
t_run 0 "unload" hp-console unload stuck
t_done
