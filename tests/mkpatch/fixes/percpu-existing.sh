#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
inodes=$(cut -f 1 /proc/sys/fs/inode-nr)
if [ "$inodes" -gt 1000100 ]; then	# a copy of its own would be 0
	echo new
elif [ "$inodes" -lt 1000000 ] && [ "$inodes" -gt 100 ]; then
	echo old
else
	echo "inode-nr: $inodes"
fi
