#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 26-io-uring.sh - a task that waits in io_uring_enter(), which runs task work amid its wait: a nudge gets
# it out and holds it at the edge of user space, not inside; what comes meanwhile is served.
# vm: timeout 900
# vm: on preempt rt
. ./lib.sh

# The function, by the name that is left of it in this kernel's build.
for func in __do_sys_io_uring_enter __arm64_sys_io_uring_enter none; do
	! grep -q " $func\$" /proc/kallsyms || break
done
[ "$func" != none ] || t_skip "this kernel has no io_uring to be named"
modprobe hotpatch

field() { printf '%s\n' "$out" | grep -o "\"$1\":[^,}]*" | head -n 1 | cut -d: -f2 | tr -d '"'; }
waits() { grep -q io_uring_enter "/proc/$waiter/stack"; }
served() { grep -q "served $1 bytes" /tmp/served; }
gone() { ! waits; }
stub=stub-$func

start() {
	uringwait /tmp/fifo > /tmp/served 2>&1 &
	waiter=$!
	t_ok "$1: it waits in io_uring_enter" wait_for 60 waits
}
answer() {
	printf 'hello' > /tmp/fifo
	t_ok "$1: what came is served" wait_for 60 served 5
	wait "$waiter"
}

# That the stub is reverted is seen in the list; the task's wait looks the same before and afterwards.
reverted() { hp-console -j list | grep -q "\"name\":\"$stub\",\"state\":\"loaded\""; }

mkfifo /tmp/fifo
start "nudge"
t_run 2 "hold alone does not get it out" hp-console stub "$func" EINTR depth hold within 2000
t_has "it is named" uringwait
t_run 0 "asked about" hp-console -j check stub "$func" EINTR
t_same "what a nudge does to it is said" "$(field nudge)" eintr
t_run 0 "a nudge does" hp-console -j stub "$func" EINTR depth nudge
t_same "at depth nudge" "$(field depth)" nudge
t_ok "it is out" gone
t_run 0 "and back" hp-console -j revert "$stub"
t_ok "it waits again" wait_for 60 waits
answer "nudge"
t_ok "as after a wait that was cut short" grep -q interrupted /tmp/served
t_run 0 "unload" hp-console unload "$stub"

# The stub is not confirmed and reverts by itself: the task is not held inside, and is served as ever.
start "confirmed"
t_run 0 "for three seconds" hp-console stub "$func" EINTR confirmed 3 depth nudge
t_ok "reverted by itself" wait_for 60 reverted
t_ok "it waits again" wait_for 60 waits
answer "confirmed"
t_run 0 "unload" hp-console unload "$stub"
t_done
