# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# lib.sh - what the steps in the Debian box share (tests/host/deb-guest.sh); sourced.  Each says "ok WHAT" or
# "FAIL WHAT" for each thing that it looks at, and what was printed below it.
cd /run/step || exit 1
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive
# The machine is an emulated one.
export HOTPATCH_WITHIN_MS=10000
# shellcheck disable=SC2034 # the steps read it
release=$(uname -r)
said=/run/said

# check WHAT COMMAND...: the command must succeed; what it printed is in $said.
check() {
	local what=$1 status=0
	shift
	"$@" >$said.new 2>&1 </dev/null || status=$?
	# apt has its programs write to a terminal, and that ends lines its own way.
	tr -d '\r' <$said.new >$said
	if [ $status = 0 ]; then
		echo "ok $what"
	else
		echo "FAIL $what (status $status)"
	fi
	sed 's/^/    | /' $said
}

# refused WHAT COMMAND...: it must fail.
refused() {
	local what=$1
	shift
	check "$what" not "$@"
}

not() {
	! "$@"
}

# said WHAT PATTERN...: the last command has printed a line of each pattern.
said() {
	local what=$1 pattern
	cp $said $said.last
	shift
	for pattern in "$@"; do
		check "$what: $pattern" grep -E -m 1 -e "$pattern" $said.last
	done
	cp $said.last $said
}

# Lines of the running kernel's own.
patched() {
	grep -q '^HotPatched: *yes' /proc/meminfo
}

loaded() {
	[ -e /sys/module/hotpatch ]
}

# Everything on the disk that a package may leave behind: names, where links lead to, and what is in files of
# /etc and of the kernels' modules.  Not what apt, dpkg and systemd note down of whatever happens, nor what is
# below /root, which the steps write; nor the key that DKMS makes for all modules that it will ever sign.
inventory() {
	find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path /var/tmp -o \
		-path /root -o -path /lost+found -o -path /var/log -o -path /var/cache -o \
		-path /var/lib/apt -o -path '/var/lib/dpkg/*-old' -o -path /var/lib/systemd/timers -o \
		-path /var/lib/systemd/random-seed -o -path '/var/lib/dkms/mok.*' \) -prune -o -printf '%p %l\n' |
		LC_ALL=C sort
	find /etc /usr/lib/modules -xdev -type f -exec sha256sum {} + | LC_ALL=C sort -k 2
}

# All that was written is on the disk, and has gone over the line.
flush() {
	sync
	stty -F /dev/ttyS1 drain >/dev/null
}
