#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# bench-call.sh - what one call costs: of getpid(2) from user space, of jiffies_to_msecs() from a
# kernel module; each replaced by a copy of itself, by hotpatch and by livepatch, so that only the way
# there differs.
# vm: icount
# vm: timeout 300
. ./bench.sh
modprobe hotpatch
insmod bench/leafcall.ko

measure() {
	quiet /tmp/cost callcost
	fig "call.getpid.$1" "$(cat /tmp/cost)"
	fig "call.leaf.$1" "$(cat /sys/module/leafcall/parameters/cost)"
}

measure unpatched
for patch in samegetpid sameleaf; do
	t_run 0 "apply $patch" hp-console apply bench/$patch.ko
done
measure hotpatch
for patch in samegetpid sameleaf; do
	t_run 0 "revert $patch" hp-console revert $patch
	t_run 0 "unload $patch" hp-console unload $patch
done
measure reverted
for patch in lp_samegetpid lp_sameleaf; do
	t_ok "livepatch $patch" stopwatch -u /sys/kernel/livepatch/$patch/transition \
		insmod bench/$patch.ko
done
measure livepatch
for patch in lp_samegetpid lp_sameleaf; do
	echo 0 >/sys/kernel/livepatch/$patch/enabled
	t_ok "$patch goes" wait_for 100 sh -c "! [ -e /sys/kernel/livepatch/$patch ]"
	t_ok "unload $patch" wait_for 10 rmmod $patch
done
measure livepatch_gone
rmmod leafcall
t_done
