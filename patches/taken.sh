#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# taken.sh NAME KDIR - has a kernel something built in that is called as a patch is to be?  Then its loader refuses the patch
# ("module is already loaded"): it wants a folder of that name in /sys/module, where those parts of the image have theirs
# that are modules elsewhere, or have parameters or a version.  KDIR is its headers.
#
# A few stand in no list (on 6.1 block, kernel, module, page_alloc, pcie_aspm, rcupdate, rcutree, syscall, xen): those the
# console finds on the box.
#
# Prints what has the name.  Exit status 0 if something has, 1 if nothing is known to.
set -eu
[ $# -eq 2 ] || { echo "usage: taken.sh NAME KDIR" >&2; exit 64; }
name=${1//-/_}
# As mk/kernel.sh lays a kernel out, and as a box does.
for lists in "${2%/*}/modules" "${2%/*}"; do
	[ -f "$lists/modules.builtin" ] || continue
	if sed -n 's,.*/\(.*\)\.ko$,\1,p' "$lists/modules.builtin" | tr - _ | grep -qxF -e "$name"; then
		echo "a module of that name built in"
		exit 0
	fi
	if [ -f "$lists/modules.builtin.modinfo" ] &&
			tr '\0' '\n' <"$lists/modules.builtin.modinfo" | grep -qE "^$name\.(parmtype|version)="; then
		echo "something of that name built in, with parameters or a version"
		exit 0
	fi
done
exit 1
