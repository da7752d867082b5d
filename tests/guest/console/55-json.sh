#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 55-json.sh - every verb with -j, on a real kernel.  The answers go to the host as "@json" lines, and
# tests/run checks them with doc/json; here it is only seen that each is one line and its code.
# vm: timeout 900
. ./lib.sh

j() {	# j CODE ARGUMENTS...
	j_want=$1
	shift
	j_line=$(hp-console -j "$@" 2>/dev/null)
	j_got=$?
	echo "@json $j_line"
	# The last code in the line is the command's own; those of a batch stand before it.
	t_same "-j $*" "$j_want 1 $j_want" "$j_got $(printf '%s\n' "$j_line" | wc -l) $(
		printf '%s' "$j_line" | sed 's/.*"code":\([0-9]*\).*/\1/')"
}

rmmod hotpatch 2>/dev/null
j 1 status		# no device yet
j 1
modprobe hotpatch
table=/patches/$(uname -r).hpsym
# A name that several functions have; it is another one on each kernel.
shared=$(grep -iE ' t [a-z_]+$' /proc/kallsyms | cut -d ' ' -f 3 | sort | uniq -d | head -n 1)
printf 'status\nlist\n' >/tmp/commands
printf 'list\nunload nothing\n' >/tmp/wrong
for words in status list 'check meminfo' 'check nanosleep' 'load meminfo' 'load meminfo' 'show meminfo' \
	'apply meminfo confirmed 600 standstill 500' status list 'show meminfo' 'blocking meminfo' confirm \
	'apply meminfo' 'check meminfo' 'revert meminfo' 'revert meminfo' 'unload meminfo' \
	'unload meminfo' 'apply getpid confirmed 600' cancel 'unload getpid' 'show times' \
	'sym vfs_read' "sym $shared" "sym 0x$(grep ' vfs_read$' /proc/kallsyms | cut -d ' ' -f 1)" \
	'check stub vfs_rename EPERM' 'stub vfs_rename EPERM confirmed 600' 'hits stub-vfs_rename' \
	cancel 'unload stub-vfs_rename' 'apply getpid' 'hits getpid on' 'hits getpid' 'hits getpid off' \
	'revert getpid' 'unload getpid' recv "table $table" 'batch /tmp/commands' help 'help apply' quit history 'history 3 meminfo' events
do
	# shellcheck disable=SC2086 # words
	j 0 $words
done
for words in 'apply nothing' 'load ambiguous' 'load unchecked_missing' 'load plain' 'apply unbreakable' \
	'check unbreakable' 'sym nothing_of_that_name' 'table /vm/lib.sh' 'revert nothing' \
	'unload nothing' 'show nothing' 'check nothing' 'blocking nothing' confirm cancel 'abandon nothing nothing' \
	'batch /tmp/wrong' 'stub nothing_of_that_name 0' 'stub schedule 0' 'hits nothing'
do
	# shellcheck disable=SC2086 # words
	j 1 $words
done
j 2 recv nothing wait 1
j 2 apply kthread within 500
j 2 check kthread
j 2 blocking kthread
for words in nonsense apply 'abandon nothing' 'apply meminfo depth deep' 'history 0' 'status x' 'quit x' 'help nothing' \
	'stub vfs_rename' 'stub vfs_rename much' 'hits nothing perhaps' 'recv ../x' \
	'list x' 'events x'
do
	# shellcheck disable=SC2086 # words
	j 64 $words
done
t_done
