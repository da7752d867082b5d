#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# deb-patch.sh - packs a patch that was built ("make patch") for one kernel of Debian.
#
#	mk/deb-patch.sh KERNEL NAME.ko SOURCE [VERSION [DIR]]
#
#	DIR/hotpatch-patch-NAME-RELEASE_VERSION_ARCH.deb
#	DIR/hotpatch-table-RELEASE_VERSION_ARCH.deb	only if the patch names source files
#
# DIR is build/deb, unless it is said.
# VERSION is the time of the source's last change and the kernel's version, unless it is said.  Installing loads
# nothing.
#
# The patch depends on the very version of the kernel's package: a rebuild may have the same release and other code.
# Without source files kallsyms knows all that the patch asks for.  The table has a package of its own because the
# patches of one kernel share it.
set -eu -o pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=say.sh
. "$top/mk/say.sh"
# shellcheck source=arch.sh
. "$top/mk/arch.sh"
[ $# -ge 3 ] && [ $# -le 5 ] || die "usage: mk/deb-patch.sh KERNEL NAME.ko SOURCE [VERSION [DIR]]"
kernel=$1 ko=$2 source=$3
name=$(basename "$ko" .ko)
kdir=$top/build/kernels/$kernel
out=${5:-$top/build/deb}

[ -f "$ko" ] || die "no $ko: make patch SRC=$source KERNEL=$kernel"
grep -q "^linux-image-" "$kdir/stamp" || die "kernel $kernel is none of Debian's packages, so there is nothing to depend on"
arch_set "$(cat "$kdir/arch")"
[ "$arch_deb" = amd64 ] || die "there is no package hotpatch for $arch_deb that a patch could depend on"
rel=$(cat "$kdir/release")
built=$(cat "$kdir/version")
changed=$(stat -c %Y "$source")
version=${4:-$(date -u -d "@$changed" +%Y%m%d.%H%M)+${built//-/.}}
ours=$(dpkg-parsechangelog -l "$top/debian/changelog" -S Version)
who="${DEBFULLNAME:-$(sed -n 's/^Maintainer: \(.*\) <.*/\1/p' "$top/debian/control")}"
who+=" <${DEBEMAIL:-$(sed -n 's/^Maintainer: .*<\(.*\)>/\1/p' "$top/debian/control")}>"
dpkg --validate-version "$version" || die "\"$version\" is no version for a package"

# Letters that names of packages cannot have.
legal() {
	tr 'A-Z_' 'a-z-' <<<"$1"
}

# Does the patch say of any symbol which source file it is from?  Then the box must have a table.
names_files() {
	"${arch_cross}objcopy" -O binary --only-section=.init.hotpatch "$ko" "$work/targets"
	"${arch_cross}objcopy" -O binary --only-section=.modinfo "$ko" "$work/modinfo"
	# struct hp_symref begins with name and file, 128 bytes each; it is 328 with the replacement.
	perl -0777 -ne 'for (unpack "(a328)*") { exit 1 if (unpack "x128 Z128") ne "" }' "$work/targets" || return 0
	tr '\0' '\n' <"$work/modinfo" | grep -q '^hotpatch_symbol=[^:]*:[^:]*:[^:]'
}

# A version with a revision is that of somebody else's source packed for Debian, and its changelog has another name.
changelog_for() {
	case $1 in
	*-*) echo changelog.Debian.gz ;;
	*) echo changelog.gz ;;
	esac
}

# begin PACKAGE VERSION: an empty tree in $tree, with what every package has
begin() {
	package=$1
	tree=$work/$1
	mkdir -p "$tree/DEBIAN" "$tree/usr/share/doc/$1" "$tree/usr/lib/hotpatch/$rel"
	cp "$top/debian/copyright" "$tree/usr/share/doc/$1/"
	{
		printf '%s (%s) unstable; urgency=medium\n\n' "$1" "$2"
		printf '  * For kernel %s, %s.\n\n -- %s  %s\n' "$rel" "$built" "$who" "$(date -u -R -d "@$changed")"
	} | gzip -9n >"$tree/usr/share/doc/$1/$(changelog_for "$2")"
	printf '%s\n' "Package: $1" "Version: $2" "Architecture: $arch_deb" "Section: kernel" "Priority: optional" \
		"Maintainer: $who" >"$tree/DEBIAN/control"
}

script() {
	cat >"$tree/DEBIAN/$1"
	chmod 755 "$tree/DEBIAN/$1"
}

# finish: the package of $tree, instead of any other version of it
finish() {
	echo "Installed-Size: $(du -sk --apparent-size --exclude=DEBIAN "$tree" | cut -f 1)" >>"$tree/DEBIAN/control"
	(cd "$tree" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum >DEBIAN/md5sums)
	chmod -R u=rwX,go=rX "$tree"
	rm -f "$out/${package}_"*.deb
	SOURCE_DATE_EPOCH=$changed dpkg-deb --root-owner-group -b "$tree" "$out" >"$work/log"
	say "$(sed -n "s,.* in '\(.*\)'\.,\1,p" "$work/log")"
}

table_package() {
	local table=$top/build/tables/$kernel.vmlinux.hpsym functions=$top/build/tables/$kernel.hpfun
	[ -f "$table" ] || die "$name names source files, and its kernel's table must know them: make symtab KERNEL=$kernel"
	begin "hotpatch-table-$rel" "$built"
	cp "$table" "$tree/usr/lib/hotpatch/$rel/$rel.hpsym"
	[ ! -f "$functions" ] || cp "$functions" "$tree/usr/lib/hotpatch/$rel/$rel.hpfun"
	cat >>"$tree/DEBIAN/control" <<-END
	Enhances: hotpatch
	Description: symbol table of kernel $rel for hotpatch
	 It has the source files of functions, so that several of one name can be told
	 apart, and tells which were inlined into which.
 Made of the package of version $built.
	END
	finish
}

patch_package() {
	local description
	begin "hotpatch-patch-$(legal "$name")-$rel" "$version"
	description=$(tr '\0' '\n' <"$work/modinfo" | sed -n 's/^description=//p' | head -n 1)
	cp "$ko" "$tree/usr/lib/hotpatch/$rel/"
	cat >>"$tree/DEBIAN/control" <<-END
	Depends: hotpatch (>= $ours), hotpatch-dkms (>= $ours) | hotpatch-module, linux-image-$rel (= $built) | linux-image-$rel-unsigned (= $built)$1
	Description: patch for the running kernel $rel: $name
	 It says of itself: ${description:-nothing}.
	 .
	 Installing it changes nothing.  It is applied by "hp-console apply $name",
	 and at each boot if /etc/hotpatch/apply says so.
	END
	script postinst <<-END
	#!/bin/sh
	set -e
	if [ "\$1" = configure ] && [ "\$(uname -r)" = '$rel' ]; then
		case \$(uname -v) in
		*'Debian $built '*) ;;
		*) echo '$package: made for version $built, and another runs: reboot before you apply it' >&2 ;;
		esac
	fi
	END
	script prerm <<-END
	#!/bin/sh
	set -e
	module=/sys/module/$(tr - _ <<<"$name")
	if [ "\$1" = remove ] && [ -e "/sys/module/hotpatch/holders/\${module##*/}" ] && [ "\$(cat "\$module/refcnt")" -gt 0 ]; then
		echo '$package: $name is applied in the running kernel, and left so' >&2
	fi
	END
	finish
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
if names_files; then
	table_package
	patch_package ", hotpatch-table-$rel (= $built)"
else
	patch_package ''
fi
