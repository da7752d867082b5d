#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# install.sh - "make install DESTDIR=..." puts everything where a box looks for it.
#
#	tests/host/install.sh KERNEL
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
root=$(mktemp -d)
patches=$top/build/patches/$1
trap 'rm -rf "$root" "$patches/trial-a.ko" "$patches/trial-b.ko"' EXIT
rel=$(cat "$top/build/kernels/$1/release")
# Patches that somebody tried out lie with those of the source; only what was asked for goes along.
cp "$patches/meminfo.ko" "$patches/trial-a.ko"
cp "$patches/meminfo.ko" "$patches/trial-b.ko"
"$top/mk/install.sh" "$1" "$root" /usr trial-b

for file in usr/sbin/hp-console usr/sbin/hp-console-static usr/bin/hp-symtab usr/bin/hp-send \
	usr/share/bash-completion/completions/hp-console \
	usr/share/bash-completion/completions/hp-symtab \
	usr/share/man/man8/hp-console.8 usr/share/man/man8/hp-symtab.8 usr/share/man/man1/hp-send.1 \
	"lib/modules/$rel/extra/hotpatch.ko" "usr/lib/hotpatch/$rel/$rel.hpsym" \
	"usr/lib/hotpatch/$rel/meminfo.ko" "usr/lib/hotpatch/$rel/trial-b.ko"; do
	[ -s "$root/$file" ] || {
		echo "missing: $file"
		exit 1
	}
done
# What is known of functions goes along where there is such a thing.
[ ! -f "$top/build/tables/$1.hpfun" ] || cmp "$top/build/tables/$1.hpfun" "$root/usr/lib/hotpatch/$rel/$rel.hpfun" || exit 1
[ ! -e "$root/usr/lib/hotpatch/$rel/trial-a.ko" ] || {
	echo "installed though nobody asked for it: trial-a.ko"
	exit 1
}
# A patch that was never built is an error, not a file less.
! "$top/mk/install.sh" "$1" "$root" /usr nosuchpatch 2>/dev/null || {
	echo "a patch that does not exist was installed"
	exit 1
}
[ -x "$root/usr/sbin/hp-console" ] || exit 1
/sbin/modinfo -F vermagic "$root/lib/modules/$rel/extra/hotpatch.ko" | grep -q "^$rel "
# The table is where the installed console looks for it.
strings "$root/usr/sbin/hp-console" | grep -q /usr/lib/hotpatch/RELEASE

# The archive for a box: the same files, and no folder that could take the place of a link there.
"$top/mk/pack.sh" "$1" "$root.tar.gz" /usr trial-b
tar -tzf "$root.tar.gz" | LC_ALL=C sort >"$root.list"
(cd "$root" && find . -type f -printf '%P\n') | LC_ALL=C sort | diff - "$root.list"
rm "$root.list" "$root.tar.gz"
