#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
case $(grep ' / \| /proc ' /proc/self/mounts) in
*,relatime,hp*) echo new ;;
*,relatime*) echo old ;;
*) echo "neither: $(cat /proc/self/mounts)" ;;
esac
