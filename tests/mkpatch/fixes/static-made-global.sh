#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
case $(tail -n +2 /proc/version) in
'') echo old ;;
"$(cat /proc/filesystems)") echo new ;;
*) cat /proc/version ;;
esac
