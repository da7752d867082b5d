#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
if grep -q '^HotPatched: *yes$' /proc/meminfo; then
	echo new
else
	echo old
fi
