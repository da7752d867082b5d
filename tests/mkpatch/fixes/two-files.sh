#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
case $(tail -n 1 /proc/version),$(cat /proc/cmdline) in
two,*" two") echo new ;;
two,*|*,*" two") echo half ;;
*) echo old ;;
esac
