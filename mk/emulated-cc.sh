#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# emulated-cc.sh - for a kernel of another architecture: a compiler that makes the very code of which that kernel is.
#
#	mk/emulated-cc.sh NAME CC	prints CC, or what to take in its place
#
# Debian builds kernels with the architecture's native compiler, and its cross compilers are built less often: the
# gcc-12 of bookworm got a mended layout of frames with a stack protector (CVE-2023-4039), the cross compiler did not, so
# every fourth function of the kernel comes out otherwise.  That does not matter for a module, but does to who compares
# code.  So where the two are not of the same version (the kernel's configuration has it), the native compiler's cc1, which
# is all that differs, is run in qemu's user mode: eight times as slow.  It lies in build/ARCH/cc-VERSION, unpacked and not
# installed.  Where the archive has that version no more, or the compiler is one in a chroot, CC is all there is, and it
# is said.
set -eu -o pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=mk/say.sh
. "$top/mk/say.sh"
# shellcheck source=mk/apt.sh
. "$top/mk/apt.sh"
# shellcheck source=mk/archive.sh
. "$top/mk/archive.sh"
# shellcheck source=mk/arch.sh
. "$top/mk/arch.sh"
# shellcheck source=mk/compiler.sh
. "$top/mk/compiler.sh"
# shellcheck disable=SC2154 # $deb: apt.sh
[ $# -eq 2 ] || die "usage: mk/emulated-cc.sh NAME CC"
name=$1 cc=$2
kdir=$top/build/kernels/$name
arch_set "$(cat "$kdir/arch")"

# debian_version TEXT: "gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0" is 12.2.0-14+deb12u1
debian_version() {
	sed -n 's/.*(Debian \([^)]*\)).*/\1/p' <<<"$1"
}

# Unpacks cc1 and the libraries that it takes.
unpack_native() {
	local package
	for package in "$cpp" $(dependencies "$cpp" "$version" | grep -v -- -base$); do
		if [ "$package" = "$cpp" ]; then
			fetch "$package" "the compiler of $name" "$version"
		else
			fetch "$package" "a library of the compiler"
		fi
		dpkg-deb -x "$deb" "$dir.new/root"
	done
}

# Of qemu's 30 emulators one is taken.
unpack_emulator() {
	apt_lists_for qemu-user-static
	fetch qemu-user-static "the emulator of the compiler's architecture"
	dpkg-deb --fsys-tarfile "$deb" | tar -xO "./usr/bin/$emulator" >"$dir.new/$emulator"
	chmod +x "$dir.new/$emulator"
}

# Both scripts find what they call beside themselves.  gcc looks for cc1 in the folder that -B names first.
write_scripts() {
	mkdir -p "$dir.new/bin"
	cat >"$dir.new/bin/cc1" <<-END
	#!/bin/sh
	here=\$(dirname "\$0")/..
	exec "\$here/$emulator" -L "\$here/root" "\$here/root/$cc1" "\$@"
	END
	cat >"$dir.new/gcc" <<-END
	#!/bin/sh
	exec $cc -B"\$(dirname "\$0")/bin" "\$@"
	END
	chmod +x "$dir.new/bin/cc1" "$dir.new/gcc"
}

make_compiler() {
	local pool cc1
	pool=$(pool_with "$cpp" "$version" "$arch_deb" "linux-image-$(cat "$kdir/release")")
	[ -n "$pool" ] || return 0
	trap 'rm -rf "$dir.new"' EXIT
	rm -rf "$dir.new"
	mkdir -p "$dir.new"
	in_pool "$pool" "$arch_deb" unpack_native
	unpack_emulator
	cc1=$(cd "$dir.new/root" && find usr -name cc1 -type f | head -n 1)
	[ -n "$cc1" ] || die "no cc1 in $cpp of $arch_deb, $version"
	write_scripts
	mv "$dir.new" "$dir"
}

# All is in a function, so that bash has read the whole file before it runs: it may change meanwhile.
main() {
	local ours
	version=''
	# Who asks for another compiler gets it.
	[ -z "$arch_cross" ] || [ -n "${FOREIGN_CC-}" ] || version=$(debian_version "$(setting CONFIG_CC_VERSION_TEXT)")
	[ -z "$version" ] || ours=$(debian_version "$(run "$cc" --version)")
	if [ -z "$version" ] || [ "$version" = "$ours" ]; then
		echo "$cc"
		return
	fi
	dir=$top/build/$arch_deb/cc-$version
	emulator=qemu-${arch_cross%%-*}-static
	cpp=cpp-${cc##*-}
	if [ ! -d "$dir" ] && [ ! -f "$kdir/chroot" ]; then
		mkdir -p "$top/build/$arch_deb"
		exec 9>"$top/build/$arch_deb/.lock.cc"
		flock 9
		[ -d "$dir" ] || make_compiler
		exec 9>&-
	fi
	if [ -d "$dir" ]; then
		echo "$dir/gcc"
	else
		say "$name was built with gcc $version, and $cc is $ours: its code may differ"
		echo "$cc"
	fi
}

main
exit
