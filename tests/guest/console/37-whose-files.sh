#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 37-whose-files.sh - only what is root's goes into the kernel: a patch or a table that somebody else could
# have written, or could exchange, is refused.
. ./lib.sh
unset HP_PATH
modprobe hotpatch
release=$(uname -r)
theirs=/tmp/theirs
mkdir $theirs
cp /usr/lib/hotpatch/"$release"/meminfo.ko $theirs/
cp /usr/lib/hotpatch/"$release"/"$release".hpsym $theirs/
chown -R 1000:1000 $theirs
nothing() { ! grep -q '^meminfo ' /proc/modules; }

cd $theirs || exit 1
t_run 1 "a patch of somebody else" hp-console apply ./meminfo.ko
t_has "whose it is, and what to do" 'anyway.*uid 1000'
t_ok "is not loaded" nothing
t_run 1 "nor a table" hp-console table ./"$release".hpsym
t_has "whose it is" 'uid 1000'
# A file of ours, but in a folder of others, who can exchange it.
chown 0:0 $theirs/meminfo.ko
t_run 1 "nor our patch in their folder" hp-console load ./meminfo.ko
t_has "which folder" "found $theirs of .*uid 1000"
t_run 0 "unless it is said" hp-console load ./meminfo.ko anyway
t_run 0 "unload" hp-console unload meminfo

# A name alone is not looked for in the current folder.
cp /vm/second.ko $theirs/elsewhere.ko
t_run 1 "no patch of this folder by its name" hp-console load elsewhere
t_run 1 "nor with its ending" hp-console load elsewhere.ko
t_has "what to type" 'say ./'
cd /vm || exit 1
t_done
