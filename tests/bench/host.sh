#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# host.sh - the figures that need no guest: host.sh wire|sizes|build|table|fix|first KERNEL
set -eu -o pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top"
what=$1 kernel=$2
b=build
# shellcheck source=../../mk/say.sh
. mk/say.sh
# shellcheck source=../lib/by_hand.sh
. tests/lib/by_hand.sh
# Fixes of one file each: small files and large ones, of the image and of a module.
FIXES='cold-part duplicate-data exported module-statics no-ftrace-entry percpu-existing static-key-existing static-local-shared tracepoint'

pasted() {
	xz -9e --check=crc32 -c "$1" | base64 -w 76 | wc -c
}

# Shipped patches as they go over a serial line, and the same sources as livepatches.
wire() {
	local file name
	for file in patches/*.c; do
		name=$(basename "$file" .c)
		# Not every patch can be built for this kernel.
		[ -f "$b/patches/$kernel/$name.ko" ] && [ -f "$b/bench/$kernel/lp_$name.ko" ] || continue
		echo "wire.$name.file $(stat -c %s "$b/patches/$kernel/$name.ko")"
		echo "wire.$name.hotpatch $(pasted "$b/patches/$kernel/$name.ko")"
		echo "wire.$name.livepatch $(pasted "$b/bench/$kernel/lp_$name.ko")"
	done
}

# Bytes of structure $1 in hotpatch.ko, from its debug information.
sizeof() {
	readelf --debug-dump=info "$b/kmod/$kernel/hotpatch-kmod/hotpatch.ko" 2>/dev/null |
		awk -v name="$1" '
			/DW_TAG_structure_type/ { in_struct = 1; found = 0; next }
			/DW_TAG_/ { in_struct = 0 }
			in_struct && /DW_AT_name/ && $NF == name { found = 1 }
			in_struct && /DW_AT_byte_size/ && found && !done { print $NF; done = 1 }'
}

sizes() {
	local ko=$b/kmod/$kernel/hotpatch-kmod/hotpatch.ko
	size "$ko" | awk 'NR == 2 { print "ko.text", $1; print "ko.data", $2; print "ko.bss", $3; print "ko.all", $4 }'
	size -A "$ko" | awk '$1 == "__versions" { print "ko.versions", $2 }
		$1 ~ /^\.(orc_unwind|orc_unwind_ip)$/ { orc += $2 }
		$1 ~ /text/ { text += $2 }
		END { print "ko.orc", orc + 0; print "ko.code", text }'
	echo "record.patch $(sizeof hp_patch_rec)"
	echo "record.func $(sizeof hp_func)"
	echo "hpsym.vmlinux $(stat -c %s "$b/tables/$kernel.vmlinux.hpsym")"
	echo "hpsym.kallsyms $(stat -c %s "$b/tables/$kernel.kallsyms.hpsym")"
	echo "console.static $(stat -c %s "$b/hp-console/hp-console-static")"
	echo "console.dynamic $(stat -c %s "$b/hp-console/hp-console")"
}

# Wall clock of this machine, the median of three.
build() {
	local name n begin out=$b/bench/$kernel/rebuilt times
	for name in cmdline meminfo; do
		times=()
		for n in 1 2 3; do
			rm -rf "$out"
			mkdir -p "$out"
			begin=$(date +%s%N)
			patches/build.sh "$kernel" "$PWD/$b/kernels/$kernel/build" \
				"$PWD/$b/tables/$kernel.symvers" "$PWD/$out" "patches/$name.c" >/dev/null
			times+=($(($(date +%s%N) - begin)))
		done
		echo "build.$name $(printf '%s\n' "${times[@]}" | sort -n | sed -n 2p)"
	done
	rm -rf "$out"
}

# The reader of the table, in user space, counted by callgrind.
table() {
	make -s -C symtab bench BUILD="$PWD/$b" TABLE="$PWD/$b/tables/$kernel.hpsym" | awk '
		/symbols; hpsym_open/ { print "reader.symbols", $1; print "reader.open", $(NF - 1) * 1000 }
		/instructions a call/ { sub(/^hpsym_/, ""); sub(/:/, ""); print "reader." $1, $2 }'
}

# seconds COMMAND...: wall clock and CPU time that it takes, in nanoseconds.
seconds() {
	local TIMEFORMAT='%3R %3U %3S' log=$b/bench/$kernel/fix.log took
	took=$({ time "$@" >"$log" 2>&1 </dev/null; } 2>&1) || die "$* failed, see $log"
	awk '{ printf "%.0f %.0f\n", $1 * 1e9, ($2 + $3) * 1e9 }' <<<"$took"
}

# From a diff to a .ko: median of FIXES, source and headers there.
fix() {
	local name wall cpu walls=() cpus=() out=$b/bench/$kernel/fixes
	mkdir -p "$out"
	# Once unmeasured: what is unpacked the first time.
	patches/hp-mkpatch -k "$kernel" -o "$out" --report tests/mkpatch/fixes/cold-part.diff >/dev/null
	for name in $FIXES; do
		read -r wall cpu < <(seconds patches/hp-mkpatch -k "$kernel" -o "$out" "tests/mkpatch/fixes/$name.diff")
		walls+=("$wall")
		cpus+=("$cpu")
	done
	ordered wall "${walls[@]}"
	ordered cpu "${cpus[@]}"
	echo "fix.count ${#walls[@]}"
	[ "$kernel" != 6.1-amd64 ] || beside_hand
	rm -rf "$out"
}

# ordered WORD NUMBER...: the least, the median, and the most
ordered() {
	local word=$1
	shift
	printf '%s\n' "$@" | sort -n | awk -v word="$word" '{ n[NR] = $1 }
		END { print "fix." word ".least", n[1]; print "fix." word ".median", n[int((NR + 1) / 2)]; print "fix." word ".most", n[NR] }'
}

# Shipped patches against the same as diffs, which are for 6.1.
beside_hand() {
	local name hand
	for name in meminfo getpid piperead; do
		hand=$(by_hand "$kernel" $name "$PWD/$out" 2>"$out/log") || die "$name by hand: $(tail -n 1 "$out/log")"
		echo "fix.$name.hand $hand"
		patches/hp-mkpatch -k "$kernel" -n $name -o "$out" "tests/mkpatch/fixes/hand-$name.diff" >/dev/null
		echo "fix.$name.diff $(stat -c %s "$out/$name.ko")"
	done
}

# The same as one begins: nothing is there but what was committed and downloaded.
first() {
	local tree=$b/bench/$kernel/first package
	package=linux-source-$(grep -oE '^[0-9]+\.[0-9]+' "$b/kernels/$kernel/version")_$(cat "$b/kernels/$kernel/version")_all.deb
	if [ ! -f "$b/debs/$package" ]; then
		say "$package is downloaded first"
		first_time "$tree" >/dev/null
	fi
	first_time "$tree"
	rm -rf "$tree"
}

first_time() {
	rm -rf "$1"
	git clone -q . "$1"
	mkdir "$1/build"
	ln -s "$PWD/$b/debs" "$1/build/"
	seconds env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s -C "$1" patch DIFF=tests/mkpatch/fixes/percpu-existing.diff KERNEL="$kernel" |
		awk '{ print "first.wall", $1; print "first.cpu", $2 }'
}

"$what"
