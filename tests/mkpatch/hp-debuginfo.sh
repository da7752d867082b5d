#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# hp-debuginfo.sh PROGRAM - what hp-debuginfo does, shown on small objects compiled here.
#
# Prints one line per test, "ok" or "FAIL"; exit status 1 if any failed.

set -u
hd=$(realpath "${1:?usage: hp-debuginfo.sh PROGRAM}")
# shellcheck source=../lib/program.sh
. "$(dirname "$0")/../lib/program.sh"
dir=$(mktemp -d) && cd "$dir" || exit 1
trap 'rm -rf "$dir"' EXIT

# build OUT FLAG...: compiles unit.c to OUT.s and that to OUT.o
build() {
	local out=$1
	shift
	"${cross-}gcc" -O2 -g -fno-pic -S -o "$out.s" "$@" unit.c && "${cross-}as" -o "$out.o" "$out.s" || exit 1
}

# prints NAME LINE COMMAND...: LINE (with one blank between fields) is one of the output's
prints() {
	local name=$1 line=$2
	shift 2
	is "$name" 0 "$@"
	tests=$((tests + 1))
	if grep -Fqx -- "$line" out; then
		echo "ok $tests ...: $line"
	else
		failed=$((failed + 1))
		echo "FAIL $tests ...: expected '$line', found:"
		sed 's/^/# /' out | head -20
	fi
}

# --- statics ---
cat >unit.c <<'END'
struct key { };
void use(struct key *key), show(const char *name);
static int counter;
static int renamed asm("other_name");
static int kept = 7;
static inline __attribute__((always_inline)) int once(void)
{
#ifdef NEW
	static int first;
	first++;
#endif
	static int done;
	return done++;
}
static __attribute__((noinline)) int alone(void) { static int level; return ++level; }
int one(void) { return once() + alone(); }
int two(int *p) { *p = renamed++ + kept++; show(__func__); return once() + counter++; }
int blocks(int n)
{
	if (n) {
		static int x;
		return x += n;
	} else {
		static int x = 3;
		return x *= 2;
	}
}
#define INIT	do { static struct key key; use(&key); } while (0)
static inline __attribute__((always_inline)) void last(void) { INIT; }
void keys(void) { INIT; INIT; last(); }
void more_keys(void) { INIT; last(); }
END
build old
build new -DNEW
prints "a file's variable" "static - counter 1 1 counter .bss" "$hd" statics old.o
prints "with another name for the assembler" "static - renamed 1 1 other_name .bss" "$hd" statics old.o
cp out old.statics
says "one of an inlined function" 0 '^static once done 1 1 done\.[0-9]* .bss$' "$hd" statics old.o
is "...is there once" 0 test "$(grep -c ' done ' old.statics)" -eq 1
says "one of a function with a body" 0 '^static alone level 1 1 level\.[0-9]* .bss$' "$hd" statics old.o
says "__func__" 0 '^static two __func__ 1 1 __func__\.[0-9]* .rodata' "$hd" statics old.o
says "one name in two blocks" 0 '^static blocks x 1 2 x\.[0-9]* .bss$' "$hd" statics old.o
says "...the second has a value" 0 '^static blocks x 2 2 x\.[0-9]* .data$' "$hd" statics old.o
is "variables on the stack are none" 0 test "$(grep -c ' [np] ' old.statics)" -eq 0
says "symbols of no size at one address are not told apart" 0 '^static keys key 1 2 - .bss$' "$hd" statics old.o
says "with the text they are" 0 '^static keys key 1 2 key\.[0-9]* .bss$' "$hd" statics old.o old.s
cp out old.exact
is "...all four" 0 test "$(awk '$3 == "key" { print $6 }' old.exact | sort -u | wc -l)" -eq 4
# which is the first and the second that keys() passes to use()
sed -n '/^keys:/,/^\t\.size/p' old.s | grep -o 'key\.[0-9]*' | awk '!met[$0]++' | head -n 2 >passed
awk '$2 == "keys" { print $6 }' old.exact >told
is "...as the code has them" 0 cmp passed told
grep -v ' key ' old.statics >others
is "...and the others are as without it" 0 sh -c "grep -v ' key ' old.exact | cmp - others"
says "the new version has the new variable" 0 '^static once first 1 1 first\.[0-9]* .bss$' "$hd" statics new.o new.s
says "...and the old one, whatever its number" 0 '^static once done 1 1 done\.[0-9]* .bss$' "$hd" statics new.o new.s
is "...and all others" 0 test "$(wc -l <out)" -eq $(($(wc -l <old.statics) + 1))
says "the text of another object" 1 "new.s: expected the text of old.o: " "$hd" statics old.o new.s
says "no text" 1 "No such file" "$hd" statics old.o none.s
: >empty
says "an empty text" 1 "empty: empty" "$hd" statics old.o empty
# gcc 16 writes such
sed 's/^\(\t\.quad\t\.LFB[0-9]*\)$/\1-0/' old.s >minus.s
as -o minus.o minus.s && says "a text with a place before a symbol" 0 '^static once done' "$hd" statics minus.o minus.s
build old4 -gdwarf-4
is "DWARF 4 says the same" 0 sh -c "'$hd' statics old4.o old4.s | cmp - old.exact"

if command -v aarch64-linux-gnu-gcc >/dev/null; then
	cross=aarch64-linux-gnu- build arm
	is "arm64" 0 "$hd" statics arm.o arm.s
	cut -d' ' -f1-5 out >arm.statics
	is "...has the same variables" 0 sh -c "cut -d' ' -f1-5 old.statics | cmp - arm.statics"
fi

# --- types ---
cat >unit.c <<'END'
#ifdef NEW
#define IF_NEW(new, old) new
#else
#define IF_NEW(new, old) old
#endif
#define COMMA ,
typedef unsigned long size;
struct only_declared
#ifdef NEW
{ int x; }
#endif
;
struct grown { int a; int b; IF_NEW(size c;,) };
struct embedding { int first; struct grown g; int x; int y; };
struct pointing { struct grown *g; int x; };
struct moved { char x; IF_NEW(,int between;) int y; };
struct fields { unsigned int a : 3; unsigned int b : IF_NEW(4, 5); unsigned int c : 3; };
struct typed { IF_NEW(long, size) a; int (*f)(struct grown *, IF_NEW(long, int)); };
struct wrapped { IF_NEW(union { struct {,) int a; int b; IF_NEW(}; };,) int c; };
struct grouped { IF_NEW(union { struct {,) int a; int b; IF_NEW(}; struct { int a; int b; } group; };,) int c; };
struct named_inside { struct { int x; IF_NEW(int y;,) } in[2]; };
struct flexible { long n; IF_NEW(long, int) rest[]; };
struct same { const char *name; volatile int v; struct same *next, *(*g)(struct same **, ...); size a[2][3]; };
union both { int a; IF_NEW(char c[8];,) };
enum level { LOW, IF_NEW(MIDDLE, MEAN), HIGH };
enum same_level { SAME_LOW = -1, SAME_HIGH };
enum { NO_NAME_A, IF_NEW(NO_NAME_X COMMA,) NO_NAME_B, NO_NAME_C };
typedef IF_NEW(long, int) count;
typedef struct { int x; IF_NEW(int y;,) } unnamed;
struct hidden;
extern int declared[];
int declared[3];
IF_NEW(long, int) global;
static struct { int x; IF_NEW(int y;,) } unnamed_type;
static int table[IF_NEW(4, 3)];
int global_function(struct grown *g, IF_NEW(size, int) n) { return n; }
static __attribute__((noinline)) IF_NEW(long, int) static_function(void) { static IF_NEW(long, int) x; return ++x; }
int own_copy(IF_NEW(const int n, int n)) { return n; }
void qualified(IF_NEW(const,) char *s) { (void)s; }
extern IF_NEW(long, int) elsewhere(const char *fmt, ...);
extern int no_parameters_told(IF_NEW(int,));
#ifdef NEW
int only_new(void) { return 0; }
#endif
struct only_declared *d;
void *use(int i)
{
	static void *all[] = {
		(struct embedding *)0, (struct pointing *)0, (struct moved *)0, (struct fields *)0, (struct typed *)0,
		(struct wrapped *)0, (struct grouped *)0, (struct named_inside *)0, (struct flexible *)0, (struct same *)0, (union both *)0,
		(enum level *)0, (enum same_level *)0, (count *)0, (unnamed *)0, (struct hidden *)0, &unnamed_type, &table,
		(void *)static_function,
	};
	elsewhere("%d", no_parameters_told(NO_NAME_A));
	return all[i];
}
END
build old -w -fno-eliminate-unused-debug-types
build new -w -fno-eliminate-unused-debug-types -DNEW
# told LINE: LINE is told of the two
told() {
	prints "${1%% *}" "$1" "$hd" types old.o new.o
}
told "struct grown size 8 -> 16, new member c at 8"
told "struct embedding size 20 -> 32, member g 8 -> 16 bytes, 3 moved"
told "struct moved size 12 -> 8, member between gone, 1 moved"
told "struct fields member b 5 -> 4 bits, 1 moved"
told "struct typed member a size -> long, member f int (*)(struct grown *, int) -> int (*)(struct grown *, long)"
told "struct named_inside size 8 -> 16, member in struct {...}[2]: changed inside"
told "struct grouped new member group at 0"
told "struct flexible member rest int[] -> long[]"
told "union both size 4 -> 8, new member c at 0"
told "enum level new MIDDLE = 1, MEAN gone"
told "enum {NO_NAME_A,...} NO_NAME_B 1 -> 2, NO_NAME_C 2 -> 3, new NO_NAME_X = 1"
told "typedef count int -> long"
told "struct unnamed size 4 -> 8, new member y at 4"
told "var global int -> long"
told "var unnamed_type struct {...}: changed inside"
told "var table int[3] -> int[4]"
told "var static_function:x int -> long"
told "proto global_function global int global_function(struct grown *, int) -> int global_function(struct grown *, size)"
told "proto static_function static int static_function(void) -> long static_function(void)"
told "proto elsewhere global int elsewhere(const char *, ...) -> long elsewhere(const char *, ...)"
told "proto qualified global void qualified(char *) -> void qualified(const char *)"
cp out told
is "nothing else is told" 0 test "$(wc -l <told)" -eq 21
told_nothing() {
	is "$1" 0 "$hd" types "$2" "$3"
	cp out told
	is "...are the same" 0 test ! -s told
}
told_nothing "an object and itself" old.o old.o
build old4 -w -gdwarf-4 -fno-eliminate-unused-debug-types
build new4 -w -gdwarf-4 -fno-eliminate-unused-debug-types -DNEW
is "DWARF 4 says the same" 0 sh -c "'$hd' types old4.o new4.o >4; '$hd' types old.o new.o | cmp - 4"
told_nothing "one of DWARF 4, one of 5" old4.o old.o

# --- units ---
mkdir -p src/include/linux src/fs src/arch/x86/kernel build
echo 'struct pipe { int a; }; static inline int pipe_a(struct pipe *p) { return p->a; }' >src/include/linux/pipe.h
echo '#include <linux/pipe.h>
int a_of(struct pipe *p) { return pipe_a(p); }' >src/fs/a.c
echo 'int nothing;' >src/fs/b.c
echo '#define a_of b_of
#include "a.c"' >src/fs/both.c
echo 'int entry;' >src/arch/x86/kernel/head.c
(cd build && for f in a b both; do
	gcc -O1 -g -I../src/include -c -o $f.o ../src/fs/$f.c || exit 1
done && gcc -g -c -o head.o "$dir/src/arch/x86/kernel/head.c" && ld -r -o all.o ./*.o && ld -e 0 -o vmlinux a.o b.o both.o head.o) || exit 1
prints "units" "include/linux/pipe.h fs/a.c" "$hd" units build/vmlinux include/linux/pipe.h fs/a.c
sort out >told
is "...two of the header, two of the file" 0 cmp told - <<END
fs/a.c fs/a.c
fs/a.c fs/both.c
include/linux/pipe.h fs/a.c
include/linux/pipe.h fs/both.c
END
is "a file of that name elsewhere" 0 "$hd" units build/vmlinux linux/pipe.h pipe.h
cp out told
is "...is another" 0 test ! -s told
prints "of a relocatable object" "include/linux/pipe.h fs/a.c" "$hd" units build/all.o include/linux/pipe.h
mkdir tree && cp -r src/include src/fs src/arch tree
(cd tree && gcc -O1 -g -I./include -c -o a.o fs/a.c && ld -e 0 -o vmlinux a.o) || exit 1
prints "a kernel built in its tree" "include/linux/pipe.h fs/a.c" "$hd" units tree/vmlinux include/linux/pipe.h

# --- damage ---
says "no such object" 1 "No such file" "$hd" statics none.o
says "no ELF" 1 "not an ELF file" "$hd" statics unit.c
gcc -c -o bare.o src/fs/b.c
says "no debug information" 1 "bare.o: no debug information" "$hd" types old.o bare.o
head -c 3000 old.o >cut.o
is "a truncated object" 1 "$hd" types old.o cut.o
# offset_of SECTION: where it begins in old.o, and how long it is
offset_of() {
	readelf -SW old.o | sed -n "s/.* $1 *PROGBITS *[0-9a-f]* \([0-9a-f]*\) \([0-9a-f]*\) .*/0x\1 0x\2/p"
}
# Each of these has one byte other than old.o.
stuck=0 n=0
for section in .debug_info .debug_abbrev; do
	read -r start size <<<"$(offset_of $section)"
	for ((i = 0; i < size; i += size / 20 + 1, n++)); do
		cp old.o damaged.o
		printf '%b' "\\x$(printf %x $((i * 37 % 256)))" |
			dd of=damaged.o bs=1 seek=$((start + i)) conv=notrunc status=none
		timeout 20 "$hd" types old.o damaged.o >/dev/null 2>err
		[ $? -le 1 ] && [ "$(wc -l <err)" -le 1 ] || stuck=$((stuck + 1))
	done
done
is "$n damaged objects: an answer, or one line" 0 test $stuck -eq 0
# A typedef of itself, a pointer to itself, and a struct in which it is itself.
cat >circle.s <<'END'
	.section .debug_info,"",@progbits
start:	.long end - 1f
1:	.value 5
	.byte 1, 8
	.long 0
	.uleb128 1
	.ascii "x.c\0"
array:	.uleb128 2
	.ascii "t\0"
	.long array - start
	.uleb128 3
	.ascii "v\0"
	.long loop - start
loop:	.uleb128 4
	.long loop - start
	.uleb128 5
	.ascii "u\0"
	.long self - start
self:	.uleb128 6
	.byte 8
	.uleb128 7
	.long self - start
	.byte 0, 0
end:
	.section .debug_abbrev,"",@progbits
	.macro abbrev number, tag, children, list:vararg
	.uleb128 \number
	.uleb128 \tag
	.byte \children
	.byte \list, 0, 0
	.endm
	abbrev 1, 0x11, 1, 3, 8
	abbrev 2, 0x16, 0, 3, 8, 0x49, 0x13
	abbrev 3, 0x34, 0, 3, 8, 0x49, 0x13
	abbrev 4, 0xf, 0, 0x49, 0x13
	abbrev 5, 0x34, 0, 3, 8, 0x49, 0x13
	abbrev 6, 0x13, 1, 0xb, 0xb
	abbrev 7, 0xd, 0, 0x49, 0x13
	.byte 0
END
as -o circle.o circle.s || exit 1
says "the text of what has no relocations" 1 "circle.o: expected an object as" "$hd" statics circle.o circle.s
says "types that contain themselves" 1 "circle.o: damaged debug information" timeout 20 "$hd" types circle.o circle.o

# --- usage ---
says "no verb" 64 "expected one of: functions OBJECT, statics OBJECT" "$hd"
says "unknown verb" 64 "found: static$" "$hd" static old.o
says "argument missing" 64 "expected: types OLD NEW; found 1 arguments" "$hd" types old.o
says "too many" 64 "found 3 arguments" "$hd" statics old.o old.s x
says "no file" 64 "expected: units VMLINUX FILE" "$hd" units build/vmlinux
if [ -c /dev/full ]; then
	is "a full disk is noticed" 1 sh -c "'$hd' statics old.o >/dev/full"
fi

all_told
