# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# kernel.sh - what a kernel of our own wants of its guests; sourced by tests/run and tests/vm.  Its
# recipe says so in comments, which have no influence on what is built:
#
#	# guest: mem MB		memory, where the script does not say
#	# guest: slow N		it is N times slower than others: all time limits are N times as long
#
# Uses: $top.

# guest_setting KERNEL KEY DEFAULT
# shellcheck disable=SC2154 # $top
guest_setting() {
	local value
	value=$(sed -n "s/^# guest: $2 //p" "$top/mk/kernels/$(kernel_of "$1").config" 2>/dev/null)
	echo "${value:-$3}"
}

# A kernel may be booted in more than one way: NAME@WAY is the kernel NAME with what the table says on its
# command line.  Only scripts that say "# vm: on WAY" or "# vm: only-on WAY" run there.  (rt adds nothing: it
# is for kernels that are built with PREEMPT_RT.)
ways='
preempt		preempt=full
retpoline	preempt=full spectre_v2=retpoline
rt
'

# kernel_of NAME[@WAY]: the kernel itself
kernel_of() {
	echo "${1%%@*}"
}

# way_of NAME[@WAY]: nothing, if there is none
way_of() {
	[[ $1 != *@* ]] || echo "${1#*@}"
}

# append_of NAME[@WAY]: what goes on the command line; status 1: no such way
append_of() {
	[[ $1 == *@* ]] || return 0
	awk -v way="$(way_of "$1")" '$1 == way { found = 1; $1 = ""; print } END { exit !found }' <<<"$ways"
}
