#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# pack.sh - what "make install" puts into a root directory, as the archive OUT, for "tar -xz -C /" on the box.
#
#	mk/pack.sh KERNEL OUT PREFIX [PATCH...]		see mk/install.sh
#
# There are files in it only: where /lib is a link, as on any newer Debian, tar would put the archive's folder lib in
# its place.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=say.sh
. "$top/mk/say.sh"
[ $# -ge 3 ] || die "usage: mk/pack.sh KERNEL OUT PREFIX [PATCH...]"
kernel=$1 out=$2
root=$(mktemp -d)
trap 'rm -rf "$root" "$root.log"' EXIT
"$top/mk/install.sh" "$kernel" "$root" "${@:3}" 2>"$root.log" || { cat "$root.log" >&2; exit 1; }
(cd "$root" && find . -type f -printf '%P\n' | LC_ALL=C sort | tar -cz --owner=0 --group=0 --numeric-owner -T -) >"$out.new"
mv "$out.new" "$out"
say "${out#"$top"/}: $(stat -c %s "$out") bytes"
