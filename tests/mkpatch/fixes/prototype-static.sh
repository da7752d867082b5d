#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# msgget(IPC_PRIVATE, IPC_NOWAIT | 0600)
id=$(rawcall msgget 0 0x980)
case $id in
-22) echo new ;;
-*) echo "msgget: $id" ;;
*) rawcall msgctl $id 0 0 >/dev/null; echo old ;;
esac
