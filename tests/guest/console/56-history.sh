#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 56-history.sh - /var/lib/hotpatch/history says who did what, whatever becomes of the file.
# vm: timeout 900
. ./lib.sh
modprobe hotpatch
file=/var/lib/hotpatch/history
records() { wc -l <$file; }
original() { ! grep -q HotPatched /proc/meminfo; }

# Other tests may have run in this boot before and have left a history.
attr -a $file 2>/dev/null
rm -rf /var/lib/hotpatch
t_run 0 "history of a box where nothing was done" hp-console history
t_ok "makes no file" [ ! -e $file ]
t_run 0 "looking" hp-console check meminfo
t_run 64 "and mistyping" hp-console apply meminfo confirmed soon
t_ok "are not recorded" [ ! -e $file ]

t_run 0 "load" hp-console load meminfo
t_run 0 "apply" hp-console apply meminfo confirmed 600
t_run 0 "confirm" hp-console confirm
t_run 2 "an apply that is blocked" hp-console apply kthread
t_run 0 "revert" hp-console revert meminfo
printf 'apply meminfo\nlist\nrevert meminfo\n' >/tmp/commands
t_run 0 "a batch" hp-console batch /tmp/commands
t_same "each of them is a line" 7 "$(records)"
t_same "in a file for root alone" '600 700' "$(stat -c %a $file) $(stat -c %a /var/lib/hotpatch)"
sum=$(sha256sum /patches/meminfo.ko | cut -d ' ' -f 1)
out=$(cat $file)
t_has "a record" '^hp1 time="20[0-9TZ:-]*" uid=0 .*pid=[0-9]+ .*verb="load" patch="meminfo" sha256="'"$sum"'" file="/[^"]*/meminfo.ko" code=0 '
t_has "and of a failure" 'verb="apply" patch="kthread" .* code=2 .*line="apply kthread" text="kthread: not applied: '

t_run 0 "history" hp-console history
t_has "has the command" 'uid 0 .*hp-console\[[0-9]+\]: apply meminfo confirmed 600: (hold|nudge|freeze)(, |$)'
t_has "the file" "^    sha256 $sum /.*/meminfo.ko\$"
t_has "and the failure" '^    ERR 2 kthread: not applied: .*"kswapd0"'
t_not "and says nothing twice" sh -c 'hp-console history | grep -q "applied meminfo:"'
t_run 0 "the last of one patch" hp-console history 1 meminfo
t_has "is the last" ': revert meminfo: '
t_same "alone" 1 "$(printf '%s\n' "$out" | grep -c 'hp-console\[')"

# What the kernel did by itself is shown among the commands.
t_run 0 "apply for a moment" hp-console apply meminfo confirmed 1
t_ok "nobody confirms" wait_for 120 original
t_run 0 "history" hp-console history
t_has "tells that too" 'kernel.*: meminfo: not confirmed in time, reverting$'

# Not where the file system does not have this attribute: that is no fault of ours.
if attr a $file || attr -a /vm/lib.sh; then
	t_ok "the file is append-only" attr a $file
	t_not "a slip of the shell does not empty it" sh -c ": >$file"
	attr -a $file
fi

# Whatever is wrong with the file, the operation succeeds.
before=$(records)
printf 'hp1 time="2026' >>$file
t_run 0 "unload behind a line that broke off" hp-console unload meminfo
t_same "is a line of its own" "$((before + 2))" "$(records)"
t_run 0 "history" hp-console history
t_has "says that one cannot be read" '^note: 1 lines of /var/lib/hotpatch/history cannot be read$'

rm -rf /var/lib/hotpatch/*
mount -t tmpfs -o size=4k,mode=700 tmpfs /var/lib/hotpatch
dd if=/dev/zero of=/var/lib/hotpatch/full bs=4k count=2 2>/dev/null
t_run 0 "a full disk hinders no load" hp-console load meminfo
t_has "and is a note" '^note: not in the history: /var/lib/hotpatch/history: No space left'
mount -o remount,ro /var/lib/hotpatch
t_run 0 "nor does a read-only one hinder an apply" hp-console apply meminfo
t_has "and is a note" '^note: not in the history: /var/lib/hotpatch/?.*: Read-only file system'
t_run 0 "or a revert" hp-console revert meminfo
umount /var/lib/hotpatch

chmod 777 /var/lib/hotpatch
t_run 0 "unload" hp-console unload meminfo
t_has "does not write where anybody may" '^note: not in the history: .*mode 0777'
t_ok "indeed" [ ! -e $file ]
chmod 700 /var/lib/hotpatch
hp-console unload kthread
t_done
