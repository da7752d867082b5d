#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# programs.sh - builds the programs of FOLDERs that a box with kernel NAME runs: in build/ for this
# machine's architecture, static ones in build/ARCH (as Debian calls it) for another.
#
#	mk/programs.sh NAME [FOLDER...]		without one: symtab hp-console tests/guest
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=mk/say.sh
. "$top/mk/say.sh"
# shellcheck source=mk/arch.sh
. "$top/mk/arch.sh"
[ $# -ge 1 ] || die "usage: mk/programs.sh NAME [FOLDER...]"
arch_set "$(cat "$top/build/kernels/$1/arch")"
shift
[ $# -gt 0 ] || set -- symtab hp-console tests/guest
build=$top/build args=()
if [ -n "$arch_cross" ]; then
	"$top/mk/sysroot.sh" "$arch_deb"
	build+=/$arch_deb
	# Kernels are made side by side, and those of one architecture share this folder: one at a time.
	exec 9>"$build/.lock"
	flock 9
	args=("FOR=$arch_deb" static)
fi
for folder in "$@"; do
	# If a make has called us, its flags must not reach this one.
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s --no-print-directory -C "$top/$folder" \
		BUILD="$build" V="${V:-}" "${args[@]}" >&2
done
