# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# kernel-folder.sh - makes a folder of build/kernels of what packages or a box have put into it; sourced by
# mk/kernel.sh and mk/kernel-from.sh, after apt.sh, archive.sh and arch.sh.  The head of mk/kernel.sh says what
# such a folder holds.

# first_of FILE...: the first that exists; nothing if none does
first_of() {
	local file
	for file in "$@"; do
		if [ -e "$file" ]; then
			echo "$file"
			return
		fi
	done
}

# Debian's headers come in two folders, one of which includes the other by a path below /usr/src, or /lib/modules.
# This makes such paths relative, so that they work where they have been unpacked.
make_relocatable() {
	local build=$1 common=$2 makefile=$1/Makefile
	# shellcheck disable=SC2016 # make expands it
	sed -i -E -e "s,^include /usr/src/[^/]+/,include \$(dir \$(lastword \$(MAKEFILE_LIST)))$common/," \
		-e 's,^KBUILD_OUTPUT=.*,KBUILD_OUTPUT := $(abspath $(dir $(lastword $(MAKEFILE_LIST)))),' "$makefile"
	if grep -q /usr/src "$makefile"; then
		die "unexpected content in $makefile"
	fi
	# shellcheck disable=SC2154 # arch.sh
	if [ -n "$arch_cross" ] && ! grep -q '^CROSS_COMPILE ?=' "$makefile"; then
		sed -i "1i CROSS_COMPILE ?= $arch_cross" "$makefile"
	fi
}

# The major version of the gcc that built the kernel with these headers; nothing if it was not gcc.
gcc_of() {
	sed -n 's/^CONFIG_GCC_VERSION=\([0-9]*\)[0-9]\{4\}$/\1/p' "$1/include/config/auto.conf" "$1/.config" 2>/dev/null | head -n 1
}

# choose_chroot DIR RELEASE: writes what mk/kbuild.sh runs the compiler in, unless this machine is that release
choose_chroot() {
	local dir=$1 release=$2 gcc elf=libelf1t64
	rm -f "$dir/chroot"
	[ "$release" != "$(host_release)" ] || return 0
	gcc=$(gcc_of "$dir/build")
	case $release in bullseye|bookworm) elf=libelf1 ;; esac
	echo "$release gcc-$gcc${arch_cross:+-${arch_cross%-}} $elf" >"$dir/chroot"
}

# The files with a line each, and the script that others call as make.
describe() {
	local dir=$1 rel=$2 version=$3 arch=$4
	echo "$rel" >"$dir/release"
	echo "$version" >"$dir/version"
	echo "$arch" >"$dir/arch"
	write_kbuild "$dir"
}

write_kbuild() {
	cat >"$1/kbuild.new" <<-'END'
	#!/bin/bash
	# Written by mk/kernel.sh: make in this kernel's headers, with its compiler.
	exec "$(dirname "$0")/../../../mk/kbuild.sh" "$(basename "$(dirname "$0")")" "$@"
	END
	chmod +x "$1/kbuild.new"
	mv "$1/kbuild.new" "$1/kbuild"
}

# Links to where packages put things: below /boot and /lib, or since 7.x all of it in /usr/lib/modules/RELEASE.
link_parts() {
	local dir=$1 rel=$2 part file
	[ -e "$dir/lib" ] || ln -s usr/lib "$dir/lib"
	for part in vmlinuz System.map config; do
		file=$(cd "$dir" && first_of "boot/$part-$rel" "lib/modules/$rel/$part" "usr/lib/modules/$rel/$part")
		[ -z "$file" ] || ln -sfn "$file" "$dir/$part"
	done
	file=$(cd "$dir" && first_of "lib/modules/$rel" "usr/lib/modules/$rel")
	ln -sfn "$file" "$dir/modules"
	ln -sfn "usr/src/linux-headers-$rel" "$dir/build"
	# Relative to where it really lies: lib may be a link.
	ln -sfn "$(realpath -s --relative-to="$(readlink -f "$dir/$file")" "$(readlink -f "$dir")/usr/src/linux-headers-$rel")" \
		"$dir/$file/build"
	rm -f "$dir/$file/source"
}

# Replaces folder DIR by DIR.new
put_in_place() {
	rm -rf "$1.old"
	[ ! -e "$1" ] || mv "$1" "$1.old"
	mv "$1.new" "$1"
	rm -rf "$1.old"
}
