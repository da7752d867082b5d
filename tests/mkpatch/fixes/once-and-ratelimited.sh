#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
[ "$(tail -n 1 /proc/version)" = messages ] || {
	echo old
	exit
}
cat /proc/version /proc/version >/dev/null
[ "$(dmesg | grep -c hp-once:)" -eq 1 ] && dmesg | grep -q hp-limited: && echo new ||
	echo "once: $(dmesg | grep -c hp-once:), limited: $(dmesg | grep -c hp-limited:)"
