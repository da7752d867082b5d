#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 11-assumptions.sh - a kernel that is not as assumed: the module names what, in one line, and is not loaded.  The
# one that assumes something wrong is a changed copy (patches/wrong.sh).
# vm: kernels stock-amd64 6.1-arm64 debug-amd64
# vm: core
. ./lib.sh

said() { dmesg | grep 'hotpatch: this kernel is not as assumed'; }

if grep -q ' ftrace_lock$' /proc/kallsyms; then
	t_not "a module that assumes something wrong" insmod ./wrong_exports.ko
else
	t_ok "nothing is known before the table" insmod ./wrong_exports.ko
	t_not "the table is refused" hp-console table /usr/lib/hotpatch/"$(uname -r)"/"$(uname -r)".hpsym
	t_ok "the module can go" rmmod hotpatch
fi
# (busybox's insmod tries finit_module(2) and then init_module(2): the line comes once for each.)
out=$(said | sed 's/^\[[^]]*\] //' | sort -u)
t_same "one line" "$(printf '%s\n' "$out" | grep -c .)" 1
lines=$(said | wc -l)
t_has "names the assumption" 'layout of struct find_symbol_arg and struct kernel_symbol'
t_has "the kernel's file" '\(kernel/module/internal\.h\)'
t_has "what was expected" 'expected stop_machine\+0x0/'
t_has "and what was found" 'found (nothing|[^ ]+)'
t_not "it is not loaded" grep -q '^hotpatch ' /proc/modules
t_not "nor is its device there" [ -e /dev/hotpatch ]

t_ok "the right one is loaded" modprobe hotpatch
t_run 0 "and works" hp-console apply meminfo
t_run 0 "revert" hp-console revert meminfo
t_run 0 "unload" hp-console unload meminfo
t_same "it had nothing to say" "$(said | wc -l)" "$lines"
t_ok "it can go" rmmod hotpatch
t_done
