#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kernel-from.sh - makes build/kernels/NAME of files that were copied off a box, for a kernel that is in no
# archive; mk/kernel.sh calls it.
#
#	mk/kernel-from.sh NAME DIR
#
# DIR holds, of a kernel with release R, either
#	build		/lib/modules/R/build, followed through its links
#	source		/lib/modules/R/source, likewise; only Debian's headers need it
#	modules		/lib/modules/R; only patches of modules, and guests, need it
#	vmlinuz		/boot/vmlinuz-R; only guests need it
# or the same under the names they have on the box (DIR/usr/src/..., DIR/lib/modules/R/..., DIR/boot/...), or the
# .deb files of image, headers and kbuild; and in any case
#	kallsyms, notes	/proc/kallsyms, read by root, and /sys/kernel/notes, for the symbol table.  With a vmlinux, or
#			with vmlinuz, which is booted once, these may lack.
#	vmlinux		the image as ELF with its symbols, if there is one
# What lacks is named, with the command that fetches it from the box.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=mk/say.sh
. "$top/mk/say.sh"
# shellcheck source=mk/apt.sh
. "$top/mk/apt.sh"
# shellcheck source=mk/archive.sh
. "$top/mk/archive.sh"
# shellcheck source=mk/arch.sh
. "$top/mk/arch.sh"
# shellcheck source=mk/kernel-folder.sh
. "$top/mk/kernel-folder.sh"
[ $# -eq 2 ] || die "usage: mk/kernel-from.sh NAME DIR"
name=$1 from=$2
dir=$top/build/kernels/$name
missing=()

# lacks WHAT COMMAND: one thing more, and what fetches it from the box
lacks() {
	missing+=("$(printf '  %-10s %s' "$1" "$2")")
}

# The command for a folder of /lib/modules/R.
fetch_folder() {
	# shellcheck disable=SC2016 # the box's shell expands it
	printf "ssh root@BOX 'tar -ch -C /lib/modules/\$(uname -r) %s' | tar -x -C %q" "$1" "$from"
}

fetch_file() {
	printf 'ssh root@BOX cat %s >%q/%s' "$2" "$from" "$1"
}

report() {
	[ ${#missing[@]} -gt 0 ] || return 0
	printf '%s\n' "${missing[@]}" >&2
	die "$from lacks what is above; for $name run these, or copy it otherwise"
}

# Unpacks .deb files, if there are any; what they hold lies then as on the box.
unpack() {
	local deb debs_here=("$from"/*.deb)
	tree=$from
	[ -e "${debs_here[0]}" ] || return 0
	tree=$dir.unpacked
	trap 'rm -rf "$tree"' EXIT
	rm -rf "$tree"
	mkdir -p "$tree"
	for deb in "${debs_here[@]}"; do
		say "unpacking ${deb##*/}"
		dpkg-deb -x "$deb" "$tree"
	done
}

# first_folder FILE FOLDER...: the first FOLDER that has FILE; FOLDER may be a pattern without matches
first_folder() {
	local file=$1 folder
	shift
	for folder in "$@"; do
		if [ -e "$folder/$file" ]; then
			echo "$folder"
			return
		fi
	done
}

find_headers() {
	local how
	build=$(first_folder include/generated/utsrelease.h "$tree"/build "$tree"/{usr/,}lib/modules/*/build "$tree"/usr/src/*)
	if [ -z "$build" ]; then
		how=$(fetch_folder build)
		[ "$tree" = "$from" ] || how="on the box: apt-get download linux-headers-\$(uname -r)"
		lacks build "$how"
		return
	fi
	rel=$(sed -n 's/.*UTS_RELEASE "\(.*\)".*/\1/p' "$build/include/generated/utsrelease.h")
	[[ $rel =~ ^[A-Za-z0-9._+~-]+$ ]] || die "$build/include/generated/utsrelease.h names no release"
	common=$(sed -n 's,^include /usr/src/\([^/]*\)/.*,\1,p' "$build/Makefile")
	if [ -n "$common" ]; then
		source=$(first_folder Makefile "$tree/source" "$tree"/{usr/,}lib/modules/"$rel"/source "$tree/usr/src/$common")
		[ -n "$source" ] || missing_source
	fi
	[ -x "$build/scripts/mod/modpost" ] || missing_programs
}

missing_source() {
	local how
	how=$(fetch_folder source)
	[ "$tree" = "$from" ] || how="on the box: apt-get download $common"
	lacks source "$how"
}

# Debian's are in a package of their own, to which a link leads.
missing_programs() {
	local how
	how="$(fetch_folder build)   (build/scripts/mod/modpost is not there: tar without -h?)"
	[ "$tree" = "$from" ] || how="on the box: apt-get download \$(dpkg-query -Wf '\${Depends}' linux-headers-\$(uname -r) | grep -o 'linux-kbuild-[^ ,]*')"
	lacks kbuild "$how"
}

find_symbols() {
	kallsyms=$(first_of "$from/kallsyms")
	notes=$(first_of "$from/notes")
	vmlinux=$(first_of "$from/vmlinux" "$tree/usr/lib/debug/boot/vmlinux-${rel-}" "$tree/usr/lib/debug/usr/lib/modules/${rel-}/vmlinux")
	if [ -n "$kallsyms" ] && ! grep -qE '^0*[1-9a-f]' "$kallsyms"; then
		lacks kallsyms "$(fetch_file kallsyms /proc/kallsyms)   (all its addresses are 0: it was not root who read it)"
	fi
	if [ -n "$kallsyms" ] && [ -z "$notes" ]; then
		lacks notes "$(fetch_file notes /sys/kernel/notes)"
	fi
	if [ -z "$kallsyms$vmlinux$vmlinuz" ]; then
		lacks kallsyms "$(fetch_file kallsyms /proc/kallsyms)"
		[ -n "$notes" ] || lacks notes "$(fetch_file notes /sys/kernel/notes)"
	fi
}

set_arch() {
	arch=
	grep -q '^CONFIG_ARM64=y' "$build/include/config/auto.conf" && arch=arm64
	grep -q '^CONFIG_X86_64=y' "$build/include/config/auto.conf" && arch=x86_64
	[ -n "$arch" ] || die "kernel $rel is neither for x86-64 nor for arm64"
	arch_set "$arch"
}

# The headers bring programs along, which were built for the box.
check_programs() {
	local theirs ours
	theirs=$(readelf -h "$build/scripts/mod/modpost" | sed -n 's/ *Machine: *//p')
	ours=$(readelf -h /bin/sh | sed -n 's/ *Machine: *//p')
	[ "$theirs" = "$ours" ] || die "the programs in $build/scripts are for $theirs and do not run here ($ours): use a machine like the box, or, if it is a kernel of Debian, KERNEL=$rel without KERNEL_FROM"
}

# copy FROM TO, through links, if there is FROM
copy() {
	[ -n "$1" ] || return 0
	mkdir -p "$(dirname "$2")"
	cp -rL "$1" "$2"
}

assemble() {
	local new=$dir.new modules
	rm -rf "$new"
	mkdir -p "$new/lib/modules/$rel"
	say "copying the headers of $rel"
	copy "$build" "$new/usr/src/linux-headers-$rel"
	[ -z "$common" ] || copy "$source" "$new/usr/src/$common"
	modules=$(first_folder kernel "$from/modules" "$tree"/{usr/,}lib/modules/"$rel")
	if [ -n "$modules" ]; then
		say "copying its modules"
		copy "$modules/kernel" "$new/lib/modules/$rel/kernel"
		cp "$modules"/modules.{order,builtin,builtin.modinfo} "$new/lib/modules/$rel/" 2>/dev/null || true
	fi
	# depmod misses these.
	touch "$new/lib/modules/$rel"/modules.{order,builtin,builtin.modinfo}
	copy "$vmlinuz" "$new/boot/vmlinuz-$rel"
	copy "$(first_of "$from/config" "$tree/boot/config-$rel" "$tree"/{usr/,}lib/modules/"$rel"/config "$build/.config")" \
		"$new/boot/config-$rel"
	copy "$kallsyms" "$new/kallsyms"
	copy "$notes" "$new/notes"
	copy "$vmlinux" "$new/vmlinux"
	link_parts "$new" "$rel"
	make_relocatable "$new/build" "../$common"
	/sbin/depmod -b "$new" "$rel"
	describe "$new" "$rel" "of a box" "$arch"
	choose_compiler "$new"
}

# This machine's compiler if it is of the version, and the kernel's own programs run here; else the first release's
# that has one.
choose_compiler() {
	local new=$1 gcc pool
	gcc=$(gcc_of "$new/build")
	[ -n "$gcc" ] || return 0	# not gcc: mk/kbuild.sh says so
	if command -v "${arch_cross}gcc-$gcc" >/dev/null && ! ldd "$new/build/scripts/mod/modpost" 2>&1 | grep -q 'not found'; then
		return
	fi
	pool=$(pool_of "gcc-$gcc" "$(dpkg --print-architecture)")
	[ -n "$pool" ] || return 0
	choose_chroot "$new" "$(release_of "$pool")"
}

# All that there is, by name, size and time.
stamp() {
	(cd "$from" && find -L . -printf '%P %s %T@\n' | LC_ALL=C sort | sha256sum | cut -c 1-32)
}

main() {
	local now
	[ -d "$from" ] || die "KERNEL_FROM=$from: no such folder"
	mkdir -p "$top/build/kernels"
	exec 9>"$top/build/kernels/.lock.$name"
	flock 9
	now=$(stamp)
	if [ "$(cat "$dir/stamp" 2>/dev/null)" = "$now" ]; then
		return
	fi
	unpack
	rel=
	find_headers
	vmlinuz=$(first_of "$from/vmlinuz" "$tree/boot/vmlinuz-$rel" "$tree"/{usr/,}lib/modules/"$rel"/vmlinuz)
	find_symbols
	report
	set_arch
	check_programs
	assemble
	(cd "$from" && pwd) >"$dir.new/from"
	echo "$now" >"$dir.new/stamp"
	put_in_place "$dir"
	say "kernel $name is $rel, ready in ${dir#"$top"/}"
}

main
exit
