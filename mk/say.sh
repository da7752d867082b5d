# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# say.sh - how the scripts of mk/ and tests/ talk to a person; sourced, never run.

# One line of progress, on standard error so that it never mixes with a script's result.
say() {
	printf '%s\n' "  $*" >&2
}

die() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

# Runs a command as root: directly, or through sudo.
as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		die "this needs root and there is no sudo; as root, run: $*"
	fi
}
