#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 81-lockdown.sh - a locked-down kernel gives nobody the device.  Lockdown cannot be taken back, so this has
# a boot of its own.
# vm: alone
. ./lib.sh
modprobe hotpatch
t_run 0 "before" hp-console status
mount -t securityfs none /sys/kernel/security 2>/dev/null
t_ok "the kernel can be locked down" sh -c 'echo integrity > /sys/kernel/security/lockdown'
t_run 1 "after" hp-console status
t_has "says why" '[Ll]ock'
t_same "in one line" "$(printf '%s\n' "$out" | wc -l)" 1
t_done
