#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 32-lying-table.sh - a symbol table can only add caution: if it makes functions smaller than they are, tasks
# that sleep in them are found all the same.  And it is compared with the image's symbols, not with those of
# modules.
. ./lib.sh
modprobe hotpatch
lie=/tmp/lie.hpsym

# A symbol 32 bytes behind the start of each function, behind what a jump may go over, so that 32 bytes are
# guessed as the function's size.
{
	cat /proc/kallsyms
	for func in hrtimer_nanosleep do_nanosleep pipe_read; do
		start=$(awk -v f=$func '$3 == f && NF == 3 { print $1; exit }' /proc/kallsyms)
		printf '%x t zz_behind_%s\n' $((0x$start + 32)) $func
	done
} | sort > /tmp/symbols
t_ok "they are there" grep -q zz_behind_hrtimer_nanosleep /tmp/symbols
t_ok "a table of them" hp-symtab build -n /sys/kernel/notes -o $lie /tmp/symbols
t_ok "that claims to know sizes" tablesizes $lie
t_run 0 "it is whole" hp-symtab verify $lie
t_run 0 "and is taken" hp-console table $lie
t_run 0 "it lies" hp-console -j sym hrtimer_nanosleep
t_has "about the size" '"size":32[,}]'

t_ok "ten tasks sleep" sleepers start /tmp/sleep.sock sleep 10 $((15000 * t_slow))
t_run 0 "load" hp-console load nanosleep
t_run 2 "they are in the way" hp-console apply nanosleep depth hold within 2000
t_has "all ten" 'inside now: 1[0-9]'
t_run 0 "and can be moved" hp-console apply nanosleep
t_run 0 "and back" hp-console revert nanosleep
t_run 0 "unload" hp-console unload nanosleep
t_ok "they sleep on" sleepers end /tmp/sleep.sock

# Two functions bear the name; a table that has the first of them twice contradicts kallsyms.
awk '$3 == "m_show" && NF == 3 && first { $1 = first } $3 == "m_show" && NF == 3 { first = $1 } { print }' \
	/proc/kallsyms > /tmp/symbols
t_ok "a table with one m_show twice" hp-symtab build -n /sys/kernel/notes -o $lie /tmp/symbols
t_run 0 "is taken" hp-console table $lie
t_run 1 "but of that name nothing is believed" hp-console apply ./ambiguous.ko
t_has "because it contradicts kallsyms" 'm_show.*kallsyms and the table disagree'

# So few symbols that all of them are compared.
awk '$3 == "stop_machine" || $3 == "kthread_stop" || $3 == "misc_register" || $3 == "_text"' /proc/kallsyms > /tmp/symbols
grep '_text$' /proc/kallsyms | head -n 1 | sed 's/ .*/ t hp_sym_lookup/' >> /tmp/symbols
t_ok "a module has a symbol of that name" grep -q ' hp_sym_lookup.*\[hotpatch\]' /proc/kallsyms
t_ok "a table in which the image has one" hp-symtab build -n /sys/kernel/notes -o $lie /tmp/symbols
t_run 0 "is taken" hp-console table $lie
sed 's/ [tT] hp_sym_lookup/ t kernel_clone/' /tmp/symbols > /tmp/wrong
t_ok "one in which the image has a symbol where it has not" hp-symtab build -n /sys/kernel/notes -o $lie /tmp/wrong
t_run 1 "is refused" hp-console table $lie
t_has "in words" 'addresses that agree with kallsyms'
t_done
