#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# program.sh OUT CHECK - the hp-console programs themselves: no device, no rights, pipes,
# terminals (with expect), the static build's size, the manual page.
set -u
out=$1 check=$2
real=$out/hp-console static=$out/hp-console-static fake=$check/hp-console-fake
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HP_PATH=$check/patches HOME=$work HP_STATE=$work/state ASAN_OPTIONS=detect_leaks=0
cd "$work" || exit 1

ok() {		# ok NAME COMMAND...: it must succeed
	local name=$1
	shift
	if "$@" >"$work/log" 2>&1; then
		echo "ok console program: $name"
	else
		sed 's/^/# /' "$work/log" | head -20
		echo "FAIL console program: $name"
	fi
}

ends() {	# ends CODE LINES REGEX COMMAND...: its exit status, lines printed, and what they say
	local code=$1 lines=$2 regex=$3 rc text
	shift 3
	text=$("$@" 2>&1 </dev/null)
	rc=$?
	printf 'ended with %s, expected %s:\n%s\n' $rc "$code" "$text"
	[ $rc -eq "$code" ] && [ "$(wc -l <<<"$text")" -eq "$lines" ] && grep -Eq "$regex" <<<"$text"
}

json() {	# json CODE COMMAND...: valid JSON, one document, that says its own exit status
	local code=$1 rc text
	shift
	text=$("$@" 2>/dev/null </dev/null)
	rc=$?
	printf 'ended with %s:\n%s\n' $rc "$text"
	[ $rc -eq "$code" ] && python3 -c 'import json, sys
for line in sys.argv[1].splitlines():
	assert json.loads(line)["code"] == int(sys.argv[2])
assert len(sys.argv[1].splitlines()) == 1' "$text" "$code"
}

if [ -e /dev/hotpatch ]; then
	echo "# there is a /dev/hotpatch here: tests without one are left out"
else
	for p in "$real" "$static"; do
		ok "${p##*/}: no device, one-shot" ends 1 1 'modprobe hotpatch.*expected.*found' "$p" status
		ok "${p##*/}: no device, line mode" ends 1 1 'modprobe hotpatch.*expected.*found' "$p"
		ok "${p##*/}: no device, JSON" json 1 "$p" -j apply fix
		ok "${p##*/}: no device, line mode in JSON" json 1 "$p" -j
	done
fi
ok "wrong verb" ends 64 1 'unknown command.*found "frobnicate"' "$real" frobnicate
ok "wrong option" ends 64 7 'usage:' "$real" -z
for word in --bogus --help=1 --baud -Q; do
	ok "hp-send: $word is wrong usage" ends 64 2 'usage:' valgrind -q --error-exitcode=99 "$out/hp-send" "$word"
done
ok "wrong number of arguments" ends 64 1 'usage: unload NAME' "$real" unload
ok "one-shot verbs are never abbreviated" ends 64 1 'unknown command' "$fake" stat
ok "JSON of a usage error" json 64 "$real" -j apply
ok "JSON of invalid bytes" json 64 "$real" -j $'\xff\x1b"'
ok "-V" ends 0 1 'contract 4' "$real" -V
ok "-h lists the verbs" ends 0 26 '^apply ' "$real" -h
for v in status list 'show fix' 'check fix' 'load fix' 'apply fix' 'sym show' history events help \
	'revert meminfo' 'blocking fix' 'unload fix'; do
	# shellcheck disable=SC2086
	ok "JSON of $v" json 0 "$fake" -j $v
done
ok "blocked ends with 2" env FAKE_BLOCKED=1 bash -c "$(declare -f ends); ends 2 4 'tasks are inside' $fake apply fix"

piped() {	# no prompt, no escape sequence, OK or ERR after each command
	printf 'status\nload fix\nnonsense\n\n\nquit\n' | "$fake" >out.txt
	cat -v out.txt
	! grep -q 'hp>' out.txt && ! grep -q $'\x1b' out.txt &&
		[ "$(grep -c '^OK$' out.txt)" -eq 3 ] && [ "$(grep -c '^ERR 64 ' out.txt)" -eq 1 ] &&
		[ "$(head -c 2 out.txt)" = '* ' ]
}
ok "line mode in a pipe" piped

json_lines() {
	printf 'status\nnonsense\nload "fix\nlist\n' | "$fake" -j | python3 -c 'import json, sys
docs = [json.loads(line) for line in sys.stdin]
print(docs)
assert [d.get("code") for d in docs] == [None, 0, 64, 64, 0]'
}
ok "line mode in JSON" json_lines

closed_reader() {	# the reader goes away: no hang, no signal
	yes list | head -1000 | timeout 600 "$fake" | head -1 >/dev/null
	[ "${PIPESTATUS[2]}" -lt 124 ]
}
ok "a reader that goes away" closed_reader

dialog() {	# dialog TERM EXPECT-SCRIPT: the fake console on a terminal
	TERM=$1 timeout 1200 expect -c "
		set timeout 300
		proc need {what} {
			expect -ex \$what {} timeout {puts \"no: \$what\"; exit 1} \
				eof {puts \"eof before: \$what\"; exit 1}
		}
		# What is typed before the editor has the terminal would be echoed twice.
		proc prompt {} {
			global spawn_out
			need {hp> }
			while {[string match {* icanon *} [exec stty -a <\$spawn_out(slave,name)]]} {}
		}
		proc ended {} { expect eof {} timeout {puts \"it goes on\"; exit 1} }
		spawn -noecho $fake
		$2"
}
ok "tty: prompt, OK, quit" dialog vt100 'prompt; send "status\r"; need "\nOK"; prompt; send "quit\r"; need OK; ended'
ok "tty: a person may abbreviate" dialog vt100 'prompt; send "stat\r"; need "\nOK"; send "unl meminfo\r"; need "ERR 64"; send "quit\r"; ended'
ok "tty: completion of verbs and patches" dialog vt100 'prompt; send "stat\t\r"; need "\nOK"; send "sho\tmem\t\r"; need "meminfo_proc_show"; send "quit\r"; ended'
ok "tty: Ctrl-C clears the line" dialog vt100 'prompt; send "revert meminfo"; send "\x03"; prompt; send "list\r"; need "meminfo"; need "  applied"; need OK; send "quit\r"; ended'
ok "tty: empty Enter does nothing" dialog vt100 'prompt; send "\r\r\r"; prompt; send "nonsense\r"; need "ERR 64"; send "quit\r"; ended'
ok "tty: end of input ends it" dialog vt100 'prompt; send "\x04"; ended'
ok "tty: history file is kept" grep -q meminfo .hp_history
ok "tty: read-only home is no error" env HOME=/proc bash -c "$(declare -f dialog); fake=$fake; dialog vt100 'prompt; send \"list\r\"; need OK; send \"quit\r\"; ended'"

dumb() {	# a dumb terminal gets no escape sequence
	dialog "$1" 'need "hp> "; send "status\r"; need "\nOK"; send "quit\r"; need OK; ended' >dumb.txt
	local rc=$?
	cat -v dumb.txt
	[ $rc -eq 0 ] && ! grep -q $'\x1b' dumb.txt
}
ok "tty: Ctrl-C on a dumb terminal: a new prompt, the line is gone" dialog dumb 'need "hp> "; send "revert meminfo"; need meminfo; send "\x03"; need "hp> "; send "list\r"; need "  applied"; send "quit\r"; ended'
ok "tty: TERM=dumb gets no escapes" dumb dumb
ok "tty: unknown TERM gets no escapes" dumb no-such-terminal

small() {
	local size
	size=$(stat -c %s "$static")
	echo "$size bytes"
	[ "$size" -le $((1536 * 1024)) ] && ! readelf -d "$static" | grep -q NEEDED &&
		! readelf -S "$static" | grep -q '\.debug'
}
ok "static build: at most 1.5 MiB, no shared libraries" small

manual() {
	mandoc -Tlint "$out/hp-console.8" "$out/hp-send.1" | tee lint.txt
	! grep -q . lint.txt
}
ok "manual pages pass mandoc -Tlint" manual
