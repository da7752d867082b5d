#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# vmlinux.sh - what "make vmlinux" takes, which other ways from a diff to a patch begin with, against hp-mkpatch on the
# same kernel.
#
#	tests/bench/vmlinux.sh [KERNEL]		6.1-cloud-amd64; an hour and more of two CPUs, 8 GB in build/vmlinux
#
# Source and configuration are those of Debian's package, without BTF, which wants pahole and more time.  The machine may
# be busy: seconds of CPU are what counts, and the wall clock is said beside them.  Nothing else in "make bench" or a test calls
# this.  What was measured stays in build/bench/KERNEL/figures/vmlinux, and is not measured twice.
set -eu -o pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top"
# shellcheck source=mk/say.sh
. mk/say.sh
# shellcheck source=mk/apt.sh
. mk/apt.sh
kernel=${1-6.1-cloud-amd64}
tree=$top/build/vmlinux/$kernel
figures=$top/build/bench/$kernel/figures
export LC_ALL=C
# If a make has called us, its flags and variables must not reach the kernel's make.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES KERNEL ARCH CROSS_COMPILE V Q O B M

# The whole of it: build/source lacks what single files do not need.
unpack() {
	local package version deb
	version=$(cat "build/kernels/$kernel/version")
	package=linux-source-$(grep -oE '^[0-9]+\.[0-9]+' <<<"$version")
	fetch "$package" "the source of $kernel" "$version"
	say "unpacking ${deb##*/}"
	rm -rf "$tree"
	mkdir -p "$tree"
	dpkg-deb --fsys-tarfile "$deb" | tar -xO "./usr/src/$package.tar.xz" | tar -xJ -C "$tree" --strip-components=1
}

configure() {
	cp "build/kernels/$kernel/config" "$tree/.config"
	"$tree/scripts/config" --file "$tree/.config" -d DEBUG_INFO_BTF
	make -s -C "$tree" olddefconfig >"$tree.log" 2>&1 || die "no configuration, see ${tree#"$top"/}.log"
}

build() {
	local cc wall user sys
	cc=$(sed -n 's/^CONFIG_CC_VERSION_TEXT="\([^ ]*\) .*/\1/p' "build/kernels/$kernel/config")
	say "make -j$(nproc) vmlinux of $kernel: half an hour and more"
	exec 3>&2
	TIMEFORMAT='%R %U %S'
	# The time of the whole, which the shell says on its own standard error.
	read -r wall user sys < <({ time make -s -C "$tree" -j"$(nproc)" CC="$cc" vmlinux >>"$tree.log" 2>&1; } 2>&1)
	[ -s "$tree/vmlinux" ] || die "no vmlinux, see ${tree#"$top"/}.log"
	mkdir -p "$figures"
	awk -v wall="$wall" -v cpu="$(awk -v u="$user" -v s="$sys" 'BEGIN { print u + s }')" -v jobs="$(nproc)" 'BEGIN {
		printf "vmlinux.wall %.0f\nvmlinux.cpu %.0f\nvmlinux.jobs %d\n", wall * 1e9, cpu * 1e9, jobs }' >"$figures/vmlinux.new"
	mv "$figures/vmlinux.new" "$figures/vmlinux"
}

unpack
configure
build
