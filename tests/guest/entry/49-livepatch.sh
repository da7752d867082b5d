#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 49-livepatch.sh - side by side with the kernel's livepatch: one function has one owner, who is named.
# vm: one-thread
# vm: timeout 1200
# vm: core
. ./lib.sh
[ -d /sys/kernel/livepatch ] || t_skip "this kernel is built without livepatch"
modprobe hotpatch
state=/sys/kernel/livepatch/livepatch_cmdline

livepatched() { grep -q livepatched /proc/cmdline; }
gone() { [ ! -e $state ]; }
settled() { [ "$(cat $state/transition)" = 0 ]; }

t_ok "a livepatch" modprobe livepatch_cmdline
t_ok "takes the function" wait_for 300 livepatched
t_ok "wholly" wait_for 300 settled
t_run 1 "apply of the same function is refused" hp-console apply cmdline
t_has "and livepatch is named" 'livepatch'
t_ok "livepatch has it still" livepatched
t_run 0 "another function can be had" hp-console apply meminfo
t_ok "and works" grep -q HotPatched /proc/meminfo
t_run 0 "revert" hp-console revert meminfo
t_run 0 "unload" hp-console unload meminfo
t_ok "the livepatch goes" sh -c "echo 0 > $state/enabled"
t_ok "wholly" wait_for 300 gone
t_ok "its module too" wait_for 60 rmmod livepatch_cmdline
t_run 0 "then the function can be had" hp-console apply cmdline
t_run 0 "revert" hp-console revert cmdline
t_run 0 "unload" hp-console unload cmdline
t_done
