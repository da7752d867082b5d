#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# build-kernel.sh - builds a kernel of our own from Debian's kernel source; mk/kernel.sh calls it.
#
#	mk/build-kernel.sh NAME
#
# The recipe is mk/kernels/NAME.config: what it says on top of tinyconfig.  Each of its lines must
# have its effect, else the build ends with the names of those that have none.  Its comment
# "about: N files" is only for showing how far the build is.
#
# build/kernels/NAME is a link to build/kernels/built/NAME-HASH, with the hash of all that makes up the
# recipe: the same recipe is never built twice.  It holds what the head of mk/kernel.sh says, vmlinux
# included.  The source's version stays as it is until KERNEL_UPDATE=1 asks for the archive's newest.
#
# KERNEL_KEEP=1 leaves the tree it was built in, build/linux-NAME, and the next build begins with that.
set -eu -o pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=say.sh
. "$top/mk/say.sh"
# shellcheck source=apt.sh
. "$top/mk/apt.sh"
# shellcheck disable=SC2154 # $debs, $deb: apt.sh
source_package=linux-source-6.1
[ $# -eq 1 ] || die "usage: mk/build-kernel.sh NAME"
name=$1
fragment=$top/mk/kernels/$name.config
[ -f "$fragment" ] || die "no recipe mk/kernels/$name.config"
kernels=$top/build/kernels
tree=$top/build/linux-$name
log=$top/build/linux-$name.log
export LC_ALL=C
# These go into the image; they are fixed, so that the same recipe gives the same image.
export KBUILD_BUILD_TIMESTAMP='Thu Jan  1 00:00:00 UTC 1970' KBUILD_BUILD_VERSION=1
export KBUILD_BUILD_USER=hotpatch KBUILD_BUILD_HOST=hotpatch
# If a make has called us, its flags and variables must not reach the kernel's make.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES KERNEL ARCH CROSS_COMPILE V Q O B M

# The lines of the recipe that are settings, without its comments.
settings() {
	grep -E '^(CONFIG_|# CONFIG_\w+ is not set$)' "$fragment"
}

recipe_hash() {
	{
		grep -v '^[[:space:]]*#' "$top/mk/build-kernel.sh"
		settings
		echo "$version"
		gcc --version | head -n 1
	} | sha256sum | cut -c 1-16
}

source_version() {
	if [ -z "${KERNEL_UPDATE-}" ] && [ -f "$kernels/$name/version" ]; then
		cat "$kernels/$name/version"
		return
	fi
	apt_lists_for "$source_package"
	version_of "$source_package"
}

unpack() {
	local unpacked=$tree.deb
	if [ "$(cat "$tree/.version-of-package" 2>/dev/null)" = "$version" ]; then
		say "going on in ${tree#"$top"/}, where a build has been before"
		return
	fi
	deb=$debs/${source_package}_${version}_all.deb
	[ -f "$deb" ] || fetch "$source_package" "the kernel's source"
	[ "$deb" = "$debs/${source_package}_${version}_all.deb" ] ||
		die "the archive has another version than $version by now: KERNEL_UPDATE=1"
	say "unpacking ${deb##*/}"
	rm -rf "$tree" "$unpacked"
	mkdir -p "$tree"
	dpkg-deb -x "$deb" "$unpacked"
	# Left out are the register definitions of one graphics driver, a quarter of the whole source.
	tar -xf "$unpacked/usr/src/$source_package.tar.xz" -C "$tree" --strip-components=1 \
		--exclude='*/drivers/gpu/drm/amd/include/*'
	rm -rf "$unpacked"
	echo "$version" >"$tree/.version-of-package"
}

# Prints the lines of the recipe that .config contradicts.
without_effect() {
	local line option
	while read -r line; do
		option=${line#\# }
		option=${option%%[ =]*}
		case $line in
		CONFIG_*) grep -qxF -- "$line" "$tree/.config" || echo "$line" ;;
		*) ! grep -q "^$option=" "$tree/.config" || echo "$line" ;;
		esac
	done < <(settings)
}

configure() {
	local lost
	(
		cd "$tree"
		make -s tinyconfig
		scripts/kconfig/merge_config.sh -m .config "$fragment"
		make -s olddefconfig
	) >"$log" 2>&1 || failed
	lost=$(without_effect)
	[ -z "$lost" ] || die "${fragment#"$top"/}: these lines have no effect:
$lost"
}

failed() {
	grep -E -m 5 'error|Error' "$log" >&2 || tail -n 10 "$log" >&2
	die "$name does not build, see ${log#"$top"/}"
}

# Says now and then how far the build is, until it is killed.
progress() {
	local total begun=$SECONDS
	total=$(sed -n 's/^# about: \([0-9]*\) files$/\1/p' "$fragment")
	while sleep 20; do
		say "$name: $(grep -c '^  \(CC\|AS\)' "$log") of about ${total:-?} files compiled," \
			"$((SECONDS - begun)) s"
	done
}

compile() {
	local jobs pid
	jobs=$(nproc)
	say "building $name ($version, recipe $hash); this takes minutes, more of them on few CPUs ($jobs)"
	progress &
	pid=$!
	# shellcheck disable=SC2064 # that pid
	trap "kill $pid 2>/dev/null" EXIT
	make -C "$tree" -j"$((jobs + 1))" bzImage modules >>"$log" 2>&1 || failed
	kill "$pid"
	trap - EXIT
}

# What building a module needs of the tree, as the kernel's own "make bindeb-pkg" chooses it.
headers() {
	local dest=$1
	mkdir -p "$dest"
	(
		cd "$tree"
		find . arch/x86 -maxdepth 1 -name 'Makefile*'
		find include scripts arch/x86/include '(' -type f -o -type l ')' \
			! -name '*.o' ! -name '*.cmd'
		find arch/x86 -name Kbuild.platforms -o -name Platform
		find arch/x86 -path '*/scripts/*' -type f
		ls .config Module.symvers scripts/module.lds
		[ ! -x tools/objtool/objtool ] || echo tools/objtool/objtool
	) | sort -u | tar -c -C "$tree" -T - | tar -x -C "$dest"
}

install_kernel() {
	local dest=$1 rel
	rm -rf "$dest"
	mkdir -p "$dest"
	rel=$(make -s -C "$tree" kernelrelease)
	if grep -q '=m$' "$tree/.config"; then
		make -s -C "$tree" INSTALL_MOD_PATH="$dest" INSTALL_MOD_STRIP=1 DEPMOD=true \
			modules_install >>"$log" 2>&1 || failed
	fi
	mkdir -p "$dest/lib/modules/$rel"
	rm -f "$dest/lib/modules/$rel"/{build,source}
	cp "$tree"/modules.{builtin,builtin.modinfo} "$dest/lib/modules/$rel/"
	[ -f "$dest/lib/modules/$rel/modules.order" ] || : >"$dest/lib/modules/$rel/modules.order"
	headers "$dest/build"
	ln -s ../../../build "$dest/lib/modules/$rel/build"
	ln -s "lib/modules/$rel" "$dest/modules"
	cp "$tree/arch/x86/boot/bzImage" "$dest/vmlinuz"
	cp "$tree/System.map" "$tree/vmlinux" "$dest/"
	/sbin/depmod -b "$dest" -F "$dest/System.map" "$rel"
	echo "$rel" >"$dest/release"
	echo "$version" | tee "$dest/version" >"$dest/vmlinux.version"
	echo x86_64 >"$dest/arch"
	echo "$source_package $version $hash" >"$dest/stamp"
}

# All is in a function, so that bash has read the whole file before it runs: it may change meanwhile.
main() {
	local built
	mkdir -p "$kernels/built" "$debs"
	exec 9>"$kernels/.lock.$name"
	flock 9
	version=$(source_version)
	hash=$(recipe_hash)
	built=$kernels/built/$name-$hash
	if [ ! -f "$built/stamp" ]; then
		unpack
		configure
		SECONDS=0
		compile
		install_kernel "$built.new"
		rm -rf "$built"
		mv "$built.new" "$built"
		[ -n "${KERNEL_KEEP-}" ] || rm -rf "$tree"
		say "kernel $name is ready in ${built#"$top"/}, after $SECONDS s"
	fi
	if [ "$(readlink "$kernels/$name")" != "built/$name-$hash" ]; then
		rm -rf "${kernels:?}/$name"
		ln -s "built/$name-$hash" "$kernels/$name"
	fi
}

main
exit
