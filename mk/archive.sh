# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# archive.sh - Debian's archive with all its releases, whichever this machine runs; sourced after apt.sh.
#
# Packages for other machines are only unpacked, never installed, so nothing of this machine's apt or dpkg is
# changed for them: each pool of the archive (a release, or its backports) has an apt state of its own below
# build/debs/apt, with package lists for amd64 and arm64.  Where the archive is, this machine's sources say.
# shellcheck disable=SC2154 # $debs: apt.sh

# A line a pool: its name, Debian's number of the release, the suites in it.  (bullseye-backports is not in
# the archive any more.)
pools='
bullseye		11	bullseye bullseye-updates bullseye-security
bookworm		12	bookworm bookworm-updates bookworm-security
bookworm-backports	12	bookworm-backports
trixie			13	trixie trixie-updates trixie-security
trixie-backports	13	trixie-backports
forky			14	forky
sid			14	sid
'
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# The release of this machine, as Debian calls it.
host_release() {
	# shellcheck source=/dev/null
	(. /etc/os-release && echo "${VERSION_CODENAME-}")
}

# release_of POOL: where its compiler is from
release_of() {
	echo "${1%-backports}"
}

# The pools, those first whose number PACKAGE has in its name, as most kernels of Debian do ("+deb13").
pools_for() {
	local number=
	case $1 in
	*deb[0-9]*) number=${1#*deb} number=${number%%[!0-9]*} ;;
	*-5.10.0-*) number=11 ;;
	*-6.1.0-*) number=12 ;;
	esac
	awk -v number="$number" 'NF && $2 == number { print $1 }' <<<"$pools"
	awk -v number="$number" 'NF && $2 != number { print $1 }' <<<"$pools"
}

# archive_uri LABEL: where this machine gets packages with that label from ("Debian", "Debian-Security")
archive_uri() {
	# shellcheck disable=SC2016 # apt's variables
	apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 2>/dev/null |
		awk -v label="$1" '$1 == label && !found { print $2; found = 1 }'
}

# Prints the lines of a sources.list for POOL.
sources_of() {
	local main security suite
	main=$(archive_uri Debian)
	if [ -z "$main" ]; then
		say "fetching this machine's package lists (apt-get update)"
		as_root apt-get -q update >&2
		main=$(archive_uri Debian)
	fi
	[ -n "$main" ] || die "this machine's apt sources do not name Debian's archive"
	security=$(archive_uri Debian-Security)
	for suite in $(awk -v pool="$1" '$1 == pool { $1 = $2 = ""; print }' <<<"$pools"); do
		case $suite in
		*-security) [ -z "$security" ] || echo "deb [signed-by=$keyring] $security $suite main" ;;
		*) echo "deb [signed-by=$keyring] $main $suite main" ;;
		esac
	done
}

# How this machine's apt gets packages: through which proxy, and what it forgives a mirror.
acquire_settings() {
	apt-config dump --no-empty --format '%f "%v";%n' Acquire::http Acquire::https Acquire::Check-Valid-Until
}

# pool_conf POOL ARCH: the name of apt's configuration for it, which is written first if need be.  Of this machine's
# nothing else has a say: a pin or a default release would hide packages.
pool_conf() {
	local dir=$debs/apt/$1 conf=$debs/apt/$1/$2.conf other
	mkdir -p "$dir"/{lists,cache-"$2"/archives}/partial
	if [ ! -f "$conf" ]; then
		[ -f "$dir/sources.list" ] || {
			sources_of "$1" >"$dir/sources.list.$$"
			mv "$dir/sources.list.$$" "$dir/sources.list"
		}
		[ "$2" = amd64 ] && other=arm64 || other=amd64
		cat >"$conf.$$" <<-CONF
		APT::Architecture "$2";
		APT::Architectures { "$2"; "$other"; };
		APT::Sandbox::User "root";
		Acquire::Languages "none";
		Dir::Etc::main "/dev/null";
		Dir::Etc::parts "/dev/null";
		Dir::Etc::preferences "/dev/null";
		Dir::Etc::preferencesparts "/dev/null";
		Dir::Etc::sourcelist "$dir/sources.list";
		Dir::Etc::sourceparts "/dev/null";
		Dir::State::Lists "$dir/lists";
		Dir::State::status "/dev/null";
		Dir::Cache "$dir/cache-$2";
		CONF
		acquire_settings >>"$conf.$$"
		mv "$conf.$$" "$conf"
	fi
	echo "$conf"
}

# in_pool POOL ARCH COMMAND...: the same apt command, about packages of ARCH in that pool.
in_pool() {
	local pool=$1 arch=$2 conf
	shift 2
	conf=$(pool_conf "$pool" "$arch")
	pool_lists "$pool" || die "no package lists of $pool"
	APT_CONFIG=$conf "$@"
}

# Were the lists of POOL fetched, all of them, and within so many MINUTES (without: ever)?
pool_has_lists() {
	[ -f "$debs/apt/$1/fetched" ] &&
		{ [ -z "${2-}" ] || [ -z "$(find "$debs/apt/$1/fetched" -mmin "+$2")" ]; }
}

# pool_lists POOL [MINUTES]: fetches the package lists of POOL unless they are there, and younger than that
# (without: however old they are; with KERNEL_UPDATE=1 an hour).  Status 1, and it is said why: there are none.
pool_lists() {
	local pool=$1 minutes=${2-${KERNEL_UPDATE:+60}} dir=$debs/apt/$1 status=0
	! pool_has_lists "$pool" "$minutes" || return 0
	apt_lock
	if ! pool_has_lists "$pool" "$minutes"; then	# nobody else has fetched them meanwhile
		say "fetching the package lists of $pool"
		if APT_CONFIG=$(pool_conf "$pool" "$(dpkg --print-architecture)") \
				apt-get -q -o APT::Update::Error-Mode=any update >"$dir/log" 2>&1; then
			touch "$dir/fetched"
		else
			grep -E '^(E|W|Err)' "$dir/log" | head -n 3 >&2
			[ -f "$dir/fetched" ] || status=1
		fi
	fi
	apt_unlock
	return $status
}

# pool_of PACKAGE ARCH: the pool that has it, nothing if none has.  A pool that the mirror lacks has nothing.
pool_of() {
	local pool
	for pool in $(pools_for "$1"); do
		if pool_lists "$pool" && in_pool "$pool" "$2" apt_knows "$1"; then
			echo "$pool"
			return
		fi
	done
}

# Of a version that it does not know apt-cache says nothing, and its status is 0.
has_version() {
	[ -n "$(apt-cache show --no-all-versions "$1=$2" 2>/dev/null)" ]
}

first_with() {
	local pool
	for pool in $(pools_for "$4"); do
		if pool_lists "$pool" && in_pool "$pool" "$3" has_version "$1" "$2"; then
			echo "$pool"
			return
		fi
	done
}

# pool_with PACKAGE VERSION ARCH KERNEL: the pool that has it in just that version, nothing if none has; those first
# that the package KERNEL may be from
pool_with() {
	local pool
	pool=$(first_with "$@")
	[ -n "$pool" ] || { refresh_pools; pool=$(first_with "$@"); }
	echo "$pool"
}

# All names of packages of ARCH, in all pools, that begin with PREFIX.
archive_names() {
	local pool
	for pool in $(pools_for ""); do
		! pool_lists "$pool" 2>/dev/null || in_pool "$pool" "$2" apt-cache pkgnames "$1"
	done | sort -u
}

# What was not found may have come since yesterday.
refresh_pools() {
	local pool
	for pool in $(pools_for ""); do
		pool_lists "$pool" 1440 || true
	done
}
