#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A WARN() in a replacement is reported like one of the kernel's own: with file, line and a stack in
# which the replacement is named.
# vm: kernels stock-amd64 6.1-arm64 debug-amd64
# vm: expect-splat
. ./lib.sh
modprobe hotpatch
t_run 0 "contents is applied" hp-console apply ./contents.ko
hostname warn
out=$(dmesg)
t_has "the warning names its place" 'WARNING:( .* at)? contents.c:[0-9]+( at)? new_sethostname\+0x.*\[contents\]'
t_has "has its text" 'contents: as you wish'
t_has "and the stack goes on below it" 'do_syscall_64|el0_svc'
t_same "and is the only one" "$(printf '%s\n' "$out" | grep -c 'cut here')" 1
t_same "the call did its work" "$(hostname)" warn
t_run 0 "contents is reverted" hp-console revert contents
t_run 0 "contents is unloaded" hp-console unload contents
t_done
