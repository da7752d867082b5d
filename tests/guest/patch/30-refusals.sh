#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 30-refusals.sh - what cannot be done is refused with one clear line, nothing loaded, nothing changed (issue
# 2, acceptance 3 and 9, and the list of what apply refuses).
# vm: timeout 900
# vm: core
. ./lib.sh
modprobe hotpatch
rel=$(uname -r)

loaded() { lsmod | grep -q "^$1 "; }
one_line() { t_same "$1: one line" "$(printf '%s\n' "$out" | wc -l)" 1; }
# refused PATCH STATUS PATTERN: apply is refused, and the patch is not loaded afterwards
refused() {
	t_run "$2" "apply of $1 is refused" hp-console apply "$1"
	t_has "$1: says why" "$3"
	t_not "$1: nothing stays loaded" loaded "${1%.ko}"
}

# A kernel thread that never leaves the function: refused at once, with the thread's name and stack, and
# nothing is frozen.
bytes() { hp-console -j check kthread | grep -o '"bytes":"[^"]*"'; }
entry=$(bytes)
t_ok "its entry can be read" [ -n "$entry" ]
t_run 2 "a main loop of a kernel thread" hp-console apply kthread within 20000
t_has "the thread is named" 'kswapd'
t_has "its stack is shown" 'kthread\+'
t_has "and that it never leaves" 'never'
t_same "the kernel is untouched" "$(bytes)" "$entry"
started=$(t_now)
t_run 2 "again, with 60 s to try in" hp-console apply kthread within 60000
t_ok "who never leaves is not waited for" [ $(($(t_now) - started)) -lt 3000 ]
frozen() { cat /proc/[0-9]*/stack 2>/dev/null | grep -E '__refrigerator|stand_still'; }
t_ok "stacks can be read" grep -q . /proc/1/stack
t_not "nothing is frozen" frozen

refused unbreakable 1 'stands on this function'
refused initfn 1 'in init memory'
refused initdata 1 'boot_command_line: not found'
refused datum 1 'data, not a function'
refused twice 1 'one function twice'
refused wrongfile 1 'file'
refused unchecked_target 1 'no_such|not found|nothing'

t_run 1 "three missing symbols" hp-console apply unchecked_missing
for name in no_such_function_one no_such_function_two no_such_datum_three; do
	t_has "$name is named, with the others" "$name"
done
t_not "nothing stays loaded" loaded unchecked_missing

t_run 0 "a patch" hp-console apply cmdline
refused second 1 'cmdline'
t_run 0 "already applied is no failure" hp-console apply cmdline
t_has "and says so" 'already'
t_not "an applied patch cannot be removed" rmmod cmdline
t_not "nor hotpatch.ko with a patch loaded" rmmod hotpatch
t_run 0 "revert" hp-console revert cmdline
t_run 0 "already reverted is no failure" hp-console revert cmdline
t_not "nor hotpatch.ko with a patch only loaded" rmmod hotpatch
t_run 0 "unload" hp-console unload cmdline

# A replacement of another type.  What the kernel's own is tell the file of functions, or its BTF; a patch whose author
# meant it is another matter.
functions=/usr/lib/hotpatch/$rel/$rel.hpfun
types_known() { [ -e "$functions" ] || [ -e /sys/kernel/btf/vmlinux ]; }
# hex TEXT
hex() {
	printf %s "$1" | od -An -v -tx1 | tr -d ' \n'
}
would_be_applied() { hp-console check unchecked_type | grep -q 'would be applied'; }
wrong_type() {
	refused unchecked_type 1 'WRONG TYPE of its replacement.*expected int cmdline_proc_show\(struct seq_file \*, void \*\), found int new_cmdline_proc_show\(struct seq_file \*, long int\)$'
	t_run 1 "check, too" hp-console check unchecked_type
	t_has "with both types" '^WRONG TYPE: cmdline_proc_show is "int cmdline_proc_show\(.*", its replacement "int new_cmdline_proc_show\('
	t_not "it is not said that it would be applied" would_be_applied
}
if types_known; then
	wrong_type
	cp unchecked_type.ko /root/meant.ko
	t_ok "its author means it" t_rewrite /root/meant.ko "$(hex 'int @(struct seq_file *, long')" "$(hex '!nt @(struct seq_file *, long')"
	t_run 0 "then it is applied" hp-console apply /root/meant.ko
	t_has "and the types are said" '^WRONG TYPE: .*: allowed by its author'
	t_ok "it works" grep -qE '^-?[0-9]+$' /proc/cmdline
	t_run 0 "revert" hp-console revert unchecked_type
	t_run 0 "unload" hp-console unload unchecked_type
fi
if [ -e "$functions" ] && [ -e /sys/kernel/btf/vmlinux ]; then
	mv "$functions" /tmp/functions
	wrong_type
	mv /tmp/functions "$functions"
fi

# Files that are no patches.
echo "this is a text" > text.ko
t_run 1 "a text file" hp-console apply ./text.ko
one_line "a text file"
t_run 1 "a module that is no patch" hp-console apply ./plain.ko
one_line "a module that is no patch"
t_has "says so" 'not a hotpatch|no hotpatch'
t_not "and is not loaded" loaded plain
sed 's/vermagic=[0-9]/vermagic=4/' /patches/meminfo.ko > other.ko
t_run 1 "a patch for another kernel" hp-console apply ./other.ko
t_has "says which this is" "expected $(echo "$rel" | sed 's/[.+]/\\&/g')"
t_has "and for which it is" 'found 4\.'
# A name that a part of the kernel has in /sys/module.
sed 's/name=getpid/name=printk/' /patches/getpid.ko > printk.ko
for verb in check load; do
	t_run 1 "$verb of a patch that is called as something of the kernel's" hp-console $verb ./printk.ko
	t_has "names it" 'printk: cannot be loaded under this name: expected .*, found /sys/module/printk of the kernel'
done
one_line "a load of it"
head -c 3000 /patches/meminfo.ko > short.ko
t_run 1 "a truncated patch" hp-console apply ./short.ko
one_line "a truncated patch"
t_not "a bare insmod of a patch" insmod /patches/meminfo.ko
out=$(dmesg)
t_has "because what it needs is not exported" 'meminfo: Unknown symbol hotpatch_register'

# Tables.
table=/usr/lib/hotpatch/$rel/$rel.hpsym
t_run 0 "this kernel's table" hp-console table "$table"
size=$(stat -c %s "$table")
head -c $((size / 2)) "$table" > short.hpsym
t_run 1 "a truncated table" hp-console table short.hpsym
one_line "a truncated table"
for at in 3 40 1000 $((size / 2)) $((size - 5)); do
	head -c "$at" "$table" > flipped.hpsym
	dd if="$table" bs=1 skip="$at" count=1 2>/dev/null | tr '\000-\377' '\001-\377\000' >> flipped.hpsym
	tail -c +$((at + 2)) "$table" >> flipped.hpsym
	t_run 1 "a table with byte $at flipped" hp-console table flipped.hpsym
done
other_id=0123456789abcdef0123456789abcdef01234567
t_ok "hp-symtab makes a table of another kernel" \
	hp-symtab build -b $other_id -o other.hpsym /proc/kallsyms
t_run 1 "a table of another kernel" hp-console table other.hpsym
one_line "a table of another kernel"
t_has "says which it is for" "$other_id"
# A table that claims to be this kernel's, and contradicts kallsyms about one function.
id=$(hp-console -j status | grep -o '"build_id":"[0-9a-f]*"' | cut -d'"' -f4)
awk '$3 == "cmdline_proc_show" { sub(/.$/, $1 ~ /0$/ ? "8" : "0", $1) } 1' /proc/kallsyms > lying
t_ok "hp-symtab makes a table that lies" hp-symtab build -b "$id" -o lying.hpsym lying
t_run 0 "a lie about one of 100,000 names may pass the sample" hp-console table lying.hpsym
# (second.ko, as it needs no names of data, which not every kallsyms has.)
t_run 1 "but what it lies about is not patched" hp-console apply ./second.ko
t_has "and both are named" 'kallsyms.*table|table.*kallsyms'
t_run 0 "the true table" hp-console table "$table"
t_run 1 "a text as table" hp-console table text.ko
t_run 0 "the one that was taken is still there" hp-console sym vfs_read
if hp-console status | grep -q 'file names'; then
	t_has "and is used: it knows the file" 'fs/read_write.c'
else
	# A table that is made of kallsyms, and not of the vmlinux, knows no files.
	t_has "and agrees with kallsyms" 'vfs_read$'
fi
t_done
