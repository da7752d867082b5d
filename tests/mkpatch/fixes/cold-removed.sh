#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
dmesg -c >/dev/null
echo 1 >/proc/sys/vm/drop_caches
case $(dmesg) in
*"drop_caches: 1"*) echo old ;;
*) echo new ;;
esac
