#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# at-boot.sh - boot/apply-at-boot with programs that only note down how they were called.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
program=$top/boot/apply-at-boot
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/bin"
calls=$dir/calls
said=$dir/said
bad=$dir/bad

for name in modprobe hp-console systemd-run; do
	printf '#!/bin/sh\necho "%s $*" >>"%s"\n! grep -qxF -e "%s $*" "%s"\n' $name "$calls" $name "$bad" >"$dir/bin/$name"
	chmod +x "$dir/bin/$name"
done
printf '#!/bin/sh\necho 6.1.0-99-amd64\n' >"$dir/bin/uname"
chmod +x "$dir/bin/uname"

# A machine of its own for each test: patches a and b_2, and what is asked for on standard input.
machine() {
	export HOTPATCH_ROOT=$dir/$1
	patches=$HOTPATCH_ROOT/usr/lib/hotpatch/6.1.0-99-amd64
	mark=$HOTPATCH_ROOT/var/lib/hotpatch/booting
	mkdir -p "$HOTPATCH_ROOT/etc/hotpatch" "$patches"
	touch "$patches/a.ko" "$patches/b_2.ko" "$patches/c.ko"
	cat >"$HOTPATCH_ROOT/etc/hotpatch/apply"
	: >"$calls"
	: >"$bad"
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

settle="systemd-run --quiet --collect --unit=hotpatch-settle --property=ExecStopPost=$program settled sleep 300"

machine ordered </dev/null
printf '# one\n b_2 \t# two\n\na' >"$HOTPATCH_ROOT/etc/hotpatch/apply"
start 0
called 'modprobe hotpatch' "hp-console apply $patches/b_2.ko" "hp-console apply $patches/a.ko" "$settle"
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
called 'modprobe hotpatch' "hp-console apply $patches/a.ko" "$settle"
says '"../a" is not the name of a patch'
says '"a b" is not the name of a patch'
says '"\*" is not the name of a patch'
says 'other: there is none for this kernel, 6.1.0-99-amd64'

machine one-fails <<<$'a\nc'
echo "hp-console apply $patches/a.ko" >"$bad"
start 1
called 'modprobe hotpatch' "hp-console apply $patches/a.ko" "hp-console apply $patches/c.ko" "$settle"

machine no-module <<<a
echo 'modprobe hotpatch' >"$bad"
start 1
called 'modprobe hotpatch'
[ ! -e "$mark" ] || wrong "a mark, though nothing was applied"

machine died <<<a
mkdir -p "${mark%/*}"
echo yesterday >"$mark"
start 1
[ ! -s "$calls" ] || wrong "called something"
says 'NOTHING IS APPLIED: the boot of yesterday'
says "rm $mark"

# Not to be written down is not to be guarded: nothing is applied.
machine no-disk <<<a
echo >"$HOTPATCH_ROOT/var"
start 1
called 'modprobe hotpatch'
