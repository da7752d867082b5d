#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
a=$(tail -n 1 /proc/version) b=$(tail -n 1 /proc/version)
case $a,$b in
Linux*) echo old ;;
"read "*) [ "${a#read }" -gt 100 ] && [ "${b#read }" -gt "${a#read }" ] && echo new || echo "$a, $b" ;;
*) echo "neither: $a" ;;
esac
