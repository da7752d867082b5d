#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# hp-match.sh PROGRAM - what hp-match does, shown on small kernels and modules compiled here.
#
# Prints one line per test, "ok" or "FAIL"; exit status 1 if any failed.

set -u
hm=$(realpath "${1:?usage: hp-match.sh PROGRAM}")
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=../lib/program.sh
. "$here/../lib/program.sh"
dir=$(mktemp -d) && cd "$dir" || exit 1
trap 'rm -rf "$dir"' EXIT

compile() {
	gcc -O2 -fno-pic -mcmodel=kernel -mno-red-zone -fno-stack-protector -fcf-protection=none \
		-fno-asynchronous-unwind-tables -c "$@" || exit 1
}

link() { ld --no-warn-rwx-segments -z noexecstack -T link.ld -o "$@" || exit 1; }

# at FILE NAME [NTH]: the address that the linker gave it
at() { nm -n "$1" | awk -v name="$2" -v nth="${3-1}" '$3 ~ "^" name "$" && ++n == nth { print $1; exit }'; }

# has NAME LINE: a pattern of a whole line of the last output, with a blank where that has a tab
has() {
	tests=$((tests + 1))
	if tr '\t' ' ' <out | grep -Eqx -- "$2"; then
		echo "ok $tests $1: $2"
	else
		failed=$((failed + 1))
		echo "FAIL $tests $1: no line '$2' in"
		sed 's/^/# /' err out | head -20
	fi
}

# prints NAME LINE COMMAND...: and such a line is in its output
prints() {
	local name=$1 line=$2
	shift 2
	is "$name" 0 "$@"
	has "$name" "$line"
}

# same NAME COMMAND1 COMMAND2: two commands, each one word, print the same
same() { is "$1" 0 cmp <($2) <($3); }

# --- a kernel: the unit that is compared, and two others ---
cat >unit.c <<'END'
void report(const char *text, long n);
long weigh(long n);
extern int limit;
static int level, depth = 3;
static const char *const names[] = { "first", "second" };
static const int table[] = { 2, 3, 5, 7 };
long entries[8];
#define noinline __attribute__((noinline))

static noinline int state_show(int n) { return level += n; }		/* one of three */
static noinline long twice(long n) { return weigh(n) * 2; }		/* one of two that are the same */
__attribute__((weak)) noinline long fallback(long n) { return n + 7; }	/* another file has a better one */
long probe(long n)
{
	if (n > LIMIT)
		report(TEXT, n);
	return twice(n) + table[n & 3] + state_show(depth++) + limit;
}
long choose(long n) { report(names[n & 1], entries[n & 7]); return fallback(n); }
long count(void) { static int calls; static int missed = 4; return calls++ + missed++; }
END
cat >other.c <<'END'
static int level = 5;
#define noinline __attribute__((noinline))
long weigh(long n);
void report(const char *text, long n);
static noinline int state_show(int n) { return level += n; }
static noinline long twice(long n) { return weigh(n) * 2; }
long fallback(long n) { report("text of the unit", n); return state_show(n) + twice(n); }
long late(long n) { static int calls; return calls += n; }
END
cat >base.c <<'END'
int limit = 4;
static int level;
__attribute__((noinline)) long weigh(long n) { return n ^ limit; }
__attribute__((noinline)) long measure(long n) { return n | limit; }
void report(const char *text, long n) { level += n + text[0]; }
__attribute__((noinline)) static int state_show(int n) { return level -= n; }
long base(long n) { return state_show(n); }
END
cat >link.ld <<'END'
SECTIONS {
	. = 0xffffffff81000000;
	_text = .;
	.text : { _stext = .; *(.text .text.*) }
	.rodata : { *(.rodata .rodata.*) }
	__jump_table : { __start___jump_table = .; *(__jump_table) __stop___jump_table = .; }
	.data : { *(.data) }
	.bss : { *(.bss) }
	_end = .;
	/DISCARD/ : { *(.comment) *(.note*) *(__mcount_loc) *(.altinstructions) *(.smp_locks) }
}
END
flags=(-DLIMIT=10 '-DTEXT="text of the unit"')
compile other.c
compile base.c
compile "${flags[@]}" unit.c
link kernel base.o unit.o other.o

prints "all of it is there" 'end 5 5' "$hm" unit.o kernel
has "a function" "func probe $(at kernel probe) [0-9]+ ok"
has "a weak one whose place another file's has taken" 'func fallback - [0-9]+ absent'
has "... and what its name means" "sym fallback $(at kernel fallback) fallback 1 1 T"
has "one of three with a name" "sym state_show $(at kernel state_show 2) state_show 2 3 t"
has "one of two with the same bytes" "sym twice $(at kernel twice 1) twice 1 2 t"
has "a static variable" "sym depth $(at kernel depth) depth 1 1 d"
has "one of three of that name" "sym level $(at kernel level 3) level 3 3 b"
has "a static local" "sym missed.[0-9] $(at kernel 'missed.[0-9]') missed.[0-9] 1 1 d"
has "what other files have" "sym limit $(at kernel limit) limit 1 1 D"
has "read-only data" "sym table $(at kernel table) table 1 1 r"

# --- what was changed is found ---
# changed NAME WORD HOW: compiles unit.c as sed's HOW changes it; the function WORD then differs
changed() {
	sed "$3" unit.c >one.c
	compile "${flags[@]}" one.c
	prints "$1" "func $2" "$hm" one.o kernel
}
there='[0-9a-f]{16} [0-9]+ differs 0x[0-9a-f]+'
changed "a byte" "probe $there 0b[0-9a-f]{14} 0a[0-9a-f]{14}" 's/n > LIMIT/n > 11/'
has "... in one function" 'end 4 5'
changed "a string" "probe $there 6f6e6520756e6974 74686520756e6974" 's/TEXT/"text of one unit"/'
changed "a constant" "probe $there 08000000.* 07000000.*" 's/5, 7 }/5, 8 }/'
changed "a callee" "twice $there [0-9a-f]{8} [0-9a-f]{8}" 's/return weigh(n)/return measure(n)/
s/^long weigh/long measure/'
has "... in one function" 'end 4 5'
changed "a condition" "probe $there .*" 's/n > LIMIT/n > LIMIT \&\& n != 90/'
changed "a variable before another" "state_show $there .*" 's/int level,/int more, level,/
s/return level += n/return more++ + (level += n)/'
changed "the order of variables" "probe $there .*" 's/static int missed = 4;//
s/^long count/static int missed = 4; &/
s/depth = 3/depth = 3, further = 9/
s/depth++/depth++ + further++/'
sed 's/return n + 7/return n + 8/' unit.c >one.c
compile "${flags[@]}" one.c
prints "not in what has no place" 'end 5 5' "$hm" one.o kernel
prints "not in another unit" 'end 4 4' "$hm" other.o kernel
echo 'void gone(void) { }' >one.c
compile one.c
prints "a function that the kernel lacks" 'func gone - [0-9]+ absent' "$hm" one.o kernel
cat >one.c <<'END'
long weigh(long n);
static __attribute__((noinline, used)) long twice(long n) { return weigh(n) * 2; }
END
compile one.c
says "one of two, and nothing tells which" 0 'twice: several places' "$hm" one.o kernel

# --- references that do not agree ---
cat >one.s <<'END'
	.text
	.macro reads name
	.globl \name
	.type \name, @function
\name:	mov cell(%rip), %eax
	ret
	.size \name, . - \name
	.endm
	reads first
	reads second
	reads third
	.local cell
	.comm cell, 4
END
as -o one.o one.s
sed 's/reads third/&\n.equ third_end, ./; s/cell(%rip)/place_\\name(%rip)/
s/.local cell/.local cell, other\n.comm other, 4\n.set place_first, cell\n.set place_second, cell\n.set place_third, other/' one.s >two.s
as -o two.o two.s
link kernel2 base.o two.o
prints "two say the same" 'end 2 3' "$hm" one.o kernel2
has "the third does not" "func third $there [0-9a-f]{8} [0-9a-f]{8}"

# --- what the kernel rewrites, and what it does before it is an image ---
cat >sites.s <<'END'
	.text
	.globl site, key
	.type site, @function
site:	endbr64
1:	call __fentry__
2:	.if IMAGE
	.byte 0x0f, 0x1f, 0x44, 0x00, 0x00
	.else
	jmp far
	.endif
3:	lock incl cell(%rip)
	mov $cell, %rax
4:	.byte 0x90, 0x90, 0x90
5:	call __SCT__call
	.byte 0x2e
	call __x86_indirect_thunk_rax
	call weigh
	jmp __x86_return_thunk
	.size site, . - site
	.section .text.far, "ax"
	.type far, @function
far:	ret
	.size far, . - far
	.section __mcount_loc, "a"
	.quad 1b
	.section __jump_table, "aw"
	.long 2b - ., far - .
	.quad key - .
	.section .smp_locks, "a"
	.long 3b - .
	.section .altinstructions, "a"
	.long 4b - ., 6f - .
	.word 0
	.byte 5b - 4b, 7f - 6f
	.section .altinstr_replacement, "ax"
6:	.byte 0x0f, 0x1f, 0x00
7:	.bss
cell:	.long 0
	.data
	.quad 0
key:	.quad 0
END
cat >thunks.s <<'END'
	.text
	.irp name, __fentry__, __SCT__call, __x86_indirect_thunk_rax, __x86_return_thunk
	.globl \name
	.type \name, @function
\name:	ret
	.size \name, 1
	.endr
END
as --defsym IMAGE=0 -o sites.o sites.s
as --defsym IMAGE=1 -o image.o sites.s
as -o thunks.o thunks.s
link kernel3 base.o thunks.o image.o
prints "a nop for a jump" 'end 2 2' "$hm" sites.o kernel3
has "a static key, by the table" "sym key $(at kernel3 key) key 1 1 D"
# endbr64, entry, branch and lock; an address, alternative, static call and thunk; a return
has "ranges that are left out" 'body site 52 [0-9a-f]{16} 0,15 9,18 5,5'
digest=$(awk '$1 == "body" && $2 == "site" { print $4 }' out)
size=$(stat -c %s kernel3)
# The same function where it has booted: nops at its entry, the lock gone.
{
	offset=$((0x$(at kernel3 site) - 0x$(at kernel3 _text) + 0x$(readelf -SW kernel3 | awk '$2 == ".text" || $3 == ".text" { print $(NF - 6) }')))
	head -c $((offset + 4)) kernel3
	printf '\x0f\x1f\x44\x00\x00'
	tail -c +$((offset + 10)) kernel3
} >booted
is "(the file is as long as before)" 0 [ "$size" -eq "$(stat -c %s booted)" ]
prints "the digest of rewritten code is the same" "body site 52 $digest .*" "$hm" sites.o booted
cat >digest.c <<'END'
#include <stdio.h>
#include "body_digest.h"
int main(void) { printf("%016llx\n", (long long)body_digest(BODY_DIGEST_START, (const uint8_t *)"foobar", 6)); return 0; }
END
gcc -I "$here/../../patches/mkpatch/match" -o digest digest.c && is "64-bit FNV-1a" 0 [ "$(./digest)" = 85944171f73967e8 ]

# --- a list of symbols, and images without ---
nm kernel >list
objcopy -S kernel stripped
same "symbols from a list" "$hm unit.o kernel" "$hm unit.o stripped list"
says "no symbols" 2 'no symbol table' "$hm" unit.o stripped
echo "int limit;" >list.bad
says "a list that is none" 2 'line 1 is no' "$hm" unit.o stripped list.bad

# --- a module ---
ld -r -o module.ko base.o unit.o other.o
prints "a module" 'end 5 5' "$hm" unit.o module.ko
has "addresses are section and offset" 'func probe \.text\+0x[0-9a-f]+ [0-9]+ ok'
has "one of three in it" 'sym state_show \.text\+0x[0-9a-f]+ state_show 2 3 t'
has "data of it" 'sym depth \.data\+0x[0-9a-f]+ depth 1 1 d'
sed 's/return twice(n)/return late(n) + measure(n) + twice(n)/; s/^long weigh.*/&\nlong late(long n), measure(long n);/' unit.c >newer.c
compile "${flags[@]}" newer.c
prints "what only the new code calls, of another file" 'sym late \.text\+0x[0-9a-f]+ late 1 1 T' "$hm" -n newer.o unit.o module.ko
ld -r -o module.ko unit.o other.o
prints "what it takes from elsewhere" 'sym limit limit limit 1 1 U' "$hm" unit.o module.ko
is "of what only new code takes from there nothing is said" 0 [ "$("$hm" -n newer.o unit.o module.ko | grep -c measure)" = 0 ]
sed 's/return weigh(n)/return measure(n)/; s/^long weigh/long measure/' unit.c >one.c
compile "${flags[@]}" one.c
prints "another callee in it" 'func twice [^ ]+ [0-9]+ differs 0x[0-9a-f]+ [^ ]+ [^ ]+' "$hm" one.o module.ko
says "a list besides" 2 'expected no list' "$hm" unit.o module.ko list

# --- arm64: two instructions make an address, and the linker moves loads out of the way of an erratum ---
if command -v aarch64-linux-gnu-as >/dev/null; then
	cat >arm.s <<'END'
	.text
	.globl pads, loads, calls
	.type pads, %function
pads:	.skip 0xff4, 0
	nop
	.size pads, . - pads
	.type loads, %function
loads:	adrp x0, cell
	ldr x1, [x1, #8]
	ldr x0, [x0, :lo12:cell]
	ret
	.size loads, . - loads
	.type calls, %function
calls:	adrp x0, .LC0
	add x0, x0, :lo12:.LC0
	b report
	.size calls, . - calls
	.section .rodata.str1.1, "aMS", %progbits, 1
	.string "another"
.LC0:	.string "some text"
	.data
	.quad 1
	.local cell
	.comm cell, 8
END
	cat >far.s <<'END'
	.section .rodata.str1.1, "aMS", %progbits, 1
	.string "and some text"
	.text
	.globl report
	.type report, %function
report:	ret
	.size report, . - report
END
	aarch64-linux-gnu-as -o arm.o arm.s
	aarch64-linux-gnu-as -o far.o far.s
	aarch64-linux-gnu-ld --fix-cortex-a53-843419 -Ttext 0x800000 -Tdata 0x4000000 -e pads -o kernel4 arm.o far.o
	prints "arm64" 'end 3 3' "$hm" arm.o kernel4
	has "a variable by page and rest" "sym cell $(at kernel4 cell) cell 1 1 b"
	is "(the load was moved)" 0 grep -q e843419 <(nm kernel4)
	sed 's/some text/other text/' arm.s >one.s
	aarch64-linux-gnu-as -o one.o one.s
	prints "another string" 'func calls [0-9a-f]+ 12 differs 0x4 6f74686572207465 .*' "$hm" one.o kernel4
	sed 's/ldr x0, \[x0/ldr x2, [x0/' arm.s >one.s
	aarch64-linux-gnu-as -o one.o one.s
	prints "another register in what was moved" 'func loads [0-9a-f]+ 16 differs 0x8 .*' "$hm" one.o kernel4
	says "of another machine" 2 'expected code for ELF machine 62' "$hm" arm.o kernel
fi

# --- files that are booted ---
# number BYTES N: little endian
# shellcheck disable=SC2059 # the bytes are the format
number() { local i n=$2; for ((i = 0; i < $1; i++)); do printf "\\x$(printf %02x $((n >> 8 * i & 255)))"; done; }
# boot FILE SIZE: a bzImage with the compressed FILE in it
boot() {
	head -c $((0x1f1)) /dev/zero
	number 1 1
	head -c $((0x202 - 0x1f2)) /dev/zero
	printf HdrS
	head -c $((0x248 - 0x206)) /dev/zero
	number 4 64
	number 4 "$2"
	head -c $((1024 + 64 - 0x250)) /dev/zero
	cat "$1"
}
gzip -c stripped >packed
boot packed "$(stat -c %s packed)" >bzImage
is "gzip" 0 "$hm" --unpack bzImage image
is "... as it was" 0 cmp image stripped
xz --check=crc32 -c stripped >packed && number 4 "$(stat -c %s stripped)" >>packed
boot packed "$(stat -c %s packed)" >bzImage
is "xz" 0 "$hm" --unpack bzImage image
is "... as it was" 0 cmp image stripped
same "... and is compared" "$hm unit.o kernel" "$hm unit.o image list"
head -c 1200 bzImage >short
says "cut off" 2 'was it cut off' "$hm" --unpack short image2
is "... leaves nothing" 2 ls image2 image2.part
head -c -300 bzImage >short && head -c 300 /dev/zero >>short
says "damaged" 2 'xz could not unpack' "$hm" --unpack short image2
says "no kernel" 2 'expected a bzImage' "$hm" --unpack unit.c image2
{ head -c 56 /dev/zero; printf 'ARM\x64'; head -c 100 /dev/zero; } >flat
gzip -c flat >flat.gz
is "arm64, gzip" 0 "$hm" --unpack flat.gz image
is "... as it was" 0 cmp image flat
is "arm64, plain" 0 "$hm" --unpack flat image
{
	printf 'MZ\0\0zimg'
	number 4 64
	number 4 "$(stat -c %s flat.gz)"
	head -c 48 /dev/zero
	cat flat.gz
} >zboot
is "arm64, zboot" 0 "$hm" --unpack zboot image
is "... as it was" 0 cmp image flat

# --- what is no such file ---
is "no arguments" 2 "$hm"
says "no file" 2 'No such file' "$hm" none.o kernel
says "no object" 2 'found a linked one' "$hm" kernel kernel
says "no image" 2 'expected an ELF file' "$hm" unit.o unit.c
: >empty
says "nothing" 2 'a kernel in it' "$hm" unit.o empty list
head -c 700 kernel >short
is "an image cut off" 2 "$hm" unit.o short
gcc -m32 -c -o i386.o -x c - <<<'int x;' 2>/dev/null && is "32 bits" 2 "$hm" i386.o kernel

# damage FILE AT: to stdout with the byte there changed
damage() {
	head -c "$2" "$1"
	printf '\xff\x80\x7f\xff'
	tail -c +$(($2 + 5)) "$1"
}
crashed=0
# every header of a section and symbol, and some of all else: an answer or an error, and no crash
shoff=$(readelf -h sites.o | awk '/Start of section headers/ { print $5 }')
symtab=$((0x$(readelf -SW sites.o | awk '/ \.symtab / { sub(/.*SYMTAB/, ""); print $2 }')))
size=$(stat -c %s sites.o)
for where in $(seq 24 7 63) $(seq "$shoff" 13 $((size - 4))) $(seq $symtab 11 $((symtab + 300))) $(seq 64 9 $symtab); do
	damage sites.o "$where" >damaged.o
	"$hm" damaged.o kernel3 >out 2>err
	[ $? -le 2 ] || { crashed=$((crashed + 1)) && cp damaged.o "crash.$where"; }
	[ $((where % 3)) -ne 0 ] || { "$hm" sites.o damaged.o >out 2>err; [ $? -le 2 ] || crashed=$((crashed + 1)); }
done
is "damaged objects and modules" 0 [ $crashed -eq 0 ]
size=$(stat -c %s kernel3)
for where in $(seq 24 7 63) $(seq $((size - 900)) 17 $((size - 4))); do
	damage kernel3 "$where" >damaged
	"$hm" sites.o damaged >out 2>err
	[ $? -le 2 ] || crashed=$((crashed + 1))
done
is "damaged images" 0 [ $crashed -eq 0 ]

all_told
