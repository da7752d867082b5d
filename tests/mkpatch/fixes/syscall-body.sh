#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
case $(rawcall 140 0 999999),$(rawcall -32 96 0 999999) in
-3,-3) echo old ;;
-2,-2) echo new ;;
*) echo "half: $(rawcall 140 0 999999) and $(rawcall -32 96 0 999999)" ;;
esac
