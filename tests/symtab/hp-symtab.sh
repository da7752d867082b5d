#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# hp-symtab.sh PROGRAM - what hp-symtab does, shown on small objects compiled here.
#
# Prints one line per test, "ok" or "FAIL"; exit status 1 if any failed.

set -u
hs=$(realpath "${1:?usage: hp-symtab.sh PROGRAM}")
# shellcheck source=../lib/program.sh
. "$(dirname "$0")/../lib/program.sh"
dir=$(mktemp -d) && cd "$dir" || exit 1
trap 'rm -rf "$dir"' EXIT

# --- a kernel of our own: two files of one name, an assembler file, per-cpu data at 0 ---
mkdir -p fs/proc net kernel
cat >fs/proc/show.c <<'END'
static int counter;
__attribute__((noinline)) static int state_show(int n) { return counter += n; }
int proc_show(int n) { return state_show(n) + 1; }
END
cat >net/show.c <<'END'
__attribute__((section(".data..percpu"))) int percpu_first = 1;
__attribute__((section(".data..percpu"))) int percpu_counter = 2;
static int only_here = 3;
__attribute__((noinline)) static int state_show(int n) { return only_here *= n; }
int net_show(int n) { return state_show(n) - 1; }
END
cat >kernel/data.c <<'END'
static int table_of_data[4] = { 1 };
int *global_pointer = table_of_data;
END
cat >kernel/entry.S <<'END'
	.text
	.globl entry
	.type entry, @function
entry:	ret
	.size entry, . - entry
	.section .note.GNU-stack,"",@progbits
END
cat >link.ld <<'END'
SECTIONS {
	. = 0xffffffff81000000;
	_text = .;
	.text : { _stext = .; *(.text) }
	.notes : { *(.note.gnu.build-id) }
	.data : { *(.data) }
	.bss : { *(.bss) }
	init_per_cpu__x = ABSOLUTE(percpu_counter) + ADDR(.data);
	percpu_load = .;
	.data..percpu 0 : AT(percpu_load) {
		__per_cpu_start = .; *(.data..percpu) __per_cpu_end = .;
	}
	. = 0xffffffff81800000;
	_end = .;
	a_constant = 0x42;
	/DISCARD/ : { *(.comment) *(.note.GNU-stack) *(.eh_frame) }
}
END
flags="-O1 -g -fno-pic -mcmodel=kernel -fcf-protection=none -ffile-prefix-map=$dir=."
[ "$(uname -m)" = x86_64 ] || flags="-O1 -g -fno-pic -ffile-prefix-map=$dir=."
for f in fs/proc/show.c net/show.c kernel/data.c; do
	gcc $flags -c -o "${f%.c}.o" $f || exit 1
done
gcc -g -c -o kernel/entry.o kernel/entry.S || exit 1
objs="fs/proc/show.o net/show.o kernel/data.o kernel/entry.o"
ld -static -T link.ld --build-id=sha1 -o vmlinux $objs 2>ld.log || { cat ld.log; exit 1; }
nm -n vmlinux >System.map
objcopy -O binary --only-section=.notes vmlinux notes
id=$(readelf -n vmlinux | sed -n 's/.*Build ID: //p')
at() { awk -v n="$1" '$3 == n { print $1; exit }' System.map; }

# --- build and look up ---
says "build from vmlinux" 0 "build-id $id" "$hs" build -o v.hpsym vmlinux
is "verify" 0 "$hs" verify v.hpsym
says "verify against vmlinux" 0 "symbols agree" "$hs" verify v.hpsym vmlinux
says "verify against nm" 0 "symbols agree" "$hs" verify v.hpsym System.map
{ cat System.map; echo "ffffffff81000000 ? of_no_kind"; } >odd.map
is "build from a list with a symbol of no kind" 0 "$hs" build -b "$id" -o odd.hpsym odd.map
says "...which is found" 0 "of_no_kind" "$hs" lookup odd.hpsym of_no_kind
is "both of one name are found" 0 "$hs" lookup v.hpsym state_show
is "...with their files" 0 test "$(cut -f2 out | tr '\n' ' ')" = "fs/proc/show.c net/show.c "
says "a global function has its file" 0 "	net/show.c" "$hs" lookup v.hpsym net_show
says "a static datum has its file" 0 "	fs/proc/show.c" "$hs" lookup v.hpsym counter
says "...in a file without functions too" 0 "	kernel/data.c" "$hs" lookup v.hpsym table_of_data
says "an assembler function has its file" 0 "	kernel/entry.S" "$hs" lookup v.hpsym entry
says "sizes are the ELF's" 0 " 0000000000000010 d table" "$hs" lookup v.hpsym table_of_data
says "per-cpu data is absolute" 0 " 0000000000000004 A percpu_counter" \
	"$hs" lookup v.hpsym percpu_counter
says "constants are absolute" 0 "^0000000000000042 .* A a_constant" \
	"$hs" lookup v.hpsym a_constant
says "an absolute one inside the image is not" 0 " D init_per_cpu__x" \
	"$hs" lookup v.hpsym init_per_cpu__x
says "by address" 0 "T proc_show" "$hs" lookup -a "$(at proc_show)" v.hpsym
says "by address, below all" 1 "no symbol at or below" "$hs" lookup -a 10 v.hpsym
says "by address, no number" 64 "hexadecimal" "$hs" lookup -a fs/proc v.hpsym
says "by file" 0 "table_of_data" "$hs" lookup -f kernel/data.c v.hpsym
says "by the tail of a file's path" 0 "only_here" "$hs" lookup -f net/show.c v.hpsym
is "...which is one file's" 0 test "$(grep -cw counter out)" -eq 0
says "by a file not there" 1 "no symbol comes from" "$hs" lookup -f how.c v.hpsym
says "a name not there" 1 "nowhere: no such symbol" "$hs" lookup v.hpsym nowhere
says "the dump has all symbols" 0 "t state_show	net/show.c" "$hs" dump v.hpsym
is "...as many as nm" 0 test "$(wc -l <out)" -eq "$(wc -l <System.map)"
is "building twice gives the same bytes" 0 "$hs" build -o v2.hpsym vmlinux
is "...(compared)" 0 cmp v.hpsym v2.hpsym

# --- names of others ---
objcopy --redefine-sym only_here=$'only\nOK' vmlinux odd
is "a name may have any bytes (an arm64 vmlinux has such)" 0 "$hs" build -o odd.hpsym odd
says "...but they are not printed" 0 "d only?OK	net/show.c$" "$hs" dump odd.hpsym
is "...nor begin a line" 0 test "$(grep -c "^OK" out)" -eq 0
is "...nor are they in a Module.symvers" 0 "$hs" symvers odd.hpsym
is "...(compared)" 0 test "$(grep -c "^OK\|only" out)" -eq 0
says "verify shows them as they may be shown" 1 "^only?OK: not in the table" "$hs" verify v.hpsym odd
cat >$'kernel/odd\nOK.c' <<'END'
static int odd_counter;
int odd_count(void) { return ++odd_counter; }
END
gcc $flags -c -o kernel/odd.o $'kernel/odd\nOK.c'
ld -static -T link.ld --build-id=sha1 -o odd $objs kernel/odd.o 2>ld.log
is "a file may have a newline in its name" 0 "$hs" build -o odd.hpsym odd
says "...which is not printed" 0 "b odd_counter	kernel/odd?OK.c$" "$hs" lookup odd.hpsym odd_counter
is "...nor begins a line" 0 test "$(grep -c "^OK" out)" -eq 0

# --- text ---
says "text has no build-id" 1 "no build-id in it" "$hs" build -o m.hpsym System.map
is "...and no table was left" 0 test ! -e m.hpsym
says "System.map with notes" 0 "build-id $id" "$hs" build -n notes -o m.hpsym System.map
says "per-cpu data of System.map is absolute" 0 " A percpu_counter" \
	"$hs" lookup m.hpsym percpu_counter
says "sizes are distances" 0 " $(printf %016x $((0x$(at global_pointer) - 0x$(at only_here)))) d" \
	"$hs" lookup m.hpsym only_here
says "no files known" 1 "knows no source files" "$hs" lookup -f show.c m.hpsym
says "-b" 0 "build-id abcd000000000000000000000000000000000000" \
	"$hs" build -b abcd -o b.hpsym System.map
says "-b, wrong" 1 "hexadecimal" "$hs" build -b xyz -o b.hpsym System.map
says "notes without a build-id" 1 "no GNU build-id" "$hs" build -n link.ld -o b.hpsym System.map

# a running kernel: moved by 32 MiB but for what is absolute, with a module behind it
slide=$((32 << 20))
while read -r addr type name; do
	[[ $addr == ffffffff* ]] && addr=$(printf %016x $((0x$addr + slide)))
	echo "$addr $type $name"
done <System.map >kallsyms
printf 'ffffffffc0000000 t ext4_show\t[ext4]\n' >>kallsyms
says "the table agrees with a kernel that moved" 0 "symbols agree" "$hs" verify v.hpsym kallsyms
is "kallsyms" 0 "$hs" build -n notes -o k.hpsym kallsyms
says "modules are left out" 1 "no such symbol" "$hs" lookup k.hpsym ext4_show
sed "s/.* only_here/$(printf %x $((0x$(at only_here) + slide + 4))) d only_here/" kallsyms >moved
says "one address differs" 1 "only_here: not at" "$hs" verify v.hpsym moved
says "...and is counted" 1 " 1 have another address" "$hs" verify v.hpsym moved
echo "$(at proc_show) T not_in_it" | cat System.map - >more
says "one is missing" 1 "not_in_it: not in the table" "$hs" verify v.hpsym more
says "verify: other build-id" 1 "build-id: the input has $id" "$hs" verify b.hpsym vmlinux
sed 's/^[0-9a-f]*/0000000000000000/' kallsyms >zeros
says "zeros of kptr_restrict" 1 "kptr_restrict" "$hs" build -n notes -o z.hpsym zeros
says "a text of another kind" 1 "line 1 is no" "$hs" build -b 00 -o z.hpsym link.ld
: >empty
says "an empty file" 1 "no symbols" "$hs" build -b 00 -o z.hpsym empty
is "no table was left by any of these" 0 test ! -e z.hpsym

# --- modules ---
ld -r --build-id=sha1 -o mod.ko fs/proc/show.o net/show.o
says "a module" 0 "symbols" "$hs" build -o mod.hpsym mod.ko
says "verify a module" 0 "symbols agree" "$hs" verify mod.hpsym mod.ko
text=$(readelf -SW mod.ko | sed -n 's/^ *\[ *\([0-9]*\)\] \.text .*/\1/p')
says "addresses are section and offset" 0 "^$(printf %08x "$text")" \
	"$hs" lookup mod.hpsym proc_show
says "files by their last component" 0 "	show.c" "$hs" lookup mod.hpsym only_here
says "not a module" 1 "expected a relocatable" "$hs" build -k module -o x.hpsym vmlinux
says "not a vmlinux" 1 "expected a linked" "$hs" build -k vmlinux -o x.hpsym mod.ko
strip -o stripped vmlinux
says "a stripped vmlinux" 1 "no symbol table" "$hs" build -o x.hpsym stripped
for f in fs/proc/show net/show; do
	gcc $flags -g0 -c -o nodebug-${f%%/*}.o $f.c || exit 1
done
ld -static -T link.ld --build-id=sha1 --defsym=percpu_counter=0 -o nodebug nodebug-*.o 2>/dev/null
is "a vmlinux without debug information" 0 "$hs" build -o nd.hpsym nodebug
says "...has the last components" 0 "	show.c" "$hs" lookup nd.hpsym counter
head -c 3000 vmlinux >cut
is "a truncated vmlinux" 1 "$hs" build -o x.hpsym cut

# --- damage ---
head -c 400 v.hpsym >t.hpsym
says "a truncated table" 1 "truncated or damaged" "$hs" dump t.hpsym
cp v.hpsym f.hpsym
printf '\377' | dd of=f.hpsym bs=1 seek=700 conv=notrunc status=none
says "a damaged table" 1 "truncated or damaged" "$hs" verify f.hpsym
says "a text as table" 1 "no .hpsym table" "$hs" lookup System.map x
says "no such table" 1 "No such file" "$hs" dump nowhere.hpsym
says "a directory as table" 1 "not a file" "$hs" dump .
says "no such input" 1 "No such file" "$hs" build -o x.hpsym nowhere
says "no such directory for the output" 1 "No such file" "$hs" build -o no/x.hpsym vmlinux
mkdir full && is "no half table beside an output that cannot be" 1 "$hs" build -o full vmlinux
is "...(looked)" 0 test -z "$(ls -d full.* 2>/dev/null)"
if [ -c /dev/full ]; then
	is "a full disk is noticed" 1 sh -c "'$hs' dump v.hpsym >/dev/full"
fi

# --- symvers ---
printf '0x12345678\tnet_show\tvmlinux\tEXPORT_SYMBOL\t\n' >Module.symvers
says "symvers" 0 "^0x00000000	state_show	vmlinux	EXPORT_SYMBOL_GPL	HOTPATCH$" \
	"$hs" symvers v.hpsym Module.symvers
is "...each name once" 0 test "$(grep -c '	state_show	' out)" -eq 1
is "...own names" 0 "$hs" symvers v.hpsym Module.symvers
is "...(both)" 0 test "$(grep -c '^0x00000000	hotpatch_.*register	hotpatch	EXPORT_SYMBOL_GPL	HOTPATCH$' out)" -eq 2
is "...without what is exported" 0 "$hs" symvers v.hpsym Module.symvers
is "...(looked)" 0 test "$(grep -c net_show out)" -eq 0
says "...which is there without the list" 0 "	net_show	" "$hs" symvers v.hpsym
says "symvers: no Module.symvers" 1 "second column" "$hs" symvers v.hpsym System.map

# --- usage ---
says "no verb" 64 "expected a verb" "$hs"
says "unknown verb" 64 "no verb 'bild'" "$hs" bild
says "argument missing" 64 "argument missing; usage: hp-symtab build" "$hs" build -o x
says "too many" 64 "too many" "$hs" dump v.hpsym v.hpsym
says "unknown option" 64 "unknown option" "$hs" build -x vmlinux
says "an option of another verb" 64 "unknown option" "$hs" verify -o x v.hpsym
says "no output named" 64 "-o TABLE is missing" "$hs" build vmlinux
says "unknown kind" 64 "expected auto, vmlinux" "$hs" build -k elf -o x vmlinux
says "lookup of nothing" 64 "expected one of" "$hs" lookup v.hpsym
says "lookup of two things" 64 "expected one of" "$hs" lookup -f a.c v.hpsym x
says "help" 0 "symvers" "$hs" help
says "help VERB" 0 "-o TABLE" "$hs" help build
says "help of no verb" 64 "no verb" "$hs" help x
for verb in $("$hs" help | awk 'NR > 1 { print $1 }'); do
	says "the man page has $verb" 0 "^.It Cm $verb" "$hs" help --mdoc
done

all_told
