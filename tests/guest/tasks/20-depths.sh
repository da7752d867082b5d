#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 20-depths.sh - how deep an apply goes, and whom it disturbs: nobody who is not inside; and those who
# are get their data and their wake-up all the same (issue 2, acceptance 2).
# vm: timeout 900
# vm: on preempt rt
# vm: core
. ./lib.sh
modprobe hotpatch

# The field of the last result of -j.
field() { printf '%s\n' "$out" | grep -o "\"$1\":[^,}]*" | head -n 1 | cut -d: -f2 | tr -d '"'; }

# Ten in pipe_read: held at the edge of user space, within the deadline.
t_ok "ten tasks block in pipe_read" sleepers start /tmp/pipe.sock pipe 10
t_run 0 "load of a patch of pipe_read" hp-console load piperead
t_run 2 "hold alone cannot empty pipe_read" hp-console apply piperead depth hold within 5000
t_has "a blocker is named" 'sleepers'
t_has "its stack is shown" 'pipe_read'
t_ok "they still sleep there" sleepers count /tmp/pipe.sock
t_run 0 "nudge can" hp-console -j apply piperead depth nudge
t_same "at depth nudge" "$(field depth)" nudge
t_ok "they sleep there again, in the replacement" wait_for 60 sleepers count /tmp/pipe.sock
t_run 0 "and off again" hp-console -j revert piperead
limit=$(cat /sys/power/pm_freeze_timeout)
t_ok "the kernel's limit for freezing is known" [ -n "$limit" ]
t_run 0 "the freezer, when demanded" hp-console -j apply piperead mindepth freeze
t_same "at depth freeze" "$(field depth)" freeze
t_run 0 "revert through the freezer" hp-console -j revert piperead mindepth freeze
t_same "the kernel's own limit for freezing is what it was" "$(cat /sys/power/pm_freeze_timeout)" "$limit"
t_ok "the reads return their own data" sleepers end /tmp/pipe.sock
t_has "and nobody was disturbed" '10 undisturbed, 0 disturbed'
t_run 0 "unload" hp-console unload piperead

# Ten in nanosleep.  That they still sleep afterwards shows that nobody waited for them to wake up.
t_ok "ten tasks block in hrtimer_nanosleep" sleepers start /tmp/sleep.sock sleep 10 $((20000 * t_slow))
t_run 0 "nanosleep is replaced" hp-console -j apply nanosleep
t_run 0 "and put back" hp-console -j revert nanosleep
t_ok "while they go on sleeping" wait_for 60 sleepers count /tmp/sleep.sock
t_ok "the sleeps keep their deadline" sleepers end /tmp/sleep.sock
t_has "and nobody was disturbed" '10 undisturbed, 0 disturbed'
t_run 0 "unload" hp-console unload nanosleep

# A function that nobody is inside: no task notices.
t_ok "a thread blocks in each of 20 and more system calls" blockers20 start /tmp/20.sock
t_run 0 "a function that nobody is inside" hp-console -j apply meminfo
t_same "at depth hold" "$(field depth)" hold
t_same "nobody nudged" "$(field nudged)" 0
t_run 0 "and back" hp-console -j revert meminfo
t_ok "none of them returned" blockers20 end /tmp/20.sock
t_has "none" ' 0 returned'
t_run 0 "unload" hp-console unload meminfo
t_done
