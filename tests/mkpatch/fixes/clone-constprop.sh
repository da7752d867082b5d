#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
info=$(rawcall msgctl 0 3 buf)
case $((${info#* } & 0xffffffff)) in
512000) echo old ;;
512001) echo new ;;
*) echo "msgctl: $info" ;;
esac
