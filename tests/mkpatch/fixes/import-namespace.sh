#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
modprobe test_firmware
if { printf x >/sys/devices/virtual/misc/test_firmware/trigger_request_platform; } 2>/dev/null; then echo old; else echo new; fi
