#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
limits=
for kb in 40000 50000; do
	echo $kb >/proc/sys/vm/overcommit_kbytes
	limits="$limits $(sed -n 's/^CommitLimit: *//p' /proc/meminfo)"
done
echo 50 >/proc/sys/vm/overcommit_ratio
case $limits in
' 40000 kB 50000 kB') echo old ;;
' 44000 kB 54000 kB') echo new ;;
*) echo "neither:$limits" ;;
esac
