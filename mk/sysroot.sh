#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# sysroot.sh - puts the packages of mk/sysroot.txt, of architecture ARCH (as Debian calls it), into
# build/ARCH/sysroot: unpacked there and not installed.
#
#	mk/sysroot.sh ARCH
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=mk/say.sh
. "$top/mk/say.sh"
# shellcheck source=mk/apt.sh
. "$top/mk/apt.sh"
# shellcheck source=mk/archive.sh
. "$top/mk/archive.sh"
[ $# -eq 1 ] || die "usage: mk/sysroot.sh ARCH"
arch=$1
list=$top/mk/sysroot.txt
root=$top/build/$arch/sysroot
# shellcheck disable=SC2154 # apt.sh
kept=$debs/sysroot-$arch

up_to_date() {
	cmp -s "$list" "$1/.list"
}

download() {
	local packages
	mapfile -t packages < <(grep -v '^#' "$list")
	say "downloading ${#packages[@]} packages of $arch, 3 MB"
	rm -rf "$kept"
	mkdir -p "$kept"
	(cd "$kept" && apt-get -q -o APT::Sandbox::User=root download "${packages[@]}" >&2) ||
		die "could not download them; if the archive has newer ones by now: KERNEL_UPDATE=1"
	cp "$list" "$kept/.list"
}

up_to_date "$root" && exit 0
mkdir -p "$top/build/$arch" "$debs"
exec 9>"$debs/.lock.sysroot-$arch"
flock 9
up_to_date "$kept" || in_pool "$(host_release)" "$arch" download
rm -rf "$root"
for deb in "$kept"/*.deb; do
	dpkg-deb -x "$deb" "$root"
done
cp "$list" "$root/.list"
