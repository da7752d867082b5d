#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 58-deadman.sh - the dead-man timer waits for nobody; several run at once; whoever only asks, confirms or
# cancels does not wait for an operation either (issue 8, section 2).
#
# The operations that are blocked here would last 60 s; what must not wait for them must be done in a small
# part of that.
# vm: timeout 900
. ./lib.sh
modprobe hotpatch

soon=$((10 * t_slow > 40 ? 40 : 10 * t_slow))	# seconds
patched() { grep -q HotPatched /proc/meminfo; }
original() { ! patched; }
underway() { hp-console -j abort nothing-of-this-name | grep -q "found $1"; }
state() { hp-console -j list | grep -o "\"name\":\"$1\",\"state\":\"[^\"]*" | cut -d'"' -f8; }
is() { [ "$(state "$1")" = "$2" ]; }
# Seconds that the box was held by the last operation on a patch that failed.
held() {
	dmesg | grep "event=failed-applied patch=$1 " | tail -n 1 |
		sed 's/.*freeze_us=\([0-9]*\).*/\1/; s/......$//; s/^$/0/'
}
field() { printf '%s\n' "$out" | grep -o "\"$1\":[^,}]*" | head -n 1 | cut -d: -f2 | tr -d '"'; }

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

# block COMMAND...: begins an operation that is blocked, in the background, as $console, with output to "log"
block() {
	hp-console "$@" within 60000 >log 2>&1 &
	console=$!
	t_ok "blocked: $*" wait_for 60 underway "$2"
}

gave_way() {	# gave_way NAME
	wait $console
	t_same "what was blocked ended with 2" $? 2
	out=$(cat log)
	t_has "and says for whom it was given up" "given up for a patch .*\\($1\\)"
}

t_run 0 "load" hp-console load piperead
t_run 0 "load" hp-console load meminfo
t_ok "three sleep in pipe_read" sleepers start /tmp/pipe.sock pipe 3

# While an apply of another patch is under way.
t_run 0 "apply, to be confirmed" hp-console apply meminfo confirmed 600
block apply piperead depth hold
quickly "list" 0 hp-console list
quickly "status" 0 hp-console status
quickly "blocking" 2 hp-console blocking piperead
quickly "show" 0 hp-console show meminfo
quickly "check" 0 hp-console check cmdline
quickly "sym" 0 hp-console sym meminfo_proc_show
t_ok "it is blocked still" underway piperead
quickly "confirm" 0 hp-console confirm meminfo
t_ok "and now" underway piperead
t_run 0 "it is given up by hand" hp-console abort piperead
wait $console
t_run 0 "revert" hp-console revert meminfo
t_run 0 "apply, to be confirmed" hp-console apply meminfo confirmed 600
block apply piperead depth hold
quickly "cancel" 0 hp-console cancel meminfo
t_ok "reverted" original
gave_way meminfo

t_run 0 "apply, to be confirmed soon" hp-console apply meminfo confirmed 3
began=$(t_now)
block apply piperead depth hold
t_ok "not confirmed: reverted" wait_for 55 original
t_ok "at its time" [ $((($(t_now) - began) / 100)) -lt $((3 + soon)) ]
gave_way meminfo

# While a revert is under way, and another one waits behind it.
t_run 0 "apply" hp-console apply piperead
t_ok "they sleep in the replacement" wait_for 60 sleepers count /tmp/pipe.sock
t_run 0 "apply, to be confirmed soon" hp-console apply meminfo confirmed 4
began=$(t_now)
block revert piperead depth hold
hp-console revert piperead depth hold within 60000 >log2 2>&1 &
second=$!
t_ok "not confirmed: reverted" wait_for 55 original
t_ok "at its time" [ $((($(t_now) - began) / 100)) -lt $((4 + soon)) ]
gave_way meminfo
t_ok "the one behind it has its turn now" wait_for 60 underway piperead
t_run 0 "and is ended" hp-console abort piperead
wait $second
t_run 0 "revert" hp-console revert piperead
t_ok "the reads return their own data" sleepers end /tmp/pipe.sock

# Several patches wait for confirmation.
t_run 0 "one waits" hp-console apply meminfo confirmed 600
t_run 0 "another one too" hp-console apply cmdline confirmed 500
t_run 0 "and a third" hp-console apply getpid confirmed 2
t_ok "whose time is up first" wait_for 60 is getpid loaded
t_run 0 "status" hp-console status
t_has "shows one" 'pending: +meminfo reverts by itself'
t_has "and the other" 'pending: +cmdline reverts by itself'
t_run 0 "the next one is" hp-console -j status
t_same "the one with less time" "$(field pending)" cmdline
t_run 1 "confirm must be told which" hp-console confirm
t_has "and names them" 'expected the NAME of the patch, as several wait, found .*meminfo.*cmdline'
t_run 1 "cancel too" hp-console cancel
t_run 0 "one is confirmed" hp-console confirm meminfo
t_same "it" "$(state meminfo)" applied
t_same "not the other" "$(state cmdline)" unconfirmed
t_run 0 "then it is the only one" hp-console confirm
t_same "and confirmed" "$(state cmdline)" applied
t_run 0 "revert" hp-console revert meminfo
t_run 0 "revert" hp-console revert cmdline

# A patch that cannot be reverted because a task is inside holds up nobody else.  Once the task is out, it is
# reverted, even while another operation is under way.
t_run 0 "apply" hp-console apply stuck confirmed 600
cat /proc/cmdline >/tmp/line &
reader=$!
inside() { hp-console blocking stuck | grep -q 'is in new_cmdline_proc_show'; }
t_ok "a task goes in" wait_for 60 inside
t_run 0 "its time begins anew" hp-console apply stuck confirmed 1
t_ok "and is up" wait_for 60 is stuck reverting
t_run 1 "it is not confirmed any more" hp-console confirm stuck
t_run 0 "another one is applied" hp-console apply meminfo confirmed 600
t_run 0 "and confirmed" hp-console confirm meminfo
t_ok "three sleep in pipe_read" sleepers start /tmp/pipe2.sock pipe 3
block apply piperead depth hold
echo N >/sys/module/stuck/parameters/stay
t_ok "the task is out: it is reverted, though another operation is under way" wait_for 50 is stuck loaded
t_ok "which goes on" underway piperead
hp-console abort piperead >/dev/null
wait $console
wait $reader
t_ok "the reads return their own data" sleepers end /tmp/pipe2.sock
t_run 0 "revert" hp-console revert meminfo

# A task that does not freeze: the freezer gives up at its bound, and the task is named.
if hp-console -j status | grep -q '"freeze"'; then
	echo Y >/sys/module/stuck/parameters/stay
	t_run 0 "apply" hp-console apply stuck
	cat /proc/cmdline >/tmp/line &
	reader=$!
	t_ok "a task in D" wait_for 60 inside
	t_run 2 "it does not freeze" hp-console apply meminfo mindepth freeze within 50000
	t_ok "the box is held no longer than the bound" [ "$(held meminfo)" -lt $((2 + soon)) ]
	t_run 2 "nor does it within less" hp-console apply meminfo mindepth freeze within 50000 standstill 300
	t_has "it is named" "found .*cat \\(pid $reader, state [DR]\\)"
	t_has "and is not said to be inside" '^would not freeze: '
	t_run 0 "apply, to be confirmed soon" hp-console apply getpid confirmed 4
	began=$(t_now)
	hp-console apply meminfo mindepth freeze within 60000 standstill 60000 >log 2>&1 &
	console=$!
	t_ok "not confirmed: reverted, though the box was being frozen" wait_for 55 is getpid loaded
	t_ok "at its time" [ $((($(t_now) - began) / 100)) -lt $((4 + soon)) ]
	gave_way getpid
	echo N >/sys/module/stuck/parameters/stay
	wait $reader
	t_run 0 "nobody in D: the freezer does" hp-console apply meminfo mindepth freeze
	t_run 0 "revert" hp-console revert meminfo
	t_run 0 "revert" hp-console revert stuck
fi
for name in piperead meminfo cmdline getpid stuck; do
	t_run 0 "unload $name" hp-console unload $name
done
t_ok "hotpatch.ko can go" wait_for 60 rmmod hotpatch
t_done
