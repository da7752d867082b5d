#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# deb.sh - makes the packages of debian/: hotpatch and hotpatch-dkms.
#
#	mk/deb.sh [VERSION [DIR]]
#
# They go to DIR, build/deb, which has none of another version afterwards.  VERSION, instead of that of
# debian/changelog, is for those who change something of their own.
#
# dpkg-buildpackage works in a copy of the source, because it writes into debian/ and beside it.  Objects are kept
# in build/deb/objects: they are built with the flags of packages, other than those of "make tools".
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=say.sh
. "$top/mk/say.sh"
[ $# -le 2 ] || die "usage: mk/deb.sh [VERSION [DIR]]"
ours=$(dpkg-parsechangelog -l "$top/debian/changelog" -S Version)
version=${1:-$ours}
out=${2:-$top/build/deb}
work=$top/build/deb/work
copy=$work/hotpatch

mkdir -p "$out" "$work"
exec 9>"$top/build/deb/.lock"
flock 9

rm -rf "$copy" "$work"/*.*
mkdir -p "$copy" "$top/build/deb/objects"
# Times stay, so that make compiles only what has changed.
tar -C "$top" --exclude=./build --exclude=./.git -c . | tar -C "$copy" -x
if [ "$version" != "$ours" ]; then
	{
		printf 'hotpatch (%s) unstable; urgency=medium\n\n  * Built as %s.\n\n' "$version" "$version"
		sed -n '/^ -- /{p;q}' "$top/debian/changelog"
		echo
		cat "$top/debian/changelog"
	} >"$copy/debian/changelog"
fi
ln -sn "$top/build/deb/objects" "$copy/debian/build"
log=$work/log
# If a make has called us, its flags must not reach this one.
(cd "$copy" && env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL V= \
	DEB_BUILD_OPTIONS="noautodbgsym parallel=$(nproc)" dpkg-buildpackage -b -us -uc -nc) >"$log" 2>&1 || {
	tail -n 30 "$log" >&2
	die "see ${log#"$top"/}"
}
rm -f "$out"/hotpatch{,-dkms}_*
mv "$work"/hotpatch{,-dkms}_*.* "$out/"
for deb in "$out"/hotpatch{,-dkms}_"$version"_*.deb; do
	say "${deb#"$top"/}: $(stat -c %s "$deb") bytes"
done
