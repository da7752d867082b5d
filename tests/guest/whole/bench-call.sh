#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# bench-call.sh - what the jump adds to a call, in instructions.  A program that calls getpid(2) is
# timed with a clock that advances 2 ns with each instruction: before, with getpid replaced by a copy
# of itself, and after the revert.
# vm: bench
# vm: icount
# vm: timeout 300
. ./lib.sh
modprobe hotpatch

instructions() {
	callcost | awk '{ printf "%.1f\n", $1 / 2 }'
}

before=$(instructions)
t_run 0 "apply" hp-console apply samegetpid
patched=$(instructions)
t_run 0 "revert" hp-console revert samegetpid
after=$(instructions)
t_run 0 "unload" hp-console unload samegetpid
echo "getpid(2), instructions a call: $before unpatched, $patched patched, $after reverted"
t_same "reverted costs what it did before" "$after" "$before"
t_done
