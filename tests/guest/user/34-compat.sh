#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 34-compat.sh - a 32-bit program is served like any other: the structs are the same.
# vm: kernels stock-amd64
. ./lib.sh
modprobe hotpatch
t_run 0 "the table is there" hp-console status
t_ok "INFO by the way of 32-bit programs" compat
t_done
