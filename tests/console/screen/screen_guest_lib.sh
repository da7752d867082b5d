# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC1091
#
# screen_guest_lib.sh - what screen_guest.py's guest knows besides lib.sh: its shell sources this, so
# that what is typed there is short.
. ./lib.sh
. ./klog.sh

# Is an apply or revert of that patch under way?  The answer is that no other one is meant.
underway() {
	hp-console -j abort nothing-of-this-name | grep -q "found $1"
}

# killer SIGNAL head|tail: the console, the oldest of its processes, or the newest, which runs the verb,
# gets the signal as soon as an apply is under way.
killer() {
	until underway piperead; do usleep 50000; done
	kill -"$1" $(t_pids hp-console | "$2" -n 1)
}

modes_as_before() {
	stty -a >/tmp/after
	cmp -s /tmp/before /tmp/after
}

# The console, and then the modes in which it leaves the terminal: a shell that prompts sets its own, and
# keeps those it found at that moment.  It may be quicker than whoever puts them back after SIGKILL.
watched() {
	hp-console -s
	wait_for 120 modes_as_before
}

# In /tmp/log is what was taken out of the log before.
log_is_clean() {
	{ cat /tmp/log; dmesg; } | klog_scan >/tmp/bad
	cat /tmp/bad
	[ ! -s /tmp/bad ]
}

nobody_left() {
	[ -z "$(t_pids hp-console)" ]
}

unloaded() {
	! grep -q '^piperead ' /proc/modules
}

# The verb's own process went on; given up, it takes back what it loaded, and nobody was disturbed.
settled() {
	while underway piperead; do hp-console abort piperead; done
	wait_for 120 nobody_left && wait_for 120 unloaded && sleepers count /tmp/pipe.sock &&
		hp-console status
}
