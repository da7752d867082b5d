#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
modprobe dummy
[ -d /sys/class/net/dummy0 ] || ip link add dummy0 type dummy
ip link set dummy0 up
carrier=/sys/class/net/dummy0/carrier
echo 1 >$carrier
{ echo 0 >$carrier; } 2>/dev/null
case $(cat $carrier) in
1) echo new ;;
0) echo old ;;
esac
echo 1 >$carrier
