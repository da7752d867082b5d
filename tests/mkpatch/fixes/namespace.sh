#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
case $(tail -n 1 /proc/version) in
Linux*) echo old ;;
-9) echo new ;;
*) cat /proc/version ;;
esac
