#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
case $(tail -n 1 /proc/version | tr '\000\001\377' 'xyz') in
'"a"	b|\c # d /* e */ ; .LC0|xyz	ä .L3 %%') echo new ;;
Linux*) echo old ;;
*) echo "neither: $(tail -n 1 /proc/version)" ;;
esac
