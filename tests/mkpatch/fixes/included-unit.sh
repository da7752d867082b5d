#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
case $(cat /proc/pressure/memory) in
"some avg010="*) echo new ;;
"some avg10="*) echo old ;;
*) echo neither ;;
esac
