#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kernels.sh - tests where kernels come from (mk/kernel.sh, mk/kernel-from.sh, mk/kbuild.sh): names, the files of a
# box, and the compiler.
#
#	tests/host/kernels.sh KERNEL		needs no network, but the packages of KERNEL in build/debs
#	tests/host/kernels.sh --all KERNEL	also kernels by their own names, from all over the archive, each to a patch
#						applied in a guest; and one made of files that a running guest gave
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top" || exit 1
all=
[ "$1" != --all ] || { all=1; shift; }
kernel=$1
kdir=$top/build/kernels/$kernel
rel=$(cat "$kdir/release")
tmp=$(mktemp -d)
names=(test-box test-elf test-debs test-gcc)
# Removes all that was made for a kernel.
forget() {
	rm -rf build/{kernels,kmod,patches,tests,vm}/"${1:?}" build/kernels/"$1".{new,unpacked} build/tables/"$1".*
}

# shellcheck disable=SC2317 # a trap calls it
cleanup() {
	local name
	rm -rf "$tmp"
	for name in "${names[@]}"; do
		forget "$name"
	done
}
trap cleanup EXIT
# What calls us may have set these, and they would reach all makes.
unset MAKEFLAGS MFLAGS MAKELEVEL KERNEL KERNEL_FROM SRC BUILD
# shellcheck source=../lib/verdict.sh
. tests/lib/verdict.sh

# works WHAT COMMAND...
works() {
	local what=$1 status=0
	shift
	"$@" >"$tmp/said" 2>&1 </dev/null || status=$?
	verdict $status "$what"
}

# refused WHAT PATTERN COMMAND...: it fails and says that
refused() {
	local what=$1 pattern=$2 status=1
	shift 2
	"$@" >"$tmp/said" 2>&1 </dev/null || { grep -qE -e "$pattern" "$tmp/said" && status=0; }
	verdict $status "$what"
}

says() {
	grep -qE -e "$1" "$tmp/said"
	verdict $? "  and says: $1"
}

kernel_from() {
	KERNEL_FROM=$1 mk/kernel.sh "$2"
}

# --- names ----------------------------------------------------------------------------------------

refused "a name that means nothing" "no kernel called nonesuch: neither what uname -r prints" mk/kernel.sh nonesuch
refused "a name that is a path" "no kernel can be called ../x" mk/kernel.sh ../x

# --- a box whose files lie as /lib/modules/R has them ------------------------------------------------

box=$tmp/box
unpacked=$tmp/unpacked
mkdir -p "$box" "$unpacked"
for package in $(tr ' ' '\n' <"$kdir/stamp" | grep -E '^linux-(headers|kbuild)-'); do
	for deb in build/debs/"$package"_*.deb; do
		dpkg-deb -x "$deb" "$unpacked"
	done
done
common=$(basename "$(ls -d "$unpacked"/usr/src/*common*)")
refused "nothing of a box: its headers are missing, and its symbols" 'build .*ssh root@BOX .tar -ch' kernel_from "$box" test-box
says 'kallsyms .*cat /proc/kallsyms >'
says 'notes .*cat /sys/kernel/notes >'
cp -rL "$unpacked/usr/src/linux-headers-$rel" "$box/build"
refused "Debian's second folder is missing" '^  source .*tar -ch' kernel_from "$box" test-box
cp -rL "$unpacked/usr/src/$common" "$box/source"
sed 's/^[0-9a-f]*/0000000000000000/' "build/tables/$kernel.kallsyms" >"$box/kallsyms"
refused "kallsyms that root did not read" 'kallsyms .*not root' kernel_from "$box" test-box
says '^  notes '
cp "build/tables/$kernel.kallsyms" "$box/kallsyms"
cp "build/tables/$kernel.notes" "$box/notes"
mv "$box/build/scripts/mod" "$tmp/mod"
refused "links that were not followed" '^  kbuild .*modpost' kernel_from "$box" test-box
mv "$tmp/mod" "$box/build/scripts/mod"
works "all that is needed" kernel_from "$box" test-box
[ "$(cat build/kernels/test-box/release 2>/dev/null)" = "$rel" ]
verdict $? "  its release is $rel"
works "the module and a patch are built for it" make --no-print-directory kmod-test-box patch SRC=patches/cmdline.c KERNEL=test-box
for name in test-box "$kernel"; do
	# Without a vmlinux the types could not be compared, so they are in there, and of another build-id is what has them.
	objcopy -R .hotpatch.types -R .note.gnu.build-id "build/patches/$name/cmdline.ko" "$tmp/$name.ko"
done
cmp "$tmp"/{test-box,"$kernel"}.ko >"$tmp/said" 2>&1
verdict $? "  and the patch is, byte for byte, that of the archive's $kernel, but for the types"
cmp build/tables/{test-box,"$kernel"}.kallsyms.hpsym >"$tmp/said" 2>&1
verdict $? "  and so is the table"
refused "a name that is another kernel's" 'is the name of another kernel' kernel_from "$box" 6.1-amd64
refused "a guest of it, which had no vmlinuz" 'came without a vmlinuz' tests/vm -k test-box -c true
works "it stays when it is asked for without KERNEL_FROM" mk/kernel.sh test-box

# --- a vmlinux instead of kallsyms --------------------------------------------------------------------

if [ -f "$kdir/vmlinux" ]; then
	rm "$box/kallsyms" "$box/notes"
	ln -s "$kdir/vmlinux" "$box/vmlinux"
	works "a vmlinux says it all" kernel_from "$box" test-elf
	works "the table is made of it" make --no-print-directory table-test-elf
	cmp build/tables/{test-elf,"$kernel"}.vmlinux.hpsym >"$tmp/said" 2>&1
	verdict $? "  and is that of the archive's $kernel"
	cp "build/tables/$kernel.kallsyms" "$box/kallsyms"
	cp "build/tables/$kernel.notes" "$box/notes"
fi

# --- the same as packages --------------------------------------------------------------------------

mkdir "$tmp/debs"
for package in $(tr ' ' '\n' <"$kdir/stamp" | grep -E '^linux-(headers|kbuild)-'); do
	[[ $package == *-common* ]] || cp build/debs/"$package"_*.deb "$tmp/debs/"
done
cp "$box/kallsyms" "$box/notes" "$tmp/debs/"
refused "a package is missing" "apt-get download $common" kernel_from "$tmp/debs" test-debs
cp build/debs/"$common"_*.deb "$tmp/debs/"
works "packages" kernel_from "$tmp/debs" test-debs
works "the module is built for it" make --no-print-directory kmod-test-debs

# --- its compiler ------------------------------------------------------------------------------------

cp -r build/kernels/test-debs build/kernels/test-gcc
gcc=$(gcc -dumpversion)
sed -i 's/^CONFIG_GCC_VERSION=.*/CONFIG_GCC_VERSION=90100/; s/^CONFIG_CC_VERSION_TEXT=.*/CONFIG_CC_VERSION_TEXT="gcc-9 of old"/' \
	build/kernels/test-gcc/build/{include/config/auto.conf,.config}
refused "a foreign compiler" "test-gcc was built with gcc-9 of old, and .*gcc-$gcc is $gcc" make --no-print-directory kmod-test-gcc
refused "for a patch as well" "test-gcc was built with gcc-9 of old" patches/build.sh test-gcc \
	"$top/build/kernels/test-gcc/build" "$top/build/tables/$kernel.symvers" "$tmp" patches/cmdline.c
works "unless it is asked for" env FOREIGN_CC="gcc-$gcc" make --no-print-directory kmod-test-gcc
says "FOREIGN_CC asks for gcc-$gcc"

# --- from all over the archive -------------------------------------------------------------------------

# The ABI names of a pool's kernels of a flavour: all but the newest, the last of them.
older_of() {
	bash -c '. mk/say.sh; top=$PWD; . mk/apt.sh; . mk/archive.sh; in_pool "$1" "$2" apt-cache pkgnames linux-headers-' \
		older "$1" amd64 2>/dev/null | sed -n 's/^linux-headers-\([0-9].*-amd64\)$/\1/p' |
		grep -vE -e '-(rt|cloud)-amd64$' -e '^6\.1\.0-0\.' | sort -V | tail -n 2 | head -n 1
}

# The kernels that the last answer named; each must have headers, or nothing can be built for it.
named_have_headers() {
	local name named
	named=$(sed -n 's/.*near it: \([^;]*\);.*/\1/p' "$tmp/said")
	[ -n "$named" ] || return
	bash -c '. mk/say.sh; top=$PWD; . mk/apt.sh; . mk/archive.sh; archive_names linux-headers- amd64' >"$tmp/headers"
	for name in $named; do
		grep -qxF "linux-headers-$name" "$tmp/headers" || { echo "$name has none"; return 1; }
	done
}

# The way of the README, for a kernel of which nothing is here.
by_name() {
	local name=$1
	works "$name: a patch, from nothing" make --no-print-directory patch SRC=patches/cmdline.c KERNEL="$name"
	works "$name: applied in a guest" tests/vm -k "$name" -c '
		modprobe hotpatch && hp-console apply cmdline && cat /proc/cmdline && uname -r'
	says "^${name//+/\\+}\$"
	says "has been hot patched"
}

if [ -n "$all" ]; then
	refused "a kernel that no pool has" 'near it: .*6\.1\.0-[0-9]+-amd64' mk/kernel.sh 6.1.0-1-amd64
	# (trixie-backports has the images of 6.16 to 7.1, without headers)
	refused "and one of a series that can't be built for" 'near it: ' mk/kernel.sh 6.17.1+deb13-amd64
	named_have_headers >>"$tmp/said" 2>&1
	verdict $? "  what is offered instead has headers"
	for pool in bookworm trixie sid; do
		found=$(older_of "$pool")
		if [ -z "$found" ]; then
			echo "FAIL the archive has no kernel in $pool"
			failed=1
		elif [ -e "build/kernels/$found" ]; then
			# Somebody uses it: nothing of his is removed.
			echo "FAIL $found: it is in build/kernels already, so it cannot be tried from nothing"
			failed=1
		else
			names+=("$found")
			by_name "$found"
		fi
	done
	# As one does it on a box: in a guest that has the headers where Debian puts them.
	box=$tmp/guest
	mkdir -p "$box"
	tests/vm -k "$kernel" --bare --mem 1500 --timeout 400 --add "$unpacked/usr/src/linux-headers-$rel:/usr/src/linux-headers-$rel" \
		--add "$unpacked/usr/src/$common:/usr/src/$common" -c '
		mkdir /tmp/box && cd /tmp/box
		ln -s "/usr/src/linux-headers-'"$rel"'" build
		ln -s "/usr/src/'"$common"'" source
		cp /proc/kallsyms /sys/kernel/notes .
		tar -chz *' 2>"$tmp/said" | tar -xz -C "$box"
	works "the files of a running guest" kernel_from "$box" test-box
	works "  a patch is built for it" make --no-print-directory kmod-test-box patch SRC=patches/cmdline.c KERNEL=test-box
	works "  and applied on such a box" tests/vm -k "$kernel" --add build/kmod/test-box/hotpatch-kmod/hotpatch.ko --add build/patches/test-box/cmdline.ko -c '
		insmod /vm/hotpatch.ko && hp-console apply /vm/cmdline.ko && cat /proc/cmdline'
	says "has been hot patched"
fi

exit $failed
