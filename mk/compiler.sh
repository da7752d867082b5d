# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# compiler.sh - which compiler a kernel of build/kernels was built with, and where it is; sourced after say.sh and
# arch.sh (arch_set) by who has the kernel's folder in $kdir and its name in $name.
#
# What two compilers make of one declaration may differ (mitigations, what an asm goto may do, plugins), and nobody
# tests modules of one with a kernel of another.  So another compiler is refused unless FOREIGN_CC=NAME in the
# environment names it.  Where this machine's is the right one, it is taken; else that of the release the kernel
# is from, in a chroot (mk/chroot.sh).
# shellcheck disable=SC2154 # $top, $kdir, $name: who sources this

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
	if [ -n "${FOREIGN_CC-}" ]; then
		say "kernel $name was built with $(setting CONFIG_CC_VERSION_TEXT); FOREIGN_CC asks for $FOREIGN_CC"
		named='' cc=$FOREIGN_CC
		return
	fi
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
