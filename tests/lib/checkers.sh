# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# checkers.sh - what a debug kernel's checkers have to say besides what they have written to the kernel
# log; sourced by guest tests and batch.sh.  On a kernel without them it says nothing.
#
#	checkers_off		prints which checker has switched itself off: then silence proves nothing
#	checkers_lost		prints memory that was lost, with the stacks of those who asked for it;
#				it takes a minute
checkers_leaks=/sys/kernel/debug/kmemleak
checkers_lockdep=/proc/lockdep_stats
checkers_lockdown=/sys/kernel/security/lockdown

# Memory counts as lost when two scans in a row found it unchanged and nothing that points to it, and
# it is older than five seconds (mm/kmemleak.c, MSECS_MIN_AGE, update_checksum()).
checkers_scan() {
	echo scan >$checkers_leaks || return
	sleep 6
	echo scan >$checkers_leaks
}

checkers_lost() {
	[ -e $checkers_leaks ] && checkers_scan 2>/dev/null || return 0
	cat $checkers_leaks
	# Forgotten now, so that the next one who asks is not told of it again.
	echo clear >$checkers_leaks
}

# A kernel that is locked down lets nobody at debugfs.
checkers_kept_away() {
	[ -e $checkers_lockdown ] && ! grep -q '\[none\]' $checkers_lockdown
}

checkers_off() {
	# Once kmemleak has switched itself off, it takes no command until the next boot.
	if [ -e $checkers_leaks ] && ! checkers_kept_away && ! echo scan=off >$checkers_leaks; then
		echo "kmemleak has switched itself off"
	fi 2>/dev/null
	if [ -e $checkers_lockdep ] && ! grep -q 'debug_locks: *1$' $checkers_lockdep; then
		echo "lockdep has switched itself off"
	fi
}
