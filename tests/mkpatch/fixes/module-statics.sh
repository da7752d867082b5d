#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
modprobe loop
case $(losetup -f) in
/dev/loop0) echo old ;;
/dev/loop1) echo new ;;
*) echo "losetup: $(losetup -f 2>&1)" ;;
esac
