#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
size=$(sed -n 's/^VmSize:.\(.*\) kB/\1/p' /proc/self/status)
case ${#size} in
8) echo old ;;
10) echo new ;;
*) echo "size is '$size'" ;;
esac
