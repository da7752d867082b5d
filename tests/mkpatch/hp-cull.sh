#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# hp-cull.sh PROGRAM - what hp-cull finds changed, carries and refuses, shown on small files compiled here.
#
# hp-debuginfo, beside it, tells it of the static variables; what hp-match would say of a kernel is made up: each function is as
# it was, each symbol the only one of its name.  Prints one line per test, "ok" or "FAIL"; exit status 1 if any failed.
set -u
hc=$(realpath "${1:?usage: hp-cull.sh PROGRAM}")
hd=${hc%/*}/hp-debuginfo
# shellcheck source=../lib/program.sh
. "$(dirname "$0")/../lib/program.sh"
dir=$(mktemp -d) && cd "$dir" || exit 1
trap 'rm -rf "$dir"' EXIT
head='
typedef unsigned long size_t;
extern int printk(const char *fmt, ...);
extern void take(void *);
#define noinline __attribute__((noinline))
'

# The file on standard input is the unit, once with OLD and once with NEW defined.
compile() {
	local which
	{ echo "$head"; cat; } >unit.c
	for which in old new; do
		mkdir -p $which
		gcc -O2 -g -fno-pic -fcf-protection=none -fno-asynchronous-unwind-tables -mcmodel=kernel -mno-red-zone -D${which^^} -S -o $which/unit.s unit.c &&
			as -o $which/unit.o $which/unit.s && "$hd" statics $which/unit.o $which/unit.s >$which/unit.statics &&
			"$hd" functions $which/unit.o >$which/unit.functions || exit 1
	done
	"$hd" types old/unit.o new/unit.o >new/unit.types || exit 1
	echo >old/unit.module
	nm old/unit.o | awk -v OFS='\t' '
		$(NF - 1) ~ /[tT]/ { print "func", $NF, "0", "1", "ok" }
		{ print "sym", $NF, "0", $NF, 1, 1, $(NF - 1) }' >old/unit.match
}

cull() {
	"$hc" -w . -n made -k 6.1 "$@" unit.c
}

# reports NAME LINE: of a cull that succeeds; fields with one blank between
reports() {
	local name=$1 line=$2
	is "$name" 0 cull
	tests=$((tests + 1))
	if tr '\t' ' ' <out | sed 's/ *$//' | grep -qxF -- "$line"; then
		echo "ok $tests ...: $line"
	else
		failed=$((failed + 1))
		echo "FAIL $tests ...: expected '$line', found:"
		sed 's/^/# /' out | head -20
	fi
}

# The C file that was made has text that fits the pattern.
makes() {
	tests=$((tests + 1))
	if grep -q -- "$2" made.c; then
		echo "ok $tests $1"
	else
		failed=$((failed + 1))
		echo "FAIL $tests $1: '$2' is not in what was made"
	fi
}

compile <<'END'
int f(int a)
{
	return a * 3;
}
END
is "nothing changed: nothing is said" 0 cull
is "... and nothing made" 1 test -s made.c -o -s out

compile <<'END'
static noinline int deep(int a)
{
#ifdef NEW
	if (a < 0)
		return -1;
#endif
	return a * 3 + printk("deep");
}
static int flat(int a)
{
#ifdef NEW
	return a + 2;
#else
	return a + 1;
#endif
}
int through(int a) { return flat(a) * 7; }
int calls(int a) { return deep(a) + 5; }
void *address(void) { return deep; }
END
reports "its own text" "replaced unit.c deep other"
reports "a callee that is inlined" "replaced unit.c through other"
makes "the body has a name of its own" '^"new_deep:'
tests=$((tests + 1))
if grep -q calls made.c; then failed=$((failed + 1)); echo "FAIL $tests a caller that did not change stays"; else echo "ok $tests a caller that did not change stays"; fi

compile <<'END'
static int count;
noinline int next(void)
{
	static int count;
#ifdef NEW
	static int fresh;
	take(&fresh);
#endif
	take(&count);
	return count++;
}
int total(void)
{
	take(&count);
#ifdef NEW
	return next() + count + 1;
#else
	return next() + count;
#endif
}
END
reports "a static variable of a function is the kernel's" "shared unit.c count.0 count.0"
reports "... and one that is new is not" "new unit.c fresh.1 data"
makes "a call within the patch goes to the new body" 'call.*new_next'

compile <<'END'
int which(int a)
{
	if (a == 1) { static int cnt; take(&cnt); return cnt; }
#ifdef NEW
	if (a == 3) { static int cnt; take(&cnt); return cnt + 2; }
#endif
	if (a == 2) { static int cnt; take(&cnt); return cnt + 1; }
	return 0;
}
END
says "another variable of one name in a function" 1 "their number changed" cull

compile <<'END'
void which(int a)
{
	if (a == 1) { static const char msg[] = "one"; take((void *)msg); }
#ifdef NEW
	if (a == 3) { static const char msg[] = "three more"; take((void *)msg); }
#endif
	if (a == 2) { static const char msg[] = "and two"; take((void *)msg); }
}
END
reports "constants of one name need not be told apart: all are brought anew" "new unit.c msg.0 data"
makes "... each with what is in it" 'three more'
makes "... those of before, too" 'and two'

compile <<'END'
void which(int a)
{
	if (a == 1) { static void (*const call[])(void *) = { take }; call[a](0); take((void *)call); }
#ifdef NEW
	if (a == 3) { static void (*const call[])(void *) = { take, take }; call[a](0); take((void *)call); }
#endif
	if (a == 2) { static void (*const call[])(void *) = { take, 0, take }; call[a](0); take((void *)call); }
}
END
says "... but those that point to functions" 1 "their number changed" cull

compile <<'END'
int which(int a)
{
	if (a == 1) { static int cnt; take(&cnt); return cnt; }
	if (a == 2) { static int cnt; take(&cnt); return cnt + 1; }
#ifdef NEW
	take(0);
#endif
	return 0;
}
END
says "several variables of one name in a function that changed" 1 "in the same order? --same cnt" cull
is "... and the author says that they are the same" 0 cull -a cnt

compile <<'END'
int warn(int a)
{
	if (a == 1) { static int _rs; take(&_rs); }
#ifdef NEW
	if (a == 2) { static int _rs; take(&_rs); }
#endif
	return a;
}
END
reports "variables of a macro, one for each use" "new unit.c _rs.0 data"

compile <<'END'
static int moved_from(void)
{
	static int kept = 5;
	take(&kept);
	return kept++;
}
#ifdef NEW
static noinline int moved_to(void)
{
	static int lost = 1, kept = 5;
	take(&lost), take(&kept);
	return kept++;
}
int user(void) { return moved_to(); }
#else
int user(void) { return moved_from(); }
#endif
END
says "a variable that moved to another function" 1 "if it was moved, its value would be lost; --new kept" cull
is "... and is meant to be new" 0 cull -a kept

compile <<'END'
int run(unsigned char *p, int x)
{
	static const void *const jt[] = { &&a, &&b, &&c };
	goto *jt[*p++];
a:
#ifdef NEW
	x += 4;
#else
	x += 3;
#endif
	goto *jt[*p++];
b:	x *= 7;
	goto *jt[*p++];
c:	return x;
}
END
reports "a table of places inside a function goes with it" "copied unit.c jt.0 .rodata"
makes "... and is the patch's" 'new_jt_0'

compile <<'END'
struct ops { int (*f)(int); int (*g)(int); };
static int one(int a) { return a + 1; }
static int two(int a) { return a + 2; }
#ifdef NEW
static const struct ops my_ops = { one, two };
#else
static const struct ops my_ops = { one };
#endif
void install(void **p) { *p = (void *)&my_ops; take((void *)two); }
int is_mine(void *p) { return p == &my_ops; }
END
says "a constant with pointers to functions changes" 1 "who compares with its address sees two; --new my_ops" cull
is "... and that means nothing" 0 cull -a my_ops
says "... or is left" 0 "left.*my_ops" cull -l my_ops

compile <<'END'
#ifdef NEW
static const int tab[] = { 1, 2, 4 };
#else
static const int tab[] = { 1, 2, 3 };
#endif
int get(int i) { return tab[i]; }
int limit = 7;
END
reports "a constant changes: its users do" "replaced unit.c get data tab"

compile <<'END'
#ifdef NEW
int limit = 8;
#else
int limit = 7;
#endif
int get(void) { return limit; }
END
says "the initial value of data changes" 1 "initial value of existing data changed.*--leave limit" cull

compile <<'END'
struct s { int a;
#ifdef NEW
	int b;
#endif
};
int get(struct s *s)
{
#ifdef NEW
	return s->a + s->b;
#else
	return s->a;
#endif
}
END
says "a struct grows" 1 "the layout of struct s changed (size 4 -> 8.*--allow-struct s" cull
is "... and the author has looked" 0 cull -a s

compile <<'END'
#ifdef NEW
int twice(int a, int b) { return a + b; }
#else
int twice(int a) { return a; }
#endif
END
says "the type of a global function changes" 1 "its type changed.*other units may call it.*--allow-type twice" cull

compile <<'END'
__attribute__((section(".init.text"))) int boot(void)
{
#ifdef NEW
	return 2;
#else
	return 1;
#endif
}
END
says "init code" 1 "boot.*is init code.*--leave boot" cull

compile <<'END'
int get(void)
{
#ifdef NEW
	static int odd __attribute__((section("odd"))) = 1;
	take(&odd);
#endif
	return 1;
}
END
says "a section that is not known" 1 "lies in section odd, which is not known here" cull

compile <<'END'
int get(void)
{
#ifdef NEW
	asm volatile(".pushsection odd,\"a\"\n.long 1\n.popsection");
#endif
	return 1;
}
END
says "... or in a function's text" 1 "brings something in section odd, which is not known here" cull

compile <<'END'
#ifdef NEW
asm(".section \"___ksymtab+get\", \"a\"\n__ksymtab_get:\n.long get - .\n.previous");
#endif
int get(void) { return 1; }
END
says "a new export" 1 "an export, which the kernel takes note of only" cull

compile <<'END'
#ifdef OLD
static noinline int helper(int a) { take(&helper); return a; }
#else
extern int helper(int a);
#endif
int get(int a) { return helper(a); }
END
says "the file's own function gives way to another's of that name" 1 "was the file's own and is now another's" cull

compile <<'END'
int probe(unsigned long n)
{
	unsigned long limit;

	asm("mov %1,%0\n1:\n.pushsection runtime_ptr_MAX,\"a\"\n.long 1b - 8 - .\n.popsection"
		: "=r" (limit) : "i" (0x0123456789abcdef));
#ifdef NEW
	return n < limit;
#else
	return n <= limit;
#endif
}
END
reports "a pointer that the kernel writes into its code" "replaced unit.c probe other"
makes "... is loaded" '^"\\tmovq MAX(%rip),%r'
tests=$((tests + 1))
if grep -q 'runtime_ptr\|81985529216486895' made.c; then failed=$((failed + 1)); echo "FAIL $tests ... and nothing of it is left"; else echo "ok $tests ... and nothing of it is left"; fi
printf 'many\tMAX\t0\n' >>old/unit.match
says "... unless the kernel has no such variable" 1 "MAX.is no symbol of the kernel" cull

compile <<'END'
unsigned int probe(unsigned int n)
{
	asm("shrl $12,%k0\n1:\n.pushsection runtime_shift_BITS,\"a\"\n.long 1b - 1 - .\n.popsection" : "+r" (n));
#ifdef NEW
	return n + 1;
#else
	return n;
#endif
}
END
says "a shift is not loaded" 1 "has a number in its code that the kernel writes there when it boots (section runtime_shift_BITS)" cull

compile <<'END'
int get(void)
{
#ifdef NEW
	static const char *text __attribute__((section("__tracepoint_str"))) = "said by a tracepoint";
	take(&text);
#endif
	return 1;
}
END
is "a tracepoint's own string" 0 cull
all_told
