#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A caller that knows less of the contract than the module, and one that knows more.
# vm: kernels stock-amd64 6.1-arm64
. ./lib.sh
modprobe hotpatch
t_run 0 "cmdline is loaded" hp-console load cmdline
t_run 0 "meminfo is loaded" hp-console load meminfo
t_run 0 "structs of other sizes" sizes cmdline_proc_show
printf '%s\n' "$out"
t_run 0 "unload" hp-console unload cmdline
t_run 0 "unload" hp-console unload meminfo
t_ok "hotpatch.ko itself can go" rmmod hotpatch
t_done
