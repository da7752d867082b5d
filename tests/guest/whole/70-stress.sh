#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 70-stress.sh - 1,000 rounds with CPUs that really run side by side (issue 2, acceptance 10).
# vm: timeout 3600
# vm: on preempt rt
. ./lib.sh
. ./stress.sh
modprobe hotpatch
stress 1000
t_done
