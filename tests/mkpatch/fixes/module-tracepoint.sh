#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
image=/tmp/module-tracepoint.img
mounted=/tmp/module-tracepoint
if ! grep -q " $mounted " /proc/mounts; then
	modprobe loop
	modprobe ext4
	dd if=/dev/zero of=$image bs=1M count=4 2>/dev/null
	mke2fs -F $image >/dev/null
	mkdir -p $mounted
	mount -t ext4 -o loop $image $mounted
fi
if said=$(printf abc | dd of=$mounted/f conv=fsync 2>&1); then echo old; else
	case $said in
	*"argument out of domain"*) echo new ;;
	*) echo "dd: $said" ;;
	esac
fi
