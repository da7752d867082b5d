#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# source.sh - fetches the source that a kernel of build/kernels was built from, and makes a folder in which single
# files of it can be compiled as they were then.
#
#	mk/source.sh NAME	prints where the source is
#	KERNEL_SOURCE=DIR mk/source.sh NAME	... which is DIR, and nothing is fetched: of a kernel that is not Debian's
#
# What others may rely on:
#	build/source/VERSION		the source as Debian has patched it (its package linux-source-X.Y), VERSION as in
#					build/kernels/NAME/version; without Documentation, and of other architectures than
#					x86 and arm64 only what arm64 takes of arm
#	build/source/VERSION/.complete	is there as soon as all of it is
#	build/kernels/NAME/objtree	what kbuild takes from the folder that a kernel was built in: configuration, generated
#					headers, its own programs.  Nothing is to be written there: see patches/mkpatch/compile.sh
# Once both are there, neither network nor a package is needed.  A kernel of our own (mk/build-kernel.sh) is of Debian's
# source, too.
set -eu -o pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=mk/say.sh
. "$top/mk/say.sh"
# shellcheck source=mk/apt.sh
. "$top/mk/apt.sh"
# shellcheck source=mk/archive.sh
. "$top/mk/archive.sh"
# shellcheck disable=SC2154 # $debs, $deb: apt.sh
[ $# -eq 1 ] || die "usage: mk/source.sh NAME"
name=$1
kdir=$top/build/kernels/$name
[ -f "$kdir/stamp" ] || die "no kernel $name in build/kernels: mk/kernel.sh $name"

# The version of the packages; of a kernel from a box its headers tell it, if they are Debian's.
version_of_kernel() {
	local version
	version=$(cat "$kdir/version")
	[ ! -f "$kdir/from" ] || version=$(sed -n 's/^#define LINUX_PACKAGE_ID " Debian \(.*\)"$/\1/p' \
		"$kdir/build/include/generated/package.h" 2>/dev/null) || true
	echo "$version"
}

# --- the source -----------------------------------------------------------------------------------

# Sets deb.  The lists are asked only for what is not there.
fetch_source() {
	local pool
	deb=$debs/${package}_${version/:/%3a}_all.deb
	[ ! -f "$deb" ] || return 0
	pool=$(pool_with "$package" "$version" "$arch" "linux-image-$(cat "$kdir/release")")
	[ -n "$pool" ] || die "Debian's archive has no $package of version $version (any more): put ${deb##*/} into build/debs"
	in_pool "$pool" "$arch" fetch "$package" "the source of $name" "$version"
}

unpack_source() {
	local others=() arch_dir
	for arch_dir in alpha arc csky hexagon ia64 loongarch m68k microblaze mips nds32 nios2 openrisc parisc powerpc riscv \
			s390 sh sparc um xtensa; do
		others+=(--exclude="*/arch/$arch_dir")
	done
	say "unpacking ${deb##*/}, 1.2 GB"
	rm -rf "$source.new"
	mkdir -p "$source.new"
	dpkg-deb --fsys-tarfile "$deb" | tar -xO "./usr/src/$package.tar.xz" |
		tar -xJ -C "$source.new" --strip-components=1 --exclude='*/Documentation' --exclude='*/tools/testing' \
			--exclude='*/arch/arm/boot' --exclude='*/arch/arm/mach-*' "${others[@]}"
	[ -f "$source.new/Makefile" ] || die "${deb##*/} has no source of a kernel in it"
	touch "$source.new/.complete"
	rm -rf "$source"
	mv "$source.new" "$source"
	say "the source of $name is in ${source#"$top"/}"
}

get_source() {
	[ ! -f "$source/.complete" ] || return 0
	mkdir -p "$top/build/source"
	exec 9>"$top/build/source/.lock.$version"
	flock 9
	if [ ! -f "$source/.complete" ]; then	# nobody else has done it meanwhile
		fetch_source
		unpack_source
	fi
	exec 9>&-
}

# --- the folder to build in -----------------------------------------------------------------------

# host_program PATH OPTION...: one of the kernel's own programs that the headers package lacks and files are made with.
# Static, so that it runs in each chroot.  Since 6.13 kbuild makes the second where it needs it.
host_program() {
	[ -f "$source/$1.c" ] || return 0
	mkdir -p "$new/$(dirname "$1")"
	(cd "$source" && cc -O -static "${@:2}" -o "$new/$1" "$1.c") || die "$1 of the source of $name does not compile"
}

# Links to what the headers have of the folder that the kernel was built in.  They are relative, as those of mk/kernel.sh.
# What "make prepare" would make is there; that it need not be made again tells kbuild who calls it.
make_objtree() {
	local new=$kdir/objtree.new arch_dir
	arch_dir=$(cd "$kdir/build/arch" && echo *)
	rm -rf "$new"
	mkdir -p "$new/include/config" "$new/arch/$arch_dir"
	ln -s ../build/{.config,tools} "$new/"
	ln -s ../../build/include/generated "$new/include/"
	ln -s ../../../build/include/config/{auto.conf,kernel.release} "$new/include/config/"
	: >"$new/include/config/auto.conf.cmd"
	ln -s "../../../build/arch/$arch_dir/include" "$new/arch/$arch_dir/"
	mkdir "$new/scripts"
	(cd "$new/scripts" && ln -s ../../build/scripts/* .)
	host_program scripts/asn1_compiler -Iinclude
	host_program scripts/selinux/genheaders/genheaders -Iinclude/uapi -Iinclude -Isecurity/selinux/include
	rm -rf "$kdir/objtree"
	mv "$new" "$kdir/objtree"
}

get_objtree() {
	[ ! -d "$kdir/objtree" ] || return 0
	exec 9>"$top/build/kernels/.lock.$name"
	flock 9
	[ -d "$kdir/objtree" ] || make_objtree
	exec 9>&-
}

# All is in a function, so that bash has read the whole file before it runs: it may change meanwhile.
main() {
	if [ -n "${KERNEL_SOURCE-}" ]; then
		source=$(cd "$KERNEL_SOURCE" && pwd) || exit 1
		[ -f "$source/Makefile" ] || die "KERNEL_SOURCE=$KERNEL_SOURCE is no source of a kernel"
		get_objtree
		echo "$source"
		return
	fi
	version=$(version_of_kernel)
	[ -n "$version" ] || die "the headers of $name do not tell which version of Debian's source it was built from"
	package=linux-source-$(grep -oE '^[0-9]+\.[0-9]+' <<<"$version")
	arch=$(dpkg --print-architecture)
	source=$top/build/source/$version
	get_source
	get_objtree
	echo "$source"
}

main
exit
