#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 52-hits.sh - calls of an applied patch are counted while somebody asks for it, and only then.
# vm: timeout 2400
# vm: core
. ./lib.sh
modprobe hotpatch

hits() { hp-console -j hits "$1" | grep -o '"hits":[0-9]*' | tail -n 1 | cut -d: -f2; }
bytes() { hp-console -j show "$1" | grep -o '"bytes":"[^"]*"' | head -n 1; }
changed() { hp-console -j list | grep -o '"changed":[0-9]*' | head -n 1 | cut -d: -f2; }
patched() { grep -q HotPatched /proc/meminfo; }
original() { ! patched; }
calls() { cat /sys/module/getpid/parameters/calls; }
hammered() { hammer count /tmp/hammer.sock | grep -o '[0-9]*' | head -n 1; }

t_run 0 "load" hp-console load meminfo
clean=$(bytes meminfo)
t_ok "its entry can be read" [ -n "$clean" ]
t_run 1 "what is not applied is not counted" hp-console hits meminfo on
t_run 0 "apply" hp-console apply meminfo
straight=$(bytes meminfo)
t_run 0 "hits" hp-console hits meminfo
t_has "nothing is counted by itself" 'meminfo: 0 calls, not counting'
cat /proc/meminfo > /dev/null
t_same "so nothing is" "$(hits meminfo)" 0

t_run 0 "on" hp-console hits meminfo on
through=$(bytes meminfo)
t_ok "the entry leads elsewhere" [ "$through" != "$straight" ]
t_same "which is not an overwritten entry" "$(changed)" 0
for i in 1 2 3 4 5; do
	cat /proc/meminfo > /dev/null
done
t_same "five calls" "$(hits meminfo)" 5
t_ok "that reach the replacement" patched
t_run 0 "on again" hp-console hits meminfo on
t_same "goes on counting" "$(hits meminfo)" 6
t_not "an applied patch cannot be removed" rmmod meminfo
t_run 1 "nor unloaded" hp-console unload meminfo
t_run 0 "status" hp-console status
t_run 0 "off" hp-console hits meminfo off
t_same "the entry leads straight to the replacement" "$(bytes meminfo)" "$straight"
t_ok "which still runs" patched
t_same "the number stays to be read" "$(hits meminfo)" 6
t_run 0 "off again" hp-console hits meminfo off
t_run 0 "on, from 0" hp-console hits meminfo on
t_same "from 0" "$(hits meminfo)" 0
t_ok "one call" patched
t_run 0 "revert while counting" hp-console revert meminfo
t_ok "the old function runs" original
t_same "the bytes are what they were" "$(bytes meminfo)" "$clean"
t_same "the last number stays" "$(hits meminfo)" 1
t_run 0 "applied again" hp-console apply meminfo
t_same "straight" "$(bytes meminfo)" "$straight"
t_same "from 0" "$(hits meminfo)" 0
t_run 0 "revert" hp-console revert meminfo
t_run 0 "with a timer" hp-console apply meminfo confirmed 600
t_run 0 "counting" hp-console hits meminfo on
t_run 0 "the time begins anew" hp-console apply meminfo confirmed 2
t_ok "the timer reverts it" wait_for 120 original
t_same "the bytes are what they were" "$(bytes meminfo)" "$clean"
t_run 0 "unload" hp-console unload meminfo
out=$(dmesg)
t_has "a line in the log" 'event=counting patch=meminfo .* result=0'
t_has "another" 'event=uncounted patch=meminfo .* result=0'

# A function whose jump goes over the body; a patch of several functions.
t_run 0 "a function without an ftrace entry" hp-console apply kstrtobool
t_run 0 "counted" hp-console hits kstrtobool on
echo + > /sys/module/printk/parameters/time
t_same "once" "$(hits kstrtobool)" 1
t_run 0 "a patch of several functions" hp-console apply times
t_run 0 "counted" hp-console -j hits times on
t_has "each by itself" '"name":"do_sys_times","counting":true'
t_ok "more than one" [ "$(printf '%s\n' "$out" | grep -o '"counting":true' | wc -l)" -gt 2 ]
t_run 0 "revert" hp-console revert times
t_run 0 "revert" hp-console revert kstrtobool
t_run 0 "unload" hp-console unload times
t_run 0 "unload" hp-console unload kstrtobool

# A function that is called from every CPU all the time.
t_ok "every CPU calls getpid" hammer start /tmp/hammer.sock getpid
t_run 0 "apply" hp-console apply getpid
low=$(calls)
t_run 0 "on" hp-console hits getpid on
low_on=$(calls)
more() { [ "$(($(calls) - low_on))" -gt 2000 ]; }
t_ok "the replacement is called" wait_for 120 more
high_on=$(calls)
t_run 0 "off" hp-console hits getpid off
high=$(calls)
n=$(hits getpid)
echo "$n hits; the patch itself counted $((high_on - low_on)) to $((high - low))"
t_ok "no call was missed" [ "$n" -ge $((high_on - low_on)) ]
t_ok "none was counted twice" [ "$n" -le $((high - low)) ]
low_on=$(calls)
t_ok "it goes on being called" wait_for 120 more
t_same "and is not counted" "$(hits getpid)" "$n"

for i in $(seq 200); do
	echo "hits getpid on"
	echo "hits getpid off"
done > rounds
t_run 0 "200 rounds of on and off" hp-console batch rounds
t_ok "no call went wrong" hammer count /tmp/hammer.sock
t_run 0 "on" hp-console hits getpid on
t_run 0 "revert while every CPU counts" hp-console revert getpid
t_run 0 "unload" hp-console unload getpid
for i in 1 2 3 4 5 6 7 8 9 10; do
	echo "apply getpid"
	echo "hits getpid on"
	echo "revert getpid"
	echo "unload getpid"
done > rounds
t_run 0 "ten lives, counted to the end" hp-console batch rounds
t_run 0 "a stub beside it" hp-console stub version_proc_show 0
t_run 0 "apply" hp-console apply getpid
t_run 0 "on" hp-console hits getpid on
t_same "the stub counts for itself" "$(hits stub-version_proc_show)" 0
t_run 0 "revert" hp-console revert getpid
t_run 0 "revert" hp-console revert stub-version_proc_show
t_run 0 "unload" hp-console unload getpid
t_run 0 "unload" hp-console unload stub-version_proc_show
t_ok "hammer ends" hammer end /tmp/hammer.sock
t_has "no call went wrong" ' 0 wrong'
t_ok "hotpatch.ko can go" rmmod hotpatch
t_done
