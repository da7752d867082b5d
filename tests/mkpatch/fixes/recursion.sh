#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
case $(tail -n 1 /proc/version) in
"36 "*) echo new ;;
Linux*) echo old ;;
*) echo "neither: $(tail -n 1 /proc/version)" ;;
esac
