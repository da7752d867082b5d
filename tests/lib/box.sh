#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# box.sh - makes the disk of a Debian box: Debian 12 with systemd, the kernel KERNEL as a package with its
# headers, and what DKMS needs to build a module there without a network.  Made once, and again if one of
# its inputs changes.
#
#	tests/lib/box.sh KERNEL
#
#	build/box/KERNEL/disk.ext4	the whole of it, one file system without partitions
#	build/box/KERNEL/vmlinuz	the kernel and the initramfs that the box's own initramfs-tools
#	build/box/KERNEL/initrd		made of it
#
# At its end each boot runs /run.sh out of the tar archive that is the second disk, with its output on the
# second serial line, and whatever became of that, the box goes down.  Needs root, for debootstrap.
set -eu -o pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=../../mk/say.sh
. "$top/mk/say.sh"
# shellcheck source=../../mk/apt.sh
. "$top/mk/apt.sh"
[ $# -eq 1 ] || die "usage: tests/lib/box.sh KERNEL"
kernel=$1
dir=$top/build/box/$kernel
root=$dir/root
kdir=$top/build/kernels/$kernel

# What a box has to have already: the dependencies of our packages, so that apt needs nothing but those.
packages=(systemd-sysv udev dbus kmod dkms openssl linux-compiler-gcc-12-x86 libc6-dev initramfs-tools
	linux-base zstd e2fsprogs procps libedit2 libncursesw6 liblzma5 libmd0 libdw1 libelf1 zlib1g)

# The kernel's own packages, as mk/kernel.sh has downloaded them: its stamp says which.
kernel_debs() {
	local version package
	version=$(cat "$kdir/version")
	for package in $(cat "$kdir/stamp"); do
		[ "$package" = "$version" ] || ls "$top/build/debs/${package}_"*.deb
	done
}

state() {
	kernel_debs
	sha256sum "$0" | cut -d ' ' -f 1
}

# The machine's own mirror of Debian.
mirror() {
	# shellcheck disable=SC2016 # apt expands it
	apt-get indextargets --format '$(REPO_URI)' 'Codename: bookworm' 'Created-By: Packages' | head -n 1
}

put() {
	mkdir -p "$(dirname "$root$1")"
	cat >"$root$1"
}

settings() {
	echo box | put /etc/hostname
	echo '/dev/vda / ext4 defaults 0 1' | put /etc/fstab
	# No sources: this box has no network, as many have that are patched.
	: | put /etc/apt/sources.list
	# Else the initramfs has every driver there is, and an emulated machine unpacks it for half a minute.
	printf '%s\n' MODULES=list COMPRESS=zstd | put /etc/initramfs-tools/conf.d/box
	printf '%s\n' virtio_pci virtio_blk ext4 | put /etc/initramfs-tools/modules
	put /etc/systemd/system/step.service <<-'END'
	[Unit]
	Description=one step of a test
	# Last of all: what is enabled for this boot has run, or has failed.
	After=multi-user.target
	[Service]
	Type=oneshot
	StandardOutput=file:/dev/ttyS1
	StandardError=file:/dev/ttyS1
	Environment=HOME=/root
	ExecStart=/bin/sh -c 'mkdir -p /run/step && tar -xf /dev/vdb -C /run/step && exec bash /run/step/run.sh'
	ExecStopPost=/bin/systemctl --no-block poweroff
	[Install]
	WantedBy=default.target
	END
	mkdir -p "$root/etc/systemd/system/default.target.wants"
	ln -sf /etc/systemd/system/step.service "$root/etc/systemd/system/default.target.wants/"
	for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer \
		e2scrub_reap.service fstrim.timer serial-getty@ttyS1.service; do
		ln -sf /dev/null "$root/etc/systemd/system/$unit"
	done
}

# Unpacks and configures the kernel; its scripts make the initramfs.
add_kernel() {
	local debs
	mapfile -t debs < <(kernel_debs)
	mkdir -p "$root/debs"
	cp "${debs[@]}" "$root/debs/"
	chroot "$root" env DEBIAN_FRONTEND=noninteractive LC_ALL=C sh -c 'dpkg -i /debs/*.deb'
	rm -r "$root/debs"
}

make_disk() {
	local rel list
	rel=$(cat "$kdir/release")
	list=$(IFS=,; echo "${packages[*]}")
	rm -rf "$root"
	mkdir -p "$root"
	say "a Debian box with kernel $kernel: debootstrap"
	debootstrap --variant=minbase --include="$list" bookworm "$root" "$(mirror)"
	settings
	add_kernel
	rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,locale}
	mkdir -p "$root/var/lib/apt/lists/partial" "$root/usr/share/man"
	cp "$root/boot/vmlinuz-$rel" "$dir/vmlinuz"
	cp "$root/boot/initrd.img-$rel" "$dir/initrd"
	rm -f "$dir/disk.new"
	mke2fs -q -t ext4 -d "$root" "$dir/disk.new" 4G
	rm -rf "$root"
	mv "$dir/disk.new" "$dir/disk.ext4"
}

[ -f "$kdir/version" ] || die "kernel $kernel is not a package"
mkdir -p "$dir"
# Who called us through sudo uses the disk as himself.
trap 'chown -R --reference="$top" "$top/build/box"' EXIT
exec 9>"$dir/.lock"
flock 9
state >"$dir/state.new"
if [ -f "$dir/disk.ext4" ] && cmp -s "$dir/state.new" "$dir/state"; then
	exit 0
fi
[ "$(id -u)" = 0 ] || die "making a box needs root, for debootstrap"
"$top/mk/packages.sh" box
make_disk >"$dir/log" 2>&1 || die "see ${dir#"$top"/}/log: $(tail -n 3 "$dir/log")"
mv "$dir/state.new" "$dir/state"
