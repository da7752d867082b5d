# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# apt.sh - asks apt about packages and downloads them; sourced by scripts that have say.sh and $top.
#
# What is asked is this machine's apt, or that of APT_CONFIG (see mk/archive.sh, in_pool).
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
	as_root apt-get -q update >&2
	apt_knows "$1" || die "no package $1 in this machine's package sources"
}

# The packages that PACKAGE depends on, of VERSION (without: the candidate), a line each; of alternatives all.
dependencies() {
	apt-cache show --no-all-versions "$1${2:+=$2}" | sed -n 's/^Depends: //p' |
		tr ',|' '\n\n' | awk '{ print $1 }'
}

# The first of them whose name matches PATTERN.
dependency() {
	dependencies "$1" | grep -m1 -E "$2" || true
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

# fetch PACKAGE WHAT [VERSION]: downloads it into build/debs unless it is there; its file name goes to $deb.
fetch() {
	local package=$1 what=$2 version=${3-} file
	version=${version:-$(version_of "$package")}
	file=$(apt-cache show --no-all-versions "$package=$version" | awk '$1 == "Filename:" { print $2; exit }')
	[ -n "$file" ] || die "no package $package of version $version"
	deb=$debs/${package}_$(sed 's/:/%3a/' <<<"$version")_${file##*_}
	[ ! -f "$deb" ] || return 0
	apt_lock
	[ -f "$deb" ] || download_to "$deb" "$package=$version" "$what"
	apt_unlock
}

download_to() {
	local deb=$1 package=$2 what=$3
	say "downloading $what: ${package%=*}, $(mb "$(size_of "$package")")"
	# apt leaves a partial file under its final name when it is interrupted.
	rm -rf "$debs/partial.$$"
	mkdir "$debs/partial.$$"
	if ! (cd "$debs/partial.$$" && apt-get -q -o APT::Sandbox::User=root download "$package" >&2); then
		rm -rf "$debs/partial.$$"
		die "could not download $package; if the archive has a newer one by now: $([ -n "${APT_CONFIG-}" ] && echo KERNEL_UPDATE=1 || echo apt-get update)"
	fi
	mv "$debs/partial.$$/"*.deb "$deb"
	rmdir "$debs/partial.$$"
}
