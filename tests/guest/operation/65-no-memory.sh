#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 65-no-memory.sh - the dead-man timer's revert needs no memory that was not had when the patch was applied:
# every allocation of the thread that does it fails (issue 8, section 2).
# vm: kernels debug-amd64
# vm: timeout 900
. ./lib.sh
# shellcheck source=../lib/klog.sh
. ./klog.sh
modprobe hotpatch
debug=/sys/kernel/debug
worker=$(t_pids hotpatch)

patched() { grep -q HotPatched /proc/meminfo; }
original() { ! patched; }
state() { hp-console -j list | grep -o "\"name\":\"$1\",\"state\":\"[^\"]*" | cut -d'"' -f8; }
is() { [ "$(state "$1")" = "$2" ]; }

for which in failslab fail_page_alloc; do
	echo 0 >$debug/$which/verbose
	echo Y >$debug/$which/task-filter
	echo N >$debug/$which/ignore-gfp-wait
	echo -1 >$debug/$which/times
	echo 1 >$debug/$which/interval
	echo 100 >$debug/$which/probability
done
echo N >$debug/fail_page_alloc/ignore-gfp-highmem
echo 0 >$debug/fail_page_alloc/min-order
no_memory() { echo "$1" >"/proc/$worker/make-it-fail"; }

echo "$klog_faults_begin" >/dev/kmsg
t_ok "the worker is there" [ -n "$worker" ]
t_run 0 "apply" hp-console apply meminfo
t_run 0 "revert" hp-console revert meminfo
no_memory 1
t_run 1 "without memory nothing is applied" hp-console apply meminfo confirmed 600
t_ok "nothing" original
no_memory 0
t_run 0 "apply, to be confirmed" hp-console apply meminfo confirmed 600
t_run 0 "and another one" hp-console apply cmdline confirmed 600
no_memory 1
t_run 1 "without memory it is not reverted by hand" hp-console revert meminfo
t_run 0 "its time begins anew" hp-console apply meminfo confirmed 2
t_ok "and it is reverted by itself" wait_for 60 original
t_same "and this is known" "$(state meminfo)" loaded
t_run 0 "the other one is confirmed" hp-console confirm cmdline
no_memory 0

# The same when tasks inside must be sent out.
t_run 0 "apply, to be confirmed" hp-console apply piperead confirmed 600
t_ok "ten sleep in the replacement" sleepers start /tmp/pipe.sock pipe 10
no_memory 1
t_run 0 "its time begins anew" hp-console apply piperead confirmed 2
t_ok "and it is reverted by itself" wait_for 60 is piperead loaded
no_memory 0
t_ok "the reads return their own data" sleepers end /tmp/pipe.sock
echo "$klog_faults_end" >/dev/kmsg
t_run 0 "revert" hp-console revert cmdline
t_run 0 "unload" hp-console unload cmdline
t_run 0 "unload" hp-console unload piperead
t_run 0 "unload" hp-console unload meminfo
t_done
