#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kernel.sh - puts a kernel and its headers into build/kernels/NAME, so that any machine can build for
# and boot any kernel: a stock one of Debian, unpacked there and not installed, or one of our own
# (mk/build-kernel.sh), for which there is a recipe mk/kernels/NAME.config.
#
#	mk/kernel.sh NAME		the kernel
#	mk/kernel.sh --dbg NAME		its vmlinux with symbols as well (a big download)
#	mk/kernel.sh --list		the names
#
# What others may rely on, all below build/kernels/NAME:
#	arch		one line, the architecture as the kernel calls it: x86_64 or arm64
#	release		one line, what uname -r prints
#	version		one line, the version of the packages
#	vmlinuz		the bootable image
#	System.map	as shipped with the kernel
#	modules		its modules: .../lib/modules/RELEASE, with modules.dep
#	build		for "make -C .../build M=...", which knows the cross compiler it takes
#	vmlinux		after --dbg only: the image as ELF with its symbols
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=mk/say.sh
. "$top/mk/say.sh"
# shellcheck source=mk/apt.sh
. "$top/mk/apt.sh"
# shellcheck source=mk/arch.sh
. "$top/mk/arch.sh"
own=$top/mk/kernels

# name			image			headers			Debian's name of the architecture
table='
6.1-amd64		linux-image-amd64	linux-headers-amd64	amd64
6.12-amd64		linux-image-6.12-amd64	linux-headers-6.12-amd64	amd64
6.1-rt-amd64		linux-image-rt-amd64	linux-headers-rt-amd64	amd64
6.12-rt-amd64		linux-image-6.12-rt-amd64	linux-headers-6.12-rt-amd64	amd64
6.1-cloud-amd64		linux-image-cloud-amd64	linux-headers-cloud-amd64	amd64
6.1-arm64		linux-image-arm64	linux-headers-arm64	arm64
6.12-arm64		linux-image-6.12-arm64	linux-headers-6.12-arm64	arm64
'

row() {
	awk -v name="$1" '$1 == name { print $2, $3, $4 }' <<<"$table"
}

list() {
	local recipe
	awk 'NF { print $1 }' <<<"$table"
	for recipe in "$own"/*.config; do
		[ ! -f "$recipe" ] || basename "$recipe" .config
	done
}

# The header packages point at each other through /usr/src.  This makes the paths relative, so that they
# work where they have been unpacked.
make_relocatable() {
	local dir=$1 rel=$2 makefile
	makefile=$dir/usr/src/linux-headers-$rel/Makefile
	# shellcheck disable=SC2016 # make expands it
	sed -i -E 's,^include /usr/src/,include $(dir $(lastword $(MAKEFILE_LIST)))../,' "$makefile"
	if grep -q /usr/src "$makefile"; then
		die "unexpected content in $makefile"
	fi
	if [ -n "$arch_cross" ]; then
		sed -i "1i CROSS_COMPILE ?= $arch_cross" "$makefile"
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

# Sets rel, version and packages to what makes up kernel $name, and kbuild to the programs that build
# modules for it: they run on this machine, whatever the kernel is for.
resolve() {
	local image headers
	apt_lists_for "$image_meta"
	image=$(dependency "$image_meta" '^linux-image-')
	rel=${image#linux-image-}
	# Right after a release the archive may hold only the unsigned image, which is the same build.
	apt_knows "$image" || image=$image-unsigned
	headers=$(dependency "$headers_meta" '^linux-headers-')
	[ "$headers" = "linux-headers-$rel" ] || die "$image_meta is $rel, but there is $headers"
	packages=("$image" "$headers" "$(dependency "$headers" '^linux-headers-.*-common')")
	kbuild=$(dependency "$headers" '^linux-kbuild-')
	version=$(version_of "$image")
}

download() {
	local package n=0 total=$((${#packages[@]} + 1))
	files=()
	for package in "${packages[@]}"; do
		n=$((n + 1))
		in_arch "$deb_arch" fetch "$package" "$n of $total"
		files+=("$deb")
	done
	apt_lists_for "$kbuild"
	# A newer one will do as well, and the headers ask for no more than that: while a release arrives, the
	# archive has this package first.
	dpkg --compare-versions "$(version_of "$kbuild")" ge "$version" ||
		die "$kbuild is $(version_of "$kbuild"), the kernel is $version; try: apt-get update"
	fetch "$kbuild" "$total of $total"
	files+=("$deb")
}

get_kernel() {
	local dir=$kernels/$name stamp files
	stamp="${packages[*]} $kbuild $version"
	if [ "$(cat "$dir/stamp" 2>/dev/null)" = "$stamp" ]; then
		return
	fi
	say "kernel $name is $rel ($version)"
	download
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
	echo "$arch" >"$dir.new/arch"
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
	# tar stops reading once it has the file; dpkg-deb then complains, so its messages are dropped.
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
	list
	exit ;;
--dbg)
	dbg=1
	shift ;;
esac
name=${1-}
[ $# -eq 1 ] || die "usage: mk/kernel.sh [--dbg] NAME | --list"
kernels=$top/build/kernels

if [ -f "$own/$name.config" ]; then
	"$top/mk/build-kernel.sh" "$name"
	[ -f "$kernels/$name/arch" ] || echo x86_64 >"$kernels/$name/arch"
	exit 0
fi

read -r image_meta headers_meta deb_arch <<<"$(row "$name")" || true
[ -n "${image_meta-}" ] || die "no kernel called $name; mk/kernel.sh --list has the names"
case $deb_arch in
amd64) arch=x86_64 ;;
*) arch=$deb_arch ;;
esac
arch_set "$arch"
[ -z "$arch_cross" ] || "$top/mk/packages.sh" "$arch_deb"

# A kernel once fetched stays until it is removed by hand or KERNEL_UPDATE=1 asks for the archive's newest:
# a build must not get another kernel just because the archive has a newer one, nor need the network.
have_kernel() {
	[ -f "$kernels/$name/stamp" ] && [ -z "${KERNEL_UPDATE-}" ]
}

if have_kernel && [ -f "$kernels/$name/arch" ] && [ -z "$dbg" ]; then
	exit 0
fi

mkdir -p "$kernels"
# Two makes at once must not unpack into the same place.
exec 9>"$kernels/.lock.$name"
flock 9

if have_kernel; then
	rel=$(cat "$kernels/$name/release")
	version=$(cat "$kernels/$name/version")
	echo "$arch" >"$kernels/$name/arch"
else
	in_arch "$deb_arch" resolve
	get_kernel
fi
[ -z "$dbg" ] || in_arch "$deb_arch" get_dbg
