#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 51-stubs.sh - a function returns a constant, without a compiler on the box: effect, hits, timer,
# refusals, and that it lives as any other patch does.
# vm: timeout 1800
# vm: core
. ./lib.sh
modprobe hotpatch
echo one > /tmp/one

loaded() { hp-console -j list | grep -q "\"name\":\"$1\""; }
bytes() { hp-console -j check stub "$1" 0 | grep -o '"bytes":"[^"]*"'; }
hits() { hp-console -j hits "$1" | grep -o '"hits":[0-9]*' | tail -n 1 | cut -d: -f2; }
move() { mv /tmp/one /tmp/two 2>&1 && mv /tmp/two /tmp/one; }
reverted() { move > /dev/null; }
# one_line WHAT: the last command said one line and nothing else
one_line() { t_same "$1: one line" "$(printf '%s\n' "$out" | wc -l)" 1; }
valid_json() { printf '%s\n' "$out" | grep -qE '^\{.*"code":-?[0-9]+.*\}$'; }

before=$(bytes vfs_rename)
t_ok "the entry's bytes are shown" [ -n "$before" ]
t_ok "mv works" move
t_run 0 "dry run" hp-console check stub vfs_rename EPERM
t_has "says what it would do" 'vfs_rename returns -1 \(EPERM\) then'
t_same "and does nothing" "$(bytes vfs_rename)" "$before"

t_run 0 "stub with a timer" hp-console stub vfs_rename EPERM confirmed 600
gcc=$(sed 's/.*gcc[^)]*) \([0-9]*\)\..*/\1/' /proc/version)
told=$(printf '%s\n' "$out" | grep -c '^note: vfs_rename: callers in its source file may rely on .* when gcc [0-9.]* compiled')
t_same "callers that may ignore it: told from gcc 14 on" "$told" "$([ "$gcc" -ge 14 ] && echo 1 || echo 0)"
t_not "mv fails" move
t_has "with the stub's error" 'Operation not permitted'
t_not "again" move
t_not "and again" move
t_same "three calls were counted" "$(hits stub-vfs_rename)" 3
t_run 0 "list" hp-console list
t_has "shows the time left and the calls" 'stub-vfs_rename.*left to confirm, 3 calls'
t_run 0 "show" hp-console show stub-vfs_rename
t_has "tells the value" 'returns -1 \(EPERM\)'
t_has "and the function" 'vfs_rename -> .*hp_slot'
t_not "hotpatch.ko cannot go" rmmod hotpatch
t_run 0 "said again, the time starts anew" hp-console stub vfs_rename -EPERM confirmed 2
t_ok "not confirmed: reverted by itself" wait_for 120 reverted
t_ok "its hits stay to be read" [ "$(hits stub-vfs_rename)" -ge 3 ]
t_not "hotpatch.ko cannot go while a stub is there" rmmod hotpatch
t_run 0 "with another value" hp-console stub vfs_rename ENOSPC
t_not "mv fails" move
t_has "in another way" 'No space left'
t_run 1 "a third value, applied" hp-console stub vfs_rename 0
t_has "is refused with both" 'expected not applied.*found applied, returning -28 \(ENOSPC\)'
t_run 0 "a patch elsewhere meanwhile" hp-console apply meminfo
t_ok "both work" grep -q HotPatched /proc/meminfo
t_not "both" move
t_run 0 "the patch goes" hp-console revert meminfo
t_not "the stub stays" move
t_run 0 "revert" hp-console revert stub-vfs_rename
t_ok "mv works again" move
t_same "the bytes are what they were" "$(bytes vfs_rename)" "$before"
t_run 0 "unload of the stub" hp-console unload stub-vfs_rename
t_not "it is gone" loaded stub-vfs_rename
t_run 0 "unload of the patch" hp-console unload meminfo
t_run 0 "history" hp-console history
t_has "tells of it" 'stub-vfs_rename'
out=$(dmesg)
t_has "the log has function and value" 'event=applied patch=stub-vfs_rename funcs=vfs_rename:-28 uid=0'

# Values that are no errno; a function without an ftrace entry.
time=/sys/module/printk/parameters/time
t_run 0 "a function of lib/" hp-console stub kstrtobool 0
t_ok "takes what it refused" sh -c "echo what > $time"
t_run 0 "revert" hp-console revert stub-kstrtobool
t_not "it refuses it again" sh -c "echo what > $time"
t_run 0 "unload" hp-console unload stub-kstrtobool

# Refusals: one line, nothing left.
refused() {	# refused FUNCTION VALUE PATTERN
	t_run 1 "stub $1 $2 is refused" hp-console stub "$1" "$2"
	t_has "$1: says why" "$3"
	t_not "$1: nothing is left" loaded "stub-$1"
}
refused stop_machine 0 'the patcher itself stands on this function'
one_line "unbreakable"
refused no_such_function 0 'not found'
if [ -e /sys/kernel/btf/vmlinux ]; then
	refused vfs_rename 5000000000 'expected -2147483648 to 2147483647, found 5000000000'
	refused kfree 0 'expected a function that returns a number, found one that returns nothing'
	one_line "void"
	refused fget 0 'one that returns a pointer'
	refused capable 2 'expected 0 or 1'
fi
t_run 64 "no number and no errno" hp-console stub vfs_rename EFOO
t_run 1 "as JSON" hp-console -j stub stop_machine 0
t_ok "valid JSON" valid_json
refused s_show 0 'ambiguous'
t_run 1 "a name that several functions bear" hp-console stub s_show 0
t_has "its candidates are listed" '^#2 '

t_run 0 "a patch" hp-console apply cmdline
refused cmdline_proc_show 0 'replaced already.*cmdline'
t_run 0 "goes" hp-console revert cmdline
t_run 0 "a stub there" hp-console stub cmdline_proc_show 0
t_same "works" "$(cat /proc/cmdline)" ""
t_run 1 "now the patch" hp-console apply cmdline
t_has "is refused and names the stub" 'stub-cmdline_proc_show'
t_run 0 "the stub goes" hp-console revert stub-cmdline_proc_show
hp-console unload stub-cmdline_proc_show > /dev/null
hp-console unload cmdline > /dev/null 2>&1

t_ok "ten tasks block in hrtimer_nanosleep" sleepers start /tmp/sleep.sock sleep 10 $((20000 * t_slow))
t_run 2 "hold alone cannot empty it" hp-console stub hrtimer_nanosleep 0 depth hold within 3000
t_has "a blocker is named" 'sleepers'
t_not "the stub is gone again" loaded stub-hrtimer_nanosleep
sleepers end /tmp/sleep.sock > /dev/null

# All slots for stubs in use.
n=0
for func in cmdline_proc_show version_proc_show loadavg_proc_show uptime_proc_show devinfo_show \
	    show_stat filesystems_proc_show show_softirqs show_console_dev swap_show show_partition \
	    diskstats_show execdomains_proc_show vmstat_show zoneinfo_show frag_show; do
	if hp-console stub $func 0 > log 2>&1; then
		n=$((n + 1))
	else
		t_fail "slot $n: $func"
		sed 's/^/    | /' log
	fi
done
t_same "there are 16 slots" $n 16
t_same "one of them" "$(cat /proc/version)" ""
refused pagetypeinfo_show 0 'expected a free slot for each, found all 16 used'
t_run 0 "a patch can be applied all the same" hp-console apply meminfo
t_run 1 "but not counted" hp-console hits meminfo on
t_has "says why" 'found all 16 used'
t_run 0 "its revert" hp-console revert meminfo
t_run 0 "its unload" hp-console unload meminfo
for stub in $(hp-console -j list | grep -o '"name":"stub-[^"]*"' | cut -d'"' -f4); do
	hp-console revert "$stub" > log 2>&1 && hp-console unload "$stub" > log 2>&1 || cat log
done
t_not "all are gone" sh -c 'hp-console -j list | grep -q stub-'
t_ok "/proc/version is back" grep -q Linux /proc/version
t_run 0 "their slots are free again" hp-console stub version_proc_show 0
t_same "and count from 0" "$(hits stub-version_proc_show)" 0
t_run 0 "revert" hp-console revert stub-version_proc_show
t_run 0 "unload" hp-console unload stub-version_proc_show
t_ok "hotpatch.ko can go" rmmod hotpatch
t_done
