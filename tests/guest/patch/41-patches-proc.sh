#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The two classics: /proc/meminfo and /proc/cmdline change at once, and after the revert they and the
# entry bytes are what they were.
# vm: kernels stock-amd64 6.1-arm64 debug-amd64
. ./lib.sh
modprobe hotpatch

# /proc/meminfo without its numbers: labels, order, units and width of the columns.
shape() {
	sed 's/[0-9]\+ kB/N kB/; s/  */ /' /proc/meminfo
}

# Those numbers that do not change while the box does nothing.
steady() {
	grep -E '^(MemTotal|SwapTotal|SwapFree|VmallocTotal|CommitLimit|Hugepagesize|HugePages_Total):' \
		/proc/meminfo
}

entry() {
	hp-console show "$1" | sed -n 's/^ *entry.* at +[0-9]*: //p'
}

shape >/tmp/shape
steady >/tmp/steady
cmdline=$(cat /proc/cmdline)

t_run 0 "meminfo loads" hp-console load meminfo
original=$(entry meminfo)
t_ok "its entry bytes are known" test -n "$original"
t_run 0 "meminfo is applied" hp-console apply meminfo
patched=$(entry meminfo)
t_ok "the entry bytes are others" [ "$patched" -a "$patched" != "$original" ]
t_same "the new line is the last one" "$(tail -n 1 /proc/meminfo)" "HotPatched:          yes"
t_same "all other lines are as they were" "$(shape | sed '$d')" "$(cat /tmp/shape)"
t_same "with the same numbers" "$(steady)" "$(cat /tmp/steady)"
t_run 0 "applying again is success" hp-console apply meminfo

t_run 0 "cmdline is loaded and applied in one step" hp-console apply cmdline
t_same "/proc/cmdline says so" "$(cat /proc/cmdline)" "$cmdline has been hot patched"
t_not "an applied patch cannot be unloaded" hp-console unload cmdline
t_not "nor can the kernel be told to" rmmod cmdline

t_run 0 "meminfo is reverted" hp-console revert meminfo
t_same "the entry bytes are the original ones" "$(entry meminfo)" "$original"
t_same "all lines are as they were" "$(shape)" "$(cat /tmp/shape)"
t_same "/proc/cmdline is still patched" "$(cat /proc/cmdline)" "$cmdline has been hot patched"
t_run 0 "cmdline is reverted" hp-console revert cmdline
t_same "/proc/cmdline is as it was" "$(cat /proc/cmdline)" "$cmdline"

# The same function, wanted by two patches.
t_run 0 "then another patch may have the function" hp-console apply ./second.ko
t_same "and has it" "$(cat /proc/cmdline)" "the second patch"
t_run 1 "and the first one not" hp-console apply cmdline
t_has "which says who has it" 'second'
t_run 0 "the other patch is reverted" hp-console revert second
t_same "/proc/cmdline is as it was once more" "$(cat /proc/cmdline)" "$cmdline"
t_run 0 "the other patch is unloaded" hp-console unload second

t_run 0 "applied a second time" hp-console apply cmdline
t_same "/proc/cmdline says so again" "$(cat /proc/cmdline)" "$cmdline has been hot patched"
t_run 0 "reverted a second time" hp-console revert cmdline
t_run 0 "cmdline is unloaded" hp-console unload cmdline
t_run 0 "meminfo is unloaded" hp-console unload meminfo
t_not "no patch is left" grep -qE '^(cmdline|meminfo) ' /proc/modules
t_ok "hotpatch.ko itself can go" rmmod hotpatch
t_done
