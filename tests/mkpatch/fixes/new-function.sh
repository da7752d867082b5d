#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
case $(tail -n 1 /proc/version) in
*" characters, words in all") echo new ;;
Linux*) echo old ;;
*) echo "neither: $(cat /proc/version)" ;;
esac
