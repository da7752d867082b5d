#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
first=$(sed -n 's/^Reads:\t//p' /proc/$$/status)
second=$(sed -n 's/^Reads:\t//p' /proc/$$/status)
case $first,$second in
,) echo old ;;
1,2) echo new ;;
*) echo "reads: $first, $second" ;;
esac
