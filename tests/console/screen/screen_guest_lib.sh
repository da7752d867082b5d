# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC1091
#
# screen_guest_lib.sh - what screen_guest.py's guest knows besides lib.sh: its shell sources this, so
# that what is typed there is short.
. ./lib.sh
. ./klog.sh

# Is an apply or revert of that patch under way?  If the name it is given is another, abort says what is.
underway() {
	hp-console -j abort nothing-of-this-name | grep -q "found $1"
}

# killer SIGNAL head|tail: as soon as an apply is under way, the signal goes to the oldest of the console's
# processes (the console itself) or to the newest (which runs the verb).
killer() {
	until underway piperead; do usleep 50000; done
	kill -"$1" $(t_pids hp-console | "$2" -n 1)
}

modes_as_before() {
	stty -a >/tmp/after
	cmp -s /tmp/before /tmp/after
}

# Runs the console, and waits until the terminal has the modes of before.  The shell must not prompt earlier:
# it sets modes of its own then, and later puts back those it has found.  After SIGKILL it might find those
# of the console, as another process puts the modes back.
watched() {
	hp-console -s
	wait_for 120 modes_as_before
}

# /tmp/log has the messages that "dmesg -c" has taken out of the log before.
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

# The verb's process may go on when the console is gone.  Its apply is given up; then it must unload what it
# has loaded and end, and nobody may have been disturbed.
settled() {
	while underway piperead; do hp-console abort piperead; done
	wait_for 120 nobody_left && wait_for 120 unloaded && sleepers count /tmp/pipe.sock &&
		hp-console status
}
