#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The boot id is read in between, under the kernel's lock.
a=$(cat /proc/sys/kernel/random/uuid)
cat /proc/sys/kernel/random/boot_id >/dev/null
b=$(cat /proc/sys/kernel/random/uuid)
case $a,$b in
000000*,000000*) [ "$a" != "$b" ] && echo new || echo "not counted: $a" ;;
000000*|*,000000*) echo "half: $a $b" ;;
*) echo old ;;
esac
