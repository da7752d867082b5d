#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
case $(tail -n 1 /proc/version) in
"off 1 on 1 count 1") echo new ;;
Linux*) echo old ;;
*) echo "neither: $(cat /proc/version)" ;;
esac
