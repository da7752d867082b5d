# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# apt.sh - asks apt about packages and downloads them; sourced by scripts that have say.sh and $top.
#
# Packages of another architecture are only unpacked, never installed, so that architecture need not be
# added to this machine's dpkg (dpkg --add-architecture): apt gets package lists of its own for it, below
# build/debs.
# shellcheck disable=SC2154 # $top

debs=$top/build/debs

# Only one script at a time may download or change something of apt's.  apt's own locks are not enough:
# apt-get does not wait for them.
apt_lock() {
	mkdir -p "$debs"
	exec 8>"$debs/.lock"
	flock 8
}

apt_unlock() {
	exec 8>&-
}

# in_arch ARCH COMMAND...: the same apt command, about another architecture's packages.
in_arch() {
	local arch=$1 conf
	shift
	if [ "$arch" = "$(dpkg --print-architecture)" ]; then
		"$@"
		return
	fi
	conf=$debs/apt/$arch/apt.conf
	if [ ! -f "$conf" ]; then
		mkdir -p "${conf%/*}"/{lists,cache/archives}/partial
		cat >"$conf.$$" <<-CONF
		APT::Architecture "$arch";
		APT::Architectures { "$arch"; };
		APT::Sandbox::User "root";
		Dir::State::Lists "${conf%/*}/lists";
		Dir::State::status "/dev/null";
		Dir::Cache "${conf%/*}/cache";
		CONF
		mv "$conf.$$" "$conf"
	fi
	APT_CONFIG=$conf "$@"
}

apt_knows() {
	apt-cache show "$1" >/dev/null 2>&1
}

# Most machines have package lists already.  Fetching them takes a while, so it is done only for a package
# that they do not know.
apt_lists_for() {
	apt_knows "$1" && return
	apt_lock
	fetch_lists_for "$1"
	apt_unlock
}

fetch_lists_for() {
	apt_knows "$1" && return	# another script has fetched them meanwhile
	say "fetching the package lists (apt-get update): $1 is not known yet"
	if [ -n "${APT_CONFIG-}" ]; then
		apt-get -q update >&2 || true
	else
		as_root apt-get -q update >&2
	fi
	apt_knows "$1" || die "no package $1 in this machine's package sources"
}

# The first package that PACKAGE depends on whose name matches PATTERN.
dependency() {
	apt-cache depends --important "$1" |
		sed -n 's/^ *|\?Depends: //p' | grep -m1 -E "$2" || true
}

size_of() {
	apt-cache show --no-all-versions "$1" | awk '$1 == "Size:" { print $2; exit }'
}

mb() {
	echo "$((($1 + 524288) / 1048576)) MB"
}

version_of() {
	apt-cache policy "$1" | awk '$1 == "Candidate:" { print $2 }'
}

# Downloads package $1 into build/debs unless it is there; its file name goes to $deb.
fetch() {
	local package=$1 what=$2 file
	file=$(apt-cache show --no-all-versions "$package" | awk '$1 == "Filename:" { print $2; exit }')
	deb=$debs/${package}_$(version_of "$package" | sed 's/:/%3a/')_${file##*_}
	[ ! -f "$deb" ] || return 0
	apt_lock
	[ -f "$deb" ] || download_to "$deb" "$package" "$what"
	apt_unlock
}

download_to() {
	local deb=$1 package=$2 what=$3
	say "downloading $what: $package, $(mb "$(size_of "$package")")"
	# apt leaves a partial file under its final name when it is interrupted.
	rm -rf "$debs/partial.$$"
	mkdir "$debs/partial.$$"
	if ! (cd "$debs/partial.$$" && apt-get -q -o APT::Sandbox::User=root download "$package" >&2); then
		rm -rf "$debs/partial.$$"
		die "could not download $package; if it is gone from the archive: apt-get update"
	fi
	mv "$debs/partial.$$/"*.deb "$deb"
	rmdir "$debs/partial.$$"
}
