#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# install.sh - copies what was built for KERNEL into a root directory, as a box needs it that runs
# this kernel (its exact release: the module of another one is refused).
#
#	mk/install.sh KERNEL DESTDIR PREFIX [PATCH...]
#
# Patches: those that the source has (patches/*.c), and each PATCH, named without folder and .ko.  Whatever else
# lies where patches are built was a trial.
#
# Nothing is loaded, and nothing is set up to be loaded at boot.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=say.sh
. "$top/mk/say.sh"
# shellcheck source=arch.sh
. "$top/mk/arch.sh"
[ $# -ge 3 ] || die "usage: mk/install.sh KERNEL DESTDIR PREFIX [PATCH...]"
kernel=$1 root=$2 prefix=$3
b=$top/build
rel=$(cat "$b/kernels/$kernel/release")

put() {
	install -D -m "$1" "$2" "$root$3"
	say "$root$3"
}

arch_set "$(cat "$b/kernels/$kernel/arch")"
# For another architecture the programs are static ones, under the same names.
programs=$b static=
if [ -n "$arch_cross" ]; then
	programs=$b/$arch_deb static=-static
fi
put 755 "$programs/hp-console/hp-console$static" "$prefix/sbin/hp-console"
put 755 "$programs/hp-console/hp-console-static" "$prefix/sbin/hp-console-static"
put 755 "$programs/symtab/hp-symtab$static" "$prefix/bin/hp-symtab"
# Patches are sent from a machine like this one, so hp-send is not built for another architecture.
[ -n "$arch_cross" ] || put 755 "$b/hp-console/hp-send" "$prefix/bin/hp-send"
for page in "$b"/*/hp-*.[18]; do
	put 644 "$page" "$prefix/share/man/man${page##*.}/${page##*/}"
done
put 644 "$top/hp-console/hp-console.bash" "$prefix/share/bash-completion/completions/hp-console"
put 644 "$top/symtab/hp-symtab.bash" "$prefix/share/bash-completion/completions/hp-symtab"
put 644 "$b/kmod/$kernel/hotpatch-kmod/hotpatch.ko" "/lib/modules/$rel/extra/hotpatch.ko"
"${arch_cross}strip" --strip-debug "$root/lib/modules/$rel/extra/hotpatch.ko"
put 644 "$b/tables/$kernel.hpsym" "/usr/lib/hotpatch/$rel/$rel.hpsym"
# Not every kernel's was made of a vmlinux.
[ ! -f "$b/tables/$kernel.hpfun" ] || put 644 "$b/tables/$kernel.hpfun" "/usr/lib/hotpatch/$rel/$rel.hpfun"
put_patch() {
	put 644 "$b/patches/$kernel/$1.ko" "/usr/lib/hotpatch/$rel/$1.ko"
}

for source in "$top"/patches/*.c; do
	name=$(basename "$source" .c)
	# Not every kernel has the function that it is for.
	[ ! -f "$b/patches/$kernel/$name.ko" ] || put_patch "$name"
done
for name in "${@:4}"; do
	[ -f "$b/patches/$kernel/$name.ko" ] || die "no patch $name was built for $kernel: make patch SRC=$name.c KERNEL=$kernel"
	put_patch "$name"
done
# For another root directory depmod is left to whoever packs or unpacks that.
if [ -z "$root" ]; then
	depmod "$rel"
fi
