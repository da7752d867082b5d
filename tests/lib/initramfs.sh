# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# initramfs.sh - makes the guest's file system; sourced by tests/vm.  It comes in two cpio archives
# that the kernel unpacks one after the other: the base (all that was built for a kernel, made again
# only when an input has changed) and the run (script, arguments, added files).
#
# In the guest things lie where an installed box has them, see guest_files below.
# What runs in a guest of another architecture is static, and lies in build/ARCH as mk/programs.sh made it.
# Uses: $top, $kernel (name), $kdir, $rel, and what mk/arch.sh has set.
# shellcheck disable=SC2154 # those

# The shared objects and the loader of a dynamic program: "SOURCE DEST" lines.
libraries_of() {
	{ ldd "$1" 2>/dev/null || true; } | awk '$2 == "=>" && $3 ~ /^\// { print $3, $3 } $1 ~ /^\// { print $1, $1 }'
}

# The wanted kernel modules and what they depend on, for those this kernel has as modules.  Besides
# the list, every module that a patch names as its target.
module_files() {
	local names file
	names=$(sed 's/#.*//' "$top/tests/guest/modules.txt"
		cat /dev/null "$top"/patches/*.c | sed -n 's/.*HOTPATCH_REPLACE_IN("\([^"]*\)".*/\1/p')
	for name in $names; do
		# Not every kernel has each of them, or has it as a module.
		/sbin/modprobe -d "$kdir" -S "$rel" --show-depends "$name" 2>/dev/null |
			awk '$1 == "insmod" { print $2 }' || true
	done | sort -u | while read -r file; do
		echo "$file /lib/modules/$rel/${file##*/lib/modules/"$rel"/}"
	done
}

# "SOURCE DEST" of all programs, those of DIR.
programs_of() {
	local dir=$1 busybox=$2 f
	echo "$dir/guest/init /init"
	echo "$busybox /bin/busybox"
	for f in "$dir"/guest/bin/*; do
		echo "$f /vm/bin/${f##*/}"
	done
	[ ! -f "$dir/hp-console/hp-console-static" ] ||
		echo "$dir/hp-console/hp-console-static /usr/bin/hp-console-static"
}

programs() {
	local b=$top/build f
	if [ -n "$arch_cross" ]; then
		programs_of "$b/$arch_deb" "$b/$arch_deb/sysroot/bin/busybox"
		for f in hp-console/hp-console symtab/hp-symtab; do
			[ ! -f "$b/$arch_deb/$f-static" ] ||
				echo "$b/$arch_deb/$f-static /usr/bin/${f##*/}"
		done
		return
	fi
	programs_of "$b" "$(command -v busybox)"
	for f in "$b"/hp-console/hp-console "$b"/hp-console/hp-send "$b"/symtab/hp-symtab; do
		[ ! -f "$f" ] || echo "$f /usr/bin/${f##*/}"
	done
	for f in "$b"/{hp-console/hp-console,hp-console/hp-send,symtab/hp-symtab} "$b"/guest/{init,bin/*}; do
		libraries_of "$f"
	done
}

# Every file of the base as "SOURCE DEST".  What has not been built is left out without a word: a test that
# needs it can say better what is missing.
guest_files() {
	local b=$top/build f
	shopt -s nullglob
	programs
	for f in "$b/kmod/$kernel"/hotpatch-kmod/*.ko; do
		echo "$f /lib/modules/$rel/extra/${f##*/}"
	done
	for f in "$b/patches/$kernel"/*.ko; do
		echo "$f /usr/lib/hotpatch/$rel/${f##*/}"
	done
	for f in "$b/tables/$kernel".hp{sym,fun}; do
		[ ! -f "$f" ] || echo "$f /usr/lib/hotpatch/$rel/$rel.${f##*.}"
	done
	# Patches that only tests need are in /vm, where tests run, and where modprobe finds modules.
	for f in "$b/tests/$kernel"/*.ko; do
		echo "$f /vm/${f##*/}"
		echo "$f /lib/modules/$rel/extra/${f##*/}"
	done
	for f in "$b/tables/$kernel".*.hpsym; do
		echo "$f /vm/${f##*/"$kernel".}"
	done
	for f in dumb vt100 vt220 linux xterm screen; do
		[ ! -f "/lib/terminfo/${f:0:1}/$f" ] ||
			echo "/lib/terminfo/${f:0:1}/$f /lib/terminfo/${f:0:1}/$f"
	done
	module_files
}

pack() {
	(cd "$1" && find . -mindepth 1 -print0 | LC_ALL=C sort -z |
		cpio -0 -o -H newc -R 0:0 --quiet) >"$2"
}

# Copies "SOURCE DEST" lines below directory $1.  A file that goes to a second place too becomes a hard link
# there, so that the archive, and the guest's memory, hold it once.
stage() {
	local root=$1 source dest inode
	local -A first=()
	while read -r source dest; do
		mkdir -p "$root${dest%/*}"
		inode=$(stat -L -c %d:%i "$source")
		if [ -n "${first[$inode]-}" ]; then
			ln "$root${first[$inode]}" "$root$dest"
		else
			cp -L "$source" "$root$dest"
			first[$inode]=$dest
		fi
	done
}

fill_base() {
	local root=$1 list=$2 applet
	mkdir -p "$root"/{bin,sbin,usr/bin,usr/sbin,usr/lib/hotpatch/"$rel",etc,root,proc,sys,dev,tmp,run}
	mkdir -p "$root/vm/bin" "$root/lib/modules/$rel/extra"
	stage "$root" <"$list"
	ln -s "usr/lib/hotpatch/$rel" "$root/patches"
	# Symbols are of no use there, and a guest of little memory holds all of this twice while it boots.
	find "$root/vm/bin" "$root/usr/bin" "$root/init" -type f ! -name '*.sh' \
		-exec "${arch_cross}strip" {} + 2>/dev/null || true
	"${arch_cross}strip" --strip-debug "$root/lib/modules/$rel/extra/hotpatch.ko" 2>/dev/null || true
	# The guest's busybox may be of another architecture, so this machine's is asked for the names: it is
	# of the same source.
	for applet in $(busybox --list-full); do
		[ -e "$root/$applet" ] || ln -s /bin/busybox "$root/$applet"
	done
	echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
	echo 'root:x:0:' >"$root/etc/group"
	cp "$kdir/modules/"modules.{order,builtin,builtin.modinfo} "$root/lib/modules/$rel/" 2>/dev/null || true
	/sbin/depmod -b "$root" "$rel"
}

# Makes $1/base.cpio unless it is made of the very same files already.
make_base() {
	local dir=$1 list=$1/base.list state=$1/base.state
	mkdir -p "$dir"
	exec 8>"$dir/.lock"
	flock 8
	guest_files | sort -u >"$list"
	{
		cat "$list"
		awk '{ print $1 }' "$list" | xargs -d '\n' stat -L -c '%n %Y %s'
		stat -c '%n %Y' "$top/tests/lib/initramfs.sh"
	} | sha256sum >"$state.new"
	if ! [ -f "$dir/base.cpio" ] || ! cmp -s "$state" "$state.new"; then
		rm -rf "$dir/root" "$dir/base.cpio"
		fill_base "$dir/root" "$list"
		pack "$dir/root" "$dir/base.cpio.new"
		rm -rf "$dir/root"
		# Renamed and not overwritten, so that a run that uses the old archive keeps that.
		mv "$dir/base.cpio.new" "$dir/base.cpio"
		mv "$state.new" "$state"
	fi
	cp -l "$dir/base.cpio" "$2"
	exec 8>&-
}
