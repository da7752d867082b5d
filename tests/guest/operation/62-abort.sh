#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 62-abort.sh - an apply or revert that cannot find its way is given up from another console, long
# before its deadline: nothing has changed, nobody stays held, and the next one succeeds.
# vm: core
# vm: timeout 900
. ./lib.sh
modprobe hotpatch

inside() { grep -qs "pipe_read" "/proc/$(t_pids sleepers | tail -n 1)/stack"; }
underway() { hp-console -j abort nothing-of-this-name | grep -q "found $1"; }
state() { hp-console -j list | grep -o '"state":"[^"]*"' | head -n 1; }

t_run 1 "nothing is under way" hp-console abort
t_has "says so" 'expected an apply or revert under way, found nothing'
t_run 0 "load" hp-console load piperead
sleepers start /tmp/pipe.sock pipe 3 > /dev/null
t_ok "three sleep inside" wait_for 60 inside

# At depth hold the sleepers are never moved: only the abort or the deadline ends the apply.
hp-console -j apply piperead depth hold within 60000 > log 2>&1 &
console=$!
t_ok "an apply is under way" wait_for 60 underway piperead
t_run 1 "another patch is not meant" hp-console abort meminfo
t_run 0 "abort" hp-console abort piperead
t_has "says of what" 'piperead: told to give up'
wait $console
t_same "the apply ended with 1" $? 1
out=$(cat log)
t_has "and says that it was given up" 'given up, as was asked for'
t_same "nothing changed" "$(state)" '"state":"loaded"'
t_run 1 "nothing is under way any more" hp-console abort
t_run 0 "the audit line says why" sh -c 'dmesg | grep "event=failed-applied" | grep -q "patch=piperead"'

# An abort that came before does not end the next apply, which goes deeper and succeeds.
t_run 0 "apply" hp-console apply piperead
t_same "it is applied" "$(state)" '"state":"applied"'
t_run 0 "revert" hp-console revert piperead
t_run 0 "unload" hp-console unload piperead
t_ok "the sleepers got their data" sleepers end /tmp/pipe.sock
t_done
