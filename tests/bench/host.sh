#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# host.sh - the figures that need no guest: host.sh wire|sizes|build|table KERNEL
set -eu -o pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top"
what=$1 kernel=$2
b=build

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

"$what"
