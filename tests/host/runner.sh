#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# runner.sh - tests that tests/run reports failures and ends: with jobs that die, hang, or end in the same
# moment, and with a guest that falls silent, dies, or says that it failed.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=../lib/jobs.sh
. tests/lib/jobs.sh
# shellcheck source=../lib/judge.sh
. tests/lib/judge.sh
tmp=$(mktemp -d)
trap 'end_jobs >/dev/null; rm -rf "$tmp"' EXIT
failed=0

# same WHAT GOT WANTED
same() {
	if [ "$2" = "$3" ]; then
		echo "ok $1"
	else
		echo "FAIL $1"
		diff <(echo "$3") <(echo "$2") | sed 's/^/    | /'
		failed=1
	fi
}

# --- jobs ---------------------------------------------------------------------------------------

slots=2
jobs_open "$tmp"

fine() { echo "ok $1"; }
ends_with() { return "$1"; }
dies() { kill -KILL "$BASHPID"; }
hangs() {
	sleep 1000 &
	echo "$!" >"$tmp/sleeper"
	wait
}
sleeper_is_gone() { ! kill -0 "$(cat "$tmp/sleeper")" 2>/dev/null; }
wait_for() {
	local n=0
	until "$@"; do
		n=$((n + 1))
		[ $n -lt 500 ] || return 1
		sleep 0.02
	done
}

# So many short jobs that bash's own "wait -n" would lose one now and then.
many() {
	local i
	for i in $(seq 300); do
		job 60 "one $i" fine "$i"
	done
	finish_all
}
many >"$tmp/shown"
same "each of many short jobs is counted" "$(grep -c '^ok ' "$tmp/results")" 300
same "and shown" "$(grep -c '^ok ' "$tmp/shown")" 300

verdicts() {
	: >"$tmp/results"
	"$@" >/dev/null
	finish_all >/dev/null
	cat "$tmp/results"
}
same "a job that fails is a failure" "$(verdicts job 60 three ends_with 3)" "FAIL three: the job ended with 3"
same "so is one that was killed" "$(verdicts job 60 dead dies)" "FAIL dead: the job was killed"
# What is in the pipe is read by another.
loses() { (read -r -t 20 -u "$ends"; echo "$?" >"$tmp/lost") & }
with_report_lost() {
	loses
	job 60 ends fine "it"
	wait_for [ -s "$tmp/lost" ]
}
same "one whose report is lost is none" "$(verdicts with_report_lost)" "ok it"
same "(it was lost)" "$(cat "$tmp/lost")" 0
same "and one that does not end" "$(verdicts job 1 hung hangs)" \
	"FAIL hung: no end within 1 s, stopped"
wait_for sleeper_is_gone
same "what it had begun is stopped, too" "$?" 0

rm "$tmp/sleeper"
job 60 hung hangs
wait_for [ -s "$tmp/sleeper" ]
same "who is stopped with all is named" "$(end_jobs | sed 's/ at .*//')" "# hung is stopped"
wait_for sleeper_is_gone
same "and is stopped" "$?" 0
running=()

# --- a guest's verdicts -------------------------------------------------------------------------

pass() { echo "pass: $*"; }
fail() { echo "fail: $*"; }
skip() { echo "skip: $*"; }
# shellcheck disable=SC2034 # judge's
slow=1 bench='' finished=()

# judged LINE...: what a guest that printed these lines, and ended, comes to
judged() {
	printf '%s\n' "$@" | {
		judge K "$tmp/log"
		echo "status $?, in the midst of: $unfinished"
	} | grep -v '^#'
}
same "a script that passes" "$(judged '@begin a.sh' 'ok x' 'done' '@end a.sh 0')" \
	$'pass: K a: x\nstatus 0, in the midst of: '
same "one that fails says what it saw" "$(judged '@begin a.sh' 'not ok x' '    | seen' 'done' '@end a.sh 1')" \
	$'fail: K a: x\n    | seen\nstatus 0, in the midst of: '
same "one that stops half way" "$(judged '@begin a.sh' 'ok x' '@end a.sh 0')" \
	$'pass: K a: x\nfail: K a: ended before its end\nstatus 0, in the midst of: '
same "one that ends badly" "$(judged '@begin a.sh' 'ok x' 'done' '@end a.sh 2')" \
	$'pass: K a: x\nfail: K a: exit status 2\nstatus 0, in the midst of: '
same "one that leaves something" "$(judged '@begin a.sh' 'done' '@bad a.sh leaves modules: m' '@end a.sh 0')" \
	$'fail: K a: leaves modules: m\nstatus 0, in the midst of: '
same "a guest that dies" "$(judged '@begin a.sh' 'ok x')" $'pass: K a: x\nstatus 0, in the midst of: a.sh'

# The guest keeps its line open and says nothing any more; judge must give it up.
# shellcheck disable=SC2034 # judge's
SILENCE=1
mkfifo "$tmp/line"
exec {silent}<>"$tmp/line"
printf '%s\n' '@begin a.sh' 'ok x' >&"$silent"
same "a guest that falls silent" "$(judge K "$tmp/log" <&"$silent"; echo "status $?, in the midst of: $unfinished")" \
	$'pass: K a: x\nstatus 1, in the midst of: a.sh'

[ "$failed" = 0 ]
