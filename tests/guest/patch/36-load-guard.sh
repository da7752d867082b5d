#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 36-load-guard.sh - symbols are lent to one patch, for one load, of one process.
. ./lib.sh
modprobe hotpatch
# Where kallsyms does not suffice the module wants its table first; the console gives it.
t_run 0 "the console is there" hp-console status
t_ok "nobody else gets in, and loads follow one another" loadguard /patches/getpid.ko getpid
t_not "nothing stays loaded" grep -q '^getpid ' /proc/modules
t_done
