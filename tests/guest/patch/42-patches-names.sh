#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# A name that more than one function bears: refused with the candidates as long as nobody says which
# one is meant; with the source file the right one is replaced.
# vm: kernels stock-amd64 6.1-arm64 debug-amd64
. ./lib.sh
modprobe hotpatch

t_run 1 "an ambiguous target is refused" hp-console apply ./ambiguous.ko
t_has "and said to be ambiguous" 'm_show.*ambiguous'
first=$(awk '$3 == "m_show" && NF == 3 { print $1 }' /proc/kallsyms | head -n 1)
second=$(awk '$3 == "m_show" && NF == 3 { print $1 }' /proc/kallsyms | tail -n 1)
t_has "the first candidate is named" "$first"
t_has "the second candidate is named" "$second"
t_ok "two functions bear the name" [ "$first" -a "$first" != "$second" ]
t_not "nothing was loaded" grep -q '^ambiguous ' /proc/modules
t_run 0 "a patch may need both, by their positions" hp-console apply ./nth.ko
t_same "and gets them" "$(cat /proc/cmdline)" "$first $second"
t_run 0 "it is reverted" hp-console revert nth
t_run 0 "it is unloaded" hp-console unload nth

if ! hp-console sym m_show@fs/namespace.c >/dev/null 2>&1; then
	t_run 1 "without a table with files a file is no help" hp-console apply lsmod
	t_has "and that is said" 'no table knows files'
	t_skip "the rest: this table knows no files (make symtab)"
fi
size_of() { hp-console -j sym "$1" | grep -o '"size":[0-9]*' | head -n 1; }
address=$(awk '$3 == "vfs_read" { print "0x" $1 }' /proc/kallsyms)
t_same "an address has the size of its name" "$(size_of "$address")" "$(size_of vfs_read)"
t_ok "and it has one" [ -n "$(size_of vfs_read)" ]
t_run 1 "a file that has no such function" hp-console apply ./wrongfile.ko
t_has "is named together with the function" 'm_show@mm/slub.c.*not found'

mounts=$(cat /proc/self/mounts)
t_run 0 "with the file it is applied" hp-console apply lsmod
out=$(cat /proc/modules)
t_has "to the right one" '^lsmod [0-9]+ [0-9]+ .* \(hot\)$'
t_not "for all of its lines" grep -vq '(hot)$' /proc/modules
t_same "and not to the other one" "$(cat /proc/self/mounts)" "$mounts"
t_run 0 "it is reverted" hp-console revert lsmod
t_not "no line is changed any more" grep -q '(hot)$' /proc/modules
t_run 0 "it is unloaded" hp-console unload lsmod
t_done
