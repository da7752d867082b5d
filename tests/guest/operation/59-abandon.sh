#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 59-abandon.sh - an entry that somebody else has overwritten cannot be reverted: that is shown, blocks
# nothing else, and can be abandoned (issue 8, section 2).
# vm: timeout 900
. ./lib.sh
modprobe hotpatch
insmod ./overwrite.ko || t_skip "no overwrite.ko"

patched() { grep -q HotPatched /proc/meminfo; }
original() { ! patched; }
state() { hp-console -j list | grep -o "\"name\":\"$1\",\"state\":\"[^\"]*" | cut -d'"' -f8; }
is() { [ "$(state "$1")" = "$2" ]; }
entry_of() { hp-console -j show "$1" | grep -o '"entry":"[^"]*' | cut -d'"' -f4; }
overwrite() { echo "$1" >/sys/module/overwrite/parameters/entry; }

# The time runs out while the entry is overwritten.  Later what was there is put back: reverted by itself.
t_run 0 "apply" hp-console apply cmdline confirmed 600
entry=$(entry_of cmdline)
t_ok "its entry is known" [ -n "$entry" ]
t_ok "somebody else writes there" overwrite "$entry"
t_run 3 "status says so" hp-console status
t_run 0 "its time begins anew" hp-console apply cmdline confirmed 1
t_ok "and is up" wait_for 60 is cmdline stuck
t_run 0 "list" hp-console list
t_has "says so" 'cmdline .*it cannot be reverted'
t_run 3 "status too" hp-console status
t_has "and by which patch" '^stuck: +cmdline'
t_run 1 "it is too late to confirm" hp-console confirm cmdline
t_run 3 "it cannot be cancelled" hp-console cancel cmdline
t_has "for its entry is another" 'overwritten'
t_ok "it is told once" [ "$(dmesg | grep -c 'event=failed-reverted patch=cmdline .*comm=hotpatch')" -eq 1 ]
t_ok "the entry comes back" overwrite 0
t_ok "so it is reverted by itself" wait_for 60 is cmdline loaded

# What was there is not put back, so the patch is abandoned.
t_run 0 "apply" hp-console apply cmdline confirmed 600
t_run 1 "what can be reverted is not to be abandoned" hp-console abandon cmdline cmdline
t_ok "somebody else writes there" overwrite "$entry"
t_run 0 "its time begins anew" hp-console apply cmdline confirmed 1
t_ok "and is up" wait_for 60 is cmdline stuck
t_run 0 "others are applied" hp-console apply meminfo confirmed 600
t_run 0 "and confirmed" hp-console confirm
t_run 0 "and reverted" hp-console revert meminfo
t_run 64 "abandon wants the name twice" hp-console abandon cmdline
t_run 64 "the same" hp-console abandon cmdline meminfo
t_same "it is tried still" "$(state cmdline)" stuck
t_run 0 "abandon" hp-console abandon cmdline cmdline
t_same "it stays applied, and marked" "$(state cmdline)" abandoned
t_run 0 "status needs nobody" hp-console status
t_has "but says it" 'cmdline: abandoned'
t_run 0 "again" hp-console abandon cmdline cmdline
t_run 1 "it cannot be confirmed" hp-console confirm cmdline
t_run 1 "nor unloaded" hp-console unload cmdline
t_run 1 "nor applied" hp-console apply cmdline confirmed 5
t_run 0 "another one's timer runs" hp-console apply meminfo confirmed 1
t_ok "and reverts it" wait_for 60 original
t_run 0 "history" hp-console history
t_has "has it" 'cmdline'
t_run 3 "it cannot be reverted by hand" hp-console revert cmdline
t_ok "the entry comes back" overwrite 0
t_run 0 "then it can" hp-console revert cmdline
t_run 0 "unload" hp-console unload cmdline
t_run 0 "unload" hp-console unload meminfo
t_ok "hotpatch.ko can go" wait_for 60 rmmod hotpatch
t_ok "and who wrote there" rmmod overwrite
t_done
