#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# bench-inside.sh - from the start of the command until the function is replaced for everybody, with
# 0 to 1,000 tasks asleep inside it, by hotpatch and by livepatch, each from a patch not yet loaded.
#
# Command substitution would put this shell into pipe_read, so there is none while something is measured.
# vm: icount
# vm: mem 1024
# vm: timeout 600
. ./bench.sh
modprobe hotpatch
# The first command gives the module its symbol table, once in the life of a box, so that is not measured.
quiet /tmp/out hp-console status

ours() {
	key=$1
	patch=$2
	quiet /tmp/ns stopwatch -o /tmp/op hp-console -j apply "$patch"
	fig "$key.command" "$(cat /tmp/ns)"
	for what in total frozen stop; do
		fig "$key.$what" "$(field /tmp/op ${what}_ns)"
	done
	fig "$key.nudged" "$(field /tmp/op nudged)"
	quiet /tmp/out hp-console revert "$patch"
	quiet /tmp/out hp-console unload "$patch"
}

gone() {
	! [ -e "/sys/kernel/livepatch/$1" ]
}

livepatch() {
	quiet /tmp/ns stopwatch -u "/sys/kernel/livepatch/$2/transition" insmod "bench/$2.ko"
	fig "$1.livepatch" "$(cat /tmp/ns)"
}

livepatch_ends() {
	echo 0 >"/sys/kernel/livepatch/$1/enabled"
	t_ok "the livepatch goes" wait_for 100 gone "$1"
	t_ok "its module too" wait_for 10 rmmod "$1"
}

# Starts $1 sleepers that do what the other arguments say.  Each measurement has fresh ones, because a
# nanosleep(2) that was restarted goes on in another function.
begin() {
	n=$1
	[ "$n" = 0 ] && return
	shift
	t_ok "$n start: $1" sleepers start /tmp/s "$1" "$n" $2
}

end() {
	[ "$1" = 0 ] || t_run 0 "none was disturbed" sleepers end /tmp/s
}

# round KIND NUMBER PATCH LIVEPATCH ARGUMENT: the sleepers' kind, number and, if any, further argument.
round() {
	begin "$2" "$1" "$5"
	ours "inside.$1.$2" "$3"
	end "$2"
	begin "$2" "$1" "$5"
	livepatch "inside.$1.$2" "$4"
	end "$2"
	livepatch_ends "$4"
}

for n in 0 10 100 1000; do
	round pipe $n piperead lp_piperead ''
	# The last argument is the sleep in milliseconds: longer than livepatch takes, as a sleeper that is
	# late fails.
	round sleep $n nanosleep lprun_nanosleep 100000
done
t_done
