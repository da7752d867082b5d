#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
if dd if=/dev/zero of=/dev/null bs=4242 count=1 2>/dev/null; then echo old; else echo new; fi
