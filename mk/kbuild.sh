#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kbuild.sh - runs make in the headers of a kernel of build/kernels, with the compiler it was built with.
#
#	mk/kbuild.sh NAME ARG...	as "make -C build/kernels/NAME/build ARG..."
#
# What two compilers make of one declaration may differ (mitigations, what an asm goto may do, plugins), and nobody
# tests modules of one with a kernel of another.  So another compiler is refused unless FOREIGN_CC=NAME in the
# environment names it.  Where this machine's is the right one, it is taken; else that of the release the kernel
# is from, in a chroot (mk/chroot.sh).
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=mk/say.sh
. "$top/mk/say.sh"
# shellcheck source=mk/arch.sh
. "$top/mk/arch.sh"
[ $# -ge 2 ] || die "usage: mk/kbuild.sh NAME ARG..."
name=$1
shift
kdir=$top/build/kernels/$name
arch_set "$(cat "$kdir/arch")"

# setting OPTION: what the kernel's configuration says of it
setting() {
	sed -n "s/^$1=//p" "$kdir/build/include/config/auto.conf" "$kdir/build/.config" 2>/dev/null | tr -d '"' | head -n 1
}

# The compiler that the headers call; Debian's have it in a file of its own.
compiler_of_headers() {
	# shellcheck disable=SC2016 # make's
	sed -n 's/^CC = .*\$(CROSS_COMPILE)\([a-z0-9.-]*\)$/\1/p' "$kdir/build/.kernelvariables" 2>/dev/null
}

# run COMMAND...: where this kernel's compiler is
run() {
	local release='' packages=''
	[ -n "${FOREIGN_CC-}" ] || ! [ -f "$kdir/chroot" ] || read -r release packages <"$kdir/chroot"
	if [ -z "$release" ]; then
		"$@"
	else
		"$top/mk/chroot.sh" "$release" "$packages" "$@"
	fi
}

# Sets named to the compiler that the headers name, if they do, and cc to one of the version that built the kernel.
# (Versions of one major number differ by mended faults only.)
choose_compiler() {
	local built ours
	[ "$(setting CONFIG_CC_IS_CLANG)" != y ] || die "kernel $name was built with clang: $(setting CONFIG_CC_VERSION_TEXT); gcc's modules may not fit (FOREIGN_CC=gcc builds them all the same)"
	built=$(setting CONFIG_GCC_VERSION)
	built=$((${built:-0} / 10000))
	named=$(compiler_of_headers) || true	# no such file
	ours=
	for cc in ${named:-gcc "gcc-$built"}; do
		cc=$arch_cross$cc
		ours=$(run sh -c 'command -v "$1" >/dev/null && "$1" -dumpversion' sh "$cc") || continue
		[ "${ours%%.*}" != "$built" ] || return 0
	done
	[ -n "$ours" ] || die "kernel $name was built with $(setting CONFIG_CC_VERSION_TEXT), and there is no $cc"
	die "kernel $name was built with $(setting CONFIG_CC_VERSION_TEXT), and $cc is ${ours}: FOREIGN_CC=$cc builds with it all the same"
}

# The chroot has this folder, wherever it is.
for arg in "$@"; do
	case $arg in M=*) cd "${arg#M=}" ;; esac
done
args=(-C "$kdir/build")
if [ -n "${FOREIGN_CC-}" ]; then
	say "kernel $name was built with $(setting CONFIG_CC_VERSION_TEXT); FOREIGN_CC asks for $FOREIGN_CC"
	args+=("CC=$FOREIGN_CC")
else
	choose_compiler
	[ -n "$named" ] || args+=("CC=$cc")
fi
# pahole makes BTF, which neither module nor patches have; kbuild warns where there is another than the kernel had.
pahole=$(setting CONFIG_PAHOLE_VERSION)
[ -z "$pahole" ] || args+=("PAHOLE_VERSION=$pahole")
# If a make has called us, its flags and variables must not reach the kernel's make.
run env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u KERNEL -u SRC LC_ALL=C make -j"$(nproc)" "${args[@]}" "$@"
