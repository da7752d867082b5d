#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 85-ioctl-fuzz.sh - nothing that user space hands in upsets the kernel, and afterwards all works.
# vm: timeout 900
. ./lib.sh
modprobe hotpatch
rel=$(uname -r)

t_run 0 "a patch is loaded" hp-console load meminfo
t_ok "random ioctls" ioctlfuzz 10
echo "$out"
# Which patches the fuzzer leaves, and in which state, is chance.
for patch in meminfo stub-fuzz; do
	hp-console revert $patch
done >/dev/null 2>&1
hp-console unload stub-fuzz >/dev/null 2>&1
t_run 0 "patches are listed" hp-console list
t_same "of the fuzzer's none is left" "$(printf '%s\n' "$out" | grep -c fuzz)" 0
t_run 0 "the table can be taken" hp-console table "/usr/lib/hotpatch/$rel/$rel.hpsym"
t_run 0 "afterwards apply works" hp-console apply meminfo
t_ok "as it should" grep -q HotPatched /proc/meminfo
t_run 0 "and revert" hp-console revert meminfo
t_run 0 "and unload" hp-console unload meminfo
t_ok "nothing is left published" sh -c "! hp-console -j status | grep -q '\"loader\":[1-9]'"
t_done
