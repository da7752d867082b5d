#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 60-kill-and-race.sh - the console is killed at any point; things are done out of order; two consoles
# race (issue 2, acceptance 11).
# vm: timeout 1800
. ./lib.sh
modprobe hotpatch

state() { hp-console -j list | grep -o '"state":"[^"]*"' | head -n 1; }
loading() { hp-console -j status | grep -q '"loader":[1-9]'; }
# A killed console's last system call may still be unloading: the kernel refuses to load meanwhile.
settled() {
	! pidof hp-console && ! hp-console -j status | grep -q '"loader":[1-9]' &&
		! grep -qE ' (Loading|Unloading) ' /proc/modules
}

# Killed at 40 points spread over the time that load, apply, revert and unload take here.
round() { hp-console apply meminfo && hp-console revert meminfo && hp-console unload meminfo; }
started=$(t_now)
t_run 0 "a round" round
t_run 0 "another" round
length=$((($(t_now) - started) * 5000))		# microseconds
killed=0
amid=0		# how often the patch was loaded then
while [ $killed -lt 40 ]; do
	delay=$((length * killed / 40))
	# A process group of its own, killed as a whole: else the loop could begin another console meanwhile.
	setsid sh -c 'while :; do
		hp-console apply meminfo && hp-console revert meminfo && hp-console unload meminfo
	done' > /dev/null 2>&1 &
	loop=$!
	wait_for 60 kill -0 -$loop
	usleep $delay
	kill -9 -$loop || t_fail "nothing to kill (delay $delay)"
	wait $loop 2>/dev/null
	! grep -q '^meminfo ' /proc/modules || amid=$((amid + 1))
	killed=$((killed + 1))
	wait_for 120 settled || t_fail "a killed console still holds a load (delay $delay)"
	# Whatever state it left, the next apply, revert and unload must succeed.
	if ! hp-console apply meminfo > log 2>&1 || ! grep -q HotPatched /proc/meminfo ||
	   ! hp-console revert meminfo >> log 2>&1 || grep -q HotPatched /proc/meminfo ||
	   ! hp-console unload meminfo >> log 2>&1; then
		t_fail "after a kill (delay $delay)"
		sed 's/^/    | /' log
	fi
done
echo "killed $killed times within $length us, $amid times with the patch loaded"
t_ok "some were at work" [ $amid -gt 0 ]
t_ok "and each time one could go on" [ $t_failed -eq 0 ]

# The console is killed while an apply is under way that cannot succeed: the apply ends by its deadline, and
# nothing is left frozen.
sleepers start /tmp/pipe.sock pipe 3 > /dev/null
hp-console load piperead > /dev/null
hp-console apply piperead depth hold within 10000 > log 2>&1 &
console=$!
# 16 and 29 are ioctl(2) on amd64 and arm64.  Of a console's ioctls only that of the apply waits.
in_ioctl() { grep -qE '^(16|29) ' /proc/$console/syscall; }
t_ok "an apply is under way" wait_for 60 in_ioctl
kill -9 $console
wait $console 2>/dev/null
t_run 0 "the next one waits for it, and goes deeper" hp-console apply piperead within 60000
t_run 0 "revert" hp-console revert piperead
t_ok "the sleepers got their data" sleepers end /tmp/pipe.sock
t_run 0 "unload" hp-console unload piperead

# Commands out of order.
t_run 0 "revert of what is not loaded: nothing to do" hp-console revert meminfo
t_run 0 "unload of what is not loaded: nothing to do" hp-console unload meminfo
t_run 0 "apply" hp-console apply meminfo
t_run 1 "unload of an applied patch" hp-console unload meminfo
t_has "says what to do first" 'revert'
t_ok "it is still applied" grep -q HotPatched /proc/meminfo
t_run 0 "revert" hp-console revert meminfo
t_run 0 "unload" hp-console unload meminfo

# Two consoles at once: a load waits for that of the other.  It fails, and says who was in the way, only if
# the guest stood still for a second amid a load, which does not happen often.
for patch in meminfo cmdline; do
	(i=0
	while [ $i -lt 25 ]; do
		i=$((i + 1))
		echo "apply $patch"
		echo "revert $patch"
		echo "unload $patch"
	done | hp-console > race.$patch 2>&1) &
done
wait
for patch in meminfo cmdline; do
	t_same "$patch: every command answered" "$(grep -cE '^(OK|ERR)' race.$patch)" 75
	t_ok "$patch: loads wait for each other" [ "$(grep -c '^OK' race.$patch)" -ge 73 ]
	t_not "$patch: none failed but for the other one's load" \
		sh -c "grep '^ERR' race.$patch | grep -v 'somebody else is loading'"
done
# The same patch from both.
for n in 1 2; do
	(i=0
	while [ $i -lt 25 ]; do
		i=$((i + 1))
		echo "apply meminfo"
		echo "revert meminfo"
	done | hp-console > same.$n 2>&1) &
done
wait
t_same "the same patch from two consoles: every command answered" \
	"$(cat same.1 same.2 | grep -cE '^(OK|ERR)')" 100
hp-console revert meminfo > /dev/null
t_run 0 "and the end is consistent" hp-console unload meminfo
t_ok "nothing stays loaded" sh -c '! lsmod | grep -qE "meminfo|cmdline"'
t_done
