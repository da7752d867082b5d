#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 91-checkers.sh - do the checkers of a debug kernel notice, and does a test notice that they did?
# vm: kernels debug-amd64
# vm: expect-splat
. ./lib.sh
# shellcheck source=../lib/klog.sh
. ./klog.sh
# shellcheck source=../lib/checkers.sh
. ./checkers.sh
insmod ./misdeeds.ko

commit() { echo "$1" >/sys/module/misdeeds/parameters/commit; }
new_in_log() { dmesg | sed "1,/hp-test: $1\$/d"; }

out=$(checkers_off; checkers_lost)
t_same "nothing to complain of" "$out" ""
commit leak
out=$(checkers_lost)
t_has "lost memory is found" 'unreferenced object .*size 1(00|28)'
t_has "with who asked for it" 'misdeeds'
out=$(checkers_lost)
t_same "and is not found twice" "$out" ""

# Lockdep switches itself off when it has found something, and when KASAN has.
while read -r misdeed words; do
	echo "hp-test: $misdeed" >/dev/kmsg
	commit "$misdeed"
	out=$(new_in_log "$misdeed" | klog_scan)
	t_has "$misdeed fails a run" "$words"
done <<'END'
sleep-in-atomic BUG: sleeping function called from invalid context
lock-both-ways WARNING: possible circular locking dependency
use-after-free BUG: KASAN: (slab-)?use-after-free
END
out=$(checkers_off)
t_has "a checker that is off is noticed" 'lockdep has switched itself off'
rmmod misdeeds
t_done
