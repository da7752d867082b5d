#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# batch.sh - runs several guest tests in one boot, one after the other, so that each is as alone as
# in a boot of its own: afterwards its processes are killed, hotpatch.ko is removed (which works only
# if no patch is left), no other module it loaded may be left, the kernel log must have gained
# nothing bad, and a debug kernel's checkers must be awake.  Where one leaves something behind,
# the rest is not run here; tests/run boots again for them.  At the end no memory may be lost: only then,
# as memory to which hotpatch.ko's own data pointed is found lost only when that is gone.
#
#	batch.sh SECONDS:SCRIPT...
#
# Prints, besides what the scripts print, "@begin SCRIPT", "@end SCRIPT STATUS" and
# "@bad SCRIPT WHAT" lines for tests/run.
# shellcheck source=../lib/klog.sh
. ./klog.sh
# shellcheck source=../lib/checkers.sh
. ./checkers.sh

# "none" is in it so that it is never empty: to busybox's grep an empty list of patterns fits everything.
modules() {
	{ echo none; sed 's/ .*//' /proc/modules; } | sort
}

# User processes other than init and this script, as "PID NAME" lines: only those have a command line.
others() {
	for dir in /proc/[0-9]*; do
		case $dir in /proc/1|/proc/"$$") continue ;; esac
		[ -z "$(tr -d '\0' 2>/dev/null <"$dir/cmdline")" ] ||
			echo "${dir#/proc/} $(cat "$dir/comm" 2>/dev/null)"
	done
}


clean_up() {
	n=0
	others >/run/others
	while [ -s /run/others ]; do
		n=$((n + 1))
		[ $n -lt 6000 ] || return 1
		sed 's/ .*//' /run/others | xargs kill -KILL 2>/dev/null
		usleep 10000
		others >/run/others
	done
	rm -rf /tmp/* /tmp/.[!.]*
}

# Tries again and again: a process that was killed may still hold the device, or be where a nudge has sent
# it, when its command line is gone already.
remove_hotpatch() {
	n=0
	while [ -d /sys/module/hotpatch ] && ! rmmod hotpatch 2>/dev/null; do
		n=$((n + 1))
		[ $n -lt 1000 ] || return 1
		usleep 20000
	done
}

# Status 1: the script has left something behind.
run_one() {
	limit=${1%%:*}
	script=${1#*:}
	echo "hp-test: begin $script" >/dev/kmsg
	modules >/run/modules.before
	echo "@begin $script"
	timeout -s KILL "$limit" "./$script"
	status=$?
	clean=0
	clean_up || {
		echo "@bad $script leaves processes that do not die: $(tr '\n' ' ' </run/others)"
		clean=1
	}
	grep -q '^hotpatch$' /run/modules.before || remove_hotpatch
	modules >/run/modules.after
	left=$(grep -vxF -f /run/modules.before /run/modules.after | tr '\n' ' ')
	[ -z "$left" ] || {
		echo "@bad $script leaves modules: $left"
		clean=1
	}
	bad='' off=''
	# For scripts that expect a splat, tests/vm checks that the log has one.
	grep -q '^# vm: expect-splat' "$script" || {
		off=$(checkers_off)
		bad=$(dmesg | sed "1,/hp-test: begin $script\$/d" | klog_scan | head -n 3)
	}
	[ -z "$off" ] || {
		echo "@bad $script leaves a checker off: $off"
		clean=1
	}
	[ -z "$bad" ] || {
		echo "@bad $script kernel log: $(echo "$bad" | tr '\n' ';')"
		clean=1
	}
	echo "@end $script $status"
	return $clean
}

for one in "$@"; do
	run_one "$one" || exit 1
done
lost=$(checkers_lost)
[ -z "$lost" ] || {
	echo "@bad all memory was lost:"
	echo "$lost" | sed 's/^/    | /'
	exit 1
}
