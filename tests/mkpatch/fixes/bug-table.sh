#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
case $(rawcall 224 4711 buf),$(rawcall -32 261 4711 buf) in
-22*,-22*) echo old ;;
-2*,-2*) echo new ;;
*) echo "half: $(rawcall 224 4711 buf), $(rawcall -32 261 4711 buf)" ;;
esac
