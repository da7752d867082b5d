#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# json.sh OUT CHECK - every verb with -j, done and failed, against the schemas of doc/json.
set -u
check=$2
fake=$check/hp-console-fake
here=$(cd "$(dirname "$0")" && pwd)
answers=$here/../../lib/answers.py
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HP_PATH=$check/patches:$work HOME=$work HP_STATE=$work/state ASAN_OPTIONS=detect_leaks=0:exitcode=199 UBSAN_OPTIONS=exitcode=199
cd "$work" || exit 1

ok() {		# ok NAME COMMAND...: it must succeed
	local name=$1
	shift
	if "$@" >"$work/log" 2>&1; then
		echo "ok console json: $name"
	else
		sed 's/^/# /' "$work/log" | head -20
		echo "FAIL console json: $name"
	fi
}

# One-shot: for each line of the list, its answer goes into the file.
: >table.hpsym
# A file of functions, so that all is said that may be.
printf '%040d\n\n@fs/proc/meminfo.c\nmeminfo_proc_show\tint @(struct seq_file *, void *)\t\t\nother_show\t\tmeminfo_proc_show\tmeminfo_proc_show\n' 0 |
	perl -MCompress::Zlib -0777 -ne 'printf "hpfun 2 %08x %s", crc32($_), $_' |
	xz -c --format=lzma >"$(uname -r).hpfun"
sed 's/int @(struct seq/int @(struct req/' "$check/patches/fix.ko" >wrongtype.ko
sed 's/int @(struct seq/!nt @(struct seq/' "$check/patches/fix.ko" >othertype.ko
echo x >x.hpsym
printf 'status\nlist\n' >commands
printf 'apply\n' >wrong
while IFS= read -r command; do
	case $command in
	'' | '#'*) continue ;;
	esac
	# shellcheck disable=SC2086 # words
	eval "$fake -j $command" >>one.txt 2>/dev/null </dev/null
	rc=$?
	[ $rc -lt 100 ] || echo "FAIL console json: $command: exit status $rc"
done <<'END'
# done
apply fix confirmed 60
apply meminfo
apply meminfo standstill 500
batch commands
blocking fix
blocking meminfo
check fix
check ./othertype.ko
check meminfo
events
help
help apply
help --mdoc
list
load fix
load ./othertype.ko
load meminfo
quit
revert fix
revert meminfo
show fix
show meminfo
status
sym vfs_read
sym vfs_read#1
sym meminfo_proc_show
sym 0xffffffff81000010
table ./x.hpsym
unload fix
history
history 5 meminfo
stub vfs_read EPERM
stub vfs_read EPERM confirmed 60
check stub vfs_read EPERM
hits meminfo
hits meminfo on
hits meminfo off
recv
# failed: wrong words, missing things, refusals
nonsense
""
apply
apply fux
apply ./wrongtype.ko
apply fix depth deep
apply meminfo confirmed
batch wrong
batch nothing
blocking fux
cancel
cancel meminfo
check fux
check ./wrongtype.ko
check x.hpsym
confirm
confirm fux
events x
help fux
history x y
history 0
list x
load fux
load ./wrongtype.ko
load x.hpsym
quit x
revert fux
show fux
show ./wrongtype.ko
status x
sym
sym 0x10
sym fux@
table ./table.hpsym
unload meminfo
unload fux
abandon fux fux
abandon meminfo
abandon meminfo meminfo
abort
abort fux
screen
stub
stub fux EPERM
stub vfs_read nonsense
hits
hits fux
hits meminfo perhaps
recv fix wait 1
recv ../fix
END
FAKE_UNDERWAY=1 "$fake" -j abort >>one.txt 2>/dev/null
FAKE_STUCK=1 "$fake" -j status >>one.txt 2>/dev/null
FAKE_STUCK=1 "$fake" -j abandon meminfo meminfo >>one.txt 2>/dev/null
FAKE_BLOCKED=1 "$fake" -j apply fix >>one.txt 2>/dev/null
FAKE_BLOCKED=1 "$fake" -j revert meminfo >>one.txt 2>/dev/null
FAKE_BLOCKED=1 "$fake" -j check fix >>one.txt 2>/dev/null
FAKE_OTHER=1 "$fake" -j check fix >>one.txt 2>/dev/null
FAKE_BLOCKED=1 "$fake" -j blocking fix >>one.txt 2>/dev/null

# Lines: what one command leaves is there for the next.
"$fake" -j >lines.txt 2>/dev/null <<'END'
apply fix confirmed 60
confirm fix
confirm fix
apply fix confirmed 5
revert fix
apply fix confirmed 60
cancel fix
cancel fix
unload fix
apply fix confirmed 60
status
list
revert fix
"open
history
END
"$fake" -j help >help.txt

ok "every verb, done and failed, as documented" "$answers" --all help.txt one.txt lines.txt

# The check itself: a field that nobody documented, one that lacks, one that is there twice.
sed -n 's/^{"verb":"list",/&"new":1,/p' one.txt >new.txt
sed -n 's/^{"verb":"list","loaded"/{"verb":"list","renamed"/p' one.txt >renamed.txt
sed -n 's/^{"verb":"list",/&"loaded":[],/p' one.txt >twice.txt
for wrong in new renamed twice; do
	ok "finds a fault: $wrong" bash -c "[ -s $wrong.txt ] && ! $answers $wrong.txt"
done
echo '{"verbs":[{"name":"list"},{"name":"another"}]}' >more.txt
ok "finds a verb without a schema" bash -c "! $answers --all more.txt one.txt"
