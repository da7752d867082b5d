#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 31-long-names.sh - names longer than the module's own, which are 127 letters at most: Rust's, on kernels that have
# any.  They are looked up all the same; what cannot be done with them is refused, and none passes for another.
# vm: kernels stock-amd64
# vm: core
. ./lib.sh
long=$(awk 'NF == 3 && $2 ~ /[tT]/ && length($3) > 127 && $3 !~ /^__pfx_/ { print $3; exit }' /proc/kallsyms)
[ -n "$long" ] || t_skip "this kernel has no such name"
modprobe hotpatch
hp-console table /usr/lib/hotpatch/"$(uname -r)"/"$(uname -r)".hpsym > /dev/null
addr=$(awk -v name="$long" 'NF == 3 && $3 == name { print $1; exit }' /proc/kallsyms)
short=$(printf '%s' "$long" | cut -c 1-127)

t_run 0 "looked up" hp-console sym "$long"
t_has "with its whole name" " $long"
t_has "where kallsyms has it" "0x$addr"
t_has "and what cannot be done" 'neither replaced nor used by a patch'
t_run 0 "as JSON" hp-console -j sym "$long"
t_has "the same" "\"name\":\"$long\",\"position\":1,\"address\":\"0x$addr\""
t_run 0 "hp-symtab knows it" hp-symtab lookup /usr/lib/hotpatch/"$(uname -r)"/"$(uname -r)".hpsym "$long"
t_run 1 "its first 127 letters are no name" hp-console sym "$short"
t_run 1 "nor is it with one letter more" hp-console sym "${long}x"
t_run 0 "by its address" hp-console sym "0x$addr"
t_not "no other name is given" sh -c "hp-console sym 0x$addr | grep -qE '$short( |\$|\\+)'"
t_run 64 "no stub of it" hp-console stub "$long" 0
t_has "in words" 'a name of 1 to 127 letters'
t_run 64 "no check" hp-console check stub "$long" 0
t_not "no stub is left" sh -c 'hp-console -j list | grep -q stub-'

# Of a short Rust name everything can be had.
rust=$(awk 'NF == 3 && $2 ~ /[tT]/ && $3 ~ /^_RNv/ && length($3) < 100 { print $3; exit }' /proc/kallsyms)
t_ok "there is a short one" [ -n "$rust" ]
t_run 0 "it is looked up" hp-console sym "$rust"
t_has "by its name" "$rust"
t_ok "hotpatch.ko can go" rmmod hotpatch
t_done
