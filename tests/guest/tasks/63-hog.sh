#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 63-hog.sh - with a CPU that a real-time task never gives up, and a task that waits for it for ever, no
# RCU-tasks grace period ends: whoever waits for one can be told to stop (issue 8, section 2).  Where nothing
# is preempted in the kernel (Debian's 6.1 for arm64) such a period is an ordinary one, which ends.
# vm: timeout 600
. ./lib.sh
modprobe hotpatch
[ "$(grep -c '^processor' /proc/cpuinfo)" -gt 1 ] || t_skip "one CPU"
grep -q ' call_rcu_tasks$' /proc/kallsyms || t_skip "no RCU-tasks: a hog in user space holds up no grace period"

soon=$((10 * t_slow > 40 ? 40 : 10 * t_slow))	# seconds
patched() { grep -q HotPatched /proc/meminfo; }
original() { ! patched; }

# quickly WHAT STATUS COMMAND: the command must end with that status, and soon.
quickly() {
	t_what=$1 t_status=$2
	shift 2
	t_began=$(t_now)
	t_run "$t_status" "$t_what" "$@"
	t_took=$((($(t_now) - t_began) / 100))
	said=$out
	t_ok "soon" [ "$t_took" -lt "$soon" ]
	out=$said
}
gone() { ! grep -q '^State:.[^Z]' "/proc/$1/status"; }

t_run 0 "apply" hp-console apply meminfo
t_run 0 "apply" hp-console apply cmdline confirmed 600
echo -1 >/proc/sys/kernel/sched_rt_runtime_us
# From 6.12 on the others get 5 % of a CPU all the same, unless that is switched off too.
mount -t debugfs debugfs /sys/kernel/debug 2>/dev/null
fair=/sys/kernel/debug/sched/fair_server/cpu1/runtime
[ ! -e $fair ] || echo 0 >$fair
hog 1 other >/tmp/other &
waits=$!
t_ok "a task has one CPU" wait_for 60 grep -qx holds /tmp/other
hog 1 fifo >/tmp/fifo &
hogs=$!
t_ok "the hog takes it away" wait_for 60 grep -qx holds /tmp/fifo
t_run 0 "revert" hp-console revert meminfo
t_ok "reverted" original
hp-console unload meminfo >log 2>&1 &
console=$!
t_ok "an unload waits" wait_for 60 grep -q "^State:.[SD]" /proc/$console/status
quickly "list" 0 hp-console list
quickly "status" 0 hp-console status
quickly "check" 0 hp-console check getpid
kill -9 $console
t_ok "an unload that waits can be killed" wait_for "$soon" gone $console
wait $console 2>/dev/null
quickly "an unload gives up" 2 hp-console unload meminfo
t_has "and says what it waits for" 'may still be on its way out'
t_run 0 "its time begins anew" hp-console apply cmdline confirmed 1
t_ok "and is up" wait_for "$soon" sh -c 'hp-console list | grep "^cmdline .*  loaded$"'
kill -9 $hogs $waits
wait $hogs $waits 2>/dev/null
t_run 0 "nothing holds it any more: unload" hp-console unload meminfo
t_run 0 "unload" hp-console unload cmdline
t_done
