#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# functions.sh PROGRAM - what hp-symtab knows of inlined functions and of types, shown on a kernel compiled here.
#
# Prints one line per test, "ok" or "FAIL"; exit status 1 if any failed.

set -u
hs=$(realpath "${1:?usage: functions.sh PROGRAM}")
# shellcheck source=../lib/program.sh
. "$(dirname "$0")/../lib/program.sh"
dir=$(mktemp -d) && cd "$dir" || exit 1
trap 'rm -rf "$dir"' EXIT
# has NAME LINE...: the output of the last command is these lines, in any order; <tab> is a tab
has() {
	local name=$1
	shift
	tests=$((tests + 1))
	if [ "$(sort out)" = "$(printf '%s\n' "$@" | sed 's/<tab>/\t/g' | sort)" ]; then
		echo "ok $tests $name"
	else
		failed=$((failed + 1))
		echo "FAIL $tests $name: expected"
		printf '# %s\n' "$@"
		sed 's/^/# found: /' out
	fi
}

# --- a kernel of our own ---
mkdir -p fs net include/linux kernel
cat >include/linux/util.h <<'END'
struct file;
struct inode { int nr; };
typedef struct { int counter; } atomic_t;
typedef unsigned long size_type;
typedef int (*filler)(struct file *, const char *);
#define inline_ static inline __attribute__((always_inline))
#define noinline_ __attribute__((noinline, noipa))
extern int sink;
inline_ int from_header(int n) { return sink += n * 3; }
END
cat >fs/one.c <<'END'
#include <linux/util.h>
int sink;
inline_ int fix(int n) { return sink += n; }
inline_ int middle(int n) { return fix(n) + 1; }
int (*taken)(int) = fix;
noinline_ int caller(int n) { return fix(n) * 5; }
noinline_ int by_middle(int n) { if (n) { int m = n * sink; return middle(m); } return 0; }
noinline_ int twice(int n) { return fix(n) + fix(n + 1) + from_header(n); }
noinline_ int uses_none(int n) { return n + 7; }
inline_ int nowhere_else(int n) { return sink -= n; }
noinline_ int only_user(int n) { return nowhere_else(n) ^ 1; }
int (*taken_too)(int) = from_header;
static __attribute__((noinline)) int specialised(int n, int k)
{
	if (k)
		for (int i = 0; i < n; i++)
			sink += i * k + sink / 3;
	return sink;
}
int specialise(int n) { return specialised(n, 3); }
static int state_show(int n) { return sink * n; }
int (*show_one)(int) = state_show;
__attribute__((section(".init.text"))) noinline_ int at_boot(int n) { return fix(n); }
END
cat >net/two.c <<'END'
#include <linux/util.h>
#include "three.c"
int (*taken_two)(int) = from_header;
inline_ int fix(int n) { return sink -= n; }
noinline_ int net_caller(int n) { return fix(n) + from_header(n); }
static int state_show(int n) { return sink / n; }
int (*show_two)(int) = state_show;
END
cat >net/three.c <<'END'
inline_ int included(int n) { return sink ^= n; }
int (*taken_three)(int) = included;
noinline_ int user_of_included(int n) { return included(n) / 3; }
END
cat >kernel/types.c <<'END'
#include <linux/util.h>
enum mode { A, B };
noinline_ void nothing(void) { sink++; }
noinline_ long pointers(struct file *f, const char *const *v, void *p) { return f && v && p; }
noinline_ size_type typedefs(size_type n, atomic_t *a, atomic_t b) { return n + a->counter + b.counter; }
noinline_ struct inode *returns(enum mode m, _Bool b) { return (struct inode *)(long)(m + b); }
noinline_ int called_back(filler f, int (*v[3])(void), int n[static 2]) { return f(0, "") + v[0]() + n[0]; }
noinline_ filler gives(int n) { return (filler)(long)n; }
noinline_ int variadic(const char *fmt, ...) { return fmt[0]; }
noinline_ void rows(int (*m)[4][2], union { int a; } *u) { m[0][1][1] = u->a; }
noinline_ int volatile_(volatile int *const restrict p) { return *p; }
END
cat >link.ld <<'END'
SECTIONS {
	. = 0xffffffff81000000;
	_text = .;
	.text : { _stext = .; *(.text .text.*) }
	.init.text : { _sinittext = .; *(.init.text) _einittext = .; }
	.notes : { *(.note.gnu.build-id) }
	.rodata : { *(.rodata*) }
	.data : { *(.data .data.*) }
	.bss : { *(.bss) }
	/DISCARD/ : { *(.comment) *(.note.GNU-stack) *(.eh_frame) }
}
END
# build FLAG...: vmlinux, with the compiler ${cross}gcc
build() {
	local flags="-O2 -g -Iinclude -fno-pic -fno-stack-protector -ffile-prefix-map=$dir=." f
	[ "$(${cross}gcc -dumpmachine | cut -d - -f 1)" != x86_64 ] || flags+=" -mcmodel=kernel -fcf-protection=none"
	for f in fs/one net/two kernel/types; do
		# shellcheck disable=SC2086 # these are many
		${cross}gcc $flags -w "$@" -c -o $f.o $f.c || exit 1
	done
	${cross}ld -static -T link.ld --build-id=sha1 -o vmlinux fs/one.o net/two.o kernel/types.o 2>ld.log ||
		{ cat ld.log; exit 1; }
}
cross=
text() { xz -dc --format=lzma "$1"; }

build
says "functions of a vmlinux" 0 "^v.hpfun: [0-9]* functions, [0-9]* inlined ones in them, [0-9]* bytes$" \
	"$hs" functions -o v.hpfun vmlinux
is "...twice the same" 0 "$hs" functions -o w.hpfun vmlinux
is "...(compared)" 0 cmp v.hpfun w.hpfun
is "...made for this build" 0 test "$(text v.hpfun | head -n 1 | cut -d ' ' -f 4)" = \
	"$(readelf -n vmlinux | sed -n 's/.*Build ID: //p')"

# --- inlined ---
is "where fix is" 0 "$hs" where v.hpfun fix
has "...in its callers, through others too, not in another file's callers of its own, not in what is gone" \
	"function<tab>fix<tab>fs/one.c<tab>int fix(int)" \
	"inlined<tab>caller<tab>fs/one.c<tab>int caller(int)" \
	"inlined<tab>by_middle<tab>fs/one.c<tab>int by_middle(int)" \
	"inlined<tab>twice<tab>fs/one.c<tab>int twice(int)"
is "where a function of a header is" 0 "$hs" where v.hpfun from_header@fs/one.c
has "...in users of all units, which have copies" \
	"function<tab>from_header<tab>fs/one.c<tab>int from_header(int)" \
	"copy<tab>from_header<tab>net/two.c<tab>int from_header(int)" \
	"inlined<tab>twice<tab>fs/one.c<tab>int twice(int)" \
	"inlined<tab>net_caller<tab>net/two.c<tab>int net_caller(int)"
is "where one of a .c file is that another includes" 0 "$hs" where v.hpfun included
has "...it is a function of the unit" "function<tab>included<tab>net/two.c<tab>int included(int)" \
	"inlined<tab>user_of_included<tab>net/two.c<tab>int user_of_included(int)"
is "one that is inlined everywhere" 0 "$hs" where v.hpfun nowhere_else
has "...has its users" "inlined<tab>only_user<tab>fs/one.c<tab>int only_user(int)"
is "one that is inlined nowhere" 0 "$hs" where v.hpfun uses_none
has "...is alone" "function<tab>uses_none<tab>fs/one.c<tab>int uses_none(int)"
is "two of one name" 0 "$hs" where v.hpfun state_show
has "...are both there" "function<tab>state_show<tab>fs/one.c<tab>int state_show(int)" \
	"function<tab>state_show<tab>net/two.c<tab>int state_show(int)"
is "...one of them by its file" 0 "$hs" where v.hpfun state_show@net/two.c
has "...which is that" "function<tab>state_show<tab>net/two.c<tab>int state_show(int)"
first=fs/one.c
[ "$(nm -n vmlinux | grep -B 99 ' state_show' | grep -o 'net_caller\|caller' | head -1)" != net_caller ] || first=net/two.c
is "...or by its position" 0 "$hs" where v.hpfun "state_show#1"
has "...by address" "function<tab>state_show<tab>$first<tab>int state_show(int)"
is "a clone" 0 "$hs" where v.hpfun specialised.constprop.0
has "...has no type that is known, and a caller" "function<tab>specialised.constprop.0<tab>fs/one.c<tab>" \
	"caller<tab>specialise<tab>fs/one.c<tab>int specialise(int)"
says "one that does not exist" 1 "no function of that name" "$hs" where v.hpfun missing
says "...nor one that is gone after boot" 1 "no function of that name" "$hs" where v.hpfun at_boot
says "a position that is none" 64 "expected a number" "$hs" where v.hpfun fix#x

is "what is inlined twice" 0 test "$(text v.hpfun | grep '^+twice' | cut -f 3 | tr ' ' '\n' | grep -cx fix)" -eq 1

# --- half fixes ---
is "half of a fix" 0 "$hs" half v.hpfun fix@fs/one.c caller uses_none
cp out half
is "...the rest is named, in one line" 0 grep -qxE \
	"HALF FIX: fix is also inlined into (by_middle, twice|twice, by_middle): replace them as well" half
is "...and no other" 0 test "$(wc -l <half)" -eq 1
is "all of a fix" 0 "$hs" half v.hpfun fix@one.c caller by_middle twice
has "...nothing is said" ""
is "a header's" 0 "$hs" half v.hpfun from_header@fs/one.c twice
has "...is everywhere" "HALF FIX: from_header is also inlined into net_caller@net/two.c: replace them as well" \
	"HALF FIX: from_header is in other units too, from_header@net/two.c: replace them as well"
is "what is not there" 0 "$hs" half v.hpfun missing
has "...is left to others" ""

# --- types ---
type_is() {
	is "type of $1" 0 "$hs" where v.hpfun "$1"
	has "...is $2" "function<tab>$1<tab>kernel/types.c<tab>$2"
}
type_is nothing "void nothing(void)"
type_is pointers "long int pointers(struct file *, char **, void *)"
type_is typedefs "long unsigned int typedefs(long unsigned int, atomic_t *, atomic_t)"
type_is returns "struct inode *returns(enum mode, _Bool)"
type_is called_back "int called_back(int (*)(struct file *, char *), int (**)(void), int *)"
type_is gives "int (*gives(int))(struct file *, char *)"
type_is variadic "int variadic(char *, ...)"
type_is rows "void rows(int (*)[8], union *)"
type_is volatile_ "int volatile_(int *)"

# --- as other compilers write it ---
cp v.hpfun before
build -gdwarf-4
is "functions of a vmlinux with DWARF 4" 0 "$hs" functions -o v.hpfun vmlinux
is "...the same" 0 cmp <(text before | tail -n +2) <(text v.hpfun | tail -n +2)
build -fpatchable-function-entry=16,16
is "functions with room before them" 0 "$hs" functions -o v.hpfun vmlinux
is "...the same" 0 cmp <(text before | tail -n +2) <(text v.hpfun | tail -n +2)

# For DWARF a function of arm64 begins behind what ftrace patches.
if [ "$(uname -m)" = x86_64 ] && command -v aarch64-linux-gnu-gcc >/dev/null; then
	cross=aarch64-linux-gnu-
	build -fpatchable-function-entry=2
	cross=
	is "functions of arm64" 0 "$hs" functions -o a.hpfun vmlinux
	is "...are all there" 0 test "$(text a.hpfun | grep -cE '^\+?(caller|by_middle|twice|net_caller|fix|nothing)\b')" -eq 6
	build
fi

# --- what is no vmlinux ---
strip -g -o stripped vmlinux
says "without debug information" 1 "no debug information" "$hs" functions -o x.hpfun stripped
says "an object" 1 "expected a linked" "$hs" functions -o x.hpfun fs/one.o
ld -static -T link.ld --build-id=none -o nameless fs/one.o net/two.o kernel/types.o 2>ld.log
says "without a build-id" 1 "no build-id" "$hs" functions -o x.hpfun nameless
says "without a place for it" 64 "-o FUNCTIONS is missing" "$hs" functions vmlinux
is "none of these left a file" 0 test ! -e x.hpfun

# --- damaged files ---
# changed NAME PATTERN FILTER...: a text that is other, with its checksum right, is refused
changed() {
	text v.hpfun | "${@:3}" | perl -MCompress::Zlib -0777 -ne \
		'printf "%s%08x%s", substr($_, 0, 8), crc32(substr $_, 17), substr($_, 16)' |
		xz -c --format=lzma >d.hpfun
	says "$1" 1 "$2" "$hs" where d.hpfun fix
}
changed "a version to come" "version known here" sed "1s/hpfun 2/hpfun 3/"
changed "no build-id" "damaged" sed "1s/.\$/x/"
changed "a file that is not there" "damaged" sed "s/:1\\b/:999999/"
changed "...the one behind the last" "damaged" sed "s/:1\\b/:$(($(text v.hpfun | sed '/^$/,$d' | wc -l)))/"
changed "a file 0" "damaged" sed "s/:1\\b/:0/"
changed "a file that is no number" "damaged" sed "s/:1\\b/:1x/"
changed "a function without its fields" "damaged" sed "s/^fix\\t.*/fix/"
changed "one with a field too many" "damaged" sed "s/^fix\\t.*/&\\t/"
changed "a function before any unit" "damaged" sed "/^@/d"
changed "no functions at all" "damaged" sed "/^\$/,\$d"
changed "a type without a name's place" "damaged" sed "s/^fix\\tint @/fix\\tint /"
changed "a letter that is none" "damaged" sed "s/^fix/f\\x01x/"
changed "a name of no letters" "damaged" sed "s/^fix\\t/\\t/"
changed "inlined without a name" "damaged" sed "s/\\tfix\\t/\\tfix \\t/"
changed "called without a name" "damaged" sed "s/\\tspecialised\$/\\t+/"
text v.hpfun | sed 's/^fix/fax/' | xz -c --format=lzma >d.hpfun
says "a text with another checksum" 1 "damaged" "$hs" where d.hpfun fix
changed "a text that ends within a line" "damaged" head -c -1
head -c -9 v.hpfun >d.hpfun
says "a file that is cut off" 1 "damaged" "$hs" where d.hpfun fix
head -c -1 v.hpfun >d.hpfun
says "...of which all text is there" 1 "damaged" "$hs" where d.hpfun fix
{ cat v.hpfun; echo; } >d.hpfun
says "one with more behind it" 1 "damaged" "$hs" where d.hpfun fix
says "a file of another kind" 1 "no file of functions" "$hs" where vmlinux fix
head -c 1000000000 /dev/zero | xz -1 -c --format=lzma >d.hpfun
says "one that would be too large" 1 "damaged" "$hs" where d.hpfun fix
: >d.hpfun
says "an empty one" 1 "not a file" "$hs" where d.hpfun fix
says "none" 1 "No such file" "$hs" where nowhere.hpfun fix

all_told
