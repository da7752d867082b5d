#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
case $(tail -n 1 /proc/version) in
"version_proc_show version_proc_show") echo new ;;
Linux*) echo old ;;
*) echo "neither: $(cat /proc/version)" ;;
esac
