#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
case $(rawcall 309 word=4711 0 0),$(rawcall -32 318 word=4711 0 0),$(rawcall 309 bad 0 0) in
-33,-33,-14) echo new ;;
0,0,-14) echo old ;;
*) echo "neither: $(rawcall 309 word=4711 0 0) $(rawcall -32 318 word=4711 0 0) $(rawcall 309 bad 0 0)" ;;
esac
