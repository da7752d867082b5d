#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kbuild.sh - runs make in the headers of a kernel of build/kernels, with the compiler it was built with.
#
#	mk/kbuild.sh NAME ARG...	as "make -C build/kernels/NAME/build ARG..."
#
# Which compiler that is says mk/compiler.sh; another is refused unless FOREIGN_CC=NAME in the environment names it.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=mk/say.sh
. "$top/mk/say.sh"
# shellcheck source=mk/arch.sh
. "$top/mk/arch.sh"
# shellcheck source=mk/compiler.sh
. "$top/mk/compiler.sh"
[ $# -ge 2 ] || die "usage: mk/kbuild.sh NAME ARG..."
name=$1
shift
kdir=$top/build/kernels/$name
arch_set "$(cat "$kdir/arch")"

# The chroot has this folder, wherever it is.
for arg in "$@"; do
	case $arg in M=*) cd "${arg#M=}" ;; esac
done
args=(-C "$kdir/build")
choose_compiler
[ -n "$named" ] || args+=("CC=$cc")
# pahole makes BTF, which neither module nor patches have; kbuild warns where there is another than the kernel had.
pahole=$(setting CONFIG_PAHOLE_VERSION)
[ -z "$pahole" ] || args+=("PAHOLE_VERSION=$pahole")
# If a make has called us, its flags and variables must not reach the kernel's make.
run env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u KERNEL -u SRC LC_ALL=C make -j"$(nproc)" "${args[@]}" "$@"
