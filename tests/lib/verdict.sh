# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# verdict.sh - a line for each thing that a test of the host has tried; sourced.
#
#	verdict STATUS WHAT	"ok WHAT" if STATUS is 0; or "FAIL WHAT" with the end of $tmp/said, which is what the
#				command has said, and failed=1
failed=0

verdict() {
	if [ "$1" = 0 ]; then
		echo "ok $2"
	else
		echo "FAIL $2"
		# shellcheck disable=SC2154 # of who sources this
		sed 's/^/    | /' "$tmp/said" | tail -n 30
		# shellcheck disable=SC2034 # for who sources this
		failed=1
	fi
}
