#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
mkdir -p /tmp/mounted
mount -t tmpfs lock-class-keys /tmp/mounted
options=$(sed -n 's/^lock-class-keys [^ ]* tmpfs \([^ ]*\) .*/\1/p' /proc/mounts)
umount /tmp/mounted
case ,$options, in
*,lazytime,*) echo new ;;
,rw,*) echo old ;;
*) echo "options: $options" ;;
esac
