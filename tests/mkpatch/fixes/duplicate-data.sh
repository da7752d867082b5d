#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
file=/tmp/duplicate-data.last
id=$(sh -c 'echo 0 >/proc/self/loginuid; cat /proc/self/sessionid')
last=$(cat $file 2>/dev/null || echo 0)
echo $((id % 5000)) >$file
if [ $((id % 5000)) -le $last ]; then
	echo "session $id after $last"
elif [ $id -gt 5000 ]; then
	echo new
else
	echo old
fi
