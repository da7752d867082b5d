#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
info=$(rawcall 99 buf) narrow=$(rawcall -32 116 buf)
uptime=${info#* } uptime32=$((${narrow#* } & 0xffffffff))
if [ "$uptime" -gt 1000000 ] && [ "$uptime32" -gt 1000000 ]; then
	echo new
elif [ "$uptime" -lt 1000000 ] && [ "$uptime32" -lt 1000000 ]; then
	echo old
else
	echo "half: $uptime and $uptime32"
fi
