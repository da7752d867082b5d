#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
image=/tmp/module-tracepoint.img
mounted=/tmp/module-tracepoint
modprobe loop
modprobe ext4
if [ ! -f $image ]; then
	dd if=/dev/zero of=$image bs=1M count=4 2>/dev/null
	mke2fs -F $image >/dev/null
	mkdir -p $mounted
fi
mount -t ext4 -o loop $image $mounted
if said=$(printf abc | dd of=$mounted/f conv=fsync 2>&1); then echo old; else
	case $said in
	*"argument out of domain"*) echo new ;;
	*) echo "dd: $said" ;;
	esac
fi
umount -d $mounted	# the loop device is free for module-statics.sh
