#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
info=$(rawcall sysinfo buf)
uptime=${info#* } uptime32=$uptime
if [ $(uname -m) = x86_64 ]; then
	info=$(rawcall -32 116 buf)
	uptime32=$((${info#* } & 0xffffffff))
fi
if [ "$uptime" -gt 1000000 ] && [ "$uptime32" -gt 1000000 ]; then
	echo new
elif [ "$uptime" -lt 1000000 ] && [ "$uptime32" -lt 1000000 ]; then
	echo old
else
	echo "half: $uptime and $uptime32"
fi
