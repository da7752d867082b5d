#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
dir=$(mktemp -d)
: >$dir/.hp-hidden-file
: >$dir/.hp-shown
case $(cd $dir && echo .hp*) in
".hp-hidden-file .hp-shown") echo old ;;
".hp-shown") echo new ;;
*) echo "neither: $(ls -a $dir)" ;;
esac
rm -f $dir/.hp-hidden-file
rm -r $dir
