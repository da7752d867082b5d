#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# deb-guest.sh - the packages on a Debian 12 box of their own, with systemd, apt and DKMS, in QEMU: installed,
# used, upgraded, rebooted, asked to patch at boot, killed, removed, purged.
#
#	tests/host/deb-guest.sh KERNEL
#
# Prints "ok" and "FAIL" lines, also for each "ok" that a step (deb-guest/) has in it and the guest did not say.
# Kept in build/box/KERNEL/: of each boot its kernel's log, STEP.console.log, and what the step said, STEP.log.
set -u -o pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top" || exit 1
# shellcheck source=../../mk/say.sh
. mk/say.sh
# shellcheck source=../lib/klog.sh
. tests/lib/klog.sh
[ $# -eq 1 ] || die "usage: tests/host/deb-guest.sh KERNEL"
kernel=$1
steps=tests/host/deb-guest
box=build/box/$kernel
run=$box/run
prefix="packages on $kernel"
failed=0

fail() {
	echo "FAIL $prefix $1"
	failed=1
}

# A package of a patch that wants a kernel which the box has not.
other_kernel() {
	dpkg-deb -R "$(ls "$run"/debs/patches/hotpatch-patch-meminfo-*.deb)" "$run/other"
	sed -i -E 's/(linux-image-[^ ]+ \(= )[^)]*/\10-other/g' "$run/other/DEBIAN/control"
	dpkg-deb --root-owner-group -b "$run/other" "$run/debs/other/"
}

# Two versions, because one has to follow the other, of packages, with patches.
make_debs() {
	local name
	mkdir -p "$run"/debs/{old,new,patches,other}
	mk/deb.sh 1.0 "$top/$run/debs/old" && mk/deb.sh 1.1 "$top/$run/debs/new" || return 1
	for name in meminfo lsmod; do
		mk/deb-patch.sh "$kernel" "build/patches/$kernel/$name.ko" patches/$name.c '' "$run/debs/patches" || return 1
	done
	other_kernel
}

# boot STEP LIMIT: one boot of the box, until it reboots, goes down or dies
boot() {
	local step=$1 limit=$2 console=$box/$1.console.log
	mkdir -p "$run/step"
	cp "$steps/$step.sh" "$run/step/run.sh"
	cp "$steps/lib.sh" "$run/step/"
	tar -C "$run/step" -cf "$run/step.tar" . -C "$top/$run/debs" .
	setpriv --pdeathsig TERM timeout --foreground -k 2 "$limit" setpriv --pdeathsig KILL qemu-system-x86_64 \
		-machine pc -cpu max,la57=off -accel tcg,thread=multi \
		-smp 2 -m 2048 -nodefaults -no-user-config -display none -no-reboot -monitor none \
		-kernel "$box/vmlinuz" -initrd "$box/initrd" \
		-drive "file=$run/disk.ext4,format=raw,if=virtio" \
		-drive "file=$run/step.tar,format=raw,if=virtio,readonly=on" \
		-chardev "file,id=console,path=$console" -serial chardev:console \
		-chardev "file,id=out,path=$box/$step.log" -serial chardev:out \
		-append "root=/dev/vda rw console=ttyS0,115200 ignore_loglevel panic=-1 oops=panic \
			no_timer_check tsc=reliable random.trust_cpu=on watchdog_thresh=60 \
			rcupdate.rcu_cpu_stall_timeout=300" </dev/null
}

# QEMU may lose a breakpoint of the booting kernel, see tests/vm.
boot_again() {
	local status=0 times=0
	boot "$@" || status=$?
	while [ $times -lt 3 ] && klog_lost_breakpoint <"$box/$1.console.log"; do
		times=$((times + 1))
		say "$1: QEMU lost a breakpoint of the booting kernel: booting again"
		status=0
		boot "$@" || status=$?
	done
	return $status
}

# What a step's script says something of: the words behind check and refused, and its last line.
expected() {
	sed -n -E 's/^(check|refused) "([^"]*)".*/\2/p; s/^echo "ok ([^"]*)"/\1/p' "$1"
}

judge() {
	local step=$1 status=$2 log=$box/$1.log what bad
	tr -d '\r' <"$log" >"$log.plain"
	sed -n -E "s/^(ok|FAIL) /\1 $prefix ${1#*-}: /p" "$log.plain"
	! grep -q '^FAIL ' "$log.plain" || failed=1
	while read -r what; do
		grep -q -x -F -e "ok $what" "$log.plain" || grep -q -F -e "FAIL $what (" "$log.plain" ||
			fail "${1#*-}: not seen: $what"
	done < <(expected "$steps/$step.sh")
	[ "$status" = 0 ] || fail "${1#*-}: the guest ended with $status"
	bad=$(klog_scan <"$box/$step.console.log" | head -n 3)
	[ -z "$bad" ] || fail "${1#*-}: its kernel's log shows: $bad"
}

step() {
	local status=0
	boot_again "$@" || status=$?
	judge "$1" $status
}

main() {
	[ -f "build/kernels/$kernel/version" ] || die "kernel $kernel is none of Debian's packages"
	as_root tests/lib/box.sh "$kernel" || exit 1
	rm -rf "$run"
	trap 'rm -rf "$run"' EXIT
	trap 'exit 143' TERM INT HUP
	make_debs || die "no packages"
	cp --sparse=always "$box/disk.ext4" "$run/disk.ext4" || exit 1
	# DKMS builds twice in the first, and the machine is emulated.
	step 1-install 4500
	step 2-rebooted 400
	step 3-at-boot 400
	step 4-removed 600
	exit $failed
}

main
