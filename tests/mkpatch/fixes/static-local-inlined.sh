#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
cd /proc/sys/net/ipv4 || exit 1
case $( { echo 3000 2000 >ip_local_port_range; } 2>&1) in
*"Invalid argument"*) echo old ;;
*"out of range"*) echo new ;;
*) echo "written: $(cat ip_local_port_range)" ;;
esac
