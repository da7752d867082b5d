#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
file=/sys/module/kernel/parameters/panic
was=$(cat $file)
if { echo 0b101 >$file; } 2>/dev/null; then
	[ "$(cat $file)" = 5 ] && echo new || echo "0b101 is $(cat $file)"
else
	echo old
fi
echo "$was" >$file
