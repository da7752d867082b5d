#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# vmlinux.sh - from a diff to a patch by hp-mkpatch, against "make vmlinux" of the same kernel, with which kpatch-build and
# klp-build begin.  "make bench" does not call it.
#
#	tests/bench/vmlinux.sh [KERNEL]		6.1-cloud-amd64; ten minutes of two CPUs and more, 5 GB in build/vmlinux
#
# Source and configuration are those of Debian's package, but for BTF, which wants pahole and more time.  Modules, which
# kpatch-build makes as well, are left out.  On a busy machine the seconds of CPU are what counts.  The kernel is built once: its
# figures stay in build/bench/KERNEL/figures/vmlinux, its tree in build/vmlinux.
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
	say "make -j$(nproc) vmlinux of $kernel: ten minutes and more"
	TIMEFORMAT='%R %U %S'
	read -r wall user sys < <({ time make -s -C "$tree" -j"$(nproc)" CC="$cc" vmlinux >>"$tree.log" 2>&1; } 2>&1)
	[ -s "$tree/vmlinux" ] || die "no vmlinux, see ${tree#"$top"/}.log"
	awk -v wall="$wall" -v user="$user" -v sys="$sys" -v jobs="$(nproc)" 'BEGIN {
		printf "vmlinux.wall %.0f\nvmlinux.cpu %.0f\nvmlinux.jobs %d\n", wall * 1e9, (user + sys) * 1e9, jobs }' >"$figures/vmlinux.new"
	mv "$figures/vmlinux.new" "$figures/vmlinux"
}

# Of the figures in two files.
show() {
	awk '{ f[$1] = $2 / 1e9; print $1, $2 }
		END { printf "make vmlinux is %.0f times hp-mkpatch (median) by the wall clock, %.0f times in CPU time\n",
			f["vmlinux.wall"] / f["fix.wall.median"], f["vmlinux.cpu"] / f["fix.cpu.median"] }' "$figures"/{vmlinux,fix}
}

main() {
	mk/kernel.sh "$kernel"
	mkdir -p "$figures"
	if [ ! -f "$figures/vmlinux" ]; then
		unpack
		configure
		build
	fi
	tests/bench/host.sh fix "$kernel" >"$figures/fix"
	show
}

main
exit
