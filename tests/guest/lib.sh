# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
#
# lib.sh - what every guest test begins with: ". ./lib.sh" (a guest test runs in /vm, in busybox sh).
#
#	t_ok WHAT COMMAND...		"ok WHAT" if the command succeeds, "not ok WHAT" and its
#					output if not
#	t_run STATUS WHAT COMMAND...	the same, but it must end with that status; its output,
#					standard error included, is in $out afterwards
#	t_has WHAT PATTERN		the last $out has a line that fits the extended expression
#	t_not WHAT COMMAND...		"ok WHAT" if the command runs and fails
#	t_same WHAT A B			two strings are equal
#	wait_for SECONDS COMMAND...	until the command succeeds; fails when the time is up.  A guest
#					on a loaded machine may be twenty times slower than here; on
#					a kernel that says so (tests/lib/kernel.sh) it gets more
#	t_rewrite FILE FROM TO		bytes in hexadecimal, of one length, where they occur first in a file
#	t_pids NAME			the process ids of that name, oldest first
#	t_skip WHY			ends the script here, counted as skipped
#	t_done				ends every script: exit status 1 if anything was not ok
#
# A line "ok" or "not ok" is the only verdict; a script that ends without t_done has failed.

# The guest's clock goes on while other programs have the host's CPUs, so what must succeed gets a long
# deadline, up to the longest that hotpatch takes.  A test of the deadline itself says "within".
t_slow=$(cat ./slow)
HOTPATCH_WITHIN_MS=$((20000 * t_slow > 60000 ? 60000 : 20000 * t_slow))
export HOTPATCH_WITHIN_MS

# Patches that only tests need are in /vm; in the current folder the console does not look for patches.
HP_PATH=/vm:/var/lib/hotpatch/incoming:/usr/lib/hotpatch/RELEASE:/lib/hotpatch/RELEASE:/lib/hotpatch
export HP_PATH

t_failed=0
t_count=0
out=

t_pass() {
	t_count=$((t_count + 1))
	echo "ok $*"
}

t_fail() {
	t_failed=$((t_failed + 1))
	echo "not ok $*"
}

# What a failed command printed, marked so that it is not taken for a verdict.
t_show() {
	printf '%s\n' "$out" | sed 's/^/    | /'
}

t_ok() {
	t_what=$1
	shift
	if out=$("$@" 2>&1); then
		t_pass "$t_what"
	else
		t_fail "$t_what (status $?: $*)"
		t_show
	fi
}

t_not() {
	t_what=$1
	shift
	out=$("$@" 2>&1)
	t_got=$?
	if [ $t_got -eq 0 ]; then
		t_fail "$t_what (should have failed: $*)"
		t_show
	elif [ $t_got -ge 126 ]; then	# not found, or killed
		t_fail "$t_what (status $t_got: $*)"
		t_show
	else
		t_pass "$t_what"
	fi
}

t_run() {
	t_want=$1
	t_what=$2
	shift 2
	out=$("$@" 2>&1)
	t_got=$?
	if [ "$t_got" -eq "$t_want" ]; then
		t_pass "$t_what"
	else
		t_fail "$t_what (status $t_got, wanted $t_want: $*)"
		t_show
	fi
}

t_has() {
	if printf '%s\n' "$out" | grep -qE -e "$2"; then
		t_pass "$1"
	else
		t_fail "$1 (no line like: $2)"
		t_show
	fi
}

t_same() {
	if [ "$2" = "$3" ]; then
		t_pass "$1"
	else
		t_fail "$1"
		printf '%s\n' "$2" | sed 's/^/    < /'
		printf '%s\n' "$3" | sed 's/^/    > /'
	fi
}

# Uptime and not the time of day, which may be set.  In hundredths of a second, and without a zero in front:
# 098 is no number to the shell, and a small kernel is up within the first second.
t_now() {
	sed 's/ .*//; s/\.//; s/^0*\(.\)/\1/' /proc/uptime
}

wait_for() {
	t_until=$(($(t_now) + $1 * 100 * t_slow))
	shift
	t_last=
	# Tried once more after the time is up, because the guest may have stood still meanwhile.
	while ! "$@" >/dev/null 2>&1; do
		[ -z "$t_last" ] || return 1
		[ "$(t_now)" -lt "$t_until" ] || t_last=yes
		usleep 20000
	done
}

t_rewrite() {
	t_hex=$(od -An -v -tx1 "$1" | tr -d ' \n')
	t_before=${t_hex%%"$2"*}
	[ "$t_before" != "$t_hex" ] && [ ${#2} -eq ${#3} ] || return 1
	for t_byte in $(echo "$3" | sed 's/../& /g'); do
		printf "\\x$t_byte"
	done | dd of="$1" bs=1 seek=$((${#t_before} / 2)) conv=notrunc 2>/dev/null
}

t_pids() {
	for t_dir in /proc/[0-9]*; do
		t_comm=
		{ read -r t_comm <"$t_dir/comm"; } 2>/dev/null
		[ "$t_comm" != "$1" ] || echo "${t_dir#/proc/}"
	done | sort -n
}

t_skip() {
	[ "$t_failed" -eq 0 ] || exit 1
	echo "skip $*"
	exit 0
}

t_done() {
	if [ "$t_count" -eq 0 ] && [ "$t_failed" -eq 0 ]; then
		t_fail "nothing was tested"
	fi
	echo "done"
	[ "$t_failed" -eq 0 ] || exit 1
	exit 0
}
