#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 10-core.sh - the core of it, with nothing that some kernel may lack: the life of patches, tasks
# asleep inside, the timer, refusals.  Runs on every kernel of the matrix.
# vm: quick
# vm: on preempt rt
# vm: timeout 900
. ./lib.sh
modprobe hotpatch

field() { printf '%s\n' "$out" | grep -o "\"$1\":[^,}]*" | head -n 1 | cut -d: -f2 | tr -d '"'; }
entry() { hp-console -j check "$1" | grep -o '"bytes":"[^"]*"'; }
patched() { grep -q HotPatched /proc/meminfo; }
original() { ! patched; }
# No thread of ours waits as if it hung: what sleeps in state D for two minutes is reported.
threads_wait() {
	! grep -l '^Name:.hotpatch' /proc/[0-9]*/status 2>/dev/null | xargs grep -q '^State:.D'
}

t_ok "it has threads" grep -q '^Name:.hotpatch' /proc/[0-9]*/status
t_ok "they wait, and do not hang" wait_for 20 threads_wait
t_run 0 "status" hp-console status
t_has "the kernel" "$(uname -r | sed 's/[.+]/\\&/g')"

# Each table there is of this kernel: of its kallsyms, of its vmlinux with all its odd names.
for table in /vm/*.hpsym; do
	[ ! -f "$table" ] || t_run 0 "its own ${table##*/} is taken" hp-console table "$table"
done

before=$(entry meminfo)
t_ok "the entry's bytes are shown" [ -n "$before" ]
t_run 0 "apply" hp-console apply meminfo
t_ok "/proc/meminfo changes" patched
t_run 0 "show" hp-console show meminfo
t_has "names the function" 'meminfo_proc_show'
t_not "an applied patch cannot be removed" rmmod meminfo
t_run 0 "revert" hp-console revert meminfo
t_ok "/proc/meminfo is what it was" original
t_same "so are the bytes" "$(entry meminfo)" "$before"
t_ok "the threads wait" wait_for 20 threads_wait

t_run 0 "apply with a timer" hp-console apply meminfo confirmed 2
t_ok "not confirmed: reverted by itself" wait_for 120 original
t_run 0 "apply with a long timer" hp-console apply meminfo confirmed 600
t_run 0 "confirm" hp-console confirm
t_ok "it stays" patched
t_run 0 "revert" hp-console revert meminfo
t_run 0 "unload" hp-console unload meminfo

# Functions, data and a duplicate name that the kernel exports to nobody.
t_run 0 "a patch that needs unexported functions and data" hp-console apply dropcaches
t_run 0 "its revert" hp-console revert dropcaches
if hp-console status | grep -q 'file names'; then
	t_run 0 "one of several functions of a name, by its file" hp-console apply lsmod
	t_ok "/proc/modules changes" grep -q '(hot)' /proc/modules
	t_run 0 "its revert" hp-console revert lsmod
	t_run 0 "and unloaded" hp-console unload lsmod
else
	# A table that is made of kallsyms, and not of the vmlinux, knows no files.
	t_run 1 "one of several functions of a name is not guessed" hp-console apply lsmod
	t_has "what is missing is said" 'no table knows files'
fi

# A function of lib/, which has no ftrace entry anywhere.
time=/sys/module/printk/parameters/time
t_run 0 "check of a function without an ftrace entry" hp-console check kstrtobool
t_has "its body is entered" 'entry: body; jump over'
t_run 0 "apply" hp-console apply kstrtobool
t_ok "it is the new one" sh -c "echo + > $time"
t_run 0 "revert" hp-console revert kstrtobool
t_not "it is the old one" sh -c "echo + > $time"

t_ok "ten tasks block in pipe_read" sleepers start /tmp/pipe.sock pipe 10
t_run 0 "load" hp-console load piperead
t_run 2 "hold alone cannot empty it" hp-console apply piperead depth hold within 3000
t_has "a blocker is named" 'sleepers'
t_run 0 "nudge can" hp-console -j apply piperead depth nudge
t_same "at depth nudge" "$(field depth)" nudge
t_ok "they sleep there again, in the replacement" wait_for 60 sleepers count /tmp/pipe.sock
t_run 0 "and off again" hp-console revert piperead
t_ok "the reads return their own data" sleepers end /tmp/pipe.sock
t_has "and nobody was disturbed" '10 undisturbed, 0 disturbed'

t_ok "ten tasks block in hrtimer_nanosleep" sleepers start /tmp/sleep.sock sleep 10 20000
t_run 0 "nanosleep is replaced" hp-console apply nanosleep
t_run 0 "and put back" hp-console revert nanosleep
t_ok "the sleeps keep their deadline" sleepers end /tmp/sleep.sock
t_has "and nobody was disturbed" '10 undisturbed, 0 disturbed'

t_run 0 "list" hp-console list
for patch in dropcaches kstrtobool piperead nanosleep; do
	t_run 0 "unload $patch" hp-console unload $patch
done
t_ok "hotpatch.ko itself can go" rmmod hotpatch
t_done
