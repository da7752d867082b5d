#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
modprobe dummy
[ -d /sys/class/net/dummy0 ] || ip link add dummy0 type dummy
ip link set dummy0 up
carrier=/sys/class/net/dummy0/carrier
echo 1 >$carrier
{ echo 0 >$carrier; } 2>/dev/null
case $(cat $carrier),$(tail -n 1 /proc/version) in
1,"with dummy") echo new ;;
0,Linux*) echo old ;;
*) echo "carrier $(cat $carrier), $(tail -n 1 /proc/version)" ;;
esac
echo 1 >$carrier
