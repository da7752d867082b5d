#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
case $(cat /proc/loadavg) in
*" warned") echo new ;;
*) echo old ;;
esac
