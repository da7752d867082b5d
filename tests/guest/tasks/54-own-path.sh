#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# 54-own-path.sh - functions on the console's own path, replaced from a console on a serial line: its
# terminal, its line, its way of waiting for keys, of reading them, and of asking the module.  Each
# works, or is refused before anything changes; after each the console answers the next command.
#
# The console stands on ttyS2, a person on ttyS3 at the other end of the cable.
# vm: kernels stock-amd64 debug-amd64
# vm: cable
# vm: timeout 1200
. ./lib.sh
modprobe hotpatch
screen=/tmp/screen
answers=0
stty -F /dev/ttyS2 115200 sane
stty -F /dev/ttyS3 115200 raw -echo

# The last lines of all answers.  Such a line may stand right after a prompt: a command that is typed before
# the prompt is out is echoed above it, and may print nothing else.  A line without an end is still to come.
all_answers() {
	{ tr -d '\r' <$screen; echo; } | sed -nE '$!s/^(hp> )?(OK|ERR [0-9]+ .*)$/\2/p'
}

more_answers() {
	[ "$(all_answers | wc -l)" -gt $answers ]
}

# say COMMAND...: types it.  The last answer is in $out then; "no answer" if the line hangs.
say() {
	out='no answer'
	printf '%s\r' "$*" >/dev/ttyS3
	wait_for 300 more_answers || return 1
	answers=$((answers + 1))
	out=$(all_answers | tail -n 1)
}

says() {	# says WHAT PATTERN COMMAND: the answer to a command typed
	t_what=$1 t_pattern=$2
	shift 2
	say "$@"
	t_has "$t_what" "^$t_pattern\$"
}

calls() {
	cat /sys/module/"$1"/parameters/calls
}

called() {
	[ "$(calls "$1")" -gt "$2" ]
}

# start_console TERM: where lines can be edited on that terminal, the console reads; on any other it polls
# first.
start_console() {
	: >$screen
	answers=0
	TERM=$1 setsid -c hp-console </dev/ttyS2 >/dev/ttyS2 2>&1 &
	console=$!
	t_ok "TERM=$1: a console on a serial line prompts" wait_for 300 grep -q 'hp> ' $screen
	says "and answers" OK status
}

end_console() {
	says "the console ends when told" OK quit
	wait $console
}

there_and_back() {
	says "$1: applied from the line it is about" OK "apply $1"
	before=$(calls "$1")
	says "$1: the next command is read and answered" OK list
	t_ok "$1: through the new code" called "$1" "$before"
	says "$1: applied already" OK "apply $1"
	says "$1: reverted" OK "revert $1"
	before=$(calls "$1")
	says "$1: the old code reads and answers" OK list
	t_ok "$1: and is the old code" [ "$(calls "$1")" -eq "$before" ]
	says "$1: unloaded" OK "unload $1"
}

# Opened here and kept: whoever opens a line first throws away what came before.
exec 8<>/dev/ttyS3
cat <&8 >>$screen &
reader=$!
start_console dumb
for patch in ownpoll ownread owntty ownserial ownioctl; do
	there_and_back $patch
done
end_console
start_console vt100
for patch in ownread owntty ownserial ownioctl; do
	there_and_back $patch
done

# With a timer, and nobody who confirms: the line still works after the revert that comes by itself.
says "ownserial: applied for two seconds" OK "apply ownserial confirmed 2"
t_ok "ownserial: reverted by the kernel" wait_for 300 sh -c 'dmesg | grep -q "event=reverted patch=ownserial.*comm=hotpatch"'
says "ownserial: the line still answers" OK list
says "ownserial: unloaded" OK "unload ownserial"

# A function that the patcher itself stands on is refused in one line.
says "what stops the CPUs is refused" 'ERR 1 .*stands on this function.*' "apply unbreakable"
says "and so is the module's own device" 'ERR 1 .*the patcher itself.*' "apply owndevice"
says "the console goes on" OK list

end_console
kill $reader
t_done
