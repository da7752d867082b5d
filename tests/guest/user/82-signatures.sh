#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 82-signatures.sh - a kernel that enforces signatures, and is locked down later, while a console has the
# device: nothing unsigned changes it through us, but what is there can be taken back.  Neither setting can be
# undone, so this has a boot of its own.
# vm: alone
. ./lib.sh
modprobe hotpatch
mount -t securityfs none /sys/kernel/security 2>/dev/null
t_run 0 "a stub, before" hp-console stub vfs_rename EPERM
t_run 0 "a patch, before" hp-console load meminfo
t_run 0 "another, applied" hp-console apply cmdline
mkfifo /tmp/typed
hp-console < /tmp/typed > /tmp/answers 2>&1 &
exec 3> /tmp/typed
answered() { [ "$(grep -cE '^(OK|ERR )' /tmp/answers)" -ge "$1" ]; }
echo status >&3
t_ok "a console has the device" wait_for 60 answered 1

t_ok "signatures are enforced" sh -c 'echo 1 > /sys/module/module/parameters/sig_enforce'
t_run 1 "no stub" hp-console stub vfs_unlink EPERM
t_has "says why" 'takes nothing without a signature'
t_run 1 "no table" hp-console table /usr/lib/hotpatch/"$(uname -r)"/"$(uname -r)".hpsym
t_has "says why" 'takes nothing without a signature'
t_run 1 "no unsigned patch" hp-console load getpid
t_has "says why" 'enforces signatures.*expected a signed file'
t_run 1 "check says so beforehand" hp-console check getpid
t_has "in the same words" 'enforces signatures.*expected a signed file'
t_run 0 "what is loaded can be applied" hp-console apply meminfo
t_run 0 "the stub can be reverted" hp-console revert stub-vfs_rename

t_ok "the kernel is locked down" sh -c 'echo integrity > /sys/kernel/security/lockdown'
echo "revert meminfo" >&3
t_ok "an open console still reverts" wait_for 60 answered 2
t_ok "with success" sh -c 'grep -E "^(OK|ERR )" /tmp/answers | sed -n 2p | grep -qx OK'
echo "apply meminfo" >&3
t_ok "and applies nothing any more" wait_for 60 answered 3
t_ok "with words" sh -c 'grep -E "^(OK|ERR )" /tmp/answers | sed -n 3p | grep -q "^ERR 1 .*not permitted"'
echo "revert cmdline" >&3
t_ok "it reverts the other" wait_for 60 answered 4
# Through the same console, because nobody else gets the device any more.
printf 'unload %s\n' meminfo cmdline stub-vfs_rename >&3
t_ok "and unloads" wait_for 60 answered 7
t_same "all of them" "$(grep -cE '^ERR ' /tmp/answers)" 1
exec 3>&-
t_done
