#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
case $(grep '^hotpatch ' /proc/modules || cat /proc/modules) in
*" Alive "*) echo new ;;
*" Live "*) echo old ;;
*) modprobe loop; grep -q ' Live ' /proc/modules && echo old || echo neither ;;
esac
