#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
case $(tail -n 1 /proc/softirqs) in
rescheduled) echo new ;;
*RCU:*) echo old ;;
*) echo neither ;;
esac
