#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kernel.sh - puts a kernel and its headers into build/kernels/NAME, so that any machine can build for
# and boot any kernel: one of Debian, unpacked there and not installed; one of our own (mk/build-kernel.sh),
# for which there is a recipe mk/kernels/NAME.config; or one of which a box has given its files
# (mk/kernel-from.sh).
#
#	mk/kernel.sh NAME		the kernel
#	mk/kernel.sh --dbg NAME		its vmlinux with symbols as well (a big download)
#	mk/kernel.sh --list		the short names
#	KERNEL_FROM=DIR mk/kernel.sh NAME	the kernel whose files are in DIR; NAME is free
#
# NAME is
#	what uname -r prints on a box with a kernel of Debian (6.1.0-50-amd64, 7.2.13+deb14-arm64): looked
#	for in all releases of the archive, bullseye to sid, with their security updates and backports;
#	POOL-FLAVOUR, the newest there is of these (sid-amd64, trixie-backports-rt-amd64); mk/archive.sh has the pools;
#	a short name, the newest of a series in Debian 12 or a kernel of our own: see --list.
#
# A kernel once fetched stays until it is removed by hand or KERNEL_UPDATE=1 asks for the archive's newest:
# a build must not get another kernel just because the archive has a newer one, nor need the network.
#
# What others may rely on, all below build/kernels/NAME:
#	arch		one line, the architecture as the kernel calls it: x86_64 or arm64
#	release		one line, what uname -r prints
#	version		one line, the version of the packages
#	vmlinuz		the bootable image (may lack after KERNEL_FROM)
#	System.map	as shipped with the kernel (same)
#	config		its configuration, if it came with that
#	modules		its modules: .../lib/modules/RELEASE, with modules.dep
#	build		its headers
#	kbuild		"kbuild M=... modules" is make in the headers, with the kernel's own compiler; a kernel of our own has
#			none, because make as such is right there
#	chroot		one line, what kbuild needs for that: a release of Debian, and packages of it; none where this
#			machine's own compiler is the right one
#	vmlinux		after --dbg only: the image as ELF with its symbols
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=mk/say.sh
. "$top/mk/say.sh"
# shellcheck source=mk/apt.sh
. "$top/mk/apt.sh"
# shellcheck source=mk/archive.sh
. "$top/mk/archive.sh"
# shellcheck source=mk/arch.sh
. "$top/mk/arch.sh"
# shellcheck source=mk/kernel-folder.sh
. "$top/mk/kernel-folder.sh"
own=$top/mk/kernels
kernels=$top/build/kernels

# name		pool		the package that depends on the newest image
table='
6.1-amd64	bookworm	linux-image-amd64
6.12-amd64	bookworm	linux-image-6.12-amd64
6.1-rt-amd64	bookworm	linux-image-rt-amd64
6.12-rt-amd64	bookworm	linux-image-6.12-rt-amd64
6.1-cloud-amd64	bookworm	linux-image-cloud-amd64
6.1-arm64	bookworm	linux-image-arm64
6.12-arm64	bookworm	linux-image-6.12-arm64
'

# --- what the name means --------------------------------------------------------------------------

list() {
	local recipe
	awk 'NF { print $1 }' <<<"$table"
	for recipe in "$own"/*.config; do
		[ ! -f "$recipe" ] || basename "$recipe" .config
	done
}

# "POOL META" of a short name or of POOL-FLAVOUR; nothing for others
newest_of() {
	local pool found
	found=$(awk -v name="$1" '$1 == name { print $2, $3 }' <<<"$table")
	# The longest name first: trixie-backports-amd64 is not of trixie.
	for pool in $(awk 'NF { print length($1), $1 }' <<<"$pools" | sort -rn | cut -d ' ' -f 2); do
		[ -z "$found" ] || break
		[[ $1 != "$pool"-* ]] || found="$pool linux-image-${1#"$pool"-}"
	done
	echo "$found"
}

deb_arch_of() {
	case $1 in
	*-arm64|*-arm64-16k) echo arm64 ;;
	*-amd64) echo amd64 ;;
	esac
}

# Those of the archive's kernels whose names are nearest to NAME: of its flavour, and of its series if there are.
# The headers are asked for, because images stay in trixie-backports for long after their headers are gone.
near() {
	# "FLAVOUR RELEASE"; a release is 6.1.0-50, 6.12.107+deb13, 6.1.0-0.deb11.50
	local split='s/^([0-9.]+(\+[^-]*)?(-[0-9][^-]*)?)-(.*)$/\4 &/' flavour series all
	flavour=$(sed -E "$split" <<<"$1") flavour=${flavour%% *}
	series=$(grep -oE '^[0-9]+\.[0-9]+' <<<"$1") || series=
	all=$(archive_names linux-headers- "$(deb_arch_of "$1")" | sed -n 's/^linux-headers-\([0-9].*\)/\1/p' | sed -E "$split" |
		awk -v flavour="$flavour" '$1 == flavour { print $2 }')
	[ -z "$series" ] || ! grep -q "^${series//./\\.}\." <<<"$all" || all=$(grep "^${series//./\\.}\." <<<"$all")
	# Five before and five after where it would stand.
	printf '%s\n' "$all" "$1" | sort -uV | awk -v name="$1" '
		{ line[NR] = $0; if ($0 == name) at = NR }
		END { for (i = at - 5; i <= at + 5; i++) if (i in line && i != at) print line[i] }'
}

not_found() {
	local found
	[ -n "$deb_arch" ] ||
		die "no kernel called $name: neither what uname -r prints on Debian (...-amd64, ...-arm64), nor a pool and flavour (sid-amd64), nor one of mk/kernel.sh --list; KERNEL_FROM=DIR takes the files of any kernel"
	found=$(near "$name" | xargs)
	die "no kernel called $name in Debian's archive, bullseye to sid${found:+; near it: $found}; KERNEL_FROM=DIR takes its files from the box"
}

# Sets pool, rel and image.
find_kernel() {
	local meta
	read -r pool meta <<<"$(newest_of "$name")" || true
	[ -n "$deb_arch" ] || not_found
	if [ -n "$meta" ]; then
		in_pool "$pool" "$deb_arch" apt_knows "$meta" || not_found
		image=$(in_pool "$pool" "$deb_arch" dependency "$meta" '^linux-image-[0-9]')
		rel=${image#linux-image-}
		[ -n "$rel" ] || die "$meta of $pool depends on no kernel"
	else
		rel=$name image=linux-image-$name
		find_pool || { refresh_pools && find_pool; } || not_found
	fi
	# Right after a release the archive may hold only the unsigned image, which is the same build.
	in_pool "$pool" "$deb_arch" apt_knows "$image" || image=$image-unsigned
}

find_pool() {
	pool=$(pool_of "linux-image-$rel" "$deb_arch")
	[ -n "$pool" ] || pool=$(pool_of "linux-image-$rel-unsigned" "$deb_arch")
	[ -n "$pool" ]
}

# --- its packages ---------------------------------------------------------------------------------

# Sets version and packages to what makes up kernel $rel, and kbuild to the programs that build
# modules for it: they run on this machine, or in a chroot, whatever the kernel is for.
resolve() {
	local headers=linux-headers-$rel package
	apt_knows "$headers" || die "the archive has $image, and no $headers any more; KERNEL_FROM=DIR takes what the box has of it"
	version=$(version_of "$image")
	packages=("$image" "$headers")
	# Since 7.x the image is in three packages, and one named linux-image- depends on them.
	for package in $(dependencies "$image" "$version") $(dependencies "$headers" "$version"); do
		case $package in
		linux-binary-*|linux-modules-*|linux-base-*|linux-headers-*-common*)
			[[ " ${packages[*]} " == *" $package "* ]] || packages+=("$package") ;;
		linux-kbuild-*) kbuild=$package ;;
		esac
	done
	for package in "${packages[@]}"; do
		has_version "$package" "$version" ||
			die "$image is $version, $package $(version_of "$package"): the archive has them of different versions just now; later: KERNEL_UPDATE=1"
	done
}

download() {
	local package n=0 total=$((${#packages[@]} + 1))
	files=()
	for package in "${packages[@]}"; do
		n=$((n + 1))
		in_pool "$pool" "$deb_arch" fetch "$package" "$n of $total" "$version"
		files+=("$deb")
	done
	in_pool "$pool" "$(dpkg --print-architecture)" fetch_kbuild "$total of $total"
	files+=("$deb")
}

# A newer one will do as well, and the headers ask for no more than that: there is one for all kernels of a series.
fetch_kbuild() {
	dpkg --compare-versions "$(version_of "$kbuild")" ge "$version" ||
		die "$kbuild is $(version_of "$kbuild"), the kernel is $version: the archive has them of different versions just now; later: KERNEL_UPDATE=1"
	fetch "$kbuild" "$1"
}

get_kernel() {
	local dir=$kernels/$name stamp files
	in_pool "$pool" "$deb_arch" resolve
	stamp="${packages[*]} $kbuild $version"
	if [ "$(cat "$dir/stamp" 2>/dev/null)" = "$stamp" ]; then
		return
	fi
	say "kernel $name is $rel ($version, of $pool)"
	download
	rm -rf "$dir.new"
	mkdir -p "$dir.new"
	for deb in "${files[@]}"; do
		say "unpacking ${deb##*/}"
		dpkg-deb -x "$deb" "$dir.new"
	done
	rm -rf "$dir.new/usr/share"
	finish "$dir.new"
	echo "$stamp" >"$dir.new/stamp"
	put_in_place "$dir"
	say "kernel $name is ready in ${dir#"$top"/}"
}

finish() {
	local dir=$1 common
	link_parts "$dir" "$rel"
	[ -f "$dir/build/Makefile" ] || die "$name: no headers for $rel in the packages"
	[ -f "$dir/vmlinuz" ] || die "$name: no vmlinuz for $rel in the packages"
	common=$(sed -n 's,^include /usr/src/\([^/]*\)/.*,\1,p' "$dir/build/Makefile")
	make_relocatable "$dir/build" "../$common"
	/sbin/depmod -b "$dir" -F "$dir/System.map" "$rel"
	describe "$dir" "$rel" "$version" "$arch"
	choose_chroot "$dir" "$(release_of "$pool")"
}

# --- its symbols ----------------------------------------------------------------------------------

get_dbg() {
	local dir=$kernels/$name package=linux-image-$rel-dbg path paths
	if [ -f "$dir/vmlinux" ] && [ "$(cat "$dir/vmlinux.version" 2>/dev/null)" = "$version" ]; then
		return
	fi
	apt_knows "$package" || die "no package $package in the archive"
	fetch "$package" "symbols of $name" "$version"
	say "unpacking vmlinux from ${deb##*/} (a few hundred MB, takes a minute)"
	rm -f "$dir/vmlinux" "$dir/vmlinux.new"
	# Where it lay before 7.x there is a link to it since.
	paths=("lib/modules/$rel/vmlinux" "boot/vmlinux-$rel")
	[ ! -d "$dir/boot" ] || paths=("boot/vmlinux-$rel" "lib/modules/$rel/vmlinux")
	for path in "${paths[@]}"; do
		# tar stops reading once it has the file; dpkg-deb then complains, so its messages are dropped.
		dpkg-deb --fsys-tarfile "$deb" 2>/dev/null |
			tar -xO --occurrence=1 "./usr/lib/debug/$path" >"$dir/vmlinux.new" 2>/dev/null || true
		[ ! -s "$dir/vmlinux.new" ] || break
	done
	[ -s "$dir/vmlinux.new" ] || die "no vmlinux in ${deb##*/}"
	mv "$dir/vmlinux.new" "$dir/vmlinux"
	echo "$version" >"$dir/vmlinux.version"
	# It is by far the largest file of the build and of no use any more.
	rm -f "$deb"
}

# The pool of a kernel that is there already.
pool_of_present() {
	read -r pool _ <<<"$(newest_of "$name")" || true
	[ -n "$pool" ] || find_pool || die "$rel is not in Debian's archive any more, so its vmlinux is not either"
}

# --- all of it ------------------------------------------------------------------------------------

have_kernel() {
	[ -f "$kernels/$name/stamp" ] && [ -z "${KERNEL_UPDATE-}" ]
}

# What a folder that an earlier version has made may lack.
complete_folder() {
	[ -f "$kernels/$name/arch" ] || echo "$arch" >"$kernels/$name/arch"
	[ -x "$kernels/$name/kbuild" ] || write_kbuild "$kernels/$name"
	[ -e "$kernels/$name/config" ] || [ ! -f "$kernels/$name/boot/config-$(cat "$kernels/$name/release")" ] ||
		ln -sfn "boot/config-$(cat "$kernels/$name/release")" "$kernels/$name/config"
}

# All is in a function, so that bash has read the whole file before it runs: it may change meanwhile.
main() {
	local dbg=
	case ${1-} in
	--list)
		list
		return ;;
	--dbg)
		dbg=1
		shift ;;
	esac
	name=${1-}
	[ $# -eq 1 ] || die "usage: mk/kernel.sh [--dbg] NAME | --list"
	[[ $name =~ ^[A-Za-z0-9][A-Za-z0-9._+~-]*$ ]] || die "no kernel can be called $name"

	if [ -n "${KERNEL_FROM-}" ]; then
		[ -z "$(newest_of "$name")" ] && [ "$name" != built ] && [ ! -f "$own/$name.config" ] ||
			die "$name is the name of another kernel: call it otherwise"
		"$top/mk/kernel-from.sh" "$name" "$KERNEL_FROM"
	fi
	if [ -f "$own/$name.config" ]; then
		"$top/mk/build-kernel.sh" "$name"
		[ -f "$kernels/$name/arch" ] || echo x86_64 >"$kernels/$name/arch"
		return
	fi
	if have_kernel && [ -f "$kernels/$name/from" ]; then
		[ -z "$dbg" ] || [ -f "$kernels/$name/vmlinux" ] || die "$name came from a box, without a vmlinux"
		return
	fi
	deb_arch=$(deb_arch_of "$name")
	case $deb_arch in
	amd64) arch=x86_64 ;;
	'') arch=x86_64 ;;
	*) arch=$deb_arch ;;
	esac
	arch_set "$arch"

	if have_kernel && [ -f "$kernels/$name/arch" ] && [ -x "$kernels/$name/kbuild" ] && [ -z "$dbg" ]; then
		return
	fi
	mkdir -p "$kernels"
	# Two makes at once must not unpack into the same place.
	exec 9>"$kernels/.lock.$name"
	flock 9
	if have_kernel; then
		rel=$(cat "$kernels/$name/release")
		version=$(cat "$kernels/$name/version")
		complete_folder
		[ -z "$dbg" ] || pool_of_present
	else
		find_kernel
		[ -z "$arch_cross" ] || "$top/mk/packages.sh" "$arch_deb"
		get_kernel
	fi
	[ -z "$dbg" ] || in_pool "$pool" "$deb_arch" get_dbg
}

main "$@"
exit
