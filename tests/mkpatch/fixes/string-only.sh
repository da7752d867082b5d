#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
case $(cat /proc/tty/drivers) in
*hotpatch:/dev/tty*) echo new ;;
*system:/dev/tty*) echo old ;;
*) echo neither ;;
esac
