#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kernel.sh - puts a stock Debian kernel and its headers into build/kernels/NAME, unpacked there and
# not installed, so that any machine can build for and boot any kernel.
#
#	mk/kernel.sh NAME		the kernel
#	mk/kernel.sh --dbg NAME		its vmlinux with symbols as well (a big download)
#	mk/kernel.sh --list		the names
#
# What others may rely on, all below build/kernels/NAME:
#	release		one line, what uname -r prints
#	version		one line, the version of the packages
#	vmlinuz		the bootable image
#	System.map	as shipped with the kernel
#	modules		its modules: .../lib/modules/RELEASE, with modules.dep
#	build		for "make -C .../build M=..."
#	vmlinux		after --dbg only: the image as ELF with its symbols
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=mk/say.sh
. "$top/mk/say.sh"
debs=$top/build/debs

# name			image			headers
table='
6.1-amd64		linux-image-amd64	linux-headers-amd64
6.12-amd64		linux-image-6.12-amd64	linux-headers-6.12-amd64
'

row() {
	awk -v name="$1" '$1 == name { print $2, $3 }' <<<"$table"
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
	say "downloading $what: $package, $(mb "$(size_of "$package")")"
	mkdir -p "$debs"
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

# The header packages point at each other through /usr/src; everything shall work from where it is.
make_relocatable() {
	local dir=$1 rel=$2 makefile
	makefile=$dir/usr/src/linux-headers-$rel/Makefile
	# shellcheck disable=SC2016 # make expands it
	sed -i -E 's,^include /usr/src/,include $(dir $(lastword $(MAKEFILE_LIST)))../,' "$makefile"
	if grep -q /usr/src "$makefile"; then
		die "unexpected content in $makefile"
	fi
	ln -sfn "../../../usr/src/linux-headers-$rel" "$dir/lib/modules/$rel/build"
	rm -f "$dir/lib/modules/$rel/source"
}

links() {
	local dir=$1 rel=$2
	ln -sfn "usr/src/linux-headers-$rel" "$dir/build"
	ln -sfn "boot/vmlinuz-$rel" "$dir/vmlinuz"
	ln -sfn "boot/System.map-$rel" "$dir/System.map"
	ln -sfn "lib/modules/$rel" "$dir/modules"
	[ -f "$dir/build/Makefile" ] || die "$name: no headers for $rel in the packages"
	[ -f "$dir/vmlinuz" ] || die "$name: no vmlinuz for $rel in the packages"
	/sbin/depmod -b "$dir" -F "$dir/System.map" "$rel"
}

# Sets rel and packages to what makes up kernel $name.
resolve() {
	local image_meta=$1 headers_meta=$2 image headers
	apt_lists_for "$image_meta"
	image=$(dependency "$image_meta" '^linux-image-')
	rel=${image#linux-image-}
	# Right after a release the archive may hold only the image not yet signed: same build.
	apt_knows "$image" || image=$image-unsigned
	headers=$(dependency "$headers_meta" '^linux-headers-')
	[ "$headers" = "linux-headers-$rel" ] || die "$image_meta is $rel, but there is $headers"
	packages=("$image" "$headers"
		"$(dependency "$headers" '^linux-headers-.*-common')"
		"$(dependency "$headers" '^linux-kbuild-')")
	version=$(version_of "$image")
}

get_kernel() {
	local dir=$kernels/$name stamp package n=0 files=()
	stamp="${packages[*]} $version"
	if [ "$(cat "$dir/stamp" 2>/dev/null)" = "$stamp" ]; then
		return
	fi
	say "kernel $name is $rel ($version)"
	for package in "${packages[@]}"; do
		n=$((n + 1))
		fetch "$package" "$n of ${#packages[@]}"
		files+=("$deb")
	done
	rm -rf "$dir.new"
	mkdir -p "$dir.new"
	for deb in "${files[@]}"; do
		say "unpacking ${deb##*/}"
		dpkg-deb -x "$deb" "$dir.new"
	done
	rm -rf "$dir.new/usr/share"
	make_relocatable "$dir.new" "$rel"
	links "$dir.new" "$rel"
	echo "$rel" >"$dir.new/release"
	echo "$version" >"$dir.new/version"
	echo "$stamp" >"$dir.new/stamp"
	rm -rf "$dir.old"
	[ ! -e "$dir" ] || mv "$dir" "$dir.old"
	mv "$dir.new" "$dir"
	rm -rf "$dir.old"
	say "kernel $name is ready in ${dir#"$top"/}"
}

get_dbg() {
	local dir=$kernels/$name package=linux-image-$rel-dbg
	if [ -f "$dir/vmlinux" ] && [ "$(cat "$dir/vmlinux.version" 2>/dev/null)" = "$version" ]; then
		return
	fi
	apt_lists_for "$package"
	[ "$(version_of "$package")" = "$version" ] ||
		die "$package is $(version_of "$package"), the kernel is $version"
	fetch "$package" "symbols of $name"
	say "unpacking vmlinux from ${deb##*/} (a few hundred MB, takes a minute)"
	rm -f "$dir/vmlinux" "$dir/vmlinux.new"
	# tar stops reading once it has the file, of which dpkg-deb complains.
	dpkg-deb --fsys-tarfile "$deb" 2>/dev/null |
		tar -xO --occurrence=1 "./usr/lib/debug/boot/vmlinux-$rel" >"$dir/vmlinux.new"
	mv "$dir/vmlinux.new" "$dir/vmlinux"
	echo "$version" >"$dir/vmlinux.version"
	# It is by far the largest file of the build and of no use any more.
	rm -f "$deb"
}

dbg=
case ${1-} in
--list)
	awk 'NF { print $1 }' <<<"$table"
	exit ;;
--dbg)
	dbg=1
	shift ;;
esac
name=${1-}
[ $# -eq 1 ] || die "usage: mk/kernel.sh [--dbg] NAME | --list"
read -r image_meta headers_meta <<<"$(row "$name")" || true
[ -n "${image_meta-}" ] || die "no kernel called $name; mk/kernel.sh --list has the names"

kernels=$top/build/kernels

# A kernel once fetched stays until it is removed by hand or KERNEL_UPDATE=1 asks for the archive's
# newest: a build must not change its kernel because an hour has passed, nor need the network.
have_kernel() {
	[ -f "$kernels/$name/stamp" ] && [ -z "${KERNEL_UPDATE-}" ]
}

if have_kernel && [ -z "$dbg" ]; then
	exit 0
fi

mkdir -p "$kernels"
# Two makes at once must not unpack into the same place.
exec 9>"$kernels/.lock.$name"
flock 9

if have_kernel; then
	rel=$(cat "$kernels/$name/release")
	version=$(cat "$kernels/$name/version")
else
	resolve "$image_meta" "$headers_meta"
	get_kernel
fi
[ -z "$dbg" ] || get_dbg
