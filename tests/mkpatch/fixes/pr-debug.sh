#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
control=/proc/dynamic_debug/control
word=$(tail -n 1 /proc/version)
[ "$word" = debugged ] || {
	echo old
	exit
}
before=$(dmesg | grep -c 'hp-debug: version read')
echo 'func *version_proc_show* +p' >$control
cat /proc/version >/dev/null
echo 'func *version_proc_show* -p' >$control
after=$(dmesg | grep -c 'hp-debug: version read')
[ $after -eq $((before + 1)) ] && echo new || echo "message: $before, then $after times"
