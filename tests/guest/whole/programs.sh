#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The test programs report a disturbance if there was one, and none if there was none.
# vm: kernels stock-amd64 debug-amd64
# vm: timeout 900
. ./lib.sh

t_ok "ten sleepers in pipe_read start" sleepers start /tmp/p pipe 10
t_ok "they all sleep" sleepers count /tmp/p
out=$(cat /proc/"$(t_pids sleepers | tail -n 1)"/stack)
t_has "in pipe_read" pipe_read
t_run 0 "they get their data" sleepers end /tmp/p
t_has "all ten" '^pipe: 10 undisturbed, 0 disturbed$'

t_ok "ten sleepers in hrtimer_nanosleep start" sleepers start /tmp/s sleep 10 $((20000 * t_slow))
out=$(cat /proc/"$(t_pids sleepers | tail -n 1)"/stack)
t_has "in hrtimer_nanosleep" hrtimer_nanosleep
# After SIGSTOP and SIGCONT the kernel takes up the sleep again, and the sleeper does not see that: this must
# not count as a disturbance.
t_pids sleepers | tail -n 3 | xargs kill -STOP
t_pids sleepers | tail -n 3 | xargs kill -CONT
t_ok "they sleep on after a stop and continue" wait_for 60 sleepers count /tmp/s
t_run 0 "they sleep until their time" sleepers end /tmp/s
t_has "all ten" '^sleep: 10 undisturbed, 0 disturbed$'

sleepers start /tmp/s sleep 3 20000
kill -KILL "$(t_pids sleepers | tail -n 1)"
t_run 1 "one that was killed is noticed" sleepers end /tmp/s
t_has "and told" '^2: killed'
t_ok "they start once more" sleepers start /tmp/s sleep 3 600000
t_pids sleepers | xargs kill -KILL
t_run 125 "a server that died is an error" sleepers count /tmp/s

t_ok "more than 20 blockers start" blockers20 start /tmp/b
printf '%s\n' "$out"
t_run 0 "none of them has returned" blockers20 report /tmp/b
t_has "and all are counted" '^[2-9][0-9] blocked, 0 returned$'
# The kernel's freezer disturbs epoll_wait and semop, which is why hotpatch avoids it.
echo 0 >/sys/module/suspend/parameters/pm_test_delay
echo freezer >/sys/power/pm_test
echo freeze >/sys/power/state
t_ok "the freezer reaches epoll_wait" wait_for 60 sh -c 'blockers20 report /tmp/b | grep -q epoll_wait'
t_run 1 "the freezer makes some return" blockers20 report /tmp/b
t_has "with EINTR" '^epoll_wait returned -1: Interrupted system call$'
t_run 1 "they end, still saying so" blockers20 end /tmp/b

for call in getpid stat times open; do
	t_ok "hammer $call starts" hammer start /tmp/h "$call"
	t_ok "calls are counted" wait_for 120 sh -c \
		'hammer count /tmp/h | grep -qE ": [0-9]{3,} calls"'
	t_run 0 "hammer $call ends without a wrong result" hammer end /tmp/h
	t_has "on every CPU" " calls by $(nproc) threads on $(nproc) CPUs, 0 wrong\$"
done
hammer start /tmp/h stat
rmdir /tmp/hammer/a/b/c/d/e/f
wait_for 60 sh -c '! hammer count /tmp/h'
t_run 1 "a wrong result is noticed" hammer end /tmp/h
t_has "and told" 'the path that exists was not found'

t_ok "200 tasks start" tasks start /tmp/t 200
t_ok "all asleep" tasks count /tmp/t
kill -KILL "$(t_pids tasks | tail -n 1)"
t_run 1 "a missing one is noticed" tasks end /tmp/t
t_has "and counted" '^199 of 200 asleep$'
t_done
