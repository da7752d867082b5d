#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# 1, not 4: that would turn off the messages for good.
dmesg -c >/dev/null
echo 1 >/proc/sys/vm/drop_caches
case $(dmesg) in
*"hp-drop: drop_caches: 1"*) echo new ;;
*"drop_caches: 1"*) echo old ;;
*) echo "no message" ;;
esac
