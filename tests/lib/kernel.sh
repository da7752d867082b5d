# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# kernel.sh - what a kernel of our own wants of its guests; sourced by tests/run and tests/vm.  Its
# recipe says so in comments, which do not count for what is built:
#
#	# guest: mem MB		memory, where the script does not say
#	# guest: slow N		it is so many times slower than others: all time limits are, too
#
# Uses: $top.

# guest_setting KERNEL KEY DEFAULT
# shellcheck disable=SC2154 # $top
guest_setting() {
	local value
	value=$(sed -n "s/^# guest: $2 //p" "$top/mk/kernels/$1.config" 2>/dev/null)
	echo "${value:-$3}"
}
