#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
native=$(rawcall getcpu word=4711 0 0) narrow=$native bad=$(rawcall getcpu bad 0 0)
[ $(uname -m) != x86_64 ] || narrow=$(rawcall -32 318 word=4711 0 0)
case $native,$narrow,$bad in
-33,-33,-14) echo new ;;
0,0,-14) echo old ;;
*) echo "neither: $native $narrow $bad" ;;
esac
