#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The field after the name, which may have blanks.
field() {
	sed 's/.*) //' /proc/self/stat | cut -d ' ' -f 40
}

echo 0 >/proc/sys/kernel/task_delayacct
off=$(field)
echo 1 >/proc/sys/kernel/task_delayacct
on=$(field)
echo 0 >/proc/sys/kernel/task_delayacct
again=$(field)
case $off,$on,$again in
7,7,*) echo "key not seen: $off $on $again" ;;
7,*,7) echo new ;;
0,*,0) echo old ;;
*) echo "neither: $off $on $again" ;;
esac
