#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# at-boot.sh - boot/apply-at-boot with programs that only note down how they were called; the order in which
# hotpatch.service and units of others start; which kernels' series the packages say, and needs.sh they are for.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
program=$top/boot/apply-at-boot
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/bin"
calls=$dir/calls
said=$dir/said
bad=$dir/bad

for name in modprobe hp-console systemd-run systemctl; do
	# What lies there when it is called, too: "marked" if the mark does.
	cat >"$dir/bin/$name" <<-END
	#!/bin/sh
	echo "$name \$*" >>"$calls"
	[ ! -e "\$HOTPATCH_ROOT/var/lib/hotpatch/booting" ] || echo "$name" >>"$dir/marked"
	! grep -qxF -e "$name \$*" "$bad"
	END
	chmod +x "$dir/bin/$name"
done
printf '#!/bin/sh\necho 6.1.0-99-amd64\n' >"$dir/bin/uname"
chmod +x "$dir/bin/uname"

# A machine of its own for each test: patches a and b_2, and what is asked for on standard input.
machine() {
	export HOTPATCH_ROOT=$dir/$1
	patches=$HOTPATCH_ROOT/usr/lib/hotpatch/6.1.0-99-amd64
	mark=$HOTPATCH_ROOT/var/lib/hotpatch/booting
	mkdir -p "$HOTPATCH_ROOT/etc/hotpatch" "$patches" "$HOTPATCH_ROOT/proc/sys/kernel/random"
	echo 11111111-this-boot >"$HOTPATCH_ROOT/proc/sys/kernel/random/boot_id"
	touch "$patches/a.ko" "$patches/b_2.ko" "$patches/c.ko"
	cat >"$HOTPATCH_ROOT/etc/hotpatch/apply"
	: >"$calls"
	: >"$bad"
	: >"$dir/marked"
}

# start STATUS: what it ends with
start() {
	local status=0
	PATH=$dir/bin:$PATH "$program" start >"$said" 2>&1 || status=$?
	[ $status = "$1" ] || wrong "ended with $status and not $1"
}

wrong() {
	echo "FAIL $HOTPATCH_ROOT: $*"
	cat "$said" "$calls"
	exit 1
}

called() {
	printf '%s\n' "$@" | cmp -s - "$calls" || wrong "should have called: $*"
}

says() {
	grep -q -e "$1" "$said" || wrong "should have said $1"
}

# guarded NAME...: these were called, and no others, while the mark lay there
guarded() {
	printf '%s\n' "$@" | cmp -s - "$dir/marked" || wrong "the mark lay there for: $(cat "$dir/marked")"
}

stop="systemctl stop hotpatch-settle.service"
settle="systemd-run --quiet --collect --no-block --unit=hotpatch-settle.service --property=DefaultDependencies=no"
settle+=" --property=Conflicts=shutdown.target --property=Before=shutdown.target"
settle+=" --property=RequiresMountsFor=/var/lib/hotpatch --property=ExecStopPost=$program settled sleep 300"

machine ordered </dev/null
printf '# one\n b_2 \t# two\n\na' >"$HOTPATCH_ROOT/etc/hotpatch/apply"
start 0
called "$stop" 'modprobe hotpatch' "$settle" "hp-console apply $patches/b_2.ko" "hp-console apply $patches/a.ko"
# The module as well may be what a machine dies of.
guarded modprobe systemd-run hp-console hp-console
[ -s "$mark" ] || wrong "no mark"
PATH=$dir/bin:$PATH "$program" settled
[ ! -e "$mark" ] || wrong "the mark stays"

machine as-shipped <"$top/boot/apply"
start 0
[ ! -s "$calls" ] || wrong "called something"
says 'nothing to apply'

machine without-a-file </dev/null
rm "$HOTPATCH_ROOT/etc/hotpatch/apply"
start 0
[ ! -s "$calls" ] || wrong "called something"

machine strangers <<<$'../a\na b\n/etc/passwd\n$(reboot)\n-x y\nother\n*\na'
start 0
called "$stop" 'modprobe hotpatch' "$settle" "hp-console apply $patches/a.ko"
says '"../a" is not the name of a patch'
says '"a b" is not the name of a patch'
says '"\*" is not the name of a patch'
says 'other: there is none for this kernel, 6.1.0-99-amd64'

machine one-fails <<<$'a\nc'
echo "hp-console apply $patches/a.ko" >"$bad"
start 1
called "$stop" 'modprobe hotpatch' "$settle" "hp-console apply $patches/a.ko" "hp-console apply $patches/c.ko"

machine no-module <<<a
echo 'modprobe hotpatch' >"$bad"
start 1
called "$stop" 'modprobe hotpatch'
guarded modprobe
[ ! -e "$mark" ] || wrong "a mark, though nothing was applied"

# There is no older settle unit, mostly.
machine none-to-stop <<<a
echo "$stop" >"$bad"
start 0
called "$stop" 'modprobe hotpatch' "$settle" "hp-console apply $patches/a.ko"

# Within five minutes, and not of a boot that died: the time starts anew.
machine restarted <<<a
start 0
: >"$calls"
start 0
called "$stop" 'modprobe hotpatch' "$settle" "hp-console apply $patches/a.ko"
[ -s "$mark" ] || wrong "no mark"

# The next boot finds what that one left.
machine rebooted <<<a
start 0
: >"$calls"
echo 22222222-next-boot >"$HOTPATCH_ROOT/proc/sys/kernel/random/boot_id"
start 1
[ ! -s "$calls" ] || wrong "called something"
says 'NOTHING IS APPLIED: the boot of .*[0-9] died'
! grep -q this-boot "$said" || wrong "says more than when that was"
says "rm $mark"
[ -s "$mark" ] || wrong "the mark is gone"

# Marks of those that died while they wrote it, or had an older hotpatch.
for text in '' yesterday; do
	machine "died${text:+-$text}" <<<a
	mkdir -p "${mark%/*}"
	echo "$text" >"$mark"
	start 1
	[ ! -s "$calls" ] || wrong "called something"
	says "NOTHING IS APPLIED: the boot of $text"
done

# Not to be written down is not to be guarded: nothing is applied.
machine no-disk <<<a
echo >"$HOTPATCH_ROOT/var"
start 1
called "$stop"

machine no-boot-id <<<a
rm "$HOTPATCH_ROOT/proc/sys/kernel/random/boot_id"
start 1
called "$stop"
[ ! -e "$mark" ] || wrong "a mark, though nothing was applied"

# --- hotpatch.service among the units of others ----------------------------------------------------

units=$dir/units/etc/systemd/system

# unit NAME LINE...: a unit of our own that is in order as that of Debian is
unit() {
	local name=$1
	shift
	printf '%s\n' '[Unit]' "$@" >"$units/$name"
	[[ $name != *.service ]] || printf '%s\n' '[Service]' Type=oneshot RemainAfterExit=yes ExecStart=/bin/true >>"$units/$name"
}

# What systemd finds wrong with a boot to multi-user.target.
verify() {
	# Quiet, because the machine's own units are not there.
	SYSTEMD_UNIT_PATH=$units systemd-analyze verify --man=no multi-user.target >"$said" 2>&1 || true
	grep -E 'ordering cycle|Unknown|Invalid|Failed to (parse|resolve)|bad unit' "$said"
}

of_unit() {
	local service=$top/boot/hotpatch.service loop='DefaultDependencies=no'
	HOTPATCH_ROOT=hotpatch.service
	mkdir -p "$units"
	sed 's,^ExecStart=.*,ExecStart=/bin/true,' "$service" >"$units/hotpatch.service"
	systemctl --quiet --root="$dir/units" enable hotpatch.service >"$said" 2>&1 || wrong "cannot be enabled"

	unit local-fs.target $loop Conflicts=shutdown.target
	unit sysinit.target $loop Conflicts=shutdown.target Wants=local-fs.target After=local-fs.target
	unit shutdown.target $loop
	unit basic.target Requires=sysinit.target After=sysinit.target
	unit network-pre.target
	unit network.target After=network-pre.target
	unit multi-user.target Requires=basic.target After=basic.target \
		'Wants=networking.service nftables.service cloud-init-local.service cloud-init.service sshd.service'
	# ifupdown's
	unit networking.service $loop Wants=network.target Conflicts=shutdown.target \
		'After=local-fs.target network-pre.target systemd-sysctl.service systemd-modules-load.service' \
		'Before=network.target shutdown.target network-online.target'
	unit nftables.service $loop Wants=network-pre.target Conflicts=shutdown.target \
		'Before=network-pre.target shutdown.target'
	unit systemd-sysctl.service $loop After=systemd-modules-load.service Before=sysinit.target
	unit systemd-modules-load.service $loop Before=sysinit.target
	unit cloud-init-local.service $loop Wants=network-pre.target Conflicts=shutdown.target \
		RequiresMountsFor=/var/lib/cloud 'Before=network-pre.target shutdown.target sysinit.target'
	unit cloud-init.service $loop Wants=cloud-init-local.service Conflicts=shutdown.target \
		'After=cloud-init-local.service networking.service' \
		'Before=network-online.target sshd.service sysinit.target shutdown.target'
	unit sshd.service After=network.target
	! verify || wrong "systemd finds that"
	# And are these found here?  This one wants to be after the network, and before us.
	unit loop.service $loop After=networking.service Before=hotpatch.service
	echo Wants=loop.service >>"$units/multi-user.target"
	verify >/dev/null || wrong "is not before the network"
}

if [ -x "$(command -v systemd-analyze)" ]; then
	of_unit
else
	echo "SKIP hotpatch.service among other units: there is no systemd-analyze here"
fi

# --- which kernels -----------------------------------------------------------------------------------

# What DKMS builds for is what the texts say.
of_series() {
	local file series text BUILD_EXCLUSIVE_KERNEL
	HOTPATCH_ROOT="series of kernels"
	eval "$(grep '^BUILD_EXCLUSIVE_KERNEL=' "$top/debian/hotpatch-dkms.dkms")"
	for file in debian/control doc/packages.md; do
		# "5.10, 6.1 or 7.3", which a line may end within.
		text=$(tr -s '\n ' '  ' <"$top/$file" | grep -oE 'of the series [0-9., or]*[0-9]') || wrong "$file says none"
		grep -oE '[0-9]+\.[0-9]+' <<<"$text" >"$dir/series"
		for series in {2..9}.{0..20}; do
			if [[ $series.0-1-amd64 =~ $BUILD_EXCLUSIVE_KERNEL ]]; then
				grep -qxF "$series" "$dir/series" || wrong "$file says nothing of $series: $text"
			else
				! grep -qxF "$series" "$dir/series" || wrong "$file says $series, which DKMS leaves out: $text"
			fi
		done
	done
}

# A patch that says wrongly what it needs must not take along all that come after it.
of_needs() {
	local kernel=$dir/kernel there=$dir/patches
	HOTPATCH_ROOT="patches/Makefile"
	mkdir -p "$kernel/include/config" "$there"
	echo CONFIG_B=y >"$kernel/.config"
	echo 6.1.0-99-amd64 >"$kernel/include/config/kernel.release"
	cp "$top/patches/Makefile" "$top/patches/needs.sh" "$there/"
	printf '#!/bin/sh\nshift 5\necho "$@"\n' >"$there/build.sh"
	chmod +x "$there/build.sh"
	touch "$there/hotpatch.h" "$dir/hotpatch_uapi.h"
	mkdir "$dir/hotpatch-kmod" "$dir/symtab"
	touch "$dir/hotpatch-kmod/hotpatch_uapi.h"
	printf '/*\n * Needs: CONFIG_A\n */\n' >"$there/a.c"
	printf '/*\n * Needs: Linux 5.18, CONFIG_B\n */\n' >"$there/b.c"
	echo >"$there/c.c"
	of_make 0
	grep -qx 'b.c c.c' "$said" || wrong "should have built b.c and c.c"
	sed -i 's/Linux 5/Linux v5/' "$there/b.c"
	of_make 2
	says '^b.c: Needs: v5.18: expected a version or CONFIG_'
}

# of_make STATUS
of_make() {
	local status=0
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -C "$there" BUILD="$dir/build" KERNEL=k KDIR="$kernel" SYMVERS= >"$said" 2>&1 ||
		status=$?
	[ $status = "$1" ] || wrong "make ended with $status and not $1"
}

: >"$calls"
: >"$said"
of_series
of_needs
