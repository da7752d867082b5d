#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
case $(tail -n 1 /proc/version) in
Linux*) echo old ;;
"at "*version_proc_show+0x*"[this_ip]") echo new ;;
*) cat /proc/version ;;
esac
