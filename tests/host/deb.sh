#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# deb.sh - the Debian packages, as far as that can be told without installing them: what is in them, what they
# depend on, what lintian says, that the module builds of what hotpatch-dkms has.
#
#	tests/host/deb.sh KERNEL
#
# KERNEL is one of Debian's, with its patches built.  tests/host/deb-guest.sh installs them.
set -eu -o pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
kernel=$1
kdir=$top/build/kernels/$kernel
rel=$(cat "$kdir/release")
built=$(cat "$kdir/version")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
debs=$dir/debs

wrong() {
	echo "FAIL $*"
	exit 1
}

# What lies in the source and beside it: packages are built in neither.
sources() {
	ls -A "$top" "$top/debian"
	compgen -G "${top%/*}/hotpatch*_*" || true
}

# deb NAME: the package's file, of which there must be one
deb() {
	local found=("$debs/$1"_*.deb)
	[ ${#found[@]} = 1 ] && [ -f "${found[0]}" ] || wrong "not one package $1: ${found[*]}"
	echo "${found[0]}"
}

field() {
	dpkg-deb -f "$(deb "$1")" "$2"
}

# has PACKAGE WHAT...: files, or folders with something in them
has() {
	local package=$1 file
	dpkg-deb --fsys-tarfile "$(deb "$package")" | tar -t >"$dir/list"
	shift
	for file in "$@"; do
		grep -q "^\./$file" "$dir/list" || wrong "$package has no $file"
	done
}

# depends PACKAGE WHAT: among its dependencies
depends() {
	field "$1" Depends | tr ',' '\n' | sed 's/^ //' | grep -qxF -e "$2" ||
		wrong "$1 does not depend on $2: $(field "$1" Depends)"
}

# pack FILE.ko SOURCE [VERSION]
pack() {
	"$top/mk/deb-patch.sh" "$kernel" "$1" "$2" "${3-}" "$debs" 2>"$dir/said" || {
		cat "$dir/said"
		return 1
	}
}

of_tools() {
	has hotpatch usr/sbin/hp-console$ usr/sbin/hp-console-static$ usr/bin/hp-symtab$ usr/bin/hp-send$ \
		usr/share/man/man8/hp-console.8.gz usr/share/man/man8/hp-symtab.8.gz usr/share/man/man1/hp-send.1.gz \
		usr/share/bash-completion/completions/hp-console$ usr/share/bash-completion/completions/hp-symtab$ \
		lib/systemd/system/hotpatch.service$ usr/libexec/hotpatch/apply-at-boot$ etc/hotpatch/apply$ \
		usr/share/doc/hotpatch/packages.md
	[ "$(field hotpatch Architecture)" = amd64 ] || wrong "architecture"
	field hotpatch Depends | grep -q 'libedit2' || wrong "libedit2 is not among what hotpatch depends on"
	dpkg-deb -x "$(deb hotpatch)" "$dir/hotpatch"
	! ldd "$dir/hotpatch/usr/sbin/hp-console-static" >/dev/null 2>&1 || wrong "hp-console-static is not static"
	"$dir/hotpatch/usr/sbin/hp-console" -V | grep -q '^hp-console ' || wrong "hp-console does not run"
	# The unit's programs and papers are where it says.
	sed -n 's/^ExecStart=\([^ ]*\).*/\1/p; s/.* file:\([^ ]*\)$/\1/p' \
		"$dir/hotpatch/lib/systemd/system/hotpatch.service" >"$dir/named"
	[ "$(wc -l <"$dir/named")" = 2 ] || wrong "hotpatch.service names not what was expected"
	while read -r file; do
		[ -f "$dir/hotpatch$file" ] || wrong "hotpatch.service names $file, which is not there"
	done <"$dir/named"
}

# DKMS runs the line MAKE of dkms.conf in a copy of the source; so do we.
of_dkms() {
	local name version=$1 conf tree=$dir/dkms
	[ "$(field hotpatch-dkms Architecture)" = all ] || wrong "architecture of hotpatch-dkms"
	mkdir -p "$tree/hotpatch/$version"
	dpkg-deb -x "$(deb hotpatch-dkms)" "$dir/module"
	mv "$dir/module/usr/src/hotpatch-$version" "$tree/hotpatch/$version/build" || wrong "no source of $version"
	conf=$tree/hotpatch/$version/build/dkms.conf
	# shellcheck disable=SC2034 # dkms.conf's lines have them
	MAKE=() BUILT_MODULE_NAME=() BUILT_MODULE_LOCATION=() kernel_source_dir=$kdir/build dkms_tree=$tree
	# shellcheck source=/dev/null
	. "$conf"
	# shellcheck disable=SC2153 # dkms.conf sets them
	[ "$PACKAGE_NAME $PACKAGE_VERSION" = "hotpatch $version" ] || wrong "dkms.conf: $PACKAGE_NAME $PACKAGE_VERSION"
	# shellcheck disable=SC2153
	[[ $rel =~ $BUILD_EXCLUSIVE_KERNEL && x86_64 =~ $BUILD_EXCLUSIVE_ARCH ]] || wrong "dkms.conf: not for $rel"
	[[ ! 6.9.1-amd64 =~ $BUILD_EXCLUSIVE_KERNEL ]] || wrong "dkms.conf: for a kernel that was never tried"
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL ${MAKE[0]/#make/make -j$(nproc)} >"$dir/make.log" 2>&1 || {
		cat "$dir/make.log"
		wrong "the module does not build of what hotpatch-dkms has"
	}
	name=${BUILT_MODULE_LOCATION[0]}/${BUILT_MODULE_NAME[0]}.ko
	/sbin/modinfo -F vermagic "$tree/hotpatch/$version/build/$name" | grep -q "^$rel " || wrong "no $name for $rel"
}

# Removing files, or replacing them, must not touch the running kernel.
of_scripts() {
	local package script
	for package in hotpatch hotpatch-dkms "$1"; do
		mkdir "$dir/$package.scripts"
		dpkg-deb -e "$(deb "$package")" "$dir/$package.scripts"
		for script in "$dir/$package.scripts"/{pre,post}{inst,rm}; do
			[ -f "$script" ] || continue
			! grep -nE 'rmmod|modprobe|insmod|hp-console (apply|revert|unload|load)|systemctl (re)?start' "$script" ||
				wrong "$package: ${script##*/} touches the kernel"
			sh -n "$script"
		done
	done
}

# running VERSION: what the patch's postinst says where the kernel of that version runs
running() {
	mkdir -p "$dir/bin"
	printf '#!/bin/sh\ncase $1 in\n-r) echo %s ;;\n-v) echo "#1 SMP PREEMPT_DYNAMIC Debian %s (2026-01-01)" ;;\nesac\n' \
		"$rel" "$1" >"$dir/bin/uname"
	chmod +x "$dir/bin/uname"
	PATH=$dir/bin:$PATH "$dir/hotpatch-patch-meminfo-$rel.scripts/postinst" configure 2>&1 || wrong "postinst"
}

of_other_builds() {
	[ -z "$(running "$built")" ] || wrong "says of the very kernel: $(running "$built")"
	[[ $(running "${built}1") == *": made for version $built, and another runs: reboot before you apply it" ]] ||
		wrong "says nothing of another build of the kernel"
}

of_patches() {
	local patch=hotpatch-patch-meminfo-$rel named=hotpatch-patch-lsmod-$rel ours=$1
	pack "$top/build/patches/$kernel/meminfo.ko" "$top/patches/meminfo.c" || wrong "meminfo"
	! compgen -G "$debs/hotpatch-table-*" >/dev/null || wrong "a table for a patch that needs none"
	has "$patch" "usr/lib/hotpatch/$rel/meminfo.ko$"
	depends "$patch" "hotpatch (>= $ours)"
	depends "$patch" "hotpatch-dkms (>= $ours) | hotpatch-module"
	depends "$patch" "linux-image-$rel (= $built) | linux-image-$rel-unsigned (= $built)"
	! field "$patch" Depends | grep -q hotpatch-table || wrong "meminfo depends on a table"
	dpkg --compare-versions "$(field "$patch" Version)" gt 2026 || wrong "version: $(field "$patch" Version)"

	pack "$top/build/patches/$kernel/lsmod.ko" "$top/patches/lsmod.c" 2.5 || wrong "lsmod"
	has "hotpatch-table-$rel" "usr/lib/hotpatch/$rel/$rel.hpsym$"
	has "hotpatch-table-$rel" "usr/lib/hotpatch/$rel/$rel.hpfun$"
	depends "$named" "hotpatch-table-$rel (= $built)"
	[ "$(field "$named" Version)" = 2.5 ] || wrong "the version that was asked for"
	# Both can be on one box.
	for package in "$patch" "$named" "hotpatch-table-$rel" hotpatch hotpatch-dkms; do
		dpkg-deb --fsys-tarfile "$(deb "$package")" | tar -t | grep -v '/$'
	done | sort | uniq -d >"$dir/twice"
	[ ! -s "$dir/twice" ] || wrong "in two packages: $(cat "$dir/twice")"
}

of_names() {
	cp "$top/build/patches/$kernel/meminfo.ko" "$dir/My_Fix.ko"
	pack "$dir/My_Fix.ko" "$top/patches/meminfo.c" 1 || wrong "My_Fix"
	has "hotpatch-patch-my-fix-$rel" "usr/lib/hotpatch/$rel/My_Fix.ko$"
	! pack "$dir/My_Fix.ko" "$top/patches/meminfo.c" 'a b' >/dev/null || wrong "a version with a blank"
	! pack "$dir/nosuch.ko" "$top/patches/meminfo.c" >/dev/null || wrong "a patch that was not built"
}

lint() {
	# Root may run this; lintian only warns of it.
	lintian --allow-root --fail-on error,warning "$debs"/*.deb || wrong "lintian"
}

main() {
	local version
	version=$(sed -n '1s/.*(\(.*\)).*/\1/p' "$top/debian/changelog")
	sources >"$dir/sources"
	mkdir "$debs"
	"$top/mk/deb.sh" "$version" "$debs"
	for package in hotpatch hotpatch-dkms; do
		[ "$(field $package Version)" = "$version" ] || wrong "$package is $(field $package Version), not $version"
	done
	of_tools
	of_dkms "$version"
	of_patches "$version"
	of_names
	of_scripts "hotpatch-patch-meminfo-$rel"
	of_other_builds
	lint
	sources | diff "$dir/sources" - || wrong "the source was written to"
}

main
