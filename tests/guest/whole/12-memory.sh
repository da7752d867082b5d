#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 12-memory.sh - what hotpatch takes of a small box's memory, and that all of it is given back.
#
# Counted is what is made with vmalloc(): the code of modules, the table, and what is large.  Stacks of
# tasks are left out (16 KiB and a guard page), they come and go.  What is made with kmalloc() is in Slab
# together with that of everybody else, so it is only shown.
# vm: quick
# vm: kernels appliance-amd64 6.1-amd64
# vm: timeout 900
. ./lib.sh

used() {
	awk '/ pages=/ && $2 != 20480 { n += $2 - 4096 } END { print n + 0 }' /proc/vmallocinfo
}

field() { awk -v name="$1:" '$1 == name { print $2 }' /proc/meminfo; }
as_before() { [ "$(used)" = "$before" ]; }

# tell WHAT: prints how much more is used than the last time
tell() {
	now=$(used)
	echo "$1: $(((now - last) / 1024)) KiB; in all $(((now - before) / 1024)) KiB," \
		"Slab $(($(field Slab) - slab)) KiB more," \
		"$(field MemAvailable) of $(field MemTotal) KiB available"
	last=$now
}

# Once beforehand, as the first time takes more memory: caches that fill, pages of the files.
modprobe hotpatch && hp-console apply meminfo > /dev/null && hp-console revert meminfo > /dev/null
hp-console unload meminfo > /dev/null
rmmod hotpatch
before=$(used) last=$(used) slab=$(field Slab)
tell "before"

t_ok "hotpatch.ko" modprobe hotpatch
tell "the module"
t_run 0 "its table" hp-console status
tell "the table"
t_ok "there is one" [ "$last" -gt "$before" ]
t_run 0 "a patch" hp-console load meminfo
tell "a patch loaded"
t_run 0 "applied" hp-console apply meminfo
tell "and applied"
t_run 0 "revert" hp-console revert meminfo
t_run 0 "unload" hp-console unload meminfo
tell "without the patch"
t_ok "all goes" rmmod hotpatch
t_ok "and gives back what it took" wait_for 60 as_before
tell "without hotpatch.ko"
t_done
