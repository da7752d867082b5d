#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# mkpatch.sh - tests patches/hp-mkpatch as a program: what it says of what is no fix of this kernel, that it then writes nothing,
# its report as JSON, and that a patch is hardly larger than the same one written by hand.  The fixes
# themselves are those of tests/mkpatch/fixes.
#
#	tests/host/mkpatch.sh KERNEL
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top" || exit 1
kernel=$1
source=$(mk/source.sh "$kernel") || exit 1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
# shellcheck source=../lib/verdict.sh
. tests/lib/verdict.sh
# shellcheck source=../lib/by_hand.sh
. tests/lib/by_hand.sh

# mkpatch ARG...: its status; what it says in $tmp/said, what it writes in $tmp/out
mkpatch() {
	patches/hp-mkpatch -k "$kernel" -o "$tmp/out" -n tried "$@" >"$tmp/said" 2>&1 </dev/null
}

# says_no WHAT WORDS ARG...: status 1, one line with those words, nothing written, nothing left behind
says_no() {
	local what=$1 words=$2 status=0
	shift 2
	mkpatch "$@" || status=$?
	[ $status = 1 ] && [ "$(wc -l <"$tmp/said")" = 1 ] && grep -qE -e "$words" "$tmp/said" &&
		[ ! -e "$tmp/out" ] && ! compgen -G 'build/mkpatch/work.tried.*' >/dev/null
	verdict $? "$what"
}

# fix NAME FILE SED...: a diff of what sed makes of FILE
fix() {
	local name=$1 file=$2
	shift 2
	sed "$@" "$source/$file" >"$tmp/changed"
	diff -u --label "a/$file" --label "b/$file" "$source/$file" "$tmp/changed" >"$tmp/$name.diff"
}

version=fs/proc/version.c
fix good $version 's/seq_printf(m, linux_proc_banner/seq_puts(m, "hot "); &/'
fix comment $version 's,/\* SPDX.*,&,; 2i/* a word */'
fix nonsense $version 's/seq_printf(m, linux_proc_banner/seq_prlntf(m, linux_proc_banner/'

says_no "a diff that changes nothing in the code" 'changes nothing that the compiler makes code of' "$tmp/comment.diff"
sed 's/linux_proc_banner/another_banner/' "$tmp/good.diff" >"$tmp/foreign.diff"
says_no "a diff that does not apply" 'does not apply to the source of .*version\.c: Hunk #1 FAILED' "$tmp/foreign.diff"
diff -u --label a/$version --label b/$version "$tmp/changed" "$source/$version" >"$tmp/applied.diff"
says_no "a diff of a fix that the source has" 'has this fix already' "$tmp/applied.diff"
says_no "no diff" 'has no diff in it' mk/say.sh
says_no "a file that is not there" 'no such file' "$tmp/nowhere.diff"
sed "s,$version,fs/proc/nowhere.c," "$tmp/good.diff" >"$tmp/path.diff"
says_no "a diff of a file that the source lacks" 'has no file .*fs/proc/nowhere\.c' "$tmp/path.diff"
sed "s,b/$version,b/../../../../$version," "$tmp/good.diff" >"$tmp/outside.diff"
says_no "a diff that leaves the source" 'is no path of the source' "$tmp/outside.diff"
says_no "a name that the loader cannot take" 'cannot be called' -n 'a b' "$tmp/good.diff"
says_no "a name that the kernel itself has" 'cannot be called printk: .* built in, with parameters' -n printk "$tmp/good.diff"

status=0
mkpatch "$tmp/nonsense.diff" || status=$?
[ $status = 1 ] && grep -q "fs/proc/version\.c:[0-9]*:.*seq_prlntf" "$tmp/said" && [ ! -e "$tmp/out" ]
verdict $? "what does not compile: the compiler's words, with the source's path"

# Another source, of links but for one file.
other=$tmp/other
mkdir "$other"
ln -s "$source"/* "$other"
rm "$other/fs"
mkdir "$other/fs"
ln -s "$source"/fs/* "$other/fs"
rm "$other/fs/pipe.c"
sed 's/total_len == 0/total_len == 1/' "$source/fs/pipe.c" >"$other/fs/pipe.c"
diff -u --label a/fs/pipe.c --label b/fs/pipe.c "$other/fs/pipe.c" <(sed 's/unlikely(total_len == 1)/unlikely(total_len == 7)/' "$other/fs/pipe.c") >"$tmp/pipe.diff"
KERNEL_SOURCE=$other mkpatch "$tmp/pipe.diff"
[ $? = 1 ] && grep -q 'fs/pipe\.c: pipe_read is not what the kernel has: source, configuration or compiler differ (differs' "$tmp/said" && [ ! -e "$tmp/out" ]
verdict $? "another source than the kernel's: which function, and where"

status=0
mkpatch --report --json "$tmp/good.diff" || status=$?
[ $status = 0 ] && [ ! -e "$tmp/out" ] && python3 - "$tmp/said" <<'END'
import json, sys
report = json.load(open(sys.argv[1]))
assert [(r["name"], r["why"]) for r in report["replaced"]] == [("version_proc_show", "text")], report
assert "file" not in report and report["refused"] == [] and report["units"] == ["fs/proc/version.c"], report
END
verdict $? "--report --json: the report, and no patch"

mkpatch "$tmp/good.diff" && cp "$tmp/out/tried.ko" "$tmp/first.ko" && mkpatch "$tmp/good.diff" && cmp "$tmp/out/tried.ko" "$tmp/first.ko" >>"$tmp/said"
verdict $? "the same diff makes the same patch"

for name in meminfo getpid piperead; do
	hand=$(by_hand "$kernel" $name "$tmp" 2>"$tmp/said") && mkpatch -n $name tests/mkpatch/fixes/hand-$name.diff && ours=$(stat -c %s "$tmp/out/$name.ko") &&
		[ $((ours * 100)) -le $((hand * 110)) ]
	verdict $? "$name is at most 10 % larger than by hand (${ours-none} against ${hand-none} bytes)"
done
exit $failed
