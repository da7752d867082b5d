#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Whom it would hurt: scripts that read build-ids of kernel modules, or of any object, with readelf -n and look at its
# exit status (set -e, pipefail, "if readelf"), on Debian 12 with modules of a newer kernel: they take a
# whole module for a damaged file, and nothing tells them why.
#
# Expected: exit status 0, or a message (readelf(1) names no other meaning of the status than failure).  Found, readelf
# of binutils 2.40 (2.40-2, Debian 12) with the modules of Linux 7.2.13 (Debian sid, gcc-16): all notes are printed,
# the build-id among them, there is nothing on standard error, and the status is 1.  These modules have a section
# .note.GNU-stack of type NOTE and of size 0, beside the one of type PROGBITS; those of 7.3.4 (built by gcc-14) have
# not, and give 0.  readelf of sid's binutils (2.47) gives 0 for the module of 7.2.13.
#
# Prints a line a kernel; status 1 if one does otherwise.  Needs root, on Debian 12; downloads 230 MB of packages, and
# of package lists, into a folder of its own.
set -eu -o pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
chmod 755 .	# apt's own user downloads

apt-get -qq update
DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install binutils xz-utils >/dev/null
# shellcheck disable=SC2016 # apt's variables
archive=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' 'Origin: Debian' | sed -n 1p)
key=/usr/share/keyrings/debian-archive-keyring.gpg

# get SUITE PACKAGE VERSION: unpacks it into SUITE/, with package lists of its own
get() {
	mkdir -p "$1"/{lists,cache/archives}/partial
	echo "deb [signed-by=$key] $archive $1 main" >"$1/sources.list"
	cat >"$1/apt.conf" <<-END
	Dir::Etc::sourcelist "$dir/$1/sources.list";
	Dir::Etc::sourceparts "/dev/null";
	Dir::State::Lists "$dir/$1/lists";
	Dir::State::status "/dev/null";
	Dir::Cache "$dir/$1/cache";
	END
	APT_CONFIG=$dir/$1/apt.conf apt-get -qq update
	APT_CONFIG=$dir/$1/apt.conf apt-get -qq -o APT::Sandbox::User=root download "$2=$3"
	dpkg-deb -x "$2"_*.deb "$1/root"
	rm "$2"_*.deb
}

# look SUITE EXPECTED: what readelf -n makes of a module of it
look() {
	local status=0 size id
	xz -dc "$(find "$1/root" -name dummy.ko.xz)" >"$1/dummy.ko"
	readelf -n "$1/dummy.ko" >"$1/out" 2>"$1/err" || status=$?
	id=$(sed -n 's/.*Build ID: //p' "$1/out")
	size=$(readelf -SW "$1/dummy.ko" | sed -n 's/.*\.note\.GNU-stack  *NOTE  *[0-9a-f]*  *[0-9a-f]*  *\([0-9a-f]*\).*/\1/p')
	echo "$1: status $status, build-id ${id:-none}, $(wc -c <"$1/err") bytes on standard error," \
		".note.GNU-stack of type NOTE: ${size:-none}"
	[ "$status" = "$2" ] && [ -n "$id" ] && [ ! -s "$1/err" ] || failed=1
}

failed=0
readelf --version | sed -n 1p
get sid linux-modules-7.2.13+deb14-amd64 7.2.13-1
look sid 1
get trixie-backports linux-modules-7.3.4+deb13-amd64 7.3.4-1~bpo13+1
look trixie-backports 0
exit $failed
