#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A shell of its own is renamed, which reads its name itself.
[ -d /sys/kernel/tracing/events ] || mount -t tracefs tracefs /sys/kernel/tracing
cd /sys/kernel/tracing || exit 1
echo 1 >events/task/task_rename/enable
: >trace
name=$(sh -c 'printf %s "!hp-name" >/proc/$$/comm; read -r name </proc/$$/comm; echo "$name"')
traced=$(grep -c 'newcomm=hp-name ' trace)
echo 0 >events/task/task_rename/enable
case $name,$traced in
hp-name,1) echo new ;;
!hp-name,0) echo old ;;
*) echo "neither: $name, traced $traced times" ;;
esac
