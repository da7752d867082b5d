#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# mkpatch-compile.sh - tests patches/mkpatch/compile.sh: that its objects are those the kernel was made of, that changed
# files and headers are found, and what it says of files that cannot be compiled.
#
#	tests/host/mkpatch-compile.sh KERNEL
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top" || exit 1
kernel=$1
kdir=$top/build/kernels/$kernel
source=$(mk/source.sh "$kernel") || exit 1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
# shellcheck source=../lib/verdict.sh
. tests/lib/verdict.sh

# compile WORK ARG...: its status, what it says in $tmp/said
compile() {
	patches/mkpatch/compile.sh "$kernel" "$tmp/$1" "${@:2}" >"$tmp/said" 2>&1 </dev/null
}

# change FILE SED: a new overlay, $tmp/changed, with FILE changed
change() {
	rm -rf "$tmp/changed"
	change_also "$@"
}

change_also() {
	mkdir -p "$tmp/changed/$(dirname "$1")"
	sed "$2" "$source/$1" >"$tmp/changed/$1"
	! cmp -s "$source/$1" "$tmp/changed/$1" || echo "FAIL sed changes nothing in $1: $2"
}

# refused WHAT PATTERN ARG...: it fails and says that
refused() {
	local status=1
	compile refused "${@:3}" || { grep -qE -e "$2" "$tmp/said" && status=0; }
	verdict $status "$1"
}

# instructions FILE FUNCTION: without what the linker fills in
instructions() {
	local start size
	read -r start size < <(nm -S "$1" | awk -v name="$2" '$4 == name { print "0x" $1, "0x" $2 }')
	objdump -d --no-show-raw-insn --start-address="$start" --stop-address="$((start + size))" "$1" |
		sed -nE 's/ *(<|#).*//; s/-?0x[0-9a-f]+//g; s/\b[0-9a-f]+$//; s/^ *[0-9a-f]*:\t//p'
}

# --- objects --------------------------------------------------------------------------------------

change fs/pipe.c 's/if (unlikely(total_len == 0))/if (unlikely(total_len == 7))/'
compile one "$tmp/changed" fs/pipe.c sound/core/hwdep.c
verdict $? "a file of the image, changed, and one of a module, unchanged"

same_code() {
	local function
	for function in pipe_write pipe_release free_pipe_info; do
		instructions "$tmp/one/old/fs/pipe.o" "$function" >"$tmp/ours"
		[ "$(wc -l <"$tmp/ours")" -gt 10 ] && diff "$tmp/ours" <(instructions "$kdir/vmlinux" "$function") || return 1
	done
}
if [ -f "$kdir/vmlinux" ]; then
	same_code >"$tmp/said" 2>&1
	verdict $? "functions are as in the kernel"
else
	echo "skip functions are as in the kernel: no vmlinux of $kernel"
fi

functions_that_differ() {
	diff <(sed 's/\.LV[UL]*[0-9]*//' "$tmp/one/old/fs/pipe.s") <(sed 's/\.LV[UL]*[0-9]*//' "$tmp/one/new/fs/pipe.s") >"$tmp/said"
	grep -c '^> .*cmp.*\$7' "$tmp/said"
}
[ "$(functions_that_differ)" = 2 ]
verdict $? "the text of both differs by the change"
cmp "$tmp"/one/{old,new}/sound/core/hwdep.s >"$tmp/said" 2>&1
verdict $? "the text of an unchanged file is the same, debug information too"
[ "$(cat "$tmp/one/old/fs/pipe.module")" = "" ] && [ "$(cat "$tmp/one/old/sound/core/hwdep.module")" = snd_hwdep ]
verdict $? "their modules are known"
left() {
	find "$tmp/$1" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort | paste -sd ' '
}
[ "$(left one)" = "log new old" ]
verdict $? "nothing else is left behind"

# --- headers --------------------------------------------------------------------------------------

change include/linux/pipe_fs_i.h 's/return head - tail/return head - tail + 5/'
change_also fs/internal.h '$a #define FROM_OVERLAY 1'
change_also fs/pipe.c '/#include "internal.h"/a static const char what[] __used = __stringify(FROM_OVERLAY) __FILE__;'
compile two "$tmp/changed" fs/pipe.c &
other=$!
compile three "$tmp/changed" fs/pipe.c && wait "$other"
verdict $? "two at once, with changed headers"
grep -q '"1fs/pipe.c"' "$tmp/two/new/fs/pipe.s"
verdict $? "a header beside the file is the changed one, and __FILE__ that of the source"
! cmp -s "$tmp"/two/{old,new}/fs/pipe.s && cmp "$tmp"/{two,three}/old/fs/pipe.s >"$tmp/said" 2>&1 && cmp "$tmp"/{two,three}/new/fs/pipe.s >"$tmp/said" 2>&1
verdict $? "both have the same"

change include/uapi/linux/fcntl.h '$i #error changed uapi'
change_also arch/x86/include/asm/current.h '$i #error changed arch'
refused "a changed header of uapi" '^include/uapi/linux/fcntl.h:[0-9]+:2: error: #error changed uapi' "$tmp/changed" fs/pipe.c
grep -q '^arch/x86/include/asm/current.h:[0-9]*:2: error: #error changed arch' "$tmp/said"
verdict $? "a changed header of the architecture"
change lib/kstrtox.h '$i #define CHANGED 1'
change_also fs/pipe.c '/#include "internal.h"/i #include "ext4/../../lib/kstrtox.h"'
refused "a changed header that is not the one included" 'fs/pipe.c includes lib/kstrtox.h as it was' "$tmp/changed" fs/pipe.c

# --- what cannot be compiled ----------------------------------------------------------------------

change fs/pipe.c 's/pipe_lock(pipe);/pipe_lck(pipe);/'
refused "an error of the compiler, with the path of the source" "^fs/pipe.c:[0-9]+:[0-9]+: error: implicit declaration of function 'pipe_lck'" \
	"$tmp/changed" fs/pipe.c
refused "no unit of its own" '^  kernel/sched/psi.c is no unit of its own: included by kernel/sched/build_utility.c$' - kernel/sched/psi.c
refused "not of this configuration" 'arch/arm64/kernel/setup.c is not compiled for' - arch/arm64/kernel/setup.c
refused "not in the source" 'fs/nonesuch.c is not in the source of' - fs/nonesuch.c
refused "no C" 'fs/internal.h is no path of a .c file' - fs/internal.h

# Interrupted, it leaves nothing running or lying about.
patches/mkpatch/compile.sh "$kernel" "$tmp/four" - fs/pipe.c >"$tmp/said" 2>&1 </dev/null &
other=$!
until [ -d "$tmp/four/obj/fs" ] || ! kill -0 "$other" 2>/dev/null; do sleep 0.05; done
kill "$other"
wait "$other"
[ "$(left four)" = "log new old" ] && ! pgrep -f "$tmp/four" >"$tmp/said"
verdict $? "interrupted, it leaves nothing behind"
exit $failed
