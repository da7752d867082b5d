#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# What hp-mkpatch made of the diffs in tests/mkpatch/fixes: each is applied, is seen from outside to be in effect, reverted, and seen
# to be gone; applied once more, reverted and unloaded.  Then all that do not want the same function at once.
#
#	52-mkpatch.sh [NAME]...
#
# The case's own script says "old" or "new", see tests/mkpatch/corpus.sh, which puts it here beside the patch.
# tests/host/mkpatch-fixes.sh boots it, with what was made; so it is for no way in which kernels are booted otherwise:
# vm: only-on mkpatch-fixes
# vm: timeout 1800
. ./lib.sh
[ -d mkpatch ] || t_skip "nothing was made by tests/mkpatch/corpus.sh"
modprobe hotpatch
mkdir -p /sys/kernel/debug
mount -t debugfs debugfs /sys/kernel/debug 2>/dev/null

state() {
	(cd mkpatch && sh "./$1.sh" 2>&1)
}

# The patch does what it is for, and nothing of it stays.
try() {
	t_same "$1: not applied" "$(state $1)" old
	t_run 0 "$1: is applied" hp-console apply ./mkpatch/$1.ko || return
	[ $t_got -eq 0 ] || return
	t_same "$1: applied" "$(state $1)" new
	t_same "$1: applied, once more" "$(state $1)" new
	t_run 0 "$1: is reverted" hp-console revert $1
	t_same "$1: reverted" "$(state $1)" old
	t_run 0 "$1: is applied again" hp-console apply $1
	t_same "$1: applied again" "$(state $1)" new
	t_run 0 "$1: is reverted again" hp-console revert $1
	t_run 0 "$1: is unloaded" hp-console unload $1
	t_same "$1: unloaded" "$(state $1)" old
}

if [ $# -eq 0 ]; then
	for script in mkpatch/*.sh; do
		[ -f "${script%.sh}.ko" ] || continue
		name=${script#mkpatch/}
		set -- "$@" "${name%.sh}"
	done
fi
for name in "$@"; do
	try "$name"
done

# Together: one that wants a function that another has is refused, which is not what is tested here.
together=
for name in "$@"; do
	! hp-console apply ./mkpatch/$name.ko >/dev/null 2>&1 || together="$name $together"
done
t_ok "several are applied together" test -n "$together"
for name in $together; do
	t_run 0 "$name: is reverted, of those" hp-console revert $name
	t_run 0 "$name: is unloaded, of those" hp-console unload $name
done
for name in $together; do
	t_same "$name: is old after all" "$(state $name)" old
done
t_done
