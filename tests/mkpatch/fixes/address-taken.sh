#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
case $(cat /proc/stat) in
*"
hp 1
"*) echo new ;;
*"
ctxt "*) echo old ;;
*) echo neither ;;
esac
